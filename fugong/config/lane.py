"""The ASGI application of the lane, which granian serves in a process of its own: Django's models, none of its views."""

import gc
import os
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.config.settings")
django.setup()

from starlette.routing import Router  # noqa: E402

from fugong.doors.lane import committing  # noqa: E402 - models must be there
from fugong.doors.lane.app import make  # noqa: E402


def serve(tie: Callable[[], object]) -> Router:
    """The application, its committing processes running; `tie` ties a process to the one above it."""
    gc.collect()
    gc.freeze()  # what is loaded stays: it is not looked through again and again, and shared with the fork
    committing.start(tie)
    return make()
