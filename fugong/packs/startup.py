"""The start-up gate (开工闸门): whether an enterprise may start, on the grounds of its pack and no others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fugong.packs.plans import cited
from fugong.packs.schema import Advice, Article, ChecklistItem, Condition, Startup
from fugong.packs.shares import read_shared_vocabulary
from fugong.rules import Reason, RuleError, Text, Vocabulary, evaluate, parse, resolve_parameters
from fugong.rules.errors import Faults
from fugong.rules.source import fault_at
from fugong.rules.vocabulary import check_keys, read_text

Made = TypeVar("Made", Condition, Advice, ChecklistItem)

AREAS = ("production", "living", "office")
"""生产、生活、办公区域 (G5): what an item of the checklist may be about."""


@dataclass(frozen=True, slots=True)
class ConditionRuling:
    """`holds` None: not known for want of `wanted`; it blocks like False. `missing` is what to do next, None where it
    holds. `reasons` are its labelled parts, each with its own answer."""

    id: str
    article: str
    holds: bool | None
    text: Text
    missing: Text | None
    reasons: tuple[Reason, ...] = ()
    wanted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AdviceRuling:
    """One piece of advice; to be shown unless `holds` is True."""

    id: str
    text: Text
    source: Text
    holds: bool | None
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StartupRuling:
    """`may_start` only where every condition holds; advice never counts."""

    may_start: bool
    conditions: tuple[ConditionRuling, ...]
    advice: tuple[AdviceRuling, ...]


def judge(
    startup: Startup, facts: Mapping[str, object], parameters: Mapping[str, object] | None = None
) -> StartupRuling:
    """Judge an enterprise by its pack's conditions (G2).

    `facts` are those of the pack's startup.yaml, None or absent: not known, which is not holding. `parameters` are the
    enterprise's own values of parameters open to it. Raises `FactError` for anything undeclared or mistyped.
    """
    read = startup.words.read(facts)
    values = resolve_parameters(startup.words.vocabulary, parameters)
    conditions = []
    for condition in startup.conditions:
        outcome = evaluate(condition.when, read, values)
        conditions.append(
            ConditionRuling(
                id=condition.id,
                article=condition.article,
                holds=outcome.holds,
                text=condition.text,
                missing=None if outcome.holds else condition.missing,
                reasons=outcome.reasons,
                wanted=startup.words.wanted(outcome.missing, read),
            )
        )
    advice = tuple(
        AdviceRuling(one.id, one.text, one.source, evaluate(one.when, read, values).holds, one.articles)
        for one in startup.advice
    )
    return StartupRuling(all(one.holds is True for one in conditions), tuple(conditions), advice)


def read_startup(raw: Any, pack: Vocabulary, articles: Mapping[str, Article]) -> Startup:
    """Check and freeze startup.yaml: its own facts, the parameters of the `pack`. Raises `RuleError`."""
    data = check_keys(raw, {"facts", "shares", "conditions", "advice", "checklist"}, "startup")
    words = read_shared_vocabulary(data, pack)
    conditions = _rows(
        data, "conditions", lambda one, path: _condition(one, path, words.vocabulary, articles)
    )
    advice = _rows(data, "advice", lambda one, path: _advice(one, path, words.vocabulary, articles))
    checklist = _rows(data, "checklist", lambda one, path: _item(one, path, articles))
    return Startup(conditions, advice, words, checklist)


def _rows(data: Mapping[str, Any], key: str, read: Callable[[Any, str], Made]) -> tuple[Made, ...]:
    raw = data.get(key)
    if not isinstance(raw, list) or not raw:
        raise fault_at(data, key, f"a list of {key} is wanted", "Write - {id: …, when: …}.")
    faults = Faults()
    made: dict[str, Made] = {}
    for place, one in enumerate(raw):
        path = f"{key}[{place}]"
        try:
            row = read(one, path)
            if row.id in made:
                raise fault_at(one, path, f"{row.id!r} stands twice", "Join them with all.")
            made[row.id] = row
        except RuleError as error:
            faults.add(error)
    faults.raise_any()
    return tuple(made.values())


def _condition(raw: Any, path: str, vocabulary: Vocabulary, articles: Mapping[str, Article]) -> Condition:
    data = check_keys(raw, {"id", "article", "text", "missing", "when"}, path)
    return Condition(
        id=_id(data, path),
        article=_article(data, path, articles),
        text=read_text(data.get("text"), raw, f"{path}.text"),
        missing=read_text(data.get("missing"), raw, f"{path}.missing"),
        when=_when(data, path, vocabulary),
    )


def _advice(raw: Any, path: str, vocabulary: Vocabulary, articles: Mapping[str, Article]) -> Advice:
    data = check_keys(raw, {"id", "article", "source", "text", "when"}, path)
    if ("article" in data) == ("source" in data):
        raise fault_at(raw, path, "advice has either an article or a source", "Write one of them.")
    rests_on = cited(data, path, articles) if "article" in data else ()
    own = read_text(data["source"], raw, f"{path}.source") if "source" in data else None
    return Advice(
        id=_id(data, path),
        articles=rests_on,
        source=own or _citation([articles[one] for one in rests_on]),
        text=read_text(data.get("text"), raw, f"{path}.text"),
        when=_when(data, path, vocabulary),
    )


def _item(raw: Any, path: str, articles: Mapping[str, Article]) -> ChecklistItem:
    data = check_keys(raw, {"id", "article", "text", "area", "always"}, path)
    text = read_text(data.get("text"), raw, f"{path}.text")
    area, always = data.get("area", ""), data.get("always", False)
    if area not in ("", *AREAS):
        raise fault_at(data, path, f"unknown area {area!r}", f"Known are {', '.join(AREAS)}.")
    if not isinstance(always, bool):
        raise fault_at(data, path, "always is true or false", "Write always: true.")
    return ChecklistItem(_id(data, path), text, _article(data, path, articles), area, always)


def _article(data: Mapping[str, Any], path: str, articles: Mapping[str, Article]) -> str:
    found = cited(data, path, articles)
    if len(found) != 1:
        raise fault_at(data, path, "it rests on exactly one article", "Write article: G2.")
    return found[0]


def _id(data: Mapping[str, Any], path: str) -> str:
    if not isinstance(data.get("id"), str):
        raise fault_at(data, path, "it has no id", "Give it a short code.")
    return str(data["id"])


def _when(data: Mapping[str, Any], path: str, vocabulary: Vocabulary) -> Any:
    if data.get("when") == "always":
        raise fault_at(data, path, "it can never fail", "Remove it, or say when it holds.")
    return parse(data.get("when"), vocabulary, f"{path}.when")


def _citation(found: list[Article]) -> Text:
    return {
        "zh": "、".join(one.citation["zh"] for one in found),
        "en": "; ".join(one.citation["en"] for one in found),
    }
