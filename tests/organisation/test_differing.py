"""What differs between two profiles is told value by value, and nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qms.organisation.differing import Difference, differences
from qms.organisation.profile import Profile, load_profile

PARK, PLAIN = load_profile("technopark"), load_profile("iso9001")


@given(act=st.sampled_from(sorted(PARK.authority)))
def test_an_act_that_is_nobodys_any_more_is_one_difference(act: str) -> None:
    fewer = PARK.model_copy(
        update={"authority": {name: PARK.authority[name] for name in PARK.authority if name != act}}
    )
    (gone,) = differences(PARK, fewer)
    assert (gone.place, gone.after) == (f"authority.{act}", None)
    assert gone.before
    assert differences(fewer, PARK) == (Difference(gone.place, None, gone.before),)


def test_a_row_is_named_by_its_id_and_a_word_by_its_language() -> None:
    spelled = PARK.model_dump(mode="json")
    row = next(one for one in spelled["duties"] if one["id"] == "R-QM-1")
    said, row["text"]["ko"] = row["text"]["ko"], "고친 글"
    assert differences(PARK, Profile.model_validate(spelled)) == (Difference("duties.R-QM-1.text.ko", said, "고친 글"),)


def test_what_is_one_profiles_own_is_nothing_in_the_other() -> None:
    there, back = differences(PARK, PLAIN), differences(PLAIN, PARK)
    assert {one.place: (one.before, one.after) for one in there} == {one.place: (one.after, one.before) for one in back}
    assert Difference("id", "technopark", "iso9001") in there
    assert differences(PARK, PARK) == ()
