"""ZKTeco PUSH, att and acc: tables read line by line, acknowledged after the commit, by serial number or secret."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.core import clock
from fugong.gates import actions
from fugong.gates.models import Passage, Terminal
from fugong.gates.protocols.zkteco.reading import read, table_of
from fugong.gates.protocols.zkteco.times import packed, unpacked
from tests.gates import builders
from tests.gates.test_terminals import terminal
from tests.lane.client import Answer, Lane

pytestmark = pytest.mark.article("G8")

SAMPLES = Path(__file__).parents[2] / "samples/terminals"


def test_the_samples_say_what_they_say() -> None:
    with_temperature, without = read("ATTLOG", (SAMPLES / "zkteco_attlog.txt").read_bytes()).events
    [door] = read("RTLOG", (SAMPLES / "zkteco_rtlog.txt").read_bytes()).events

    assert (with_temperature.job_number, with_temperature.temperature) == ("1001", Decimal("36.5"))
    assert (without.job_number, without.temperature, without.direction) == ("1002", None, "in")
    assert with_temperature.at == datetime(2020, 2, 24, 7, 45, 12)
    assert (door.serial_number, door.passed, door.direction) == ("40", True, "in")


def test_a_bad_line_takes_no_other_along() -> None:
    body = "1001\t2020-02-24 07:45:12\t0\r\nrubbish\r\n王\t2020-02-24 07:45:13\t1\r\n".encode("gbk")
    body += b"\xff\xff\t2020-02-24 07:45:12\r\n1003\t2020-02-30 07:00:00\t0\r\n"

    told = read("ATTLOG", body)

    assert [event.job_number for event in told.events] == ["1001", "王"]
    assert told.unread == 3


@pytest.mark.parametrize(
    ("code", "passed"), [("0", True), ("27", False), ("206", None), ("", None), ("x", None)]
)
def test_events_of_codes_we_do_not_know_are_kept_all_the_same(code: str, passed: bool | None) -> None:
    [event] = read("RTLOG", f"time=2020-02-24 07:45:12\tpin=7\tevent={code}\tindex=1".encode()).events

    assert event.passed is passed


STORED = (
    "transaction cardno=0\tpin=1001\teventtype=0\tinoutstate=0\ttime_second={}\tindex=40\ttemperature=36.5"
)


def test_stored_events_of_an_access_controller_are_read_and_are_the_same_as_those_told_live() -> None:
    at = datetime(2020, 2, 24, 7, 45, 12)
    [live] = read("RTLOG", (SAMPLES / "zkteco_rtlog.txt").read_bytes()).events

    [stored] = read("TRANSACTION", STORED.format(packed(at)).encode()).events

    assert stored == replace(live, live=False)
    [as_text] = read("TRANSACTION", STORED.format(at).encode()).events
    assert as_text == stored
    assert read("TRANSACTION", STORED.format(packed(at.replace(day=29)) + 2 * 86400).encode()).unread == 1


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31, 23, 59, 59)))
def test_a_packed_time_is_read_as_it_was_written(at: datetime) -> None:
    assert unpacked(str(packed(at))) == at.replace(microsecond=0)


@pytest.mark.parametrize(
    ("kind", "name", "body", "table"),
    [
        ("rtlog", "", b"", "RTLOG"),
        ("tabledata", "transaction", b"", "TRANSACTION"),
        ("tabledata", "", b"transaction pin=1\tindex=2", "TRANSACTION"),
        ("tabledata", "user", b"user pin=1", "USER"),
        ("tabledata", "", b"\xff\xfe", "TABLEDATA"),
    ],
)
def test_which_table_an_upload_is(kind: str, name: str, body: bytes, table: str) -> None:
    assert table_of(kind, name, body) == table


def test_doors_without_anybody_and_tables_we_do_not_read_are_counted() -> None:
    assert read("RTLOG", b"time=2020-02-24 07:45:12\tpin=0\tevent=200\tindex=1").other == 1
    assert read("OPERLOG", b"USER PIN=1\tName=x").other == 1
    assert read("ATTPHOTO", b"PIN=1.jpg\x00\xff\xd8").pictures == 1


@given(st.sampled_from(["ATTLOG", "RTLOG", "RTSTATE", "TRANSACTION", "OPTIONS", ""]), st.binary(max_size=200))
def test_any_bytes_are_read(table: str, body: bytes) -> None:
    told = read(table, body)

    lines = [line for line in body.splitlines() if line.strip()]
    ours = table in ("ATTLOG", "RTLOG", "RTSTATE", "TRANSACTION")
    assert len(told.events) + told.unread + told.other == (len(lines) if ours else 1), "no line is lost"


@given(st.lists(st.text(alphabet="0123456789 -:.\t王=timepn", max_size=30), max_size=4))
def test_any_lines_are_events_of_sound_values_or_unread(lines: list[str]) -> None:
    for table in ("ATTLOG", "RTLOG", "TRANSACTION"):
        for event in read(table, "\n".join(lines).encode()).events:
            assert event.job_number.isprintable()
            assert isinstance(event.at, datetime)


# Over the lane.


@pytest.fixture
def att(db: None) -> Terminal:
    return terminal(builders.enterprise(), "zkteco", serial="SN0001", by_serial=True)


def ask(method: str, name: str, body: bytes = b"", before: str = "", **query: Any) -> Answer:
    return Lane().ask(method, f"{before}/iclock/{name}", body=body, query={"SN": "SN0001", **query})


def line(person: Any, at: datetime, temperature: str = "36.5") -> str:
    local = at.astimezone(clock.SITE_ZONE)
    return f"{person.job_number}\t{local:%Y-%m-%d %H:%M:%S}\t0\t15\t0\t0\t0\t1\t{temperature}\t{temperature}"


def test_a_terminal_begins_uploads_and_begins_again_where_it_was(att: Terminal) -> None:
    person = builders.worker(att.device.checkpoint.enterprise)
    moment = clock.now().replace(microsecond=0) - timedelta(minutes=3)
    begun = ask("GET", "cdata", options="all")
    assert begun.content.decode().startswith("GET OPTION FROM: SN0001\n")
    assert "ATTLOGStamp=0\n" in begun.content.decode()
    assert "Date" in begun

    body = "\n".join([line(person, moment), line(person, moment + timedelta(minutes=1)), "rubbish"]).encode()
    for _ in range(2):  # the answer was lost
        answer = ask("POST", "cdata", body, table="ATTLOG", Stamp="4711")
        assert (answer.status_code, answer.content) == (200, b"OK: 3\n")

    assert [row.happened_at for row in Passage.objects.order_by("seq")] == [
        moment,
        moment + timedelta(minutes=1),
    ]
    assert {row.person_id for row in Passage.objects.all()} == {person.pk}
    assert "ATTLOGStamp=4711\n" in ask("GET", "cdata", options="all").content.decode()
    att.refresh_from_db()
    assert (att.events, att.repeated, att.unread) == (2, 2, 2)


def test_an_access_controller_registers_and_every_table_is_acknowledged(att: Terminal) -> None:
    begun = ask("GET", "cdata", options="all", DeviceType="acc").content.decode()
    assert begun.startswith("registry=ok\nRegistryCode=")
    assert ask("POST", "registry", b"DeviceType=acc").content.startswith(b"RegistryCode=")
    assert b"Realtime=1" in ask("POST", "push").content

    person = builders.worker(att.device.checkpoint.enterprise)
    local = f"{clock.now().astimezone(clock.SITE_ZONE):%Y-%m-%d %H:%M:%S}"
    event = f"time={local}\tpin={person.job_number}\tevent=0\tinoutstatus=0\tindex=40\ttemperature=36.5"
    assert ask("POST", "cdata", event.encode(), table="rtlog").content == b"OK\n"
    for table in ("rtstate", "tabledata", "options", "BIODATA", ""):
        answer = ask("POST", "cdata", b"~x=1", table=table)
        assert (answer.status_code, answer.content[:2]) == (200, b"OK")
    for name in ("getrequest", "devicecmd", "ping"):
        assert ask("GET" if name == "getrequest" else "POST", name).content == b"OK\n"
    assert Passage.objects.get().person_id == person.pk


@pytest.mark.parametrize("address", ["cdata", "querydata"])
def test_what_an_access_controller_stored_is_kept_and_counts_once(att: Terminal, address: str) -> None:
    person = builders.worker(att.device.checkpoint.enterprise)
    moment = clock.now().replace(microsecond=0) - timedelta(hours=8)
    local = moment.astimezone(clock.SITE_ZONE).replace(tzinfo=None)
    line = STORED.replace("1001", person.job_number).format(packed(local)).encode()
    kind = {"table": "tabledata"} if address == "cdata" else {"type": "tabledata"}

    for _ in range(2):
        answer = ask("POST", address, line, tablename="transaction", count="1", **kind)
        assert (answer.status_code, answer.content) == (200, b"OK\n")
    live = f"time={local}\tpin={person.job_number}\tevent=0\tinoutstatus=0\tindex=40\ttemperature=36.5"
    ask("POST", "cdata", live.encode(), table="rtlog")

    passage = Passage.objects.get()
    assert (passage.happened_at, passage.person_id) == (moment, person.pk)
    att.refresh_from_db()
    assert (att.events, att.repeated) == (1, 2)


def test_a_serial_number_that_is_not_registered_is_never_200(att: Terminal) -> None:
    for name in ("cdata", "getrequest", "registry"):
        answer = Lane().get(f"/iclock/{name}", {"SN": "OTHER"})
        assert answer.status_code == 403
        assert answer.content == b"ERROR: terminal\n"
    assert Lane().get("/iclock/cdata").status_code == 403
    assert not Passage.objects.exists()


def test_a_terminal_that_can_be_told_a_secret_needs_it_and_its_serial_number(db: None) -> None:
    at = terminal(builders.enterprise(), "zkteco", serial="SN0001")
    by = builders.officer(at.device.checkpoint.enterprise)
    before = f"/ingest/zkteco/{actions.renew_terminal_secret(terminal=at, by=by)}"

    assert ask("GET", "cdata", before=before, options="all").status_code == 200
    assert ask("GET", "cdata", before=before, SN="OTHER").status_code == 403
    assert ask("GET", "cdata").status_code == 403
    assert ask("GET", "cdata", before="/ingest/zkteco/nobody").status_code == 404


def test_secrets_stand_in_no_log(att: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    Lane().post("/ingest/json/very-secret-word", b"{}")

    told = capsys.readouterr()
    assert "very-secret-word" not in told.out + told.err
