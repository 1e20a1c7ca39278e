"""An organisation moves in: departments, people and assignments from files, and back into files."""

from qms.exchange.moving.export import organisation_tables, organisation_toml
from qms.exchange.moving.importing import MoveIn, import_organisation
from qms.exchange.moving.plan import Step
from qms.exchange.moving.read import organisation_of, read_organisation
from qms.exchange.moving.told import Line, Told

__all__ = [
    "Line", "MoveIn", "Step", "Told", "import_organisation", "organisation_of", "organisation_tables",
    "organisation_toml", "read_organisation",
]  # fmt: skip
