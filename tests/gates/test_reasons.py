"""Every reason a passage can be judged by, their order, and that the server says what the pure decision says."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fugong import packs
from fugong.core import clock
from fugong.core.codes import SigningKey
from fugong.core.ids import new_id
from fugong.directory.models import Enterprise, Person
from fugong.gates import decision
from fugong.gates.actions import record_passages
from fugong.gates.decision import Moment, Scan
from fugong.gates.models import Passage
from fugong.packs import gate
from tests.gates import builders

MORNING = datetime.fromisoformat("2026-11-24T08:00:00+08:00")
ORDER = [
    "unreadable", "forged", "other_enterprise", "unknown_person", "left", "revoked", "expired", "isolation",
    "no_temperature", "implausible_temperature", "fever", "observation", "symptoms", "contact", "region",
    "no_certificate", "no_report", "not_expected",
]  # fmt: skip


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    return builders.enterprise()


@pytest.fixture(autouse=True)
def _in_the_morning() -> Any:
    with time_machine.travel(MORNING, tick=True):
        yield


def record(enterprise: Enterprise, *items: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    device, _token = builders.device(enterprise)
    return record_passages(device=device, items=items, device_time=None, received_at=clock.now(), **changes)


def reason(enterprise: Enterprise, code: object, **changes: Any) -> tuple[str, str]:
    (answer,) = record(enterprise, builders.item(code, **changes))
    return answer["verdict"], answer["reason"]


@pytest.mark.article("G8")
@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        ({}, ("allow", "ok")),
        (builders.barred("fever"), ("hold", "fever")),
        (builders.barred("symptoms"), ("deny", "symptoms")),
        (builders.barred("contact"), ("deny", "contact")),
        (builders.barred("region", "observe"), ("deny", "region")),
        (builders.barred("observation", "observe"), ("deny", "observation")),
        (builders.barred("isolation"), ("deny", "isolation")),
        (builders.barred("no_certificate"), ("deny", "no_certificate")),
        (
            {"reported_for": None, "for_day": None, "verdict": "", "reason": "no_report"},
            ("deny", "no_report"),
        ),
    ],
)
def test_the_standing_of_the_day_decides_at_the_gate(
    enterprise: Enterprise, standing: dict[str, Any], answer: tuple[str, str]
) -> None:
    person = builders.worker(enterprise, standing=standing)

    for code in (builders.pass_of(person), f"FGB:{person.reference}", f"JOB:{person.job_number}"):
        assert reason(enterprise, code) == answer


@pytest.mark.article("G9")
def test_yesterdays_clear_verdict_is_not_todays(enterprise: Enterprise) -> None:
    yesterday = clock.today() - timedelta(days=1)
    person = builders.worker(enterprise, standing={"for_day": yesterday, "reported_for": yesterday})

    assert reason(enterprise, f"FGB:{person.reference}") == ("deny", "no_report")


def test_nobody_without_a_standing_has_reported(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    person.standing.delete()

    assert reason(enterprise, f"FGB:{person.reference}") == ("deny", "no_report")


@pytest.mark.article("G15")
def test_an_open_isolation_denies_whatever_the_verdict_says(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    builders.hold(person, "isolation")

    assert reason(enterprise, builders.pass_of(person), temperature=None) == ("deny", "isolation")


def test_a_lifted_an_ended_and_a_coming_hold_deny_nothing(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    today = clock.today()
    builders.hold(person, lifted_at=clock.now())
    builders.hold(person, until=today - timedelta(days=1), since=today - timedelta(days=5))
    builders.hold(person, since=today + timedelta(days=1))

    assert reason(enterprise, builders.pass_of(person)) == ("allow", "ok")


@pytest.mark.article("G9")
def test_the_observed_are_denied_unless_the_enterprise_lets_them_in(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    builders.hold(person, "observation")
    assert reason(enterprise, builders.pass_of(person)) == ("deny", "observation")

    enterprise.settings = {"observe_denied": False}
    enterprise.save()

    assert reason(enterprise, builders.pass_of(person)) == ("allow", "ok")


def test_a_hold_opened_for_a_contact_names_the_contact(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    builders.hold(person, "isolation", "contact")

    assert reason(enterprise, builders.pass_of(person)) == ("deny", "contact")


def test_somebody_who_left_is_denied_by_any_code(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise, status="left")

    assert reason(enterprise, builders.pass_of(person)) == ("deny", "left")
    assert reason(enterprise, f"FGB:{person.reference}") == ("deny", "left")


@pytest.mark.article("G10")
def test_somebody_not_yet_expected_is_denied_last_of_all(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    builders.journey(person, clock.today() + timedelta(days=1))
    assert reason(enterprise, builders.pass_of(person)) == ("deny", "not_expected")

    other = builders.worker(enterprise)
    builders.journey(other, clock.today())
    assert reason(enterprise, builders.pass_of(other)) == ("allow", "ok")


def test_a_pass_from_before_the_revocation_is_revoked_a_later_one_is_good(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise, standing={"void_before": clock.now() - timedelta(minutes=5)})

    assert reason(enterprise, builders.pass_of(person, issued=clock.now() - timedelta(minutes=6))) == (
        "deny",
        "revoked",
    )
    assert reason(enterprise, builders.pass_of(person, issued=clock.now() - timedelta(minutes=4))) == (
        "allow",
        "ok",
    )
    assert reason(enterprise, f"FGB:{person.reference}") == ("allow", "ok")


def test_a_pass_is_expired_by_the_passages_moment_not_by_the_upload(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    now = clock.now()
    code = builders.pass_of(person, issued=now - timedelta(hours=2), expires=now - timedelta(hours=1))

    in_time = (now - timedelta(minutes=90)).isoformat()

    assert reason(enterprise, code) == ("deny", "expired")
    assert reason(enterprise, code, at=in_time) == ("allow", "ok")


def test_an_old_pass_is_accepted_and_flagged_stale(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)

    (fresh,) = record(
        enterprise, builders.item(builders.pass_of(person, issued=clock.now() - timedelta(minutes=29)))
    )
    other = builders.worker(enterprise)
    (stale,) = record(
        enterprise, builders.item(builders.pass_of(other, issued=clock.now() - timedelta(minutes=31)))
    )

    assert (fresh["verdict"], fresh["flagged"]) == ("allow", False)
    assert (stale["verdict"], stale["flagged"]) == ("allow", True)
    assert Passage.objects.get(person_id=other.pk).marks == ["stale"]


def test_a_passage_that_comes_in_late_is_judged_by_its_own_days_report(enterprise: Enterprise) -> None:
    yesterday = clock.today() - timedelta(days=1)
    at = (clock.now() - timedelta(days=1)).isoformat()
    clear, barred, silent = (builders.worker(enterprise) for _ in range(3))
    builders.reported(clear, yesterday)
    builders.reported(barred, yesterday, "barred", "symptoms")

    answers = record(
        enterprise, *(builders.item(f"FGB:{one.reference}", at=at) for one in (clear, barred, silent))
    )

    assert [one["reason"] for one in answers] == ["ok", "symptoms", "no_report"]


def test_a_past_admission_that_today_would_be_refused_is_kept_and_flagged(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    builders.hold(person, since=clock.today())
    at = (clock.now() - timedelta(hours=1)).isoformat()

    (answer,) = record(
        enterprise,
        builders.item(
            builders.pass_of(person, issued=clock.now() - timedelta(minutes=70)), at=at, verdict="allow"
        ),
    )

    row = Passage.objects.get()
    assert (answer["verdict"], answer["reason"], answer["flagged"]) == ("deny", "isolation", True)
    assert (row.verdict, row.server_verdict, row.marks) == ("allow", "deny", ["differs"])


def test_a_pass_that_outlives_midnight_takes_its_report_along(enterprise: Enterprise) -> None:
    yesterday = clock.today() - timedelta(days=1)
    person = builders.worker(enterprise, standing={"for_day": yesterday, "reported_for": yesterday})
    midnight = clock.day_start(clock.today())
    code = builders.pass_of(
        person, issued=midnight - timedelta(minutes=10), expires=midnight + timedelta(minutes=20)
    )

    with time_machine.travel(midnight + timedelta(minutes=5)):
        assert reason(enterprise, code) == ("allow", "ok")
        assert reason(enterprise, f"FGB:{person.reference}") == ("deny", "no_report")
        builders.hold(person, since=clock.today())
        assert reason(enterprise, code) == ("deny", "isolation")


@pytest.mark.article("G3", "G9")
def test_a_fever_judges_its_own_passage_only(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    code = builders.pass_of(person)

    assert reason(enterprise, code, temperature=37.3) == ("hold", "fever")
    assert reason(enterprise, code, temperature=37.2) == ("allow", "ok")
    person.standing.refresh_from_db()
    assert (person.standing.verdict, person.standing.void_before) == ("clear", None)


def test_the_enterprises_own_threshold_counts(enterprise: Enterprise) -> None:
    enterprise.settings = {"fever_threshold": 37.0}
    enterprise.save()
    person = builders.worker(enterprise)

    (answer,) = record(enterprise, builders.item(builders.pass_of(person), temperature=37.0))

    assert (answer["verdict"], answer["reason"]) == ("hold", "fever")
    assert "37 ℃" in answer["text"]


def test_the_first_that_applies_is_the_reason(enterprise: Enterprise) -> None:
    """One worker with everything wrong; each time the reason given is mended, the next in order is the answer."""
    now = clock.now()
    person = builders.worker(
        enterprise,
        status="left",
        standing={**builders.barred("symptoms"), "void_before": now},
    )
    builders.journey(person, clock.today() + timedelta(days=1))
    isolation = builders.hold(person, "isolation")
    observation = builders.hold(person, "observation")
    standing = person.standing
    issued, expires = now - timedelta(minutes=20), now - timedelta(minutes=10)
    seen = []

    def scan(temperature: float | None) -> str:
        code = builders.pass_of(person, issued=issued, expires=expires)
        seen.append(reason(enterprise, code, temperature=temperature)[1])
        return seen[-1]

    for code in ("nonsense", builders.pass_of(person, key=SigningKey.generate())):
        seen.append(reason(enterprise, code, temperature=None)[1])
    seen.append(reason(enterprise, builders.pass_of(person, enterprise=builders.other_id(enterprise.pk)))[1])
    seen.append(reason(enterprise, builders.pass_of(person, reference="NOBODYATALL9"))[1])
    scan(None)
    Person.objects.filter(pk=person.pk).update(status="active")
    scan(None)
    standing.void_before = None
    standing.save()
    scan(None)
    expires = now + timedelta(hours=1)
    scan(None)
    isolation.delete()
    scan(None)
    scan(99)
    scan(38)
    scan(36.5)
    observation.delete()
    for worse in ("symptoms", "contact", "region", "no_certificate"):
        standing.reason = worse
        standing.save()
        scan(36.5)
    standing.verdict, standing.reason, standing.reported_for = "clear", "ok", None
    standing.save()
    scan(36.5)
    standing.reported_for = clock.today()
    standing.save()
    scan(36.5)

    assert seen == ORDER


@dataclass
class FakeDay:
    verdict: str | None = "clear"
    reason: str | None = "ok"
    reported: bool = True
    isolated: bool = False
    observed: bool = False


@dataclass
class FakeWorker:
    status: str = "active"
    void_before: datetime | None = None
    expected_from: date | None = None
    day: FakeDay = field(default_factory=FakeDay)
    id: UUID = field(default_factory=new_id)

    def on(self, day: date) -> FakeDay:
        return self.day


verdicts = st.one_of(
    st.just((None, None)),
    st.tuples(st.sampled_from(["barred", "observe"]), st.sampled_from(ORDER[7:])),
    st.just(("clear", "ok")),
)
temperatures = st.one_of(
    st.none(), st.sampled_from([0, 255, 34, 43, 37.3, 36.5]), st.floats(-50, 300, width=32)
)


@given(
    state=st.sampled_from(["ok", "unreadable", "forged", "other_enterprise"]),
    status=st.sampled_from(["active", "left"]),
    stands=verdicts,
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    temperature=temperatures,
    direction=st.sampled_from(["in", "out"]),
    known=st.booleans(),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_server_says_what_the_packs_table_says(
    state: str,
    status: str,
    stands: tuple[str | None, str | None],
    flags: tuple[bool, bool, bool],
    temperature: float | None,
    direction: str,
    known: bool,
) -> None:
    pack = packs.load("jiaozuo_2020")
    reported, isolated, observed = flags
    worker = FakeWorker(status=status, day=FakeDay(*stands, reported, isolated, observed)) if known else None
    scan = Scan(state, reference="X" if state == "ok" else None)
    exact = None if temperature is None else decision.bounded(Decimal(repr(temperature)))

    judged = decision.judge(
        pack, {}, scan, worker, direction=direction, temperature=exact, moment=Moment(MORNING, False)
    )

    facts: dict[str, Any] = {
        "code_state": "unknown_person" if state == "ok" and not known else state,
        "person_status": status,
        "revoked": False,
        "expired": False,
        "isolated": isolated,
        "observed": observed,
        "direction": direction,
        "temperature": exact,
        "temperature_required": direction == "in",
        "standing_verdict": stands[0],
        "standing_reason": stands[1],
        "reported": reported,
        "expected": True,
    }
    wanted = gate.decide(pack.gate, facts)
    assert (judged.verdict, judged.reason) == (wanted.verdict, wanted.reason)
    flagged_out = known and state == "ok" and direction == "out" and wanted.refused_if_in
    assert judged.marks == (("would_refuse",) if flagged_out else ())
