"""The page about the catalogue; ``python -m tests.verify.catalogue.page > docs/tampering.md`` writes it anew."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from tests.verify.catalogue.attached import ATTACHED
from tests.verify.catalogue.attack import Attack, Family, Status
from tests.verify.catalogue.bundles import BUNDLES
from tests.verify.catalogue.checkpoints import CHECKPOINTS
from tests.verify.catalogue.files import FILES
from tests.verify.catalogue.kept import KEPT, PERSONAL
from tests.verify.catalogue.ledger import LEDGER
from tests.verify.catalogue.packets import PACKETS
from tests.verify.catalogue.proofs import PROOFS
from tests.verify.catalogue.rewritten import REWRITTEN
from tests.verify.catalogue.signed import SIGNED
from tests.verify.catalogue.structure import STRUCTURE
from tests.verify.catalogue.tables import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

STORES: Final = (LEDGER, REWRITTEN, ROWS, PERSONAL, KEPT, ATTACHED, SIGNED, STRUCTURE)
"""Attacks on a store, on both databases."""
FAMILIES: Final[tuple[Family[Any], ...]] = (*STORES, FILES, CHECKPOINTS, PROOFS, BUNDLES, PACKETS)
_HEAD: Final = """\
# Tampering: what was tried, and what shows

Somebody gets past the program: with an editor, with SQL, with the program's own code. These are {count} ways of
doing so. Each is done in the tests to a store in which half a year has passed, and must give just the finding that
stands here and name the record. Attacks on a store are done on both databases, those marked otherwise on one of them.

| What becomes of it | Attacks |
| --- | --- |
{sums}

- **Detected**: `qms verify` alone says so; of a checkpoint, proof, bundle or packet, whoever is handed it sees it.
- **Only against a checkpoint**: nothing in the store contradicts anything else in it. It shows when the store is held
  against a checkpoint that was [kept elsewhere](how-to/verify-and-checkpoint.md): `qms verify --against FILE`. Without
  one it shows **not at all**.
- **In another way**: the program does not see it; the row says what does.
- **Not detected**: nothing shows it. What helps stands in the [threat model](threat-model.md).

Every name of a finding is explained in the [list of findings](reference/findings.md), of an error in the
[list of errors](reference/errors.md). Run them yourself:

```sh
.venv/bin/pytest tests/verify/test_catalogue.py tests/verify/test_catalogue_files.py           # on PostgreSQL a sample
QMS_RELIABILITY=release .venv/bin/pytest tests/verify/test_catalogue.py                        # all on both
```

This page is made from the catalogue itself (`tests/verify/catalogue`).
"""
_OTHERWISE: Final = "the packet that is made again differs"


def page() -> str:
    """The whole page."""
    every = [one for family in FAMILIES for one in family.attacks]
    counted = Counter(one.status for one in every)
    sums = "\n".join(f"| {status.value} | {counted[status]} |" for status in Status)
    return "\n".join([_HEAD.format(count=len(every), sums=sums), *(line for of in FAMILIES for line in _family(of))])


def _family(family: Family[Any]) -> Iterator[str]:
    yield f"## {family.title}\n"
    yield "| | Somebody … | Found | As |"
    yield "| --- | --- | --- | --- |"
    for one in family.attacks:
        yield f"| {one.id} | {one.says}{_only(one)} | {_status(one)} | {_label(one)} |"
    yield ""


def _only(one: Attack[Any]) -> str:
    return {"sqlite": " (SQLite)", "postgresql": " (PostgreSQL)"}.get(one.only, "")


def _status(one: Attack[Any]) -> str:
    return f"**{one.status.value}**" if one.status is Status.UNSEEN else one.status.value


def _label(one: Attack[Any]) -> str:
    return f"`{one.label}`" if one.label else _OTHERWISE if one.status is Status.OTHERWISE else "–"


if __name__ == "__main__":
    sys.stdout.write(page())
