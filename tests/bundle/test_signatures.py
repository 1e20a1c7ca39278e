"""The checker that travels in a bundle looks at the signatures of records by itself, those by own keys too."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from qms.exchange.bundle import write_bundle
from qms.ledger import standalone
from tests.bundle.touching import files_of, sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.office import Office

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
MEANS = ("groupware", "key", "pin")

Entry = dict[str, Any]


@pytest.fixture
def whole(lived_office: Office, tmp_path: Path) -> bytes:
    return write_bundle(lived_office.registry.store, tmp_path / "all.zip").path.read_bytes()


def _entries(whole: bytes) -> list[Entry]:
    return [json.loads(line) for line in files_of(whole)["entries.jsonl"].splitlines()]


def _signing(entries: list[Entry], means: str) -> int:
    """Position of the act that was signed by these means first."""
    for at, one in enumerate(entries):
        if [two["means"] for two in one["record"].get("signatures", [])] == [means]:
            return at
    raise AssertionError(means)


def _rewritten(whole: bytes, entries: list[Entry]) -> bytes:
    """A bundle that fits itself with other entries: what whoever holds the whole ledger can make."""
    files = files_of(whole)
    lines = [standalone.spelled(one) for one in entries]
    tree = standalone.Tree()
    for line in lines:
        tree.add(standalone.leaf_hash(line))
    origin = files["checkpoint.txt"].decode().split("\n", 1)[0]
    root = tree.root()
    files["entries.jsonl"] = b"".join(line + b"\n" for line in lines)
    files["checkpoint.txt"] = f"{origin}\n{tree.size}\n{base64.b64encode(root).decode()}\n".encode()
    files["manifest.json"] = json.dumps({**json.loads(files["manifest.json"]), "root": root.hex()}).encode()
    return sealed(files)


def _sealed_anew(entry: Entry, origin: str) -> None:
    """The seal that anybody can make of what the entry says now."""
    *before, one = entry["record"]["signatures"]
    bare = {name: value for name, value in entry["record"].items() if name != "signatures"}
    one["content"] = hashlib.sha256(standalone.spelled({**bare, "signatures": before} if before else bare)).hexdigest()
    said = {name: value for name, value in one.items() if name != "seal"}
    said |= {name: entry[name] for name in ("kind", "code", "occurred_at", "reason")} | {"ledger": origin}
    one["seal"] = hashlib.sha256(b"qms-signature/1\n" + standalone.spelled(said) + b"\n").hexdigest()


def _check(tmp_path: Path, whole: bytes) -> list[str]:
    path = tmp_path / "other.zip"
    path.write_bytes(whole)
    return standalone.check_bundle(path)


@pytest.mark.req("P11-10c")
def test_it_counts_the_signatures_by_their_means(whole: bytes, tmp_path: Path) -> None:
    found = dict.fromkeys(MEANS, 0)
    last: dict[str, int] = {}
    for one in _entries(whole):
        signatures = one["record"].get("signatures", [])
        for two in signatures[last.get(one["code"], 0) :]:
            found[two["means"]] += 1
        last[one["code"]] = len(signatures)
    assert all(found.values())
    ways = ", ".join(f"{found[means]} by {means}" for means in MEANS)
    assert f"{sum(found.values())} signatures of records hold: {ways}" in _check(tmp_path, whole)
    assert _check(tmp_path, _rewritten(whole, _entries(whole)))  # a bundle that was only put together anew holds


def _other_person(entry: Entry) -> None:
    entry["actor"] = entry["record"]["signatures"][-1]["person"] = "park.jiho"


def _other_text(entry: Entry) -> None:
    entry["record"]["title"] = "다른 제목"


def _other_reason(entry: Entry) -> None:
    entry["reason"] = "다른 이유"


def _another_time(entry: Entry) -> None:
    entry["recorded_at"] = entry["record"]["signatures"][-1]["signed_at"] = "2026-01-01T00:00:00+00:00"


def _doubled(entry: Entry) -> None:
    entry["record"]["signatures"] *= 2


@pytest.mark.req("P11-70")
@pytest.mark.parametrize("means", MEANS)
@pytest.mark.parametrize("change", [_other_person, _other_text, _other_reason, _another_time, _doubled])
def test_a_signed_act_that_was_changed_is_found_in_a_ledger_that_was_wholly_rewritten(
    whole: bytes, tmp_path: Path, means: str, change: Callable[[Entry], None]
) -> None:
    entries = _entries(whole)
    at = _signing(entries, means)
    change(entries[at])
    with pytest.raises(standalone.Wrong, match=f"a signature does not hold.* {at}$"):
        _check(tmp_path, _rewritten(whole, entries))


@pytest.mark.req("P11-70", "KR-SIG")
def test_only_a_key_of_the_persons_own_shows_whose_act_it_was(whole: bytes, tmp_path: Path) -> None:
    """Whoever rewrites the ledger can seal the rest anew: what a PIN and a document of the groupware cannot show."""
    origin = files_of(whole)["checkpoint.txt"].decode().split("\n", 1)[0]
    for means in MEANS:
        entries = _entries(whole)
        at = _signing(entries, means)
        later = [one for one in entries[at + 1 :] if one["code"] == entries[at]["code"]]
        _other_reason(entries[at])
        _sealed_anew(entries[at], origin)
        for one in later:
            one["record"]["signatures"][0] = entries[at]["record"]["signatures"][0]
        if means == "key":
            with pytest.raises(standalone.Wrong, match="a signature does not hold"):
                _check(tmp_path, _rewritten(whole, entries))
        else:
            assert _check(tmp_path, _rewritten(whole, entries))


@pytest.mark.req("P11-70")
@pytest.mark.parametrize("means", ["key", "pin"])
def test_who_was_not_enrolled_or_not_active_when_it_signed_does_not_hold(
    whole: bytes, tmp_path: Path, means: str
) -> None:
    entries = _entries(whole)
    at = _signing(entries, means)
    code = entries[at]["record"]["signatures"][-1]["signer"]
    for change in ({"status": "locked"}, {"person": "park.jiho"}, {"means": "key" if means == "pin" else "pin"}):
        others = _entries(whole)
        for one in others[:at]:
            if one["code"] == code:
                one["record"].update(change)
        with pytest.raises(standalone.Wrong, match="a signature does not hold"):
            _check(tmp_path, _rewritten(whole, others))
    for one in entries:
        if one["code"] == code and one["act"] == "signer.enrol":
            one["act"] = "signer.bring"
    with pytest.raises(standalone.Wrong, match="a signature does not hold"):
        _check(tmp_path, _rewritten(whole, entries))


def test_a_signature_that_was_taken_away_since_is_missed(whole: bytes, tmp_path: Path) -> None:
    entries = _entries(whole)
    at = _signing(entries, "key")
    later = {**entries[at], "position": len(entries), "version": entries[at]["version"] + 1}
    later["record"] = {**entries[at]["record"], "version": later["version"], "signatures": []}
    files = files_of(whole)
    files["manifest.json"] = json.dumps({**json.loads(files["manifest.json"]), "size": len(entries) + 1}).encode()
    with pytest.raises(standalone.Wrong, match="a signature does not hold"):
        _check(tmp_path, _rewritten(sealed(files), [*entries, later]))
