"""认定: who decides, what replaces what, until when, and what waits."""

from datetime import timedelta

import pytest

from fugong.core import clock
from fugong.core.errors import Invalid, NotAllowed
from fugong.notices import queries as notices
from fugong.notices import wording
from fugong.policies import actions, queries
from fugong.policies.models import Determination
from tests.builders import House, authority, house, officer
from tests.policies.builders import PACK, city_officer, confirmed, in_march, placed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]


@pytest.fixture
def here() -> House:
    made = house()
    placed(made.enterprise)
    return made


def decide(here: House, value: bool | None, subject: str = "Y18-spring", **more: object) -> Determination:
    by = more.pop("by", here.bureau_officer.actor)
    return actions.determine(  # type: ignore[arg-type]
        enterprise=here.enterprise, by=by, subject=subject, value=value, reason="现场核实", **more
    )


def status(here: House, measure: str = "Y18-spring") -> str:
    return queries.answered(here.enterprise).answer.of(measure).status


def test_a_decision_counts_at_once_and_the_newest_one_stands(here: House) -> None:
    confirmed(here.enterprise, worked_spring_festival_for_supplies=True)
    assert status(here) == "unknown"

    first = decide(here, True)
    assert status(here) == "eligible"

    second = decide(here, False)
    assert status(here) == "not_eligible"
    assert second.replaces == first

    decide(here, None)
    assert status(here) == "unknown"
    assert Determination.objects.count() == 3


def test_an_expired_decision_stands_no_more_and_does_not_bring_back_what_it_replaced(here: House) -> None:
    confirmed(here.enterprise, worked_spring_festival_for_supplies=True)
    ago = clock.today() - timedelta(days=20)
    decide(here, True, decided_on=ago)
    decide(here, False, decided_on=ago + timedelta(days=1), valid_until=clock.today() - timedelta(days=1))

    assert status(here) == "unknown"


def test_the_enterprise_is_told(here: House) -> None:
    decide(here, True)

    notice = next(one for one in notices.inbox(here.principal.actor) if one.kind == "policy_determined")
    assert "符合" in wording.text_of(notice)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("subject", {"subject": "no-such"}),
        ("subject", {"subject": "revenue"}),
        ("decided_on", {"decided_on": clock.today() + timedelta(days=1)}),
        ("valid_until", {"valid_until": clock.today() - timedelta(days=1)}),
        ("value", {"value": None}),
    ],
)
def test_what_does_not_fit_is_refused(here: House, field: str, given: dict[str, object]) -> None:
    values = {"value": True, **given}

    with pytest.raises(Invalid) as refused:
        decide(here, **values)  # type: ignore[arg-type]

    assert refused.value.field == field


def test_a_reason_is_needed_that_can_be_seen(here: House) -> None:
    with pytest.raises(Invalid):
        actions.determine(
            enterprise=here.enterprise,
            by=here.bureau_officer.actor,
            subject="Y18-spring",
            value=True,
            reason=" \u202e ",
        )


def test_only_offices_that_supervise_the_enterprise_decide(here: House) -> None:
    cluster = officer(authority("cluster"))
    for member in (here.principal, here.other_county_officer, here.health_officer, cluster):
        with pytest.raises(NotAllowed):
            decide(here, True, by=member.actor)

    assert decide(here, True, by=city_officer().actor).value is True


def test_the_queue_holds_who_waits_for_nothing_but_a_decision(here: House) -> None:
    def queued() -> set[str]:
        by = here.bureau_officer.actor
        return {line.measure.id for line in queries.determinations_queue(by, PACK)}

    with in_march():
        confirmed(here.enterprise)
        assert {"Y19-hours", "O8-hours"} <= queued()
        assert "Y18-spring" not in queued()

        confirmed(here.enterprise, worked_spring_festival_for_supplies=True)
        assert "Y18-spring" in queued()
        line = next(
            one
            for one in queries.determinations_queue(here.bureau_officer.actor, PACK)
            if one.measure.id == "Y18-spring"
        )
        assert (line.enterprise_id, line.age) == (here.enterprise.pk, 0)
        assert not queries.determinations_queue(here.other_county_officer.actor, PACK)

        decide(here, True)
        assert "Y18-spring" not in queued()
