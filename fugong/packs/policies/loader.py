"""Reads a pack's policies: facts, dated parameters, shared conditions, readings and one file a measure."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from fugong import packs
from fugong.packs.loader import PACKS, SHARED
from fugong.packs.policies.schema import (
    EFFECTS,
    FORCES,
    GROUPS,
    KINDS,
    RELATIONS,
    UNITS,
    Amount,
    Condition,
    FactCard,
    Measure,
    PolicyBook,
    Relation,
    determination,
)
from fugong.packs.policies.sizes import CLASSES, read_sizes
from fugong.packs.schema import Document, Pack
from fugong.rules import (
    FactType,
    Formula,
    RuleError,
    Text,
    Vocabulary,
    months_after,
    parse,
    parse_formula,
    parse_vocabulary,
    read_source,
)
from fugong.rules.errors import Faults
from fugong.rules.formulas import Step
from fugong.rules.nodes import ALWAYS, Literal, operand_data
from fugong.rules.source import LocatedMap, fault_at
from fugong.rules.vocabulary import check_keys, read_text

FOLDER = "policies"
SIZES = "sme_size_2011.yaml"
DERIVED = {
    "is_sme": FactType("boolean"),
    "is_small_or_micro": FactType("boolean"),
    "size_class": FactType("choice", CLASSES),
}
_CARD_KEYS = ("group", "ask", "hint", "evidence")
_MEASURE_KEYS = {
    "id", "article", "title", "benefit", "quote", "effect", "force", "in_force", "conditions", "amount",
    "deadline", "departments", "relations", "readings", "tests",
}  # fmt: skip
_DECIDED = ("only", "overrides")


@functools.cache
def load(pack: str) -> PolicyBook:
    """The policies of a pack, checked; empty for a pack without any. Raises `RuleError` with every fault found."""
    return read_book(PACKS / pack / FOLDER, packs.load(pack))


def read_book(folder: Path, pack: Pack) -> PolicyBook:
    """The policies in `folder`, speaking of the articles of `pack`. Raises `RuleError` with every fault found."""
    sizes = read_sizes(read_source(SHARED / SIZES))
    if not folder.is_dir():
        return PolicyBook(pack.name, Vocabulary({}), {}, {}, {}, sizes, pack.documents, pack.articles, {})
    name = f"{pack.name}/{FOLDER}"
    raw_facts = read_source(folder / "facts.yaml", name=f"{name}/facts.yaml")
    raw_parameters = read_source(folder / "parameters.yaml", name=f"{name}/parameters.yaml")
    words, cards = _words(raw_facts, raw_parameters)
    paths = sorted((folder / "measures").glob("*.yaml"))
    facts = {**words.facts, **DERIVED}
    for path in paths:
        facts[determination(path.stem)] = FactType("boolean")
    book = PolicyBook(
        pack=pack.name,
        words=Vocabulary(facts, words.parameters),
        cards=cards,
        shared=read_source(folder / "conditions.yaml", name=f"{name}/conditions.yaml"),
        readings=_readings(read_source(folder / "readings.yaml", name=f"{name}/readings.yaml")),
        sizes=sizes,
        documents=pack.documents,
        articles=pack.articles,
        measures={},
    )
    faults, measures, reader = Faults(), [], MeasureReader(book)
    for path in paths:
        try:
            made = reader.read(read_source(path, name=f"{name}/measures/{path.name}"))
            if made.id != path.stem:
                raise fault_at(made.source, "id", f"{made.id!r} is not the file's name", "Rename one.")
            measures.append(made)
        except RuleError as error:
            faults.add(error)
    faults.raise_any()
    measures.sort(key=lambda one: _place(one, book))
    return replace(book, measures={one.id: one for one in measures})


def _place(measure: Measure, book: PolicyBook) -> tuple[int, int]:
    """The catalogue's order: the newest document first, its articles in turn."""
    article = book.articles[measure.article]
    return -book.documents[article.document].issued_on.toordinal(), list(book.articles).index(article.id)


