"""What terminals tell: read once, decided as everybody's, with their clocks, counters and backlogs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed
from fugong.core.models import AuditRow
from fugong.directory.models import Enterprise
from fugong.gates import actions, queries
from fugong.gates.actions import Settings, record_terminal_events
from fugong.gates.field_map import EXAMPLE
from fugong.gates.models import Device, FeverHold, Passage, Terminal, TerminalReading
from fugong.gates.terminal_events import TerminalEvent, TerminalMessage, celsius_of, number
from fugong.notices.models import Notice
from fugong.screening.models import Reading
from tests.gates import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]

NOW = datetime(2020, 2, 24, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def that_morning() -> Any:
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    return builders.enterprise()


def terminal(of: Enterprise, protocol: str = "hikvision", **settings: Any) -> Terminal:
    device, _token = builders.device(of)
    if protocol == "json":
        settings.setdefault("field_map", EXAMPLE)
    made, _secret = actions.add_terminal(
        checkpoint=device.checkpoint,
        by=builders.officer(of),
        name="测温终端",
        protocol=protocol,
        settings=Settings(**settings),
    )
    return Terminal.objects.select_related("device__checkpoint__enterprise").get(pk=made.pk)


def event(job_number: str = "", **changes: Any) -> TerminalEvent:
    at = changes.pop("at", clock.now())
    values: dict[str, Any] = {
        "at": at,
        "written_at": at.isoformat(),
        "serial_number": "1",
        "job_number": job_number,
        "temperature": Decimal("36.5"),
        "passed": True,
        "live": True,
    }
    return TerminalEvent(**{**values, **changes})


def tell(at: Terminal, *events: TerminalEvent, **said: Any) -> actions.Receipt:
    fresh = Terminal.objects.select_related("device__checkpoint__enterprise").get(pk=at.pk)
    return record_terminal_events(
        terminal=fresh, message=TerminalMessage(events, **said), received_at=clock.now()
    )


@pytest.mark.parametrize("job_number", ["", "NOBODY"])
def test_forty_degrees_are_stored_as_40(enterprise: Enterprise, job_number: str) -> None:
    tell(terminal(enterprise), event(job_number, temperature=number(40)))

    [hold] = FeverHold.objects.all()
    assert hold.celsius.reveal() == "40"


@pytest.mark.parametrize(
    ("sent", "unit", "celsius"),
    [
        ("37.299", "celsius", "37.29"),
        ("99.139", "fahrenheit", "37.29"),
        ("99.14", "fahrenheit", "37.3"),
        ("4E+1", "celsius", "40"),
        ("400", "tenths", "40"),
    ],
)
def test_nobody_has_a_fever_by_rounding(sent: str, unit: str, celsius: str) -> None:
    assert str(celsius_of(event(temperature=Decimal(sent)), unit, ())) == celsius


def test_who_was_let_through_stands_as_allowed_and_the_server_says_its_own(enterprise: Enterprise) -> None:
    at = terminal(enterprise)
    person = builders.worker(enterprise)
    kept_out = builders.worker(enterprise, standing=builders.barred("contact"))

    tell(at, event(person.job_number), event(kept_out.job_number, serial_number="2"))

    first, second = Passage.objects.order_by("seq")
    assert (first.person_id, first.verdict, first.reason, first.flagged) == (person.pk, "allow", "ok", False)
    assert (second.verdict, second.server_verdict, second.reason) == ("allow", "deny", "contact")
    assert second.marks == ["differs"]
    assert AuditRow.objects.filter(action="gates.record_passages").count() == 1


def test_what_is_only_told_is_decided_by_the_server(enterprise: Enterprise) -> None:
    at = terminal(enterprise)
    person = builders.worker(enterprise)

    tell(at, event(person.job_number, passed=None, temperature=Decimal("37.4")))

    passage = Passage.objects.get()
    assert (passage.verdict, passage.reason, passage.flagged) == ("hold", "fever", False)
    assert Reading.objects.get().person_id == person.pk


def test_an_event_sent_again_is_stored_once_and_a_counter_that_starts_again_loses_nothing(
    enterprise: Enterprise,
) -> None:
    at = terminal(enterprise)
    person = builders.worker(enterprise)
    told = event(person.job_number)

    assert tell(at, told) == actions.Receipt(taken=1)
    assert tell(at, told) == actions.Receipt(repeated=1)

    later = event(person.job_number, at=NOW - timedelta(minutes=5))  # factory reset: number 1 once more
    assert tell(at, later) == actions.Receipt(taken=1)
    assert Passage.objects.count() == 2
    at.refresh_from_db()
    assert (at.events, at.repeated) == (2, 1)


def test_two_terminals_with_the_same_numbers_do_not_hide_each_other(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)

    tell(terminal(enterprise), event(person.job_number))
    tell(terminal(enterprise), event(person.job_number))

    assert Passage.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "unit", "reason", "celsius"),
    [
        ("0", "celsius", "no_temperature", ""),
        ("255", "celsius", "no_temperature", ""),
        ("0", "fahrenheit", "no_temperature", ""),
        ("33.9", "celsius", "implausible_temperature", "33.9"),
        ("97.7", "fahrenheit", "ok", "36.5"),
        ("309.65", "kelvin", "ok", "36.5"),
        ("365", "tenths", "ok", "36.5"),
        ("100.4", "fahrenheit", "fever", "38"),
        ("104", "fahrenheit", "fever", "40"),
    ],
)
def test_temperatures_are_celsius_and_0_and_255_are_not_measured(
    enterprise: Enterprise, sent: str, unit: str, reason: str, celsius: str
) -> None:
    person = builders.worker(enterprise)

    tell(terminal(enterprise), event(person.job_number, temperature=Decimal(sent), unit=unit, passed=None))

    passage = Passage.objects.get()
    assert passage.reason == reason
    assert passage.celsius.reveal() == celsius


def test_local_times_are_of_the_terminals_zone(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    at = terminal(enterprise, zone="Asia/Urumqi")

    tell(at, event(person.job_number, at=datetime(2020, 2, 24, 5, 59)))  # 06:00 is 00:00 UTC there

    assert Passage.objects.get().happened_at == NOW - timedelta(minutes=1)


def test_a_backlog_keeps_its_own_times_and_is_not_taken_for_a_wrong_clock(enterprise: Enterprise) -> None:
    at = terminal(enterprise)
    people = [builders.worker(enterprise) for _ in range(6)]
    past = [
        event(person.job_number, at=NOW - timedelta(hours=8, minutes=-n), serial_number=str(n), live=None)
        for n, person in enumerate(people)
    ]

    for one in past:  # one a request, as fast as they go
        tell(at, one)

    assert [row.happened_at for row in Passage.objects.order_by("seq")] == [one.at for one in past]
    assert not Passage.objects.filter(flagged=True).exists()
    at.device.refresh_from_db()
    assert at.device.skew_seconds == 0


def test_a_clock_behind_is_corrected_once_looks_a_minute_apart_agree(
    enterprise: Enterprise, that_morning: Any
) -> None:
    at = terminal(enterprise)
    for n in range(3):
        person = builders.worker(enterprise)
        tell(at, event(person.job_number, at=clock.now() - timedelta(minutes=10), serial_number=str(n)))
        that_morning.shift(40)

    assert [row.marks for row in Passage.objects.order_by("seq")] == [[], [], ["skew"]]
    assert Passage.objects.order_by("seq").last().happened_at == NOW + timedelta(seconds=80)
    at.device.refresh_from_db()
    assert at.device.skew_seconds == -600


def test_a_clock_ahead_is_corrected_at_once_and_a_heartbeat_tells_both(enterprise: Enterprise) -> None:
    ahead, behind = terminal(enterprise), terminal(enterprise)
    person = builders.worker(enterprise)

    tell(ahead, event(person.job_number, at=NOW + timedelta(hours=1)))
    tell(behind, clock=NOW - timedelta(hours=1))
    tell(behind, event(person.job_number, at=NOW - timedelta(hours=1)))

    assert {row.happened_at for row in Passage.objects.all()} == {NOW}
    assert all("skew" in row.marks for row in Passage.objects.all())


LOST = (datetime(1970, 1, 1, 0, 3, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC), NOW + timedelta(days=365))


@pytest.mark.parametrize("written", LOST)
def test_a_terminal_that_lost_its_clock_is_believed_in_nothing_but_the_event(
    enterprise: Enterprise, written: datetime
) -> None:
    person = builders.worker(enterprise)
    at = terminal(enterprise)
    lost = event(person.job_number, at=written)

    tell(at, lost)
    assert tell(at, lost) == actions.Receipt(repeated=1)

    passage = Passage.objects.get()
    assert (passage.at, passage.happened_at, passage.marks) == (written, NOW, ["clock_lost"])
    at.refresh_from_db()
    assert (at.clock_lost_since, at.device.skew_seconds) == (NOW, 0)


@pytest.mark.parametrize("written", LOST)
def test_nothing_stored_before_is_misdated_by_a_lost_clock(enterprise: Enterprise, written: datetime) -> None:
    person, at = builders.worker(enterprise), terminal(enterprise)
    tell(at, event(person.job_number, at=written))

    stored = NOW - timedelta(hours=8)
    tell(at, event(person.job_number, at=stored, serial_number="2", live=False))

    kept = Passage.objects.order_by("seq").last()
    assert kept is not None
    assert (kept.happened_at, kept.marks) == (stored, [])
    tell(at, event(person.job_number, serial_number="3"))
    at.refresh_from_db()
    assert at.clock_lost_since is None


def test_events_of_a_lost_clock_keep_their_order_and_come_before_what_is_known(
    enterprise: Enterprise,
) -> None:
    at, person = terminal(enterprise), builders.worker(enterprise)
    power_cut = datetime(2000, 1, 1, tzinfo=UTC)
    known = NOW - timedelta(minutes=30)
    written = [
        power_cut + timedelta(minutes=50),
        power_cut + timedelta(minutes=10),  # another power cut
        power_cut + timedelta(minutes=15),
        known,
        power_cut,
    ]

    tell(at, *(event(person.job_number, at=one, serial_number=str(n)) for n, one in enumerate(written)))

    first = known - timedelta(minutes=5)
    assert [row.happened_at for row in Passage.objects.order_by("seq")] == [first, first, known, known, NOW]
    marked = ["clock_lost" in row.marks for row in Passage.objects.order_by("seq")]
    assert marked == [True, True, True, False, True]


def test_a_temperature_whose_time_is_an_estimate_joins_no_scan(enterprise: Enterprise) -> None:
    at, person = terminal(enterprise), builders.worker(enterprise)
    scan_without_temperature(at, person, NOW - timedelta(seconds=5))

    tell(at, event(at=datetime(2000, 1, 1, tzinfo=UTC)))

    assert TerminalReading.objects.get().clock_lost
    assert actions.join_readings(enterprise=enterprise, now=NOW + timedelta(minutes=1)) == 0
    [line] = queries.latest_events(builders.officer(enterprise), at)[:1]
    assert line.happened_at == NOW


def test_a_backlog_longer_than_an_upload_is_stored_whole(enterprise: Enterprise) -> None:
    person = builders.worker(enterprise)
    many = [
        event(person.job_number, at=NOW - timedelta(seconds=n), serial_number=str(n), live=False)
        for n in range(1100)
    ]

    assert tell(terminal(enterprise), *many).taken == 1100
    assert Passage.objects.count() == 1100


def test_somebody_unknown_to_the_roster_is_stored_as_such(enterprise: Enterprise) -> None:
    tell(terminal(enterprise), event("NOBODY"))

    passage = Passage.objects.get()
    assert (passage.person_id, passage.verdict, passage.reason) == (None, "allow", "unknown_person")
    assert passage.flagged


# Temperatures without a scan.


def scan_without_temperature(of: Terminal, person: Any, at: datetime) -> Passage:
    device, _new = Device.objects.get_or_create(checkpoint=of.device.checkpoint, name="门卫手机")
    given = builders.item(f"JOB:{person.job_number}", temperature=None, at=at.isoformat(), verdict="deny")
    actions.record_passages(device=device, items=[given], device_time=None, received_at=clock.now())
    return Passage.objects.get(id=given["id"])


@pytest.mark.article("G3")
def test_a_temperature_without_a_scan_joins_the_scan_beside_it_and_changes_no_decision(
    enterprise: Enterprise, that_morning: Any
) -> None:
    at, person = terminal(enterprise), builders.worker(enterprise)
    scan = scan_without_temperature(at, person, NOW - timedelta(seconds=5))
    tell(at, event(temperature=Decimal("37.6")))
    assert actions.join_readings(enterprise=enterprise, now=clock.now()) == 0  # somebody else may follow yet

    that_morning.shift(30)
    assert actions.join_readings(enterprise=enterprise, now=clock.now()) == 1
    assert actions.join_readings(enterprise=enterprise, now=clock.now()) == 0

    reading = TerminalReading.objects.get()
    assert reading.passage_id == scan.id
    after = Passage.objects.get(id=scan.id)
    assert (after.verdict, after.marks, after.celsius.reveal()) == (scan.verdict, scan.marks, "")
    [line] = queries.passages(builders.officer(enterprise)).items
    assert line.celsius == Decimal("37.6")
    assert line.marks[-1] == "joined"
    assert Reading.objects.get().person_id == person.pk
    assert list(Notice.objects.values_list("kind", flat=True)) == ["terminal_fever"], "told once"


def test_a_temperature_joins_nobody_where_two_could_be_meant(enterprise: Enterprise) -> None:
    at = terminal(enterprise)
    for seconds in (3, 6):
        scan_without_temperature(at, builders.worker(enterprise), NOW - timedelta(seconds=seconds))
    tell(at, event())

    assert actions.join_readings(enterprise=enterprise, now=NOW + timedelta(minutes=1)) == 0


def test_a_terminal_that_only_measures_joins_the_person_it_names(enterprise: Enterprise) -> None:
    at = terminal(enterprise, meaning="reading")
    people = [builders.worker(enterprise) for _ in range(2)]
    scans = [scan_without_temperature(at, person, NOW - timedelta(seconds=3)) for person in people]

    tell(at, event(people[1].job_number))

    assert not Passage.objects.filter(device_id=at.device_id).exists()
    assert actions.join_readings(enterprise=enterprise, now=NOW + timedelta(minutes=1)) == 1
    assert TerminalReading.objects.get().passage_id == scans[1].id


def test_what_is_no_temperature_of_anybody_is_not_kept(enterprise: Enterprise) -> None:
    receipt = tell(
        terminal(enterprise),
        event(temperature=Decimal(255)),
        event(temperature=Decimal("12.5"), serial_number="2"),
        event(temperature=None, serial_number="3"),
    )

    assert receipt == actions.Receipt(other=3)
    assert not TerminalReading.objects.exists()


def test_the_guard_beside_it_reads_the_newest_and_takes_it_for_a_passage(enterprise: Enterprise) -> None:
    at, person = terminal(enterprise), builders.worker(enterprise)
    tell(at, event())
    elsewhere, _token = builders.device(enterprise)
    assert queries.readings_for(elsewhere)["readings"] == []

    told = queries.readings_for(at.device)
    assert [one["temperature"] for one in told["readings"]] == [36.5]
    assert queries.readings_for(at.device, told["next"])["readings"] == []

    scan = scan_without_temperature(at, person, NOW)
    taken = {"reading": told["readings"][0]["id"], "passage": str(scan.id)}
    entry = {
        "id": str(builders.new_id()),
        "at": NOW.isoformat(),
        "kind": "temperature.read",
        "data": taken,
    }
    [answer] = actions.record_entries(
        device=at.device, entries=[entry], device_time=None, received_at=clock.now()
    )
    assert answer["outcome"] == "done"
    assert TerminalReading.objects.get().passage_id == scan.id
    assert queries.readings_for(at.device)["readings"] == []


# Registration, silence.


def test_only_the_officer_registers_and_a_serial_number_is_one_terminals(enterprise: Enterprise) -> None:
    device, _token = builders.device(enterprise)
    settings = Settings(serial="SN1", by_serial=True)

    def add(name: str, role: str = "epidemic_officer") -> Terminal:
        by = builders.officer(enterprise, role)
        return actions.add_terminal(
            checkpoint=device.checkpoint, by=by, name=name, protocol="zkteco", settings=settings
        )[0]

    with pytest.raises(NotAllowed):
        add("一", "guard")
    first = add("一")
    with pytest.raises(Conflict) as refused:
        add("二")
    assert refused.value.field == "serial"
    assert queries.terminal_of_serial("zkteco", "SN1") == first

    actions.withdraw_device(device=first.device, by=builders.officer(enterprise))
    assert queries.terminal_of_serial("zkteco", "SN1") is None
    assert add("三").serial == "SN1"


def test_a_new_secret_ends_the_old_one_and_none_is_kept(enterprise: Enterprise) -> None:
    at = terminal(enterprise)
    by = builders.officer(enterprise)

    old = actions.renew_terminal_secret(terminal=at, by=by)
    new = actions.renew_terminal_secret(terminal=at, by=by)

    assert queries.terminal_of_secret("hikvision", old) is None
    assert queries.terminal_of_secret("hikvision", new) == at
    assert queries.terminal_of_secret("json", new) is None
    assert new not in str(Terminal.objects.values())
    actions.withdraw_terminal(terminal=at, by=by)
    assert queries.terminal_of_secret("hikvision", new) is None


@pytest.mark.parametrize(
    ("protocol", "settings", "field"),
    [
        ("zkteco", {}, "serial"),
        ("json", {"serial": "号"}, "serial"),
        ("hikvision", {"by_serial": True}, "by_serial"),
        ("json", {"field_map": {}}, "field_map.fields"),
        ("json", {"field_map": {"fields": {"person": "x"}}}, "field_map.fields.at"),
        ("json", {"zone": "Mars/Base"}, "zone"),
        ("json", {"unit": "stones"}, "unit"),
        ("json", {"heartbeat_seconds": 1}, "heartbeat_seconds"),
        ("dahua", {}, "protocol"),
    ],
)
def test_wrong_settings_are_refused_at_their_field(
    enterprise: Enterprise, protocol: str, settings: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        terminal(enterprise, protocol, **settings)

    assert refused.value.field == field
    assert not Terminal.objects.exists()


def test_silence_is_told_once_and_its_end_too(enterprise: Enterprise, that_morning: Any) -> None:
    at = terminal(enterprise, heartbeat_seconds=30)
    never_heard = terminal(enterprise, heartbeat_seconds=30)
    actions.hear_terminal(terminal=at, received_at=clock.now())

    def watch() -> list[str]:
        actions.watch_silence(enterprise=enterprise, now=clock.now())
        return sorted(Notice.objects.values_list("kind", flat=True))

    that_morning.shift(170)
    assert watch() == []
    that_morning.shift(60)
    assert watch() == ["terminal_silent"]
    assert watch() == ["terminal_silent"]
    at.refresh_from_db()
    assert at.silent_since == NOW

    actions.hear_terminal(terminal=at, received_at=clock.now())
    assert watch() == ["terminal_back", "terminal_silent"]
    never_heard.refresh_from_db()
    assert never_heard.silent_since is None


def test_the_task_of_every_minute_waits_once(enterprise: Enterprise) -> None:
    from django_tasks_db.models import DBTaskResult

    from fugong.gates import tasks

    tasks.schedule_watch()
    tasks.schedule_watch()

    assert DBTaskResult.objects.filter(task_path=tasks.WATCH, status="READY").count() == 1


def test_watching_goes_on_where_one_enterprise_fails(enterprise: Enterprise) -> None:
    from fugong.gates import tasks

    terminal(enterprise, heartbeat_seconds=30)
    sound = terminal(builders.enterprise(), heartbeat_seconds=30)
    Device.objects.update(last_seen_at=clock.now() - timedelta(hours=1))
    Enterprise.objects.filter(pk=enterprise.pk).update(pack="no-such-pack")

    tasks.watch_terminals.func()

    silent = Terminal.objects.filter(silent_since__isnull=False)
    assert list(silent) == [sound]


def test_what_a_terminal_told_is_shown_masked(enterprise: Enterprise) -> None:
    at, person = terminal(enterprise), builders.worker(enterprise)
    tell(at, event(person.job_number), event(serial_number="2"))

    lines = queries.latest_events(builders.officer(enterprise), at)

    assert sorted((line.name, line.verdict) for line in lines) == [("", ""), (str(person.name), "allow")]
    assert "张三丰" not in str(lines)
