"""One person at a time: made, corrected, left, come back; certificates; opening what is masked.

Rows are locked in one order everywhere: the person's, then what handlers of the event lock, last the audit's head.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock, events, providers, secrets
from fugong.core.errors import Conflict, Invalid
from fugong.core.identifiers import IdentifierError, check_id_number, check_mobile
from fugong.core.permissions import Actor
from fugong.core.tokens import new_reference
from fugong.directory import choices, people, permissions
from fugong.directory.events import PeopleChanged, PersonLeft
from fugong.directory.models import Certificate, Enterprise, Group, Membership, Opening, Person, ReturnJourney

PERSON_FIELDS = ("name", "id_number", "phone", "job_number", "job", "address", "team")
JOURNEY_TEXTS = ("destination", "transport", "travel", "gatherings", "health_note")
JOURNEY_FIELDS = ("left_city", "planned_on", "returned_on", *JOURNEY_TEXTS)
OPENABLE = ("name", "id_number", "phone", "address", *JOURNEY_TEXTS)


@transaction.atomic
def save_person(
    *,
    enterprise: Enterprise,
    by: Actor,
    values: Mapping[str, Any],
    person: Person | None = None,
    seen_at: object = None,
) -> Person:
    """Make a worker, or correct one; `values` holds the fields to set (PERSON_FIELDS and JOURNEY_FIELDS).

    `seen_at`: the `updated_at` on which the correction was based; Conflict where it has changed since. Raises Invalid
    with the field for a value that cannot be, Conflict for an ID or job number somebody else has.
    """
    permissions.check_can_manage_people(by, enterprise.pk)
    if unknown := set(values) - {*PERSON_FIELDS, *JOURNEY_FIELDS}:
        raise Invalid("unknown_field", _("没有这一项。"), field=sorted(unknown)[0])
    if person is None:
        person = Person(enterprise=enterprise, reference=new_reference())
        _need(values, "name", "id_number")
    else:
        person = Person.objects.select_for_update().get(pk=person.pk, enterprise=enterprise)
        if seen_at is not None and person.updated_at != seen_at:
            raise Conflict("changed", _("这个人的资料刚被别人改过。请看过新的内容再保存。"))
    _set_values(person, values)
    made = person._state.adding
    team_changed = "team" in values and _set_team(person, values["team"])
    if made and not person.job_number:
        # Behind this lock nobody else, an import neither, takes the same number.
        Enterprise.objects.select_for_update(no_key=True).only("pk").get(pk=enterprise.pk)
        taken = set(Person.objects.filter(enterprise=enterprise).values_list("job_number", flat=True))
        person.job_number = next(people.free_numbers(taken))
    _save(person)
    if team_changed:
        _join(person)
    _set_journey(person, values)
    events.publish(PeopleChanged(enterprise.pk, (person.pk,)))
    _record(
        by, "directory.create_person" if made else "directory.correct_person", person, fields=sorted(values)
    )
    return person


def _need(values: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not str(values.get(name) or "").strip():
            raise Invalid("missing", _("这一项必须填写。"), field=name)


def _set_values(person: Person, values: Mapping[str, Any]) -> None:
    if "name" in values:
        _need(values, "name")
        people.set_name(person, _short("".join(str(values["name"]).split()), 60, "name"))
    if "id_number" in values:
        people.set_id_number(person, _id_number(str(values["id_number"])))
    if "phone" in values:
        people.set_phone(person, _mobile(str(values["phone"] or "")))
    if "address" in values:
        person.address = _short(str(values["address"] or "").strip(), 200, "address")
    if "job" in values:
        person.job = _short(str(values["job"] or "").strip(), 60, "job")
    if number := str(values.get("job_number") or "").strip():
        person.job_number = _short(number, 30, "job_number")


def _short(text: str, longest: int, field: str) -> str:
    if len(text) > longest:
        raise Invalid("too_long", _("最多%(n)d个字。") % {"n": longest}, field=field)
    return text


def _id_number(text: str) -> str:
    number = people.plain(text).upper()
    try:
        check_id_number(number, today=clock.today())
    except IdentifierError as fault:
        raise Invalid(
            fault.code, _("身份证号应为18位，且校验位要对。请对照证件核对。"), field="id_number"
        ) from fault
    return number


def _mobile(text: str) -> str:
    phone = people.plain(text)
    if not phone:
        return ""
    try:
        check_mobile(phone)
    except IdentifierError as fault:
        raise Invalid(
            fault.code, _("手机号应为11位数字，以1开头。没有手机的留空，由班组长代填。"), field="phone"
        ) from fault
    return phone


def _save(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as fault:
        others = Person.objects.filter(enterprise=person.enterprise).exclude(pk=person.pk)
        if others.filter(id_index=person.id_index).exists():
            raise Conflict(
                "duplicate", _("花名册上已有这个身份证号。请改正那一条，不要重复登记。"), field="id_number"
            ) from fault
        raise Conflict("duplicate", _("这个工号已属于另一人。请换一个。"), field="job_number") from fault


def _set_team(person: Person, team: Group | None) -> bool:
    if team is not None and team.enterprise_id != person.enterprise_id:
        raise Invalid("unknown_group", _("没有这个班组。"), field="team")
    changed = person.team_id != (team.pk if team else None)
    person.team = team
    return changed


def _join(person: Person) -> None:
    today = clock.today()
    person.memberships.filter(until=None).update(until=today)
    if person.team_id:
        Membership.objects.create(group_id=person.team_id, person=person, since=today)


def _set_journey(person: Person, values: Mapping[str, Any]) -> None:
    given = {name: value for name, value in values.items() if name in JOURNEY_FIELDS}
    if not given:
        return
    for name in ("planned_on", "returned_on"):
        if not isinstance(given.get(name), date | None):
            raise Invalid("no_such_day", _("请填一个日期，例如 2020-02-03。"), field=name)
    if not isinstance(given.get("left_city"), bool | None):
        raise Invalid("unclear", _("请填“是”或“否”。"), field="left_city")
    returned = given.get("returned_on")
    if returned is not None and returned > clock.today():
        raise Invalid(
            "after_today", _("返岗日期在今天之后。还没有返岗的，请填“计划返岗日期”。"), field="returned_on"
        )
    journey = ReturnJourney.objects.filter(person=person).first() or ReturnJourney(person=person)
    for name, value in given.items():
        if name in JOURNEY_TEXTS:
            value = _short(str(value or "").strip(), 500, name)
        setattr(journey, name, value)
    journey.save()


@transaction.atomic
def record_return(*, person: Person, by: Actor, values: Mapping[str, Any]) -> None:
    """What a declaration says of the return (G4) goes into the roster. The worker's own word, or an officer's."""
    if by.person_id != person.pk:
        permissions.check_can_see_person(by, person)
    if unknown := set(values) - set(JOURNEY_FIELDS):
        raise Invalid("unknown_field", _("没有这一项。"), field=sorted(unknown)[0])
    _set_journey(person, values)
    _record(by, "directory.record_return", person, fields=sorted(values))


@transaction.atomic
def move_to_team(*, person: Person, by: Actor, team: Group | None) -> None:
    """Into another team from today on."""
    permissions.check_can_manage_people(by, person.enterprise_id)
    if _set_team(person, team):
        person.save(update_fields=["team", "updated_at"])
        _join(person)
        _record(by, "directory.move_to_team", person, team_id=team and team.pk)


@transaction.atomic
def mark_left(*, person: Person, by: Actor, on: date | None = None) -> None:
    """The worker is no longer with the enterprise. Refused while isolation or observation protects the contract (G15)."""
    permissions.check_can_manage_people(by, person.enterprise_id)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.status == choices.LEFT:
        return
    for refusal in providers.ask("dismissal_bar", person):
        raise refusal
    today = clock.today()
    if on is not None and on > today:
        raise Invalid("after_today", _("离职日期不能在今天之后。"), field="on")
    person.status, person.left_on = choices.LEFT, on or today
    person.save(update_fields=["status", "left_on", "updated_at"])
    person.memberships.filter(until=None, since__lte=person.left_on).update(until=person.left_on)
    person.memberships.filter(until=None).delete()
    person.phone_sessions.filter(revoked_at=None).update(revoked_at=clock.now())
    events.publish(PersonLeft(person))
    _record(by, "directory.mark_left", person)


@transaction.atomic
def bring_back(*, person: Person, by: Actor) -> None:
    """Somebody marked as left by mistake, or hired again."""
    permissions.check_can_manage_people(by, person.enterprise_id)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.status == choices.ACTIVE:
        return
    person.status, person.left_on = choices.ACTIVE, None
    person.save(update_fields=["status", "left_on", "updated_at"])
    _join(person)
    events.publish(PeopleChanged(person.enterprise_id, (person.pk,)))
    _record(by, "directory.bring_back", person)


@transaction.atomic
def add_certificate(
    *, person: Person, by: Actor, number: str, issued_on: date | None = None, valid_until: date | None = None
) -> Certificate:
    """A health certificate (G4); the same number again replaces its dates."""
    permissions.check_can_manage_people(by, person.enterprise_id)
    number = number.strip()
    if not number:
        raise Invalid("missing", _("请填写健康证明编号。"), field="number")
    if issued_on and issued_on > clock.today():
        raise Invalid("after_today", _("开具日期不能在今天之后。"), field="issued_on")
    if issued_on and valid_until and valid_until < issued_on:
        raise Invalid("order", _("有效期不能早于开具日期。"), field="valid_until")
    certificate, made = Certificate.objects.get_or_create(
        person=person,
        number_index=secrets.blind_index(number, "certificate.number"),
        defaults={"number": number, "issued_on": issued_on, "valid_until": valid_until},
    )
    if not made:
        certificate.issued_on, certificate.valid_until = issued_on, valid_until
        certificate.save(update_fields=["issued_on", "valid_until", "updated_at"])
    events.publish(PeopleChanged(person.enterprise_id, (person.pk,)))
    _record(by, "directory.add_certificate", person, certificate_id=certificate.pk)
    return certificate


@transaction.atomic
def remove_certificate(*, certificate: Certificate, by: Actor) -> None:
    """A certificate that was entered by mistake."""
    person = certificate.person
    permissions.check_can_manage_people(by, person.enterprise_id)
    removed = certificate.pk
    certificate.delete()
    events.publish(PeopleChanged(person.enterprise_id, (person.pk,)))
    _record(by, "directory.remove_certificate", person, certificate_id=removed)


@transaction.atomic
def open_values(
    *, person: Person, by: Actor, reason: str, fields: tuple[str, ...] = ("name", "id_number", "phone")
) -> dict[str, str]:
    """The plain values of these fields. The opening, its reason included, is recorded and shown to the person."""
    permissions.check_can_open_values(by, person)
    reason = reason.strip()
    if len(reason) < 2:
        raise Invalid("missing", _("请写明查看完整信息的理由，例如“通知其就医”。"), field="reason")
    if not fields:
        raise Invalid("missing", _("请选择要查看的项目。"), field="fields")
    if unknown := [name for name in fields if name not in OPENABLE]:
        raise Invalid("unknown_field", _("没有这一项。"), field=unknown[0])
    journey = ReturnJourney.objects.filter(person=person).first()
    values = {}
    for name in fields:
        sealed = getattr(journey, name, None) if name in JOURNEY_TEXTS else getattr(person, name)
        values[name] = sealed.reveal() if sealed else ""
    Opening.objects.create(person=person, by_id=by.id, fields=list(fields), reason=reason[:200])
    _record(by, "directory.open_values", person, fields=list(fields))
    return values


def _record(by: Actor, action: str, person: Person, **details: object) -> None:
    audit.record(
        by=by, action=action, subject="person", subject_id=person.pk, owner_id=person.enterprise_id, **details
    )
