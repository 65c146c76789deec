"""Addresses of this door: the poster, the worker's pages under /me/, the team leader's under /team/."""

from django.urls import path

from fugong.doors.phone import entry, home, mine, reporting, team, verdict

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
    path("team/", team.team, name="team"),
    path("team/remind/", team.remind, name="remind"),
    path("team/phones/<uuid:id>/", team.answer_phone, name="answer_phone"),
    path("team/people/<uuid:id>/<str:kind>/", team.report_for, name="report_for"),
]
