"""An answer as it is kept with an application: enough to explain it years later, whatever was published since. Pure JSON."""

from typing import Any

from fugong.packs.policies import PolicyBook
from fugong.packs.policies.overlaps import groups
from fugong.packs.policies.sizes import DECIDED, SIZE_FACTS
from fugong.policies.queries.answers import EnterpriseAnswer
from fugong.policies.storing import to_json
from fugong.rules import facts_used
from fugong.rules.formulas import references
from fugong.rules.nodes import FactRef


def snapshot(seen: EnterpriseAnswer, measure_id: str) -> dict[str, Any]:
    """Status, amount, deadline, conditions and the facts they rest on, as computed on `seen.on`."""
    matched = seen.answer.of(measure_id)
    amount = matched.measure.amount
    return {
        "measure": measure_id,
        "version": seen.versions[measure_id],
        "on": seen.on.isoformat(),
        "status": matched.status,
        "amount": None if matched.amount is None else str(matched.amount),
        "unit": amount.unit if amount is not None else "",
        "deadline": matched.deadline.isoformat() if matched.deadline else None,
        "missing": list(matched.missing),
        "conditions": [
            {
                "id": one.condition.id,
                "text": dict(one.condition.text),
                "holds": one.holds,
                "article": one.condition.article,
            }
            for one in matched.conditions
        ],
        "facts": facts_behind(seen, measure_id),
    }


def facts_behind(seen: EnterpriseAnswer, measure_id: str) -> dict[str, Any]:
    """The facts that the measure speaks of and that are known, as JSON, in the catalogue's order."""
    wanted = speaks_of(seen, measure_id)
    return to_json({fact: one.value for fact, one in seen.facts.facts.items() if fact in wanted})


def speaks_of(seen: EnterpriseAnswer, measure_id: str) -> list[str]:
    """See `rests_on`, for a measure of the book that an answer was judged by."""
    return rests_on(seen.book, measure_id)


def rests_on(book: PolicyBook, measure_id: str) -> list[str]:
    """The facts that a measure rests on: conditions, amount, dates; the size's facts where it asks for the size."""
    measure = book.measures[measure_id]
    used: set[str] = set()
    for condition in measure.conditions:
        used |= facts_used(condition.node)
    for formula in (measure.until, measure.deadline, measure.amount.formula if measure.amount else None):
        if formula is not None:
            used |= {one.name for one in references(formula) if isinstance(one, FactRef)}
    if used & set(DECIDED):
        used |= set(SIZE_FACTS)
    return [fact for fact in book.cards if fact in used]


def same_benefit(book: PolicyBook, measure_id: str) -> tuple[str, ...]:
    """The measures of which only one can be had together with this one, in the catalogue's order; not itself."""
    for group in groups(book.measures.values()):
        if measure_id in group:
            return tuple(one for one in group if one != measure_id)
    return ()
