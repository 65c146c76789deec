"""The door of the guard: one page that works without a network."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    name = "fugong.doors.guard"
    label = "guard"
