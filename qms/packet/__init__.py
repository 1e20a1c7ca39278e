"""The review packet: the frozen content of a review as PDF (PDF/A-3a, PDF/UA-1) and HTML, its data attached."""

from __future__ import annotations

from qms.packet.certificate import certificate_html, certificate_pdf
from qms.packet.fonts import missing_glyphs
from qms.packet.handover import handover_html, handover_pdf
from qms.packet.rendering import Rendered, render, render_html
from qms.packet.worker import Limits

__all__ = [
    "Limits",
    "Rendered",
    "certificate_html",
    "certificate_pdf",
    "handover_html",
    "handover_pdf",
    "missing_glyphs",
    "render",
    "render_html",
]
