"""Rules that cross kinds, one file each."""
