"""Who may open what: the expectation of every cell, the command that prints them, and the views really asked.

A new view belongs into `access_matrix.json`, with the roles it is open to, in the same commit.
"""

import json
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from fugong.core.access import ROLES, matrix
from fugong.doors.cli.main import main
from tests.builders import ACCOUNT_ROLES, House, house

EXPECTED: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("access_matrix.json").read_text(encoding="utf-8")
)
NOBODY = "01900000-0000-7000-8000-000000000000"
BY_CONVERTER = {"uuid": NOBODY, "uuidstr": NOBODY, "int": "0", "path": "nothing/here"}
BY_NAME = {"kind": "daily", "form": "json"}
HANDLER = Client().handler  # one for all: loading the middleware takes longer than a request
METHOD = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) ")


def test_every_view_is_expected() -> None:
    table = matrix()
    there = {view: [role for role in ROLES if table[role][view]] for view in table[ROLES[0]]}

    new = {view: roles for view, roles in there.items() if view not in EXPECTED}
    lines = "\n".join(f"  {json.dumps(view)}: {json.dumps(roles)}," for view, roles in new.items())
    assert not new, f"decide whom these are open to and enter them in access_matrix.json:\n{lines}"
    assert sorted(set(EXPECTED) - set(there)) == [], "these views are no more"


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_is_as_expected(role: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["access", "matrix", "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)

    expected = {view: role in roles for view, roles in EXPECTED.items()}
    assert printed[role] == expected


def test_an_expectation_names_known_roles_in_order() -> None:
    for view, roles in EXPECTED.items():
        assert roles == [role for role in ROLES if role in roles], view


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_views_really_asked_let_in_exactly_these(role: str) -> None:
    here = house()
    wrong = []
    for view, roles in EXPECTED.items():
        for method in _methods(view):
            status = _ask(here, role, method, _address(view))
            if (status not in _SHUT) != (role in roles) or status == 500:
                wrong.append(f"{method} {view}: {status}")

    assert wrong == []


_SHUT = (401, 403, "sign in")


def _methods(view: str) -> list[str]:
    found = METHOD.match(view)
    return [found.group(1)] if found else ["GET", "POST"]


def _address(view: str) -> str:
    def fill(match: re.Match[str]) -> str:
        converter, _colon, name = match.group(1).rpartition(":")
        return BY_NAME.get(name) or BY_CONVERTER.get(converter) or "nothing"

    return re.sub(r"<([\w:]+)>", fill, METHOD.sub("", view))


def _ask(here: House, role: str, method: str, address: str) -> int | str:
    """The status, as somebody of this role gets it; nothing that was asked leaves a trace."""
    with transaction.atomic():
        client = _client(here, role, address)
        client.raise_request_exception = False
        client.handler = HANDLER
        response = client.generic(method, address, b"", content_type="application/json")
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/?"):
        return "sign in"
    return int(response.status_code)


def _client(here: House, role: str, address: str) -> Client:
    if role in ACCOUNT_ROLES:
        member = here.members[role]
        return member.api.client if address.startswith("/api/") else member.browser
    return here.phone if role == "worker" else Client()
