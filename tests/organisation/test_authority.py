"""Who may do what: what the technopark's table says, and nothing beyond it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.kinds import KINDS, acts_of
from qms.organisation.authority import permitted, roles_for
from qms.organisation.profile import Profile, load_profile
from qms.organisation.terms import CaseType, Role, Scope

if TYPE_CHECKING:
    from pathlib import Path

# top ─┬─ east ─┬─ tests
#      │        └─ support
#      ├─ west ─── loans
#      └─ audit
PARENTS = {"east": "top", "west": "top", "audit": "top", "tests": "east", "support": "east", "loans": "west"}


def below(ancestor: str, department: str) -> bool:
    return PARENTS.get(department) == ancestor or (department in PARENTS and below(ancestor, PARENTS[department]))


def _acts() -> set[str]:
    """Every act of the house; that records of a kind come in from a file need be permitted to nobody."""
    every = {act for name in KINDS for act in acts_of(name)}
    return {act for act in every if not act.endswith(".bring") or act in _technopark().authority}


@cache
def _technopark() -> Profile:
    return load_profile("technopark")


@pytest.mark.req("I-5.3")
def test_the_table_of_each_profile_is_this_one(root: Path) -> None:
    """A change of who may do what is seen in the review of the change, line by line."""
    for profile in sorted((root / "qms" / "organisation" / "profiles").glob("*.toml")):
        _is_this_one(load_profile(profile.stem), root / "tests" / "data" / f"authority_{profile.stem}.txt")


def _is_this_one(profile: Profile, table: Path) -> None:
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    roles = lines[0].split()
    assert set(roles) == set(Role)
    wanted = {act: dict(zip(roles, scopes, strict=True)) for act, *scopes in map(str.split, lines[1:])}
    found = {
        act: {role.value: scopes[role].value if role in scopes else "-" for role in Role}
        for act, scopes in profile.authority.items()
    }
    assert found == wanted, table.name


def test_every_act_of_the_house_has_its_line_and_no_other_has() -> None:
    assert set(_technopark().authority) == _acts()


@pytest.mark.req("P11-10g")
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", sorted(_technopark().authority))
def test_each_role_reaches_as_far_as_the_table_says_and_no_further(act: str, role: Role) -> None:
    scope = _technopark().authority[act].get(role)
    reached = {
        place for place in (*PARENTS, "top", None) if permitted(_technopark(), act, [(role, "east")], place, below)
    }
    wanted: dict[Scope | None, set[str | None]] = {
        None: set(),
        Scope.OWN: {"east"},
        Scope.BRANCH: {"east", "tests", "support"},
        Scope.ALL: {*PARENTS, "top", None},
    }
    assert reached == wanted[scope]
    assert (role in dict(roles_for(_technopark(), act))) is (scope is not None)


@pytest.mark.req("P11-10d")
@given(act=st.text(max_size=20), role=st.sampled_from(Role))
def test_an_act_that_is_not_in_the_table_is_permitted_to_nobody(act: str, role: Role) -> None:
    if act not in _technopark().authority:
        assert not permitted(_technopark(), act, [(role, "top"), (role, None)], "east", below)
        assert roles_for(_technopark(), act) == ()


@pytest.mark.parametrize("act", sorted(_technopark().authority))
def test_who_holds_nothing_may_do_nothing(act: str) -> None:
    assert not permitted(_technopark(), act, [], "east", below)


# --- the tree ---------------------------------------------------------------------------------------------------


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """Departments d0 … dn with their parents; d0 is the root."""
    size = draw(st.integers(1, 12))
    return {f"d{i}": f"d{draw(st.integers(0, i - 1))}" for i in range(1, size)}


def _above(tree: dict[str, str], department: str) -> set[str]:
    parent = tree.get(department)
    return set() if parent is None else {parent, *_above(tree, parent)}


@given(tree=trees(), data=st.data())
def test_a_branch_reaches_down_the_tree_and_never_up_or_sideways(tree: dict[str, str], data: st.DataObject) -> None:
    every = ["d0", *tree]
    place, department = data.draw(st.sampled_from(every)), data.draw(st.sampled_from(every))
    role = data.draw(st.sampled_from([Role.UNIT_HEAD, Role.SENIOR_HEAD]))
    allowed = permitted(_technopark(), "case.close", [(role, place)], department, lambda a, d: a in _above(tree, d))
    wide = {department, *_above(tree, department)} if role is Role.SENIOR_HEAD else {department}
    assert allowed is (place in wide)


@given(tree=trees(), data=st.data())
def test_more_roles_never_permit_less(tree: dict[str, str], data: st.DataObject) -> None:
    every = ["d0", *tree]
    roles = st.lists(st.tuples(st.sampled_from(Role), st.sampled_from([*every, None])), max_size=4)
    held, more = data.draw(roles), data.draw(roles)
    act, department = data.draw(st.sampled_from(sorted(_acts()))), data.draw(st.sampled_from([*every, None]))
    before, after = (
        permitted(_technopark(), act, some, department, lambda a, d: a in _above(tree, d))
        for some in (held, [*held, *more])
    )
    assert after or not before


def test_a_role_over_the_whole_organisation_reaches_everything() -> None:
    for place in ("loans", "top", None):
        assert permitted(_technopark(), "case.close", [(Role.UNIT_HEAD, None)], place, below)


# --- what the manual says ---------------------------------------------------------------------------------------


@pytest.mark.req("P-6.1", "P-6.3")
@pytest.mark.parametrize("type", [CaseType.UNFAIR_HANDLING, CaseType.INTEGRITY])
@pytest.mark.parametrize("act", sorted(act for act in _technopark().authority if act.startswith("case.")))
def test_the_audit_office_alone_handles_what_is_reported_to_it(type: CaseType, act: str) -> None:
    """Manual P-6.1, P-6.3: anybody may take such a report in, nobody else goes on with it."""
    may = {role for role, _ in roles_for(_technopark(), act, of=type)}
    assert may <= {Role.AUDIT_OFFICE} or act == "case.receive"
    for role in set(Role) - {Role.AUDIT_OFFICE}:
        allowed = permitted(_technopark(), act, [(role, None)], "audit", below, of=type)
        assert allowed is (act == "case.receive")


@pytest.mark.parametrize("type", sorted(set(CaseType) - {CaseType.UNFAIR_HANDLING, CaseType.INTEGRITY}))
def test_other_cases_stay_with_their_departments(type: CaseType) -> None:
    assert permitted(_technopark(), "case.answer", [(Role.STAFF, "support")], "support", below, of=type)
    assert not permitted(_technopark(), "case.answer", [(Role.AUDIT_OFFICE, "audit")], "support", below, of=type)


@pytest.mark.req("R-QM-2", "R-SH-3", "R-UH-1", "R-ST-1", "R-ST-2")
def test_the_table_fits_the_manual() -> None:
    def may(act: str) -> set[Role]:
        return {role for role, _ in roles_for(_technopark(), act)}

    assert may("case.receive") == set(Role)  # R-ST-1, and whoever picks up the phone
    assert dict(roles_for(_technopark(), "case.assign"))[Role.STAFF] is Scope.ALL  # R-ST-2
    assert Role.STAFF not in may("case.close")  # R-UH-1
    assert may("case.set_policy") == {Role.TOP_MANAGEMENT, Role.SENIOR_HEAD, Role.AUDIT_OFFICE}  # R-SH-3
    assert Role.UNIT_HEAD not in may("capa.approve")  # R-QM-2: nobody approves their own
    assert may("review.approve") == may("review.accept_gap") == {Role.TOP_MANAGEMENT}  # 9.3.1
    assert may("profile.adopt") == {Role.TOP_MANAGEMENT}  # whom the table binds does not change it
    capa = {act for act in _acts() if act.startswith("capa.")}
    assert {act for act in capa if Role.QUALITY_REPRESENTATIVE in may(act)} == capa  # R-QM-2
