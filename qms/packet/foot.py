"""What stands at the foot of every page: disclosure, then level, reader and checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qms import i18n
from qms.base.level import Level
from qms.packet import text

if TYPE_CHECKING:
    from qms.compile.content import PacketContent
    from qms.packet.speech import Speech


def foot(content: PacketContent, words: Speech, reader: str | None) -> tuple[str, str]:
    """The two lines of the foot; ``reader`` None: whom the level is for."""
    source, level = content.snapshot.source, content.level
    reader = content.given or reader
    whose = text.brief(reader, 1, 34) if reader else words.t(f"foot.readers.{level}")
    parts = (
        words.t("foot.level", level=level.value, name=i18n.text(f"base.level.{level.value}", words.language)),
        words.t("foot.reader", reader=whose),
        words.t("foot.checkpoint", size=f"{source.size:,}", root=source.root[:16]),
    )
    # What is made for the public has no secrecy of its own.
    first = words.t("public.title") if level is Level.PUBLIC else words.say(content.snapshot.cover.disclosure)
    return text.brief(first, 1, 56), " · ".join(parts)


__all__ = ["foot"]
