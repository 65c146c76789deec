"""When a form was opened: a signed token in the form itself, so that it needs no script and nothing is kept before."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest

from fugong.core import clock

FIELD = "opened"
SALT = "fugong.phone.opened"
LONGEST = timedelta(days=1)
"""A form left open longer says nothing any more, nor does a token kept for another day."""


def token_for(request: HttpRequest, person: Any) -> str:
    """The token of this form: the one it came back with, where that is good, else a new one of this moment."""
    if opened_at(request, person) is not None:
        return str(request.POST[FIELD])
    return signing.dumps([person.pk.hex, round(clock.now().timestamp(), 3)], salt=SALT)


def opened_at(request: HttpRequest, person: Any) -> datetime | None:
    """When the form that was sent had been opened for this person; None where nobody knows."""
    given = request.POST.get(FIELD, "")
    if not given:
        return None
    try:
        whose, stamp = signing.loads(given, salt=SALT, max_age=LONGEST)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return datetime.fromtimestamp(stamp, UTC) if whose == person.pk.hex else None
