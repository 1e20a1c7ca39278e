"""The entry of the program: runs a command line, and says what went wrong in three lines and one exit code."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qms.errors import NoMemory, QmsError
from qms_cli import front
from qms_cli.exits import Exit, exit_of
from qms_cli.faults import CannotWrite, discreet
from qms_cli.session import Session
from qms_cli.words import ask_words_of, say

if TYPE_CHECKING:
    from collections.abc import Sequence

STORAGE = frozenset({errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM})
"""Failures of the system that have nothing to do with this program."""
UNHURRIED: Final = 20_000, 20, 20
"""After how many new objects garbage is looked for; by itself Python does it after some hundreds."""
TOP = 300  # lines of words that a terminal still shows


def main() -> int:
    """Run what the command line says and give the exit code."""
    # What is loaded stays to the end: it need not be looked through again and again, nor once more at the end.
    gc.set_threshold(*UNHURRIED)
    # A record is checked by this program alone, whatever else is installed; and to look for plugins takes its time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    code = run([_decoded(word) for word in sys.argv[1:]])
    gc.freeze()
    return code


def _decoded(word: str) -> str:
    """A word of the command line; where the locale has no UTF-8, one in UTF-8 is still understood."""
    with contextlib.suppress(UnicodeError):
        return os.fsencode(word).decode()
    return word


def run(arguments: Sequence[str]) -> int:
    """Run a command line without the program's name."""
    _prepare_streams()
    session: Session | None = None
    try:
        session = Session.begin(arguments, os.environ)
        return _served(session, arguments)
    except BrokenPipeError:
        _stop_writing()
        return Exit.DONE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as fault:  # noqa: BLE001 - the last door: nothing leaves as a traceback
        return _tell(session, fault)
    finally:
        if session:
            session.close()


@cache
def _program() -> Any:  # noqa: ANN401 - Typer's command
    from typer.main import get_command

    from qms_cli import root

    return get_command(root.app)


def _served(session: Session, arguments: Sequence[str]) -> int:
    session.listen(arguments)
    if front.asks(arguments):
        sys.stdout.write(front.page(session.language) + "\n")
        sys.stdout.flush()
        return Exit.DONE
    return _parsed(session, arguments)


def _parsed(session: Session, arguments: Sequence[str]) -> int:
    import typer

    from qms_cli.understanding import is_help, understood

    ask_words_of(lambda: session.facts)
    try:
        code = _program().main(
            list(arguments), prog_name="qms", standalone_mode=False, obj=session, help_option_names=front.HELP
        )
        sys.stdout.flush()
    except typer.TyperException as fault:
        if is_help(fault):
            sys.stderr.write(fault.message + "\n")
            return Exit.USAGE
        raise understood(fault, arguments) from fault
    return code if isinstance(code, int) else Exit.DONE


# --- streams ---


def _prepare_streams() -> None:
    """What a stream cannot spell is shown escaped instead of failing; without a stream nothing is shown."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for the whole run
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _stop_writing() -> None:
    """The reader is gone or the disk is full: nothing more is written, at exit either."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# --- faults ---


def _tell(session: Session | None, fault: Exception) -> Exit:
    """Say what went wrong, on standard error; give the exit code."""
    if session and session.debug:
        import traceback

        traceback.print_exception(fault, file=sys.stderr)
    if isinstance(fault, OSError) and fault.errno in STORAGE:
        _stop_writing()
        fault = CannotWrite(place=str(fault.filename or say("standard_output", session.language if session else "en")))
    elif isinstance(fault, MemoryError):
        fault = NoMemory(place="qms")
    code = exit_of(type(fault)) if isinstance(fault, QmsError) else Exit.BUG
    with contextlib.suppress(OSError):
        sys.stderr.write(_told(session, fault))
        sys.stderr.flush()
    return code


def _told(session: Session | None, fault: Exception) -> str:
    """A fault as JSON or in lines; one whose words fail is told as a fault of ours."""
    try:
        return _as_json(fault) if session and session.json else _as_lines(session, fault)
    except Exception as second:  # noqa: BLE001 - there is no further door
        return f"error[cli.bug]: {type(fault).__name__} ({type(second).__name__})\n"


def _as_lines(session: Session | None, fault: Exception) -> str:
    """``error[code]: sentence``, the way on, and where there is more."""
    from qms.base.sight import visible

    language = session.language if session else "en"
    if not isinstance(fault, QmsError):
        return say("bug", language, what=visible(f"{type(fault).__name__}: {fault}"[:TOP])) + "\n"
    head = say("error_head", language, code=fault.key)
    lines = [f"{head}: {visible(discreet(fault, fault.say(language)), lines=True)}"]
    if hint := visible(discreet(fault, fault.hint(language)), lines=True):
        lines.append(f"  {say('error_hint', language)}: {hint}")
    lines.append(f"  {say('error_more', language)}: qms explain {fault.key}")
    return "".join(f"{line}\n" for line in lines)


def _as_json(fault: Exception) -> str:
    """One line of JSON; machines read English."""
    import json

    if not isinstance(fault, QmsError):
        error: dict[str, object] = {"code": "cli.bug", "message": f"{type(fault).__name__}: {fault}"[:TOP]}
    else:
        facts = fault.facts()
        fields = [one.place for one in facts.get("faults", ())]  # type: ignore[attr-defined] # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportGeneralTypeIssues, reportAttributeAccessIssue] - faults of a record
        error = {
            "code": fault.key,
            "message": discreet(fault, fault.say("en")),
            "hint": discreet(fault, fault.hint("en")),
            "record": discreet(fault, str(facts["code"])) if facts.get("code") is not None else None,
            "field": fields[0] if fields else None,
            "fields": fields,
        }
    return json.dumps({"error": error}) + "\n"
