"""What is kept about a worker, shown to the worker: history, notices, consents, who opened it, a copy (P04, P08)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fugong import packs
from fugong.core.access import open_to
from fugong.core.web.actors import actor_of
from fugong.directory import actions as directory
from fugong.directory import queries as directory_queries
from fugong.directory import sign_in
from fugong.doors.phone import copies
from fugong.doors.phone.person import person_of
from fugong.gates import queries as gates
from fugong.notices import actions as notices_actions
from fugong.notices import queries as notices
from fugong.notices import wording
from fugong.screening import actions, queries

SHOWN = 60
"""How many rows of each kind the phone shows; the copy has all."""


@open_to("worker")
@never_cache
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Verdicts, reports and passages, newest first."""
    actor = actor_of(request)
    person = person_of(request)
    context = {
        "person": person,
        "history": queries.history(actor, person, limit=SHOWN),
        "passages": gates.passages_of(person, limit=SHOWN),
    }
    return render(request, "phone/history.html", context)


@open_to("worker")
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Notices, newest first; what is shown counts as read."""
    actor = actor_of(request)
    rows = list(notices.inbox(actor))[:SHOWN]
    unread = [row.pk for row in rows if row.read_at is None]
    shown = [{"notice": row, "text": wording.text_of(row), "fresh": row.read_at is None} for row in rows]
    if unread:
        notices_actions.mark_read(actor, unread)
    return render(request, "phone/inbox.html", {"person": person_of(request), "rows": shown})


@open_to("worker")
@never_cache
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice, the consents with their switch, who opened what, the copy, and signing this phone out."""
    person = person_of(request)
    context = {
        "person": person,
        "enterprise": person.enterprise,
        "notice": packs.load(person.enterprise.pack).notice,
        "consents": queries.consents(person),
        "openings": list(directory_queries.openings(person))[:SHOWN],
    }
    return render(request, "phone/privacy.html", context)


@open_to("worker")
@require_POST
def change_consent(request: HttpRequest) -> HttpResponse:
    """Give or withdraw one consent; one is as easy as the other (P04)."""
    person = person_of(request)
    by = actor_of(request)
    if purpose := request.POST.get("withdraw"):
        actions.withdraw_consent(person=person, by=by, purpose=purpose)
        messages.success(request, _("已撤回。之前的处理不受影响。"))
    elif purpose := request.POST.get("give"):
        actions.give_consent(person=person, by=by, purposes=[purpose])
        messages.success(request, _("已同意。随时可以撤回。"))
    return redirect("phone:privacy")


@open_to("worker")
@never_cache
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """A copy of one's own data, for people (xlsx) or for machines (json)."""
    copies.check_form(form)
    return copies.download(copies.gather(actor_of(request), person_of(request)), form)


@open_to("worker")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget this phone: somebody else uses it from now on, or it was lost."""
    person = person_of(request)
    cookie = request.COOKIES.get(sign_in.PHONE_COOKIE, "")
    directory.forget_phone(person=person, by=actor_of(request), cookie=cookie)
    response = redirect("public:start")
    sign_in.drop_phone(response)
    return response
