"""The cases that chance makes from phrases: the many that come beside those whose stories are written by hand."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from qms import CaseType, Channel
from qms_cli.demo.chosen import month_of, topics
from qms_cli.demo.phrases import Filler, spoken
from qms_cli.demo.script import CaseScript, customers, read
from qms_cli.demo.stage import BEGIN, TODAY, chance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from random import Random

    from qms.base.calendar import WorkingCalendar
    from qms_cli.demo.chosen import Phrase, Topic

_ANSWERED, _COMPLAINTS = 0.3, 0.08
"""Shares of a topic's cases; the rest is settled at once."""
_OTHERS = (
    "trainee-", "professor-", "visitor-", "resident-", "city", "university", "neighbour", "chamber", "fire", "school",
    "agency",
)  # fmt: skip
"""Beginnings of the names of those who are not firms."""
_AT_ONCE = (Channel.PHONE, Channel.PHONE, Channel.PHONE, Channel.VISIT)
_LATER = (Channel.WEB, Channel.WEB, Channel.EMAIL, Channel.EMAIL, Channel.SMS)
_AT_NIGHT = frozenset({Channel.WEB, Channel.EMAIL, Channel.SNS, Channel.PETITION_PORTAL})
_WEIGHED = frozenset({CaseType.COMPLAINT, CaseType.GRIEVANCE, CaseType.UNFAIR_HANDLING, CaseType.INTEGRITY})
_REPEATED, _REOPENED = 3, 3
_NAMELESS, _IN_THE_EVENING, _INCOMPLETE, _TOLD_MEANWHILE, _EXTENDED = 0.3, 0.12, 0.6, 0.6, 0.04
_NOT_SLOW, _NOT_ASKED, _CONTENT, _CONTENT_THOUGH_LATE = 0.03, 0.45, 0.88, 0.4
"""How often it comes to that."""


class Days:
    """Days on which something may happen."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        """The working days of the story, by month; its last day is left to the stories written by hand."""
        self.calendar = calendar
        self.months: dict[str, list[date]] = {}
        day = BEGIN.date() + timedelta(days=1)
        while day < TODAY.date():
            if calendar.is_working(day):
                self.months.setdefault(month_of(day), []).append(day)
            day += timedelta(days=1)

    def any(self, chance: Random, weights: Sequence[int], within: tuple[str, str] | None = None) -> date:
        """A day by the weight of its month, and of the month's working days."""
        first, last = within or ("", "9")
        open_ = {month: days for month, days in self.months.items() if first <= month <= last}
        heavy = [weights[int(month[-2:]) - 1] * len(days) for month, days in open_.items()]
        return chance.choice(open_[chance.choices(list(open_), heavy)[0]])


def cases(calendar: WorkingCalendar, seed: int, count: int) -> list[CaseScript]:
    """So many cases, in no order."""
    days = Days(calendar)
    wanted = _shares(count, [one.share for one in topics()])
    found = [
        script
        for topic, some in zip(topics(), wanted, strict=True)
        for script in _Maker(topic, days, chance(f"{seed} {topic.topic}")).cases(some)
    ]
    return _in_life(found, chance(f"{seed} again"), calendar)


def _shares(count: int, weights: Sequence[int]) -> list[int]:
    """A number split by weight; what rounding leaves goes to the heaviest remainders."""
    exact = [count * one / sum(weights) for one in weights]
    found = [int(one) for one in exact]
    by_rest = sorted(range(len(weights)), key=lambda nth: (found[nth] - exact[nth], nth))
    for nth in by_rest[: count - sum(found)]:
        found[nth] += 1
    return found


def firms() -> list[str]:
    """Keys of the customers who are firms."""
    return [key for key in customers() if not key.startswith(_OTHERS)]


