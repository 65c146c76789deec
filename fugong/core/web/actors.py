"""Who asks: the actor that the middleware found for a request (`providers`)."""

from uuid import UUID

from django.http import HttpRequest

from fugong.core.permissions import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; ANONYMOUS where nobody is signed in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def enterprise_id_of(request: HttpRequest) -> UUID:
    """Whose people may open this page: the asking actor's enterprise. For pages open to roles of an enterprise only."""
    enterprise_id = actor_of(request).enterprise_id
    if enterprise_id is None:
        raise TypeError("a page of an enterprise is open to somebody who belongs to none")
    return enterprise_id
