"""A sheet from upload to import: kept sealed, read as the officer says, taken in once, deleted in time."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import transaction

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.permissions import SYSTEM
from fugong.directory import actions, choices, queries
from fugong.directory.actions import uploads
from fugong.directory.models import Person, RosterImport
from tests.builders_workbook import HEADER, SAMPLES, person, xlsx
from tests.directory import builders as make

pytestmark = [pytest.mark.django_db, pytest.mark.article("G4")]


def upload(here, data: bytes | None = None, name: str = "花名册.xlsx") -> RosterImport:
    data = xlsx([HEADER, *(person(n) for n in range(1, 4))]) if data is None else data
    return actions.upload_roster(enterprise=here, by=make.officer(here), file_name=name, data=data)


def kept() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT)
    return sorted(folder.iterdir()) if folder.exists() else []


def test_the_sample_is_taken_in_and_again_without_a_double():
    here = make.enterprise()
    expected = json.loads((SAMPLES / "roster_a.expected.json").read_text())
    bad = {fault["row"] for fault in expected["errors"]}
    data = (SAMPLES / "roster_a.xlsx").read_bytes()

    first = actions.run_import(import_id=upload(here, data, "roster_a.xlsx").pk, by=SYSTEM)
    again = actions.run_import(import_id=upload(here, data, "roster_a.xlsx").pk, by=SYSTEM)

    good = expected["rows"] - len(bad)
    assert (first.state, first.rows, first.good, first.done, first.created) == (
        "done",
        expected["rows"],
        good,
        good,
        good,
    )
    assert (again.created, again.updated, again.unchanged) == (0, 0, good)
    assert Person.objects.filter(enterprise=here).count() == good


def test_the_kept_sheet_shows_nobody_on_disk():
    here = make.enterprise()
    data = xlsx([HEADER, person(1)])

    row = upload(here, data)

    on_disk = (Path(settings.MEDIA_ROOT) / row.stored_as).read_bytes()
    assert not on_disk.startswith(b"PK")
    assert data[:64] not in on_disk
    assert queries.roster_of(row).rows[0].name == "王建国"


def test_a_file_that_cannot_be_read_is_refused_with_cause_and_remedy_and_not_kept():
    here, before = make.enterprise(), kept()

    with pytest.raises(Invalid) as refused:
        upload(here, b"%PDF-1.4 no workbook at all", "花名册.xlsx")

    assert (refused.value.field, len(refused.value.text) > 10) == ("file", True)
    assert kept() == before
    assert not RosterImport.objects.exists()


def test_a_corrected_mapping_is_remembered_for_the_next_sheet_with_these_headings():
    here = make.enterprise()
    header = [*HEADER[:3], "单位", *HEADER[4:]]
    sheet = xlsx([header, person(1)])
    row = upload(here, sheet)
    columns = {column.letter: column.field for column in queries.roster_of(row).columns}

    actions.save_mapping(roster_import=row, by=make.officer(here), columns={**columns, "D": "workshop"})
    later = upload(here, sheet)

    assert later.mapping["D"] == "workshop"
    assert queries.roster_of(later).rows[0].workshop == "一车间"


@pytest.mark.parametrize("wrong", [{"B": None}, {"C": "id_number"}, {"A": "blood_group"}])
def test_a_mapping_without_the_id_number_or_with_a_field_twice_is_refused(wrong):
    here = make.enterprise()
    row = upload(here)

    with pytest.raises(Invalid) as refused:
        actions.save_mapping(roster_import=row, by=make.officer(here), columns=wrong)

    assert refused.value.field == "columns"
    assert RosterImport.objects.get().mapping is None


def test_a_start_pressed_twice_runs_once_and_one_that_was_cut_off_runs_again():
    from django_tasks_db.models import DBTaskResult

    here = make.enterprise()
    row, by = upload(here), make.officer(here)

    actions.start_import(roster_import=row, by=by)
    actions.start_import(roster_import=row, by=by)
    assert DBTaskResult.objects.filter(task_path__endswith="take_roster").count() == 1

    with time_machine.travel(clock.now() + uploads.STUCK_AFTER + timedelta(seconds=1), tick=False):
        actions.start_import(roster_import=row, by=by)
    assert DBTaskResult.objects.filter(task_path__endswith="take_roster").count() == 2


def test_the_task_takes_the_rows_in_for_the_account_that_started_it():
    from fugong.directory.tasks import take_roster

    here = make.enterprise()
    officer = actions.create_account(
        by=SYSTEM,
        login="officer-of-uploads",
        name="李卫国",
        password="Fugong-2020-jiaozuo",
        role=choices.EPIDEMIC_OFFICER,
        enterprise=here,
    )
    row = upload(here)

    take_roster.func(import_id=str(row.pk), account_id=str(officer.pk))

    row.refresh_from_db()
    assert (row.state, row.created) == (choices.IMPORT_DONE, 3)
    assert make.audited(here, "directory.import_roster")[0].actor_id == officer.pk


def test_a_job_number_of_somebody_else_is_told_with_its_row():
    here = make.enterprise()
    make.worker(here, 700, job_number="A1")
    row = upload(here, xlsx([[*HEADER, "工号"], [*person(1), "A1"], [*person(2), "A2"]]))

    row = actions.run_import(import_id=row.pk, by=SYSTEM)

    row.refresh_from_db()
    assert (row.state, row.created) == (choices.IMPORT_DONE, 1)
    assert [(one["row"], one["column"]) for one in row.refused] == [(2, "job_number")]


def test_an_import_that_breaks_is_noted_and_may_be_repeated(monkeypatch):
    here = make.enterprise()
    row = upload(here)
    monkeypatch.setattr(uploads, "import_roster", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.run_import(import_id=row.pk, by=SYSTEM)

    row.refresh_from_db()
    assert row.state == choices.IMPORT_FAILED
    assert "重新上传" in row.failure
    monkeypatch.undo()
    assert actions.run_import(import_id=row.pk, by=SYSTEM).created == 3


@pytest.mark.django_db(transaction=True)
def test_a_deleted_sheet_is_gone_and_the_record_stays():
    here = make.enterprise()
    row = upload(here)
    stored_as = row.stored_as

    actions.delete_upload(roster_import=row, by=make.officer(here))

    row = RosterImport.objects.get(pk=row.pk)
    assert row.stored_as == ""
    assert not (Path(settings.MEDIA_ROOT) / stored_as).exists()
    with pytest.raises(NotFound):
        queries.roster_of(row)
    with pytest.raises(Conflict):
        actions.start_import(roster_import=row, by=make.officer(here))


def test_kept_sheets_are_deleted_after_a_week():
    here = make.enterprise()
    row = upload(here)

    with time_machine.travel(clock.now() + uploads.KEPT_FOR + timedelta(seconds=1), tick=False):
        assert actions.purge_uploads(enterprise=here) == 1

    assert not (Path(settings.MEDIA_ROOT) / row.stored_as).exists()


def test_uploads_are_seen_by_the_own_officer_and_principal_only():
    here = make.enterprise()
    row = upload(here)

    assert list(queries.roster_imports(make.officer(here))) == [row]
    for stranger in (
        make.officer(make.enterprise()),
        make.account("guard", here),
        make.account("team_leader", here),
        make.account("administrator", None),
    ):
        assert not queries.roster_imports(stranger).exists()
        with pytest.raises(NotFound):
            queries.roster_import(stranger, row.pk)
        with pytest.raises(NotAllowed):
            actions.start_import(roster_import=row, by=stranger)


def test_a_rollback_takes_the_audit_row_and_the_task_along():
    from django_tasks_db.models import DBTaskResult

    here = make.enterprise()
    row = upload(here)

    with transaction.atomic():
        actions.start_import(roster_import=row, by=make.officer(here))
        transaction.set_rollback(True)

    assert not make.audited(here, "directory.start_import")
    assert not DBTaskResult.objects.filter(task_path__endswith="take_roster").exists()