class _Maker:
    """Makes the cases of one topic."""

    def __init__(self, topic: Topic, days: Days, chance: Random) -> None:
        self.topic = topic
        self.days = days
        self.chance = chance
        self.said: set[tuple[str, str]] = set()
        self.phrases = read("phrases.toml")
        self.come = firms()
        chance.shuffle(self.come)  # some come often: those in front

    def cases(self, count: int) -> Iterator[CaseScript]:
        """So many cases."""
        answered, complaints = round(count * _ANSWERED), round(count * _COMPLAINTS)
        for phrase in self._dealt(self.topic.settled, count - answered - complaints):
            yield self._case(phrase, settled=True)
        for phrase in self._dealt(self.topic.answered, answered):
            yield self._case(phrase)
        for phrase in self._dealt(self.topic.complaints, complaints):
            yield self._case(phrase if phrase.type in _WEIGHED else phrase.model_copy(update=_COMPLAINT))

    def _dealt(self, phrases: Sequence[Phrase], count: int) -> list[Phrase]:
        """So many of the phrases: each once before any comes twice."""
        dealt: list[Phrase] = []
        nth = 0
        while len(dealt) < count:
            some = [one for one in phrases if one.room(self.topic.slots) > nth]
            self.chance.shuffle(some)
            dealt += some
            nth += 1
        return dealt[:count]

    def _case(self, phrase: Phrase, *, settled: bool = False) -> CaseScript:
        day = self.days.any(self.chance, self.topic.months, phrase.months)
        filler = self._filler(phrase, day)
        channel = self.chance.choice(phrase.channel or (_AT_ONCE if settled else _LATER))
        told: dict[str, Any] = {
            "topic": self.topic.topic, "department": self.topic.department, "type": phrase.type, "channel": channel,
            "petition": phrase.petition, "anonymous": phrase.anonymous, "from": self._customer(phrase, settled=settled),
            "improve": phrase.improve,
        }  # fmt: skip
        for name in ("title", "text", "ask", "service", "why"):
            told[name] = filler(getattr(phrase, name))
        if settled:
            return CaseScript.model_validate({**told, "at": self._at(day), "settled": filler(phrase.answer)})
        return CaseScript.model_validate({**told, **self._when(day, channel), **self._course(phrase, filler, day)})

    def _filler(self, phrase: Phrase, day: date) -> Filler:
        """Fills the sentences so that the same is not said twice."""
        while True:
            filler = Filler(self.topic.slots, self.chance, self.days.calendar, day)
            said = filler.fill(phrase.title), filler.fill(phrase.text)
            if said not in self.said or phrase.room(self.topic.slots) == 1:
                self.said.add(said)
                return filler

    def _customer(self, phrase: Phrase, *, settled: bool) -> str | None:
        if phrase.anonymous or (settled and phrase.type is CaseType.INQUIRY and self.chance.random() < _NAMELESS):
            return None
        if phrase.customer:
            return phrase.customer
        beginning = self.chance.choice(self.topic.customers)
        if not beginning:
            return self.come[min(int(self.chance.expovariate(0.06)), len(self.come) - 1)]
        return self.chance.choice([key for key in customers() if key.startswith(beginning)])

    def _at(self, day: date) -> datetime:
        hour = self.chance.choice((9, 10, 10, 10, 11, 13, 13, 14, 14, 15, 15, 16, 16, 17))
        return datetime.combine(day, time(hour, self.chance.randint(11, 54)))

    def _when(self, day: date, channel: Channel) -> dict[str, Any]:
        """The time of receipt; what comes in the evening is entered the next morning."""
        if channel in _AT_NIGHT and self.chance.random() < _IN_THE_EVENING:
            at = datetime.combine(day, time(self.chance.randint(19, 22), self.chance.randint(0, 59)))
            return {"at": at, "entered_hours": self.chance.uniform(0.3, 1.2)}
        return {"at": self._at(day)}

    def _course(self, phrase: Phrase, filler: Filler, day: date) -> dict[str, Any]:
        """What becomes of it: when it is answered, how, and what is said on the way."""
        told: dict[str, Any] = {
            name: filler(getattr(phrase, name))
            for name in ("finding", "answer", "remedies", "redress", "withdraw", "transfer")
        }
        if phrase.withdraw:
            told["answer"] = None
        told |= {"outcome": phrase.outcome, "ground": phrase.ground, "apology": phrase.type is CaseType.COMPLAINT}
        told["days"] = self.chance.randint(*phrase.days)
        if phrase.supplement and self.chance.random() < _INCOMPLETE:
            told |= {"supplement": phrase.supplement, "days": told["days"] + 1}
        elif told["answer"] and phrase.type is not CaseType.SUGGESTION and not phrase.transfer:
            told |= self._slow(month_of(day))
        told["satisfied"] = self._satisfied(phrase, late="interim" in told)
        return told

    def _slow(self, month: str) -> dict[str, Any]:
        slow = self.topic.slow if month >= self.topic.slow_from else _NOT_SLOW
        drawn = self.chance.random()
        if drawn < slow:
            interim = self.chance.choice(self.phrases["interim"]) if self.chance.random() < _TOLD_MEANWHILE else None
            return {"days": self.chance.randint(8, 14), "interim": interim}
        if drawn > 1 - _EXTENDED:
            reason = self.chance.choice(self.phrases["extension_reasons"])
            return {"days": self.chance.randint(8, 10), "extend": {"days": 5, "reason": reason}}
        return {}

    def _satisfied(self, phrase: Phrase, *, late: bool) -> bool | None:
        if phrase.satisfied is not None or phrase.anonymous or phrase.withdraw or phrase.transfer:
            return phrase.satisfied
        if self.chance.random() < _NOT_ASKED:
            return None
        return self.chance.random() < (_CONTENT_THOUGH_LATE if late else _CONTENT)


