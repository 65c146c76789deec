"""Addresses of the desk: gates, paper, decisions, settings, accounts, records."""

from django.urls import path

from fugong.doors.desk import accounts, contacts, flags, gate_import, gates, poster, records, reviews, settings

site_urls = [
    path("missing/", reviews.missing, name="missing"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<uuid:review_id>/", reviews.review, name="review"),
    path("flags/", flags.flags, name="flags"),
    path("flags/export.xlsx", flags.export_flags, name="export_flags"),
    path("flags/<uuid:flag_id>/", flags.flag, name="flag"),
    path("flags/phones/<uuid:session_id>/", flags.answer_phone, name="answer_phone"),
    path("holds/", reviews.holds, name="holds"),
    path("gates/", gates.gates, name="gates"),
    path("gates/<uuid:checkpoint_id>/devices/", gates.add_device, name="add_device"),
    path("gates/<uuid:checkpoint_id>/close/", gates.close, name="close_checkpoint"),
    path("gates/devices/<uuid:device_id>/code/", gates.new_ticket, name="new_ticket"),
    path("gates/devices/<uuid:device_id>/withdraw/", gates.withdraw, name="withdraw_device"),
    path("gates/import/", gate_import.gate_import, name="gate_import"),
    path("gates/import/<uuid:import_id>/", gate_import.queue, name="gate_import_queue"),
    path("gates/import/<uuid:import_id>/take/", gate_import.take, name="gate_import_take"),
    path("gates/import/<uuid:import_id>/delete/", gate_import.delete, name="gate_import_delete"),
    path("passages/", gates.passages, name="passages"),
    path("passages/export.xlsx", gates.export_passages, name="export_passages"),
    path("poster/", poster.poster, name="poster"),
    path("poster/rotate/", poster.rotate, name="rotate_poster"),
    path("badges/", poster.badges, name="badges"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("settings/", settings.settings, name="settings"),
    path("settings/groups/<uuid:group_id>/", settings.rename, name="rename_group"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<uuid:account_id>/", accounts.account, name="account"),
    path("accounts/<uuid:account_id>/switch/", accounts.switch, name="switch_account"),
    path("accounts/<uuid:account_id>/roles/<uuid:appointment_id>/", accounts.dismiss, name="dismiss"),
    path("accounts/<uuid:account_id>/tokens/", accounts.add_token, name="add_token"),
    path("accounts/<uuid:account_id>/tokens/<uuid:token_id>/", accounts.end_token, name="end_token"),
    path("audit/", records.records, name="audit"),
    path("inbox/", records.inbox, name="inbox"),
]
