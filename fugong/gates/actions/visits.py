"""Visits as staff write them: invited, answered by the host, corrected, cancelled, opened (G8)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, check_all
from fugong.core.fields import seal_now
from fugong.core.lines import line
from fugong.core.permissions import Actor
from fugong.core.tasks import enqueue
from fugong.core.tokens import digest, new_secret
from fugong.directory.models import Enterprise, Person
from fugong.gates import permissions, visiting
from fugong.gates.actions.visit_rows import (
    OVERDUE_TASK,
    Guest,
    Stay,
    ask_host,
    check_guest,
    check_open,
    check_span,
    check_stay,
    free_reference,
    locked,
    own_worker,
    record,
    same_visitor,
    set_guest,
    set_stay,
)
from fugong.gates.models import Visit, VisitOpening
from fugong.gates.queries import visits as queries
from fugong.gates.visit_words import refused_at

OPENABLE = ("name", "phone", "employer", "origin", "purpose")


@transaction.atomic
def invite(
    *,
    enterprise: Enterprise,
    by: Actor,
    guest: Guest,
    stay: Stay,
    host: Person | None = None,
    host_named: str = "",
) -> tuple[Visit, str]:
    """An invitation, which is the host's yes: (the visit, the secret of the visitor's link).

    A worker invites to oneself; officer and principal in the name of `host`, else in their own.
    """
    permissions.check_can_invite(by, enterprise.pk)
    check_all(lambda: check_guest(guest), lambda: check_stay(stay))
    visit = Visit(enterprise=enterprise, reference=free_reference(), way=visiting.INVITED)
    set_guest(visit, guest)
    set_stay(visit, stay)
    if by.kind == "worker":
        visit.host_id = by.person_id
    elif host is not None:
        visit.host = own_worker(host, enterprise.pk)
    else:
        visit.host_account_id = by.id
    visit.host_named = host_named
    visit.answer, visit.answered_by, visit.answered_at = visiting.YES, by.id, clock.now()
    secret = new_secret()
    visit.link_digest = digest(secret)
    seal_now(visit)
    visit.save(force_insert=True)
    record(by, "gates.invite", visit, kind=visit.kind)
    return visit, secret


@transaction.atomic
def renew_link(*, visit: Visit, by: Actor) -> str:
    """Another link for the visitor; the one before opens nothing any more."""
    permissions.check_can_answer(by, visit)
    row = locked(visit)
    check_open(row)
    secret = new_secret()
    row.link_digest = digest(secret)
    row.save(update_fields=["link_digest", "updated_at"])
    record(by, "gates.renew_link", row)
    return secret


@transaction.atomic
def answer(
    *,
    visit: Visit,
    by: Actor,
    yes: bool,
    why: str = "",
    until: datetime | None = None,
    escort: str = "",
    anyway: bool = False,
) -> Visit:
    """The host's yes or no, or the officer's in the host's place; a no needs its reason. Conflict once it is given, and
    where the same person was refused earlier that day, unless the yes is given knowingly (`anyway`)."""
    permissions.check_can_answer(by, visit)
    why = line(why, "why", 200)
    if not yes and len(why) < 2:
        raise Invalid("missing", _("不同意请写明原因，来访人会看到。"), field="why")
    row = locked(visit)
    check_open(row)
    if row.answer != visiting.WAITING:
        raise Conflict("answered", _("已经答复过了。要改，请取消这次来访，或者重新邀请。"))
    refused = queries.refusals([row]).get(row.pk) if yes else None
    if refused and not anyway:
        said = refused_at(refused.at, refused.why)
        raise Conflict("refused_today", _("{said}。仍要同意，请确认。").format(said=said))
    row.answer = visiting.YES if yes else visiting.NO
    row.answered_by, row.answered_at, row.answer_why = by.id, clock.now(), why
    if until is not None:
        check_span(row.expected_from, until)
        set_stay(row, Stay(row.expected_from, until, row.again, escort or row.escort.reveal(), row.areas))
    elif escort:
        row.escort = line(escort, "escort", 30)
    row.save()
    if not yes:  # Who asked a second time is shown as refused, at the gates too.
        same_visitor(row).filter(answer=visiting.WAITING).update(updated_at=clock.now())
    despite = {"despite": str(refused.visit_id)} if refused else {}
    record(by, "gates.answer_visit", row, yes=yes, **despite)
    return row


@transaction.atomic
def correct(
    *,
    visit: Visit,
    by: Actor,
    stay: Stay | None = None,
    purpose: str | None = None,
    host: Person | None = None,
) -> Visit:
    """Other times, another reason to come, another host. Who waits for an answer is then asked of the new host."""
    permissions.check_can_answer(by, visit)
    row = locked(visit)
    check_open(row)
    check_all(
        lambda: check_stay(stay) if stay else None,
        lambda: line(purpose, "purpose", 200, required=True) if purpose is not None else None,
    )
    if stay is not None:
        set_stay(row, stay)
        row.overdue_told_at = None
        if visiting.is_inside(row):
            enqueue(OVERDUE_TASK, at=row.expected_until, visit_id=str(row.pk))
    if purpose is not None:
        row.purpose = line(purpose, "purpose", 200)
    asked = False
    if host is not None and host.pk != row.host_id:
        permissions.check_can_assign_host(by, row)
        row.host, row.host_account, asked = (
            own_worker(host, row.enterprise_id),
            None,
            row.answer == visiting.WAITING,
        )
    row.save()
    if asked:
        ask_host(row, by)
    record(by, "gates.correct_visit", row)
    return row


@transaction.atomic
def cancel(*, visit: Visit, by: Actor, why: str = "") -> Visit:
    """Take the yes back, or end a visit: its pass is void from now on. Who is inside still has to leave."""
    permissions.check_can_answer(by, visit)
    row = locked(visit)
    if row.cancelled_at is not None:
        raise Conflict("cancelled", _("这次来访已经取消了。"))
    row.cancelled_at = row.void_before = clock.now()
    row.cancelled_by, row.cancel_why = by.id, line(why, "why", 200)
    row.save()
    record(by, "gates.cancel_visit", row)
    return row


@transaction.atomic
def open_visit(*, visit: Visit, by: Actor, reason: str) -> dict[str, str]:
    """The plain values of a visitor, for somebody who is entitled; the opening is recorded with its reason."""
    permissions.check_can_open_visit(by, visit)
    reason = line(reason, "reason", 200)
    if len(reason) < 2:
        raise Invalid("missing", _("请写明查看完整信息的理由，例如“通知其就医”。"), field="reason")
    VisitOpening.objects.create(visit=visit, by_id=by.id, fields=list(OPENABLE), reason=reason)
    record(by, "gates.open_visit", visit, fields=list(OPENABLE))
    return {name: getattr(visit, name).reveal() for name in OPENABLE}
