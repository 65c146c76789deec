"""A roster from the upload to the result, as it is sent by people who did not make it for us (G4)."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fugong.directory import actions as directory_actions
from fugong.directory import queries as directory
from tests.builders import House, house

pytestmark = [pytest.mark.django_db, pytest.mark.article("G4")]
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def works() -> House:
    return house()


@pytest.fixture
def officer(works: House) -> Client:
    return works.epidemic_officer.browser


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def upload(client: Client, name: str = "roster_a.xlsx", data: bytes | None = None) -> Any:
    data = (SAMPLES / name).read_bytes() if data is None else data
    return client.post("/desk/roster/", {"file": SimpleUploadedFile(name, data)})


def imported(works: House, address: str) -> None:
    """What the worker process does after the button."""
    row = directory.roster_imports(works.epidemic_officer.actor).first()
    assert row is not None
    if row.state == "running":
        directory_actions.run_import(import_id=row.pk, by=works.epidemic_officer.actor)


def test_the_sample_is_understood_and_its_faults_are_named(works: House, officer: Client) -> None:
    sent = upload(officer)
    page = officer.get(sent["Location"])

    assert sent.status_code == 302
    read = page.context["read"]
    assert read.total == 300
    assert 0 < read.good < 300
    assert page.context["faults"]["page"].paginator.count == len(read.faults)
    line = page.context["faults"]["lines"][0]
    assert str(line["row"]) in text(page)
    assert line["cause"] in text(page)
    assert line["remedy"] in text(page)


def test_the_marked_copy_is_the_same_sheet_with_its_faults_explained(officer: Client) -> None:
    address = upload(officer)["Location"]

    response = officer.get(f"{address}marked.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert "attachment" in response["Content-Disposition"]
    assert any(cell.comment for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_good_rows_are_imported_and_again_changes_nothing(works: House, officer: Client) -> None:
    before = directory.people(works.epidemic_officer.actor).count()
    address = upload(officer)["Location"]
    good = officer.get(address).context["read"].good

    officer.post(f"{address}import/")
    imported(works, address)
    first = officer.get(address)
    again = upload(officer)["Location"]
    officer.post(f"{again}import/")
    imported(works, again)
    second = officer.get(again).context["row"]

    row = first.context["row"]
    assert row.state == "done"
    assert row.created + row.unchanged + row.updated + len(row.refused) == good
    assert directory.people(works.epidemic_officer.actor).count() == before + row.created
    assert (second.created, second.updated) == (0, 0)


def test_a_corrected_mapping_is_used_and_remembered(officer: Client) -> None:
    address = upload(officer)["Location"]
    columns = {
        f"column-{one.letter}": chosen or "" for one, chosen in officer.get(address).context["columns"]
    }
    job = next(name for name, chosen in columns.items() if chosen == "job")

    officer.post(f"{address}columns/", {**columns, job: ""})
    again = officer.get(upload(officer)["Location"])

    assert {f"column-{one.letter}": chosen for one, chosen in again.context["columns"]}[job] is None
    assert again.context["row"].mapping


def test_one_field_for_two_columns_is_refused_and_the_choice_stays(officer: Client) -> None:
    address = upload(officer)["Location"]
    columns = {
        f"column-{one.letter}": chosen or "" for one, chosen in officer.get(address).context["columns"]
    }
    job = next(name for name, chosen in columns.items() if chosen == "job")

    page = officer.post(f"{address}columns/", {**columns, job: "name"})

    assert page.status_code == 422
    assert "姓名" in page.context["wrong"]
    assert {f"column-{one.letter}": chosen for one, chosen in page.context["columns"]}[job] == "name"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("roster_password.xlsx", None, "密码"),
        ("照片.xlsx", b"\xff\xd8\xff\xe0 a picture", "不是表格文件"),
        ("空.xlsx", b"", "文件是空的"),
        ("无表头.csv", "甲,乙\n1,2\n".encode("gb18030"), "表头"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_with_what_to_do(
    works: House, officer: Client, name: str, data: bytes | None, said: str
) -> None:
    page = upload(officer, name, data)

    assert page.status_code == 422
    assert said in text(page)
    assert not directory.roster_imports(works.epidemic_officer.actor).exists()


def test_a_deleted_sheet_is_gone_but_the_record_stays(works: House, officer: Client) -> None:
    address = upload(officer)["Location"]

    officer.post(f"{address}delete/")

    assert "原表已删除" in text(officer.get(address))
    assert officer.get(f"{address}marked.xlsx").status_code == 404
    assert directory.roster_imports(works.epidemic_officer.actor).count() == 1


def test_the_empty_template_is_understood_as_it_is(officer: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/desk/roster/template.xlsx").content))
    sheet = book.worksheets[0]
    sheet.append(["赵铁柱", "41080219900101001X", "13800138000"])
    stream = io.BytesIO()
    book.save(stream)

    page = officer.get(upload(officer, "模板.xlsx", stream.getvalue())["Location"])

    assert page.context["read"].total == 1
    assert page.context["unsure"] == []


def test_an_upload_of_another_enterprise_is_not_found(officer: Client) -> None:
    other = house()
    address = upload(other.epidemic_officer.browser)["Location"]

    assert officer.get(address).status_code == 404
    assert officer.get(f"{address}marked.xlsx").status_code == 404
    assert officer.post(f"{address}import/").status_code == 404
