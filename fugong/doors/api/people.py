"""The roster, one person at a time: list, find, make, correct, left, back, certificates, opening what is masked."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.responses import Status

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.web.actors import actor_of
from fugong.directory import actions, queries
from fugong.doors.api.auth import Account
from fugong.doors.api.pages import page
from fugong.doors.api.people_shapes import (
    Correction,
    LeftOn,
    NewCertificate,
    NewPerson,
    OpenedValues,
    Openings,
    OpenValues,
    People,
    PersonDetail,
    PersonStatus,
    detail_of,
    line_of,
    opening_of,
)
from fugong.doors.api.wire import Cursor, Limit, Line, answers, check_unchanged, gone, made
from fugong.screening import queries as screening

router = Router(tags=["people"])
staff = Account("epidemic_officer", "principal")
staff_and_leaders = Account("team_leader", "epidemic_officer", "principal")


@router.get("/people", auth=staff_and_leaders, response=answers(People))
def list_people(
    request: HttpRequest,
    q: Line = "",
    status: PersonStatus | None = None,
    team: UUID | None = None,
    since: Cursor = "",
    limit: Limit = 100,
) -> People:
    """People by job number, masked, with where they stand today. A leader sees the own teams.

    `q`: exact name, ID number, phone, its last four digits, or job number.
    """
    actor = actor_of(request)
    rows = queries.find_people(actor, q) if q else queries.people(actor)
    if status is not None:
        rows = rows.filter(status=status)
    if team is not None:
        rows = rows.filter(team_id=team)
    found = page(rows, key="job_number", since=since, limit=limit)
    stands = {}
    if found.rows:
        these = queries.people(actor).filter(pk__in=[row.pk for row in found.rows])
        states = screening.states(queries.enterprise_of(actor), these, clock.today())
        stands = {one.person_id: one for one in states}
    lines = [line_of(row, stands.get(row.pk)) for row in found.rows]
    return People(people=lines, next=found.next, more=found.more)


@router.post("/people", auth=staff, response=answers(PersonDetail, 201))
def create_person(request: HttpRequest, body: NewPerson) -> Status:
    """Put somebody on the roster. 409 where that ID number is on it already."""
    actor = actor_of(request)
    enterprise = queries.enterprise_of(actor)
    person = actions.save_person(enterprise=enterprise, by=actor, values=_values(request, body))
    return made(detail_of(queries.person(actor, person.pk)))


@router.get("/people/{uuid:id}", auth=staff, response=answers(PersonDetail))
def person_detail(request: HttpRequest, id: UUID) -> PersonDetail:
    """Somebody of the roster, personal values masked."""
    return detail_of(queries.person(actor_of(request), id))


@router.patch("/people/{uuid:id}", auth=staff, response=answers(PersonDetail))
def correct_person(request: HttpRequest, id: UUID, body: Correction) -> PersonDetail:
    """Correct the fields given, others stay. 409 where it has changed since `seen_at` (its `updated_at`)."""
    actor = actor_of(request)
    person = queries.person(actor, id)
    values = _values(request, body)
    if values:
        actions.save_person(
            enterprise=person.enterprise, by=actor, person=person, values=values, seen_at=body.seen_at
        )
    else:
        check_unchanged(person.updated_at, body.seen_at)
    return detail_of(queries.person(actor, id))


def _values(request: HttpRequest, body: NewPerson | Correction) -> dict[str, object]:
    """The fields that were given; a team by its id becomes the team."""
    values = body.model_dump(exclude_unset=True, exclude={"seen_at"})
    if values.get("team") is not None:
        values["team"] = queries.group(actor_of(request), values["team"])
    return values


@router.post("/people/{uuid:id}/left", auth=staff, response=answers(PersonDetail))
def mark_left(request: HttpRequest, id: UUID, body: LeftOn) -> PersonDetail:
    """The worker is no longer with the enterprise. 403 or 409 while isolation or observation protects (G15)."""
    actor = actor_of(request)
    actions.mark_left(person=queries.person(actor, id), by=actor, on=body.on)
    return detail_of(queries.person(actor, id))


@router.post("/people/{uuid:id}/back", auth=staff, response=answers(PersonDetail))
def bring_back(request: HttpRequest, id: UUID) -> PersonDetail:
    """Marked as left by mistake, or hired again."""
    actor = actor_of(request)
    actions.bring_back(person=queries.person(actor, id), by=actor)
    return detail_of(queries.person(actor, id))


@router.post("/people/{uuid:id}/certificates", auth=staff, response=answers(PersonDetail, 201))
def add_certificate(request: HttpRequest, id: UUID, body: NewCertificate) -> Status:
    """A health certificate (G4); the same number again replaces its dates."""
    actor = actor_of(request)
    actions.add_certificate(
        person=queries.person(actor, id),
        by=actor,
        number=body.number,
        issued_on=body.issued_on,
        valid_until=body.valid_until,
    )
    return made(detail_of(queries.person(actor, id)))


@router.delete(
    "/people/{uuid:id}/certificates/{uuid:certificate_id}", auth=staff, response=answers(PersonDetail)
)
def remove_certificate(request: HttpRequest, id: UUID, certificate_id: UUID) -> PersonDetail:
    """Take away a certificate that was entered by mistake."""
    actor = actor_of(request)
    certificate = queries.person(actor, id).certificates.filter(pk=certificate_id).first()
    if certificate is None:
        raise NotFound("certificate", _("没有这份健康证明。"))
    actions.remove_certificate(certificate=certificate, by=actor)
    return detail_of(queries.person(actor, id))


@router.post("/people/{uuid:id}/open", auth=staff, response=answers(OpenedValues))
def open_values(request: HttpRequest, id: UUID, body: OpenValues) -> OpenedValues:
    """The plain values of these fields. Who opened them and why is kept and shown to the person."""
    actor = actor_of(request)
    values = actions.open_values(
        person=queries.person(actor, id), by=actor, reason=body.reason, fields=tuple(body.fields)
    )
    return OpenedValues(values=values)


@router.get("/people/{uuid:id}/openings", auth=staff, response=answers(Openings))
def openings(request: HttpRequest, id: UUID) -> Openings:
    """Who opened masked values of this person, when, which and why."""
    found = queries.openings(queries.person(actor_of(request), id))
    return Openings(openings=[opening_of(one) for one in found])


@router.delete("/people/{uuid:id}/phones", auth=staff, response=answers(None, 204))
def forget_phones(request: HttpRequest, id: UUID) -> Status:
    """Sign every phone of this person out; the next visit by the poster recognises it anew."""
    actor = actor_of(request)
    actions.forget_phone(person=queries.person(actor, id), by=actor)
    return gone()
