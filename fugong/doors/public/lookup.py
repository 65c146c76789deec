"""Where a case stands, for whoever holds the paper with its QR code. No person is named."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fugong.cases import queries, registry
from fugong.cases.spec import called
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import NotFound
from fugong.core.web import say


@open_to("anyone")
@require_safe
@never_cache
def case_lookup(request: HttpRequest, secret: str) -> HttpResponse:
    """Kind, enterprise, state and since when of the case with this secret."""
    case = queries.by_secret(secret)
    if case is None:
        raise NotFound("no_case", _("没有这个编号的事项。请重新扫描纸上的二维码。"))
    case_type = registry.find(case.kind)
    state = case_type.state(case.state)
    if case_type.public is not None:
        lines = called(case_type.public)(case, queries.handed_in(case))
    else:
        since = say.day(clock.day_of(case.state_since))
        lines = [(_("事项"), case_type.label), (_("企业"), case.enterprise.name), (_("自"), since)]
    return render(request, "public/case.html", {"state": state, "lines": lines, "now": clock.now()})
