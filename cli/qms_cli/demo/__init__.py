"""A year of a sample organisation, its two reviews and their packets, through the library's own front alone.

The organisation, its people and its customers do not exist. The same run gives the same records every time;
only the random numbers that stand for people, and the salts that guard their particulars, differ.
"""

from qms_cli.demo.making import Built, build

__all__ = ["Built", "build"]
