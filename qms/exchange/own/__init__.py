"""The program's own form of files: records that leave so that they can come back."""
