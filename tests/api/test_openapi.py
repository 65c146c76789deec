"""The description of the API says what is there, and schemathesis finds nothing that answers otherwise."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from fugong.core.access import views
from fugong.doors.api.openapi import document
from fugong.doors.lane.app import make
from fugong.screening import actions as screening
from tests.builders import House, house
from tests.gates import builders as gate_builders
from tests.lane.client import wsgi as lane
from tests.screening import builders as screening_builders

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
EXAMPLES = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_the_description_is_open_to_all_and_asks_no_other_origin() -> None:
    response = Client().get("/api/v1/openapi.json")

    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.1")
    assert "://" not in response.content.decode()


def test_every_address_of_the_api_is_described() -> None:
    there = {
        "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        for route, _view in views()
        if route.startswith("api/v1/") and not route.endswith("openapi.json")
    } | {route.path for route in make().routes if route.path.startswith("/api/v1/")}

    assert there == set(document()["paths"])


def test_operations_have_names_of_their_own_and_say_what_they_do() -> None:
    operations = [one for path in document()["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]

    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert [one["operationId"] for one in operations if not (one.get("description") or one["summary"])] == []
    assert all(one["security"] for one in operations)


OPERATIONS = [
    pytest.param(path, method, id=f"{method.upper()} {path}")
    for path, methods in document()["paths"].items()
    for method in methods
]
SCHEMA = schemathesis.openapi.from_dict(document())


@lru_cache(maxsize=1)
def application() -> Any:
    """One for all: loading the middleware takes longer than a request."""
    return get_wsgi_application()


@pytest.fixture
def here() -> Iterator[House]:
    """An enterprise whose connection the application leaves open between requests: the test's transaction is on it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield house()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_answers_are_as_described(path: str, method: str, here: House) -> None:
    operation = SCHEMA[path][method.upper()]
    operation.app = operation.schema.app = lane if path.startswith("/api/v1/gate/") else application()
    token, known = _token(here, path, method), _known(here)

    @EXAMPLES
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        if "id" in case.path_parameters:
            case.path_parameters["id"] = known.get(path.split("/")[3], case.path_parameters["id"])
        with transaction.atomic():
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    run()


def _token(here: House, path: str, method: str) -> str:
    """The token of somebody whom the operation is open to."""
    if path.startswith("/api/v1/gate/"):
        _device, token = gate_builders.device(here.enterprise)
        return token
    roles = next(
        roles
        for route, view in views()
        for name, roles in getattr(view, "open_to_by_method", {}).items()
        if "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route) == path and name == method.upper()
    )
    known = ("epidemic_officer", "principal", "administrator", "bureau_officer")
    role = next(role for role in known if role in roles)
    return here.members[role].token


def _known(here: House) -> dict[str, str]:
    """An id of each kind that is there, so that what lies behind the look-up is reached too."""
    device, _token = gate_builders.device(here.enterprise)
    screening_builders.declared(here.worker)
    review = screening.ask_review(
        person=here.worker, by=screening_builders.worker(here.worker), text="请复核"
    )
    known = {
        "people": here.worker,
        "groups": here.team,
        "accounts": here.guard.account,
        "checkpoints": device.checkpoint,
        "devices": device,
        "holds": gate_builders.hold(here.worker),
        "reviews": review,
    }
    return {kind: str(record.pk) for kind, record in known.items()}
