from __future__ import annotations

import io
import socket
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from qms.errors import PartMissing, RenderFailed, WrongDigest
from qms.packet import Limits, fonts, render, worker
from qms.packet.worker import Job
from tests.packet import sample

JOB = Job(
    html='<html lang="ko"><title>시험</title><p>가나다',
    assets={},
    files=(),
    instant="2026-07-13T05:30:00+00:00",
    identifier="00" * 16,
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space")


@pytest.mark.needs_pdf
def test_a_page_becomes_a_pdf() -> None:
    made = worker.run(JOB, Limits())
    assert made.pdf.startswith(b"%PDF-1.7")
    assert made.pages == 1
    assert made.warnings == ()


@pytest.mark.needs_pdf
def test_what_the_renderer_complains_of_is_handed_back() -> None:
    made = worker.run(
        replace(JOB, html='<html lang="ko"><title>시험</title><style>p { colour: red }</style><p>가'), Limits()
    )
    assert len(made.warnings) == 1
    assert "colour" in made.warnings[0]


@pytest.mark.req("ASVS-1.3.6", "ASVS-13.2.4")
@pytest.mark.needs_pdf
@pytest.mark.parametrize(
    "html",
    [
        '<img alt=x src="{address}">',
        '<img alt=x src="file:///etc/hostname">',
        '<link rel=stylesheet href="{address}">',
        "<style>@import url({address});</style>",
        '<style>@font-face {{ font-family: x; src: url("{address}") }} p {{ font-family: x }}</style><p>x',
        '<p style="background: url({address})">x',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}" width="9" height="9"/></svg>',
        '<img alt=x src="data:image/png;base64,AAAA">',
    ],
)
def test_a_page_that_asks_for_anything_is_refused_and_nothing_is_fetched(html: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/leak"
        page = f'<html lang="ko"><title>시험</title>{html.format(address=address)}'
        with pytest.raises(RenderFailed) as fault:
            worker.run(replace(JOB, html=page), Limits())
        assert "refused to fetch" in fault.value.detail
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.needs_pdf
def test_a_render_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(RenderFailed) as fault:
        render(sample.packet(), io.BytesIO(), limits=Limits(wall_seconds=1))
    assert fault.value.reason == "packet.failed.time"
    assert "정해진 시간" in fault.value.say("ko")


@linux
@pytest.mark.needs_pdf
def test_a_render_that_works_too_hard_is_stopped() -> None:
    with pytest.raises(RenderFailed) as fault:
        render(sample.packet(), io.BytesIO(), limits=Limits(cpu_seconds=1))
    assert fault.value.reason == "packet.failed.time"


@linux
@pytest.mark.needs_pdf
def test_a_render_that_takes_too_much_memory_is_stopped() -> None:
    with pytest.raises(RenderFailed) as fault:
        render(sample.packet(600), io.BytesIO(), limits=Limits(memory_bytes=220 << 20))
    assert fault.value.reason in {"packet.failed.memory", "packet.failed.stopped"}


def test_without_the_text_libraries_the_line_that_installs_them_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango')")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PartMissing) as fault:
        render(sample.packet(), io.BytesIO())
    if sys.platform == "linux":
        assert fault.value.hint("ko") == "sudo apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0"


def test_without_the_fonts_nothing_is_rendered_in_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "templates", lambda: tmp_path)
    with pytest.raises(PartMissing, match=r"Pretendard-Regular\.ttf"):
        fonts.font_folder()


def test_a_review_that_was_changed_is_not_printed_under_its_digest() -> None:
    content = sample.packet()
    forged = content.model_copy(update={"digest": "0" * 64})
    to = io.BytesIO()
    with pytest.raises(WrongDigest) as fault:
        render(forged, to)
    assert fault.value.computed == content.digest
    assert to.getvalue() == b""


def test_a_render_that_fails_leaves_the_file_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    to = tmp_path / "packet.pdf"
    to.write_bytes(b"earlier")

    def failing(job: Job, limits: Limits) -> worker.Made:
        raise RenderFailed(reason="packet.failed.broken", detail=f"{job.instant} {limits}")

    monkeypatch.setattr(worker, "run", failing)
    with pytest.raises(RenderFailed):
        render(sample.packet(), to)
    assert [one.name for one in tmp_path.iterdir()] == ["packet.pdf"]
    assert to.read_bytes() == b"earlier"


@pytest.mark.parametrize("detail", ["packet.cover.code", "x" * 500, "file.\x00name", "../../etc.passwd"])
def test_what_the_renderer_says_is_quoted_never_looked_up(detail: str) -> None:
    assert detail in RenderFailed(reason="packet.failed.broken", detail=detail).hint("ko")
