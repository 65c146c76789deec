"""The self check of somebody who is not signed in: kept by a secret alone, changed, deleted, and said to be wrong."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.permissions import SYSTEM
from fugong.notices import queries as notices
from fugong.notices import wording
from fugong.policies import actions, queries
from fugong.policies.models import Remark, SelfCheck
from tests.builders import house
from tests.policies.builders import PACK, city_officer

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]
ON = date(2020, 3, 1)
FACTS = {"region": "410802", "unemployment_premium_paid": Decimal("12345.67"), "layoff_rate": Decimal("0.03")}


def test_nothing_is_kept_until_somebody_wants_to_come_back() -> None:
    found = queries.check(PACK, FACTS, ON)

    assert found.answer.of("C13-refund").amount == Decimal("6172.84")
    assert not SelfCheck.objects.exists()


def test_the_link_opens_what_was_kept_and_only_its_digest_is_stored() -> None:
    row, secret = actions.keep_check(pack=PACK, facts=FACTS, on=ON)

    found = queries.self_check(secret)

    assert found.facts["layoff_rate"] == Decimal("0.03")
    assert found.answer.of("C13-refund").status == "eligible"
    assert secret not in str(vars(SelfCheck.objects.get(pk=row.pk)))
    for invented in ("", "x", secret + "x"):
        with pytest.raises(NotFound):
            queries.self_check(invented)


def test_answers_are_merged_and_what_is_not_known_is_not_asked_again() -> None:
    _row, secret = actions.keep_check(pack=PACK, facts=FACTS, on=ON)
    first = queries.self_check(secret).question()
    assert first is not None

    actions.continue_check(secret=secret, version=1, facts={first: None, "exports": True})

    found = queries.self_check(secret)
    assert found.facts["exports"] is True
    assert found.facts["layoff_rate"] == Decimal("0.03")
    assert found.question() not in (None, first, "exports")


def test_the_second_of_two_who_hold_the_link_is_told() -> None:
    _row, secret = actions.keep_check(pack=PACK, facts=FACTS, on=ON)
    actions.continue_check(secret=secret, version=1, facts={"exports": True})

    with pytest.raises(Conflict):
        actions.continue_check(secret=secret, version=1, facts={"exports": False})


@pytest.mark.parametrize(
    "facts", [{"layoff_rate": Decimal(5)}, {"nothing": 1}, {"epidemic_end": "2020-06-01"}]
)
def test_what_does_not_fit_is_refused_and_not_kept(facts: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        actions.keep_check(pack=PACK, facts=facts, on=ON)

    assert refused.value.field == next(iter(facts))
    assert not SelfCheck.objects.exists()


def test_the_declared_end_of_the_epidemic_counts_for_who_is_not_signed_in() -> None:
    actions.declare_event(
        pack=PACK, key="epidemic_end", region_code="410800", happened_on=ON, source="通告", by=SYSTEM
    )

    assert queries.check(PACK, FACTS, ON).facts["epidemic_end"] == ON
    assert "epidemic_end" not in queries.check(PACK, {"region": "410100"}, ON).facts


def test_it_goes_when_its_time_is_over_or_when_somebody_deletes_it() -> None:
    row, secret = actions.keep_check(pack=PACK, facts=FACTS, on=ON)
    assert timedelta(days=89) < row.expires_at - clock.now() <= timedelta(days=90)
    actions.remark(secret=secret, measure_id="C13-refund", text="不对")
    SelfCheck.objects.update(expires_at=clock.now())

    with pytest.raises(NotFound):
        queries.self_check(secret)
    assert actions.purge_checks() == 1
    assert not Remark.objects.exists()

    _row, secret = actions.keep_check(pack=PACK, facts=FACTS, on=ON)
    actions.delete_check(secret=secret)
    assert not SelfCheck.objects.exists()


def test_this_is_wrong_reaches_the_city_and_the_answer_stands_at_the_link() -> None:
    here, city = house(), city_officer()
    _row, secret = actions.keep_check(pack=PACK, facts=FACTS, on=ON)

    said = actions.remark(secret=secret, measure_id="C13-refund", text="去年没有裁员\u202e")

    notice = next(one for one in notices.inbox(city.actor) if one.kind == "policy_remark")
    assert "稳岗返还" in wording.text_of(notice)
    assert queries.remarks(city.actor) == [said]
    assert queries.remarks(here.bureau_officer.actor) == [said]
    assert queries.remarks(here.principal.actor) == [] == queries.remarks(here.other_county_officer.actor)
    with pytest.raises(NotAllowed):
        actions.answer_remark(remark=said, by=here.principal.actor, text="好")

    actions.answer_remark(remark=said, by=city.actor, text="请带缴费凭证")

    (seen,) = queries.self_check(secret).remarks
    assert (seen.text.reveal(), seen.answer.reveal()) == ("去年没有裁员", "请带缴费凭证")
    assert queries.remarks(city.actor) == []
    with pytest.raises(Conflict):
        actions.answer_remark(remark=said, by=city.actor, text="再答")


@pytest.mark.parametrize("text", ["", "\u202e", "长" * 2001])
def test_a_remark_says_something(text: str) -> None:
    _row, secret = actions.keep_check(pack=PACK, facts=FACTS, on=ON)

    with pytest.raises(Invalid):
        actions.remark(secret=secret, measure_id="", text=text)
