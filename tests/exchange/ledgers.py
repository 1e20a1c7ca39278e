"""Small registers of our own invention, and ways to make files of them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from qms.exchange import Mapping, Register
from qms.exchange.importing import register_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as Table

    from qms.exchange.sheet import Reading

HEAD = ("번호", "접수일시", "유형", "경로", "상태", "제목", "내용", "종결일시")
GOOD = (
    "가-1",
    "2026-03-02 09:30",
    "불만",
    "전화",
    "처리",
    "장비 예약 취소",
    "예약이 두 번 취소되었습니다.",
    "2026-03-05 17:00",
)
SETTINGS: dict[str, Any] = {
    "kind": "case",
    "source": "counter",
    "zone": "Asia/Seoul",
    "formats": ["%Y-%m-%d %H:%M"],
    "key": "번호",
    "columns": {
        "received_at": "접수일시",
        "type": {"column": "유형", "values": {"불만": "complaint", "질의": "inquiry"}},
        "channel": {"column": "경로", "values": {"전화": "phone", "방문": "visit"}},
        "status": {"column": "상태", "values": {"접수": "received", "처리": "closed"}},
        "title": "제목",
        "text": "내용",
        "closed_at": "종결일시",
    },
}


def mapping(**changes: object) -> Mapping:
    """The mapping of the small register, with changes; those of ``columns`` go in among the columns."""
    settings = SETTINGS | {name: value for name, value in changes.items() if name != "columns"}
    more = changes.get("columns", {})
    assert isinstance(more, dict)
    settings["columns"] = SETTINGS["columns"] | more
    return Mapping.model_validate(settings)


def row(**changes: str) -> tuple[str, ...]:
    """The good row with some cells changed, named by their column."""
    return tuple(changes.get(name, cell) for name, cell in zip(HEAD, GOOD, strict=True))


def csv_text(rows: Iterable[Sequence[str]], head: Sequence[str] = HEAD) -> str:
    """A CSV file with every cell in quotes."""
    return "".join(",".join(f'"{cell}"' for cell in each) + "\r\n" for each in (head, *rows))


def read(content: str | bytes, plan: Mapping | None = None, name: str = "대장.csv") -> Register:
    """Read the content of a register."""
    data = content if isinstance(content, bytes) else content.encode()
    return register_of(data, name, plan or mapping())


def settled(reading: Reading) -> Reading:
    """The reading with all its findings gathered."""
    return reading._replace(findings=(*reading.findings, *reading.more), more=())


def rules(register: Register) -> list[str]:
    """Last parts of the findings' rules, in order."""
    return [finding.rule.rpartition(".")[2] for finding in register.findings]


# --- workbooks by hand: what no library would write ---

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def parts(sheet: str, *, main: str = "", **more: str) -> dict[str, str]:
    """The parts of a workbook with one worksheet, whose rows are ``sheet``."""
    related = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}
    links = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(related.items())
        if kind == "worksheet" or kind in more
    )
    made = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{main}<sheets><sheet name="대장" sheetId="1" '
        'r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>{sheet}</sheetData>'
        "</worksheet>",
    }
    if "sharedStrings" in more:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" {more["sharedStrings"]}</sst>'
    if "styles" in more:
        made["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{more["styles"]}</styleSheet>'
    return made


def zipped(files: Table[str, str | bytes]) -> bytes:
    """A zip of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def inline(number: int, cells: Sequence[str]) -> str:
    """A row of a sheet with its text inside the cells, as the Seoul file has it."""
    made = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{made}</row>'


def workbook(rows: Iterable[Sequence[str]], head: Sequence[str] = HEAD) -> bytes:
    """An XLSX file of a small register."""
    return zipped(parts("".join(inline(number, each) for number, each in enumerate((head, *rows), 1))))
