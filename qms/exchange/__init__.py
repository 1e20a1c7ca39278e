"""What comes in from other people's files, and what leaves as files."""

from qms.exchange.importing import Bringing, ImportResult, Register, Shelf, import_register, read_register
from qms.exchange.integrity import Verdict, verdict
from qms.exchange.mapping import Mapping
from qms.exchange.mapping_file import mapping_of, read_mapping

__all__ = [
    "Bringing", "ImportResult", "Mapping", "Register", "Shelf", "Verdict", "import_register", "mapping_of",
    "read_mapping", "read_register", "verdict",
]  # fmt: skip
