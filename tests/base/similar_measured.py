"""How well the search for similar records finds what belongs together: two labelled sets, three figures.

``python -m tests.base.similar_measured`` measures the audit set, which is in the checkout; ``--proposals FILE`` adds
the register of Seoul citizens' proposals (3,918 rows; `tests/data/SOURCE.md` names it, the checkout holds 200 of them).

- **audit** (English): the text of a finding asks, and the one corrective action plan with its number is to be found.
- **proposals** (Korean): the body of a proposal asks, its title left out, and the bodies of the other proposals under
  the same title are to be found. A body that is the same letter for letter is no question of likeness and is left out.
"""

from __future__ import annotations

import argparse
import html
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qms.base.similar import alike, folded, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FINDINGS: Final = Path(__file__).parents[1] / "data/capa"
FIRST: Final = 5
LETTERS: Final = 1000
"""Of a body; the longest has 32,000, most of them mark-up."""
_MARK_UP: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Question:
    """A text, the texts among which to look, and the places of those that belong to it, one at least."""

    text: str
    among: Sequence[str]
    wanted: frozenset[int]


@dataclass(frozen=True)
class Measured:
    """Means over the questions, each from 0 to 1; ``best`` is the precision of a search that never errs."""

    questions: int
    precision: float
    best: float
    recall: float
    reciprocal_rank: float

    def line(self) -> str:
        """One line of the table of docs/how-to/similar.md."""
        shares = (self.precision, self.best, self.recall, self.reciprocal_rank)
        return " | ".join((str(self.questions), *(f"{share:.2f}" for share in shares)))


def measured(questions: Sequence[Question]) -> Measured:
    """Precision and recall among the first five, and the mean reciprocal rank (0 where nothing is found)."""
    each = [_one(question) for question in questions]
    means = (sum(column) / len(each) for column in zip(*each, strict=True))
    return Measured(len(each), *means)


def _one(question: Question) -> tuple[float, float, float, float]:
    order = list(nearest(alike(question.text, question.among), 0, len(question.among)))
    hits = len(question.wanted.intersection(order[:FIRST]))
    rank = next(at for at, place in enumerate(order, 1) if place in question.wanted)
    most = min(FIRST, len(question.wanted))
    return hits / FIRST, most / FIRST, hits / len(question.wanted), 1 / rank


def audit() -> list[Question]:
    """The thirty findings of a state's audit, each asked among the thirty plans."""
    plans = _column("corrective-action-plan", "planned_action")
    findings = _column("audit-findings-text", "text_of_finding")
    numbers = list(plans)
    return [Question(text, list(plans.values()), frozenset({numbers.index(one)})) for one, text in findings.items()]


def _column(file: str, name: str) -> dict[str, str]:
    sheets: list[dict[str, Any]] = json.loads((FINDINGS / f"fac_texas_fy2022_{file}.json").read_text("utf-8"))
    columns = {column["name"]: column["values"] for sheet in sheets for column in sheet["ranges"]}
    return dict(zip(columns["reference_number"], columns[name], strict=True))


def proposals(file: Path) -> list[Question]:
    """The proposals that share a title with another, each asked among all others of the register."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(file.read_bytes()))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    told = [(" ".join(folded(str(row[1])).split()), _body(str(row[2]))) for row in rows]
    return list(_sharing([(title, body) for title, body in told if title and body]))


def _sharing(told: Sequence[tuple[str, str]]) -> Iterator[Question]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, (title, _) in enumerate(told):
        places[title].append(place)
    for title, body in told:
        others = [other for other in range(len(told)) if told[other][1] != body]
        wanted = frozenset(at for at, other in enumerate(others) if told[other][0] == title)
        if len(places[title]) > 1 and wanted:
            yield Question(body, [told[other][1] for other in others], wanted)


def _body(text: str) -> str:
    return " ".join(html.unescape(_MARK_UP.sub(" ", text)).split())[:LETTERS]


def main() -> None:
    """Print a line a set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--proposals", type=Path, help="the register of proposals, whole")
    asked = parser.parse_args()
    print("| audit |", measured(audit()).line(), "|", flush=True)  # noqa: T201  a table for a person
    if asked.proposals:
        print("| proposals |", measured(proposals(asked.proposals)).line(), "|")  # noqa: T201


if __name__ == "__main__":
    main()
