"""The certificate of an erasure (개인정보 파기 확인서): what was erased, why, by whom; what nobody promises."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qms import i18n
from qms.errors import NotErased
from qms.ledger.canonical import digest
from qms.packet import page, text, worker
from qms.packet.speech import Speech
from qms.packet.worker import Job, Limits
from qms.records.erasure import Erasure, ErasureStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from qms.packet.speech import Edition
    from qms.packet.worker import Made
    from qms.registry import Registry

MOST: Final = 60
"""Records and files that are printed one by one; the report and the record have all."""
_LIMITS: Final = ("snapshots", "copies", "paper", "clear", "attached")
"""What no program can promise, each a sentence; the first is of the disk or of the server."""


class Seat(NamedTuple):
    """Who signs, and when they acted."""

    label: str
    name: str
    on: str


def certificate_pdf(registry: Registry, code: str, *, language: Edition = "ko", limits: Limits | None = None) -> Made:
    """Return the certificate of an erasure that is concluded as a PDF; no value that was erased is in it.

    Raises:
        NotErased: it is not concluded.
        NoRecord: there is none.
        PartMissing, RenderFailed: the page cannot be set.

    """
    html, instant = certificate_html(registry, code, language)
    job = Job(html=html, assets={}, files=(), instant=instant, identifier=digest(html.encode())[:32])
    return worker.run(job, limits or Limits())


def certificate_html(registry: Registry, code: str, language: Edition = "ko") -> tuple[str, str]:
    """The page that is printed, and the instant that it bears."""
    erasure = registry.erasures.get(code)
    if erasure.status is not ErasureStatus.ERASED or erasure.erased_at is None:
        raise NotErased(code=code)
    facts, words = registry.facts(), Speech(language, text.printed)
    organisation = facts.profile.name.say(words.language)
    report = _report(registry, erasure)
    origin, _, _ = registry.checkpoint()
    entry = next(one for one in registry.history(code) if one.act == "erasure.finish")
    instant = erasure.erased_at.isoformat()
    html = (
        page.environment(screen=False)
        .get_template("certificate.html")
        .render(
            **words.helpers(), lang=words.language, edition=language,
            css=page.style("packet.css", "handover.css"), instant=instant, organisation=organisation,
            name=f"{organisation} {words.t('certificate.title')} {code}", number=code, erasure=erasure,
            basis=i18n.text(f"erasure.basis.{erasure.basis.value}", words.language),
            parties=tuple(_seats(registry, erasure, words)), origin=origin, position=entry.position,
            records=[one.matter for one in erasure.records[:MOST]], more=max(len(erasure.records) - MOST, 0),
            found=_found(report, words), closed=[*report.get("packed", ()), *report.get("unread", ())][:MOST],
            limits=[words.t(f"certificate.limit.{one}") for one in _limits(report)],
            written=_written(report), of="_tables" if report.get("tables") else "",
            kept_copies=report.get("copies", ())[:MOST], outside=_outside(report, facts.zone),
            erased_on=erasure.erased_at.astimezone(facts.zone).date(), report=report,
        )
    )  # fmt: skip
    return html, instant


def _report(registry: Registry, erasure: Erasure) -> dict[str, Any]:
    """What the scan reported, which is attached to the record."""
    kept = next(one for one in erasure.attachments if one.digest == erasure.scan)
    told: dict[str, Any] = json.loads(registry.content(kept.digest))
    return told


def _limits(report: dict[str, Any]) -> tuple[str, ...]:
    of = ("server",) if report.get("tables") else ("disk",)
    return *of, *(("part",) if report.get("part") else ()), *_LIMITS


def _written(report: dict[str, Any]) -> str:
    """How what was deleted left the files, or the tables of a server; reports of before say nothing of it."""
    if not report.get("tables"):
        return "files"
    return "tables" if report["anew"] else "tables_left"


def _outside(report: dict[str, Any], zone: ZoneInfo) -> Sequence[str]:
    """Copies that left before, the newest last; of more than are printed the newest."""
    return [
        f"{datetime.fromisoformat(one['at']).astimezone(zone):%Y-%m-%d} · {one['act']} · {one['by']}"
        + (f" · {one['what']}" if one["what"] else "")
        for one in report.get("outside", ())[-MOST:]
    ]


def _found(report: dict[str, Any], words: Speech) -> Sequence[str]:
    return [
        words.t("certificate.found_in", file=name, spellings=", ".join(sorted(of)), count=sum(of.values()))
        for name, of in list(report["found"].items())[:MOST]
    ]


def _seats(registry: Registry, erasure: Erasure, words: Speech) -> Iterator[Seat]:
    directory, zone = registry.facts().directory, registry.facts().zone
    begun = erasure.begun_at.astimezone(zone).date() if erasure.begun_at else None
    for label, person, on in (
        ("asked", erasure.asked_by, erasure.asked_on),
        ("approved", erasure.approved_by, erasure.approved_on),
        ("begun", erasure.begun_by, begun),
    ):
        somebody = directory.people.get(person or "")
        name = (somebody.name if somebody else None) or person or ""
        yield Seat(label, name, words.helpers()["day"](on) if on else "")
