"""A packet whose every text attacks: markup, addresses, formulas, invisible and endless text."""

from __future__ import annotations

from datetime import date
from itertools import cycle
from typing import TYPE_CHECKING

from qms.compile.content import DecisionLine, NoDecision, Outcome, PacketContent, Seat
from qms.compile.snapshot import (
    Align,
    Ask,
    Chart,
    ChartShape,
    Column,
    Comment,
    Cover,
    FollowUp,
    Gap,
    Section,
    Series,
    Snapshot,
    State,
    Table,
    Words,
)
from qms.ledger.canonical import canonical, digest
from tests.packet import sample

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
    figure = sample.ON_TIME.model_copy(
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


class Attack:
    """Hands out one hostile text after another."""

    def __init__(self) -> None:
        self.texts = cycle(ALL)

    def t(self) -> str:
        return next(self.texts)

    def w(self) -> Words:
        return Words(ko=self.t(), en=self.t())

    def cover(self) -> Cover:
        return sample.COVER.model_copy(
            update={
                "organisation": self.w(), "title": self.w(), "department": self.w(), "retention": self.w(),
                "disclosure": self.w(), "distribution": self.w(), "prepared_by": self.t(), "contact": self.t(),
                "code": "../../MR <x>", "period_label": self.t(), "standards": (self.t(), self.t()),
            }
        )  # fmt: skip

    def ask(self) -> Ask:
        return Ask(
            code=self.t(), clause=self.t(), text=self.t(), options=(self.t(), self.t()), recommendation=self.t(),
            cost_of_waiting=self.t(), budget=self.t(), people=self.t(),
        )  # fmt: skip

    def follow_up(self) -> FollowUp:
        return FollowUp(code=self.t(), text=self.t(), owner=self.t(), due_on=date(2026, 5, 1), state="late")

    def gap(self) -> Gap:
        return Gap(key="x", clause="y", title=self.w(), owner=self.w(), accepted_by=self.t(), reason=self.t())

    def decision(self, clause: str) -> DecisionLine:
        return DecisionLine(
            code=self.t(), clause=clause, input=None, text=self.t(), owner=self.t(), due_on=date(2026, 9, 1),
            state="open", cost=self.t(),
        )  # fmt: skip

    def snapshot(self) -> Snapshot:
        base = sample.snapshot(3)
        return base.model_copy(
            update={
                "cover": self.cover(),
                "profile": self.t(),
                "source": base.source.model_copy(update={"origin": self.t()}),
                "agenda": tuple(self.w() for _ in range(4)),
                "key_figures": (sample.ON_TIME.model_copy(update={"label": self.w(), "unit": self.w()}),) * 3,
                "earlier": tuple(self.follow_up() for _ in range(6)),
                "gaps": tuple(self.gap() for _ in range(6)),
                "alerts": tuple(self.w() for _ in range(6)),
                "risks": tuple(self.w() for _ in range(6)),
                "asked": tuple(self.ask() for _ in range(6)),
                "sections": tuple(_section(i, self.texts, state) for i, state in enumerate(State, 1)),
                "registers": (_table(self.texts, 9), *base.registers),
            }
        )

    def outcome(self) -> Outcome:
        return Outcome(
            status=self.w(),
            held_on=date(2026, 7, 16),
            attendees=tuple(self.seat() for _ in range(5)),
            minutes="\n".join(ALL),
            conclusion=self.w(),
            decisions=tuple(self.decision(clause) for clause in ("9.3.3 a)", "9.3.3 c)", self.t())),
            approval=tuple((self.w(), self.seat(), date(2026, 7, 21)) for _ in range(4)),
            none_needed=(NoDecision(clause="9.3.3 b)", reason=self.t()),),
            approved_as=self.w(),
            external_document=self.t(),
        )

    def seat(self) -> Seat:
        return Seat(name=self.t(), office=self.w())


def packet() -> PacketContent:
    """The hostile packet; surrogates alone are missing: no JSON carries them, so no snapshot can."""
    attack = Attack()
    snapshot = attack.snapshot()
    spelled = canonical(snapshot.model_dump(mode="json"))
    return PacketContent(snapshot=snapshot, digest=digest(spelled), outcome=attack.outcome())
