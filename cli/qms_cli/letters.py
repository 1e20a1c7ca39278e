"""Letters to customers on the command line: on the screen, as a text, or as a PDF to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms.base.carrier import measured
from qms.organisation.terms import Tongue
from qms_cli.handing import PDF
from qms_cli.show.result import Lines
from qms_cli.show.sink import STDOUT

if TYPE_CHECKING:
    from qms.organisation.terms import LetterKind
    from qms.packet.letter import Letter
    from qms_cli.desk import Desk


def draft(
    desk: Desk, code: str, kind: LetterKind, *, language: Tongue | None, reason: str | None, text: str | None, sms: bool
) -> None:
    """Make it; where ``--output`` names a file, as a new one that nobody else may read."""
    from qms.packet.letter import draft as make
    from qms.packet.letter import letter_pdf, letter_text
    from qms_cli.attaching import new_file

    desk.session.need_actor()
    one = make(
        desk.registry, code, kind, language=(language or Tongue(desk.language)).value, reason=reason, text=text
    )  # fmt: skip
    to = desk.common("output")
    written = one.message + "\n" if sms else letter_text(one)
    if sms:
        _tell_size(desk, one)
    if to is None or str(to) == STDOUT:
        desk.show(Lines("qms.letter/1", tuple(written.splitlines()), _facts(one, written)))
        return
    new_file(to, letter_pdf(one).pdf if to.suffix.casefold() == PDF and not sms else written.encode())
    desk.note(desk.say("letter.written", file=to))


def _tell_size(desk: Desk, one: Letter) -> None:
    found = measured(one.message)
    desk.note(desk.say(f"letter.{found.sort or 'too_long'}", size=found.size))
    if found.unspelled:
        desk.note(desk.say("letter.unspelled", signs=" ".join(found.unspelled)))


def _facts(one: Letter, written: str) -> dict[str, str]:
    return {
        "code": one.code, "kind": one.kind.value, "language": one.language, "subject": one.subject,
        "message": one.message, "text": written,
    }  # fmt: skip
