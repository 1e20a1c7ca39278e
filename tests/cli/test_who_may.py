"""Who may do what, asked and printed on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.office import AUDITOR, EQUIPMENT_HEAD, GROWTH_HEAD, QUALITY, SUPPORT_HEAD, SUPPORT_STAFF, TOP

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


def _planned(terminal: Terminal) -> None:
    opened = ("capa", "open", "-t", "이중 취소", "--problem", "두 번 취소됨", "-d", "support", "--owner", SUPPORT_HEAD)
    terminal.done("--by", QUALITY, *opened)
    head = ("--by", SUPPORT_HEAD, "capa")
    terminal.done(*head, "contain", "ca-26-1", "--what", "손으로 되살림")
    terminal.done(*head, "analyse", "ca-26-1", "--cause", "잠금 없음", "--verified", "재현함")
    plan = ("--due", "2026-03-20", "--criterion", "0건", "--check-on", "2026-05-20", "--checker", QUALITY)
    terminal.done(*head, "plan", "ca-26-1", "-a", "잠금을 둔다", "--owner", SUPPORT_STAFF, *plan)


def test_next_says_who_may_now_and_why_the_actor_may_not(terminal: Terminal) -> None:
    _planned(terminal)
    acts = {
        one["act"]: one for one in terminal.done("--by", SUPPORT_HEAD, "capa", "next", "ca-26-1", "--json").json["acts"]
    }
    assert set(acts["approve"]["who"]) == {GROWTH_HEAD, TOP, QUALITY}
    assert acts["approve"]["permitted"] is False
    assert "may not take the step 'approve'" in acts["approve"]["why_not"]
    assert acts["approve"]["command"] == "qms capa approve CA-2026-0001"
    assert (acts["plan"]["permitted"], acts["plan"]["why_not"]) == (True, None)
    assert {AUDITOR, EQUIPMENT_HEAD}.isdisjoint(acts["plan"]["who"])
    theirs = terminal.done("--by", TOP, "capa", "assign", "ca-26-1", "--owner", GROWTH_HEAD).out
    assert theirs
    own = {
        one["act"]: one for one in terminal.done("--by", GROWTH_HEAD, "capa", "next", "ca-26-1", "--json").json["acts"]
    }
    assert "had a part in CA-2026-0001" in own["approve"]["why_not"]
    assert GROWTH_HEAD not in own["approve"]["who"]


def test_next_is_said_in_korean(terminal: Terminal) -> None:
    _planned(terminal)
    out = terminal.done("--by", SUPPORT_STAFF, "capa", "next", "ca-26-1", "--format", "table", lang="ko").out
    said = "".join(out.split())
    assert "권한이없습니다" in said or "할권한이" in said
    assert "지금 할 수 있는" in out


def test_the_table_of_authority_names_states_and_who_is_kept_apart(terminal: Terminal) -> None:
    acts = {one["act"]: one for one in terminal.done("duty", "matrix", "--acts", "--json").json["acts"]}
    approve = acts["capa.approve"]
    assert approve["states"] == "planned"
    assert approve["apart"] == "owner, planned by, who did 'plan'"
    assert (approve["senior_head"], approve.get("unit_head")) == ("branch", None)
    assert acts["capa.evaluate"]["apart"].endswith(
        "only: checker of effectiveness, Quality management representative, Head of the technopark"
    )
    assert (
        acts["case.answer"]["apart"]
        == "report of unfair handling: Audit office alone, integrity report: Audit office alone"
    )
    assert acts["case.receive"]["states"] == "makes the record"
    assert acts["case.attach"]["states"] == "in any state"
    said = terminal.done("duty", "matrix", "--acts", "--format", "table", lang="ko").out
    assert "할 수 없는" in said
    assert "'조치계획" in said


def test_the_doctor_says_where_one_person_alone_could_stop_a_record(terminal: Terminal) -> None:
    def found() -> tuple[str, str]:
        (one,) = [one for one in terminal("doctor", "--json").json["parts"] if one["part"] == "duties"]
        return one["state"], one["found"]

    assert found()[0] == "good"
    # Who alone approves reviews plans them from now on, too.
    terminal.done("--by", QUALITY, "role", "assign", TOP, "quality_representative", "-d", "head-office")
    state, text = found()
    assert (state, TOP in text) == ("note", True)
    terminal.done("--by", TOP, "role", "delegate", TOP, GROWTH_HEAD, "--until", "2026-12-31")
    assert found()[0] == "good"
