"""Declarations and daily reports: taken once, judged at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fugong.core import audit, clock, events, streams
from fugong.core.errors import Invalid, NotAllowed
from fugong.core.permissions import Actor
from fugong.directory import actions as directory
from fugong.directory import choices as people
from fugong.directory.models import Person, Region
from fugong.notices import actions as notices
from fugong.packs import Pack, Questionnaire
from fugong.packs.answers import AnswerFault, check_answers, facts_from
from fugong.rules import resolve_parameters
from fugong.screening import choices, permissions
from fugong.screening.actions import flags, standings
from fugong.screening.events import FeverReported
from fugong.screening.facts import Known, stored_form
from fugong.screening.judging import Judged, correction_in_force, judge, state_on, undoes
from fugong.screening.models import Hold, Reading, Report, Standing, VerdictEntry
from fugong.screening.queries.history import active_consents
from fugong.screening.queries.inputs import evening_from, is_evening, known_of, pack_of, stood_of

DOUBLE_TAP = timedelta(minutes=1)
"""The same answers within this time are one report."""

JOURNEY_TEXTS = {"holiday_trips": "travel", "gathering_details": "gatherings"}
"""Answers that the roster's return journey keeps as they are (G4)."""


class AnswersRefused(Invalid):
    """Answers that do not fit; `faults` has every one, the first is the fault's own text and field."""

    def __init__(self, faults: Sequence[AnswerFault]) -> None:
        first = faults[0]
        super().__init__(first.code, _said(first), field=first.field)
        self.faults = tuple(faults)


def _said(fault: AnswerFault) -> str:
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return fault.text[language]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A checked report on its way in."""

    person: Person
    by: Actor
    pack: Pack
    own: Mapping[str, Any]
    kind: str
    period: str
    day: date
    now: datetime
    clean: Mapping[str, Any]
    opened_at: datetime | None

    @property
    def entered(self) -> str:
        """Who typed it: the worker, the team's leader, or somebody who answers for the whole enterprise."""
        if permissions.is_self(self.by, self.person):
            return choices.BY_SELF
        leads = permissions.leads_team_of(self.by, self.person)
        return choices.BY_LEADER if leads else choices.BY_OFFICER

    @property
    def seconds_open(self) -> int | None:
        """Whole seconds from opening the form; None where nobody knows, or where clocks disagree."""
        if self.opened_at is None or self.opened_at > self.now:
            return None
        return int((self.now - self.opened_at).total_seconds())


def submit(
    *,
    person: Person,
    by: Actor,
    kind: str,
    answers: Mapping[str, Any],
    period: str | None = None,
    opened_at: datetime | None = None,
) -> VerdictEntry:
    """Take a declaration or a daily report for the site's today and judge it (G4, G9); returns the verdict given.

    The same answers again within a minute are the same report: the first stands. Of different ones of a kind and
    period the last counts, the earlier stay on file. A daily report from the pack's evening hour on is the evening's.
    `opened_at`: when the form was opened, where that is known. Raises AnswersRefused with every fault, NotAllowed without
    the consents the law needs. Whether it looks truthful is looked at once it is stored, and refuses nothing.
    """
    permissions.check_can_report(by, person)
    permissions.check_report_open(person)
    now = clock.now()
    pack, own = pack_of(person.enterprise)
    questionnaire = pack.questionnaires.get(kind) if kind in choices.KINDS else None
    if questionnaire is None:
        raise Invalid("kind", _("没有这种填报。"), field="kind")
    clean, faults = check_answers(questionnaire, answers, clock.day_of(now))
    if faults:
        raise AnswersRefused(faults)
    _check_consents(person, by, pack, questionnaire, clean)
    draft = _Draft(
        person,
        by,
        pack,
        own,
        kind,
        _period(person, kind, period, now),
        clock.day_of(now),
        now,
        clean,
        opened_at,
    )
    return _take(draft)


