"""A measure looked over before it is published: what lint says, its own cases, and who would gain or lose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from fugong.core import clock
from fugong.packs.policies import Measure, PolicyBook
from fugong.packs.policies.cases import cases
from fugong.packs.policies.lint import check_measure
from fugong.policies.queries import books
from fugong.policies.queries.whole import fitting
from fugong.rules import Fault, RuleError


@dataclass(frozen=True)
class Review:
    """What publishing would mean. `faults`: file, line and remedy each; empty: it may be published. `cases`: how many of
    its own cases ran. `gained`, `lost`: enterprises for which it becomes eligible, or no longer is; `eligible`: after.
    `fen_before`, `fen`: the sum of the amounts before and after, where the amount is money. The counts are there although
    a fault stands in the way of publishing, as long as the text can be read (`measure` is not None)."""

    measure: Measure | None
    faults: tuple[Fault, ...]
    cases: int = 0
    gained: int = 0
    lost: int = 0
    eligible: int = 0
    fen_before: int = 0
    fen: int = 0


def review(pack: str, measure_id: str, text: str, in_effect_from: date | None = None) -> Review:
    """Look over a measure's YAML as if it were in effect from that day (else today); empty text: as if withdrawn.

    Counts are over every enterprise of the pack, on that day or today, whichever is later.
    """
    today = clock.today()
    day = max(in_effect_from or today, today)
    before = books.book(pack, in_effect_from or today)
    measure: Measure | None = None
    after = before
    ran = 0
    faults: tuple[Fault, ...] = ()
    if text:
        try:
            after, measure = books.with_text(before, measure_id, text)
        except RuleError as error:
            return Review(None, error.faults)
        faults = tuple(check_measure(after, measure, mutual=False))  # measures are published one by one
        ran = sum(1 for _case in cases(measure))
    old = fitting(pack, _only(before, measure_id), measure_id, day)
    new = fitting(pack, _only(after, measure_id), measure_id, day) if text else {}
    gained, lost = new.keys() - old.keys(), old.keys() - new.keys()
    return Review(measure, faults, ran, len(gained), len(lost), len(new), _sum(old), _sum(new))


def _sum(fen: Mapping[UUID, int | None]) -> int:
    return sum(one or 0 for one in fen.values())


def _only(book: PolicyBook, measure_id: str) -> PolicyBook:
    """The book with this measure alone, so that nothing else is judged; none where there is no such measure."""
    found = book.measures.get(measure_id)
    return replace(book, measures={} if found is None else {measure_id: found})
