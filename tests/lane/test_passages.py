"""POST and GET /api/v1/gate/passages from outside: the order of checks, the answers, reading back."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fugong.core import clock
from fugong.core.codes import SigningKey
from fugong.core.ids import new_id
from fugong.gates.models import Passage
from tests.gates import builders
from tests.lane.client import Lane

pytestmark = pytest.mark.django_db
URL = "/api/v1/gate/passages"


@pytest.fixture
def gate() -> "Gate":
    return Gate()


class Gate:
    def __init__(self) -> None:
        self.enterprise = builders.enterprise()
        self.device, self.token = builders.device(self.enterprise)
        self.client = Lane(self.token)

    def post(self, body: object, **headers: str) -> Any:
        return self.client.post(URL, body, headers=headers)

    def send(self, *items: dict[str, Any], **headers: str) -> list[dict[str, Any]]:
        answer = self.post({"passages": list(items)}, **headers)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    def scan(self, code: object, **changes: Any) -> dict[str, Any]:
        return self.send(builders.item(code, **changes))[0]

    def read(self, since: str = "") -> dict[str, Any]:
        answer = self.client.get(URL, {"since": since} if since else {})
        assert answer.status_code == 200, answer.content
        return answer.json()


def test_a_clear_worker_with_a_good_pass_may_enter(gate: Gate) -> None:
    item = builders.item(builders.pass_of(builders.worker(gate.enterprise)))

    (result,) = gate.send(item)

    assert result == {
        "id": item["id"],
        "verdict": "allow",
        "reason": "ok",
        "text": "可以通行。请戴好口罩进厂。",
        "repeated": False,
        "flagged": False,
    }


@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer nobody", "Basic abc", "fgd_something", "Bearer \x00"]
)
def test_an_unknown_token_is_401_before_anything_else(gate: Gate, header: str) -> None:
    answer = gate.post("no json" * 100, Authorization=header)

    assert answer.status_code == 401
    assert set(answer.json()["error"]) == {"code", "text", "field"}
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_withdrawn_device_is_401_at_once(gate: Gate) -> None:
    gate.scan("x")

    gate.device.withdrawn_at = clock.now()
    gate.device.save()

    assert gate.post({"passages": [builders.item("x")]}).status_code == 401


def test_a_device_of_a_closed_entrance_is_401(gate: Gate) -> None:
    gate.device.checkpoint.closed_at = clock.now()
    gate.device.checkpoint.save()

    assert gate.post({"passages": [builders.item("x")]}).status_code == 401


def test_more_than_500_are_413_before_they_are_looked_at(gate: Gate) -> None:
    answer = gate.post({"passages": [None] * 501})

    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_many"


def test_500_are_taken(gate: Gate) -> None:
    results = gate.send(*(builders.item("FGB:nobody") for _ in range(500)))

    assert len(results) == 500
    assert Passage.objects.count() == 500


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        b"\xff\xfe",
        "[]",
        "1",
        "null",
        "{}",
        '{"passages": {}}',
        '{"passages": null}',
        '{"passages": "x"}',
        '{"passages": []}',
        "[" * 100_000,
    ],
)
def test_a_body_that_is_no_list_of_passages_is_422(gate: Gate, body: bytes | str) -> None:
    assert gate.post(body).status_code == 422


FAULTS = [
    ("id", None),
    ("id", 5),
    ("id", ""),
    ("id", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),  # version 4
    ("id", "nonsense"),
    ("at", None),
    ("at", 1700000000),
    ("at", "yesterday"),
    ("at", "2026-11-24T08:00:00"),
    ("at", "2026-11-24"),
    ("at", "2026-02-30T08:00:00Z"),
    ("at", "0001-01-01T00:00:00+08:00"),
    ("direction", None),
    ("direction", "inside"),
    ("direction", ["in"]),
    ("verdict", "maybe"),
    ("verdict", True),
    ("temperature", "36.5"),
    ("temperature", True),
    ("temperature", [36.5]),
    ("temperature", float("nan")),
    ("temperature", float("inf")),
]


@pytest.mark.parametrize(("field", "value"), FAULTS)
def test_a_faulty_item_is_422_naming_its_field_and_nothing_is_stored(
    gate: Gate, field: str, value: object
) -> None:
    answer = gate.post(
        {"passages": [builders.item("x"), builders.item("x"), builders.item("x", **{field: value})]}
    )

    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == f"passages[2].{field}"
    assert not Passage.objects.exists()


@pytest.mark.parametrize("field", ["id", "at", "direction"])
def test_an_item_without_a_needed_field_is_422(gate: Gate, field: str) -> None:
    item = builders.item("x")
    del item[field]

    answer = gate.post({"passages": [item]})

    assert (answer.status_code, answer.json()["error"]["field"]) == (422, f"passages[0].{field}")


@pytest.mark.parametrize("item", [None, 1, "x", []])
def test_an_item_that_is_no_object_is_422(gate: Gate, item: object) -> None:
    answer = gate.post({"passages": [item]})

    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "passages[0]")


def test_other_keys_are_left_alone_and_missing_ones_that_may_be_are_none(gate: Gate) -> None:
    item = {**builders.item("FGB:nobody"), "battery": 80, "code2": {"a": [1]}}
    del item["temperature"], item["verdict"]

    assert gate.send(item)[0]["reason"] == "unknown_person"


@pytest.mark.parametrize(
    "code", [None, 5, [], {}, True, "", " ", "hello", "fgb:x", "\ud800", "\x00", "x" * 100_000]
)
def test_a_code_of_no_form_is_unreadable_and_stored(gate: Gate, code: object) -> None:
    result = gate.scan(code)

    assert (result["verdict"], result["reason"]) == ("deny", "unreadable")
    assert Passage.objects.get().person_id is None


def test_a_missing_code_is_unreadable(gate: Gate) -> None:
    item = builders.item("x")
    del item["code"]

    assert gate.send(item)[0]["reason"] == "unreadable"


@pytest.mark.parametrize(
    "name",
    ["", " ", "nobody", "x" * 5000, "\x00", "\ud800", "' OR 1=1", "FG1:", "张三", "\n\n", "%", "🙂" * 31],
)
@pytest.mark.parametrize("form", ["FGB:", "JOB:"])
def test_a_badge_or_job_number_of_nobody_is_unknown_whatever_it_looks_like(
    gate: Gate, form: str, name: str
) -> None:
    for direction in ("in", "out"):
        result = gate.scan(form + name, direction=direction)

        assert (result["verdict"], result["reason"]) == ("deny", "unknown_person")


def test_a_job_number_is_found_without_case_and_spaces(gate: Gate) -> None:
    person = builders.worker(gate.enterprise, job_number="Ab-12")

    for code in ("JOB:Ab-12", "JOB: ab-12 ", " JOB:AB-12\r\n"):
        assert gate.scan(code, direction="out")["reason"] == "ok", code
    assert set(Passage.objects.values_list("person_id", flat=True)) == {person.pk}


def test_a_badge_of_another_enterprise_is_unknown(gate: Gate) -> None:
    stranger = builders.worker(builders.enterprise())

    assert gate.scan(f"FGB:{stranger.reference}")["reason"] == "unknown_person"
    assert gate.scan(f"JOB:{stranger.job_number}")["reason"] == "unknown_person"
    assert gate.scan(builders.pass_of(stranger))["reason"] == "other_enterprise"


def test_a_forged_pass_is_told_from_a_damaged_one(gate: Gate) -> None:
    person = builders.worker(gate.enterprise)

    assert gate.scan(builders.pass_of(person, key=SigningKey.generate()))["reason"] == "forged"
    assert gate.scan(builders.pass_of(person)[:-9])["reason"] == "unreadable"
    assert gate.scan("FG1:" + "A" * 2000)["reason"] == "unreadable"


@pytest.mark.parametrize(
    ("temperature", "verdict", "reason"),
    [
        (36.5, "allow", "ok"),
        (37.29, "allow", "ok"),
        (37.3, "hold", "fever"),
        (42.1, "hold", "fever"),
        (43, "hold", "fever"),
        (43.1, "deny", "implausible_temperature"),
        (33.9, "deny", "implausible_temperature"),
        (34, "allow", "ok"),
        (3.65, "deny", "implausible_temperature"),
        (365, "deny", "implausible_temperature"),
        (-36.5, "deny", "implausible_temperature"),
        (0, "deny", "no_temperature"),
        (0.0, "deny", "no_temperature"),
        (255, "deny", "no_temperature"),
        (None, "deny", "no_temperature"),
        (1e308, "deny", "implausible_temperature"),
        (10**300, "deny", "implausible_temperature"),
        (36.512345678901234567, "allow", "ok"),
    ],
)
def test_a_temperature_judges_its_passage(
    gate: Gate, temperature: float | None, verdict: str, reason: str
) -> None:
    result = gate.scan(builders.pass_of(builders.worker(gate.enterprise)), temperature=temperature)

    assert (result["verdict"], result["reason"]) == (verdict, reason)


@pytest.mark.parametrize("number", ["1e999999999", "-1e999999999", "0.1e-7", "1" * 4000])
def test_a_number_beyond_all_measure_is_refused_and_harmless(gate: Gate, number: str) -> None:
    item = json.dumps(builders.item(builders.pass_of(builders.worker(gate.enterprise)))).replace(
        '"temperature": 36.5', f'"temperature": {number}'
    )

    answer = gate.post(f'{{"passages": [{item}]}}')

    assert answer.json()["results"][0]["reason"] in {"implausible_temperature", "no_temperature"}
    assert len(answer.content) < 1000


def test_out_needs_no_temperature_and_is_allowed_for_anybody_known(gate: Gate) -> None:
    clear = builders.worker(gate.enterprise)
    left = builders.worker(gate.enterprise, status="left")
    feverish = builders.worker(gate.enterprise, standing=builders.barred("fever"))

    assert gate.scan(f"FGB:{clear.reference}", direction="out", temperature=None)["flagged"] is False
    for person in (left, feverish):
        result = gate.scan(f"FGB:{person.reference}", direction="out", temperature=None)

        assert (result["verdict"], result["reason"], result["flagged"]) == ("allow", "ok", True)


def test_the_verdict_given_stands_and_the_answer_is_the_servers(gate: Gate) -> None:
    person = builders.worker(gate.enterprise, standing=builders.barred("symptoms"))

    differing = gate.scan(f"FGB:{person.reference}", verdict="allow")
    agreeing = gate.scan(f"FGB:{person.reference}", verdict="deny")
    page = gate.read()

    assert (differing["verdict"], differing["reason"], differing["flagged"]) == ("deny", "symptoms", True)
    assert (agreeing["verdict"], agreeing["flagged"]) == ("deny", False)
    assert [(one["verdict"], one["reason"]) for one in page["passages"]] == [
        ("allow", "symptoms"),
        ("deny", "symptoms"),
    ]


def test_the_same_id_again_is_answered_from_the_first(gate: Gate) -> None:
    item = builders.item(builders.pass_of(builders.worker(gate.enterprise)))
    (first,) = gate.send(item)

    (again,) = gate.send(
        {**item, "code": "FGB:nobody", "temperature": 39, "direction": "out", "verdict": "deny"}
    )

    assert again == {**first, "repeated": True}
    assert Passage.objects.count() == 1


def test_the_same_id_twice_in_a_batch_the_first_stands(gate: Gate) -> None:
    item = builders.item(builders.pass_of(builders.worker(gate.enterprise)))

    first, second, upper = gate.send(
        item, {**item, "temperature": 39}, {**item, "id": item["id"].upper(), "code": "FGB:nobody"}
    )

    assert (first["repeated"], second["repeated"], upper["repeated"]) == (False, True, True)
    assert (second["verdict"], upper["verdict"]) == ("allow", "allow")
    assert upper["id"] == item["id"].upper()
    assert Passage.objects.count() == 1


def test_the_same_id_at_two_enterprises_is_two_passages(gate: Gate) -> None:
    other = Gate()
    item = builders.item("FGB:nobody")

    assert gate.send(item)[0]["repeated"] is False
    assert other.send(item)[0]["repeated"] is False


def test_text_is_in_the_language_asked_for(gate: Gate) -> None:
    item = builders.item(builders.pass_of(builders.worker(gate.enterprise)), temperature=365)

    assert gate.send(item, **{"Accept-Language": "en"})[0]["text"].startswith(
        "A temperature of 365 ℃ is not plausible. "
    )
    assert gate.send(item)[0]["text"].startswith("体温 365 ℃ 不可信。请重新测量")


def test_passages_are_read_back_in_order_of_recording_by_cursor(gate: Gate) -> None:
    late = (clock.now() - timedelta(hours=3)).isoformat()
    items = [builders.item("FGB:nobody"), builders.item("x", at=late, direction="out")]
    gate.send(*items)

    page = gate.read()
    rest = gate.read(page["next"])

    assert [one["id"] for one in page["passages"]] == [one["id"] for one in items]
    assert set(page["passages"][0]) == {
        "id",
        "at",
        "recorded_at",
        "direction",
        "verdict",
        "reason",
        "flagged",
    }
    assert datetime.fromisoformat(page["passages"][1]["at"]) == datetime.fromisoformat(late)
    assert page["more"] is False
    assert rest == {"passages": [], "next": page["next"], "more": False}


def test_a_page_holds_500_and_says_that_there_are_more(gate: Gate) -> None:
    gate.send(*(builders.item("x") for _ in range(500)))
    gate.scan("x")

    first = gate.read()
    second = gate.read(first["next"])

    assert (len(first["passages"]), first["more"]) == (500, True)
    assert (len(second["passages"]), second["more"]) == (1, False)


def test_an_empty_gate_has_a_cursor_too(gate: Gate) -> None:
    assert gate.read() == {"passages": [], "next": "0", "more": False}


def test_a_device_reads_only_its_own_enterprise(gate: Gate) -> None:
    Gate().scan("x")

    assert gate.read()["passages"] == []


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "9" * 30, "１"])
def test_a_cursor_we_never_gave_is_422(gate: Gate, cursor: str) -> None:
    answer = gate.client.get(URL, {"since": cursor})

    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "since")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_405(gate: Gate, method: str) -> None:
    answer = gate.client.ask(method, URL)

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, POST"
    assert "error" in answer.json()


def test_a_device_clock_that_is_off_is_corrected_flagged_and_noted(gate: Gate) -> None:
    fast = timedelta(hours=3)
    device_now = datetime.now(UTC) + fast
    person = builders.worker(gate.enterprise)
    item = builders.item(builders.pass_of(person), at=device_now.isoformat())

    (result,) = gate.send(item, **{"Fugong-Device-Time": device_now.isoformat()})

    row = Passage.objects.get()
    gate.device.refresh_from_db()
    assert (result["verdict"], result["flagged"]) == ("allow", True)
    assert row.marks == ["skew"]
    assert abs(row.happened_at - (device_now - fast)) < timedelta(seconds=5)
    assert row.at == device_now
    assert abs(gate.device.skew_seconds - fast.total_seconds()) <= 2


def test_a_moment_to_come_is_taken_as_now(gate: Gate) -> None:
    for at in ("9999-12-31T23:59:59Z", (clock.now() + timedelta(minutes=5)).isoformat()):
        result = gate.scan(builders.pass_of(builders.worker(gate.enterprise)), at=at)

        assert (result["verdict"], result["flagged"]) == ("allow", True)
    for row in Passage.objects.all():
        assert row.marks == ["skew"]
        assert abs(row.happened_at - clock.now()) < timedelta(seconds=10)
    assert gate.read()["passages"][0]["at"] == "9999-12-31T23:59:59Z"


@pytest.mark.parametrize("header", ["nonsense", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_an_absurd_device_time_breaks_nothing(gate: Gate, header: str) -> None:
    for at in (clock.now().isoformat(), "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        gate.send(builders.item("FGB:nobody", at=at), **{"Fugong-Device-Time": header})

    assert Passage.objects.count() == 3
    assert len(gate.read()["passages"]) == 3


def test_unknown_ids_are_made_by_the_device(gate: Gate) -> None:
    item = builders.item("x", id=str(new_id(1)))

    assert gate.send(item)[0]["id"] == item["id"]
