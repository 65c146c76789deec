"""Addresses of visitors and drivers."""

from django.urls import path

from fugong.doors.desk import visit_papers, visits

visit_urls = [
    path("visits/", visits.visits, name="visits"),
    path("visits/export.xlsx", visits.export_visits, name="export_visits"),
    path("visits/invite/", visits.invite, name="invite"),
    path("visits/badges/", visit_papers.visit_badges, name="visit_badges"),
    path("visits/posters/", visit_papers.gate_posters, name="gate_posters"),
    path("visits/posters/make/", visit_papers.make_gate_poster, name="make_gate_poster"),
    path("visits/posters/<uuid:poster_id>/", visit_papers.gate_poster, name="gate_poster"),
    path("visits/<uuid:visit_id>/", visits.visit, name="visit"),
    path("visits/<uuid:visit_id>/edit/", visits.edit_visit, name="edit_visit"),
    path("visits/<uuid:visit_id>/answer/", visits.answer_visit, name="answer_visit"),
    path("visits/<uuid:visit_id>/cancel/", visits.cancel_visit, name="cancel_visit"),
    path("visits/<uuid:visit_id>/link/", visits.visit_link, name="visit_link"),
    path("visits/<uuid:visit_id>/open/", visits.open_visit, name="open_visit"),
]
