"""From a request to the actor behind it: a bearer token, a signed-in account, or a worker's bound phone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from fugong.core.permissions import Actor
from fugong.directory import queries

PHONE_COOKIE = "fugong_phone"
"""The cookie of a phone on which a worker was recognised."""


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor of a page request: the account signed in, else the worker of this phone; None where there is neither.

    Somebody who is both (a leader's own phone) acts as the account on the desk's pages and as worker under `/me/`.
    """
    phone = request.COOKIES.get(PHONE_COOKIE)
    if phone and request.path.startswith(("/me/", "/p/")):
        worker = queries.actor_of_phone(phone)
        if worker is not None:
            return worker
    user = request.user
    if user.is_authenticated:
        return queries.actor_of_account(user.pk)
    return queries.actor_of_phone(phone) if phone else None
