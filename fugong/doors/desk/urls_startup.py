"""Addresses of the start-up light."""

from django.urls import path

from fugong.doors.desk import startup

startup_urls = [path("startup/", startup.startup, name="startup")]
