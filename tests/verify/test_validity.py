"""How long entries held, changed past the program: whole verification holds it against the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from qms.i18n import LANGUAGES
from qms.store.table import validity
from qms.store.validity import span

if TYPE_CHECKING:
    from qms.base.finding import Finding
    from tests.verify.tamper import Tampering


def _said(finding: Finding) -> tuple[str, str]:
    for language in LANGUAGES:
        assert "{" not in finding.say(language) + finding.hint(language)
    return finding.rule.removeprefix("store.finding."), finding.place


def test_rows_that_the_ledger_does_not_make_are_found(tampering: Tampering) -> None:
    with tampering.begun() as store:
        first, second, *_, last = (
            store.connection.execute(sa.select(validity).order_by(validity.c.since)).mappings().all()
        )
        # A row that is gone, one too much, and one that ends elsewhere: each by the entry that followed or held.
        store.run(sa.delete(validity).where(validity.c.since == first["since"]))
        store.run(sa.insert(validity).values(span(0, 10**6)._asdict()))
        longer = span(second["since"], second["until"] + 1)
        store.run(sa.update(validity).where(validity.c.since == second["since"]).values(longer._asdict()))
        places = [first["until"], second["until"], 0, second["since"]]
        expected = [("validity_wrong", f"ledger:{place}") for place in places]
        assert sorted(map(_said, store.verify())) == sorted(expected)
    with tampering.begun() as store:
        store.run(sa.delete(validity).where(validity.c.since == last["since"]))
        assert [_said(one)[0] for one in store.verify()] == ["validity_wrong"]
