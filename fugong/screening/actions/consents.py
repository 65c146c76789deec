"""Separate consents (PIPL 14, 29): given under one version of the notice, withdrawn as easily."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from fugong.core import audit, clock
from fugong.core.errors import Invalid
from fugong.core.permissions import Actor
from fugong.directory.models import Person
from fugong.screening import permissions
from fugong.screening.models import Consent, Standing
from fugong.screening.queries.history import active_consents
from fugong.screening.queries.inputs import pack_of


@transaction.atomic
def give_consent(*, person: Person, by: Actor, purposes: Iterable[str]) -> list[Consent]:
    """Consent to these purposes of the notice in force; those already given stay as they are."""
    permissions.check_can_consent(by, person)
    pack, _own = pack_of(person.enterprise)
    wanted = list(dict.fromkeys(purposes))
    for purpose in wanted:
        if purpose not in pack.notice.consents:
            raise Invalid("purpose", _("告知里没有这一项同意。"), field="purposes")
    Standing.objects.bulk_create([Standing(person_id=person.pk)], ignore_conflicts=True)
    Standing.objects.select_for_update().get(person_id=person.pk)  # two taps give one consent
    given = {consent.purpose for consent in active_consents(person, pack)}
    fresh = [
        Consent(
            person=person,
            purpose=purpose,
            notice_version=str(pack.notice.version),
            notice_hash=pack.notice.hash,
        )
        for purpose in wanted
        if purpose not in given
    ]
    for consent in fresh:
        consent.save(force_insert=True)
        _record(by, "screening.give_consent", person, consent)
    return fresh


@transaction.atomic
def withdraw_consent(*, person: Person, by: Actor, purpose: str) -> int:
    """Withdraw consent to one purpose; returns how many were in force. What was done before stays lawful."""
    permissions.check_can_consent(by, person)
    rows = Consent.objects.select_for_update().filter(person=person, purpose=purpose, withdrawn_at=None)
    withdrawn = list(rows.order_by("pk"))
    for consent in withdrawn:
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at", "updated_at"])
        _record(by, "screening.withdraw_consent", person, consent)
    return len(withdrawn)


def _record(by: Actor, action: str, person: Person, consent: Consent) -> None:
    audit.record(
        by=by,
        action=action,
        subject="person",
        subject_id=person.pk,
        owner_id=person.enterprise_id,
        consent=consent.pk,
        purpose=consent.purpose,
        notice=consent.notice_version,
    )
