"""The evidence: what an entry is, and the tree that proves it. No store, no clock; files of keys alone."""
