"""The first start makes the environment, later ones find it; the gate runs in the order that it says."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.start.small import make_checkout

if TYPE_CHECKING:
    from pathlib import Path

    from tests.start.conftest import Start

pytestmark = [pytest.mark.needs_pdf, pytest.mark.slow]
INSTALLED = "qms: installed in"


@pytest.fixture(scope="module")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small checkout that was started once, with the tools of the tests."""
    checkout = make_checkout(tmp_path_factory.mktemp("made") / "a checkout, 사본", root)
    environment = {**os.environ, "PIP_NO_INDEX": "1", "QMS_LANG": "en"}
    first = subprocess.run(
        [sys.executable, "cli", "test", "--first"],
        cwd=checkout,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert INSTALLED in first.stderr
    assert first.stdout == "ran pytest --first\n"
    return checkout


def test_a_later_start_installs_nothing(made: Path, begin: Start) -> None:
    done = begin(made, "test", "--again")
    assert (done.returncode, done.stdout, done.stderr) == (0, "ran pytest --again\n", "")


def test_what_serves_the_tests_serves_the_demo(made: Path, begin: Start) -> None:
    done = begin(made, "demo")
    assert (done.returncode, done.stdout, done.stderr) == (0, "ran qms demo qms-demo\n", "")


def test_the_demo_goes_where_it_is_told(made: Path, begin: Start) -> None:
    assert begin(made, "demo", "a folder").stdout == "ran qms demo a folder\n"


def test_the_exit_code_is_that_of_the_program(made: Path, begin: Start) -> None:
    assert begin(made, "demo", FAILS="qms").returncode == 1


def test_the_gate_runs_fast_checks_first(made: Path, begin: Start) -> None:
    done = begin(made, "test")
    ran = ["ruff check .", "ruff format --check .", "lint-imports --no-logo", "mypy", "pyright", "pytest -n auto"]
    assert done.returncode == 0
    assert done.stdout.splitlines() == [f"ran {command}" for command in ran]
    assert [line for line in done.stderr.splitlines() if line.startswith("──")] == [f"── {c} ──" for c in ran]


def test_a_failing_group_runs_to_its_end_and_is_the_last(made: Path, begin: Start) -> None:
    done = begin(made, "test", FAILS="mypy pytest")
    assert done.returncode == 1
    assert done.stdout.splitlines()[3:] == ["ran mypy", "ran pyright"]
    assert done.stderr.endswith("qms: failed: mypy.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups to send Ctrl-C to")
def test_ctrl_c_lets_the_program_end_and_gives_130(made: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "cli", "demo"],
        cwd=made,
        env={**os.environ, "WAITS": "qms", "QMS_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Started in the background, a test run ignores Ctrl-C, and so would all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - before any thread
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ran qms demo qms-demo\n"
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does: the whole group gets it
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (130, "ended qms\n", "qms: stopped.\n")


def test_what_must_be_installed_changed_so_it_is_installed(made: Path, begin: Start) -> None:
    with (made / "pyproject.toml").open("a") as file:
        file.write('description = "changed"\n')
    assert INSTALLED in begin(made, "demo").stderr
    assert INSTALLED not in begin(made, "demo").stderr


def test_a_moved_checkout_makes_its_environment_anew(made: Path, begin: Start, tmp_path: Path) -> None:
    moved = shutil.copytree(made, tmp_path / "moved", symlinks=True)
    done = begin(moved, "demo")
    assert INSTALLED in done.stderr
    assert done.stdout == "ran qms demo qms-demo\n"
    assert str(moved) in (moved / ".venv" / "bin" / "qms").read_text(encoding="utf-8")


def test_an_environment_whose_making_was_interrupted_is_made_anew(checkout: Path, begin: Start) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(checkout / ".venv")], check=True)
    done = begin(checkout, "demo")
    assert INSTALLED in done.stderr
    assert done.stdout == "ran qms demo qms-demo\n"


def test_an_installation_that_fails_is_told_plainly_and_tried_again(checkout: Path, begin: Start) -> None:
    file = checkout / "pyproject.toml"
    whole = file.read_text()
    file.write_text(whole.replace("requires = []", 'requires = ["no-such-package-as-this"]'))
    done = begin(checkout, "demo")
    lines = done.stderr.splitlines()
    assert done.returncode == 69
    assert lines[-1].startswith("qms: the installation into .venv failed;")
    assert "no-such-package-as-this" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(lines) <= 14
    file.write_text(whole)
    assert begin(checkout, "demo").stdout == "ran qms demo qms-demo\n"
