"""A packet whose every text attacks: markup, addresses, formulas, invisible and endless text."""

from __future__ import annotations

from datetime import date
from itertools import cycle
from typing import TYPE_CHECKING

from qms.compile.snapshot import (
    Align,
    Ask,
    Chart,
    ChartShape,
    Column,
    Comment,
    DecisionLine,
    FollowUp,
    Gap,
    NoDecision,
    Outcome,
    PacketContent,
    Seat,
    Section,
    Series,
    State,
    Table,
    Words,
)
from qms.ledger.canonical import canonical, digest
from tests.packet import sample
from tests.packet.sample_sections import ON_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKUP = (
    '<img src="http://127.0.0.1:9/leak.png">',
    "<img src=file:///etc/passwd>",
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel=stylesheet href="http://127.0.0.1:9/x.css">',
    '<object data="file:///etc/hostname"></object>',
    "<style>@import url(http://127.0.0.1:9/a.css); * { display: none }</style>",
    '<svg><image href="file:///etc/passwd"/><script>alert(1)</script></svg>',
    '<a href="javascript:app.alert(1)">click</a>',
    '<a href="http://127.0.0.1:9/">link</a>',
    '<base href="file:///etc/">',
    "</td></tr></table><h1>out</h1>",
    "</style></head><body>out",
    '" onload="alert(1)" x="',
    "' style='background:url(http://127.0.0.1:9/b)",
    "-->]]></svg><!--",
    "<![CDATA[<b>x</b>]]>",
    "&lt;b&gt; &amp; &#x41; &nbsp;",
    "<iframe src=data:text/html,x></iframe>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
)
TEMPLATES = (
    "{{ 7 * 7 }}",
    "{% include '/etc/passwd' %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{0.__class__} %s %n %(x)s {}",
    "[/b] [red]빨강[/red] [link=http://127.0.0.1:9/]x[/link] [항목]",
)
FORMULAS = (
    "=1+1",
    "+82-61-555-0142",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1",
    "＝1+1",
    "'=1",
    '=HYPERLINK("http://127.0.0.1:9")',
)
PLACES = (
    "../../../../etc/passwd",
    "C:\\Windows\\win.ini",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "CON",
    "NUL.txt",
)
STEERING = (
    "\u202egpj.exe\u202c 뒤집힘",
    "\u2066안쪽\u2069 \u200f오른쪽",
    "보이지\u200b않는\u00ad틈\ufeff과\u2060이음",
    "\x1b[31m빨강\x1b[0m \x07 \x00 \x7f \x85",
    "줄\r\n바꿈\u2028그리고\u2029문단\x0b\x0c",
    "<ko>\x01\x02\x03</ko>",
)
LETTERS = (
    "姜南 大韓民國 品質經營",
    "😀👩‍👩‍👧‍👦🏳️‍🌈 ✈️ 🇰🇷",
    "مرحبا بالعالم שלום עולם",
    "नमस्ते สวัสดี ᚠᛇᚻ 𐍈 𝒳 ꙮ",
    "Z" + "\u0301\u0302\u0303\u0304" * 200 + "algo",
    "\u1112\u1161\u11ab\u1100\u1173\u11af (첫가끝) ㅎㅏㄴ ﾊﾝｶｸ ＡＢＣ",
    "\ue000\uf8ff\ufdd0\ufffe\ufffd",
    "№ ½ ™ ﬁ Å Ⅷ ㎏ ㈜ ㉠ ① → ※",
)
LENGTHS = (
    "가" * 400,
    "A" * 400,
    "한글과Latin을섞은" * 40,
    "https://example.invalid/" + "a-very/long_path?query=1&x=" * 20,
    "0" * 300,
    "." * 300,
    "- " * 300,
    "긴 문장을 되풀이합니다. " * 60,
)
ALL = (*MARKUP, *TEMPLATES, *FORMULAS, *PLACES, *STEERING, *LETTERS, *LENGTHS)
LONG_TEXT = "스무 천 글자에 이르는 진술입니다. " * 1100


