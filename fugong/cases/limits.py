"""The time limit of a work: the pack's clock of that kind and name, else what the case type says."""

from dataclasses import dataclass

from fugong import packs
from fugong.cases.spec import CaseType, Work
from fugong.cases.working_time import Span


@dataclass(frozen=True)
class Limit:
    """How long a party has, when it is warned before, and how long after the limit a superior is told."""

    span: Span
    warn_before: Span | None = None
    escalate_after: Span | None = None


def limit_of(case_type: CaseType, work: Work, pack: str) -> Limit | None:
    """The limit of `work` where the enterprise's pack is `pack`; None for work without one."""
    rule = packs.load(pack).clocks.get(case_type.kind, {}).get(work.name)
    if rule is None:
        return None if work.span is None else Limit(work.span)
    return Limit(
        Span(rule.amount, rule.unit),
        None if rule.warn_before is None else Span(rule.warn_before.amount, rule.warn_before.unit),
        None if rule.escalate_after is None else Span(rule.escalate_after.amount, rule.escalate_after.unit),
    )
