"""Pass codes: a worker whom today's verdict lets in carries a signed code, good until the day ends."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fugong.core import clock, codes, secrets
from fugong.core.ids import new_id
from fugong.directory.models import Enterprise, Person
from fugong.packs import load
from fugong.packs.marks import Mark, mark_of
from fugong.screening.models import Standing
from fugong.screening.queries.standing import StandingView, standing

SHORTEST = timedelta(minutes=30)
"""A pass issued shortly before midnight still holds this long."""


@dataclass(frozen=True, slots=True)
class IssuedPass:
    """A pass code as the phone shows it, with the mark of its day."""

    code: str
    pass_id: UUID
    issued: datetime
    expires: datetime
    mark: Mark


def issue(
    person: Person, view: StandingView | None = None, *, shortest: timedelta = SHORTEST
) -> IssuedPass | None:
    """A fresh pass, or None where today's verdict does not let this worker in.

    Valid to 24:00 of the site's day, never less than `shortest`, and dated after the last revocation. Writes nothing.
    """
    seen = view or standing(person)
    if not seen.lets_in:
        return None
    void_before = Standing.objects.filter(person_id=person.pk).values_list("void_before", flat=True).first()
    issued = max(clock.now(), void_before) if void_before else clock.now()
    expires = max(clock.day_end(seen.on), issued + shortest)
    pass_id = new_id()
    code = codes.issue_pass(
        secrets.signing_keys()[0],
        enterprise=person.enterprise_id,
        reference=person.reference,
        masked_name=str(person.name),
        team=person.team_name,
        verdict=str(seen.verdict),
        reason=seen.reason,
        issued=issued,
        expires=expires,
        pass_id=pass_id,
    )
    return IssuedPass(code, pass_id, issued, expires, second_mark(person.enterprise, seen.on))


def second_mark(enterprise: Enterprise, day: date) -> Mark:
    """The word and colour of a day that only a live page shows; nobody foretells them without the enterprise's secret."""
    return mark_of(load(enterprise.pack).second_mark, enterprise.mark_secret.encode(), day)
