"""What applies to enterprises on a day, short enough to keep for each: eligible and unknown measures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fugong.directory.models import Enterprise
from fugong.packs import policies
from fugong.packs.policies import Matched
from fugong.policies import choices
from fugong.policies.models import Standing
from fugong.policies.queries import books
from fugong.policies.queries.facts import gather
from fugong.rules import to_fen

KEPT = (choices.ELIGIBLE, choices.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Stood:
    """One measure of an enterprise, as `Standing.answers` keeps it."""

    status: str
    amount_fen: int | None
    deadline: date | None
    version: int

    def as_json(self) -> list[Any]:
        """For the column."""
        return [
            self.status,
            self.amount_fen,
            None if self.deadline is None else self.deadline.isoformat(),
            self.version,
        ]


def judge(enterprises: Iterable[Enterprise], on: date) -> dict[UUID, dict[str, Stood]]:
    """enterprise → measure → what applies on a day, one enterprise after the other, exactly."""
    by_pack: dict[str, list[Enterprise]] = {}
    for one in enterprises:
        by_pack.setdefault(one.pack, []).append(one)
    found: dict[UUID, dict[str, Stood]] = {}
    for pack, members in by_pack.items():
        dated = books.dated(pack, on)
        for pk, facts in gather(members, dated.book, on).items():
            answer = policies.match(dated.book, facts.values, on)
            found[pk] = {
                one.measure.id: Stood(
                    one.status, amount_fen(one), one.deadline, dated.versions[one.measure.id]
                )
                for one in answer.measures
                if one.status in KEPT
            }
    return found


def packs() -> list[str]:
    """The packs of the enterprises there are that have policies."""
    used = Enterprise.objects.order_by("pack").values_list("pack", flat=True).distinct()
    return [pack for pack in used if policies.load(pack).measures]


def judge_all(pack: str, on: date) -> dict[UUID, dict[str, Stood]]:
    """The same for every enterprise of a pack, by columns."""
    from fugong.policies.queries import columns  # polars only where a whole city is asked for

    return columns.standing_of_all(pack, on)


def amount_fen(matched: Matched) -> int | None:
    """The amount in whole fen; None for a rate, and where there is none."""
    amount = matched.measure.amount
    if matched.amount is None or amount is None or amount.unit == "rate":
        return None
    return to_fen(matched.amount)


def standing_of(enterprise: Enterprise) -> Standing | None:
    """What was kept of an enterprise when it was last matched."""
    return Standing.objects.filter(enterprise=enterprise).first()
