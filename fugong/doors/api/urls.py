"""Addresses of this door. The gate's endpoints stand before everything else: they are asked once a scan."""

from django.urls import path

from fugong.doors.api import gate
from fugong.doors.api.openapi import openapi
from fugong.doors.api.operations import addresses

urlpatterns: list = [
    path("gate/passages", gate.passages, name="gate_passages"),
    path("gate/state", gate.state, name="gate_state"),
    path("openapi.json", openapi, name="openapi"),
    *addresses(),
]
