"""The facts that the start-up gate judges by, for many enterprises in the same handful of statements.

Evidence comes from records: filings, reports before the start, the roster and its declarations, and whatever rooms
give as providers of `startup_evidence` (an enterprise → fact → `Sourced`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from fugong.cases.models import Case, Step
from fugong.cases.spec import Sourced
from fugong.casetypes.startup import checklist
from fugong.casetypes.startup import evidence as report_evidence
from fugong.casetypes.startup import spec as report_spec
from fugong.core import clock, providers
from fugong.directory.models import Enterprise
from fugong.packs.startup import StartupRuling, judge
from fugong.resumption import choices
from fugong.screening.queries import ReturnCounts, pack_of, return_counts_of


@dataclass(slots=True)
class Evidence:
    """What is known of one enterprise. `filings` and `report` are the cases that stand, the newest first.

    `started_at`: when the enterprise reported its start last. `areas_missing`: kinds of area without disinfection;
    `areas_not_there`: those that the look at the site found the enterprise to be without.
    """

    enterprise: Enterprise
    filings: list[Case] = field(default_factory=list)
    report: Case | None = None
    report_data: Mapping[str, Any] = field(default_factory=dict)
    started_at: datetime | None = None
    counts: ReturnCounts = field(default_factory=ReturnCounts)
    areas_missing: tuple[str, ...] = ()
    areas_not_there: tuple[str, ...] = ()
    given: dict[str, Sourced] = field(default_factory=dict)

    @property
    def plans(self) -> list[Case]:
        """The filings that show a plan is made."""
        return [one for one in self.filings if one.state in choices.PLAN_STANDS]

    @property
    def reported(self) -> bool:
        """Whether a report before the start stands."""
        return self.report is not None and self.report.state in report_spec.HANDED_IN

    @property
    def confirmed(self) -> bool:
        """Whether the bureau's look at the site stands."""
        return self.report is not None and self.report.state in report_spec.CONFIRMED

    @property
    def is_started(self) -> bool:
        """Whether the enterprise has reported its start, and nobody has taken that back."""
        return self.report is not None and self.report.state == "started"


def gather(enterprises: Sequence[Enterprise]) -> dict[UUID, Evidence]:
    """enterprise → evidence."""
    found = {one.pk: Evidence(one) for one in enterprises}
    wanted = (*choices.PLAN_STANDS, *choices.IN_HAND_STATES)
    filings = Case.objects.filter(
        enterprise_id__in=found, kind=choices.FILING_KIND, state__in=wanted, sent_at__isnull=False
    )
    for case in filings.defer("data").order_by("-pk"):
        found[case.enterprise_id].filings.append(case)
    days: dict[UUID, date] = {}
    today = clock.today()
    reports = Case.objects.filter(enterprise_id__in=found, kind=report_spec.KIND, is_open=True)
    for case in reports.order_by("pk"):
        evidence = found[case.enterprise_id]
        evidence.report = case
        if evidence.reported:
            evidence.report_data = case.data.document() or {}
            if planned := evidence.report_data.get("planned_start_on"):
                days[case.enterprise_id] = max(today, date.fromisoformat(planned))
    starts = Step.objects.filter(
        case__enterprise_id__in=found, case__kind=report_spec.KIND, to_state="started"
    )
    for pk, at in starts.order_by().values_list("case__enterprise_id").annotate(at=Max("created_at")):
        found[pk].started_at = at
    before = {
        pk: one.started_at for pk, one in found.items() if one.is_started and one.started_at is not None
    }
    for pk, counts in return_counts_of(enterprises, day=days, before=before).items():
        found[pk].counts = counts
    _find_areas(list(found.values()), today)
    for evidence in found.values():
        for given in providers.ask("startup_evidence", evidence.enterprise):
            evidence.given.update(given)
    return found


def _find_areas(found: Sequence[Evidence], today: date) -> None:
    """Which kinds of area were not disinfected, but for those an enterprise is without as the site check says (G5).

    A kind of area that the pack's list says nothing about is covered by the look at the site as a whole.
    """
    for one in found:
        if one.reported:
            one.areas_missing = report_evidence.kinds_without(one.report_data, today)
    looked = {one.report.pk: one for one in found if one.areas_missing and one.confirmed and one.report}
    for step in Step.objects.filter(case_id__in=looked, move="confirm").order_by("case_id", "version"):
        one = looked[step.case_id]
        pack = one.enterprise.pack
        asked = {item.area for item in checklist.items(pack)}
        not_there = checklist.areas_not_there(pack, (step.data.document() or {}).get("checklist") or [])
        absent = report_evidence.kinds_without(one.report_data, today)
        one.areas_not_there = tuple(kind for kind in absent if kind in not_there)
        one.areas_missing = tuple(kind for kind in absent if kind in asked and kind not in not_there)


def facts_of(evidence: Evidence, on: date) -> dict[str, Any]:
    """The facts of the three grounds (G2), as the pack's start-up rules name them; None where nothing is known."""
    disinfected: bool | None = None
    checked: bool | None = None
    if evidence.reported:
        disinfected = not evidence.areas_missing
        checked = report_evidence.has_safety_check(evidence.report_data, on)
    return {
        "plan_made": bool(evidence.plans),
        "screening_reported": evidence.reported,
        "staff_returning": evidence.counts.returning,
        "staff_screened": evidence.counts.declared,
        "disinfection_organised": disinfected,
        "safety_check_organised": checked,
        "site_checked": evidence.confirmed,
        **{name: sourced.value for name, sourced in evidence.given.items()},
    }


def judged(evidence: Evidence, more: Mapping[str, Any] | None = None) -> StartupRuling:
    """What the pack's rules say of it; `more` are facts that only advice asks for."""
    pack, own = pack_of(evidence.enterprise)
    known = pack.startup.words.vocabulary.facts
    facts = {**facts_of(evidence, clock.today()), **(more or {})}
    return judge(pack.startup, {name: value for name, value in facts.items() if name in known}, own)


def status_of(evidence: Evidence, *, may_start: bool) -> str:
    """How far the enterprise has come."""
    if may_start:
        return choices.STARTED if evidence.is_started else choices.MAY_START
    if evidence.started_at is not None:
        return choices.SUSPENDED
    states = {one.state for one in evidence.filings}
    if states.intersection(choices.ON_FILE_STATES):
        return choices.ON_FILE
    return choices.FILING if states else choices.NOT_FILED
