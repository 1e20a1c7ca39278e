"""Starts the project from a fresh checkout: ``python3 cli demo`` and ``python3 cli test``.

The first run makes ``.venv`` beside this folder and installs the project there; later runs find it ready.
Standard library only, and in the syntax of Python 3.6: an old Python must be able to read this file
to say in one sentence that it is too old.
"""

import ctypes
import ctypes.util
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOG = VENV / "install.log"
OLDEST = (3, 11)
LAST_LINES = 12  # of pip's output, when it fails

# The codes of the command line (`qms help exit-codes`).
USAGE, UNAVAILABLE, INTERRUPTED = 2, 69, 130

INSTALL = {
    "linux": "sudo apt-get install -y python3-venv libpangoft2-1.0-0 libharfbuzz-subset0",
    "darwin": "brew install python pango",
    "win32": "pacman -S mingw-w64-ucrt-x86_64-pango",
}
# What brings a newer Python, where that line does not.
PYTHON = {"win32": "https://www.python.org/downloads/"}
# What the PDF engine loads, by the names that it uses on each system.
LIBRARIES = {
    "linux": "libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libharfbuzz-subset.so.0 libfontconfig.so.1",
    "darwin": "libpango-1.0.dylib libpangoft2-1.0.dylib libharfbuzz.0.dylib libharfbuzz-subset.0.dylib "
    "libfontconfig.1.dylib",
    "win32": "libpango-1.0-0.dll libpangoft2-1.0-0.dll libharfbuzz-0.dll libharfbuzz-subset-0.dll libfontconfig-1.dll",
}
# Where the PDF engine looks on Windows unless it is told (WeasyPrint 70, weasyprint/text/ffi.py).
DLL_FOLDERS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"

# Fast checks first; a group runs to its end, and the first group with a failure is the last.
GATE = (
    (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("lint-imports", "--no-logo")),
    (("mypy",), ("pyright",)),
    (("pytest", "-n", "auto"),),
)

WORDS = {
    "en": {
        "usage": "usage: python3 cli demo [DIR]    a sample organisation, its review and its packet in DIR\n"
        "                                 (./qms-demo unless told)\n"
        "       python3 cli test [ARGS]   every check and test; with ARGS pytest alone, given them",
        "old": "qms needs Python {oldest} or newer and this is {version}: install a newer one{where} with `{line}`, "
        "and run it with that.",
        "old_linux": ", on Debian 12, Ubuntu 24.04 or later",
        "missing": "qms cannot start here without {missing}: install what is missing{where} with `{line}`.",
        "missing_win32": ", in the UCRT64 shell of MSYS2,",
        "making": "qms: making .venv and installing into it (once; about a minute) …",
        "made": "qms: installed in {seconds} s.",
        "failed": "qms: the installation into .venv failed; above are pip's last lines, all are in {log}.",
        "stopped": "qms: stopped.",
        "red": "qms: failed: {names}.",
        "green": "qms: all checks passed.",
    },
    "ko": {
        "usage": "사용법: python3 cli demo [폴더]   예시 기관의 기록, 검토, 자료집을 폴더에 만듭니다\n"
        "                                  (폴더를 주지 않으면 ./qms-demo)\n"
        "        python3 cli test [인자]   모든 검사와 시험; 인자를 주면 그대로 pytest만",
        "old": "qms는 Python {oldest} 이상이 필요한데 지금은 {version}이니 새 Python을 설치해"
        "({where}`{line}`) 그것으로 실행하십시오.",
        "old_linux": "Debian 12, Ubuntu 24.04 이상: ",
        "missing": "qms에 필요한 {missing}, 이 컴퓨터에는 없으니{where} `{line}` 명령으로 설치하십시오.",
        "missing_win32": " MSYS2의 UCRT64 셸에서",
        "making": "qms: .venv를 만들고 설치합니다(처음 한 번, 1분쯤) …",
        "made": "qms: {seconds}초 만에 설치했습니다.",
        "failed": "qms: .venv에 설치하지 못했습니다. 위는 pip의 마지막 줄이고 전체는 {log}에 있습니다.",
        "stopped": "qms: 중단했습니다.",
        "red": "qms: 실패: {names}.",
        "green": "qms: 모든 검사를 통과했습니다.",
    },
}


def main(arguments: "list[str]") -> int:
    """Do what the arguments ask and give the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A stream that is not a terminal may have an old code page, which cannot spell every word.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command in ("-h", "--help"):
        sys.stdout.write(word("usage") + "\n")
        return 0
    if command not in ("demo", "test"):
        say("usage")
        return USAGE
    refusal = too_old(sys.version_info[:3]) or lacking(missing())
    if refusal:
        sys.stderr.write(refusal + "\n")
        return UNAVAILABLE
    try:
        install("[test]" if command == "test" else "")
        return gate(rest) if command == "test" else run([program("qms"), "demo", *(rest or ["qms-demo"])])
    except InstallError:
        say("failed", log=str(LOG))
        return UNAVAILABLE
    except KeyboardInterrupt:
        say("stopped")
        return INTERRUPTED


class InstallError(Exception):
    """A step of the installation failed; its last lines have been shown."""


# ── words ──


def language() -> str:
    """``ko`` or ``en``, by the first variable that says something."""
    for name in ("QMS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "ko" if os.environ[name].startswith("ko") else "en"
    return "en"


def word(key: str, **facts: str) -> str:
    """One sentence in the reader's language."""
    return WORDS[language()][key].format(**facts)


def say(key: str, **facts: str) -> None:
    """Tell the person, on standard error: standard output is the result's."""
    sys.stderr.write(word(key, **facts) + "\n")
    sys.stderr.flush()


# ── what the machine must bring ──


