"""Reads a pack's folder into a `Pack`; whatever does not fit is refused at load, with its place."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fugong.packs.clocks import read_clocks
from fugong.packs.documents import read_document
from fugong.packs.gate import TABLE_KEYS, compile_table
from fugong.packs.notices import read_notice
from fugong.packs.plans import read_plans
from fugong.packs.questions import read_questionnaire
from fugong.packs.rush import read_rush_work
from fugong.packs.schema import Colour, DiseaseProfile, Option, Pack, Region, SecondMark
from fugong.packs.screening import VERDICTS, WAITING
from fugong.packs.startup import read_startup
from fugong.packs.truthfulness import read_truthfulness
from fugong.rules import (
    FactType,
    Fault,
    Parameter,
    RuleError,
    Vocabulary,
    parse_operand,
    parse_table,
    parse_vocabulary,
    plain,
    read_source,
    resolve_parameters,
)
from fugong.rules.errors import Faults
from fugong.rules.parse import read_articles
from fugong.rules.source import fault_at
from fugong.rules.values import Value, as_number
from fugong.rules.vocabulary import check_keys, read_text

PACKS = Path(__file__).parent
SHARED = PACKS / "shared"
KEY_REGIONS = "key_region_codes"
"""The parameter that holds the codes of key_regions.yaml, for the rules."""

FILES = (
    "profile.yaml", "facts.yaml", "parameters.yaml", "screening.yaml", "notice.yaml", "rush_work.yaml",
    "clocks.yaml", "startup.yaml", "plans.yaml", "truthfulness.yaml",
)  # fmt: skip
_PROFILE_KEYS = {
    "id", "name", "legal_class", "incubation_days", "contact_lookback_days", "contact_distance_m",
    "symptoms", "retention_days", "retention_source", "source", "confidence",
}  # fmt: skip
_ROW_KEYS = {"verdict", "reason", "article", "until", "why", "next"}


def available() -> tuple[str, ...]:
    """The names of the packs there are, sorted."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/profile.yaml")))


@functools.cache
def load(name: str) -> Pack:
    """The pack of this name, checked; read once per process.

    Raises `RuleError` with file, line and remedy of every fault, KeyError for a name there is not.
    """
    if name not in available():
        raise KeyError(f"no pack {name!r}; there are {', '.join(available())}")
    return load_from(PACKS / name)


def load_from(folder: Path) -> Pack:
    """Read and check the pack in `folder`; raises `RuleError` with everything found."""
    try:
        return _load(folder)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, RuleError):
            raise
        what = f"something is missing or of another shape: {error!r}"
        raise RuleError(Fault(folder.name, 0, "", what, "Compare with another pack.")) from error


def _load(folder: Path) -> Pack:
    faults = Faults()

    def read(file: str) -> Any:
        try:
            return read_source(folder / file, name=f"{folder.name}/{file}")
        except RuleError as error:
            faults.add(error)
            return None

    data = {file: read(file) for file in FILES}
    gate_raw = read("gate_decision.json")
    faults.raise_any()

    regions, confidence, region_parameter = _regions(folder)
    vocabulary = parse_vocabulary(data["facts.yaml"], data["parameters.yaml"])
    vocabulary = Vocabulary(vocabulary.facts, {**vocabulary.parameters, **region_parameter})
    values = resolve_parameters(vocabulary)
    profile = _profile(data["profile.yaml"], values)
    screening = parse_table(
        data["screening.yaml"], vocabulary, "screening",
        lambda row, path: _result(row, path, vocabulary), _ROW_KEYS,
    )  # fmt: skip
    if not any(row.result["reason"] == WAITING for row in screening.rows):
        raise fault_at(
            data["screening.yaml"], "screening", f"no row {WAITING!r}", "Add the row of who waits."
        )
    questionnaires = {}
    for path in sorted((folder / "questionnaires").glob("*.yaml")):
        raw = read_source(path, name=f"{folder.name}/questionnaires/{path.name}")
        made = read_questionnaire(raw, vocabulary, values, profile.symptoms)
        questionnaires[made.id] = made
    documents = {}
    for path in sorted((folder / "documents").glob("*.yaml")):
        document = read_document(path, name=f"{folder.name}/documents/{path.name}")
        documents[document.id] = document
    articles = {key: one for document in documents.values() for key, one in document.articles.items()}
    _check_gate_source(gate_raw)
    _fill_parameters(gate_raw, values)
    gate = compile_table(gate_raw)  # from the located data, so that faults name their line
    decision = json.loads((folder / "gate_decision.json").read_text(encoding="utf-8"))
    _fill_parameters(decision, values)
    return Pack(
        name=folder.name,
        profile=profile,
        vocabulary=vocabulary,
        questionnaires=questionnaires,
        screening=screening,
        gate_decision=decision,
        gate=gate,
        documents=documents,
        notice=read_notice(data["notice.yaml"], questionnaires),
        second_mark=_second_mark(folder),
        plans=read_plans(data["plans.yaml"], articles),
        startup=read_startup(data["startup.yaml"], vocabulary, articles),
        clocks=read_clocks(data["clocks.yaml"]),
        rush_work=read_rush_work(data["rush_work.yaml"], vocabulary),
        truthfulness=read_truthfulness(data["truthfulness.yaml"], vocabulary),
        key_regions=regions,
        key_regions_confidence=confidence,
        articles=articles,
    )


