"""Addresses of this door."""

from django.urls import path

from fugong.doors.bureau import (
    contacts,
    coverage,
    enterprises,
    inbox,
    overview,
    report,
    resumption,
    review,
)
from fugong.doors.bureau.urls_site import site_urls

app_name = "bureau"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("export.xlsx", inbox.export, name="export_inbox"),
    path("bulk/", inbox.bulk, name="bulk"),
    path("filters/keep/", inbox.keep_filter, name="keep_filter"),
    path("filters/forget/", inbox.forget_filter, name="forget_filter"),
    path("review/<uuid:case_id>/", review.review, name="review"),
    path("enterprises/<str:uscc>/", enterprises.enterprise, name="enterprise"),
    path("overview/", overview.overview, name="overview"),
    path("resumption/", resumption.resumption, name="resumption"),
    path("resumption/export.xlsx", resumption.export, name="export_resumption"),
    path("report/", report.report, name="report"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("coverage/", coverage.coverage, name="coverage"),
    *site_urls,
]
