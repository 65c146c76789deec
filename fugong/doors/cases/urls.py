"""Addresses of this door: one for a case, whichever side reads it."""

from django.urls import path

from fugong.doors.cases import acts, case, filling, lists, papers

app_name = "cases"
urlpatterns = [
    path("", lists.cases, name="list"),
    path("export.xlsx", lists.export, name="export"),
    path("bulk/", lists.bulk, name="bulk"),
    path("columns/", lists.choose_columns, name="columns"),
    path("filters/", lists.keep_filter, name="keep_filter"),
    path("filters/<uuid:filter_id>/delete/", lists.forget_filter, name="forget_filter"),
    path("statistics/<slug:kind>/", papers.statistics, name="statistics"),
    path("kinds/<slug:kind>/", papers.kind_table, name="kind"),
    path("new/<slug:kind>/", filling.new, name="new"),
    path("<uuid:case_id>/", case.case, name="case"),
    path("<uuid:case_id>/fill/<slug:section>/", filling.fill, name="fill"),
    path("<uuid:case_id>/keep/<slug:section>/", filling.keep, name="keep"),
    path("<uuid:case_id>/check/", filling.check, name="check"),
    path("<uuid:case_id>/moves/<slug:name>/", acts.move, name="move"),
    path("<uuid:case_id>/comments/", acts.comment, name="comment"),
    path("<uuid:case_id>/comments/<uuid:comment_id>/settle/", acts.settle, name="settle"),
    path("<uuid:case_id>/assign/", acts.assign, name="assign"),
    path("<uuid:case_id>/clocks/<slug:work>/", acts.clock, name="clock"),
    path("<uuid:case_id>/attachments/", acts.attach, name="attach"),
    path("<uuid:case_id>/attachments/<uuid:attachment_id>/", acts.download, name="download"),
    path("<uuid:case_id>/attachments/<uuid:attachment_id>/remove/", acts.remove, name="remove_attachment"),
    path("<uuid:case_id>/compare/", papers.compare, name="compare"),
    path("<uuid:case_id>/print/", papers.paper, name="print"),
    path("<uuid:case_id>/document.docx", papers.document, name="document"),
]
