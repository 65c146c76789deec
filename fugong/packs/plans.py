"""Reads plans.yaml: texts to begin each section of a filing's plans with, and what has to be in place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fugong.packs.schema import Article, InPlace, Plans, PlanSection
from fugong.rules import RuleError, Text
from fugong.rules.errors import Faults
from fugong.rules.parse import read_articles
from fugong.rules.source import fault_at
from fugong.rules.vocabulary import check_keys, read_text

_BLANK = re.compile(r"【[^【】]+】")


def blanks(text: str) -> list[str]:
    """What stands in 【】: what the enterprise still has to fill in."""
    return _BLANK.findall(text)


def read_plans(raw: Any, articles: Mapping[str, Article]) -> Plans:
    """Check and freeze the plans of a pack with these articles; raises `RuleError` with every fault found."""
    data = check_keys(raw, {"parts", "sections", "five_in_place"}, "plans")
    for key, kind in (("parts", Mapping), ("sections", Mapping), ("five_in_place", list)):
        if not isinstance(data.get(key), kind) or not data[key]:
            raise fault_at(raw, key, f"{key} are missing", "See another pack.")
    faults = Faults()
    parts = {name: read_text(text, data["parts"], f"parts.{name}") for name, text in data["parts"].items()}
    sections: dict[str, PlanSection] = {}
    for name, one in data["sections"].items():
        try:
            sections[name] = _section(name, one, parts, articles)
        except RuleError as error:
            faults.add(error)
    in_place: dict[str, InPlace] = {}
    for place, one in enumerate(data["five_in_place"]):
        path = f"five_in_place[{place}]"
        try:
            made = _in_place(one, path, frozenset(data["sections"]), articles)
            if made.id in in_place:
                raise fault_at(one, path, f"{made.id!r} stands twice", "Join them.")
            in_place[made.id] = made
        except RuleError as error:
            faults.add(error)
    faults.raise_any()
    return Plans(parts, sections, tuple(in_place.values()))


def _section(name: str, raw: Any, parts: Mapping[str, Text], articles: Mapping[str, Article]) -> PlanSection:
    path = f"sections.{name}"
    data = check_keys(raw, {"part", "article", "title", "text"}, path)
    if data.get("part") not in parts:
        raise fault_at(raw, path, f"unknown part {data.get('part')!r}", f"Known are {', '.join(parts)}.")
    text = read_text(data.get("text"), raw, f"{path}.text")
    for language, said in text.items():
        if said.count("【") != len(blanks(said)) or said.count("】") != len(blanks(said)):
            raise fault_at(raw, path, f"a blank is not closed ({language})", "Write 【what to fill in】.")
    if len(blanks(text["zh"])) != len(blanks(text["en"])):
        raise fault_at(raw, path, "the languages have other blanks", "Give both the same blanks.")
    return PlanSection(
        id=name,
        part=data["part"],
        articles=cited(data, path, articles),
        title=read_text(data.get("title"), raw, f"{path}.title"),
        text=text,
    )


def _in_place(raw: Any, path: str, known: frozenset[str], articles: Mapping[str, Article]) -> InPlace:
    data = check_keys(raw, {"id", "article", "text", "sections"}, path)
    named = data.get("sections")
    if not isinstance(data.get("id"), str) or not isinstance(named, list) or not named:
        raise fault_at(raw, path, "id or sections are missing", "Name the sections that show it.")
    if strange := [one for one in named if one not in known]:
        raise fault_at(raw, path, f"unknown section {strange[0]!r}", f"Known are {', '.join(sorted(known))}.")
    return InPlace(
        data["id"],
        cited(data, path, articles),
        read_text(data.get("text"), raw, f"{path}.text"),
        tuple(named),
    )


def cited(data: Mapping[str, Any], path: str, articles: Mapping[str, Article]) -> tuple[str, ...]:
    """The articles of a row that must rest on some; raises `RuleError` for none and for a strange one."""
    found = read_articles(data, path)
    if not found:
        raise fault_at(data, path, "no article is named", "Write article: G1.")
    for one in found:
        if one not in articles:
            raise fault_at(
                data, path, f"the article {one!r} is in none of the pack's documents",
                "Correct it or add the document.",
            )  # fmt: skip
    return found
