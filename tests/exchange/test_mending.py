"""Good rows and the others, once mended, are the whole register: for any faults, in any form that is text."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qms.exchange import Bringing, Mapping
from tests.exchange.conftest import AT, Memory
from tests.exchange.ledgers import HEAD, mapping, row
from tests.exchange.partly import TOKEN, bring, errors, how_partly, kept

if TYPE_CHECKING:
    from collections.abc import Sequence

# --- forms: how a register is spelled, and how its refused rows are read by somebody who mends them ---


def _table(plan: Mapping, rows: Sequence[Sequence[str]]) -> bytes:
    made = io.StringIO(newline="")
    made.write("제목\r\n\r\n" if plan.head == 3 else "")
    writer = csv.writer(made, delimiter=plan.delimiter, lineterminator="\r\n")
    writer.writerows([HEAD, *rows])
    return made.getvalue().encode(plan.encoding.value)


def _lines(plan: Mapping, rows: Sequence[Sequence[str]]) -> bytes:
    del plan
    return "\n".join(json.dumps(dict(zip(HEAD, one, strict=True))) for one in rows).encode()


def _list(plan: Mapping, rows: Sequence[Sequence[str]]) -> bytes:
    del plan
    return json.dumps([dict(zip(HEAD, one, strict=True)) for one in rows], indent=2).encode()


def _mended(plan: Mapping, data: bytes, cures: dict[int, dict[str, str]], refused: Sequence[int]) -> bytes:
    """Somebody changes the cells that are wrong, and nothing else."""
    text = data.decode(plan.encoding.value)
    if text.startswith(("[\n{", "{")):
        whole = text.startswith("[")
        objects = json.loads(text) if whole else [json.loads(line) for line in text.splitlines()]
        for number, one in zip(refused, objects, strict=True):
            one.update(cures[number])
        return (json.dumps(objects) if whole else "\n".join(map(json.dumps, objects))).encode()
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=plan.delimiter))
    head = next(at for at, one in enumerate(rows) if one[:1] == [HEAD[0]])
    for number, cells in zip(refused, rows[head + 1 :], strict=True):
        for name, cell in cures[number].items():
            cells[HEAD.index(name)] = cell
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=plan.delimiter).writerows(rows)
    return made.getvalue().encode(plan.encoding.value)


FORMS = {
    "comma": (_table, mapping()),
    "semicolon": (_table, mapping(delimiter=";", head=3)),
    "tab": (_table, mapping(delimiter="\t")),
    "cp949": (_table, mapping(encoding="cp949")),
    "lines": (_lines, mapping()),
    "list": (_list, mapping()),
}
CELL = st.text(st.sampled_from("가b1=+-@'\"\t\n;, ＝［]"), max_size=6)
FAULTS = st.sampled_from([
    {}, {}, {},
    {"접수일시": "어제"}, {"접수일시": "2026-02-30 09:00"}, {"유형": "=민원"}, {"유형": ""}, {"번호": " "},
    {"내용": "\x00"}, {"제목": "가" * 201}, {"번호": "가-0"}, {"접수일시": "-", "유형": "'?"},
])  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    form=st.sampled_from(sorted(FORMS)),
    drawn=st.lists(st.tuples(FAULTS, CELL, CELL), min_size=1, max_size=12),
)
def test_good_rows_and_the_mended_others_are_the_whole_register(
    form: str, drawn: list[tuple[dict[str, str], str, str]]
) -> None:
    spell, plan = FORMS[form]
    if "번호" in drawn[0][0]:  # the key that others repeat must be there
        drawn[0] = ({}, *drawn[0][1:])
    good = [row(번호=f"가-{n}", 제목=title, 내용=text) for n, (_, title, text) in enumerate(drawn)]
    bad = [
        tuple(fault.get(name, cell) for name, cell in zip(HEAD, one, strict=True))
        for one, (fault, *_) in zip(good, drawn, strict=True)
    ]
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name), Path(name, "거절.csv")
        whole, parts = Memory(), Memory()
        assert not bring(whole, spell(plan, good), plan, folder, Bringing(at=AT, token=lambda: TOKEN)).refused
        first = bring(parts, spell(plan, bad), plan, folder, how_partly(out))
        double = sum(fault.get("번호") == "가-0" for fault, *_ in drawn[1:]) > 0
        wrong = [n for n, one in enumerate(zip(good, bad, strict=True)) if one[0] != one[1] or (double and n == 0)]
        assert (first.left_out, first.new, first.refused) == (len(wrong), len(good) - len(wrong), False)
        assert out.exists() == bool(wrong)
        if wrong:
            back = out.read_bytes()
            # As it is, it brings nothing, and says the same again.
            again = bring(parts, back, plan, folder, how_partly(Path(name, "wieder.csv")))
            assert (again.new, again.known, again.left_out) == (0, 0, len(wrong))
            assert Path(name, "wieder.csv").stat().st_size > 0
            cures = {n: dict(zip(HEAD, good[n], strict=True)) for n in wrong}
            cures = {n: {k: v for k, v in cure.items() if k in drawn[n][0]} for n, cure in cures.items()}
            mended = _mended(plan, back, cures, wrong)
            last = bring(parts, mended, plan, folder, how_partly(Path(name, "leer.csv")))
            assert (last.new, last.left_out, errors(last)) == (len(wrong), 0, [])
            assert not Path(name, "leer.csv").exists()
            assert bring(parts, mended, plan, folder, how_partly(None)).new == 0
        assert kept(parts) == kept(whole)
