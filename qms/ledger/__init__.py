"""The evidence: what an entry is, and the tree that proves it. Pure functions; no store, no clock."""
