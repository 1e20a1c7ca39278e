"""The matrix of rules: what each asks, what the program does for it, and the tests that show it; in both languages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from builder.markdown import anchor, page, section, table
from builder.marks import marked
from qms.base.label import label
from qms.compile.rulebook import Rule, Source, Support, all_rules, sources
from qms.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.marks import Shown
    from qms.compile.snapshot import Words
    from qms.i18n import Language

TESTS: Final = Path(__file__).resolve().parent.parent.parent / "tests"


class Said(NamedTuple):
    """What a page says beside the rows."""

    title: str
    claim: str
    counts: str
    open: str
    open_note: str
    head: Sequence[str]
    open_head: Sequence[str]
    count_head: Sequence[str]
    total: str
    missing: str
    yours: str
    where: str
    other: str


SAID: Final[Mapping[Language, Said]] = {
    "en": Said(
        title="Rules that quality records are judged by",
        claim=(
            "The claim is *supports*, never *complies*: procedures, proof of identity, validation and the reading of "
            "the law are the organisation's. *Shown by tests* means that what stands under *The program* is shown by "
            "the tests beside it, not that the rule is fulfilled. `qms rules` prints the same rows. What is prevented, "
            "detected, and not: [threat model](../threat-model.md)."
        ),
        counts="Counts",
        open="What is still to come",
        open_note="Each row that is open or supported in part, with the capability that will carry the rest.",
        head=("Row", "It asks", "The program", "Shown by"),
        open_head=("Row", "State", "Missing", "Carried by"),
        count_head=("Source", "Rows"),
        total="All",
        missing="Missing",
        yours="Yours",
        where="Where",
        other="[한국어](rules.ko.md)",
    ),
    "ko": Said(
        title="품질기록에 적용되는 규정",
        claim=(
            "프로그램은 규정의 준수를 *도울 뿐*이다. 절차, 본인 확인, 검증, 법령의 해석은 기관의 몫이다. "
            "*시험으로 확인*은 *프로그램이 하는 것*에 적은 내용을 옆의 시험이 보인다는 뜻이며, 규정을 충족한다는 뜻이 "
            "아니다. `qms rules`로도 같은 내용을 볼 수 있다. 막는 것과 드러나는 것, 그렇지 않은 것은 "
            "[위협 모델](../threat-model.md)에 있다."
        ),
        counts="집계",
        open="준비 중인 것",
        open_note="준비 중이거나 일부만 갖춘 항목과, 나머지를 맡을 기능이다.",
        head=("항목", "요구하는 것", "프로그램이 하는 것", "확인하는 시험"),
        open_head=("항목", "상태", "없는 것", "맡을 기능"),
        count_head=("출처", "항목 수"),
        total="합계",
        missing="없는 것",
        yours="기관의 몫",
        where="위치",
        other="[English](rules.md)",
    ),
}


def pages() -> dict[str, str]:
    """One page in each language: counts, what is to come, all rows source by source."""
    shown = marked(TESTS)
    return {f"rules{'' if one == 'en' else f'.{one}'}.md": _page(SAID[one], one, shown) for one in LANGUAGES}


def _page(said: Said, language: Language, shown: Mapping[str, tuple[Shown, ...]]) -> str:
    return page(
        said.title,
        said.other,
        said.claim,
        section(said.counts, _counts(said, language)),
        section(said.open, said.open_note, _open(said, language)),
        *(_rows(said, language, one, shown) for one in sources()),
        links(shown, all_rules()),
    )


def _in(words: Words, language: Language) -> str:
    return words.ko if language == "ko" else words.en


# --- counts, and what is to come ---


def _open(said: Said, language: Language) -> str:
    every = [one for source in sources() for one in source.rules]
    opened = sorted((one for one in every if one.missing), key=lambda one: one.support is not Support.OPEN)
    return table(
        said.open_head,
        (
            (one.id, label(one.support, language), _in(one.missing.what, language), _in(one.missing.carrier, language))
            for one in opened
            if one.missing
        ),
    )


def _counts(said: Said, language: Language) -> str:
    def counted(name: str, rules: Iterable[Rule]) -> tuple[str, ...]:
        count = Counter(one.support for one in rules)
        return (name, str(count.total()), *(str(count[support]) for support in Support))

    titles = {one.name: _in(one.title, language) for one in sources()}
    rows = [counted(f"[{titles[one.name]}](#{anchor(titles[one.name])})", one.rules) for one in sources()]
    total = counted(said.total, [rule for one in sources() for rule in one.rules])
    return table((*said.count_head, *(label(one, language) for one in Support)), [*rows, total])


# --- all rows of a source ---


def _rows(said: Said, language: Language, source: Source, shown: Mapping[str, tuple[Shown, ...]]) -> str:
    rows = (
        (
            f"**{one.id}**<br>{one.clause}<br>*{label(one.support, language)}*",
            _in(one.asks, language),
            _does(said, language, one),
            "<br>".join(evidence(shown.get(one.id, ()))),
        )
        for one in source.rules
    )
    return section(_in(source.title, language), _in(source.read, language), table(said.head, rows))


def _does(said: Said, language: Language, one: Rule) -> str:
    parts = [_in(one.does, language)] if one.does else []
    if one.where:
        parts.append(f"{said.where}: {', '.join(map(_place, one.where))}")
    if one.missing:
        parts.append(f"**{said.missing}**: {_in(one.missing.what, language)} ({_in(one.missing.carrier, language)})")
    if one.yours:
        parts.append(f"**{said.yours}**: {_in(one.yours, language)}")
    return "<br>".join(parts)


def _place(where: str) -> str:
    """A page as a link, a command or module as it is typed."""
    if not where.startswith("docs/"):
        return f"`{where}`"
    name = where.removeprefix("docs/")
    return f"[{name}]({name.removeprefix('reference/') if name.startswith('reference/') else f'../{name}'})"


def evidence(shown: Iterable[Shown]) -> list[str]:
    """Tests as people read them, file by file; where each file is, `links` tell at the end of the page."""
    by_file: dict[str, list[str]] = {}
    for one in shown:
        by_file.setdefault(one.file, []).append(one.name.replace("_", " "))
    return [f"[{file}]: {'; '.join(names)}" for file, names in by_file.items()]


def links(shown: Mapping[str, tuple[Shown, ...]], rows: Iterable[str]) -> str:
    """Where the files of these rows' tests are."""
    files = sorted({one.file for id in rows for one in shown.get(id, ())})
    return "\n".join(f"[{file}]: ../../tests/{file}" for file in files)
