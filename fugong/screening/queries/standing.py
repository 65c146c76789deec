"""Where a worker stands today, in words: the verdict, why, what to do, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from fugong.core import clock
from fugong.directory import choices as people
from fugong.directory.models import Person
from fugong.packs import Pack
from fugong.packs.gate import fill
from fugong.rules import Text, resolve_parameters
from fugong.screening import choices
from fugong.screening.judging import Ground, Judged, correction_in_force, state_on
from fugong.screening.models import Hold, Reading, Standing
from fugong.screening.queries.inputs import holds_on, pack_of, stood_of


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason in words. `until`: the last day on which it applies, None: open or just this day."""

    code: str
    verdict: str | None
    articles: tuple[str, ...]
    until: date | None
    why: Text
    next: Text


@dataclass(frozen=True, slots=True)
class StandingView:
    """Where a worker stands on `on`. `verdict` None is waiting (reason `no_report`); then `needs` is the form to fill in.

    `reasons` has every reason, the deciding one first; `until` is the last day of the verdict. `lets_in`: the gate lets
    this worker in today, temperature permitting. `corrected`: an officer's word. `entry_id` is what a review contests.
    """

    person_id: UUID
    on: date
    verdict: str | None
    reason: str
    until: date | None
    reasons: tuple[ReasonView, ...]
    declared: bool
    reported: bool
    evening: bool
    corrected: bool
    lets_in: bool
    needs: str | None
    isolated: bool
    observed: bool
    entry_id: UUID | None

    @property
    def waiting(self) -> bool:
        """Whether there is no verdict yet."""
        return self.verdict is None

    @property
    def why(self) -> Text:
        """The deciding reason's text, by language."""
        return self.reasons[0].why

    @property
    def next(self) -> Text:
        """What to do, by language."""
        return self.reasons[0].next

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles of the deciding reason."""
        return self.reasons[0].articles

    @property
    def texts(self) -> dict[str, Text]:
        """`why` and `next` together."""
        return {"why": self.why, "next": self.next}


def standing(person: Person, on: date | None = None) -> StandingView:
    """Where `person` stands on `on`, the site's today or a day after it; of days gone by the history tells."""
    day = on or clock.today()
    row = Standing.objects.filter(person_id=person.pk).first()
    holds = holds_on(Hold.objects.filter(person_id=person.pk), day).get(person.pk, [])
    pack, own = pack_of(person.enterprise)
    stood = stood_of(row)
    judged = state_on(pack, stood, holds, day)
    parameters = resolve_parameters(pack.vocabulary, own)
    values = dict(parameters)
    if any(ground.code == choices.FEVER for ground in judged.grounds):
        values["temperature"] = _highest_reported(person, day)
    reported = stood.reported_for == day
    return StandingView(
        person_id=person.pk,
        on=day,
        verdict=judged.verdict,
        reason=judged.reason,
        until=judged.until,
        reasons=tuple(reason_view(pack, ground, values) for ground in judged.grounds),
        declared=row is not None and row.declared_on is not None,
        reported=reported,
        evening=row is not None and row.evening_for == day,
        corrected=correction_in_force(stood, day) and judged.reason == stood.reason,
        lets_in=person.status == people.ACTIVE and lets_in(judged, reported=reported, parameters=parameters),
        needs=_needs(row, judged, reported=reported),
        isolated=any(hold.kind == choices.ISOLATION for hold in holds),
        observed=any(hold.kind == choices.OBSERVATION for hold in holds),
        entry_id=row.entry_id if row else None,
    )


def lets_in(judged: Judged, *, reported: bool, parameters: Mapping[str, Any]) -> bool:
    """Whether a verdict opens the gate: clear, or observe where the pack lets the observed work; reported it must be."""
    if not reported:
        return False
    if judged.verdict == choices.OBSERVE:
        return parameters.get("observe_denied") is False
    return judged.verdict == choices.CLEAR


def _needs(row: Standing | None, judged: Judged, *, reported: bool) -> str | None:
    """The form still to be filled in today: the declaration once, then the daily report."""
    if row is None or row.declared_on is None:
        return choices.DECLARATION
    if not reported or judged.verdict is None:
        return choices.DAILY
    return None


def _highest_reported(person: Person, day: date) -> Decimal | None:
    """The highest temperature reported for the day, in °C; gate readings are not among them."""
    start = clock.day_start(day)
    rows = Reading.objects.filter(owner_id=person.enterprise_id, person_id=person.pk).exclude(
        source=choices.BY_GATE
    )
    rows = rows.filter(taken_at__gte=start, taken_at__lt=start + timedelta(days=1))
    return max((Decimal(row.celsius.reveal()) for row in rows), default=None)


def reason_view(pack: Pack, ground: Ground, values: Mapping[str, Any]) -> ReasonView:
    """A ground in words: the pack's row, else what the pack's gate says of the reason."""
    row = next((row for row in pack.screening.rows if row.id == ground.row), None)
    if row is not None:
        why, following = row.result["why"], row.result["next"]
    else:
        said = pack.gate.texts.get(ground.code, {})
        why = {language: texts["why"] for language, texts in said.items()}
        following = {language: texts["next"] for language, texts in said.items()}
    return ReasonView(
        code=ground.code,
        verdict=ground.verdict,
        articles=ground.articles,
        until=ground.until,
        why={language: fill(text, values) for language, text in why.items()},
        next={language: fill(text, values) for language, text in following.items()},
    )


def entry_reasons(
    pack: Pack, own: Mapping[str, Any], grounds: Sequence[Mapping[str, Any]], measured: str | None = None
) -> tuple[ReasonView, ...]:
    """The grounds kept with a verdict, in words; `measured` is the temperature of the report behind it."""
    values = {
        **resolve_parameters(pack.vocabulary, own),
        "temperature": Decimal(measured) if measured else None,
    }
    return tuple(reason_view(pack, Ground.read(ground), values) for ground in grounds)
