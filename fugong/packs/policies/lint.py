"""What does not fit in a pack's policies: words against rules, relations, dates, and tests that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from fugong.packs.policies import cases
from fugong.packs.policies.cases import Case
from fugong.packs.policies.loader import FOLDER, load, read_book
from fugong.packs.policies.matching import match_read, read_facts
from fugong.packs.policies.schema import Condition, Measure, PolicyBook, determination, parameters_of
from fugong.packs.policies.sizes import DECIDED
from fugong.packs.policies.words import comparators, numbers, squeeze
from fugong.packs.schema import Pack
from fugong.rules import FactError, Fault, RuleError, facts_used
from fugong.rules.formulas import references
from fugong.rules.nodes import FactRef, Leaf, Literal, ParamRef, walk
from fugong.rules.parse import ORDER
from fugong.rules.source import place_of
from fugong.rules.values import as_date

_DAY = timedelta(days=1)
_MUTUAL = ("same_benefit_as", "alternative_to")


def check(pack: str) -> tuple[Fault, ...]:
    """Every fault of a pack's policies."""
    try:
        book = load(pack)
    except RuleError as error:
        return error.faults
    return tuple(check_book(book))


def check_folder(folder: Path, pack: Pack) -> tuple[Fault, ...]:
    """Every fault of the policies in the folder of a pack that was read; none where it has no policies."""
    try:
        book = read_book(folder / FOLDER, pack)
    except RuleError as error:
        return error.faults
    return tuple(check_book(book))


def check_book(book: PolicyBook) -> Iterator[Fault]:
    """Every fault of a book that could be read."""
    yield from _parameters(book)
    yield from _unused(book)
    yield from _circles(book)
    for measure in book.measures.values():
        yield from check_measure(book, measure)


def check_measure(book: PolicyBook, measure: Measure, *, mutual: bool = True) -> Iterator[Fault]:
    """Every fault of one measure, its own cases among them; `mutual` False: a relation need not be said on both sides yet."""
    yield from _quotes(book, measure)
    for condition in measure.conditions:
        yield from _words(book, measure, condition)
    yield from _relations(book, measure, mutual=mutual)
    yield from _dates(book, measure)
    yield from cases.run(book, measure)
    yield from _untested(book, measure)


def _fault(measure: Measure, path: str, text: str, remedy: str) -> Fault:
    file, line = place_of(measure.source)
    return Fault(file, line, path, text, remedy)


def _quotes(book: PolicyBook, measure: Measure) -> Iterator[Fault]:
    """Every quote stands in the article it names; what is quoted from no article names no other."""
    quoted = [("quote", measure.article, measure.quote), ("in_force", measure.article, measure.until_quote)]
    if measure.amount:
        quoted.append(("amount", measure.article, measure.amount.quote))
    for condition in measure.conditions:
        quoted.append((condition.id, condition.article, condition.quote))
        for node in walk(condition.node):
            article = node.labels.articles[0] if node.labels.articles else condition.article
            quoted.append((condition.id, article, node.labels.quote or ""))
    for path, article, quote in quoted:
        if wrong := misquoted(book, article, quote):
            yield _fault(measure, path, *wrong)


def misquoted(book: PolicyBook, article: str, quote: str) -> tuple[str, str] | None:
    """What is wrong with a quote, and the remedy; None where the article says it so."""
    found = book.articles.get(article)
    if found is None:
        return f"no document has an article {article!r}", "Correct the article."
    if squeeze(quote) not in squeeze(found.text):
        return f"{article} does not say “{quote}”", "Quote the article word by word."
    return None


def _parameters(book: PolicyBook) -> Iterator[Fault]:
    file = f"{book.pack}/policies/parameters.yaml"
    for name, parameter in book.words.parameters.items():
        if not parameter.type.text:
            yield Fault(file, 0, name, "the parameter has no text", "Write text: {zh: …, en: …}.")
        for dated in parameter.dated[:-1]:
            if dated.value is None:
                text = f"it is not known from {dated.since} on, and known again later: a gap in its dates"
                yield Fault(file, 0, name, text, "Give the value, or leave out what comes later.")
        for dated in parameter.dated:
            if not dated.source and not parameter.source:
                yield Fault(file, 0, name, f"the value from {dated.since} has no source", "Name it.")
            if dated.quote:
                if wrong := misquoted(book, dated.article, dated.quote):
                    yield Fault(file, 0, name, *wrong)
                if isinstance(dated.value, Decimal) and dated.value not in numbers(dated.quote):
                    text = f"{dated.value} is not the number in “{dated.quote}”"
                    yield Fault(file, 0, name, text, "Mend the value or the quote.")


def _words(book: PolicyBook, measure: Measure, condition: Condition) -> Iterator[Fault]:
    """Comparator and number of each comparison agree with the words it quotes."""
    for node in walk(condition.node):
        if not isinstance(node, Leaf) or node.op not in ORDER:
            continue
        quote = node.labels.quote or (condition.quote if node is condition.node else "")
        said = comparators(quote)
        if said and node.op not in said:
            yield _fault(
                measure, condition.id, f"{node.op} does not agree with “{quote}” ({', '.join(sorted(said))})",
                "Take the comparator of the words (R3).",
            )  # fmt: skip
        value = _value(book, node, measure.since)
        if said and isinstance(value, Decimal) and value not in numbers(quote):
            yield _fault(
                measure,
                condition.id,
                f"{value} is not the number in “{quote}”",
                "Mend the value or the quote.",
            )


