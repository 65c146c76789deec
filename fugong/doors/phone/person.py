"""The worker whose phone this is."""

from typing import Any

from django.http import HttpRequest

from fugong.core.web.actors import actor_of
from fugong.directory import queries


def person_of(request: HttpRequest) -> Any:
    """The person behind a worker's request; NotFound where the roster no longer has them."""
    actor = actor_of(request)
    return queries.person(actor, actor.person_id)
