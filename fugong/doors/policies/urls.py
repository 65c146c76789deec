"""Addresses of this door: the policies for anybody, the self check behind its private link, the enterprise's own."""

from django.urls import path

from fugong.doors.policies import browse, check, ours
from fugong.doors.policies.bureau_urls import urlpatterns as bureau_urls

app_name = "policies"
urlpatterns = [
    path("", browse.start, name="start"),
    path("check/", check.begin, name="begin"),
    path("check/<str:secret>/", check.go_on, name="check"),
    path("check/<str:secret>/<slug:fact>/", check.question, name="question"),
    path("mine/<str:secret>/", check.mine, name="mine"),
    path("mine/<str:secret>/answers/", check.answers, name="answers"),
    path("mine/<str:secret>/what-if/<slug:fact>/", check.what_if, name="what_if"),
    path("mine/<str:secret>/print/", check.paper, name="print"),
    path("mine/<str:secret>/wrong/", check.wrong, name="wrong"),
    path("mine/<str:secret>/delete/", check.delete, name="delete"),
    path("ours/", ours.ours, name="ours"),
    path("ours/facts/", ours.facts, name="facts"),
    path("ours/apply/<slug:measure_id>/", ours.start_application, name="apply"),
    path("ours/object/<slug:measure_id>/", ours.start_objection, name="object"),
    *bureau_urls,
    path("<slug:measure_id>/", browse.measure, name="measure"),
]
