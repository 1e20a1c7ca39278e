"""A year of a sample organisation, its two reviews and their packets, through the library's own front alone.

The organisation, its people and its customers do not exist. The same seed gives the same files to the byte, on every
day and in every time zone (on one machine and library set); another seed gives another year around the same stories.
"""

from qms_cli.demo.making import Built, build
from qms_cli.demo.stage import SEED

__all__ = ["SEED", "Built", "build"]
