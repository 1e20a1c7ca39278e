"""A store in one sealed file that anybody can check, and a store made of it again."""

from qms.exchange.bundle.restoring import Drill, Restored, drill, restore, summary
from qms.exchange.bundle.writing import Sign, Written, write_bundle

__all__ = ["Drill", "Restored", "Sign", "Written", "drill", "restore", "summary", "write_bundle"]
