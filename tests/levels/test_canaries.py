"""Goal R19 for what leaves as files: a canary in every personal field of every kind, looked for in every form."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

import pytest

from qms.base.kind import personal_fields
from qms.base.level import Level
from qms.errors import NothingPublic
from qms.exchange import FileForm, Outgoing
from qms.exchange.own.export import write_kinds
from qms.flows.levels import is_public, rule
from qms.kinds import KINDS
from qms.kinds import kind as kind_of
from tests.strategies import whole

PHONE = "010-4242-{:04}"
FORMS = list(FileForm)


@cache
def _planted(name: str) -> tuple[Any, dict[str, str]]:
    """A record with a canary in every personal field, and field → canary: a telephone number, which a text hides."""
    kind: Any = kind_of(name)
    record, canaries = whole(kind), dict[str, str]()
    changes: dict[str, Any] = {}
    for field in sorted(kind.personal()):
        canaries[field] = changes[field] = PHONE.format(len(canaries) + 1000)
    for part, of in kind.parts().items():
        planted = []
        for one in getattr(record, part):
            inner = {}
            for field in sorted(personal_fields(of)):
                canaries[f"{part}.{field}"] = inner[field] = PHONE.format(len(canaries) + 1000)
            planted.append(one.model_copy(update=inner))
        changes[part] = tuple(planted)
    return record.model_copy(update=changes), canaries


def _sent(name: str, form: FileForm, level: Level) -> str:
    """All that a file says, packed ones unpacked."""
    stream = io.BytesIO()
    write_kinds([Outgoing(kind_of(name), [_planted(name)[0]], level)], stream, form)
    data = stream.getvalue()
    if data[:2] != b"PK":
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return "\n".join([*packed.namelist(), *(packed.read(one).decode() for one in packed.namelist())])


@pytest.mark.req("ASVS-14.1", "H-3")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", KINDS)
def test_each_level_tells_what_it_says_and_no_more(name: str, form: FileForm) -> None:
    _, canaries = _planted(name)
    assert canaries
    everything = _sent(name, form, Level.FULL)
    assert [field for field, one in canaries.items() if one not in everything] == []
    review = _sent(name, form, Level.MASKED)
    assert [field for field, one in canaries.items() if one in review or one[4:] in review] == []
    within = _sent(name, form, Level.INTERNAL)
    clear = {field for field, one in canaries.items() if one in within}
    assert clear == {field for field in canaries if rule(name, field).since is Level.INTERNAL}
    starred = set(re.findall(r"[\d*]{3}-\*{4}-\d{4}", within))
    masked = [one for field, one in canaries.items() if rule(name, field).mask]
    assert len(starred) <= len(masked)


@pytest.mark.parametrize("name", KINDS)
def test_nothing_of_a_kind_that_is_not_public_leaves_for_the_public(name: str) -> None:
    if is_public(kind_of(name)):
        told = _sent(name, FileForm.JSONL, Level.PUBLIC)
        assert not any(one in told for one in _planted(name)[1].values())
    else:
        with pytest.raises(NothingPublic):
            _sent(name, FileForm.JSONL, Level.PUBLIC)
