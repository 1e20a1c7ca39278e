"""The life of a case, from what the customer brought to its end."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from qms import CaseSeverity, CaseType, Channel, Disposition, Medium, Outcome, Purpose
from qms_cli.demo.phrases import spoken
from qms_cli.demo.script import customers, read
from qms_cli.demo.stage import chance, local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from qms.records.case import Cases
    from qms_cli.demo.script import CaseScript, Customer, Extended, Missing
    from qms_cli.demo.stage import Stage, Story

AUDIT, DESK = "audit", "administration"
_REPORTS = frozenset({CaseType.UNFAIR_HANDLING, CaseType.INTEGRITY})
_WEIGHED = _REPORTS | {CaseType.COMPLAINT, CaseType.GRIEVANCE}
_AT_THE_DEPARTMENT = frozenset({Channel.PHONE, Channel.VISIT, Channel.EMAIL})
_WITH_ADDRESS = frozenset({Channel.VISIT, Channel.WEB, Channel.POST, Channel.FAX, Channel.PETITION_PORTAL})
_ANSWERED_BY = {
    Channel.POST: Medium.LETTER, Channel.PETITION_PORTAL: Medium.WEB, Channel.EMAIL: Medium.EMAIL,
    Channel.QUESTIONNAIRE: Medium.EMAIL,
}  # fmt: skip


def lives(stage: Stage, scripts: tuple[CaseScript, ...]) -> Iterator[Story]:
    """The stories of the cases."""
    return (Life(stage, script).story() for script in scripts)


@cache
def phrases() -> dict[str, Any]:
    """What is said in the same words again and again."""
    return read("phrases.toml")


class Life:
    """One case. Each step gives the instant at which it happens, then does it."""

    def __init__(self, stage: Stage, script: CaseScript) -> None:
        """Nothing has happened yet."""
        self.stage = stage
        self.script = script
        self.department = AUDIT if script.type in _REPORTS else script.department
        self.chance = chance(f"{stage.seed} {script.at:%Y-%m-%d %H:%M} {script.title}")
        self.code = ""
        self.over = False
        self._handler = ""

    # --- who ---

    @cached_property
    def customer(self) -> Customer | None:
        """Who brought it; None: nobody knows."""
        return customers()[self.script.customer] if self.script.customer else None

    @property
    def head(self) -> str:
        """Who heads the department today."""
        return self.stage.head(self.department)

    @property
    def handler(self) -> str:
        """Who handles it; somebody else once they are gone."""
        staff = self.stage.staff(self.department)
        if self._handler not in staff:
            self._handler = self.chance.choice(staff)
        return self._handler

    def by(self, person: str) -> Cases:
        """The room of the cases in the name of a person."""
        return self.stage.acting(person).cases

    # --- the whole ---

    def story(self) -> Story:
        """From receipt to the end, or to where the script stops."""
        if self.script.settled:
            yield from self._settled(self.script.settled)
            return
        for part in (self._received, self._weighed, self._handled, self._answered, self._closed, self._again):
            yield from part()
            if self.over:
                return

    def _after(self, act: str) -> None:
        """The script may stop after this act."""
        self.over = self.over or act == self.script.stop

    # --- its parts ---

    def _settled(self, answer: str) -> Story:
        script, customer = self.script, self.customer
        yield local(script.at)
        case = self.by(self.handler).settle(
            type=script.type, channel=script.channel, title=script.title, text=script.text, answer=answer,
            department=self.department, topic=script.topic,
            name=customer.called if customer else None, contact=customer.contact if customer else None,
        )  # fmt: skip
        self._known(case.code)
        if script.improve and script.why:
            yield self.stage.later(8 + 8 * self.chance.random())
            self.by(self.head).dispose(self.code, disposition=script.improve, reason=script.why)

    def _received(self) -> Story:
        script, customer = self.script, self.customer
        at = local(script.at)
        at_desk = script.channel not in _AT_THE_DEPARTMENT or self.department == AUDIT
        yield at
        if script.entered_hours:
            yield self.stage.later(script.entered_hours)
        clerk = self.chance.choice(self.stage.staff(DESK)) if at_desk else self.handler
        case = self.stage.acting(clerk, at=at).cases.receive(
            type=script.type, channel=script.channel, title=script.title, text=script.text, topic=script.topic,
            name=customer.called if customer else None, contact=customer.contact if customer else None,
            address=self._address(), anonymous=script.anonymous, remedy_asked=script.ask, service=script.service,
            petition_kind=script.petition, department=AUDIT if self.department == AUDIT else None,
        )  # fmt: skip
        self._known(case.code)
        yield self.stage.later(0.2 + self.chance.random())
        assigning = self.head if self.department == AUDIT else clerk
        case = self.by(assigning).assign(self.code, department=self.department, handler=self.handler)
        yield self.stage.later(0.4 + 3 * self.chance.random())
        due = spoken(case.due_at.astimezone(self.stage.now.tzinfo)) if case.due_at else ""
        told = phrases()["posted"] if script.anonymous else self.chance.choice(phrases()["acknowledged"])
        via = Medium.WEB if script.anonymous else _ANSWERED_BY.get(script.channel, Medium.SMS)
        self.by(self.handler).acknowledge(self.code, via=via, told=self._say(told, due=due))
        self._after("acknowledge")

    def _weighed(self) -> Story:
        """A complaint is weighed; a major one is reported up, and the senior head lays down the policy."""
        script = self.script
        if script.type not in _WEIGHED:
            return
        yield self.stage.later(0.3 + self.chance.random())
        weight = CaseSeverity.MAJOR if script.major else CaseSeverity.MINOR
        reason = script.major or self.chance.choice(phrases()["minor"])
        self.by(self.head).assess(self.code, severity=weight, reason=reason)
        if script.major:
            yield self.stage.later(0.4 + 2 * self.chance.random())
            self.by(self.head).report(self.code)
        if script.major and script.policy:
            yield self.stage.later(1 + 3 * self.chance.random())
            self.by(self.stage.senior(self.department)).set_policy(self.code, policy=script.policy)

    def _handled(self) -> Story:
        script = self.script
        if script.finding:
            yield self._day(0.4)
            self.by(self.handler).investigate(self.code, finding=script.finding)
            self._after("investigate")
        if script.supplement:
            yield from self._supplemented(script.supplement)
        if script.interim:
            yield self._day(0.6)
            self.by(self.handler).contact(self.code, purpose=Purpose.INTERIM, via=Medium.PHONE, said=script.interim)
        if script.extend:
            yield from self._extended(script.extend)
        if script.withdraw:
            yield self._day(1)
            self.stage.acting(self.handler, reason=script.withdraw).cases.withdraw(self.code)
            yield self.stage.later(2 + 4 * self.chance.random())
            self.by(self.head).close(self.code)
            self.over = True

    def _supplemented(self, asked: Missing) -> Story:
        yield self.stage.later(4)
        by_on = self.stage.calendar.add_working_days(self.stage.now.date(), asked.by_days)
        self.by(self.handler).ask_supplement(self.code, what=asked.what, by_on=by_on)
        self._after("ask_supplement")
        told = self._say(phrases()["supplement"], what=asked.what, by=spoken(by_on))
        self.by(self.handler).contact(self.code, purpose=Purpose.SUPPLEMENT, via=Medium.EMAIL, said=told)
        if asked.arrives_days is not None:
            arrives = self.stage.calendar.add_working_days(self.stage.now.date(), asked.arrives_days)
            yield self.stage.on(arrives, 1 + 4 * self.chance.random())
            self.by(self.handler).receive_supplement(self.code)

    def _extended(self, asked: Extended) -> Story:
        yield self._day(0.7)
        case = self.stage.registry.cases.get(self.code)
        due = case.due_at.astimezone(self.stage.now.tzinfo).date() if case.due_at else self.stage.now.date()
        until = self.stage.calendar.add_working_days(due, asked.days)
        self.by(self.head).extend(self.code, until=until, reason=asked.reason)
        told = self._say(phrases()["extension"], reason=asked.reason, until=spoken(until))
        self.by(self.handler).contact(self.code, purpose=Purpose.EXTENSION, via=Medium.EMAIL, said=told)
        self._after("extend")

    def _answered(self) -> Story:
        script = self.script
        if script.answer is None:
            return
        yield self._day(1)
        if script.transfer:
            self.by(self.head).transfer(self.code, to=script.transfer)
        else:
            author = self.head if script.type in _WEIGHED else self.handler
            self.by(author).answer(
                self.code, text=script.answer, outcome=script.outcome, ground=script.ground,
                remedies=script.remedies, redress=script.redress,
            )  # fmt: skip
        if script.no_notice or script.anonymous:
            return
        yield self.stage.later(0.2 + self.chance.random())
        self._told(script.answer, moved=bool(script.transfer))
        if script.apology:
            yield self.stage.later(0.2 + self.chance.random())
            said = self._say(phrases()["apology"], head=self._name(self.head))
            self.by(self.head).contact(self.code, purpose=Purpose.APOLOGY, via=Medium.PHONE, said=said)

    def _told(self, answer: str, *, moved: bool = False) -> None:
        via = _ANSWERED_BY.get(self.script.channel) or self.chance.choice(
            (Medium.SMS, Medium.SMS, Medium.EMAIL, Medium.PHONE)
        )
        said = self._say(phrases()["notice"], answer=answer)
        if moved:  # told before it closes, though the case itself is with the other body now
            self.by(self.handler).contact(self.code, purpose=Purpose.NOTICE, via=via, said=said)
        else:
            self.by(self.handler).notify(self.code, via=via, said=said)

    def _closed(self) -> Story:
        script = self.script
        yield self.stage.later(4 + 12 * self.chance.random())
        improve, why = script.improve or Disposition.NONE, script.why or phrases()["nothing"]
        if script.improve or script.type in _WEIGHED:
            self.by(self.head).dispose(self.code, disposition=improve, reason=why)
            yield self.stage.later(1 + 5 * self.chance.random())
        no_notice = script.no_notice
        if script.transfer:
            no_notice = f"{script.transfer}에 넘긴 사실과 그곳의 접수 번호를 알려 드림"
        elif script.anonymous and not no_notice:
            no_notice = phrases()["anonymous"]
        self.by(self.head).close(self.code, satisfied=script.satisfied, no_notice=no_notice)

    def _again(self) -> Story:
        again = self.script.reopen
        if again is None:
            return
        reopened = self.stage.calendar.add_working_days(self.stage.now.date(), again.after_days)
        yield self.stage.on(reopened, 1.5)
        self.by(self.head).reopen(self.code, reason=again.reason)
        yield self.stage.later(1)
        due = self.stage.calendar.add_working_days(self.stage.now.date(), 3)
        told = self._say(self.chance.choice(phrases()["acknowledged"]), due=spoken(due))
        self.by(self.handler).acknowledge(self.code, via=Medium.PHONE, told=told)
        yield self.stage.later(20)
        self.by(self.head).answer(self.code, text=again.answer, outcome=Outcome.PARTLY)
        yield self.stage.later(1)
        self._told(again.answer)
        yield self.stage.later(10)
        self.by(self.head).close(self.code, satisfied=False)

    # --- help ---

    def _known(self, code: str) -> None:
        self.code = code
        if self.script.id:
            self.stage.codes[self.script.id] = code

    def _address(self) -> str | None:
        given = self.script.address or self.script.channel in _WITH_ADDRESS
        return self.customer.address or None if self.customer and given else None

    def _day(self, share: float) -> datetime:
        """An hour of the day that lies at this share of the way from receipt to answer."""
        calendar = self.stage.calendar
        days = max(0, round(self.script.days * share))
        day = calendar.add_working_days(local(self.script.at).date(), days)
        return self.stage.on(day, 1 + 5.5 * self.chance.random())

    def _say(self, words: str, **values: str) -> str:
        names = {"code": self.code, "department": self._department(), "person": self._name(self.handler)}
        return words.format(**names, **values)

    def _department(self) -> str:
        return self.stage.facts.directory.departments[self.department].name_ko

    def _name(self, person: str) -> str:
        return self.stage.facts.directory.people[person].name or person