def too_old(version: "tuple[int, ...]") -> "str | None":
    """The sentence for a Python below the oldest that will do, else None."""
    if version >= OLDEST:
        return None
    oldest, this = (".".join(str(part) for part in parts) for parts in (OLDEST, version))
    line = PYTHON.get(sys.platform, install_line())
    return word("old", oldest=oldest, version=this, line=line, where=where("old"))


def missing() -> "list[str]":
    """Names of what the machine lacks: for the first run Python's means of making a .venv, and libraries."""
    modules = () if program("pip").exists() else ("venv", "ensurepip")
    libraries = LIBRARIES.get(sys.platform, "").split()
    return [m for m in modules if not has_module(m)] + [n for n in libraries if not has_library(n)]


def lacking(names: "list[str]") -> "str | None":
    """The sentence for what is missing, else None."""
    return word("missing", missing=", ".join(names), line=install_line(), where=where("missing")) if names else None


def where(key: str) -> str:
    """Where that sentence's line is typed, on the systems on which it has to be said."""
    return WORDS[language()].get(key + "_" + sys.platform, "")


def install_line() -> str:
    """The command that brings what a bare machine lacks."""
    return INSTALL.get(sys.platform, INSTALL["linux"])


def has_module(name: str) -> bool:
    """Whether Python can import the module (Debian takes ``ensurepip`` out of ``python3``)."""
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def has_library(name: str) -> bool:
    """Whether the shared library is found where the PDF engine will look for it."""
    return any(loads(one) for one in places(name))


def places(name: str) -> "list[str]":
    """The library's name as the loader takes it; on macOS also where Python finds it.

    The loader of macOS does not look in Homebrew's folder, but Homebrew's own Python does.
    """
    if sys.platform == "win32":
        see_dlls()
    found = ctypes.util.find_library(name[len("lib") : -len(".dylib")]) if sys.platform == "darwin" else None
    return [name] + ([found] if found else [])


def see_dlls() -> None:
    """Let Windows look for libraries where the PDF engine does; ``PATH`` counts for nothing there."""
    see = getattr(os, "add_dll_directory", len)  # other systems have none, and nothing to see
    for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", DLL_FOLDERS).split(";"):
        try:
            see(folder)
        except OSError:
            continue


def loads(place: str) -> bool:
    """Whether the system's loader takes this library."""
    try:
        ctypes.CDLL(place)
    except OSError:
        return False
    return True


# ── the environment ──


def program(name: str) -> "Path":
    """The path of a program of the environment."""
    return VENV / "Scripts" / (name + ".exe") if sys.platform == "win32" else VENV / "bin" / name


def install(extra: str) -> None:
    """Make ``.venv`` hold the project as ``pyproject.toml`` is now, with the extra (``[test]`` or none).

    Raises:
        InstallError: it could not be made, or something could not be installed into it.
    """
    if installed(extra):
        return
    say("making")
    began = time.monotonic()
    # Without pip it is one whose making was interrupted.
    if not program("pip").exists() or note("place") not in ("", place()):
        shutil.rmtree(str(VENV), ignore_errors=True)
        attempt([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(program("python")), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    attempt([*pip, "install", "-e", str(ROOT) + extra])
    for name, text in (("place", place()), ("installed" + extra, digest())):
        note_file(name).write_text(text, encoding="utf-8")
    say("made", seconds="%.0f" % (time.monotonic() - began))


def installed(extra: str) -> bool:
    """Whether the environment is whole, is this folder's, and was made from this ``pyproject.toml``."""
    whole = program("python").exists() and note("place") == place()
    return whole and digest() in (note("installed" + extra), note("installed[test]"))


def place() -> str:
    """What an environment is tied to, its folder and its interpreter: moved or upgraded, it is made anew."""
    return str(ROOT) + "\n" + str(program("python").resolve())


def digest() -> str:
    """Digest of the file that says what must be installed."""
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()


def note(name: str) -> str:
    """What an earlier run noted in the environment; empty if nothing."""
    return note_file(name).read_text(encoding="utf-8") if note_file(name).exists() else ""


def note_file(name: str) -> "Path":
    """Where that note is kept."""
    return VENV / ("qms-" + name + ".txt")


def attempt(command: "list[str]") -> None:
    """Run one step of the installation: its output goes to the log, its last lines are shown if it fails.

    Raises:
        InstallError: the step failed.
    """
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    VENV.mkdir(exist_ok=True)
    LOG.write_bytes(done.stdout)
    if done.returncode:
        lines = done.stdout.decode(errors="replace").splitlines()
        sys.stderr.write("\n".join(lines[-LAST_LINES:]) + "\n")
        raise InstallError


# ── what runs in it ──


def gate(arguments: "list[str]") -> int:
    """Every check and test, or with arguments pytest alone, given them."""
    if arguments:
        return run([program("pytest"), *arguments], ROOT)
    for group in GATE:
        red = [" ".join(command) for command in group if check(*command)]
        if red:
            say("red", names=", ".join(red))
            return 1
    say("green")
    return 0


def check(*command: str) -> int:
    """Run one tool under a headline."""
    sys.stderr.write("\n── " + " ".join(command) + " ──\n")
    sys.stderr.flush()
    return run([program(command[0]), *command[1:]], ROOT)


def run(command: "list[str | Path]", folder: "Path | None" = None) -> int:
    """Run a program to its end and give its exit code.

    Raises:
        KeyboardInterrupt: the person stopped it. The program was told too and has ended in its own way.
    """
    with subprocess.Popen([str(part) for part in command], cwd=str(folder) if folder else None) as child:
        stopped = False
        while child.returncode is None:
            try:
                child.wait()
            except KeyboardInterrupt:
                stopped = True
    if stopped:
        raise KeyboardInterrupt
    return child.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
