"""What was done, and what was notified."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fugong.core import audit
from fugong.core.access import open_to
from fugong.core.web.actors import actor_of, enterprise_id_of
from fugong.directory import choices
from fugong.directory import queries as directory
from fugong.doors.desk import words
from fugong.notices import actions as notice_actions
from fugong.notices import queries as notices
from fugong.notices import wording

SHOWN = 200


@open_to("administrator", "principal")
@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """The latest rows of the audit: the own enterprise's, for the administrator the platform's; and whether it is whole."""
    actor = actor_of(request)
    owner = audit.PLATFORM if actor.has(choices.ADMINISTRATOR) else enterprise_id_of(request)
    before = request.GET.get("before", "")
    known = before.isascii() and before.isdigit() and len(before) < 19
    rows = audit.rows(owner, before=int(before) if known else None, limit=SHOWN)
    names = {account.pk: account.login for account in directory.accounts(actor)}
    context = {
        "rows": [_in_words(row, names) for row in rows],
        "older": rows[-1].seq if len(rows) == SHOWN else "",
        "verified": audit.verify(owner) if "verify" in request.GET else None,
    }
    return render(request, "desk/records.html", context)


def _in_words(row: Any, names: dict[Any, str]) -> dict[str, Any]:
    """A row of the audit: who, what, to what."""
    return {
        "row": row,
        "who": names.get(row.actor_id) or words.ACTORS.get(row.actor_kind, row.actor_kind),
        "what": words.ACTIONS.get(row.action, row.action),
        "whom": words.SUBJECTS.get(row.subject_kind, row.subject_kind),
    }


@open_to("epidemic_officer", "principal", "bureau_officer", "health_officer")
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Notices for one's role; what is shown counts as read."""
    actor = actor_of(request)
    rows = list(notices.inbox(actor)[:SHOWN])
    shown = [
        {
            "notice": row,
            "text": wording.text_of(row),
            "where": wording.address_of(row),
            "fresh": row.read_at is None,
            "only_read": len(actor.region_codes) > 1 and "case" in row.details,
        }
        for row in rows
    ]
    notice_actions.mark_read(actor, [row.pk for row in rows if row.read_at is None])
    return render(request, "desk/inbox.html", {"rows": shown})
