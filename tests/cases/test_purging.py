"""Files of cases: gone when their time is over, with a record of it; swept up where a process died between file and row."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from fugong import packs
from fugong.cases import actions, tasks
from fugong.cases.models import Attachment, Case
from fugong.cases.queries import attachment_data
from fugong.core import audit, clock, files
from fugong.core.errors import NotAllowed
from fugong.core.permissions import SYSTEM
from fugong.notices import queries as notices
from tests.builders import House
from tests.cases.builders import data

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
KEPT = packs.load("jiaozuo_2020").profile.retention_days["cases"]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def with_a_file(here: House) -> tuple[Case, Attachment]:
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data())
    row = actions.attach(case=case, by=by, kind="photo", name="平面图.pdf", data=PDF)
    return actions.move(case=case, by=by, name="ask", version=1), row


def over(here: House) -> Attachment:
    case, row = with_a_file(here)
    actions.move(case=case, by=here.bureau_officer.actor, name="grant", version=2)
    return row


def later(days: int) -> Any:
    return time_machine.travel(clock.now() + timedelta(days=days))


def test_files_of_a_case_that_is_over_go_when_their_time_is_over_and_it_is_recorded(
    here: House, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    row = over(here)

    with later(KEPT):
        assert actions.purge(enterprise=here.enterprise, by=SYSTEM) == 0
    with later(KEPT + 1), django_capture_on_commit_callbacks(execute=True):
        assert actions.purge(enterprise=here.enterprise, by=SYSTEM) == 1
        assert actions.purge(enterprise=here.enterprise, by=SYSTEM) == 0

    assert not Attachment.objects.exists()
    assert not (folder / row.stored_as).exists()
    assert Case.objects.filter(pk=row.case_id).exists()
    recorded = audit.rows(here.enterprise.pk)[0]
    assert (recorded.action, recorded.details["attachments"]) == ("cases.purge", 1)


def test_a_case_that_goes_on_keeps_its_files(here: House) -> None:
    with_a_file(here)

    with later(KEPT * 2):
        assert actions.purge(enterprise=here.enterprise, by=SYSTEM) == 0
    with pytest.raises(NotAllowed):
        actions.purge(enterprise=here.enterprise, by=here.principal.actor)


def test_a_filing_on_file_stands_and_keeps_its_files_however_old(here: House) -> None:
    from tests.casetypes.filing.builders import filing

    case = filing(here, "on_file")
    Case.objects.filter(pk=case.pk).update(closed_at=clock.now() - timedelta(days=KEPT * 3))
    Attachment.objects.create(
        case=case,
        kind="supporting",
        file_name="a.pdf",
        media_type="application/pdf",
        size=1,
        sha256="",
        stored_as="",
    )

    assert actions.purge(enterprise=here.enterprise, by=SYSTEM) == 0


def test_a_file_without_a_row_is_swept_up_a_day_later(here: House, folder: Path) -> None:
    _case, row = with_a_file(here)
    orphan, of_another_room = files.store(PDF, "cases.attachment"), files.store(PDF, "directory.upload")
    draft = folder / f".{orphan}"
    draft.write_bytes(b"half")

    assert actions.sweep() == 0
    before = (clock.now() - timedelta(days=1, minutes=1)).timestamp()
    for path in folder.iterdir():
        os.utime(path, (before, before))
    assert actions.sweep() == 1

    assert attachment_data(row) == PDF
    assert {one.name for one in folder.iterdir()} == {row.stored_as, of_another_room}


def test_another_databases_files_are_left_alone(here: House, folder: Path) -> None:
    over(here)
    Attachment.objects.all().delete()
    for path in folder.iterdir():
        os.utime(path, (0, 0))

    assert actions.sweep() == 0
    assert len(list(folder.iterdir())) == 1


def test_every_night_what_authorities_were_told_long_ago_goes(here: House) -> None:
    over(here)
    assert notices.inbox(here.bureau_officer.actor).exists()

    with later(KEPT + 1):
        tasks.nightly.func()

    assert not notices.inbox(here.bureau_officer.actor).exists()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("way", ["page", "api"])
def test_who_takes_a_file_away_is_recorded(here: House, way: str) -> None:
    case, row = with_a_file(here)
    officer = here.bureau_officer

    if way == "page":
        given = officer.browser.get(f"/cases/{case.pk}/attachments/{row.pk}/")
    else:
        given = officer.api.get(f"/cases/{case.pk}/attachments/{row.pk}")

    assert given.content == PDF
    recorded = audit.rows(here.enterprise.pk)[0]
    assert (recorded.action, recorded.subject_id, recorded.actor_id) == (
        "cases.download", str(row.pk), officer.actor.id,
    )  # fmt: skip


def test_who_takes_a_list_or_a_paper_away_is_recorded(here: House) -> None:
    from tests.casetypes.filing.builders import filing

    case = filing(here, "submitted")
    officer = here.bureau_officer

    for address in ("/cases/export.xlsx", "/bureau/export.xlsx", "/bureau/resumption/export.xlsx"):
        assert officer.browser.get(address).status_code == 200
    assert officer.browser.get(f"/cases/{case.pk}/document.docx").status_code == 200

    taken = [(one.action, one.subject_id) for one in audit.rows(officer.actor.authority_id, limit=3)]
    assert taken == [
        ("resumption.export", "resumption"),
        ("cases.export", "inbox"),
        ("cases.export", "cases"),
    ]
    assert audit.rows(here.enterprise.pk)[0].action == "cases.export"
