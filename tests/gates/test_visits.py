"""Visitors: who has no reason to enter and no host's yes does not (G8)."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from fugong.core import clock, secrets
from fugong.core.audit import verify
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from fugong.core.ids import new_id
from fugong.core.models import AuditRow
from fugong.core.permissions import SYSTEM, Actor
from fugong.core.tokens import new_reference
from fugong.gates import actions, visiting
from fugong.gates.actions import record_entries, record_passages, visits_outside
from fugong.gates.actions.purging_visits import purge_visits
from fugong.gates.actions.visits_at_gate import tell_overdue
from fugong.gates.models import FeverHold, Passage, Visit
from fugong.gates.queries import bundle, visits
from fugong.gates.queries.visits_at_gate import gate_visits
from fugong.notices.models import Notice
from fugong.packs import load
from tests.gates import builders
from tests.screening import builders as people

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]

HEALTHY = {
    "came_from": "4108",
    "left_city": "no",
    "stayed_in_key_region": "no",
    "contact": "no",
    "symptoms": ["none"],
}


def guest(**changes):
    told = {
        "name": "赵来客",
        "phone": "13700001111",
        "employer": "郑州配件有限公司",
        "purpose": "送检测设备",
        **changes,
    }
    return actions.Guest(**told)


def stay(hours: float = 3, begin: float = 0, **more):
    since = clock.now() + timedelta(hours=begin)
    return actions.Stay(since, since + timedelta(hours=hours), **more)


@pytest.fixture
def enterprise():
    return people.enterprise()


@pytest.fixture
def device(enterprise):
    return builders.device(enterprise)[0]


@pytest.fixture
def host(enterprise):
    return named(team=people.team(enterprise), name="钱接待")


def named(**about):
    """A worker who is found by name."""
    index = secrets.blind_index(about["name"], "person.name")
    return people.person(**about, name_index=index)


def invited(host, **more):
    return actions.invite(
        enterprise=host.enterprise, by=people.worker(host), guest=guest(), stay=stay(**more)
    )[0]


def ready(host, **more):
    return actions.fill(visit=invited(host, **more), guest=guest(), answers=HEALTHY)


def at_poster(enterprise, host_name="钱接待", hint="", answers=HEALTHY, device="phone", **changes):
    paper = actions.make_poster(enterprise=enterprise, by=builders.officer(enterprise))
    return actions.register(
        poster=paper,
        guest=guest(**changes),
        host_name=host_name,
        host_hint=hint,
        answers=answers,
        device=device,
        address="10.0.0.1",
    )[0]


def passes(device, code, **changes):
    now = clock.now()
    (result,) = record_passages(
        device=device, items=[builders.item(code, **changes)], device_time=now, received_at=now
    )
    return result


def badge(visit):
    return f"FGB:{visit.reference}"


def fresh(visit):
    return Visit.objects.select_related("enterprise", "host", "host_account").get(pk=visit.pk)


def test_invited_and_healthy_a_visitor_comes_in_by_a_signed_pass_and_goes(host, device):
    visit = ready(host)
    issued = visits.pass_of(fresh(visit))

    came = passes(device, issued.code)
    assert (came["verdict"], came["reason"], came["flagged"]) == ("allow", "ok", False)
    assert visiting.state_of(fresh(visit), clock.now()) == visiting.INSIDE
    assert Passage.objects.get().visit_id == visit.pk

    assert passes(device, issued.code)["flagged"], "coming in twice is looked at again"
    assert passes(device, badge(visit), direction="out", temperature=None)["verdict"] == "allow"
    assert visiting.state_of(fresh(visit), clock.now()) == visiting.LEFT
    assert verify(host.enterprise_id)[1] is None


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"contact": "yes", "last_contact_on": "today"}, "contact"),
        ({"symptoms": ["dry_cough"]}, "symptoms"),
        ({"stayed_in_key_region": "yes", "left_key_region_on": "today"}, "region"),
        ({"came_from": "4201", "left_city": "yes", "returned_on": "today"}, "region"),
    ],
)
def test_visitors_are_judged_by_the_workers_rules(host, device, answers, reason):
    today = clock.today().isoformat()
    told = {name: today if value == "today" else value for name, value in answers.items()}
    visit = actions.fill(visit=invited(host), guest=guest(), answers={**HEALTHY, **told})

    assert visits.pass_of(fresh(visit)) is None
    result = passes(device, badge(visit))
    assert (result["verdict"], result["reason"]) == ("deny", reason)


def test_temperature_is_measured_as_everybodys(host, device):
    visit = ready(host)
    assert passes(device, badge(visit), temperature=None)["reason"] == "no_temperature"
    assert passes(device, badge(visit), temperature=37.6)["verdict"] == "hold"


@pytest.mark.article("G8")
def test_an_entry_that_was_taken_back_never_happened_to_the_visit(host, device):
    visit = ready(host)
    passes(device, badge(visit))
    assert fresh(visit).arrived_at is not None
    officer = Actor("account", new_id(), frozenset({"epidemic_officer"}), visit.enterprise_id)

    actions.correct_passage(
        passage=Passage.objects.get(visit_id=visit.pk), by=officer, kind="void", why="扫错了人"
    )

    assert (fresh(visit).arrived_at, fresh(visit).left_at) == (None, None)


def test_without_answers_of_today_nobody_comes_in(host, device):
    visit = ready(host, hours=40)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        assert passes(device, badge(visit))["reason"] == "no_report"
        assert visits.pass_of(fresh(visit)) is None


def test_who_asks_at_the_gate_waits_for_the_hosts_yes(enterprise, host, device):
    visit = at_poster(enterprise)
    assert (visit.host_id, visit.answer) == (host.pk, visiting.WAITING)
    assert Notice.objects.get(person_id=host.pk).kind == "visit_asked"
    assert passes(device, badge(visit))["reason"] == "not_expected"

    actions.answer_visit(visit=visit, by=people.worker(host), yes=True)

    assert passes(device, badge(visit))["verdict"] == "allow"


def test_a_no_has_a_reason_and_stands(enterprise, host, device):
    visit = at_poster(enterprise)
    with pytest.raises(Invalid):
        actions.answer_visit(visit=visit, by=people.worker(host), yes=False)
    actions.answer_visit(visit=visit, by=people.worker(host), yes=False, why="改天再来")

    with pytest.raises(Conflict):
        actions.answer_visit(visit=visit, by=builders.officer(enterprise), yes=True)
    assert passes(device, badge(visit))["reason"] == "not_expected"
    assert visiting.state_of(fresh(visit), clock.now()) == visiting.REFUSED


def test_only_the_host_or_the_officer_answers(enterprise, host):
    visit = at_poster(enterprise)
    stranger = people.person(team=host.team)
    elsewhere = people.person()
    for other in (people.worker(stranger), people.worker(elsewhere), builders.officer(elsewhere.enterprise)):
        with pytest.raises(NotAllowed):
            actions.answer_visit(visit=visit, by=other, yes=True)
        with pytest.raises(NotFound):
            visits.visit(other, visit.pk)
    assert actions.answer_visit(visit=visit, by=builders.officer(enterprise), yes=True).answer == visiting.YES


def test_a_host_of_another_enterprise_is_nobody(enterprise):
    other = named(name="孙外人")
    with pytest.raises(Invalid):
        actions.invite(
            enterprise=enterprise, by=builders.officer(enterprise), guest=guest(), stay=stay(), host=other
        )
    assert at_poster(enterprise, "孙外人").host_id is None


def test_an_unknown_or_doubtful_host_goes_to_the_officer_and_nothing_is_told(enterprise, host):
    named(team=people.team(enterprise, "二班"), name="钱接待")
    for name, hint in (("没有此人", ""), ("钱接待", ""), ("钱接待", "三班")):
        visit = at_poster(enterprise, name, hint)
        assert (visit.host_id, visit.answer) == (None, visiting.WAITING)
    assert Notice.objects.filter(role="epidemic_officer", kind="visit_asked").count() == 3
    assert at_poster(enterprise, "钱接待", "一班").host_id == host.pk

    visit = at_poster(enterprise, "没有此人")
    actions.correct_visit(visit=visit, by=builders.officer(enterprise), host=host)
    assert Notice.objects.filter(person_id=host.pk).count() == 2
    with pytest.raises(NotAllowed):
        actions.correct_visit(visit=visit, by=people.worker(host), host=people.person(team=host.team))


def test_a_cancelled_pass_is_refused_and_so_is_one_outside_its_time(host, device):
    visit = ready(host)
    issued = visits.pass_of(fresh(visit))
    actions.cancel_visit(visit=visit, by=people.worker(host), why="设备没到")
    assert passes(device, issued.code)["reason"] == "left"
    with pytest.raises(Conflict):
        actions.fill(visit=visit, guest=guest(), answers=HEALTHY)

    early = ready(host, begin=2)
    assert passes(device, badge(early))["reason"] == "not_expected"
    over = ready(host, hours=0.5)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=True):
        result = passes(device, badge(over))
    assert result["reason"] in {"not_expected", "no_report"}


def test_who_went_out_does_not_come_in_again_unless_agreed(host, device):
    once, often = ready(host), ready(host, again=True)
    for visit in (once, often):
        passes(device, badge(visit))
        passes(device, badge(visit), direction="out", temperature=None)
    assert passes(device, badge(once))["reason"] == "left"
    assert passes(device, badge(often))["verdict"] == "allow"


def test_worse_answers_void_the_pass(host, device):
    visit = ready(host)
    with time_machine.travel(clock.now() - timedelta(minutes=1), tick=True):
        issued = visits.pass_of(fresh(visit))
    actions.fill(visit=visit, guest=guest(), answers={**HEALTHY, "symptoms": ["fatigue"]})
    assert passes(device, issued.code)["verdict"] == "deny"


def test_a_refusal_of_the_day_is_not_answered_away(host, device):
    visit = ready(host)
    actions.fill(visit=visit, guest=guest(), answers={**HEALTHY, "symptoms": ["dry_cough"]})
    actions.fill(visit=visit, guest=guest(), answers=HEALTHY)
    assert passes(device, badge(visit))["reason"] == "symptoms"


def test_a_confirmed_fever_is_not_answered_away_nor_by_another_visit(enterprise, host, device):
    visit = ready(host)
    assert passes(device, badge(visit), temperature=37.8)["reason"] == "fever"
    hold = FeverHold.objects.get(visit_id=visit.pk)
    actions.settle_fever(hold=hold, by=builders.officer(enterprise), outcome="confirmed", why="复测发热")

    actions.fill(visit=visit, guest=guest(), answers=HEALTHY)

    assert passes(device, badge(visit))["reason"] == "isolation"
    again = ready(host)
    assert passes(device, badge(again))["reason"] == "isolation"
    assert {visiting.state_of(fresh(one), clock.now()) for one in (visit, again)} == {visiting.FEVER}
    assert Visit.objects.filter(visits.in_state(visiting.FEVER, clock.now())).count() == 2
    assert FeverHold.objects.count() == 1
    assert all(one["isolated"] for one in gate_visits(enterprise.pk))


def test_another_phone_number_answers_neither_a_fever_nor_a_refusal_away(enterprise, host, device):
    visit = ready(host)
    passes(device, badge(visit), temperature=37.8)
    hold = FeverHold.objects.get(visit_id=visit.pk)
    actions.settle_fever(hold=hold, by=builders.officer(enterprise), outcome="confirmed", why="复测发热")
    coughing = ready(host)
    actions.fill(
        visit=coughing, guest=guest(phone="13700002222"), answers={**HEALTHY, "symptoms": ["dry_cough"]}
    )

    actions.fill(visit=visit, guest=guest(phone="13700003333"), answers=HEALTHY)
    actions.fill(visit=coughing, guest=guest(phone="13700004444"), answers=HEALTHY)

    assert visiting.state_of(fresh(visit), clock.now()) == visiting.FEVER
    assert passes(device, badge(visit))["reason"] == "isolation"
    assert passes(device, badge(coughing))["verdict"] == "deny"


def test_a_refusal_for_health_is_not_answered_away_by_another_registration(enterprise, host, device):
    at_poster(enterprise, answers={**HEALTHY, "symptoms": ["dry_cough"]})
    again = at_poster(enterprise)
    actions.answer_visit(visit=again, by=people.worker(host), yes=True)
    assert passes(device, badge(again))["reason"] == "symptoms"
    other = at_poster(enterprise, phone="13700002222")
    actions.answer_visit(visit=other, by=people.worker(host), yes=True)
    assert passes(device, badge(other))["verdict"] == "allow"


def test_a_hosts_no_of_the_day_is_told_to_whoever_is_asked_again_and_to_the_gate(enterprise, host, device):
    first, waiting = at_poster(enterprise), at_poster(enterprise)
    cursor = bundle(device)["cursor"]
    actions.answer_visit(visit=first, by=people.worker(host), yes=False, why="没有约")
    at_gate = {row["ref"]: row for row in bundle(device, cursor)["people"] if row.get("kind")}
    assert at_gate[waiting.reference]["refused"]["why"] == "没有约"
    assert at_gate[first.reference]["refused"] is None
    other = at_poster(enterprise, phone="13700002222")
    assert visits.refusals([fresh(waiting), fresh(other)]).keys() == {waiting.pk}

    with pytest.raises(Conflict) as fault:
        actions.answer_visit(visit=waiting, by=people.worker(host), yes=True)
    assert "没有约" in fault.value.text
    actions.answer_visit(visit=waiting, by=people.worker(host), yes=True, anyway=True)
    assert passes(device, badge(waiting))["verdict"] == "allow"
    said = AuditRow.objects.filter(action="gates.answer_visit").latest("seq")
    assert said.details["despite"] == str(first.pk)

    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        assert visits.refusals([at_poster(enterprise)]) == {}


def test_another_enterprises_gate_knows_nothing_of_it(host):
    other = builders.device()[0]
    assert passes(other, badge(ready(host)))["reason"] == "unknown_person"


def test_a_worker_who_comes_as_a_visitor_is_two_people(enterprise, device):
    worker = people.person(team=people.team(enterprise), name="李两面")
    visit = at_poster(enterprise, "李两面", name="李两面", phone=worker.phone.reveal())
    assert visit.reference != worker.reference
    result = passes(device, badge(visit))
    assert result["reason"] == "not_expected"
    assert Passage.objects.get().person_id is None


def test_links_are_not_guessed_and_posters_not_flooded(enterprise, host, monkeypatch):
    monkeypatch.setattr(visits_outside, "LINKS_TRIED", {"address": 3})
    for _try in range(3):
        with pytest.raises(NotFound):
            actions.open_link(secret="no such link", address="10.0.0.9")
    with pytest.raises(TooMany):
        actions.open_link(secret="no such link", address="10.0.0.9")

    for _try in range(6):
        at_poster(enterprise)
    with pytest.raises(TooMany):
        at_poster(enterprise)
    assert at_poster(enterprise, device="another phone").pk


def test_a_renewed_link_ends_the_old_one(host):
    visit, secret = actions.invite(
        enterprise=host.enterprise, by=people.worker(host), guest=guest(), stay=stay()
    )
    newer = actions.renew_link(visit=visit, by=people.worker(host))
    assert visits.visit_of_link(secret) is None
    assert visits.visit_of_link(newer) == visit


def test_who_is_overdue_is_told_once_to_host_and_officer(host, device):
    visit = ready(host, hours=0.5)
    passes(device, badge(visit))
    assert not tell_overdue(visit_id=visit.pk, by=SYSTEM)
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=True):
        assert visiting.state_of(fresh(visit), clock.now()) == visiting.OVERDUE
        assert tell_overdue(visit_id=visit.pk, by=SYSTEM)
        assert not tell_overdue(visit_id=visit.pk, by=SYSTEM)
    assert Notice.objects.filter(kind="visit_overdue").count() == 2


def test_states_are_found_by_the_database_as_they_are_named(enterprise, host, device):
    inside, over = ready(host), ready(host, hours=0.2)
    passes(device, badge(inside))
    passes(device, badge(over))
    gone = ready(host)
    passes(device, badge(gone), direction="out", temperature=None)
    missed, expected, waiting = invited(host, hours=0.2), invited(host), at_poster(enterprise)
    cancelled, refused = invited(host), at_poster(enterprise)
    actions.cancel_visit(visit=cancelled, by=people.worker(host))
    actions.answer_visit(visit=refused, by=people.worker(host), yes=False, why="没有约")
    wanted = {
        visiting.INSIDE: inside,
        visiting.OVERDUE: over,
        visiting.LEFT: gone,
        visiting.MISSED: missed,
        visiting.EXPECTED: expected,
        visiting.WAITING: waiting,
        visiting.CANCELLED: cancelled,
        visiting.REFUSED: refused,
    }
    day = clock.today()
    with time_machine.travel(clock.now() + timedelta(minutes=30), tick=True):
        now = clock.now()
        for state, one in wanted.items():
            assert visiting.state_of(fresh(one), now) == state
            assert [row.pk for row in Visit.objects.filter(visits.in_state(state, now))] == [one.pk]
        assert visits.counts(builders.officer(enterprise), day) == {
            **dict.fromkeys(visiting.STATES, 1),
            visiting.FEVER: 0,
        }


def entry(**changes):
    data = {
        "reference": new_reference(),
        "kind": "driver",
        "name": "周师傅",
        "employer": "顺达物流",
        "origin": "洛阳",
        "purpose": "送钢材",
        "host": "钱接待",
        "yes_by": "钱接待",
        "answers": [
            {"id": "contact", "value": "no"},
            {"id": "stayed_in_key_region", "value": "no"},
            {"id": "left_city", "value": "no"},
            {"id": "symptoms", "value": ""},
        ],
        **changes,
    }
    return {"id": str(new_id()), "at": clock.now().isoformat(), "kind": "visit.register", "data": data}


def send(device, *told):
    now = clock.now()
    return record_entries(device=device, entries=list(told), device_time=now, received_at=now)


def test_a_guard_writes_in_who_has_no_phone(host, device):
    one = entry()
    (result,) = send(device, one)
    assert result["outcome"] == "done"
    visit = Visit.objects.get(pk=result["subject"])
    assert (visit.answer, visit.answered_name.reveal(), visit.host_id) == ("yes", "钱接待", host.pk)
    assert visit.verdict == "clear"
    assert passes(device, badge(visit))["verdict"] == "allow"

    (twice,) = send(device, {**entry(), "data": one["data"]})
    assert twice["outcome"] == "noted", "the reference is taken"


def test_a_guards_visitor_without_a_yes_waits_and_one_with_symptoms_does_not_come_in(host, device):
    asked, ill = send(
        device, entry(yes_by=""), entry(answers=[{"id": "symptoms", "value": "dry_cough,fatigue"}])
    )
    assert passes(device, badge(Visit.objects.get(pk=asked["subject"])))["reason"] == "not_expected"
    assert passes(device, badge(Visit.objects.get(pk=ill["subject"])))["reason"] == "symptoms"
    with pytest.raises(Invalid) as fault:
        send(device, entry(reference="short"))
    assert fault.value.field == "entries[0].data.reference"


def test_the_bundle_has_todays_visits_and_deltas_what_changed(host, device):
    visit = ready(host)
    later = invited(host, begin=24 * 20)
    told = bundle(device)
    (one,) = [row for row in told["people"] if row.get("kind") == "visitor"]
    assert (one["ref"], one["answer"], one["verdict"], one["name"]) == (
        visit.reference,
        "yes",
        "clear",
        "赵*",
    )
    assert later.reference not in str(told)
    assert "13700001111" not in str(told)
    assert {row["id"] for row in told["visiting"]["questions"]} >= {"contact", "symptoms"}

    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=True):
        cursor = bundle(device, told["cursor"])["cursor"]
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=True):
        assert not [row for row in bundle(device, cursor)["people"] if row.get("kind")]
        actions.cancel_visit(visit=visit, by=people.worker(host))
        (changed,) = [row for row in bundle(device, cursor)["people"] if row.get("kind")]
    assert changed["status"] == "left"


def test_values_are_opened_with_a_reason_by_who_may(host):
    visit = ready(host)
    with pytest.raises(NotAllowed):
        actions.open_visit(visit=visit, by=people.worker(host), reason="想看")
    with pytest.raises(Invalid):
        actions.open_visit(visit=visit, by=builders.officer(host.enterprise), reason=" ")
    opened = actions.open_visit(visit=visit, by=builders.officer(host.enterprise), reason="通知其就医")
    assert opened["phone"] == "13700001111"
    assert visits.openings_of(visit).get().reason.reveal() == "通知其就医"


def test_visits_go_when_their_time_is_over(host):
    visit = ready(host)
    assert purge_visits(enterprise=host.enterprise, by=SYSTEM) == 0
    keep = load("jiaozuo_2020").profile.retention_days["visits"]
    with time_machine.travel(clock.now() + timedelta(days=keep + 2), tick=True):
        assert purge_visits(enterprise=host.enterprise, by=SYSTEM) == 1
    assert not Visit.objects.filter(pk=visit.pk).exists()


def test_who_may_invite(enterprise, host):
    guard = builders.officer(enterprise, "guard")
    outside = Actor("worker", uuid4(), frozenset({"worker"}), uuid4(), uuid4())
    for actor in (guard, outside):
        with pytest.raises(NotAllowed):
            actions.invite(enterprise=enterprise, by=actor, guest=guest(), stay=stay())
    for told, when in (
        (guest(purpose=""), stay()),
        (guest(name=""), stay()),
        (guest(phone="123"), stay()),
        (guest(), stay(hours=-1)),
        (guest(), stay(hours=24 * 40)),
        (guest(), stay(begin=-9)),
    ):
        with pytest.raises(Invalid):
            actions.invite(enterprise=enterprise, by=people.worker(host), guest=told, stay=when)