def with_measure(book: PolicyBook, raw: Any) -> tuple[PolicyBook, Measure]:
    """The book with one measure as edited, and that measure; raises `RuleError` with every fault found."""
    id = raw.get("id") if isinstance(raw, Mapping) else None
    if not isinstance(id, str) or not id:
        raise fault_at(raw, "id", "the measure has no id", "Write id: Y17-refund.")
    facts = {**book.words.facts, determination(id): FactType("boolean")}
    wider = replace(book, words=Vocabulary(facts, book.words.parameters))
    made = MeasureReader(wider).read(raw)
    return wider.replaced({made.id: made}), made


def _words(raw_facts: Any, raw_parameters: Any) -> tuple[Vocabulary, dict[str, FactCard]]:
    plain, cards, faults = LocatedMap(), {}, Faults()
    plain.file, plain.line = getattr(raw_facts, "file", ""), getattr(raw_facts, "line", 0)
    for name, raw in raw_facts.items():
        try:
            cards[name] = _card(raw, name)
        except RuleError as error:
            faults.add(error)
        kept = LocatedMap({key: value for key, value in raw.items() if key not in _CARD_KEYS})
        kept.file, kept.line = getattr(raw, "file", ""), getattr(raw, "line", 0)
        plain[name] = kept
    faults.raise_any()
    return parse_vocabulary(plain, raw_parameters), cards


def _card(raw: Any, path: str) -> FactCard:
    if raw.get("group") not in GROUPS:
        raise fault_at(raw, path, f"unknown group {raw.get('group')!r}", f"Known are {', '.join(GROUPS)}.")
    texts = {key: read_text(raw[key], raw, f"{path}.{key}") for key in ("hint", "evidence") if key in raw}
    return FactCard(raw["group"], read_text(raw.get("ask"), raw, f"{path}.ask"), **texts)


def _readings(raw: Any) -> dict[str, Text]:
    return {key: read_text(text, raw, key) for key, text in raw.items()}


