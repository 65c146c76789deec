"""What loading a pack cannot see by itself: articles, parameters and texts that do not meet.

`check(folder)` names every fault; an empty list means that the pack may be used.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from pathlib import Path

from fugong.packs.calendar import calendar_from
from fugong.packs.loader import KEY_REGIONS, load_from
from fugong.packs.policies import lint as policies
from fugong.packs.schema import NONE_OF_THESE, Pack
from fugong.packs.truthfulness import PARAMETERS as TRUTH_PARAMETERS
from fugong.rules import Fault, Node, RuleError, Table, Vocabulary, facts_used, parameters_used
from fugong.rules.nodes import walk

REASONS = (
    "ok", "fever", "no_temperature", "implausible_temperature", "unreadable", "forged", "expired",
    "revoked", "other_enterprise", "left", "no_report", "symptoms", "contact", "region",
    "no_certificate", "observation", "isolation", "unknown_person", "not_expected",
)  # fmt: skip
"""The reason codes of the interface; a pack uses these and no others."""

QUESTIONNAIRES = ("declaration", "daily", "visitor")
_GATE_PARAMETERS = (
    "fever_threshold", "plausible_min", "plausible_max", "not_measured", "observe_denied",
    "stale_after_minutes", "skew_tolerance_seconds",
)  # fmt: skip
_BESIDE_THE_GATE = (
    "rest_before_second_minutes", "gate_thermometer", "terminal_thermometer", "second_thermometers",
    "terminal_join_seconds", "terminal_offer_seconds", "terminal_silent_intervals", "face_picture_days",
    "suggested_entrances",
    "entrance_people_an_hour", "longest_turn_hours", "goods_holding_hours",
)  # fmt: skip
"""What the gates ask beside the decision on a passage: holds, terminals, entrances, duty, goods."""


def check(folder: Path) -> tuple[Fault, ...]:
    """Every fault of the pack in `folder`, in the order of its files."""
    try:
        pack = load_from(folder)
        calendar_from(folder)
    except RuleError as error:
        return error.faults
    return (*_check(pack), *policies.check_folder(folder, pack))


def _check(pack: Pack) -> Iterator[Fault]:
    for file, table in (("screening.yaml", pack.screening), ("gate_decision.json", pack.gate.table)):
        yield from _table(pack, f"{pack.name}/{file}", table)
    yield from _rush_work(pack)
    yield from _truthfulness(pack)
    yield from _startup(pack)
    yield from _questionnaires(pack)
    yield from _gate(pack)
    yield from _parameters(pack)


def _table(pack: Pack, file: str, table: Table) -> Iterator[Fault]:
    for row in table.rows:
        cited = [*row.result["articles"]]
        for node in walk(row.when):
            cited += node.labels.articles
        yield from _articles(pack, cited, file, row.line, row.path)
        if row.result["reason"] not in REASONS:
            yield Fault(
                file, row.line, row.path, f"unknown reason {row.result['reason']!r}",
                f"Known are {', '.join(REASONS)}.",
            )  # fmt: skip
        known = {*pack.vocabulary.facts, *pack.vocabulary.parameters}
        for key in ("why", "next"):
            for text in row.result.get(key, {}).values():
                yield from _placeholders(text, known, file, row.line, row.path)


def _rush_work(pack: Pack) -> Iterator[Fault]:
    file = f"{pack.name}/rush_work.yaml"
    known = {*pack.rush_work.words.vocabulary.facts, *pack.vocabulary.parameters}
    for row in pack.rush_work.table.rows:
        yield from _articles(pack, row.result["articles"], file, row.line, row.path)
        if not facts_used(row.when):
            continue
        if not row.result["articles"] and not row.result["source"]:
            yield Fault(file, row.line, row.path, "the rule has neither article nor source", "Name one.")
        for key in ("why", "next"):
            for text in row.result[key].values():
                yield from _placeholders(text, known, file, row.line, row.path)
    yield from _fact_texts(file, pack.rush_work.words.vocabulary)


def _truthfulness(pack: Pack) -> Iterator[Fault]:
    file = f"{pack.name}/truthfulness.yaml"
    rules = pack.truthfulness
    asked: set[str] = set()
    for row in rules.table.rows:
        used = set(facts_used(row.when))
        asked |= used
        yield from _articles(pack, row.result["articles"], file, row.line, row.path)
        if used and not row.result["articles"]:
            yield Fault(file, row.line, row.path, "the sign rests on no article", "Name one.")
        for key in ("title", "why", "next"):
            for text in row.result[key].values():
                yield from _placeholders(text, used, file, row.line, row.path)
    for name in rules.words.facts:
        if name not in asked:
            yield Fault(file, 0, name, "the fact is never used", "Remove it.")
    for name in TRUTH_PARAMETERS:
        if name not in pack.vocabulary.parameters:
            yield Fault(
                f"{pack.name}/parameters.yaml", 0, name, f"the parameter {name!r} is missing", "Declare it."
            )
    yield from _fact_texts(file, rules.words)


def _startup(pack: Pack) -> Iterator[Fault]:
    """Loading has checked articles and texts already."""
    file = f"{pack.name}/startup.yaml"
    words = pack.startup.words
    asked: set[str] = set()
    for condition in _conditions_of_start(pack):
        asked |= facts_used(condition)
    for name in list(asked):
        if share := words.shares.get(name):
            asked |= {share.of, share.to}
    for name in words.vocabulary.facts:
        if name not in asked:
            yield Fault(file, 0, name, "the fact is never used", "Remove it.")
    yield from _fact_texts(file, words.vocabulary)


def _conditions_of_start(pack: Pack) -> list[Node]:
    return [one.when for one in pack.startup.conditions] + [one.when for one in pack.startup.advice]


def _fact_texts(file: str, vocabulary: Vocabulary) -> Iterator[Fault]:
    for name, fact in vocabulary.facts.items():
        if not fact.text:
            yield Fault(file, 0, name, "the fact has no text", "Write text: {zh: …, en: …}.")


def _articles(pack: Pack, cited: Iterable[str], file: str, line: int, path: str) -> Iterator[Fault]:
    for article in cited:
        if article not in pack.articles:
            yield Fault(
                file, line, path, f"the article {article!r} is in none of the pack's documents",
                "Correct it or add the document.",
            )  # fmt: skip


def _placeholders(text: str, known: set[str], file: str, line: int, path: str) -> Iterator[Fault]:
    for _, name, _, _ in string.Formatter().parse(text):
        if name is not None and name not in known:
            yield Fault(
                file, line, path, f"the text names {{{name}}}, no fact or parameter", "Correct the name."
            )


def _questionnaires(pack: Pack) -> Iterator[Fault]:
    for needed in QUESTIONNAIRES:
        if needed not in pack.questionnaires:
            yield Fault(
                f"{pack.name}/questionnaires", 0, "", f"no questionnaire {needed!r}", f"Add {needed}.yaml."
            )
    given = {"on", "declared", "reported", "isolated", "observed", "certificate"}
    for questionnaire in pack.questionnaires.values():
        file = f"{pack.name}/questionnaires/{questionnaire.id}.yaml"
        for question in questionnaire.questions:
            given.add(question.gives or "")
            yield from _articles(pack, question.articles, file, 0, question.id)
            codes = [option.code for option in question.options]
            normal = question.normal if isinstance(question.normal, tuple) else ()
            if strange := set(normal) - set(codes):
                yield Fault(file, 0, question.id, f"normal names {min(strange)!r}, no option", "Correct it.")
            if question.type == "multi" and NONE_OF_THESE in codes:
                yield Fault(
                    file, 0, question.id, f"the option {NONE_OF_THESE!r} is the page's own", "Rename it."
                )
    for row in pack.screening.rows:
        for fact in sorted(facts_used(row.when) - given):
            yield Fault(
                f"{pack.name}/screening.yaml", row.line, row.path,
                f"no question gives the fact {fact!r}", "Ask it, or leave the condition out.",
            )  # fmt: skip


def _gate(pack: Pack) -> Iterator[Fault]:
    file = f"{pack.name}/gate_decision.json"
    for name in _GATE_PARAMETERS:
        if pack.gate_decision["parameters"].get(name) is None:
            yield Fault(file, 0, "parameters", f"the parameter {name!r} is missing", "Add it.")
    known = {*pack.gate.vocabulary.facts, *pack.gate.parameters}
    for reason, languages in pack.gate.texts.items():
        for said in languages.values():
            for text in said.values():
                yield from _placeholders(text, known, file, 0, f"texts.{reason}")
    answered = {row.result["reason"] for row in pack.gate.table.rows}
    for row in pack.screening.rows:
        if row.result["reason"] not in answered:
            yield Fault(
                file, 0, "rows", f"the gate has no row for the screening reason {row.result['reason']!r}",
                "Add one, or those people would be told something else.",
            )  # fmt: skip


def _parameters(pack: Pack) -> Iterator[Fault]:
    file = f"{pack.name}/parameters.yaml"
    used = {KEY_REGIONS, "fever_threshold", "observation_days", "evening_report_from", *_GATE_PARAMETERS}
    used |= {*TRUTH_PARAMETERS, *_BESIDE_THE_GATE}
    tables = (pack.screening, pack.rush_work.table, pack.truthfulness.table)
    rows = [row.when for table in tables for row in table.rows]
    for node in (*rows, *_conditions_of_start(pack)):
        used |= parameters_used(node)
    for name, parameter in pack.vocabulary.parameters.items():
        if not parameter.source:
            yield Fault(file, 0, name, "the parameter has no source", "Say where the value comes from.")
        if not parameter.type.text:
            yield Fault(file, 0, name, "the parameter has no text", "Write text: {zh: …, en: …}.")
        if name not in used and parameter.refers_to is None:
            yield Fault(file, 0, name, "the parameter is never used", "Remove it.")
    yield from _fact_texts(f"{pack.name}/facts.yaml", pack.vocabulary)
