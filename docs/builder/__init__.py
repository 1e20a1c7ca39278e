"""What makes `docs/reference` from the code; `docs/build.py` is its door."""