class MeasureReader:
    """Reads measures in the words of one book. Equal conditions become one node, so that each is judged once."""

    def __init__(self, book: PolicyBook) -> None:
        self._book = book
        self._nodes: dict[str, Any] = {}

    def read(self, raw: Any) -> Measure:
        """Check and freeze one measure; raises `RuleError` with every fault found."""
        data = check_keys(raw, _MEASURE_KEYS, "measure")
        faults = Faults()
        for key in ("id", "article", "quote", "effect", "force"):
            if not isinstance(data.get(key), str) or not data[key].strip():
                faults.add(fault_at(raw, key, f"{key} is missing or no text", f"Write {key}: …"))
        faults.raise_any()
        article = self._book.articles.get(data["article"])
        if article is None:
            raise fault_at(raw, "article", f"no document has an article {data['article']!r}", "Correct it.")
        for key, known in (("effect", EFFECTS), ("force", FORCES)):
            if data[key] not in known:
                faults.add(
                    fault_at(raw, key, f"unknown {key} {data[key]!r}", f"Known are {', '.join(known)}.")
                )
        document = self._book.documents[article.document]
        parts: dict[str, Any] = {}
        for key, read in (
            ("title", lambda: read_text(data.get("title"), raw, "title")),
            ("benefit", lambda: read_text(data.get("benefit"), raw, "benefit")),
            ("conditions", lambda: tuple(self._conditions(raw, article.id))),
            ("amount", lambda: self._amount(data.get("amount"))),
            ("deadline", lambda: self._day(data.get("deadline"), raw, "deadline")),
            ("departments", lambda: _departments(data.get("departments"), raw)),
            ("relations", lambda: tuple(_relations(data.get("relations", []), raw))),
            ("readings", lambda: self._readings(data.get("readings", []), raw)),
            ("in_force", lambda: self._in_force(data.get("in_force", {}), raw, document)),
        ):
            try:
                parts[key] = read()
            except RuleError as error:
                faults.add(error)
        faults.raise_any()
        since, until, until_quote = parts.pop("in_force")
        return Measure(
            id=data["id"], article=article.id, quote=data["quote"], effect=data["effect"], force=data["force"],
            since=since, until=until, until_quote=until_quote,
            tests=data.get("tests", {}), source=raw, **parts,
        )  # fmt: skip

    def _conditions(self, raw: Mapping[str, Any], article: str) -> Iterator[Condition]:
        given = raw.get("conditions")
        if not isinstance(given, list) or not given:
            raise fault_at(raw, "conditions", "a list of conditions is wanted", "Write - {use: henan}.")
        faults, seen, made = Faults(), set(), []
        for place, one in enumerate(given):
            path = f"conditions[{place}]"
            try:
                condition = self._condition(one, raw["id"], article, path)
                if condition.id in seen:
                    raise fault_at(one, path, f"{condition.id!r} stands twice", "Join them.")
                seen.add(condition.id)
                made.append(condition)
            except RuleError as error:
                faults.add(error)
        faults.raise_any()
        yield from made

    def _condition(self, raw: Any, measure: str, article: str, path: str) -> Condition:
        if not isinstance(raw, Mapping):
            raise fault_at(raw, path, "a condition is wanted here", "Write {use: …} or {id: …, fact: …}.")
        if "use" in raw:
            check_keys(raw, {"use", "quote", "article", "determination"}, path)
            common = self._book.shared.get(raw["use"])
            if common is None:
                known = ", ".join(self._book.shared)
                raise fault_at(raw, path, f"no common condition {raw['use']!r}", f"Known are {known}.")
            merged = {**common, "id": raw["use"], **{key: raw[key] for key in raw if key != "use"}}
        else:
            merged = dict(raw)
        decided = merged.pop("determination", "")
        if decided and decided not in _DECIDED:
            raise fault_at(raw, path, f"unknown determination {decided!r}", f"Use {' or '.join(_DECIDED)}.")
        id, quote = merged.pop("id", None), merged.pop("quote", "")
        text = read_text(merged.pop("text", None), raw, f"{path}.text")
        own = merged.pop("article", article)
        if not isinstance(id, str) or not id or not isinstance(quote, str) or not isinstance(own, str):
            raise fault_at(raw, path, "id, quote and article are texts", "Give the condition an id.")
        if decided == "only" and merged:
            raise fault_at(raw, path, "a determination alone has no comparison", "Remove it.")
        rule = self._plain(_located(merged, raw), measure, path)
        if decided:
            asked = determination(measure)
            rule = {"fact": asked, "is": True} if decided == "only" else _override(asked, rule)
            rule = _located(rule, raw)
        return Condition(id, self._node(rule, path), text, own, quote, decided)

    def _plain(self, rule: Any, measure: str, path: str) -> Any:
        """The rule with the common conditions inside it (`use`) written out."""
        if isinstance(rule, list):
            return [self._plain(one, measure, path) for one in rule]
        if isinstance(rule, Mapping) and "use" in rule:
            common = self._book.shared.get(rule["use"])
            if common is None:
                raise fault_at(rule, path, f"no common condition {rule['use']!r}", "Correct the name.")
            made = {key: value for key, value in common.items() if key != "determination"}
            made |= {"id": rule["use"]} | {key: rule[key] for key in ("quote", "article") if key in rule}
            decided = rule.get("determination", common.get("determination"))
            return _override(determination(measure), made) if decided == "overrides" else _located(made, rule)
        if isinstance(rule, Mapping):
            return _located(
                {key: self._plain(value, measure, path) if key in ("all", "any", "not") else value
                 for key, value in rule.items()}, rule,
            )  # fmt: skip
        return rule

    def _node(self, rule: Any, path: str) -> Any:
        key = repr(rule)
        if key not in self._nodes:
            self._nodes[key] = parse(rule, self._book.words, path)
        return self._nodes[key]

    def _amount(self, raw: Any) -> Amount | None:
        if raw is None:
            return None
        data = check_keys(raw, {"unit", "formula", "kind", "quote"}, "amount")
        unit, kind = data.get("unit"), data.get("kind", KINDS[0])
        if unit not in UNITS:
            raise fault_at(raw, "amount", f"unknown unit {unit!r}", f"Known are {', '.join(UNITS)}.")
        if kind not in KINDS:
            raise fault_at(raw, "amount", f"unknown kind {kind!r}", f"Known are {', '.join(KINDS)}.")
        formula = parse_formula(data.get("formula"), self._book.words, "amount.formula", owner=raw)
        worth = self._node(_located(_worth(formula), raw), "amount.formula")
        return Amount(unit, formula, kind, str(data.get("quote", "")), worth)

    def _day(self, raw: Any, owner: Any, path: str) -> Formula | None:
        if raw is None:
            return None
        return parse_formula(raw, self._book.words, path, wants="date", owner=owner)

    def _in_force(self, raw: Any, owner: Any, document: Document) -> tuple[date, Formula | None, str]:
        data = check_keys(raw, {"from", "until", "quote"}, "in_force")
        since = data.get("from", document.issued_on)
        if not isinstance(since, date):
            raise fault_at(owner, "in_force.from", "from is no day", "Write from: 2020-02-13.")
        until = self._day(data.get("until"), owner, "in_force.until")
        if until is None and document.months is not None:
            until = Literal(months_after(document.issued_on, document.months))
        return since, until, str(data.get("quote", ""))

    def _readings(self, raw: Any, owner: Any) -> tuple[str, ...]:
        for one in raw:
            if one not in self._book.readings:
                raise fault_at(owner, "readings", f"no reading {one!r}", "Add it to readings.yaml.")
        return tuple(raw)