_COMPLAINT = {"type": CaseType.COMPLAINT}


def _in_life(scripts: list[CaseScript], chance: Random, calendar: WorkingCalendar) -> list[CaseScript]:
    """Some complaints come back: a few are taken up again, a few customers write a second time."""
    turns = read("phrases.toml")
    long_ago = calendar.add_working_days(TODAY.date(), -60)
    old = [
        nth for nth, one in enumerate(scripts)
        if one.type is CaseType.COMPLAINT and not one.anonymous and one.at.date() < long_ago
    ]  # fmt: skip
    chance.shuffle(old)
    for nth in old[:_REOPENED]:
        again = {**chance.choice(turns["again"]), "after_days": chance.randint(3, 9)}
        scripts[nth] = CaseScript.model_validate({**_plain(scripts[nth]), "reopen": again, "satisfied": True})
    free = [nth for nth, one in enumerate(scripts) if one.settled and one.type is CaseType.INQUIRY]
    for nth, place in zip(old[_REOPENED : _REOPENED + _REPEATED], chance.sample(free, _REPEATED), strict=False):
        scripts[place] = _second(scripts[nth], turns["repeated"][0], chance, calendar)
    return scripts


def _second(first: CaseScript, turn: dict[str, str], chance: Random, calendar: WorkingCalendar) -> CaseScript:
    """The same customer on the same matter, some weeks later."""
    day = calendar.add_working_days(first.at.date(), chance.randint(18, 35))
    slots = {"지난 제목": (first.title,), "지난 날": (spoken(first.at.date()),)}
    filler = Filler(slots, chance, calendar, day)
    told = {name: filler.fill(words) for name, words in turn.items()}
    kept = {"topic": first.topic, "department": first.department, "type": first.type, "channel": first.channel}
    at = datetime.combine(day, time(chance.randint(9, 11), chance.randint(12, 55)))
    rest = {"from": first.customer, "service": first.service, "at": at, "days": chance.randint(2, 5), "apology": True}
    return CaseScript.model_validate({**kept, **told, **rest, "improve": "action", "satisfied": None})


def _plain(script: CaseScript) -> dict[str, Any]:
    return {**script.model_dump(exclude={"customer"}), "from": script.customer}
