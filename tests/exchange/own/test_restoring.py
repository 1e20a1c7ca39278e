"""An export comes back into a store: as it was, once, whole, or not at all with all that is wrong."""

from __future__ import annotations

import shutil
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import qms
from qms.errors import NoSuchFile, NotAllowed, NotOneself
from qms.exchange import FileForm, Level, Outgoing, Restoring, export_kinds, export_records, restore_export
from qms.exchange.own.contents import kept_in
from qms.exchange.own.layout import layout
from qms.kinds import KINDS, ORGANISATION
from qms.kinds import kind as kind_of
from tests.office import BEGIN, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, Clock
from tests.verify.busy import busy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qms import Registry
    from qms.base.record import Record
    from tests.office import Office

FORMS = list(FileForm)
CHANGED = {"version": 1, "signatures": (), "source_file": None, "source_row": None}
SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def worked(office: Office) -> None:
    """Two cases, one handed on, and a CAPA that one of them caused."""
    case = office.receive(text="=1+1 두 번 취소", address="전라남도 순천시 해룡면 지봉로 1")
    office.by(SUPPORT_STAFF).cases.assign(case.code, department="support", handler=SUPPORT_STAFF)
    office.by(SUPPORT_HEAD).cases.acknowledge(case.code, via=qms.Medium.SMS, told="'일주일 안에 답변드립니다")
    office.clock.ahead(days=1)
    office.receive(title="0012 -\n둘째", name="남궁\u1100\u1161")
    office.by(SUPPORT_HEAD).capas.open(
        source=case.code, title="@예약", problem="이중 취소", owner=SUPPORT_HEAD, department="support"
    )


@pytest.fixture
def empty(founded: Path, tmp_path: Path) -> Iterator[Registry]:
    """The same organisation in a store of its own, without records, a month later."""
    place = shutil.copy(founded, tmp_path / "empty.db")
    with qms.open(place, actor=QUALITY, clock=Clock(BEGIN + timedelta(days=30))) as registry:
        yield registry


def outgoing(registry: Registry, level: Level = Level.FULL) -> list[Outgoing]:
    return [Outgoing(kind_of(name), registry.room(name).all(), level) for name in ("case", "capa")]


def plain(records: Any) -> list[Record]:  # noqa: ANN401 - records of any kind
    return [one.model_copy(update=CHANGED) for one in records]


@pytest.mark.parametrize("form", FORMS)
def test_a_store_comes_back_as_it_was(office: Office, empty: Registry, tmp_path: Path, form: FileForm) -> None:
    worked(office)
    place = tmp_path / f"out.{form}"
    export_kinds(outgoing(office.registry), place, form)
    result = restore_export(empty, place)
    assert [str(one) for one in result.findings] == []
    assert (result.new, result.known, result.refused) == (3, 0, False)
    for name in ("case", "capa"):
        assert plain(empty.room(name).all()) == plain(office.registry.room(name).all())
    assert empty.capas.get("CA-2026-0001").links[0].target == "CS-2026-0001"
    assert empty.verify() == ()
    entry = empty.history("CS-2026-0001")[0]
    assert (entry.act, entry.version, entry.actor, entry.origin) == ("case.bring", 1, QUALITY, "native")
    kept = empty.cases.get("CS-2026-0002")
    assert kept.source_row is not None
    assert (kept.source, kept.source_key) == (None, None)


@SQLITE
def test_twice_is_once_and_numbers_go_on_after(office: Office, empty: Registry, tmp_path: Path) -> None:
    worked(office)
    export_kinds(outgoing(office.registry), tmp_path / "out.xlsx", FileForm.XLSX)
    restore_export(empty, tmp_path / "out.xlsx")
    size = empty.checkpoint()[1]
    again = restore_export(empty, tmp_path / "out.xlsx")
    assert ([one.rule for one in again.findings], again.known) == (["exchange.finding.own_known"], 3)
    assert empty.checkpoint()[1] == size
    case = empty.acting(SUPPORT_STAFF).cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title="다음")
    assert case.code == "CS-2026-0003"
    export_kinds(outgoing(empty), tmp_path / "back.xlsx", FileForm.XLSX)
    there_and_back = restore_export(office.registry, tmp_path / "back.xlsx")
    assert (there_and_back.known, there_and_back.codes) == (3, ("CS-2026-0003",))


@SQLITE
def test_it_can_be_tried_first(office: Office, empty: Registry, tmp_path: Path) -> None:
    worked(office)
    export_records("case", office.registry.cases.all(), tmp_path / "out.csv", FileForm.CSV, level=Level.FULL)
    tried = restore_export(empty, tmp_path / "out.csv", Restoring(dry_run=True))
    assert (tried.new, tried.dry_run, tried.refused) == (2, True, False)
    assert not empty.cases.all()


