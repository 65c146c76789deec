"""Addresses of the desk: guard duty, who is inside, the record of the gates, the day's report."""

from django.urls import path

from fugong.doors.desk import day_report, duty, inside, noted, opening, passage, record

duty_urls = [
    path("duty/", duty.duty, name="duty"),
    path("duty/shifts/", duty.add_shift, name="add_shift"),
    path("duty/shifts/<uuid:shift_id>/drop/", duty.drop_shift, name="drop_shift"),
    path("duty/weeks/", duty.copy_week, name="copy_week"),
    path("duty/<uuid:checkpoint_id>/hours/", opening.opening, name="opening"),
    path("duty/<uuid:checkpoint_id>/hand-over/", duty.take_over, name="take_over"),
    path("inside/", inside.inside, name="inside"),
    path("inside/evacuation/", inside.evacuation, name="evacuation"),
    path("inside/<uuid:who_id>/phone/", inside.inside_phone, name="inside_phone"),
    path("passages/", record.passages, name="passages"),
    path("passages/export.xlsx", record.export_passages, name="export_passages"),
    path("passages/print/", record.print_passages, name="print_passages"),
    path("passages/missed/", passage.missed, name="missed"),
    path("passages/<uuid:passage_id>/", passage.passage, name="passage"),
    path("passages/<uuid:passage_id>/correct/", passage.correct_passage, name="correct_passage"),
    path("passages/<uuid:passage_id>/note/", passage.note_passage, name="note_passage"),
    path("noted/", noted.noted, name="noted"),
    path("noted/<uuid:entry_id>/seen/", noted.see_noted, name="see_noted"),
    path("day-report/", day_report.day_report, name="day_report"),
    path("day-report/sign/", day_report.sign_day, name="sign_day"),
    path("day-report/export.xlsx", day_report.export_day, name="export_day"),
]
