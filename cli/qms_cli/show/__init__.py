"""Results and how they are printed."""