@SQLITE
def test_a_masked_export_comes_back_without_names_and_says_so(office: Office, empty: Registry, tmp_path: Path) -> None:
    worked(office)
    export_kinds(outgoing(office.registry, Level.MASKED), tmp_path / "out.jsonl", FileForm.JSONL)
    assert "홍길동" not in (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    result = restore_export(empty, tmp_path / "out.jsonl")
    assert [one.rule for one in result.findings] == ["exchange.finding.own_masked"]
    assert plain(empty.cases.all()) == plain(map(layout("case").masked, office.registry.cases.all()))
    with empty.reading() as reading:
        assert "*" not in "".join(one.record for one in reading.entries())
    # The store that it came from knows them still.
    assert restore_export(office.registry, tmp_path / "out.jsonl").known == 3


@SQLITE
def test_what_is_here_and_differs_is_told_and_nothing_comes_in(office: Office, empty: Registry, tmp_path: Path) -> None:
    worked(office)
    export_kinds(outgoing(office.registry), tmp_path / "out.jsonl", FileForm.JSONL)
    empty.acting(SUPPORT_STAFF).cases.receive(type=qms.CaseType.INQUIRY, channel=qms.Channel.WEB, title="다른 일")
    result = restore_export(empty, tmp_path / "out.jsonl")
    assert (result.refused, result.new) == (True, 0)
    (finding,) = result.findings
    assert (finding.rule, finding.place) == ("exchange.finding.own_taken", "out.jsonl:1")
    assert "title" in finding.say("en")
    assert [one.code for one in empty.cases.all()] == ["CS-2026-0001"]
    assert not empty.capas.all()


@SQLITE
def test_all_that_is_wrong_is_told_at_once_with_row_and_column(office: Office, empty: Registry, tmp_path: Path) -> None:
    worked(office)
    place = tmp_path / "out.csv"
    export_records("case", office.registry.cases.all(), place, FileForm.CSV, level=Level.FULL)
    text = place.read_text(encoding="utf-8-sig")
    text = text.replace(",complaint,", ",complain,", 1).replace(",support,", ",nowhere,", 2)
    text = text.replace("CS-2026-0002", "MR-2026-02").replace('"[{""at""', '"[{at""')
    place.write_text(text, encoding="utf-8-sig")
    result = restore_export(empty, place)
    told = {(one.rule.rpartition(".")[2], one.place.rpartition(":")[2][:1].isalpha()) for one in result.findings}
    assert result.refused
    assert told >= {("not_a_choice", True), ("own_not_json", True), ("own_code", True)}
    assert {one.place.split(":")[1] for one in result.findings} == {"2", "3"}
    for one in result.findings:
        assert one.say("ko") != one.say("en")
    assert not empty.cases.all()


@SQLITE
def test_what_a_record_names_must_be_here_or_come_with_it(office: Office, tmp_path: Path) -> None:
    worked(office)
    place = tmp_path / "capa.csv"
    export_records("capa", office.registry.capas.all(), place, FileForm.CSV)
    bare = qms.create(tmp_path / "bare.db", actor=QUALITY, name="서하나", since=Clock()().date())
    result = restore_export(bare, place)
    told = [(one.rule.rpartition(".")[2], one.values.get("code")) for one in result.findings]
    assert ("not_there", "CS-2026-0001") in told
    assert ("not_there", SUPPORT_HEAD) in told
    assert ("not_there", "support") in told
    assert result.refused


@SQLITE
def test_who_the_organisation_is_does_not_come_in_this_way(office: Office, empty: Registry, tmp_path: Path) -> None:
    export_records(
        "department", office.registry.departments.all(), tmp_path / "out.csv", FileForm.CSV, level=Level.FULL
    )
    result = restore_export(empty, tmp_path / "out.csv")
    assert {one.rule.rpartition(".")[2] for one in result.findings} == {"own_not_yours"}
    assert result.refused


@SQLITE
def test_only_who_may_bring_records_in_can(office: Office, empty: Registry, tmp_path: Path) -> None:
    worked(office)
    export_records("case", office.registry.cases.all(), tmp_path / "out.csv", FileForm.CSV)
    with pytest.raises(NotAllowed):
        restore_export(empty.acting(SUPPORT_STAFF), tmp_path / "out.csv")
    assert not empty.cases.all()


@SQLITE
def test_a_folder_of_files_is_one_export(office: Office, empty: Registry, tmp_path: Path) -> None:
    worked(office)
    written = export_kinds(outgoing(office.registry), tmp_path / "all", FileForm.CSV)
    assert [one.path.name for one in written] == ["case.csv", "capa.csv"]
    assert restore_export(empty, tmp_path / "all", Restoring(dry_run=True)).new == 3
    export_records("case", office.registry.cases.all(), tmp_path / "all" / "more.jsonl", FileForm.JSONL)
    doubled = restore_export(empty, tmp_path / "all")
    assert [one.rule.rpartition(".")[2] for one in doubled.findings].count("own_twice") == 2
    assert doubled.refused
    (tmp_path / "all" / "more.jsonl").unlink()
    assert restore_export(empty, tmp_path / "all").new == 3


def test_what_is_no_export_is_told(empty: Registry, tmp_path: Path) -> None:
    for content in (b"a,b\n1,2\n", b"{}\n", b"[]", b"\x00\x01", b"", b"%PDF-1.7", b'{"schema": "qms.nothing/1"}\n'):
        (tmp_path / "x").write_bytes(content)
        result = restore_export(empty, tmp_path / "x")
        assert result.refused, content
        assert all(one.say("en") and one.say("ko") and one.hint("ko") for one in result.findings)
    with pytest.raises(NoSuchFile):
        restore_export(empty, tmp_path / "none.csv")


@SQLITE
def test_a_file_with_something_personal_is_for_its_owner_alone(office: Office, tmp_path: Path) -> None:
    worked(office)
    export_records("case", office.registry.cases.all(), tmp_path / "out.csv", FileForm.CSV, level=Level.FULL)
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir() if ".part" in one.name] == []


