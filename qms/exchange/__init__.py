"""What comes in from other people's files, and what leaves as files."""

from qms.base.level import Level
from qms.exchange.importing import Bringing, ImportResult, Register, Shelf, import_register, read_register
from qms.exchange.integrity import Verdict, verdict
from qms.exchange.mapping import Mapping
from qms.exchange.mapping_file import mapping_of, read_mapping
from qms.exchange.own.export import Exported, export_kinds, export_records
from qms.exchange.own.outgoing import FileForm, Outgoing
from qms.exchange.own.reading import Export, read_export
from qms.exchange.own.restoring import Restoring, restore_export
from qms.exchange.partial import Partial

__all__ = [
    "Bringing", "Export", "Exported", "FileForm", "ImportResult", "Level", "Mapping", "Outgoing", "Partial",
    "Register", "Restoring", "Shelf", "Verdict", "export_kinds", "export_records", "import_register", "mapping_of",
    "read_export", "read_mapping", "read_register", "restore_export", "verdict",
]  # fmt: skip
