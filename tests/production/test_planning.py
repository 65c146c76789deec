"""The plan is entered, corrected, copied; who may; what is recorded; who is told."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.models import AuditRow
from fugong.core.permissions import SYSTEM
from fugong.gates import actions as gates
from fugong.notices import queries as notices
from fugong.notices import wording
from fugong.production import actions, permissions, queries, tasks
from fugong.production.filing import filing_source
from fugong.production.models import PlanDay
from tests.builders import House, house
from tests.production.builders import ahead, line, material, order, planned
from tests.screening import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> House:
    return house()


def officer(here: House) -> Any:
    return here.epidemic_officer.actor


def plan(here: House, *lines: Any, **values: Any) -> Any:
    return actions.plan(enterprise=here.enterprise, by=officer(here), lines=list(lines), **values)


@pytest.mark.article("G6")
def test_a_day_of_a_team_is_planned_and_planned_again_it_is_corrected(here: House) -> None:
    first = plan(here, line(1, here.team), line(1), line(2, here.team))
    again = plan(here, line(1, here.team, staff_planned=8), line(2, here.team))

    assert (first.created, first.updated) == (3, 0)
    assert (again.created, again.updated, again.unchanged) == (0, 1, 1)
    assert PlanDay.objects.get(day=ahead(1), group=here.team).staff_planned == 8


@pytest.mark.article("G6")
def test_a_correction_is_recorded_with_before_and_after_and_an_equal_one_is_not(here: House) -> None:
    (row,) = planned(here.enterprise, line(1, here.team))
    plan(here, line(1, here.team, staff_planned=8))
    plan(here, line(1, here.team, staff_planned=8))

    found = [one for one in audit.rows(here.enterprise.pk) if one.action == "production.correct_plan"]
    assert [one.details["changed"][str(row.pk)] for one in found] == [{"staff_planned": ["10", "8"]}]


def test_a_rollback_takes_the_audit_row_along(here: House) -> None:
    before = AuditRow.objects.count()
    with transaction.atomic():
        plan(here, line(1))
        transaction.set_rollback(True)

    assert AuditRow.objects.count() == before
    assert not PlanDay.objects.exists()


def test_the_second_of_two_who_correct_one_line_is_told(here: House) -> None:
    (row,) = planned(here.enterprise, line(1))
    plan(here, line(1, staff_planned=8), seen=row.updated_at)

    with pytest.raises(Conflict):
        plan(here, line(1, staff_planned=9), seen=row.updated_at)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"hours_planned": Decimal(25)}, "hours_planned"),
        ({"hours_planned": Decimal(20), "overtime_hours": Decimal(5)}, "overtime_hours"),
        ({"hours_planned": Decimal("7.55")}, "hours_planned"),
        ({"hours_planned": Decimal("NaN")}, "hours_planned"),
        ({"staff_planned": -1}, "staff_planned"),
        ({"staff_planned": 10**9}, "staff_planned"),
        ({"output_planned": Decimal(5)}, "product"),
        ({"output_planned": Decimal("1e30"), "product": "端盖"}, "output_planned"),
        ({"product": "端" * 61}, "product"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_stored(
    here: House, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(here, line(1), line(2, **values))

    assert refused.value.field == f"lines[1].{field}"
    assert not PlanDay.objects.exists()


def test_a_day_years_away_and_another_enterprises_team_are_refused(here: House) -> None:
    other = builders.team(builders.enterprise())
    for wrong, field in ((line(9999), "day"), (line(1, other), "group_id")):
        with pytest.raises(Invalid) as refused:
            plan(here, wrong)
        assert refused.value.field == f"lines[0].{field}"
    with pytest.raises(Invalid):
        plan(here, line(1), line(1))


@pytest.mark.parametrize("role", ["team_leader", "guard", "administrator"])
def test_nobody_but_officer_and_principal_plans_or_reads_the_plan(here: House, role: str) -> None:
    actor = here.members[role].actor
    with pytest.raises(NotAllowed):
        actions.plan(enterprise=here.enterprise, by=actor, lines=[line(1)])
    with pytest.raises(NotAllowed):
        queries.board(actor)


def test_an_officer_sees_and_plans_nothing_of_another_enterprise(here: House) -> None:
    (row,) = planned(here.enterprise, line(1))
    theirs = order(here.enterprise)
    stranger = builders.officer(builders.enterprise())

    with pytest.raises(NotAllowed):
        actions.plan(enterprise=here.enterprise, by=stranger, lines=[line(1)])
    with pytest.raises(NotFound):
        queries.plan_day(stranger, row.pk)
    with pytest.raises(NotFound):
        queries.order(stranger, theirs.pk)
    assert queries.board(stranger).orders == ()


@pytest.mark.article("G6")
def test_officer_and_principal_are_told_of_rush_work_once_a_day_and_rule_and_nothing_is_blocked(
    here: House,
) -> None:
    done = plan(here, line(1, overtime_hours=Decimal(4)))
    plan(here, line(2, overtime_hours=Decimal(5)))

    assert done.created == 1
    assert [one.rule for one in done.warnings] == ["overtime_a_day"]
    for member in (here.epidemic_officer, here.principal):
        told = [one for one in notices.inbox(member.actor) if one.kind == "rush_work"]
        assert len(told) == 1
        assert "赶工" in wording.text_of(told[0])
        assert wording.address_of(told[0]) == "/desk/production/"


def test_each_morning_whoever_plans_rush_work_is_told_again(here: House, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(tasks, "schedule", lambda: None)
    plan(here, line(1, overtime_hours=Decimal(4)))
    for member in (here.epidemic_officer, here.principal):
        notices.inbox(member.actor).update(created_at=clock.now() - timedelta(days=1))

    tasks.look_for_rush_work.call()

    assert notices.inbox(officer(here)).filter(kind="rush_work").count() == 2


@pytest.mark.article("G6")
def test_the_rules_are_asked_before_anything_is_stored(here: House) -> None:
    planned(here.enterprise, *[line(day, here.team) for day in range(1, 7)])

    found = queries.preview(officer(here), [line(7, here.team).work])

    assert [one.rule for one in found] == ["no_rest_day"]
    assert not PlanDay.objects.filter(day=ahead(7)).exists()


def monday() -> int:
    """How many days from today the next Monday is."""
    return 7 - clock.today().weekday()


@pytest.mark.article("G6")
def test_last_weeks_plan_is_copied_in_one_press_and_what_is_there_stays(here: House) -> None:
    start = monday()
    planned(here.enterprise, line(start, here.team), line(start + 1, here.team), line(start + 8, here.team))

    done = actions.copy_week(enterprise=here.enterprise, by=officer(here), week=ahead(start + 9))

    assert (done.copied, done.kept) == (1, 1)
    assert PlanDay.objects.filter(day=ahead(start + 7), group=here.team).exists()


def test_an_empty_week_cannot_be_copied_and_a_week_gone_by_not_filled(here: House) -> None:
    for week in (ahead(monday()), ahead(-14)):
        with pytest.raises(Invalid):
            actions.copy_week(enterprise=here.enterprise, by=officer(here), week=week)


@pytest.mark.article("G6")
def test_people_on_duty_are_those_whom_the_gates_let_in_each_counted_once(here: House) -> None:
    planned(here.enterprise, line(0, here.team, staff_planned=2), line(0, None, staff_planned=3))
    pass_in(here, here.worker, here.worker, builders.person(here.enterprise))

    today = queries.board(officer(here)).today

    assert today is not None
    assert [cell.on_duty for cell in today.cells if cell] == [2, 1]
    assert (today.staff_planned, today.on_duty) == (3, 2)


def pass_in(here: House, *people: Any) -> None:
    checkpoint = gates.create_checkpoint(enterprise=here.enterprise, by=SYSTEM, name="东门")
    _device, ticket = gates.create_device(checkpoint=checkpoint, by=SYSTEM, name="平板")
    device, _token = gates.bind_device(ticket=ticket, by=SYSTEM)
    at = clock.now()
    for place, person in enumerate(people):
        if not getattr(person, "told", False):
            person.told = True
            builders.declared(person)
            builders.daily(person)
        gates.record_passages(
            device=device,
            items=[
                {
                    "id": f"01900000-0000-7000-8000-00000000000{place}",
                    "code": f"JOB:{person.job_number}",
                    "at": at.isoformat(),
                    "direction": "in",
                    "temperature": 36.5,
                    "verdict": "allow",
                    "reason": "ok",
                }
            ],
            device_time=at,
            received_at=at,
        )


@pytest.mark.article("G6")
def test_late_orders_and_short_materials_stand_among_what_needs_attention(here: House) -> None:
    late, fine = order(here.enterprise), order(here.enterprise, label="D-2", product="齿轮", made=100)
    short = material(here.enterprise, needed=12)
    material(here.enterprise, name="切削液")

    board = queries.board(officer(here))

    assert [one.order.pk for one in board.late_orders] == [late.pk]
    assert [one.material.pk for one in board.short_materials] == [short.pk]
    assert fine.pk not in {one.order.pk for one in board.late_orders}


def test_orders_of_one_product_share_a_unit_and_labels_are_single(here: House) -> None:
    order(here.enterprise)
    with pytest.raises(Invalid) as unit:
        order(here.enterprise, label="D-2", unit="箱")
    with pytest.raises(Conflict) as label:
        order(here.enterprise)

    assert (unit.value.field, label.value.field) == ("unit", "label")
    order(builders.enterprise())


def test_an_order_is_corrected_with_before_and_after_and_more_than_all_cannot_be_made(here: House) -> None:
    row = order(here.enterprise)
    by = officer(here)
    changed = actions.save_order(
        enterprise=here.enterprise, by=by, order=row, values={"made": Decimal(40)}, seen=row.updated_at
    )
    with pytest.raises(Invalid):
        actions.save_order(enterprise=here.enterprise, by=by, order=row, values={"made": 101})
    with pytest.raises(Conflict):
        actions.save_order(
            enterprise=here.enterprise, by=by, order=row, values={"made": 50}, seen=row.updated_at
        )

    assert (changed.made, changed.label) == (40, "D-1")
    (found,) = [one for one in audit.rows(here.enterprise.pk) if one.action == "production.correct_order"]
    assert set(found.details["changed"]) == {"made"}


def test_a_line_and_a_material_are_taken_out_and_the_audit_keeps_what_they_said(here: House) -> None:
    (row,) = planned(here.enterprise, line(1))
    actions.remove_plan_day(plan_day=row, by=officer(here))
    actions.remove_material(material=material(here.enterprise), by=officer(here))

    done = {one.action: one.details for one in audit.rows(here.enterprise.pk)}
    assert done["production.remove_plan_day"]["staff_planned"] == 10
    assert done["production.remove_material"]["name"] == "铝锭"
    assert queries.board(officer(here)).materials == ()


@pytest.mark.article("G6")
def test_the_summary_is_read_by_the_bureau_that_supervises_the_enterprise_and_no_other(here: House) -> None:
    order(here.enterprise)
    planned(here.enterprise, line(1, product="端盖", output_planned=Decimal(20)))

    told = queries.summary(here.enterprise, clock.today())

    assert (told.orders_open, told.orders_late, told.planned_days) == (1, 1, 1)
    assert told.products == ("端盖",)
    assert permissions.can_read_summary(here.principal.actor, here.enterprise)
    assert permissions.can_read_summary(bureau("410802"), here.enterprise)
    assert not permissions.can_read_summary(bureau("410803"), here.enterprise)
    assert not permissions.can_read_summary(here.guard.actor, here.enterprise)


def bureau(region: str) -> Any:
    """An officer of a county's bureau."""
    from fugong.core.ids import new_id
    from fugong.core.permissions import Actor

    return Actor(
        "account",
        new_id(),
        frozenset({"bureau_officer"}),
        authority_id=new_id(),
        authority_kind="bureau",
        region_codes=frozenset({region}),
    )


@pytest.mark.article("G6")
@pytest.mark.article("G1")
def test_the_filing_is_given_plan_and_materials_and_nothing_where_there_is_none(here: House) -> None:
    assert filing_source(here.enterprise) is None
    order(here.enterprise)
    material(here.enterprise, supplier_region="河南郑州")
    planned(here.enterprise, line(1, product="端盖", output_planned=Decimal(200)))

    given = filing_source(here.enterprise)

    assert given is not None
    assert "订单 1 个" in given["production_plan"].value
    assert "不能按期" not in given["production_plan"].value
    assert "河南郑州" in given["materials"].value
    assert given["materials"].url == "/desk/production/"
