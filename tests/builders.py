"""An enterprise with somebody of every role, in one call. Each room's own builders make its records in any state."""

import itertools
from dataclasses import dataclass
from typing import Any

from django.test import Client

from fugong.core.permissions import SYSTEM, Actor
from fugong.directory import actions as directory
from fugong.directory import queries
from fugong.directory.models import Account, Authority, Enterprise, Group, Person, Region
from fugong.directory.sign_in import PHONE_COOKIE
from tests.lane.client import Lane
from tests.screening import builders as screening

_numbers = itertools.count(1)
_handler = Client().handler  # one for all: loading the middleware takes longer than a request

PASSWORD = "Fugong-2020-jiaozuo"
OTHER_COUNTY = "410821"
ACCOUNT_ROLES = (
    "team_leader",
    "guard",
    "epidemic_officer",
    "principal",
    "bureau_officer",
    "health_officer",
    "administrator",
)


@dataclass
class Member:
    """Somebody with an account: the actor, a bearer token, and a client that speaks to the API with it."""

    role: str
    account: Account
    actor: Actor
    token: str

    @property
    def api(self) -> "Api":
        return Api(self.token)

    @property
    def browser(self) -> Client:
        """A browser in which this account is signed in."""
        client = Client()
        client.force_login(self.account)
        return client


class Api:
    """The API as a program uses it: JSON both ways, one bearer token."""

    def __init__(self, token: str = "") -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.token = token
        self.client = Client(headers=headers)
        self.client.handler = _handler

    def get(self, path: str, **query: Any) -> Any:
        if path.startswith("/gate/"):  # the devices' part of the API has a process of its own
            return Lane(self.token).get(f"/api/v1{path}", query)
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None) -> Any:
        return self._send("post", path, body)

    def put(self, path: str, body: Any = None) -> Any:
        return self._send("put", path, body)

    def patch(self, path: str, body: Any = None) -> Any:
        return self._send("patch", path, body)

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1{path}")

    def _send(self, method: str, path: str, body: Any) -> Any:
        send = getattr(self.client, method)
        return send(f"/api/v1{path}", {} if body is None else body, content_type="application/json")


@dataclass
class House:
    """An enterprise with a team, a worker in it who has a phone, and one account of every role.

    `bureau` and `health` are the offices of its county; `other_county_officer` works at the bureau of another one.
    """

    enterprise: Enterprise
    team: Group
    worker: Person
    members: dict[str, Member]
    bureau: Authority
    health: Authority

    def __getattr__(self, role: str) -> Member:
        try:
            return self.members[role]
        except KeyError:
            raise AttributeError(role) from None

    @property
    def phone(self) -> Client:
        """The worker's bound phone."""
        client = Client()
        client.cookies[PHONE_COOKIE] = directory.bind_phone(
            person_id=self.worker.pk, device="Android WeChat", by=SYSTEM
        )
        return client


def house() -> House:
    """Everybody there is, at one enterprise."""
    team = screening.team(screening.enterprise())
    enterprise = team.enterprise
    bureau, health = authority("bureau", enterprise.region_id), authority("health", enterprise.region_id)
    places = {"bureau_officer": bureau, "health_officer": health}
    members = {role: member(role, enterprise, team, places.get(role)) for role in ACCOUNT_ROLES}
    elsewhere = authority("bureau", OTHER_COUNTY)
    members["other_county_officer"] = member("bureau_officer", enterprise, team, elsewhere)
    return House(enterprise, team, screening.person(team=team), members, bureau, health)


def authority(kind: str, region_code: str = "410802", **changes: Any) -> Authority:
    """An office of a region with a published phone."""
    region, _ = Region.objects.get_or_create(code=region_code, defaults={"name": "测试区"})
    values = {"contact_phone": "0391-0000000", "duty_hours": "8:00–18:00", "published": True, **changes}
    name = values.pop("name", f"测试部门{next(_numbers)}")
    return Authority.objects.create(kind=kind, region=region, name=name, **values)


def officer(at: Authority) -> Member:
    """Somebody who works at that authority."""
    role = "health_officer" if at.kind == "health" else "bureau_officer"
    return member(role, None, None, at)


def member(
    role: str, enterprise: Enterprise | None, team: Group | None, authority: Authority | None = None
) -> Member:
    """An account of a role with a token."""
    nowhere = role == "administrator" or authority is not None
    account = directory.create_account(
        by=SYSTEM,
        login=f"{role}{next(_numbers)}",
        name="李卫国",
        password=PASSWORD,
        role=role,
        enterprise=None if nowhere else enterprise,
        group=team if role == "team_leader" else None,
        authority=authority,
    )
    token = directory.issue_token(account=account, by=SYSTEM, label="tests")
    actor = queries.actor_of_account(account.pk)
    assert actor is not None
    return Member(role, account, actor, token)
