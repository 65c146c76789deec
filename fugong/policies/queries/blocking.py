"""Which missing fact stands in the way of most: for every condition, the facts that could still decide it, row by row."""

from collections import Counter
from collections.abc import Iterable

from fugong.packs.policies.matching import parameters_on
from fugong.packs.policies.schema import DETERMINATIONS, Measure, determination
from fugong.packs.policies.sizes import DECIDED, SIZE_FACTS
from fugong.policies.queries.columns import CODE, City
from fugong.rules import Node, evaluate, facts_used
from fugong.rules.values import Value


class Blocking:
    """Counts, for the rows of some enterprises, how many wait for each fact. Rows that are alike are judged once."""

    def __init__(self, city: City, rows: list[int]) -> None:
        self._city = city
        self._rows = rows
        self._facts = city.facts[rows]
        self._parameters = parameters_on(city.book, city.on)
        self._missing: dict[int, list[frozenset[str]]] = {}
        self._key = ("blocking", hash(tuple(rows)), len(rows))

    def of(self, measure: Measure) -> Counter[str]:
        """Fact → how many enterprises of which the measure's status is unknown wait for it."""
        key = (*self._key, measure.id)
        if key not in self._city.counted:
            self._city.counted[key] = self._count(measure)
        found: Counter[str] = self._city.counted[key]
        return found

    def _count(self, measure: Measure) -> Counter[str]:
        answers = self._city.answers
        unknown = answers.unknown[measure.id].gather(self._rows).to_list()
        status = answers.status[measure.id].gather(self._rows).to_list()
        found: Counter[str] = Counter()
        for place, (mask, code) in enumerate(zip(unknown, status, strict=True)):
            if code != CODE["unknown"]:
                continue
            waiting: set[str] = set()
            for bit, condition in enumerate(measure.conditions):
                if mask >> bit & 1:
                    waiting |= self._of_node(condition.node)[place]
            found.update(waiting)
        return found

    def _of_node(self, node: Node) -> list[frozenset[str]]:
        found = self._missing.get(id(node))
        if found is None:
            found = self._missing[id(node)] = list(self._judged(node))
        return found

    def _judged(self, node: Node) -> Iterable[frozenset[str]]:
        """For each row the facts that could still change the node, in the facts that enterprises give."""
        used = [fact for fact in facts_used(node) if fact not in DECIDED]
        derived = len(used) != len(facts_used(node))
        names = [*dict.fromkeys([*used, *(SIZE_FACTS if derived else ())])]
        names = [name for name in names if name in self._facts.columns]
        columns = [self._facts[name].to_list() for name in names]
        kinds = self._city.book.words.facts
        known: dict[tuple[object, ...], frozenset[str]] = {}
        for cells in zip(*columns, strict=True) if names else [()] * self._facts.height:
            if cells not in known:
                values = {
                    name: kinds[name].read(name, _exact(kinds[name].kind, cell))
                    for name, cell in zip(names, cells, strict=True)
                    if cell is not None
                }
                known[cells] = self._asked(node, values, derived=derived)
            yield known[cells]

    def _asked(self, node: Node, facts: dict[str, Value], *, derived: bool) -> frozenset[str]:
        size = self._city.book.sizes.judge(facts) if derived else None
        if size is not None:
            for name in DECIDED:
                value = getattr(size, name)
                if value is not None:
                    facts[name] = value
        asked: set[str] = set()
        for name in evaluate(node, facts, self._parameters).missing:
            if size is not None and name in size.missing:
                asked |= size.missing[name]
            elif name.startswith(determination("")):
                asked.add(DETERMINATIONS)
            else:
                asked.add(name)
        return frozenset(asked)


def _exact(kind: str, cell: object) -> object:
    return int(cell) if kind == "integer" and isinstance(cell, float) else cell
