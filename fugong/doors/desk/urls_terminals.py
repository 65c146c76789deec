"""Addresses of the desk: terminals that push over HTTP."""

from django.urls import path

from fugong.doors.desk import face_pictures, terminals

terminal_urls = [
    path("terminals/", terminals.terminals, name="terminals"),
    path("terminals/new/", terminals.add_terminal, name="add_terminal"),
    path("terminals/<uuid:terminal_id>/", terminals.terminal, name="terminal"),
    path("terminals/<uuid:terminal_id>/settings/", terminals.terminal_settings, name="terminal_settings"),
    path("terminals/<uuid:terminal_id>/first/", terminals.first_message, name="terminal_first"),
    path("terminals/<uuid:terminal_id>/pictures/", face_pictures.keep_pictures, name="keep_pictures"),
    path("terminals/<uuid:terminal_id>/pictures/off/", face_pictures.drop_pictures, name="drop_pictures"),
    path("terminals/pictures/<uuid:event_id>/", face_pictures.open_picture, name="open_picture"),
    path(
        "terminals/<uuid:terminal_id>/secret/", terminals.renew_terminal_secret, name="renew_terminal_secret"
    ),
    path("terminals/<uuid:terminal_id>/withdraw/", terminals.withdraw_terminal, name="withdraw_terminal"),
]