def _value(book: PolicyBook, leaf: Leaf, on: date) -> object:
    if isinstance(leaf.value, Literal):
        return leaf.value.value
    return book.words.parameters[leaf.value.name].on(on) if isinstance(leaf.value, ParamRef) else None


def _relations(book: PolicyBook, measure: Measure, *, mutual: bool) -> Iterator[Fault]:
    for relation in measure.relations:
        other = book.measures.get(relation.id)
        if other is None or other.id == measure.id:
            yield _fault(measure, "relations", f"no other measure {relation.id!r}", "Correct the id.")
            continue
        back = {(one.kind, one.id) for one in other.relations}
        if mutual and relation.kind in _MUTUAL and (relation.kind, measure.id) not in back:
            yield _fault(
                measure,
                "relations",
                f"{other.id} does not say {relation.kind} {measure.id}",
                "Say it on both.",
            )
        if relation.kind not in _MUTUAL and (relation.kind, measure.id) in back:
            yield _fault(
                measure, "relations", f"{other.id} says the same of {measure.id}", "Keep one of them."
            )


def _dates(book: PolicyBook, measure: Measure) -> Iterator[Fault]:
    """No parameter begins later than the measure that rests on it."""
    for name in sorted(parameters_of(measure)):
        if book.words.parameters[name].on(measure.since) is None:
            yield _fault(
                measure,
                name,
                f"the parameter has no value on {measure.since}",
                "Give it one from that day on.",
            )


def _unused(book: PolicyBook) -> Iterator[Fault]:
    """Parameters that no measure rests on."""
    used: set[str] = set()
    for measure in book.measures.values():
        used |= parameters_of(measure)
    for name in book.words.parameters:
        if name not in used:
            yield Fault(
                f"{book.pack}/{FOLDER}/parameters.yaml", 0, name, "no measure rests on it", "Remove it."
            )


def _circles(book: PolicyBook) -> Iterator[Fault]:
    """No measure is more favourable than itself by way of others."""
    better = {
        id: [one.id for one in measure.relations if one.kind == "more_favourable_than"]
        for id, measure in book.measures.items()
    }
    for id, measure in book.measures.items():
        waiting, seen = list(better[id]), set()
        while waiting:
            other = waiting.pop()
            if other == id:
                text = "it is more favourable than itself by way of others"
                yield _fault(measure, "relations", text, "Take one of the relations out.")
                break
            if other not in seen:
                seen.add(other)
                waiting += better.get(other, [])


def _untested(book: PolicyBook, measure: Measure) -> Iterator[Fault]:
    """Each condition has a case in which it fails and one in which it is not known, each threshold cases below, at and
    above it, each fact one in which it is not known, and the days in force one before, on and after them."""
    tests = list(cases.cases(measure))
    yield from _untested_conditions(book, measure, tests)
    yield from _untested_days(measure, tests)
    asked: set[str] = set()
    for condition in measure.conditions:
        asked |= facts_used(condition.node)
        yield from _untested_thresholds(book, measure, condition, tests)
    for formula in (measure.amount.formula if measure.amount else None, measure.deadline):
        if formula is not None:
            asked |= {one.name for one in references(formula) if isinstance(one, FactRef)}
    asked -= {*DECIDED, determination(measure.id)}
    for name in sorted(asked):
        if not any(one.facts.get(name) is None for one in tests):
            yield _fault(measure, "tests", f"no case in which {name} is not known", "Add one with null.")


def _untested_conditions(book: PolicyBook, measure: Measure, tests: list[Case]) -> Iterator[Fault]:
    found = {condition.id: set() for condition in measure.conditions}  # type: dict[str, set[bool | None]]
    for one in tests:
        try:
            facts = read_facts(book, one.facts)
        except FactError:
            continue  # `cases.run` has said so
        for judged in match_read(book, facts, one.on, [measure]).measures[0].conditions:
            found[judged.condition.id].add(judged.holds)
    for id, answers in found.items():
        for answer, text in ((False, "does not hold"), (None, "is not known")):
            if answer not in answers:
                yield _fault(measure, id, f"no case in which it {text}", "Add it under tests.")


def _untested_days(measure: Measure, tests: list[Case]) -> Iterator[Fault]:
    wanted = {"before it is in force": measure.since - _DAY, "on its first day": measure.since}
    if isinstance(measure.until, Literal):
        last = as_date(measure.until.value)
        wanted |= {"on its last day": last, "after its last day": last + _DAY}
    for text, day in wanted.items():
        if not any(one.on == day for one in tests):
            yield _fault(measure, "tests", f"no case {text} ({day})", "Add one with on.")


def _untested_thresholds(
    book: PolicyBook, measure: Measure, condition: Condition, tests: list[Case]
) -> Iterator[Fault]:
    for node in walk(condition.node):
        if not isinstance(node, Leaf) or node.op not in ORDER or not isinstance(node.subject, FactRef):
            continue
        threshold = _value(book, node, measure.since)
        if not isinstance(threshold, Decimal):
            continue
        given = [one.facts.get(node.subject.name) for one in tests]
        sides = {
            (value > threshold) - (value < threshold) for value in given if isinstance(value, int | Decimal)
        }
        lacking = [name for side, name in ((-1, "below"), (0, "at"), (1, "above")) if side not in sides]
        if threshold == 0:
            lacking = [name for name in lacking if name != "below"]
        if lacking:
            text = f"no case {' and '.join(lacking)} {node.subject.name} {threshold}"
            yield _fault(measure, condition.id, text, "Add it under tests.")