def _override(asked: str, rule: Any) -> dict[str, Any]:
    """The authority's decision where there is one, else what the rule says."""
    return {
        "any": [
            {"all": [{"fact": asked, "known": True}, {"fact": asked, "is": True}]},
            {"all": [{"fact": asked, "known": False}, rule]},
        ]
    }


def _worth(formula: Formula) -> Any:
    """The rule that something comes of a formula whose facts are never negative: false as soon as that is certain."""
    if not isinstance(formula, Step):
        return ALWAYS if isinstance(formula, Literal) else {**operand_data(formula), "above": 0}
    if formula.op in ("product", "least"):
        return {"all": [_worth(part) for part in formula.parts]}
    if formula.op in ("sum", "greatest"):
        return {"any": [_worth(part) for part in formula.parts]}
    whole, less = formula.parts
    if isinstance(whole, Step | Literal) or isinstance(less, Step):
        return _worth(whole)
    return {"all": [_worth(whole), {**operand_data(whole), "above": operand_data(less)}]}


def _located(data: Any, owner: Any) -> Any:
    if not isinstance(data, Mapping) or isinstance(data, LocatedMap):
        return data
    made = LocatedMap(data)
    made.file, made.line = getattr(owner, "file", "<data>"), getattr(owner, "line", 0)
    return made


def _departments(raw: Any, owner: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw or not all(isinstance(one, str) for one in raw):
        raise fault_at(owner, "departments", "a list of departments is wanted", "Write [市财政局].")
    return tuple(raw)


def _relations(raw: Sequence[Any], owner: Any) -> Iterator[Relation]:
    for place, one in enumerate(raw):
        data = check_keys(one, {"kind", "id"}, f"relations[{place}]")
        if data.get("kind") not in RELATIONS:
            raise fault_at(
                owner, f"relations[{place}]", f"unknown kind {data.get('kind')!r}",
                f"Known are {', '.join(RELATIONS)}.",
            )  # fmt: skip
        yield Relation(data["kind"], str(data.get("id")))
