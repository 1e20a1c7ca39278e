"""The CAPA that chance dates: the texts of each matter are given, its days and the people of its actions are not."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from qms import CaseType
from qms_cli.demo.chosen import Voice, matters
from qms_cli.demo.more import Days, firms
from qms_cli.demo.script import CapaScript, CaseScript, Step, read, step_of
from qms_cli.demo.stage import chance
from qms_cli.demo.world import REPRESENTATIVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from random import Random

    from qms.base.calendar import WorkingCalendar
    from qms_cli.demo.chosen import Done, Matter

_MONTHS = {"두 달": 2, "석 달": 3, "넉 달": 4, "다섯 달": 5, "여섯 달": 6}
_USUAL_WINDOW, _DAYS_OF_MONTH = 3, 21
_LAST_TO_TELL = 14
"""In the last month of the story a matter comes up by this day, so that its CAPA is opened before the end."""
_GRAMMAR = re.compile("|".join(_MONTHS))
_HOURS = (9, 10, 10, 11, 13, 14, 14, 15, 16)


def told(calendar: WorkingCalendar, seed: int) -> tuple[list[CaseScript], list[CapaScript]]:
    """The cases that told of a matter first, and the CAPA."""
    days, offices = Days(calendar), _Offices()
    cases: list[CaseScript] = []
    capas: list[CapaScript] = []
    for number, matter in enumerate(matters()):
        course = _Course(matter, chance(f"{seed} {matter.title}"), days, offices)
        if matter.voice is not None:
            cases.append(course.case(f"matter-{number}", matter.voice))
        capas += course.capas(f"matter-{number}")
    return cases, capas


class _Offices:
    """Who may own a CAPA, carry out its actions, judge its effect."""

    def __init__(self) -> None:
        script = read("organisation.toml")
        leaving = {one["leaves"] for one in script["changes"] if "leaves" in one}
        self._people = script["people"]
        self._leaving = leaving
        posts = script["posts"]["from_the_beginning"]
        self._heads = {row[2]: row[0] for row in reversed(posts) if row[1] in {"unit_head", "audit_office"}}
        self._heads |= {one["begins"][2]: one["begins"][0] for one in script["changes"] if _for_good(one)}
        seniors = {row[2]: row[0] for row in posts if row[1] == "senior_head"}
        self._seniors = {one["code"]: seniors.get(one["parent"]) for one in script["departments"]}

    def owner(self, department: str) -> str:
        """Who heads it at the end of the story."""
        return str(self._heads[department])

    def checker(self, department: str, chance: Random) -> str:
        """The senior head above it, or the representative."""
        return chance.choice((REPRESENTATIVE, self._seniors[department] or REPRESENTATIVE))

    def staff(self, department: str, on: date) -> list[str]:
        """Who works there that day and stays."""
        rows = self._people[department]
        return [code for code, _, since in rows if since <= on and code not in self._leaving]


def _for_good(change: dict[str, Any]) -> bool:
    return "begins" in change and change["begins"][1] == "unit_head" and "until" not in change


class _Course:
    """The days of one matter."""

    def __init__(self, matter: Matter, chance: Random, days: Days, offices: _Offices) -> None:
        self.matter = matter
        self.chance = chance
        self.calendar = days.calendar
        self.offices = offices
        told_on = days.any(chance, (1,) * 12, matter.months)
        if told_on.day > _LAST_TO_TELL and matter.months[1] == max(days.months):
            told_on = days.months[matter.months[1]][chance.randrange(_LAST_TO_TELL // 2)]
        self.told_on = told_on
        self.day = told_on
        self.steps: list[Step] = []

    # --- the case ---

    def case(self, name: str, voice: Voice) -> CaseScript:
        """What the customer brought who told of it first."""
        kept = voice.model_dump(exclude={"customer", "late", "days", "months", "channel", "why", "improve"})
        hour = self.chance.choice(_HOURS)
        told: dict[str, Any] = {
            "id": name, "topic": self.matter.topic, "department": self.matter.department,
            "at": datetime.combine(self.told_on, time(hour, self.chance.randint(11, 54))),
            "from": self.chance.choice(firms()), "channel": voice.channel[0],
            "days": voice.late or self.chance.randint(2, 5), "apology": voice.type is CaseType.COMPLAINT,
            "improve": "capa", "why": f"{self.matter.title}: 시정 및 예방조치로 다룸",
        }  # fmt: skip
        return CaseScript.model_validate({**kept, **told})

    # --- the CAPA ---

    def capas(self, name: str) -> Iterator[CapaScript]:
        """Its CAPA, and the one that follows from it."""
        self._after(1, 4)
        opened = self.day
        self._whole(self.matter)
        key = f"{name}-capa"
        yield self._script(self.matter, opened, key=key, source=name if self.matter.voice else None)
        if self.matter.child is not None:
            opened, self.steps = self.day, []
            self._until_judged(self.matter.child)
            yield self._script(self.matter.child, opened, key=None, source=key)

    def _script(self, done: Done, opened: date, *, key: str | None, source: str | None) -> CapaScript:
        matter = self.matter
        return CapaScript.model_validate({
            "opened": opened, "department": matter.department, "owner": self.offices.owner(matter.department),
            "by_head": True, "from": source, "key": key, "type": matter.type, "severity": matter.severity,
            "topic": matter.topic, "title": done.title, "problem": done.problem, "steps": tuple(self.steps),
        })  # fmt: skip

    def _whole(self, matter: Matter) -> None:
        if matter.fate == "void":
            self._contained(matter)
            self._after(8, 14)
            self._do("void", reason=matter.void)
            return
        self._until_judged(matter)
        if matter.fate == "child":
            self._after(2, 4)
            self._do("reopen", reason=matter.reopen)
            self._do("void", reason="이어지는 시정조치에서 다룸")
        elif matter.fate == "not_effective":
            self._after(1, 3)
            self._do("reopen", reason=matter.reopen)
            again = {"cause": matter.again_cause, "verified": matter.again_verified, "actions": matter.again_actions}
            self._worked_out(matter.model_copy(update={**again, "whys": (), "fate": "effective"}))

    def _until_judged(self, done: Done) -> None:
        self._contained(done)
        self._worked_out(done)

    def _contained(self, done: Done) -> None:
        self._after(0, 2)
        self._do("contain", **({"what": done.contain} if done.contain else {"skipped": done.skipped}))

    def _worked_out(self, done: Done) -> None:
        """From the analysis to the verdict."""
        fate = getattr(done, "fate", "effective")
        self._after(4, 9)
        method = {"method": "five_whys", "whys": done.whys} if done.whys else {"method": "other"}
        self._do("analyse", cause=done.cause, verified=done.verified, **method)
        self._after(2, 5)
        checker = self.offices.checker(self.matter.department, self.chance)
        if fate == "sent_back":
            self._planned(done, done.actions[:1], checker)
            self._after(2, 4)
            self._do("send_back", reason=self.matter.sent_back)
            self._after(1, 3)
        due, window = self._planned(done, done.actions, checker)
        self._after(1, 4)
        self._do("approve")
        self._after(1, 2)
        self._do("start")
        ready = self._carried_out(done, fate, due)
        self.day = max(window, self._later(ready, _DAYS_OF_MONTH * _window(done)))
        self._judged(done, fate)

    def _planned(self, done: Done, actions: Sequence[tuple[str, str]], checker: str) -> tuple[date, date]:
        """The plan; gives the day by which all is to be done, and the one on which the effect is judged."""
        due = self._later(self.day, self.chance.randint(22, 40))
        check = self._later(due, _DAYS_OF_MONTH * _window(done))
        staff = self.offices.staff(self.matter.department, self.day)
        rows = [
            {"text": text, "owner": self.chance.choice(staff), "due_on": self._share(due, nth, len(actions))}
            for nth, (text, _) in enumerate(actions, start=1)
        ]
        self._do("plan", implement_by=due, check_on=check, checker=checker, criterion=done.criterion, actions=rows)
        return due, check

    def _carried_out(self, done: Done, fate: str, due: date) -> date:
        """The actions one after the other; gives the day on which the last was done."""
        if fate == "extended":
            self.day = self._later(due, -6)
            due = self._later(due, 18)
            self._do("extend", until=due, reason=self.matter.extension)
        many = len(done.actions)
        dues = [self._share(due, nth, many) for nth in range(1, many + 1)]
        for nth, ((_, evidence), day) in enumerate(zip(done.actions, dues, strict=True), start=1):
            late = 7 if fate == "late" and nth == many else -self.chance.randint(0, 3)
            self.day = max(self.day, self._later(day, late))
            self._do("finish", action=nth, evidence=evidence)
        self._do("implement")
        return self.day

    def _judged(self, done: Done, fate: str) -> None:
        matter = self.matter
        self._after(0, 3)
        if fate in {"not_effective", "child"}:
            self._do("evaluate", verdict="not_effective", measured=matter.missed)
            return
        if fate == "inconclusive":
            self._do("evaluate", verdict="inconclusive", measured=matter.doubtful)
            self._after(38, 50)
        self._do("evaluate", verdict="effective", measured=done.measured, lessons=done.lessons, spread_to=done.spread)
        self._after(1, 3)
        self._do("close")

    # --- days ---

    def _do(self, act: str, **told: object) -> None:
        given = {name: value for name, value in told.items() if value is not None}
        hour, minute = self.chance.choice(_HOURS), self.chance.randint(2, 57)
        self.steps.append(step_of({"at": datetime.combine(self.day, time(hour, minute)), "act": act, **given}))

    def _later(self, day: date, count: int) -> date:
        return self.calendar.add_working_days(day, count)

    def _after(self, fewest: int, most: int) -> None:
        self.day = self._later(self.day, self.chance.randint(fewest, most))

    def _share(self, due: date, nth: int, of: int) -> date:
        """The day by which the ``nth`` of so many actions is due, on the way to the last."""
        between = self.calendar.working_days_between(self.day, due)
        return self._later(self.day, max(1, between * nth // of)) if nth < of else due


def _window(done: Done) -> int:
    """Months until the effect is judged."""
    found = _GRAMMAR.search(done.criterion)
    return done.window or (_MONTHS[found[0]] if found else _USUAL_WINDOW)
