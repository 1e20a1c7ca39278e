"""What form a file is of, and whether it is one that does nothing by itself and that everybody can read."""

from __future__ import annotations

import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms import i18n
from qms.base.files import File, judged
from qms.base.filetype import ENDINGS, Unfit, fits, form_of, media_of
from qms.errors import FilesRefused
from tests.forms import FRAME, NOTHING, TYPES, compound, hwp, hwpx, office, packed, pdf, script, stream

PDF, PNG = b"%PDF-1.7\n%%EOF\n", b"\x89PNG\r\n\x1a\n" + bytes(20)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
HWPX = hwpx()
GOOD = {
    "a.pdf": PDF, "a.png": PNG, "a.jpg": b"\xff\xd8\xff\xe0" + bytes(9), "A.JPEG": b"\xff\xd8\xff\xe1" + bytes(9),
    "a.tif": b"II*\x00" + bytes(9), "b.tiff": b"MM\x00*" + bytes(9), "a.docx": office("word"), "a.xlsx": office("xl"),
    "a.pptx": office("ppt"), "a.hwp": hwp(), "a.hwpx": HWPX,
    "utf8.txt": "가나다\n".encode(), "cp949.csv": "번호,이름\r\n".encode("cp949"), "bom.csv": "\ufeff가,나".encode(),
    "utf16.txt": "가나다".encode("utf-16"), "a.eml": b"From: a@b.example\r\nSubject: x\r\n\r\nx\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_people_keep_is_kept(name: str) -> None:
    ((file, media),) = judged([File(name, GOOD[name])])
    assert file.name == name
    assert name.rpartition(".")[2].lower() in ENDINGS[media]


PDF_A3 = pdf(
    [b"<< /Type /Filespec /EF << /F 20 0 R /UF 20 0 R >> >>"],
    streams=[
        stream(20, b'{"a": 1}', b"/Type /EmbeddedFile"),
        stream(21, b"11 0 << /Type /Font >>", b"/Type /ObjStm /First 5"),
    ],
)  # fmt: skip
HARMLESS = {
    "a.pdf": [
        PDF_A3, pdf([b"<< /S /URI /URI (https://example.org) >>", b"<< /Type /Outlines /First 12 0 R /Last 12 0 R >>"]),
        pdf([b"<< /Type /JavaScripture >>"]), pdf(trailer=b"/EncryptMetadata false"), PDF + b"PK\x05\x06" + bytes(30),
    ],
    "a.hwp": [
        hwp(0), hwp(1 | 4), hwp(**{"Scripts/DefaultJScript": script(FRAME, NOTHING)}),
        hwp(**{"Scripts/DefaultJScript": script(FRAME), "BodyText/Section0": bytes(9_000_000)}),
    ],
    "a.hwpx": [
        hwpx(**{"Scripts/headerScripts": FRAME.encode("utf-16-le"), "Scripts/sourceScripts": NOTHING.encode("utf-16")}),
        hwpx(**{"Scripts/headerScripts.js": (
            FRAME + 'var Box1 = Document.XHwpFormComboBoxs.ItemFromName("Box1");\r\n'
        ).encode("utf-16-le")}),
    ],
    "a.docx": [
        packed({"[Content_Types].xml": b"<?xml version='1.0' encoding='UTF-8'?>" + TYPES, "word/d.xml": b""}),
        packed({"[Content_Types].xml": TYPES.decode().encode("utf-16"), "word/d.xml": b""}),
    ],
    "a.txt": ["\u200f\u0627\u200e".encode(), "a\u200db".encode("utf-16")],
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [(name, one) for name, many in HARMLESS.items() for one in many])
def test_what_does_nothing_is_kept_though_it_may_look_like_more(name: str, content: bytes) -> None:
    assert [media for _, media in judged([File(name, content)])] == [
        media_of(GOOD[name if name in GOOD else "utf8.txt"])
    ]


def test_where_a_text_shows_as_another_is_told() -> None:
    with pytest.raises(FilesRefused) as refused:
        judged([File("a.txt", "하나\n둘\u202e\n".encode())])
    assert "2번째 줄" in refused.value.say("ko")
    assert "U+202E" in refused.value.say("en")


@pytest.mark.parametrize("name", GOOD)
def test_no_other_ending_fits(name: str) -> None:
    media = media_of(GOOD[name])
    other = {ending for endings in ENDINGS.values() for ending in endings} - set(ENDINGS[media])
    for wrong in (*(f"a.{one}" for one in other), "a", "a.exe", "a.pdf.exe", "pdf"):
        assert not fits(media, wrong, GOOD[name])


def _locked() -> bytes:
    """The bit that says a part is encrypted, set in both heads."""
    content = bytearray(office("word"))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + at] |= 1
    return bytes(content)


