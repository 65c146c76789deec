"""Rosters, entrances and devices, settings, accounts, the audit, the inbox over the API."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fugong.directory import queries
from fugong.directory.actions import run_import
from fugong.directory.models import RosterImport
from tests.builders import PASSWORD, Api, House, house
from tests.screening import builders

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def here() -> House:
    return house()


@pytest.fixture
def uploads(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"


def upload(api: Api, name: str = "roster_a.xlsx"):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile(name, (SAMPLES / name).read_bytes())
    return api.client.post("/api/v1/roster/imports", {"file": file})


@pytest.mark.article("G4")
@pytest.mark.usefixtures("uploads")
def test_a_roster_comes_in_as_it_is(here: House, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    officer = here.epidemic_officer.api
    monkeypatch.setattr("fugong.directory.actions.uploads.enqueue", lambda *_a, **_k: None)

    made = upload(officer)
    row = made.json()
    path = f"/roster/imports/{row['id']}"
    columns = officer.get(f"{path}/columns").json()["columns"]
    faults = officer.get(f"{path}/faults").json()["faults"]
    marked = officer.get(f"{path}/marked.xlsx")
    started = officer.post(f"{path}/start").json()

    assert made.status_code == 201, made.content
    assert {one["field"] for one in columns} >= {"name", "id_number", "phone"}
    assert len({one["row"] for one in faults}) == row["rows"] - row["good"]
    assert all(one["text"] and one["remedy"] for one in faults)
    assert marked.content[:2] == b"PK"
    assert started["state"] == "running"
    run_import(import_id=RosterImport.objects.get().pk, by=here.epidemic_officer.actor)
    done = officer.get(path).json()
    assert (done["state"], done["created"]) == ("done", row["good"])


@pytest.mark.usefixtures("uploads")
def test_the_faults_of_a_roster_are_read_page_by_page(here: House) -> None:
    officer = here.epidemic_officer.api
    path = f"/roster/imports/{upload(officer).json()['id']}/faults"
    everything = officer.get(path).json()["faults"]

    seen, cursor, more = [], "", True
    while more:
        page = officer.get(path, limit=3, since=cursor).json()
        seen += page["faults"]
        cursor, more = page["next"], page["more"]

    assert seen == everything
    assert len(seen) > 3


@pytest.mark.usefixtures("uploads")
def test_the_columns_are_put_right_and_the_upload_deleted(here: House) -> None:
    officer = here.epidemic_officer.api
    path = f"/roster/imports/{upload(officer).json()['id']}"
    columns = {one["letter"]: one["field"] for one in officer.get(f"{path}/columns").json()["columns"]}
    phone = next(letter for letter, field in columns.items() if field == "phone")

    without_phone = officer.put(f"{path}/columns", {"columns": {**columns, phone: None}})
    same = officer.put(f"{path}/columns", {"columns": columns})
    gone = officer.delete(path)
    after = officer.get(f"{path}/columns")

    assert (without_phone.status_code, without_phone.json()["error"]["field"]) == (422, "columns")
    assert same.json()["good"] == 268
    assert gone.status_code == 204
    assert after.status_code == 404


@pytest.mark.usefixtures("uploads")
@pytest.mark.parametrize("content", [b"", b"no workbook at all", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_422_with_a_remedy(here: House, content: bytes) -> None:
    file = SimpleUploadedFile("roster.xlsx", content)

    refused = here.epidemic_officer.api.client.post("/api/v1/roster/imports", {"file": file})

    assert refused.status_code == 422
    assert refused.json()["error"]["field"] == "file"
    assert not RosterImport.objects.exists()


@pytest.mark.article("G8")
def test_an_entrance_gets_a_device_that_a_guard_binds_once(here: House) -> None:
    officer = here.epidemic_officer.api
    checkpoint = officer.post("/checkpoints", {"name": "东门"}).json()
    ticket = officer.post(f"/checkpoints/{checkpoint['id']}/devices", {"name": "平板"}).json()

    bound = here.guard.api.post("/devices/bind", {"ticket": ticket["ticket"]})
    twice = here.guard.api.post("/devices/bind", {"ticket": ticket["ticket"]})

    assert ticket["url"].endswith(f"/gate/bind/{ticket['ticket']}/")
    assert bound.status_code == 201
    assert twice.status_code == 404
    assert Api(bound.json()["token"]).get("/gate/passages").status_code == 200
    assert officer.post("/checkpoints", {"name": "东门"}).status_code == 409
    assert officer.post(f"/devices/{ticket['device']['id']}/withdraw").json()["withdrawn_at"]
    assert Api(bound.json()["token"]).get("/gate/passages").status_code == 401


def test_the_fever_threshold_is_set_within_bounds_and_by_version(here: House) -> None:
    officer = here.epidemic_officer.api
    seen = officer.get("/enterprise").json()

    changed = officer.patch("/enterprise/settings", {"fever_threshold": 37.2, "seen_at": seen["updated_at"]})
    late = officer.patch("/enterprise/settings", {"fever_threshold": 37.1, "seen_at": seen["updated_at"]})
    wild = officer.patch("/enterprise/settings", {"fever_threshold": 45})
    reset = officer.patch("/enterprise/settings", {"fever_threshold": None})

    assert (changed.json()["fever_threshold"], changed.json()["own_fever_threshold"]) == (37.2, 37.2)
    assert late.status_code == 409
    assert (wild.status_code, wild.json()["error"]["field"]) == (422, "fever_threshold")
    assert reset.json()["own_fever_threshold"] is None
    assert reset.json()["fever_threshold"] == seen["fever_threshold"]


def test_a_rotated_poster_opens_nothing(here: House) -> None:
    officer = here.epidemic_officer.api
    old = officer.get("/enterprise/poster").json()["url"]

    new = officer.post("/enterprise/poster/rotate").json()["url"]

    assert old != new
    assert queries.enterprise_by_poster(old.rstrip("/").rsplit("/", 1)[1]) is None


def test_a_principal_manages_the_accounts_of_the_enterprise(here: House) -> None:
    principal = here.principal.api
    body = {"login": "gate-2", "name": "赵六", "password": PASSWORD, "role": "guard"}

    made = principal.post("/accounts", body)
    taken = principal.post("/accounts", body)
    weak = principal.post("/accounts", {**body, "login": "gate-3", "password": "12345678"})
    admin = principal.post("/accounts", {**body, "login": "root", "role": "administrator"})
    token = principal.post(f"/accounts/{made.json()['id']}/tokens", {"label": "工具"}).json()["token"]
    (listed,) = principal.get(f"/accounts/{made.json()['id']}/tokens").json()["tokens"]

    assert made.status_code == 201, made.content
    assert made.json()["name"] == "赵*"
    assert (taken.status_code, weak.status_code, admin.status_code) == (409, 422, 403)
    assert Api(token).get("/me").json()["roles"] == ["guard"]
    assert principal.delete(f"/tokens/{listed['id']}").status_code == 204
    assert Api(token).get("/me").status_code == 401


def test_a_principal_does_not_know_the_accounts_of_others(here: House) -> None:
    other = house()

    assert here.principal.api.get(f"/accounts/{other.guard.account.pk}").status_code == 404
    assert here.principal.api.get(f"/accounts/{here.administrator.account.pk}").status_code == 404


def test_the_administrator_sets_up_an_enterprise_and_its_first_officer(here: House) -> None:
    admin = here.administrator.api
    uscc = "91410800MA3XAAAA0"
    from fugong.core.identifiers import uscc_check_digit

    body = {"uscc": uscc + uscc_check_digit(uscc), "name": "焦作新厂", "region_code": "410802"}
    made = admin.post("/enterprises", body)
    account = {
        "login": "first",
        "name": "周八",
        "password": PASSWORD,
        "role": "epidemic_officer",
        "enterprise": made.json()["id"],
    }
    officer = admin.post("/accounts", account)

    assert made.status_code == 201, made.content
    assert admin.post("/enterprises", body).status_code == 409
    assert officer.status_code == 201, officer.content
    assert officer.json()["appointments"][0]["enterprise_name"] == "焦作新厂"


def test_the_audit_is_read_newest_first_without_personal_values(here: House) -> None:
    officer = here.epidemic_officer.api
    officer.post("/checkpoints", {"name": "东门"})
    officer.post(f"/people/{here.worker.pk}/open", {"reason": "通知其就医"})

    page = here.principal.api.get("/audit", limit=1)
    rest = here.principal.api.get("/audit", since=page.json()["next"]).json()
    checked = here.principal.api.get("/audit/verify").json()

    assert [row["action"] for row in page.json()["rows"]] == ["directory.open_values"]
    assert page.json()["more"] is True
    assert rest["rows"][0]["action"] == "gates.create_checkpoint"
    assert "通知其就医" not in page.content.decode()
    assert checked["whole"] is True
    assert checked["rows"] >= 2


def test_an_inbox_is_read(here: House) -> None:
    builders.declared(here.worker)
    builders.daily(here.worker, temperature="38.0")
    officer = here.epidemic_officer.api

    waiting = officer.get("/inbox", unread=True).json()
    read = officer.post("/inbox/read", {"ids": [one["id"] for one in waiting["notices"]]}).json()

    assert waiting["unread"] == read["count"] == 1
    assert officer.get("/inbox").json()["unread"] == 0
    assert officer.get("/me").json()["unread"] == 0


def test_hundreds_of_requests_are_not_limited(here: House) -> None:
    api = here.epidemic_officer.api

    statuses = {api.get("/me").status_code for _ in range(300)}

    assert statuses == {200}