def _regions(folder: Path) -> tuple[tuple[Region, ...], str, dict[str, Parameter]]:
    path = folder / "key_regions.yaml"
    if not path.exists():
        return (), "", {}
    raw = check_keys(read_source(path, name=f"{folder.name}/{path.name}"), {"confidence", "regions"}, "")
    regions = []
    for place, one in enumerate(raw.get("regions", [])):
        data = check_keys(one, {"code", "name"}, f"regions[{place}]")
        if not isinstance(data.get("code"), str) or not data["code"].isdigit():
            raise fault_at(one, f"regions[{place}]", "the code is no text of digits", 'Write code: "42".')
        regions.append(Region(data["code"], read_text(data.get("name"), one, f"regions[{place}].name")))
    text = {"zh": "重点地区代码", "en": "Codes of the key regions"}
    parameter = Parameter(
        FactType("list", text=text),
        tuple(region.code for region in regions),
        enterprise_may_set=True,
        source=path.name,
        confidence=str(raw.get("confidence", "")),
    )
    return tuple(regions), parameter.confidence, {KEY_REGIONS: parameter}


def _profile(raw: Any, values: Mapping[str, Value | None]) -> DiseaseProfile:
    data = check_keys(raw, _PROFILE_KEYS, "profile")
    for needed in ("fever_threshold", "observation_days"):
        if values.get(needed) is None:
            raise fault_at(raw, "parameters", f"the parameter {needed!r} is missing", "Declare it.")
    try:
        incubation = data["incubation_days"]
        lookback, distance = data.get("contact_lookback_days"), data.get("contact_distance_m")
        return DiseaseProfile(
            id=data["id"],
            name=read_text(data["name"], raw, "name"),
            legal_class=read_text(data["legal_class"], raw, "legal_class"),
            fever_threshold=as_number(values["fever_threshold"]),
            observation_days=int(as_number(values["observation_days"])),
            incubation_days=(as_number(incubation["min"]), as_number(incubation["max"])),
            symptoms=tuple(
                Option(one["code"], read_text(one["text"], one, "symptoms")) for one in data["symptoms"]
            ),
            retention_days={kind: int(days) for kind, days in data["retention_days"].items()},
            contact_lookback_days=None if lookback is None else int(lookback),
            contact_distance_m=None if distance is None else as_number(distance),
            source=str(data.get("source", "")),
            confidence=str(data.get("confidence", "")),
            retention_source=str(data.get("retention_source", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, RuleError):
            raise
        raise fault_at(raw, "profile", f"missing or wrong: {error}", "See another pack.") from error


def _result(row: Mapping[str, Any], path: str, vocabulary: Vocabulary) -> dict[str, Any]:
    verdict = row.get("verdict")
    if verdict is not None and verdict not in VERDICTS:
        raise fault_at(row, path, f"unknown verdict {verdict!r}", f"Known are {', '.join(VERDICTS)}, null.")
    if not isinstance(row.get("reason"), str):
        raise fault_at(row, path, "the row has no reason", "Give it a reason code.")
    until = None
    if "until" in row:
        until = parse_operand(row["until"], FactType("date"), vocabulary, row, f"{path}.until")
    return {
        "verdict": verdict,
        "reason": row["reason"],
        "articles": read_articles(row, path),
        "until": until,
        "why": read_text(row.get("why"), row, f"{path}.why"),
        "next": read_text(row.get("next"), row, f"{path}.next"),
    }


def _check_gate_source(raw: Any) -> None:
    check_keys(raw, TABLE_KEYS, "gate")
    for key in ("facts", "parameters", "texts"):
        if not isinstance(raw.get(key), Mapping):
            raise fault_at(raw, key, f"the gate table has no {key}", "See another pack.")


def _fill_parameters(table: dict[str, Any], values: Mapping[str, Value | None]) -> None:
    """Puts the pack's value where the gate table says `{"param": id}`."""
    for name, given in table["parameters"].items():
        if isinstance(given, Mapping):
            if given.get("param") not in values:
                raise fault_at(
                    table, f"parameters.{name}", f"unknown parameter {given.get('param')!r}", "Declare it."
                )
            table["parameters"][name] = plain(values[given["param"]])


def _second_mark(folder: Path) -> SecondMark:
    own = folder / "second_mark.yaml"
    raw = read_source(own if own.exists() else SHARED / own.name)
    data = check_keys(raw, {"words", "colours"}, "second_mark")
    return SecondMark(
        words=tuple(read_text(word, raw, "words") for word in data["words"]),
        colours=tuple(
            Colour(one["code"], one["value"], one["ink"], read_text(one["name"], one, "colours"))
            for one in data["colours"]
        ),
    )
