"""How the two slices beside this file were cut: ``python cut.py FOLDER`` with the folder of the whole files."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROPOSALS = "ko_seoul_citizen_proposals_2017-2019.xls"
SHEET = "xl/worksheets/sheet1.xml"
ROW = re.compile(r'<row r="(\d+)">.*?</row>\n?', re.DOTALL)
# The head and the first rows; then rows that hold what the others lack: text not in NFC, characters that no
# record can hold, a body over 20,000 characters even without its mark-up, a title over 200.
KEPT = {*range(1, 194), 505, 723, 851, 1063, 1071, 2559, 2904, 3269}
TORN = "cfpb_2023_torn_1MiB.csv"
WHOLE_LINES = 400


def cut_proposals(folder: Path) -> None:
    """Keep some rows of the sheet, numbered anew; every other part as it is."""
    with (
        zipfile.ZipFile(folder / PROPOSALS) as whole,
        zipfile.ZipFile(HERE / "ko_seoul_citizen_proposals_slice.xls", "w", zipfile.ZIP_DEFLATED) as cut,
    ):
        for part in whole.infolist():
            data = whole.read(part)
            if part.filename == SHEET:
                data = _some_rows(data.decode()).encode()
            kept = zipfile.ZipInfo(part.filename, date_time=(2019, 9, 1, 0, 0, 0))
            kept.compress_type = zipfile.ZIP_DEFLATED
            cut.writestr(kept, data)


def _some_rows(sheet: str) -> str:
    rows = [found for found in ROW.finditer(sheet) if int(found[1]) in KEPT]
    renumbered = (re.sub(rf'r="([A-E]?){found[1]}"', rf'r="\g<1>{number}"', found[0]) for number, found in _count(rows))
    first, last = next(ROW.finditer(sheet)), list(ROW.finditer(sheet))[-1]
    return sheet[: first.start()] + "".join(renumbered) + sheet[last.end() :]


def _count(rows: list[re.Match[str]]) -> enumerate[re.Match[str]]:
    return enumerate(rows, 1)


def cut_torn(folder: Path) -> None:
    """Keep the first lines and the last, which ends inside an open quote as the whole file does."""
    lines = (folder / TORN).read_bytes().splitlines(keepends=True)
    (HERE / "cfpb_2023_torn_slice.csv").write_bytes(b"".join([*lines[:WHOLE_LINES], lines[-1]]))


if __name__ == "__main__":
    cut_proposals(Path(sys.argv[1]))
    cut_torn(Path(sys.argv[1]))
