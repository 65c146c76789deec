"""Which door answers where."""

from django.urls import include, path
from django.views.i18n import set_language

from fugong.core.access import open_to
from fugong.core.web.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("language/", open_to("anyone")(set_language), name="set_language"),
    path("accounts/", include("fugong.doors.public.accounts")),
    path("api/v1/", include("fugong.doors.api.urls")),
    path("bureau/", include("fugong.doors.bureau.urls")),
    path("cases/", include("fugong.doors.cases.urls")),
    path("desk/", include("fugong.doors.desk.urls")),
    path("policies/", include("fugong.doors.policies.urls")),
    path("gate/", include("fugong.doors.guard.urls")),
    path("", include("fugong.doors.phone.urls")),
    path("", include("fugong.doors.public.urls")),
]

handler400 = "fugong.core.web.errors.bad_request"
handler403 = "fugong.core.web.errors.forbidden"
handler404 = "fugong.core.web.errors.not_found"
handler500 = "fugong.core.web.errors.broken"
