"""Random enterprises with holes, at and around every bound that the measures know."""

import random
from datetime import date, timedelta
from decimal import Decimal

from fugong.packs.policies.asking import marks, plausible
from fugong.packs.policies.schema import PolicyBook, determination
from fugong.rules.values import Value

HOLES = 0.3
ODD = 0.05
DAY = date(2020, 3, 1)


def values_of(book: PolicyBook, on: date) -> dict[str, list[Value]]:
    """fact → values that tell its answers apart, and some of money and rates that round."""
    compared = marks(book, on)
    found: dict[str, list[Value]] = {}
    for fact, kind in book.words.facts.items():
        if fact not in book.cards:
            continue
        values = list(plausible(book, {}, on, fact, compared.get(fact, ())))
        if kind.kind == "number":
            most = kind.at_most or Decimal(10) ** 9
            values += [
                Decimal("0.01") * most,
                Decimal("0.12345") * most,
                most / 3 // Decimal("0.01") * Decimal("0.01"),
            ]
            values += [Decimal(0), Decimal("0.005")] + [Decimal("1000.01"), Decimal("12345.67")] * (most > 1)
        if kind.kind == "date":
            values += [on - timedelta(days=1), on + timedelta(days=100)]
        found[fact] = values
    return found


def random_enterprise(
    book: PolicyBook, values: dict[str, list[Value]], chance: random.Random
) -> dict[str, Value]:
    """The facts of one enterprise: most of the region in question, each other fact with holes."""
    holes = chance.choice((0.02, HOLES, 0.7))
    facts: dict[str, Value] = {
        fact: chance.choice(all_) for fact, all_ in values.items() if chance.random() > holes
    }
    if chance.random() > ODD:
        facts["region"] = "410802"
    for measure in book.measures:
        if chance.random() < ODD:
            facts[determination(measure)] = chance.random() < 0.5
    return facts