def _period(person: Person, kind: str, period: str | None, now: datetime) -> str:
    if kind == choices.DECLARATION:
        return ""
    evening = is_evening(person.enterprise, now)
    if period is None:
        return choices.EVENING if evening else choices.MORNING
    if period not in choices.PERIODS:
        raise Invalid("period", _("填报时段只有早上和晚上。"), field="period")
    if period == choices.EVENING and not evening:
        raise Invalid(
            "too_early",
            _("晚报从 {hour}:00 开始，请下班后再报。").format(hour=evening_from(person.enterprise)),
            field="period",
        )
    return period


def _check_consents(
    person: Person, by: Actor, pack: Pack, questionnaire: Questionnaire, clean: Mapping[str, Any]
) -> None:
    """Sensitive answers need the worker's separate consent (PIPL 28, 29) under the notice in force.

    What a leader or officer enters may rest on the consent's other legal basis, where the notice names one.
    """
    needed = {
        question.consent for question in questionnaire.questions if question.consent and question.id in clean
    }
    given = {consent.purpose for consent in active_consents(person, pack)}
    for purpose in sorted(needed - given):
        consent = pack.notice.consents[purpose]
        if not permissions.is_self(by, person) and consent.other_basis is not None:
            continue
        raise NotAllowed(
            "consent_needed",
            _("请先阅读告知并同意：{consent}。").format(
                consent=consent.title["en" if _is_english() else "zh"]
            ),
            field=purpose,
        )


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@transaction.atomic
def _take(draft: _Draft) -> VerdictEntry:
    person, owner = draft.person, draft.person.enterprise_id
    streams.lock_head(owner, Report._meta.label_lower)
    again = _same_again(draft)
    if again is not None:
        return again
    row = standings.lock([person.pk])[person.pk]
    report = Report(
        person_id=person.pk,
        kind=draft.kind,
        period=draft.period,
        for_day=draft.day,
        recorded_at=draft.now,
        answers=stored_form(draft.clean),  # type: ignore[misc] # a sealed column of kind json takes any JSON
        entered=draft.entered,
        by_id=draft.by.id,
        session_id=draft.by.session_id if draft.entered == choices.BY_SELF else None,
        seconds_open=draft.seconds_open,
    )
    streams.append(Report, owner, [report])
    fevers = _store_readings(draft)
    row.reported_for = draft.day
    if draft.kind == choices.DECLARATION:
        row.declared_on = row.declared_on or draft.day
    elif draft.period == choices.EVENING:
        row.evening_for = draft.day
    entry = _judge(draft, row, report, fevers)
    for reading in fevers:
        events.publish(FeverReported(owner, person.pk, reading.id, draft.entered))
    if draft.kind == choices.DECLARATION:
        _fill_journey(draft)
    audit.record(
        by=draft.by,
        action="screening.submit",
        subject="person",
        subject_id=person.pk,
        owner_id=owner,
        report=report.id,
        entry=entry.id,
        kind=draft.kind,
        period=draft.period,
        entered=draft.entered,
    )
    if draft.kind == choices.DAILY:
        flags.look_after_commit(person, draft.day)
    return entry


def _same_again(draft: _Draft) -> VerdictEntry | None:
    """The verdict of the report that this one repeats. Called under the head lock, so two taps cannot both be first."""
    owner = draft.person.enterprise_id
    last = (
        Report.objects.filter(
            owner_id=owner,
            person_id=draft.person.pk,
            for_day=draft.day,
            kind=draft.kind,
            period=draft.period,
        )
        .order_by("-seq")
        .first()
    )
    if (
        last is None
        or draft.now - last.recorded_at > DOUBLE_TAP
        or last.answers.document() != stored_form(draft.clean)
    ):
        return None
    return (
        VerdictEntry.objects.filter(owner_id=owner, person_id=draft.person.pk, report_id=last.id)
        .order_by("-seq")
        .first()
    )


