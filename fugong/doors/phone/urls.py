"""Addresses of this door: the poster, the worker's pages under /me/, the team leader's under /team/."""

from django.urls import path

from fugong.doors.phone import entry, home, mine, reporting, team, verdict, visitor, visitor_copy, visits

app_name = "phone"
urlpatterns = [
    path("p/<str:secret>/", entry.poster, name="poster"),
    path("me/", home.home, name="home"),
    path("me/consent/", entry.consent, name="consent"),
    path("me/declaration/", reporting.declaration, name="declaration"),
    path("me/report/", reporting.daily, name="report"),
    path("me/pass/", verdict.show, name="pass"),
    path("me/pass.json", verdict.fresh, name="pass_json"),
    path("me/sw.js", verdict.worker, name="worker"),
    path("me/review/", verdict.review, name="review"),
    path("me/history/", mine.history, name="history"),
    path("me/inbox/", mine.inbox, name="inbox"),
    path("me/privacy/", mine.privacy, name="privacy"),
    path("me/privacy/consent/", mine.change_consent, name="change_consent"),
    path("me/privacy/data.<str:form>", mine.export, name="export"),
    path("me/sign-out/", mine.sign_out, name="sign_out"),
    path("me/visitors/", visits.visits, name="visits"),
    path("me/visitors/new/", visits.invite, name="invite"),
    path("me/visitors/<uuid:id>/", visits.visit, name="visit"),
    path("visits/", visits.where, name="visits_of"),
    path("v/sw.js", visitor.worker, name="visitor_worker"),
    path("v/at/<str:secret>/", visitor.at_gate, name="at_gate"),
    path("v/<str:secret>/", visitor.visit, name="visitor"),
    path("v/<str:secret>/copy/", visitor_copy.copy, name="visitor_copy"),
    path("v/<str:secret>/state.json", visitor.fresh, name="visitor_json"),
    path("team/", team.team, name="team"),
    path("team/remind/", team.remind, name="remind"),
    path("team/phones/<uuid:id>/", team.answer_phone, name="answer_phone"),
    path("team/people/<uuid:id>/<str:kind>/", team.report_for, name="report_for"),
]
