"""The ASGI application of the lane, which granian serves in a process of its own: Django's models, none of its views."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fugong.config.settings")
django.setup()

from fugong.doors.lane.app import make  # noqa: E402 - models must be there

application = make()
