"""A fever that a terminal measured beside a scan: nobody knows whose, and it is settled all the same (G3, G8)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.errors import Conflict, NotAllowed
from fugong.gates import actions, entries, queries
from fugong.gates.models import FeverHold, GateEntry, Passage, Terminal, TerminalReading
from fugong.gates.queries.fever import gate_holds
from fugong.notices.models import Notice
from fugong.notices.wording import address_of, text_of
from fugong.screening.models import Hold
from tests import builders as houses
from tests.gates import builders
from tests.gates.test_terminals import event, scan_without_temperature, tell, terminal

pytestmark = [pytest.mark.django_db, pytest.mark.article("G3"), pytest.mark.article("G8")]

FEVER = Decimal("38.2")


@pytest.fixture
def house() -> houses.House:
    return houses.house()


@pytest.fixture
def at(house: houses.House) -> Terminal:
    return terminal(house.enterprise)


def measured(at: Terminal, **changes: Any) -> FeverHold:
    tell(at, event(temperature=FEVER, **changes))
    return FeverHold.objects.get()


def confirmed(hold: FeverHold, by: Any) -> None:
    actions.settle_fever(hold=hold, by=by, outcome="confirmed", why="到场看过，明显发热")


def test_somebody_unknown_is_held_and_told_of_once_with_the_place_to_settle_it(house, at):
    told = event(temperature=FEVER)
    tell(at, told)
    hold = FeverHold.objects.get()

    assert (hold.person_id, hold.visit_id, hold.passage_id) == (None, None, TerminalReading.objects.get().id)
    (notice,) = Notice.objects.all()
    assert "测到 38.2 ℃，还不知道是谁" in text_of(notice)
    assert text_of(notice).startswith(at.device.checkpoint.name)
    assert address_of(notice) == f"/desk/gates/holds/{hold.pk}/"
    (shown,) = gate_holds(house.enterprise.pk)
    assert (shown["name"], shown["passage"]) == ("还不知道是谁", str(hold.passage_id))
    tell(at, told)
    assert FeverHold.objects.count() == Notice.objects.count() == 1


def test_the_officer_names_who_it_was_and_a_confirmed_fever_follows_the_name(house, at):
    by = house.epidemic_officer.actor
    hold = measured(at)

    confirmed(hold, by)
    assert not Hold.objects.exists()
    assert "还不知道是谁" in text_of(Notice.objects.get(kind="fever_confirmed_at_gate"))
    actions.name_held(hold=hold, by=by, who=house.worker)

    assert Hold.objects.get().person_id == house.worker.pk
    with pytest.raises(Conflict):
        actions.name_held(hold=hold, by=by, who=house.worker)


def test_it_is_named_at_the_desk_and_through_the_api(house, at):
    officer, hold = house.epidemic_officer, measured(at)
    page = f"/desk/gates/holds/{hold.pk}/"

    shown = officer.browser.get(page).content.decode()
    assert "写明是谁" in shown
    assert "可以先确认发热" in shown
    unknown = officer.browser.post(f"{page}who/", {"who": "没有这个人"})
    assert (unknown.status_code, "没有找到这个人" in unknown.content.decode()) == (422, True)
    assert house.principal.browser.post(f"{page}who/", {"who": "x"}).status_code == 403
    assert officer.browser.post(f"{page}who/", {"who": house.worker.job_number}).status_code == 302
    assert "写明是谁" not in officer.browser.get(page).content.decode()
    hold.refresh_from_db()
    assert hold.person_id == house.worker.pk
    again = officer.api.post(f"/gate-holds/{hold.pk}/who", {"person": str(house.worker.pk)})
    assert again.status_code == 409
    assert officer.api.post(f"/gate-holds/{hold.pk}/who", {}).status_code == 422


def test_a_scan_beside_it_names_it(house, at):
    scan_without_temperature(at, house.worker, clock.now() - timedelta(seconds=5))
    hold = measured(at)

    actions.join_readings(enterprise=house.enterprise, now=clock.now() + timedelta(minutes=1))

    hold.refresh_from_db()
    assert (hold.person_id, hold.outcome) == (house.worker.pk, "")
    assert [one.kind for one in Notice.objects.all()] == ["terminal_fever"]
    assert "还不知道是谁" not in text_of(Notice.objects.get())


def test_who_is_held_already_stays_in_that_hold(house, at):
    by = house.epidemic_officer.actor
    device, _token = builders.device(house.enterprise)
    item = builders.item(f"FGB:{house.worker.reference}", temperature=38.5)
    now = clock.now()
    actions.record_passages(device=device, items=[item], device_time=now, received_at=now)
    tell(at, event(temperature=FEVER))
    hold = FeverHold.objects.get(person_id=None)

    actions.name_held(hold=hold, by=by, who=house.worker)

    hold.refresh_from_db()
    assert hold.outcome == "withdrawn"
    assert queries.open_fevers(by) == 1


def take(at: Terminal, hold: FeverHold, passage: str) -> str:
    one = {
        "id": str(builders.new_id()),
        "at": clock.now().isoformat(),
        "kind": "temperature.read",
        "data": {"reading": str(hold.passage_id), "passage": passage},
    }
    told = actions.record_entries(device=at.device, entries=[one], device_time=None, received_at=clock.now())
    return str(told[0]["outcome"])


def scanned(at: Terminal, house: houses.House, passage: str, celsius: Any) -> None:
    item = builders.item(f"FGB:{house.worker.reference}", id=passage, temperature=celsius)
    now = clock.now()
    actions.record_passages(device=at.device, items=[item], device_time=now, received_at=now)


@pytest.mark.parametrize("first", ["passage", "entry"])
def test_a_reading_that_the_guard_takes_for_a_passage_waits_no_longer_once_that_holds(house, at, first):
    hold, passage = measured(at), str(builders.new_id())
    if first == "passage":
        scanned(at, house, passage, FEVER)
    assert take(at, hold, passage) == ("done" if first == "passage" else "noted")
    hold.refresh_from_db()
    if first == "entry":
        assert (hold.outcome, GateEntry.objects.get().remark) == ("", entries.WAITING)
        scanned(at, house, passage, FEVER)
        hold.refresh_from_db()

    assert hold.outcome == "withdrawn"
    assert GateEntry.objects.get().outcome == "done"
    own = FeverHold.objects.get(person_id=house.worker.pk)
    assert (own.outcome, own.first_instrument) == ("", "imaging")
    assert text_of(Notice.objects.get(kind="terminal_fever")).endswith("已有结论。")


@pytest.mark.parametrize("first", ["passage", "entry"])
def test_a_reading_taken_for_a_passage_that_held_nobody_stays_open(house, at, first):
    hold, passage = measured(at), str(builders.new_id())
    for step in (first, {"passage": "entry", "entry": "passage"}[first]):
        if step == "passage":
            scanned(at, house, passage, 36.5)
        else:
            take(at, hold, passage)

    hold.refresh_from_db()
    assert hold.outcome == ""
    assert GateEntry.objects.get().outcome == "done"
    assert str(TerminalReading.objects.get().passage_id) == passage
    assert queries.open_fevers(house.epidemic_officer.actor) == 1


def test_a_job_number_of_nobody_with_a_fever_is_held_once_too(house, at):
    told = event("NOBODY", temperature=FEVER)
    tell(at, told)
    tell(at, told)

    hold = FeverHold.objects.get()
    assert hold.passage_id == Passage.objects.get().id
    assert "测到 38.2 ℃，还不知道是谁" in text_of(Notice.objects.get())
    actions.name_held(hold=hold, by=house.epidemic_officer.actor, who=house.worker)
    assert queries.open_fevers(house.epidemic_officer.actor) == 1


def test_nobody_else_names_anybody(house, at):
    hold, stranger = measured(at), houses.house()

    for by, who in (
        (house.principal.actor, house.worker),
        (stranger.epidemic_officer.actor, house.worker),
        (house.epidemic_officer.actor, stranger.worker),
    ):
        with pytest.raises(NotAllowed):
            actions.name_held(hold=hold, by=by, who=who)
