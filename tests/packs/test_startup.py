"""The start is forbidden on the three grounds of article 2 and on no other; what is not known does not hold."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong import packs
from fugong.packs.startup import judge
from fugong.rules import FactError

pytestmark = pytest.mark.article("G2")

JIAOZUO = packs.load("jiaozuo_2020").startup
READY = {
    "plan_made": True,
    "screening_reported": True,
    "staff_returning": 40,
    "staff_screened": 40,
    "disinfection_organised": True,
    "safety_check_organised": True,
    "site_checked": True,
}
GROUND_OF = {
    "plan_made": "plan",
    "screening_reported": "screening",
    "staff_returning": "screening",
    "staff_screened": "screening",
    "disinfection_organised": "safety_check",
    "safety_check_organised": "safety_check",
    "site_checked": "safety_check",
}


def ruling(facts, startup=JIAOZUO):
    return judge(startup, facts)


def failing(facts, startup=JIAOZUO):
    return [one.id for one in ruling(facts, startup).conditions if not one.holds]


@pytest.mark.parametrize("name", packs.available())
def test_an_enterprise_with_plan_screening_and_checks_may_start(name):
    told = ruling(READY, packs.load(name).startup)

    assert told.may_start
    assert [one.id for one in told.conditions] == ["plan", "screening", "safety_check"]
    assert all(one.missing is None for one in told.conditions)


@pytest.mark.parametrize("name", packs.available())
@pytest.mark.parametrize("fact", READY)
def test_what_is_missing_blocks_by_its_own_ground_and_says_what_to_do(name, fact):
    startup = packs.load(name).startup
    unknown = {**READY, fact: None}

    told = ruling(unknown, startup)

    assert not told.may_start
    assert failing(unknown, startup) == [GROUND_OF[fact]]
    (ground,) = (one for one in told.conditions if not one.holds)
    assert ground.holds is None
    assert ground.wanted == {fact}
    assert ground.missing["zh"]


@pytest.mark.parametrize("fact", [fact for fact, value in READY.items() if value is True])
def test_what_is_not_done_blocks_for_certain(fact):
    told = ruling({**READY, fact: False})

    assert not told.may_start
    assert [one.holds for one in told.conditions if one.id == GROUND_OF[fact]] == [False]


@pytest.mark.parametrize(
    ("screened", "returning", "may"),
    [
        (40, 40, True),
        (41, 40, True),
        (39, 40, False),
        (299_999, 300_000, False),
        (0, 0, False),
        (0, 1, False),
    ],
)
def test_every_returning_worker_has_to_be_screened(screened, returning, may):
    assert ruling({**READY, "staff_screened": screened, "staff_returning": returning}).may_start is may


def test_each_part_of_a_ground_tells_whether_it_holds():
    told = ruling({**READY, "disinfection_organised": False, "site_checked": None})

    parts = {reason.id: reason.holds for reason in told.conditions[2].reasons}
    assert parts == {"disinfection_organised": False, "safety_check_organised": True, "site_checked": None}


def test_the_share_to_be_screened_is_the_bureaus_to_set_and_not_the_enterprises():
    with pytest.raises(FactError, match="screened_share"):
        judge(JIAOZUO, READY, {"screened_share": 0.5})


ADVICE_FACTS = sorted(
    set(JIAOZUO.words.vocabulary.facts)
    - set(READY)
    - set(JIAOZUO.words.shares)
    - {"staff_without_certificate"}
)


@pytest.mark.article("G3")
@given(st.fixed_dictionaries(dict.fromkeys(ADVICE_FACTS, st.sampled_from([True, False, None]))))
def test_advice_never_blocks_whatever_is_known_of_it(facts):
    assert ruling({**facts, **READY}).may_start


@given(st.fixed_dictionaries(dict.fromkeys(ADVICE_FACTS, st.just(True))), st.sampled_from(sorted(READY)))
def test_no_amount_of_advice_followed_makes_up_for_a_ground(facts, lacking):
    assert not ruling({**facts, **READY, lacking: None}).may_start


@pytest.mark.article("G3")
def test_the_isolation_room_is_advice_where_conditions_permit():
    told = {one.id: one for one in ruling(READY).advice}

    assert told["isolation_room"].text["zh"] == "有条件的可设置临时隔离室。"
    assert told["isolation_room"].source == {"zh": "《指南》第3条", "en": "Guide, article 3"}
    assert told["isolation_room"].holds is None


@pytest.mark.article("G4")
def test_a_missing_health_certificate_is_advice_for_the_start():
    told = {one.id: one.holds for one in ruling({**READY, "staff_without_certificate": 2}).advice}

    assert told["certificates"] is False
    assert ruling({**READY, "staff_without_certificate": 2}).may_start


def test_every_subset_of_grounds_is_told_whole():
    for count in range(1, 4):
        for lacking in itertools.combinations(("plan_made", "screening_reported", "site_checked"), count):
            facts = {**READY, **dict.fromkeys(lacking, False)}
            assert set(failing(facts)) == {GROUND_OF[fact] for fact in lacking}


def test_a_fact_the_pack_does_not_know_is_refused():
    with pytest.raises(FactError, match="lucky"):
        ruling({**READY, "lucky": True})
