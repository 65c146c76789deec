"""Whom an enterprise calls: the offices of its county that published how to reach them, and who answers for it (G2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory

KINDS = {
    "bureau": _("备案、开工、生产"),
    "health": _("防疫指导、发热处置"),
    "cluster": _("产业集聚区"),
    "headquarters": _("指挥部"),
}
"""Kind of office → what to call it about."""


@open_to("epidemic_officer", "principal")
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """The offices with their phones, the bureau first."""
    actor = actor_of(request)
    enterprise = directory.enterprise_of(actor)
    accounts = directory.covering([enterprise.pk]).get(enterprise.pk, [])
    labels = directory.account_labels(accounts)
    offices = [{"office": one, "about": KINDS.get(one.kind, "")} for one in directory.contacts(enterprise)]
    context = {
        "enterprise": enterprise,
        "offices": offices,
        "covering": [labels[one] for one in accounts if one in labels],
    }
    return render(request, "desk/contacts.html", context)