def _section(number: int, texts: Iterator[str], state: State) -> Section:
    def w() -> Words:
        return Words(ko=next(texts), en=next(texts))

    labels = tuple(w() for _ in range(5))
    figure = ON_TIME.model_copy(
        update={"label": w(), "method": w(), "unit": w(), "unmeasurable": tuple(next(texts) for _ in range(7))}
    )
    return Section(
        key=next(texts),
        clause=next(texts),
        title=w(),
        state=state,
        owner=w(),
        since=date(2026, 7, 1),
        message=w(),
        statement=LONG_TEXT if number == 1 else next(texts),
        stated_by=next(texts),
        figures=(figure, figure.model_copy(update={"value": None, "met": None})),
        charts=tuple(
            Chart(
                id=next(texts),
                shape=shape,
                title=w(),
                message=w(),
                labels=labels,
                series=(
                    Series(label=w(), values=("1", None, "-3.5", "0", "999999999999999.999999")),
                    Series(label=w(), values=(None, None, "0.000001", "2", "3")),
                ),
                unit=w(),
                target="97.5",
            )
            for shape in ChartShape
        ),
        tables=(_table(texts, 6),),
        comments=(Comment(department=w(), text=next(texts), by=next(texts), on=date(2026, 7, 1)),),
        conclusion=w(),
    )


def _table(texts: Iterator[str], columns: int) -> Table:
    kinds = cycle(Align)
    return Table(
        id=next(texts),
        title=Words(ko=next(texts), en=next(texts)),
        columns=tuple(
            Column(key=next(texts), label=Words(ko=next(texts), en=next(texts)), align=next(kinds))
            for _ in range(columns)
        ),
        rows=tuple(tuple(next(texts) for _ in range(columns)) for _ in range(6)),
        note=Words(ko=next(texts), en=next(texts)),
    )


def packet() -> PacketContent:
    """The hostile packet; surrogates alone are missing: no JSON carries them, so no snapshot can."""
    texts = cycle(ALL)

    def w() -> Words:
        return Words(ko=next(texts), en=next(texts))

    base = sample.snapshot(3)
    cover = base.cover.model_copy(
        update={
            "organisation": w(), "title": w(), "department": w(), "retention": w(), "disclosure": w(),
            "distribution": w(), "prepared_by": next(texts), "contact": next(texts), "code": "../../MR <x>",
            "period_label": next(texts), "standards": (next(texts), next(texts)),
        }
    )  # fmt: skip
    snapshot = base.model_copy(
        update={
            "cover": cover,
            "profile": next(texts),
            "source": base.source.model_copy(update={"origin": next(texts)}),
            "agenda": tuple(w() for _ in range(4)),
            "key_figures": (ON_TIME.model_copy(update={"label": w(), "unit": w()}),) * 3,
            "earlier": tuple(
                FollowUp(code=next(texts), text=next(texts), owner=next(texts), due_on=date(2026, 5, 1), state="late")
                for _ in range(6)
            ),
            "gaps": tuple(
                Gap(key="x", clause="y", title=w(), owner=w(), accepted_by=next(texts), reason=next(texts))
                for _ in range(6)
            ),
            "alerts": tuple(w() for _ in range(6)),
            "risks": tuple(w() for _ in range(6)),
            "asked": tuple(
                Ask(
                    code=next(texts), clause=next(texts), text=next(texts), options=(next(texts), next(texts)),
                    recommendation=next(texts), cost_of_waiting=next(texts), budget=next(texts), people=next(texts),
                )
                for _ in range(6)
            ),
            "sections": tuple(_section(i, texts, state) for i, state in enumerate(State, 1)),
            "registers": (_table(texts, 9), *base.registers),
        }
    )  # fmt: skip
    outcome = Outcome(
        status=w(),
        held_on=date(2026, 7, 16),
        attendees=tuple(Seat(name=next(texts), office=w()) for _ in range(5)),
        minutes="\n".join(ALL),
        conclusion=w(),
        decisions=tuple(
            DecisionLine(
                code=next(texts), clause=clause, input=None, text=next(texts), owner=next(texts),
                due_on=date(2026, 9, 1), state="open", cost=next(texts),
            )
            for clause in ("9.3.3 a)", "9.3.3 c)", next(texts))
        ),
        approval=tuple((w(), Seat(name=next(texts), office=w()), date(2026, 7, 21)) for _ in range(4)),
        none_needed=(NoDecision(clause="9.3.3 b)", reason=next(texts)),),
        approved_as=w(),
        external_document=next(texts),
    )  # fmt: skip
    return PacketContent(
        snapshot=snapshot, digest=digest(canonical(snapshot.model_dump(mode="json"))), outcome=outcome
    )  # fmt: skip
