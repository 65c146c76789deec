"""A browser becomes a gate device: once, by a ticket, signed in, of the same enterprise."""

import json
import re

import pytest
from django.test import RequestFactory

from fugong.core.errors import NotAllowed, NotFound
from fugong.core.ids import new_id
from fugong.core.permissions import Actor
from fugong.doors.guard import views
from fugong.gates import actions, queries
from tests.gates import builders

pytestmark = pytest.mark.django_db


def actor(of, role="guard"):
    return Actor("account", id=new_id(), roles=frozenset({role}), enterprise_id=of.pk, name="门卫")


@pytest.fixture
def enterprise():
    return builders.enterprise(name="焦作测试轴承厂")


@pytest.fixture
def ticket(enterprise):
    officer = actor(enterprise, "epidemic_officer")
    checkpoint = actions.create_checkpoint(enterprise=enterprise, by=officer, name="东门")
    return actions.create_device(checkpoint=checkpoint, by=officer, name="平板一")[1]


def call(method, ticket, by):
    request = getattr(RequestFactory(), method)(f"/gate/bind/{ticket}/")
    request.actor = by
    return views.bind(request, ticket=ticket)


def test_the_guard_sees_what_will_be_bound_and_nothing_is_bound_yet(enterprise, ticket):
    page = call("get", ticket, actor(enterprise)).content.decode()

    assert "焦作测试轴承厂" in page
    assert "东门" in page
    assert "平板一" in page
    assert call("get", ticket, actor(enterprise)).status_code == 200


def test_binding_hands_the_token_to_the_browser_once(enterprise, ticket):
    response = call("post", ticket, actor(enterprise))

    bound = json.loads(
        re.search(r'<script id="bound"[^>]*>(.*?)</script>', response.content.decode()).group(1)
    )
    assert queries.device_of_token(bound["token"]).name == "平板一"
    assert bound["next"] == "/gate/"
    assert "no-store" in response["Cache-Control"]
    with pytest.raises(NotFound):
        call("post", ticket, actor(enterprise))
    with pytest.raises(NotFound):
        call("get", ticket, actor(enterprise))


def test_a_guard_of_another_enterprise_binds_nothing(enterprise, ticket):
    stranger = actor(builders.enterprise())

    for method in ("get", "post"):
        with pytest.raises(NotAllowed):
            call(method, ticket, stranger)
    assert call("post", ticket, actor(enterprise)).status_code == 200


def test_a_worker_cannot_open_the_address(enterprise, ticket):
    with pytest.raises(NotAllowed):
        call("get", ticket, actor(enterprise, "principal"))


def test_a_ticket_that_nobody_made_is_not_found(enterprise):
    with pytest.raises(NotFound):
        call("get", "nonsense", actor(enterprise))
