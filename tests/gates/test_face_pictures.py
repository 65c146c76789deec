"""Face pictures: dropped, unless an assessment lets those of a fever without a name be kept, for days, to be looked at by
the officer with a reason (PIPL 19, 26, 28, 55, 56)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.models import AuditRow
from fugong.core.permissions import SYSTEM
from fugong.directory.models import Enterprise
from fugong.gates import actions, queries
from fugong.gates.actions.nameless import taken_over
from fugong.gates.actions.purging import purge
from fugong.gates.models import FacePicture, FeverHold, PictureAssessment, PictureOpening, Terminal
from tests.gates import builders
from tests.gates.test_terminals import event, tell, terminal

pytestmark = [pytest.mark.django_db, pytest.mark.article("G8"), pytest.mark.article("G9")]

NOW = datetime(2020, 2, 24, 0, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xd9"
ASSESSED = actions.Assessment(
    assessor="郑专员",
    assessed_on=date(2020, 2, 20),
    ground="emergency",
    purpose="测到发热又不知道是谁时，找到本人复测，别无他用。",
    risks="照片被别人看到会泄露谁发热；只留发热且没有名字的。",
    measures="加密保存，三天删除，只有专员写明理由才能看。",
    signs=True,
)


@pytest.fixture(autouse=True)
def that_morning() -> Any:
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    return builders.enterprise()


def kept_by(enterprise: Enterprise, **settings: Any) -> Terminal:
    at = terminal(enterprise, **settings)
    actions.keep_pictures(terminal=at, by=builders.officer(enterprise), assessment=ASSESSED)
    return at


def a_fever(at: Terminal, picture: bytes = JPEG, **changes: Any) -> None:
    changes = {"temperature": Decimal("38.2"), "picture": picture, **changes}
    tell(at, event(**changes), pictures=1)


def test_without_an_assessment_every_picture_is_dropped(enterprise: Enterprise) -> None:
    at = terminal(enterprise)

    a_fever(at)

    assert not FacePicture.objects.exists()
    at.refresh_from_db()
    assert at.pictures == 1


def test_with_one_only_that_of_a_fever_without_a_name_is_kept(enterprise: Enterprise) -> None:
    at, person = kept_by(enterprise), builders.worker(enterprise)

    a_fever(at, job_number=person.job_number)
    a_fever(at, serial_number="2", temperature=Decimal("36.5"))
    a_fever(at, serial_number="3", job_number="NOBODY", temperature=Decimal("36.5"))
    assert not FacePicture.objects.exists()

    a_fever(at, serial_number="4")
    a_fever(at, serial_number="5", job_number="NOBODY")
    a_fever(at, serial_number="5", job_number="NOBODY")

    assert FacePicture.objects.count() == 2
    at.refresh_from_db()
    assert at.pictures == 4
    assert sum(one.has_picture for one in queries.latest_events(builders.officer(enterprise), at)) == 2


@pytest.mark.parametrize(
    "sent", [b"GIF89a" + JPEG, JPEG[:-2], JPEG[:-2] + b"\x00" * 200_000 + b"\xff\xd9", b""]
)
def test_what_is_no_jpeg_or_too_large_is_dropped(enterprise: Enterprise, sent: bytes) -> None:
    a_fever(kept_by(enterprise), sent)

    assert not FacePicture.objects.exists()


def test_it_is_sealed_and_opened_by_the_officer_with_a_reason_on_record(enterprise: Enterprise) -> None:
    at = kept_by(enterprise)
    a_fever(at)
    officer = builders.officer(enterprise)
    [line] = queries.latest_events(officer, at)
    picture = queries.face_picture(officer, line.id)
    stored = FacePicture.objects.values_list("jpeg", flat=True).get()
    assert "/9j/" not in stored.sealed()

    with pytest.raises(NotAllowed):
        actions.open_picture(picture=picture, by=builders.officer(enterprise, "principal"), reason="看看是谁")
    with pytest.raises(Invalid) as refused:
        actions.open_picture(picture=picture, by=officer, reason=" ")
    assert refused.value.field == "reason"
    assert not PictureOpening.objects.exists()

    assert actions.open_picture(picture=picture, by=officer, reason="到场找到本人") == JPEG
    [opening] = queries.openings_of_picture(picture)
    assert (opening.by_id, opening.reason) == (officer.id, "到场找到本人")
    assert AuditRow.objects.filter(action="gates.open_picture").count() == 1
    with pytest.raises(NotFound):
        queries.face_picture(builders.officer(builders.enterprise()), line.id)


@pytest.mark.parametrize("job_number", ["", "NOBODY"])
@pytest.mark.parametrize("ends", ["named", "settled", "taken over"])
def test_its_reason_over_it_is_gone_at_once_and_told_again_it_stays_away(
    enterprise: Enterprise, job_number: str, ends: str
) -> None:
    at, officer = kept_by(enterprise), builders.officer(enterprise)
    a_fever(at, job_number=job_number)
    hold = FeverHold.objects.get()
    assert FacePicture.objects.count() == 1

    if ends == "named":
        actions.name_held(hold=hold, by=officer, who=builders.worker(enterprise))
    elif ends == "settled":
        actions.settle_fever(hold=hold, by=officer, outcome="gone")
    else:
        taken_over(enterprise=enterprise, reading_id=hold.passage_id, by=officer)
    assert not FacePicture.objects.exists()

    a_fever(at, job_number=job_number)
    assert not FacePicture.objects.exists()


def test_told_again_after_its_days_it_stays_away(enterprise: Enterprise, that_morning: Any) -> None:
    at = kept_by(enterprise)
    once = event("NOBODY", temperature=Decimal("38.2"), picture=JPEG)
    tell(at, once, pictures=1)
    assert FacePicture.objects.count() == 1
    that_morning.shift(timedelta(days=queries.picture_days(enterprise), hours=1))
    purge(enterprise=enterprise, by=SYSTEM)

    tell(at, once, pictures=1)

    assert FeverHold.objects.count() == 1
    assert not FacePicture.objects.exists()


def test_its_days_are_few(enterprise: Enterprise, that_morning: Any) -> None:
    a_fever(kept_by(enterprise))
    days = queries.picture_days(enterprise)

    that_morning.shift(timedelta(days=days, hours=-1))
    purge(enterprise=enterprise, by=SYSTEM)
    assert FacePicture.objects.count() == 1
    that_morning.shift(timedelta(hours=2))
    purge(enterprise=enterprise, by=SYSTEM)
    assert not FacePicture.objects.exists()


def test_who_looked_stays_on_record_for_three_years(enterprise: Enterprise, that_morning: Any) -> None:
    a_fever(kept_by(enterprise))
    officer = builders.officer(enterprise)
    picture = queries.face_picture(officer, FacePicture.objects.get().event_id)
    actions.open_picture(picture=picture, by=officer, reason="到场找到本人")

    that_morning.move_to(datetime(2023, 2, 24, 0, 0, tzinfo=UTC))
    purge(enterprise=enterprise, by=SYSTEM)
    assert not FacePicture.objects.exists()
    assert PictureOpening.objects.count() == PictureAssessment.objects.count() == 1

    that_morning.shift(timedelta(days=1, hours=1))
    purge(enterprise=enterprise, by=SYSTEM)
    assert not PictureOpening.objects.exists()
    assert PictureAssessment.objects.exists()


def test_switched_off_or_withdrawn_nothing_is_left_but_the_assessment(enterprise: Enterprise) -> None:
    officer = builders.officer(enterprise)
    off, withdrawn = kept_by(enterprise), kept_by(enterprise)
    for at in (off, withdrawn):
        a_fever(at)
    assert FacePicture.objects.count() == 2

    assert actions.drop_pictures(terminal=off, by=officer) == 1
    a_fever(off, serial_number="2")
    actions.withdraw_terminal(terminal=withdrawn, by=officer)

    assert not FacePicture.objects.exists()
    assert queries.assessment_of(off) is None
    assert PictureAssessment.objects.exclude(ended_at=None).count() == 2


def test_only_the_officer_switches_it_on_with_a_whole_assessment(enterprise: Enterprise) -> None:
    at, officer = terminal(enterprise), builders.officer(enterprise)
    with pytest.raises(NotAllowed):
        actions.keep_pictures(terminal=at, by=builders.officer(enterprise, "principal"), assessment=ASSESSED)
    nothing = actions.Assessment("", clock.today() + timedelta(days=1), "curiosity", "", "x", " ", False)

    with pytest.raises(Invalid) as refused:
        actions.keep_pictures(terminal=at, by=officer, assessment=nothing)

    fields = [one.field for one in refused.value.every]
    assert fields == ["assessor", "assessed_on", "ground", "purpose", "risks", "measures", "signs"]
    actions.keep_pictures(terminal=at, by=officer, assessment=ASSESSED)
    with pytest.raises(Conflict):
        actions.keep_pictures(terminal=at, by=officer, assessment=replace(ASSESSED, ground="consent"))
    line = queries.assessment_of(at)
    assert line is not None
    assert (line.assessor, line.ground, line.begun_by) == ("郑专员", "emergency", officer.id)