@SQLITE
@pytest.mark.parametrize("form", [FileForm.JSONL, FileForm.XLSX, FileForm.CSV])
def test_frozen_figures_come_back_with_their_review(
    office: Office, empty: Registry, tmp_path: Path, form: FileForm
) -> None:
    worked(office)
    office.registry.reviews.compile("2026Q1")
    office.registry.reviews.freeze("MR-2026Q1")
    names = ("case", "capa", "review")
    with office.registry.reading() as reading:
        leaving = [Outgoing(kind_of(name), office.registry.room(name).all(), Level.FULL) for name in names]
        export_kinds(leaving, tmp_path / "out", form, partial(kept_in, reading))
    result = restore_export(empty, tmp_path / "out")
    assert ([str(one) for one in result.findings], result.new) == ([], 4)
    assert plain(empty.reviews.all()) == plain(office.registry.reviews.all())
    assert empty.reviews.content("MR-2026Q1").snapshot == office.registry.reviews.content("MR-2026Q1").snapshot
    assert empty.verify() == ()


@SQLITE
def test_a_review_without_its_frozen_figures_does_not_come_in(office: Office, empty: Registry, tmp_path: Path) -> None:
    office.registry.reviews.compile("2026Q1")
    office.registry.reviews.freeze("MR-2026Q1")
    reviews = office.registry.reviews.all()
    export_records("review", reviews, tmp_path / "out.csv", FileForm.CSV)
    result = restore_export(empty, tmp_path / "out.csv")
    assert result.refused
    assert "exchange.finding.own_content" in [one.rule for one in result.findings]
    with office.registry.reading() as reading:
        export_kinds(
            [Outgoing(kind_of("review"), reviews)], tmp_path / "out.jsonl", FileForm.JSONL, partial(kept_in, reading)
        )
    text = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    (tmp_path / "out.jsonl").write_text(text.replace("2026Q1", "2026Q2"), encoding="utf-8")
    told = [one.rule.rpartition(".")[2] for one in restore_export(empty, tmp_path / "out.jsonl").findings]
    assert "own_content_changed" in told


@pytest.mark.slow
@SQLITE
def test_a_busy_store_comes_back_whole(office: Office, empty: Registry, tmp_path: Path) -> None:
    """Whatever kinds there are, with all that has been done in them."""
    busy(office)
    kinds = [name for name in KINDS if name not in ORGANISATION]
    with office.registry.reading() as reading:
        leaving = [Outgoing(kind_of(name), reading.find(kind_of(name)), Level.FULL) for name in kinds]
        export_kinds(leaving, tmp_path / "all.xlsx", FileForm.XLSX, partial(kept_in, reading))
    result = restore_export(empty, tmp_path / "all.xlsx")
    assert [one.say("en") for one in result.findings] == []
    for name in kinds:
        assert office.registry.room(name).all(), f"the busy store has no {name}"
        assert plain(empty.room(name).all()) == plain(office.registry.room(name).all())
    assert empty.verify() == ()


@SQLITE
def test_what_somebody_takes_out_stands_under_their_own_name(office: Office) -> None:
    with pytest.raises(NotOneself):
        office.registry.people.take_out(SUPPORT_HEAD)
    before = office.registry.people.get(QUALITY)
    after = office.by(QUALITY, reason="감사 자료 제출").people.take_out(QUALITY)
    assert after.but(version=before.version) == before
    assert office.registry.history(QUALITY)[-1].reason == "감사 자료 제출"
    assert office.registry.verify() == ()
