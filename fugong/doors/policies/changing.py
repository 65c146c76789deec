"""What would change with another fact: the measures whose answer would be another one."""

from dataclasses import dataclass

from fugong.core.web import say
from fugong.doors.policies import showing
from fugong.doors.policies.words import ELIGIBLE, NOT_ELIGIBLE, NOT_IN_FORCE, STATUSES, UNKNOWN, Status
from fugong.packs.policies import Answer, Matched, Measure, PolicyBook


@dataclass(frozen=True)
class Change:
    """A measure whose answer is another one with the changed fact."""

    measure: Measure
    before: Status
    after: Status
    amount_before: str
    amount_after: str
    source: str = ""
    """豫政〔2020〕9号第17条: measures of one title are told apart by it."""
    wanting: str = ""
    """What would still have to be known, where it may apply."""

    @property
    def title(self) -> str:
        return say.text(self.measure.title)


def changes(
    before: Answer, after: Answer, book: PolicyBook | None = None
) -> tuple[list[Change], list[Change], list[Change]]:
    """(gained, lost, otherwise changed): what another answer would change; with the book, each with its document."""
    rank = {ELIGIBLE: 2, UNKNOWN: 1, NOT_ELIGIBLE: 0, NOT_IN_FORCE: 0}
    gained: list[Change] = []
    lost: list[Change] = []
    other: list[Change] = []
    old = {one.measure.id: one for one in before.measures}
    for new in after.measures:
        was = old.get(new.measure.id)
        if was is None or (was.status, was.amount, was.deadline) == (new.status, new.amount, new.deadline):
            continue
        change = Change(
            new.measure,
            STATUSES[was.status],
            STATUSES[new.status],
            _amount(was),
            _amount(new),
            showing.source(book, new.measure) if book is not None else "",
            _wanting(book, new) if book is not None else "",
        )
        step = rank[new.status] - rank[was.status]
        (gained if step > 0 else lost if step < 0 else other).append(change)
    gained.sort(key=lambda one: -rank[one.after.code])
    lost.sort(key=lambda one: -rank[one.before.code])
    return gained, lost, other


def _wanting(book: PolicyBook, one: Matched) -> str:
    if one.status != UNKNOWN:
        return ""
    return showing.why(one, (), [showing.missing_fact(book, name, one.measure) for name in one.missing])


def _amount(one: Matched) -> str:
    if one.measure.amount is None or one.amount is None:
        return ""
    given = one.measure.amount
    text = showing.amount_words(one.amount, given.unit, given.kind)
    return showing.base_words(text) if given.kind == "base" and given.unit != "rate" else text
