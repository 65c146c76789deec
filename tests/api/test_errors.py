"""Whatever goes wrong is said in one form: code, text, field."""

import pytest

from tests.builders import Api, House, house

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> House:
    return house()


def error(response) -> dict[str, str | None]:  # type: ignore[no-untyped-def]
    body = response.json()
    assert set(body) == {"error"}, body
    assert set(body["error"]) == {"code", "text", "field"}
    assert body["error"]["text"]
    return body["error"]


@pytest.mark.parametrize("token", ["", "fga_invented", "with\x00nul"])
def test_an_unknown_token_is_401(token: str) -> None:
    response = Api(token).get("/me")

    assert response.status_code == 401
    assert error(response)["code"] == "token"
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_device_token_is_no_account(here: House) -> None:
    checkpoint = here.epidemic_officer.api.post("/checkpoints", {"name": "东门"}).json()["id"]
    ticket = here.epidemic_officer.api.post(f"/checkpoints/{checkpoint}/devices", {"name": "平板"}).json()
    token = here.guard.api.post("/devices/bind", {"ticket": ticket["ticket"]}).json()["token"]

    assert Api(token).get("/me").status_code == 401
    assert Api(token).get("/gate/state").status_code == 200


def test_a_role_that_may_not_is_403_before_the_body_is_looked_at(here: House) -> None:
    response = here.guard.api.post("/people", {"nonsense": 1})

    assert response.status_code == 403
    assert error(response)["code"] == "role"


def test_a_switched_off_account_is_nobody(here: House) -> None:
    off = here.principal.api.post(f"/accounts/{here.guard.account.pk}/off")

    assert off.status_code == 200
    assert here.guard.api.get("/me").status_code == 401


def test_an_unknown_id_and_an_unknown_address_are_404(here: House) -> None:
    nobody = "01900000-0000-7000-8000-000000000000"

    assert error(here.epidemic_officer.api.get(f"/people/{nobody}"))["code"] == "person"
    assert error(here.epidemic_officer.api.get("/nothing/here"))["code"] == "not_found"
    assert here.epidemic_officer.api.get("/people/not-an-id").status_code in (404, 422)


def test_a_person_of_another_enterprise_is_404(here: House) -> None:
    other = house()

    assert here.epidemic_officer.api.get(f"/people/{other.worker.pk}").status_code == 404


def test_a_method_that_is_not_there_is_405(here: House) -> None:
    response = here.epidemic_officer.api.put("/people", {})

    assert response.status_code == 405
    assert error(response)["code"] == "method"
    assert response["Allow"] == "GET, POST"


@pytest.mark.parametrize("body", ["{", "[1,", "NaN", '{"name": NaN}', "[" * 100_000, "ja", '{"a":"\\ud800"}'])
def test_what_is_no_json_is_422(here: House, body: str) -> None:
    response = here.epidemic_officer.api.client.post("/api/v1/people", body, content_type="application/json")

    assert response.status_code == 422
    assert error(response)["code"] in ("json", "text")


def test_a_missing_body_names_what_is_missing(here: House) -> None:
    response = here.epidemic_officer.api.client.post("/api/v1/people", "", content_type="application/json")

    assert response.status_code == 422
    assert error(response)["code"] == "missing"


def test_a_text_that_no_database_keeps_is_422(here: House) -> None:
    assert here.epidemic_officer.api.post("/checkpoints", {"name": "东\0门"}).status_code == 422
    assert here.epidemic_officer.api.get("/people", q="\0").status_code == 422


def test_unknown_personal_fields_are_refused(here: House) -> None:
    body = {"name": "王建国", "id_number": "410802198501010012", "medical_history": "高血压"}

    response = here.epidemic_officer.api.post("/people", body)

    assert response.status_code == 422
    assert error(response) == {
        "code": "unknown_field",
        "text": "没有这一项。请去掉它，我们不收集多余的信息。",
        "field": "medical_history",
    }


def test_a_place_in_a_list_is_named(here: House) -> None:
    response = here.epidemic_officer.api.post(
        "/inbox/read", {"ids": ["01900000-0000-7000-8000-000000000000", "x"]}
    )

    assert response.status_code == 422
    assert error(response)["field"] == "ids[1]"


def test_a_query_that_does_not_fit_names_its_parameter(here: House) -> None:
    response = here.epidemic_officer.api.get("/people", limit=100_000)

    assert response.status_code == 422
    assert error(response)["field"] == "limit"


def test_an_invented_cursor_is_422(here: House) -> None:
    for path in ("/inbox", "/audit", "/passages", "/missing", "/roster/imports"):
        response = here.principal.api.get(path, since="invented")

        assert response.status_code == 422, path
        assert error(response)["field"] == "since"


def test_answers_of_a_report_name_the_question(here: House) -> None:
    here.worker.has_phone = False
    here.worker.save()
    leader = here.team_leader.api
    purposes = [one["purpose"] for one in leader.get(f"/people/{here.worker.pk}/consents").json()["consents"]]
    assert leader.post(f"/people/{here.worker.pk}/consents", {"purposes": purposes}).status_code == 200

    body = {"kind": "daily", "answers": {"temperature": "hot", "symptoms": ["none"], "contact": "no"}}
    response = leader.post(f"/people/{here.worker.pk}/reports", body)

    assert response.status_code == 422
    assert error(response)["field"] == "temperature"


def test_errors_speak_the_readers_language(here: House) -> None:
    client = here.epidemic_officer.api.client

    response = client.post(
        "/api/v1/people", {}, content_type="application/json", headers={"Accept-Language": "en"}
    )

    assert response.status_code == 422
    assert response["Content-Language"] == "en"


def test_a_body_too_large_is_413(here: House, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = here.epidemic_officer.api.post("/people", {"name": "长" * 2000})

    assert response.status_code == 413
    assert error(response)["code"] == "too_large"


def test_a_defect_of_ours_is_a_500_without_its_insides(here: House, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from fugong.doors.api import people

    def broken(*_arguments: object) -> None:
        raise RuntimeError("secret insides")

    monkeypatch.setattr(people.queries, "people", broken)
    api = here.epidemic_officer.api
    api.client.raise_request_exception = False

    response = api.get("/people")

    assert response.status_code == 500
    assert error(response)["code"] == "broken"
    assert "insides" not in response.content.decode()
