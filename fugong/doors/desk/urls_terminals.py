"""Addresses of the desk: terminals that push over HTTP."""

from django.urls import path

from fugong.doors.desk import terminals

terminal_urls = [
    path("terminals/", terminals.terminals, name="terminals"),
    path("terminals/new/", terminals.add_terminal, name="add_terminal"),
    path("terminals/<uuid:terminal_id>/", terminals.terminal, name="terminal"),
    path("terminals/<uuid:terminal_id>/settings/", terminals.terminal_settings, name="terminal_settings"),
    path(
        "terminals/<uuid:terminal_id>/secret/", terminals.renew_terminal_secret, name="renew_terminal_secret"
    ),
    path("terminals/<uuid:terminal_id>/withdraw/", terminals.withdraw_terminal, name="withdraw_terminal"),
]
