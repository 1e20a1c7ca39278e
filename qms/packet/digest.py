"""Digests for people of the house: what is due soon, overdue, or passed up to them; numbers and days alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from qms import errors, i18n
from qms.base.label import key_of, label
from qms.packet import numbers
from qms.records.notice import NoticeStep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from qms.i18n import Language
    from qms.organisation.facts import Facts
    from qms.records.notice import Notice, Reminded

MAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
"""One plain e-mail address."""


def digest(notice: Notice, facts: Facts) -> tuple[str, str, str, datetime]:
    """Address, subject and text of a digest, and when it was made.

    Raises:
        NoAddress: the person has no e-mail address, or works here no more.

    """
    language: Language = notice.language.value
    person = facts.directory.person(notice.person or "", facts.today)
    to = person.email if person is not None else None
    if to is None or not MAIL.fullmatch(to):
        raise errors.NoAddress(code=notice.code, medium=key_of(notice.medium))
    organisation = facts.profile.name.say(language)
    subject = i18n.text("packet.digest.subject", language, count=len(notice.items))
    text = "\n".join(_lines(notice, facts, language))
    return to, f"[{organisation}] {subject}", f"{text}\n", facts.now


def _lines(notice: Notice, facts: Facts, language: Language) -> Iterator[str]:
    yield i18n.text("packet.digest.intro", language)
    for step in NoticeStep:
        some = sorted((one for one in notice.items if one.step is step), key=lambda one: (one.due_on, one.matter))
        if some:
            yield ""
            yield f"{label(step, language)} ({len(some)})"
            yield from (_line(one, facts, language) for one in some)
    yield ""
    yield i18n.text("packet.digest.way", language)


def _line(one: Reminded, facts: Facts, language: Language) -> str:
    kind, _, part = one.what.partition(".")
    name = i18n.text(f"handover.item_kind.{kind}", language)
    if kind == "promise":
        part = i18n.text(f"handover.promise.{part}", language)
    past = (facts.today - one.due_on).days
    words = "ahead" if past < 0 else "today" if past == 0 else "past"
    said = i18n.text(f"packet.digest.{words}", language, days=abs(past))
    about = " ".join(each for each in (one.matter, name, part) if each)
    return f"- {about}: {numbers.day(one.due_on, language)} ({said})"


__all__ = ["MAIL", "digest"]
