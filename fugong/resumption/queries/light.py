"""The start-up light (开工闸门) of one enterprise, computed from the evidence as it is now (G2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.cases import registry
from fugong.cases.models import Case
from fugong.cases.spec import ENTERPRISE_ROLES
from fugong.casetypes.startup import evidence as report_evidence
from fugong.casetypes.startup.spec import CASE_TYPE
from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.core.permissions import Actor
from fugong.core.web import say
from fugong.directory import queries as directory
from fugong.directory.models import Enterprise
from fugong.gates.models import Checkpoint
from fugong.packs.startup import ConditionRuling
from fugong.resumption import choices, wording
from fugong.resumption.models import LightChange, Resumption
from fugong.resumption.queries.evidence import Evidence, gather, judged, status_of
from fugong.screening.queries import without_certificate


@dataclass(frozen=True)
class EvidenceLink:
    """A record that shows something, and the path of its page."""

    label: str
    url: str


@dataclass(frozen=True)
class PartView:
    """A part of a condition: `holds` None is not known; `detail` gives the numbers or names what is missing."""

    id: str
    text: str
    holds: bool | None
    detail: str = ""


@dataclass(frozen=True)
class ConditionView:
    """A ground of G2. `missing` is what to do next, empty where it holds."""

    id: str
    article: str
    holds: bool
    text: str
    missing: str
    parts: tuple[PartView, ...]
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True)
class AdviceView:
    """Advice with its source. It never blocks; `holds` None is not known."""

    id: str
    text: str
    source: str
    articles: tuple[str, ...]
    holds: bool | None


@dataclass(frozen=True)
class StartupView:
    """Whether an enterprise may start, why, and since when. `report` is its report before the start, where there is one.

    `staff` are (screened, returning).
    """

    may_start: bool
    conditions: tuple[ConditionView, ...]
    advice: tuple[AdviceView, ...]
    since: datetime | None
    status: str
    report: Case | None
    filings: tuple[Case, ...]
    staff: tuple[int, int]
    started_at: datetime | None

    @property
    def lacking(self) -> tuple[ConditionView, ...]:
        """The conditions that do not hold."""
        return tuple(one for one in self.conditions if not one.holds)


def startup(actor: Actor, enterprise: Enterprise) -> StartupView:
    """The light as this actor may see it: the enterprise's officer and principal, and officers who supervise it.

    Raises NotFound for anybody else.
    """
    if not _may_see(actor, enterprise):
        raise NotFound("enterprise", _("没有这家企业，或者它不在您的辖区。"))
    return light(enterprise)


def _may_see(actor: Actor, enterprise: Enterprise) -> bool:
    if actor.enterprise_id is not None:
        return actor.enterprise_id == enterprise.pk and (
            actor.kind == "system" or actor.has(*ENTERPRISE_ROLES)
        )
    return directory.covers(actor, enterprise)


def light(enterprise: Enterprise) -> StartupView:
    """The light, for rooms that judge by it."""
    evidence = gather([enterprise])[enterprise.pk]
    ruling = judged(evidence, _asked_by_advice(enterprise))
    row = Resumption.objects.filter(enterprise=enterprise).first()
    same = row is not None and row.may_start == ruling.may_start
    return StartupView(
        may_start=ruling.may_start,
        conditions=tuple(_condition(one, evidence) for one in ruling.conditions),
        advice=tuple(
            AdviceView(one.id, say.text(one.text), say.text(one.source), one.articles, one.holds)
            for one in ruling.advice
        ),
        since=row.light_since if same and row else None,
        status=status_of(evidence, may_start=ruling.may_start),
        report=evidence.report,
        filings=tuple(evidence.filings),
        staff=(evidence.counts.declared, evidence.counts.returning),
        started_at=evidence.started_at if evidence.is_started else None,
    )


def start_bar(enterprise: Enterprise) -> str:
    """Why the enterprise may not start, in G2's words with what is missing; empty where it may."""
    seen = light(enterprise)
    if seen.may_start:
        return ""
    return _("严禁开工。还不具备：{missing}。").format(missing=_("、").join(one.text for one in seen.lacking))


def _asked_by_advice(enterprise: Enterprise) -> dict[str, object]:
    return {
        "staff_without_certificate": without_certificate(enterprise.pk, clock.today()),
        "checkpoints_set": Checkpoint.objects.filter(enterprise=enterprise, closed_at=None).exists() or None,
    }


def _condition(ruling: ConditionRuling, evidence: Evidence) -> ConditionView:
    parts = tuple(
        PartView(one.id or "", say.text(one.text), one.holds, _detail(one.id, evidence))
        for one in ruling.reasons
    )
    return ConditionView(
        id=ruling.id,
        article=ruling.article,
        holds=ruling.holds is True,
        text=say.text(ruling.text),
        missing=say.text(ruling.missing),
        parts=parts,
        evidence=tuple(_links(ruling.id, evidence)),
    )


def _detail(part: str | None, evidence: Evidence) -> str:
    if part == "staff_screened":
        return say.counted(evidence.counts.declared, evidence.counts.returning)
    if part == "disinfection_organised":
        if evidence.areas_missing:
            return _("没有记录：{areas}").format(areas=_areas(evidence.areas_missing))
        if evidence.areas_not_there:
            return _("没有这类区域：{areas}，已由现场核查确认").format(areas=_areas(evidence.areas_not_there))
    return ""


def _areas(kinds: Sequence[str]) -> str:
    return _("、").join(report_evidence.area_label(kind) for kind in kinds)


def _links(condition: str, evidence: Evidence) -> Sequence[EvidenceLink]:
    """The cases that show it. Nothing shows a condition of which there is no record."""
    if condition == choices.PLAN:
        return [_link(one) for one in evidence.plans]
    links = [_link(evidence.report)] if evidence.report is not None and evidence.reported else []
    own = {choices.SCREENING: "screen", choices.SAFETY_CHECK: "disinfection"}.get(condition, condition)
    links += [
        EvidenceLink(str(sourced.source), sourced.url)
        for name, sourced in evidence.given.items()
        if sourced.url and own in name
    ]
    return links


def _link(case: Case) -> EvidenceLink:
    case_type = CASE_TYPE if case.kind == CASE_TYPE.kind else registry.find(case.kind)
    label = f"{case_type.label} · {case_type.state(case.state).label} · {say.day(case.state_since)}"
    return EvidenceLink(label, reverse("cases:case", args=[case.pk]))


@dataclass(frozen=True)
class ChangeView:
    """The light turned: when, to what, which conditions were lost or gained (in words), and through what."""

    at: datetime
    may_start: bool
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    cause: str


def changes(actor: Actor, enterprise: Enterprise, limit: int = 50) -> list[ChangeView]:
    """The history of the light, the newest first; for those who see the light."""
    if not _may_see(actor, enterprise):
        raise NotFound("enterprise", _("没有这家企业，或者它不在您的辖区。"))
    rows = LightChange.objects.filter(enterprise=enterprise).order_by("-pk")[:limit]
    return [
        ChangeView(
            at=row.created_at,
            may_start=row.may_start,
            lost=tuple(wording.condition(one) for one in row.lost),
            gained=tuple(wording.condition(one) for one in row.gained),
            cause=_cause(row.cause),
        )
        for row in rows
    ]


def _cause(code: str) -> str:
    kind, _dot, name = code.partition(".")
    if kind == "people":
        return _("花名册或返岗申报有变化")
    if kind == "day":
        return _("每日核对")
    try:
        case_type = registry.find(kind)
    except NotFound:
        return ""
    move = case_type.move(name)
    return f"{case_type.label}：{move.label if move else _('新建')}"
