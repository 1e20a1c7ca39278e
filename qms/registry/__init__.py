"""The front object: acts with authority, in one transaction with the ledger."""

from qms.registry.founding import create, open_
from qms.registry.migrating import migrate
from qms.registry.registry import Registry

__all__ = ["Registry", "create", "migrate", "open_"]