def _overlapping() -> bytes:
    """A second entry of the list that points at the first part."""
    content = office("word")
    end = content.rindex(b"PK\x05\x06")
    (size, begin) = struct.unpack("<LL", content[end + 12 : end + 20])
    listed = content[begin : begin + size]
    second = listed.index(b"PK\x01\x02", 4)
    at = second + 42
    changed = listed[:at] + struct.pack("<L", 0) + listed[at + 4 :]
    return content[:begin] + changed + content[end:]


MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
REFUSED = {
    "unknown": [
        OLE + b"HWP Document File" + bytes(9), compound({"Word": b"HWP Document File"}), hwp()[:700],
        compound({"FileHeader": b"x" * 256, "Text": b"HWP Document File".ljust(32, b"\0")}),
        compound({"Sub/FileHeader": b"HWP Document File".ljust(256, b"\0")}),
        b"MZ\x90\x00" + bytes(60), b"\x7fELF" + bytes(60), OLE, bytes(40), b"a\x00b", b"\x1b[2J", b"GIF89a" + bytes(9),
        packed({"a.txt": b"x"}), packed({"[Content_Types].xml": TYPES}), b"\xff\xfe\x00\xd8", b"PK\x05\x06" + bytes(18),
        packed({"mimetype": b"application/epub+zip"}),
        packed({"[Content_Types].xml": TYPES, "word/a": b"", "xl/b": b""}),
    ],
    "two_forms": [
        PDF + packed({"a.exe": b"x"}), PDF + packed({"a.exe": b"x"}) + b"x", PDF + packed({"a": b"x"}) + bytes(60_000),
        hwp() + office("word"), PNG + office("word"), b"\xff\xd8\xff" + packed({"a": b"x"}),
    ],
    "packed": [
        office("word", bomb=bytes(64 * 1024 * 1024)), _overlapping(),
        packed({"[Content_Types].xml": TYPES, **{f"word/{at}": b"" for at in range(10_001)}}, zipfile.ZIP_STORED),
    ],
    "broken": [
        office("word") + b"x", office("word")[:-1], office("word")[: len(office("word")) // 2],
        b"PK\x03\x04" + bytes(99), office("word", **{"../evil": b"x"}), office("word", **{"/etc/passwd": b"x"}),
        office("word", **{"a\\..\\b": b"x"}), office("word", **{"C:x": b"x"}),
    ],
    "locked": [
        _locked(), pdf(trailer=b"/Encrypt 9 0 R"), pdf(trailer=b"/Enc#72ypt<</Filter/Standard>>"), hwp(1 | 2), hwp(16),
        hwp(256), compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
        hwpx(**{"META-INF/manifest.xml": b"<odf:encryption-data/>"}), hwpx(**{"META-INF/encryption.xml": b"<x/>"}),
    ],
    "active": [
        pdf([b"<< /S /JavaScript /JS (app.alert(1)) >>"]), pdf([b"<< /S /J#61vaScr#69pt /JS 9 0 R >>"]),
        pdf([b"<< /S /Launch /F (cmd.exe) >>"]), pdf([b"<</S/SubmitForm/F(http://x)>>"]),
        pdf([b"<< /XFA [(a) 9 0 R] >>"]),
        pdf(streams=[stream(10, b"11 0 << /S /JavaScript /JS (x) >>", b"/Type /ObjStm /N 1 /First 5")]),
        pdf(streams=[stream(10, b"11 0 << /S /Launch >>", b"/N 1 /First 5")]),
        pdf(streams=[stream(10, b"11 0 << /S /Launch >>", b"/Type /ObjStm /N 1 /First 5", packed=False)]),
    ],
    "embedded": [
        pdf([b"<< /Type /Filespec /EF << /F 20 0 R >> >>"], streams=[stream(20, b"MZ\x90\x00" + bytes(60))]),
        pdf([b"<< /EF<</F 20 0 R/UF 20 0 R>> >>"], streams=[stream(20, b"MZ\x90\x00" + bytes(60), packed=False)]),
        pdf([b"<< /EF << /F 20 0 R >> >>"], streams=[stream(20, b"x"), stream(20, b"MZ\x90\x00" + bytes(60))]),
        pdf([b"<< /EF << /F 20 0 R >> >>"], streams=[stream(20, pdf([b"<< /S /Launch >>"]))]),
        pdf(
            streams=[
                stream(10, b"11 0 << /EF << /F 20 0 R >> >>", b"/Type /ObjStm /N 1 /First 5"),
                stream(20, office("word", **{"word/vbaProject.bin": b"x"})),
            ]
        ),
    ],
    "hidden": [
        pdf([b"<< /EF << /F 20 0 R >> >>"], streams=[stream(20, b"x"), b"20 %\n" + stream(20, b"MZ")[3:]]),
        pdf([b"<< /EF 9 0 R >>"]), pdf([b"<< /EF << /F 20 0 R >> >>"]),
        pdf(streams=[stream(10, b"x", b"/Type /ObjStm /First 5 /Filter /ASCIIHexDecode", packed=False)]),
        pdf(streams=[stream(10, b"x", b"/Type /ObjStm /First 5 /DecodeParms << /Predictor 12 >>")]),
        packed({"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY e 'macro'>]>", "word/d.xml": b""}),
        packed({"[Content_Types].xml": b"<?xml version='1.0' encoding='utf-7'?><Types/>", "word/d.xml": b""}),
    ],
    "steering": [
        "가\x9b31m".encode(), "abc\u202egnp.exe".encode(), "a\u2066b".encode("utf-16"), "From: a\n\n\x85".encode(),
    ],
    "macros": [
        office("word", **{"word/vbaProject.bin": b"x"}), office("xl", **{"xl/macrosheets/sheet1.xml": b"x"}),
        office("xl", **{"XL/VBAPROJECT.BIN": b"x"}),
        packed({"[Content_Types].xml": MACROS.encode(), "word/d.xml": b""}),
        packed({"[Content_Types].xml": MACROS.encode("utf-16"), "word/d.xml": b""}),
        packed({"[Content_Types].xml": MACROS.encode("utf-16-be"), "word/d.xml": b""}),
        packed({"[Content_Types].xml": MACROS.replace("macro", "m&#97;cro").encode(), "word/d.xml": b""}),
        packed({"[Content_Types].xml": b"application/vnd.ms-office.vbaProject", "word/d.xml": b"", "word/x.bin": b"x"}),
        hwpx(**{"Scripts/sourceScripts": "function OnDocument_Open() { run(); }".encode("utf-16-le")}),
        hwpx(**{"Scripts/headerScripts": (FRAME + "evil();").encode()}),
        hwpx(**{"Scripts/a.js": b"\xff\xff\xff"}),
        hwpx(**{
            "Contents/content.hpf": b'<opf:item href="Extra/x" media-type="application/x-javascript"/>',
            "Extra/x": b"evil()",
        }),
        hwp(**{"Scripts/DefaultJScript": script(FRAME, "function OnDocument_Open() { evil(); }")}),
        hwp(0, **{"Scripts/DefaultJScript": script(FRAME, "//x\u2028evil()", compress=False)}),
        hwp(**{"Scripts/DefaultJScript": script(FRAME, NOTHING, "evil()")}),
        hwp(**{"Scripts/DefaultJScript": b"\xff" * 99}),
        hwp(**{"Scripts/DefaultJScript": script(
            'var a=Document.XHwpFormEdits.ItemFromName("/*");evil();var b=Document.XHwpFormEdits.ItemFromName("*/");'
        )}),
        hwp(1 | 4 | 8),
    ],
}  # fmt: skip


@pytest.mark.req("ASVS-5.1.1")
@pytest.mark.parametrize(("rule", "content"), [(rule, one) for rule, many in REFUSED.items() for one in many])
def test_what_is_hostile_or_of_no_use_is_refused_for_what_it_is(rule: str, content: bytes) -> None:
    with pytest.raises(Unfit) as refused:
        media_of(content)
    assert refused.value.rule == rule
    assert all(f"base.file_fault.{rule}" in i18n.keys("base", language) for language in i18n.LANGUAGES)


@given(
    st.binary(max_size=300), st.sampled_from((b"", PDF[:5], PNG[:8], OLE[:8], b"PK\x03\x04", b"II*\x00", b"\xff\xfe"))
)
def test_any_bytes_are_judged_or_refused(content: bytes, begin: bytes) -> None:
    with suppress(Unfit):
        assert media_of(begin + content) == form_of(begin + content)


DOCUMENTS = [GOOD["a.docx"], GOOD["a.hwpx"], hwp(**{"Scripts/DefaultJScript": script(FRAME, NOTHING)}), PDF_A3]


@given(st.sampled_from(DOCUMENTS), st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_document_is_judged_or_refused(document: bytes, at: int, byte: int) -> None:
    content = bytearray(document)
    content[at % len(content)] = byte
    with suppress(Unfit):
        assert media_of(bytes(content)) in ENDINGS
