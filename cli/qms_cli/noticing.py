"""All findings of an import in a file, where that is asked for; the screen shows the worst."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from qms import i18n
from qms.base.csvfile import neutral

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from qms.base.finding import Finding
    from qms_cli.desk import Desk

_COLUMNS: Final = ("weight", "place", "says", "hint", "rule")


@contextmanager
def every_finding(desk: Desk, to: Path | None) -> Generator[Callable[[Finding], None] | None]:
    """Give what writes each finding into a new CSV file, which is there once the block has ended well; None: nowhere.

    Raises:
        FileThere: there is something at the place already.
        CannotKeep: the file cannot be written.

    """
    from qms.exchange.keeping import being_laid_down

    if to is None:
        yield None
        return
    with being_laid_down(to) as (write, settle):
        write(b"\xef\xbb\xbf" + _line([desk.say(f"column.{name}") for name in _COLUMNS]))

        def tell(one: Finding) -> None:
            weight = i18n.text(f"base.weight.{one.weight}", desk.language)
            write(_line([weight, one.place, one.say(desk.language), one.hint(desk.language), one.rule]))

        yield tell
        settle()


def _line(cells: list[str]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow(map(neutral, cells))
    return written.getvalue().encode()
