"""Addresses of the officers' pages of the policies, and of what is published of their take-up."""

from django.urls import path

from fugong.doors.policies import (
    bureau_city,
    bureau_determinations,
    bureau_editor,
    bureau_list,
    bureau_measures,
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
    path("bureau/measures/", bureau_measures.measures, name="bureau_measures"),
    path("bureau/measures/new/", bureau_editor.begin, name="bureau_begin"),
    path("bureau/measures/<slug:measure_id>/", bureau_measures.history, name="bureau_history"),
    path("bureau/measures/<slug:measure_id>/edit/", bureau_editor.edit, name="bureau_edit"),
    path("bureau/measures/<slug:measure_id>/discard/", bureau_editor.discard, name="bureau_discard"),
    path("bureau/<slug:measure_id>/", bureau_list.enterprises, name="bureau_list"),
    path("bureau/<slug:measure_id>/export.xlsx", bureau_list.export, name="bureau_list_export"),
]