def _store_readings(draft: _Draft) -> list[Reading]:
    """The temperatures of a report as readings; returns the fevers among them."""
    questionnaire = draft.pack.questionnaires[draft.kind]
    threshold = resolve_parameters(draft.pack.vocabulary, draft.own).get("fever_threshold")
    rows = [
        Reading(
            person_id=draft.person.pk,
            taken_at=draft.now,
            celsius=str(draft.clean[question.id]),
            source=draft.entered,
            is_fever=isinstance(threshold, Decimal) and draft.clean[question.id] >= threshold,
            by_id=draft.by.id,
        )
        for question in questionnaire.questions
        if question.type == "temperature" and question.id in draft.clean
    ]
    streams.append(Reading, draft.person.enterprise_id, rows)
    return [row for row in rows if row.is_fever]


def _judge(draft: _Draft, row: Standing, report: Report, fevers: Sequence[Reading]) -> VerdictEntry:
    """Judge what is known now, this report included, and write it down."""
    person, day = draft.person, draft.day
    known = known_of(person.enterprise_id, [person.pk], {person.pk: row}, day)[person.pk]
    judged = judge(draft.pack, draft.own, known, day)
    stood = stood_of(row)
    opened: list[Hold] = []
    if correction_in_force(stood, day) and not _is_undone(draft.pack, draft.own, known, judged, row, day):
        final = state_on(draft.pack, stood, known.holds, day)
        entry = standings.entry_of(person, final, day, report_id=report.id)
        voided = final.verdict in standings.KEEPS_OUT
        if voided:
            standings.void(row)
    else:
        opened = standings.open_holds(person, judged, day, report.id)
        final = judged
        entry = standings.entry_of(person, judged, day, report_id=report.id)
        standings.put(row, judged, day)
        voided = judged.verdict in standings.KEEPS_OUT
    standings.save(person.enterprise_id, [row], [entry], voided=[person.pk] if voided else [])
    _tell_officer(draft, judged, entry, opened, fevers)
    return entry


def _is_undone(
    pack: Pack, own: Mapping[str, Any], known: Known, judged: Judged, row: Standing, day: date
) -> bool:
    """Whether what was said since an officer's correction undoes it."""
    before = [one for one in known.said if row.answered_at is not None and one.recorded_at <= row.answered_at]
    background = judge(pack, own, replace(known, said=before), day)
    return undoes(judged, background, stood_of(row))


def _tell_officer(
    draft: _Draft, judged: Judged, entry: VerdictEntry, opened: Sequence[Hold], fevers: Sequence[Reading]
) -> None:
    """Notify the officer of the worst thing this report says that is new; an older hold is no news."""
    said = facts_from(draft.pack.questionnaires[draft.kind], draft.clean)
    codes = {ground.code for ground in judged.grounds}
    if fevers:
        kind = "fever_reported"
    elif said.get("symptoms") and choices.SYMPTOMS in codes:
        kind = "symptoms_reported"
    elif any(hold.reason in (choices.CONTACT, choices.REGION) for hold in opened):
        kind = "contact_reported"
    else:
        return
    notices.post(
        owner_id=draft.person.enterprise_id,
        kind=kind,
        details={"person_id": str(draft.person.pk), "entry_id": str(entry.id)},
        role=people.EPIDEMIC_OFFICER,
        by=draft.by,
    )


def _fill_journey(draft: _Draft) -> None:
    """What the declaration says of the return goes into the roster, so that nothing is asked twice (G4)."""
    clean = draft.clean
    values: dict[str, Any] = {
        field: clean[name] for name, field in JOURNEY_TEXTS.items() if isinstance(clean.get(name), str)
    }
    if isinstance(clean.get("left_city"), bool):
        values["left_city"] = clean["left_city"]
    if isinstance(clean.get("returned_on"), date):
        values["returned_on"] = clean["returned_on"]
    if isinstance(clean.get("return_from"), str):
        values["destination"] = _region_name(clean["return_from"])
    if "transport" in clean:
        question = draft.pack.questionnaires[draft.kind].question("transport")
        option = next((option for option in question.options if option.code == clean["transport"]), None)
        values["transport"] = option.text["zh"] if option else str(clean["transport"])
    if values:
        directory.record_return(person=draft.person, by=draft.by, values=values)


def _region_name(code: str) -> str:
    return Region.objects.filter(code=code).values_list("name", flat=True).first() or code
