"""What is known of an enterprise: from rooms, from itself, from authorities; each value with its source."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.permissions import SYSTEM
from fugong.policies import actions, queries
from fugong.policies.models import FactSheet, PolicyEvent
from tests.builders import House, house
from tests.policies.builders import PACK, city_officer, confirmed, in_march, placed
from tests.screening import builders as screening

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]


@pytest.fixture
def here() -> House:
    made = house()
    placed(made.enterprise)
    return made


def facts(here: House) -> dict[str, queries.Sourced]:
    book = queries.book(PACK)
    return dict(queries.facts_of(here.enterprise, book).facts)


def test_rooms_give_place_industry_and_people_each_with_its_source(here: House) -> None:
    screening.person(team=here.team)

    known = facts(here)

    assert known["region"].value == "410802"
    assert known["industry"].value == "C3360"
    assert known["headcount"].value == 2
    assert {known[one].origin for one in ("region", "industry", "headcount")} == {"system"}
    assert known["headcount"].source
    assert known["headcount"].url
    assert known["headcount"].on == clock.today()
    assert "revenue" not in known


def test_an_industry_that_nobody_classed_is_not_known(here: House) -> None:
    placed(here.enterprise, industry="")

    assert "industry" not in facts(here)


def test_what_the_enterprise_says_is_kept_to_the_last_digit(here: House) -> None:
    actions.confirm_facts(
        enterprise=here.enterprise,
        by=here.principal.actor,
        version=0,
        facts={"layoff_rate": Decimal("0.055")},
    )

    known = facts(here)["layoff_rate"]
    assert known.value == Decimal("0.055")
    assert known.origin == "enterprise"
    assert known.confirmed_on == clock.today()


def test_a_confirmed_headcount_goes_on_with_the_roster_and_a_corrected_one_stays(here: House) -> None:
    confirmed(here.enterprise, headcount=1)
    screening.person(team=here.team)
    assert facts(here)["headcount"].value == 2
    assert facts(here)["headcount"].confirmed_on == clock.today()

    confirmed(here.enterprise, headcount=35)

    known = facts(here)["headcount"]
    assert (known.value, known.known, known.origin) == (35, 2, "enterprise")

    confirmed(here.enterprise, headcount=None)
    assert (facts(here)["headcount"].value, facts(here)["headcount"].origin) == (2, "system")


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("layoff_rate", Decimal("5.2")),
        ("revenue", Decimal(-1)),
        ("revenue", "viel"),
        ("revenue", float("nan")),
        ("headcount", Decimal("1.5")),
        ("affected_by_epidemic", "yes"),
        ("tax_due_date", "2020-02-30"),
        ("industry", "Z9"),
        ("epidemic_end", "2020-06-01"),
        ("determinations", {"Y18-spring": True}),
        ("size_class", "small"),
        ("no_such_fact", 1),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place_and_nothing_is_stored(
    here: House, fact: str, value: object
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.confirm_facts(
            enterprise=here.enterprise,
            by=here.principal.actor,
            version=0,
            facts={"affected_by_epidemic": True, fact: value},
        )

    assert refused.value.field == fact
    assert not FactSheet.objects.exists()


def test_the_second_of_two_who_confirm_at_once_is_told(here: House) -> None:
    sheet = confirmed(here.enterprise)
    by = here.principal.actor
    actions.confirm_facts(enterprise=here.enterprise, by=by, version=sheet.version, facts={"exports": True})

    with pytest.raises(Conflict):
        actions.confirm_facts(
            enterprise=here.enterprise, by=by, version=sheet.version, facts={"exports": False}
        )

    assert facts(here)["exports"].value is True


def test_only_the_enterprise_itself_confirms_and_only_its_officers_look(here: House) -> None:
    for member in (here.team_leader, here.bureau_officer, here.other_county_officer):
        with pytest.raises(NotAllowed):
            actions.confirm_facts(enterprise=here.enterprise, by=member.actor, version=0, facts={})

    assert queries.answer_for(here.bureau_officer.actor, here.enterprise)
    assert queries.answer_for(here.principal.actor, here.enterprise)
    for member in (here.team_leader, here.other_county_officer, here.administrator):
        with pytest.raises(NotFound):
            queries.answer_for(member.actor, here.enterprise)


def test_a_confirmation_is_audited_by_the_names_of_the_facts_alone(here: House) -> None:
    confirmed(here.enterprise, layoff_rate=Decimal("0.01"))

    row = next(row for row in audit.rows(here.enterprise.pk) if row.action == "policies.confirm_facts")
    assert "layoff_rate" in row.details["facts"]
    assert "0.01" not in str(row.details)


def test_an_authority_decides_what_only_it_decides_whatever_the_enterprise_says(here: House) -> None:
    confirmed(here.enterprise, city_key_list=True)
    by = here.bureau_officer.actor

    actions.determine(
        enterprise=here.enterprise, by=by, subject="city_key_list", value=False, reason="不在名单内"
    )

    known = facts(here)["city_key_list"]
    assert (known.value, known.origin, known.known) == (False, "authority", True)
    with pytest.raises(Invalid):
        confirmed(here.enterprise, city_key_list=True)


def test_the_end_of_the_epidemic_is_declared_for_a_region_and_may_be_taken_back(here: House) -> None:
    city = city_officer()
    end = date(2020, 6, 1)

    actions.declare_event(
        pack=PACK,
        key="epidemic_end",
        region_code="410800",
        happened_on=end,
        source="通告第1号",
        by=city.actor,
    )
    assert facts(here)["epidemic_end"].value == end

    actions.declare_event(
        pack=PACK, key="epidemic_end", region_code="410802", happened_on=None, source="更正", by=city.actor
    )
    assert "epidemic_end" not in facts(here)
    with pytest.raises(NotAllowed):
        actions.declare_event(
            pack=PACK,
            key="epidemic_end",
            region_code="410802",
            happened_on=end,
            source="通告",
            by=here.bureau_officer.actor,
        )


def test_deadlines_follow_the_declared_end() -> None:
    with in_march():
        there = house()
        placed(there.enterprise)
        confirmed(there.enterprise, utility_payment_difficulty=True)
        before = queries.answered(there.enterprise).answer.of("Y13-arrears")
        assert (before.status, before.deadline) == ("eligible", None)

        actions.declare_event(
            pack=PACK,
            key="epidemic_end",
            region_code="410800",
            happened_on=clock.today() - timedelta(days=1),
            source="通告",
            by=SYSTEM,
        )

        assert queries.answered(there.enterprise).answer.of("Y13-arrears").deadline == date(2020, 6, 1)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_of_another_time_is_refused_where_it_is_written(here: House, day: date) -> None:
    with pytest.raises(Invalid) as declared:
        actions.declare_event(
            pack=PACK,
            key="epidemic_end",
            region_code="410800",
            happened_on=day,
            source="通告",
            by=SYSTEM,
        )
    assert (declared.value.code, declared.value.field) == ("day", "happened_on")
    for field in ("decided_on", "valid_until"):
        with pytest.raises(Invalid) as decided:
            actions.determine(
                enterprise=here.enterprise,
                by=SYSTEM,
                subject="Y18-spring",
                value=True,
                reason="核实",
                **{field: day},
            )
        assert decided.value.field == field
    assert not PolicyEvent.objects.exists()
