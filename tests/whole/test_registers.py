"""A real register from the file to the printed packet, on both stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest

from qms import packet
from qms.exchange import Bringing, import_register, read_mapping
from tests.office import BEGIN

if TYPE_CHECKING:
    from pathlib import Path

    from qms.compile.content import PacketContent
    from qms.compile.snapshot import FigureLine
    from tests.office import Office

DATA, MAPPINGS = "tests/data/complaints", "templates/mappings"
RODENT = "nyc311_2016-09_rodent_all_due_dates.csv"


def _figures(content: PacketContent) -> dict[str, FigureLine]:
    return {line.id: line for section in content.snapshot.sections for line in section.figures}


def _reviewed(office: Office, period: str) -> PacketContent:
    review = office.registry.reviews.compile(period)
    office.registry.reviews.freeze(review)
    return office.registry.reviews.content(review.code)


def _text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.slow
def test_a_register_of_3101_rows_gives_the_figures_that_are_known_of_it(office: Office, root: Path) -> None:
    result = import_register(
        office.registry, root / DATA / RODENT, read_mapping(root / MAPPINGS / "nyc311.toml"), Bringing(at=BEGIN)
    )
    assert (result.rows, result.new, result.refused) == (3101, 3101, False)
    figures = _figures(_reviewed(office, "2016Q3"))
    on_time = figures["case.on_time_share"]
    assert (on_time.top, on_time.bottom, len(on_time.unmeasurable)) == (2726, 2726 + 85, 26)
    assert (on_time.value, figures["case.received"].n) == ("97.0", 3101)
    # Each of the unmeasurable is named, and each was closed before it was received.
    for code in on_time.unmeasurable:
        case = office.registry.cases.get(code)
        assert case.closed_at is not None
        assert case.closed_at < case.received_at
    assert office.registry.verify() == ()

    again = import_register(
        office.registry, root / DATA / RODENT, read_mapping(root / MAPPINGS / "nyc311.toml"), Bringing(at=BEGIN)
    )
    assert (again.new, again.known) == (0, 3101)


@pytest.mark.req("P11-10b")
@pytest.mark.slow
@pytest.mark.needs_pdf
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_its_packet_holds_the_whole_register(office: Office, root: Path, tmp_path: Path) -> None:
    import_register(
        office.registry, root / DATA / RODENT, read_mapping(root / MAPPINGS / "nyc311.toml"), Bringing(at=BEGIN)
    )
    printed = packet.render(_reviewed(office, "2016Q3"), to=tmp_path / "packet.pdf", language="ko")
    assert printed.findings == ()
    text = _text(tmp_path / "packet.pdf")
    assert all(f"CS-2016-{number:04}" in text for number in (1, 1550, 3101))
    assert "97.0" in text


@pytest.mark.needs_pdf
def test_a_korean_register_is_imported_reviewed_and_printed(office: Office, root: Path, tmp_path: Path) -> None:
    path = root / DATA / "ko_seoul_citizen_proposals_slice.xls"
    result = import_register(
        office.registry, path, read_mapping(root / MAPPINGS / "seoul-proposals.toml"), Bringing(at=BEGIN)
    )
    assert result.rows == result.new > 0
    years = sorted({case.received_at.year for case in office.registry.cases.all()})
    content = _reviewed(office, str(years[0]))
    printed = packet.render(content, to=tmp_path / "packet.pdf", language="ko")
    assert printed.findings == ()
    text = _text(tmp_path / "packet.pdf")
    # Nothing of what citizens wrote is printed: neither titles nor bodies.
    for case in office.registry.cases.all()[:50]:
        assert case.title is None or case.title not in text


@pytest.mark.req("A11-5")
@pytest.mark.parametrize(
    "name", ["nyc311_shifted_columns.csv", "cfpb_2023_torn_slice.csv", "git_lfs_pointer_named.csv"]
)
def test_a_file_that_is_not_right_leaves_nothing(office: Office, root: Path, name: str) -> None:
    mapping = read_mapping(root / MAPPINGS / ("cfpb.toml" if name.startswith("cfpb") else "nyc311.toml"))
    before = office.registry.checkpoint()
    result = import_register(office.registry, root / DATA / name, mapping, Bringing(at=BEGIN))
    assert result.refused
    assert result.new == 0
    assert office.registry.checkpoint() == before
    for finding in result.findings[:20]:
        assert finding.say("ko")
        assert finding.say("en")
