"""Addresses of the site check on a phone."""

from django.urls import path

from fugong.doors.bureau import site

site_urls = [
    path("site/<uuid:case_id>/", site.site, name="site"),
    path("site/<uuid:case_id>/files/", site.files, name="site_files"),
    path("site/<uuid:case_id>/state/", site.state, name="site_state"),
]
