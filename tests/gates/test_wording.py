"""What the gates' notices say: who, where, when, and the place where it can be settled (G8)."""

from datetime import timedelta

import pytest

from fugong.core import clock
from fugong.core.permissions import SYSTEM
from fugong.gates.actions import record_passages
from fugong.gates.models import FeverHold, Passage
from fugong.gates.wording import NOTICES
from fugong.notices.actions import post
from fugong.notices.models import Notice
from fugong.notices.wording import address_of, text_of
from tests.gates import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8")]


@pytest.fixture
def gate():
    return builders.device()[0]


def scan(gate, person, **changes):
    now = clock.now()
    item = builders.item(f"FGB:{person.reference}", **changes)
    record_passages(device=gate, items=[item], device_time=now, received_at=now)
    return Passage.objects.get(id=item["id"])


def told(kind):
    notice = Notice.objects.filter(kind=kind).latest("created_at")
    return text_of(notice), address_of(notice)


@pytest.mark.article("G3")
def test_a_fever_says_who_where_when_how_much_and_leads_to_its_hold(gate):
    person = builders.worker(gate.checkpoint.enterprise)
    at = clock.now() - timedelta(minutes=1)
    scan(gate, person, temperature=38.2, at=at.isoformat())

    text, where = told("fever_at_gate")

    local = at.astimezone(clock.SITE_ZONE)
    assert text.startswith(f"{gate.checkpoint.name} ")
    assert f" {local.hour}:{local.minute:02}：张*测到 38.2 ℃" in text
    assert where == f"/desk/gates/holds/{FeverHold.objects.get().pk}/"
    again = scan(gate, person, temperature=38.4)
    text, where = told("fever_at_gate")
    assert "38.4 ℃" in text
    assert where == f"/desk/passages/{again.id}/", "it belongs to the hold that is open"


def test_a_re_entry_names_who_came_in_again(gate):
    person = builders.worker(gate.checkpoint.enterprise)
    scan(gate, person)
    passage = scan(gate, person)

    text, where = told("re_entry_at_gate")

    assert "张*没有出厂记录又进了一次厂" in text
    assert gate.checkpoint.name in text
    assert where == f"/desk/passages/{passage.id}/"


@pytest.mark.parametrize("kind", NOTICES)
def test_what_was_purged_is_told_without_a_name(gate, kind):
    gone = str(builders.new_id())
    ids = dict.fromkeys(("passage_id", "reading_id", "visit_id", "person_id", "device_id"), gone)
    details = {**ids, "gaps": 1, "first": "2026-11-25", "checkpoint": "东门", "device": "测温仪"}
    owner_id = gate.checkpoint.enterprise_id
    (notice,) = post(owner_id=owner_id, kind=kind, details=details, role="epidemic_officer", by=SYSTEM)

    assert "{" not in text_of(notice)
    assert address_of(notice).startswith("/")
