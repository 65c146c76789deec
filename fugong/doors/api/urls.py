"""Addresses of this door. Those of gate devices are the lane's (`fugong.doors.lane`), which has its own process."""

from django.urls import path

from fugong.doors.api.openapi import openapi
from fugong.doors.api.operations import addresses

urlpatterns: list = [
    path("openapi.json", openapi, name="openapi"),
    *addresses(),
]
