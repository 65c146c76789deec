"""From a request to the actor behind it: a bearer token, a signed-in account, or a worker's bound phone."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.directory import choices, queries
from fugong.directory.models import Account

PHONE_COOKIE = "fugong_phone"
"""The cookie of a phone on which a worker was recognised."""

PHONE_COOKIE_DAYS = choices.PHONE_SESSION_DAYS


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


def keep_phone(request: HttpRequest, response: HttpResponse, cookie: str) -> None:
    """Leave the cookie of a recognised phone with this browser, out of reach of scripts and other sites."""
    response.set_cookie(
        PHONE_COOKIE,
        cookie,
        max_age=PHONE_COOKIE_DAYS * 86400,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def drop_phone(response: HttpResponse) -> None:
    """Take that cookie back."""
    response.delete_cookie(PHONE_COOKIE, samesite="Lax")


def enter_account(request: HttpRequest, name: str) -> None:
    """Sign an account in without its password: the demonstration's doors only, which check that this is one."""
    account = Account.objects.filter(login=name, is_active=True).first()
    if account is None:
        raise NotFound("no_account", _("没有这个账号，或它已停用。"))
    login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
