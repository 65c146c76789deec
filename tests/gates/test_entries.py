"""What a guard writes down beside passages is stored once, applied, and never refused for having happened."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from fugong.core import clock
from fugong.core.audit import verify
from fugong.core.errors import Conflict, Invalid, TooLarge
from fugong.core.ids import new_id
from fugong.gates import entries
from fugong.gates.actions import record_entries
from fugong.gates.actions.occasions import Occasion
from fugong.gates.models import GateEntry
from fugong.gates.upload import list_in
from tests.gates import builders
from tests.gates.closing import closed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def applied(monkeypatch) -> list[str]:
    done: list[str] = []

    def apply(occasion: Occasion, told: str) -> UUID | None:
        if told == "gone":
            raise Conflict("gone", "已经离开。")
        if told == "broken":
            raise KeyError(told)
        done.append(told)
        return occasion.entry_id

    monkeypatch.setitem(
        entries.KINDS, "test.kind", entries.Kind("test.kind", lambda fields: fields.text("word"), apply)
    )
    return done


def entry(word: object = "one", **changed: object) -> dict[str, object]:
    return {
        "id": str(new_id()),
        "at": clock.now().isoformat(),
        "kind": "test.kind",
        "data": {"word": word},
        **changed,
    }


def send(device, *told, **more):
    now = clock.now()
    return record_entries(
        device=device, entries=list(told), device_time=more.get("time", now), received_at=now
    )


def test_stored_and_applied_once_however_often_sent(applied):
    device = builders.device()[0]
    one = entry()
    first, twin = send(device, one, one)
    (again,) = send(device, {**one, "data": {"word": "other"}})
    assert (first["outcome"], first["repeated"], twin["repeated"], again["repeated"]) == (
        "done",
        False,
        True,
        True,
    )
    assert applied == ["one"]
    assert again["subject"] == one["id"]
    assert GateEntry.objects.get().data.document() == {"word": "one"}


def test_what_cannot_be_applied_any_more_is_kept_and_noted(applied):
    device = builders.device()[0]
    results = send(device, entry("gone"), entry("broken"), entry("fine"))
    assert [one["outcome"] for one in results] == ["noted", "noted", "done"]
    assert results[0]["text"] == "已经离开。"
    assert list(GateEntry.objects.order_by("seq").values_list("remark", flat=True)) == [
        "gone",
        "unexpected",
        "",
    ]
    assert applied == ["fine"]
    assert verify(device.checkpoint.enterprise_id)[1] is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"id": "1"}, "entries[1].id"),
        ({"at": "2020-02-24 07:00"}, "entries[1].at"),
        ({"kind": "no.such"}, "entries[1].kind"),
        ({"kind": ["test.kind"]}, "entries[1].kind"),
        ({"data": []}, "entries[1].data"),
        ({"data": {"word": 7}}, "entries[1].data.word"),
        ({"data": {"word": "a\x00b"}}, "entries[1].data.word"),
        ({"data": {"word": "x", "more": "y" * 9000}}, "entries[1].data"),
        ({"by": "nobody"}, "entries[1].by"),
    ],
)
def test_a_malformed_one_is_named_and_nothing_is_stored(applied, changed, field):
    with pytest.raises(Invalid) as told:
        send(builders.device()[0], entry(), entry(**changed))
    assert told.value.field == field
    assert not applied
    assert not GateEntry.objects.exists()


def test_six_characters_that_look_like_an_escape_are_text(applied):
    send(builders.device()[0], entry("\\u0000", more={"deep": ["\0x"]}))
    assert GateEntry.objects.get().data.document()["word"] == "\\u0000"


def test_a_moment_nobody_lived_is_the_uploads(applied):
    now = clock.now()
    send(builders.device()[0], entry(at="0001-01-01T00:00:00Z"))
    assert abs(GateEntry.objects.get().happened_at - now) < timedelta(minutes=1)


def test_too_many_at_once(applied):
    with pytest.raises(TooLarge):
        send(builders.device()[0], *[entry() for _ in range(entries.MOST_AT_ONCE + 1)])


def test_a_clock_that_is_off_is_corrected(applied):
    now = clock.now()
    send(
        builders.device()[0], entry(at=(now + timedelta(hours=3)).isoformat()), time=now + timedelta(hours=3)
    )
    row = GateEntry.objects.get()
    assert abs(row.happened_at - now) < timedelta(seconds=5)
    assert row.at - now > timedelta(hours=2)


def test_a_guard_is_named_only_where_it_is_one_of_the_enterprise(applied):
    send(builders.device()[0], entry(by=str(new_id())))
    assert GateEntry.objects.get().by_id is None


def test_what_the_phone_closed_is_stored_and_applied_like_any_other(applied):
    device = builders.device()[0]

    (done,) = send(device, closed(device, entry("one")))

    assert (done["outcome"], applied) == ("done", ["one"])
    assert GateEntry.objects.get().data.document() == {"word": "one"}


@pytest.mark.parametrize("kind_of_fault", ["another id", "cut off", "not text", "too long"])
def test_a_box_that_does_not_open_is_named_and_nothing_of_the_upload_is_stored(applied, kind_of_fault):
    device = builders.device()[0]
    told = closed(device, entry("one"))
    broken = {
        "another id": {"id": str(new_id())},
        "cut off": {"closed": told["closed"][:-6]},
        "not text": {"closed": {"word": "one"}},
        "too long": {"closed": told["closed"] + "A" * 48_000},
    }[kind_of_fault]

    with pytest.raises(Invalid) as refused:
        send(device, entry("two"), told | broken)

    assert refused.value.field == "entries[1].closed"
    assert (applied, GateEntry.objects.count()) == ([], 0)


@pytest.mark.parametrize("other", ["enterprise", "device"])
def test_what_a_phone_closed_opens_for_no_other_enterprise_and_no_other_device(applied, other):
    device = builders.device()[0]
    stranger = builders.device(None if other == "enterprise" else device.checkpoint.enterprise)[0]
    told = closed(device, entry("one"))

    with pytest.raises(Invalid) as refused:
        send(stranger, told)

    assert refused.value.field == "entries[0].closed"
    assert send(device, told)[0]["outcome"] == "done"


@pytest.mark.parametrize("shut", [False, True])
@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("[" * 300 + "]" * 300, "entries[0].data.more" + "[0]" * 19),
        ('{"a":' * 300 + "1" + "}" * 300, "entries[0].data.more" + ".a" * 19),
        ("NaN", "entries[0].data.more"),
        ("[1, -Infinity]", "entries[0].data.more[1]"),
        ("1e999", "entries[0].data.more"),
    ],
)
def test_what_no_program_can_keep_is_named_also_in_a_box(applied, more, place, shut):
    device = builders.device()[0]
    told = entry(data={"word": "one", "more": json.loads(more)})

    with pytest.raises(Invalid) as refused:
        send(device, closed(device, told) if shut else told)

    assert refused.value.field == place
    assert not GateEntry.objects.exists()


def test_what_lies_deeper_than_any_program_follows_is_refused_all_the_same(applied):
    device = builders.device()[0]
    for depth in (500, 900, 970):
        body = json.dumps({"entries": [entry()]}).replace(
            '"word": "one"', f'"x": {"[" * depth + "]" * depth}'
        )
        with pytest.raises(Invalid):
            send(device, *list_in(body.encode(), "entries"))


def test_numbers_are_kept_as_numbers(applied):
    device = builders.device()[0]
    body = json.dumps({"entries": [entry(data={"word": "one", "of": [38.2, 7]})]})
    send(device, *list_in(body.encode(), "entries"))
    assert GateEntry.objects.get().data.document() == {"word": "one", "of": [38.2, 7]}
