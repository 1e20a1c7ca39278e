"""Where a store is, is not, or may not be: a clear refusal, and nothing made or harmed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

import qms
from qms import errors, i18n
from qms.store import engine as engines
from qms.store.migrate import HEAD
from qms.store.store import Store

if TYPE_CHECKING:
    from tests.office import Office

NOW = datetime(2026, 3, 3, tzinfo=UTC)
SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
POSTGRESQL = pytest.mark.parametrize(
    "backend", [pytest.param("postgresql", marks=pytest.mark.needs_postgresql)], indirect=True
)


def _create(place: str | Path, **given: Any) -> qms.Registry:  # noqa: ANN401 - arguments of the call
    return qms.create(place, **{"actor": "seo.hana", "name": "서하나", "clock": lambda: NOW, **given})


def _open(place: str | Path) -> qms.Registry:
    return qms.open(place, actor="seo.hana", clock=lambda: NOW)


def _execute(office: Office, statement: str) -> None:
    with office.registry.store.engine.begin() as connection:
        connection.execute(sa.text(statement))


# --- making ---


def test_a_new_store_holds_its_organisation_and_verifies(place: str) -> None:
    with _create(place, since=date(2025, 1, 1)) as registry:
        assert [one.code for one in registry.departments.all()] == ["head-office"]
        assert [one.name for one in registry.people.all()] == ["서하나"]
        assert registry.assignments.get("AS-2025-0001").role is qms.Role.QUALITY_REPRESENTATIVE
        assert registry.verify() == ()
    with _open(place) as registry:
        assert registry.checkpoint()[1] == 5
        assert registry.assignments.assign(person="seo.hana", role=qms.Role.STAFF, department="head-office").code == (
            "AS-2026-0001"
        )


def test_what_is_there_is_never_overwritten(place: str) -> None:
    _create(place).close()
    with _open(place) as registry:
        before = registry.checkpoint()
    with pytest.raises(errors.StoreExists):
        _create(place)
    with _open(place) as registry:
        assert registry.checkpoint() == before


@SQLITE
def test_a_file_of_another_sort_is_never_overwritten(place: str) -> None:
    for content, fault in ((b"", errors.StoreUnfinished), (b"important", errors.StoreExists)):
        Path(place).write_bytes(content)
        with pytest.raises(fault):
            _create(place)
        assert Path(place).read_bytes() == content


@SQLITE
def test_a_store_whose_making_was_killed_says_what_it_is_and_what_to_do(place: str) -> None:
    # Killed before its first transaction is done, after the head was written, or right after the file was made.
    killed = "import os, signal, sys; from qms.store.store import Store; Store.create(sys.argv[1], {})"
    for when in ("lambda writing: os.kill(os.getpid(), signal.SIGKILL)", "None"):
        if when == "None":
            Path(place).write_bytes(b"")
        else:
            done = subprocess.run([sys.executable, "-c", killed.format(when), place], check=False)
            assert done.returncode == -signal.SIGKILL
        for act in (_create, _open):
            with pytest.raises(errors.StoreUnfinished) as told:
                act(place)
            assert "-journal" in told.value.hint("ko")
        for file in Path(place).parent.glob(f"{Path(place).name}*"):
            file.unlink()
    _create(place).close()


@POSTGRESQL
def test_a_database_of_another_sort_is_never_built_into(place: str) -> None:
    engine = engines.connect(engines.read_place(place))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE people (code text)"))
    with pytest.raises(errors.StoreExists):
        _create(place)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == ["people"]
    engine.dispose()


@pytest.mark.parametrize(
    "wrong", [{"actor": "서하나"}, {"actor": ""}, {"name": " "}, {"name": "a\x00b"}, {"name": "가" * 201}]
)
def test_a_beginning_that_fails_leaves_nothing_and_can_be_made_again(place: str, wrong: dict[str, str]) -> None:
    with pytest.raises(errors.InvalidRecord) as refused:
        _create(place, **wrong)
    assert refused.value.say("ko")
    _create(place).close()


def test_a_beginning_that_breaks_half_way_leaves_nothing(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from qms.store.writing import Writing

    kept, calls = Writing.append, []

    def append(self: Writing, *arguments: Any) -> Any:  # noqa: ANN401 - whatever it is
        calls.append(arguments)
        if len(calls) > 3:
            raise RuntimeError
        return kept(self, *arguments)

    monkeypatch.setattr(Writing, "append", append)
    with pytest.raises(RuntimeError):
        _create(place)
    monkeypatch.undo()
    with pytest.raises((errors.NoStore, errors.NotAStore)):
        _open(place)
    _create(place).close()


@SQLITE
def test_a_place_without_its_folder_and_one_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    with pytest.raises(errors.NoStore) as refused:
        _create(tmp_path / "nowhere" / "records.db")
    assert str(tmp_path / "nowhere") in refused.value.say("ko")
    Path(place).write_text("a file, not a folder")
    with pytest.raises(errors.StorageFailed):
        _create(Path(place) / "records.db")


# --- opening ---


@SQLITE
def test_opening_makes_nothing(place: str, tmp_path: Path) -> None:
    with pytest.raises(errors.NoStore) as refused:
        _open(place)
    assert place in refused.value.say("ko")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(errors.NoStore):
        _open(tmp_path)


@SQLITE
@pytest.mark.parametrize("content", [b"", b"not a database, only text that is long enough for a page" * 40])
def test_a_file_that_is_no_store_is_named_as_such(place: str, content: bytes) -> None:
    Path(place).write_bytes(content)
    with pytest.raises(errors.NotAStore) as refused:
        _open(place)
    assert refused.value.say("ko").startswith(place)
    assert Path(place).read_bytes() == content


@SQLITE
def test_another_program_s_database_is_no_store(place: str) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num text)")
        connection.execute("INSERT INTO alembic_version VALUES ('ab12cd34')")
    connection.close()
    with pytest.raises(errors.NotAStore):
        _open(place)


@SQLITE
def test_a_torn_file_is_no_store(place: str) -> None:
    _create(place).close()
    whole = Path(place).read_bytes()
    for keep in (100, 4096, len(whole) // 2):
        Path(place).write_bytes(whole[:keep])
        with pytest.raises(errors.NotAStore), _open(place) as registry:
            registry.verify()


@POSTGRESQL
def test_an_empty_database_is_no_store(place: str) -> None:
    with pytest.raises(errors.NotAStore):
        _open(place)


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://qms@/nothing?host=/nowhere",
        "postgresql://qms:secret@127.0.0.1:1/records",
        "mysql://qms:secret@localhost/records",
        "redis://localhost",
        "postgresql://[",
        "://",
    ],
)
def test_a_place_that_answers_to_nobody(place: str) -> None:
    with pytest.raises(errors.NoStore) as refused:
        _open(place)
    assert "secret" not in refused.value.say("en")


@POSTGRESQL
def test_a_database_that_is_not_there(place: str) -> None:
    with pytest.raises(errors.NoStore):
        _open(place.replace("/qms_", "/qms_no_"))


@pytest.mark.parametrize(("found", "fault"), [("0001", errors.OldVersion), ("9999", errors.OtherVersion)])
def test_a_store_of_another_version_says_both(office: Office, found: str, fault: type[errors.OtherVersion]) -> None:
    _execute(office, f"UPDATE alembic_version SET version_num = '{found}'")  # noqa: S608 - ours
    with pytest.raises(errors.OtherVersion) as refused:
        office.open()
    assert type(refused.value) is fault
    assert (refused.value.found, refused.value.known) == (found, HEAD)
    for language in i18n.LANGUAGES:
        said = refused.value.say(language)
        assert found in said
        assert HEAD in said
        # Only an older one can be brought to this version.
        assert ("qms migrate" in refused.value.hint(language)) == (fault is errors.OldVersion)


# --- how SQLite is set ---


@SQLITE
def test_sqlite_is_told_what_it_must_not_forget(office: Office) -> None:
    journal, synchronous = engines.journal_mode()
    with office.registry.store.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "synchronous", "trusted_schema", "secure_delete")
        }
    assert asked == {
        "foreign_keys": 1,
        "journal_mode": journal.lower(),
        "synchronous": {"FULL": 2, "EXTRA": 3}[synchronous],
        "trusted_schema": 0,
        "secure_delete": 1,
    }


@pytest.mark.parametrize(
    ("version", "mode"),
    [((3, 40, 1), ("DELETE", "EXTRA")), ((3, 51, 2), ("DELETE", "EXTRA")), ((3, 51, 3), ("WAL", "FULL"))],
)
def test_the_journal_is_chosen_by_what_is_safe(version: tuple[int, ...], mode: tuple[str, str]) -> None:
    assert engines.journal_mode(version) == mode


@SQLITE
def test_a_store_opened_by_url_is_the_same_store(office: Office) -> None:
    with qms.open(f"sqlite:///{office.place}", actor="seo.hana", clock=office.clock) as registry:
        assert registry.checkpoint() == office.registry.checkpoint()


def test_the_folder_and_file_may_be_named_as_people_name_them(tmp_path: Path) -> None:
    folder = tmp_path / "품질 기록 %20 #1?"
    folder.mkdir()
    place = folder / "기록 100%.db"
    with _create(place) as registry:
        assert registry.verify() == ()
    assert Store.open(place).url.database == str(place)
