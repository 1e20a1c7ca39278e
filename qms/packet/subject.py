"""The report of what is held about a person, as a page to hand over; rendered as the packet is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qms import i18n
from qms.ledger.canonical import digest
from qms.packet import page, text, worker
from qms.packet.speech import Speech
from qms.packet.worker import Job, Limits

if TYPE_CHECKING:
    from qms.i18n import Language
    from qms.packet.worker import Made
    from qms.registry.subject import SubjectReport


def subject_pdf(report: SubjectReport, organisation: str, *, language: Language = "ko") -> Made:
    """Return the report as a PDF with reader and time on each page.

    Raises:
        PartMissing: the fonts or the system's text libraries are not there.
        RenderFailed: the typesetter met an error or a limit.

    """
    words = Speech(language, text.printed)
    html = page.environment(screen=False).get_template("subject.html").render(
        **words.helpers(), lang=language, css=page.style("packet.css", "handover.css"), report=report,
        organisation=organisation, name=f"{organisation} {words.t('subject.title')}",
        instant=f"{report.made_at:%Y-%m-%dT%H:%M:%SZ}", label=partial(_label, language),
        foot=words.t("subject.foot", by=report.made_by, at=f"{report.made_at:%Y-%m-%d %H:%M} UTC"),
    )  # fmt: skip
    job = Job(html=html, assets={}, files=(), instant=report.made_at.isoformat(), identifier=digest(html.encode())[:32])
    return worker.run(job, Limits())


def _label(language: Language, key: str) -> str:
    return i18n.text(key, language)


__all__ = ["subject_pdf"]
