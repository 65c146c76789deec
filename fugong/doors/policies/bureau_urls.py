"""Addresses of the officers' pages of the policies, and of what is published of their take-up."""

from django.urls import path

from fugong.doors.policies import (
    bureau_city,
    bureau_conflicts,
    bureau_determinations,
    bureau_editor,
    bureau_events,
    bureau_list,
    bureau_measures,
    bureau_remarks,
    bureau_take_up,
)

urlpatterns = [
    path("bureau/", bureau_city.city, name="bureau_city"),
    path("bureau/export.xlsx", bureau_city.export, name="bureau_city_export"),
    path("bureau/determinations/", bureau_determinations.queue, name="bureau_determinations"),
    path(
        "bureau/determinations/export.xlsx",
        bureau_determinations.export,
        name="bureau_determinations_export",
    ),
    path(
        "bureau/determinations/<str:uscc>/<slug:subject>/", bureau_determinations.decide, name="bureau_decide"
    ),
    path("bureau/conflicts/", bureau_conflicts.conflicts, name="bureau_conflicts"),
    path("bureau/events/", bureau_events.events, name="bureau_events"),
    path("bureau/remarks/", bureau_remarks.remarks, name="remarks"),
    path("bureau/remarks/<uuid:remark_id>/", bureau_remarks.answer, name="remark_answer"),
    path("bureau/take-up/", bureau_take_up.take_up, name="bureau_take_up"),
    path("bureau/take-up/export.xlsx", bureau_take_up.export, name="bureau_take_up_export"),
    path("bureau/take-up/publish/", bureau_take_up.publish, name="bureau_take_up_publish"),
    path("take-up/", bureau_take_up.published, name="published"),
    path("bureau/measures/", bureau_measures.measures, name="bureau_measures"),
    path("bureau/measures/new/", bureau_editor.begin, name="bureau_begin"),
    path("bureau/measures/<slug:measure_id>/", bureau_measures.history, name="bureau_history"),
    path("bureau/measures/<slug:measure_id>/edit/", bureau_editor.edit, name="bureau_edit"),
    path("bureau/measures/<slug:measure_id>/discard/", bureau_editor.discard, name="bureau_discard"),
    path("bureau/<slug:measure_id>/", bureau_list.enterprises, name="bureau_list"),
    path("bureau/<slug:measure_id>/export.xlsx", bureau_list.export, name="bureau_list_export"),
]
