"""Gathers the inputs of a review from figures and records, and freezes them."""
