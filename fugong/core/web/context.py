"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from fugong.core import clock


def site(request: HttpRequest) -> dict[str, Any]:
    """The actor, the moment and whether this is the demonstration."""
    return {
        "actor": getattr(request, "actor", None),
        "now": clock.now(),
        "today": clock.today(),
        "demonstration": settings.DEMONSTRATION,
    }
