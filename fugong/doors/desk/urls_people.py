"""Addresses of the day, the people and their roster."""

from django.urls import path

from fugong.doors.desk import people, person, person_edit, roster, today

people_urls = [
    path("", today.today, name="today"),
    path("numbers/", today.numbers, name="numbers"),
    path("feed/", today.feed, name="feed"),
    path("people/", people.people, name="people"),
    path("people/export.xlsx", people.export_people, name="export_people"),
    path("people/bulk/", people.bulk, name="people_bulk"),
    path("people/new/", person_edit.new_person, name="new_person"),
    path("people/<uuid:person_id>/", person.person, name="person"),
    path("people/<uuid:person_id>/edit/", person_edit.edit_person, name="edit_person"),
    path("people/<uuid:person_id>/open/", person.open_values, name="open_values"),
    path(
        "people/<uuid:person_id>/certificates/<uuid:certificate_id>/remove/",
        person.remove_certificate,
        name="remove_certificate",
    ),
    path("people/<uuid:person_id>/moves/<slug:name>/", person.move, name="move"),
    path("roster/", roster.roster, name="roster"),
    path("roster/template.xlsx", roster.template, name="roster_template"),
    path("roster/<uuid:import_id>/", roster.roster_import, name="roster_import"),
    path("roster/<uuid:import_id>/progress/", roster.progress, name="roster_progress"),
    path("roster/<uuid:import_id>/columns/", roster.columns, name="roster_columns"),
    path("roster/<uuid:import_id>/import/", roster.start, name="roster_start"),
    path("roster/<uuid:import_id>/marked.xlsx", roster.marked, name="roster_marked"),
    path("roster/<uuid:import_id>/delete/", roster.delete, name="roster_delete"),
]
