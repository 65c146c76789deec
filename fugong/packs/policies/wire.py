"""Facts and answers as JSON (docs/reference/policies.md), for commands and the API."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fugong.packs.policies.matching import Answer, Matched
from fugong.packs.policies.schema import Measure
from fugong.rules.values import plain

NOTHING_COMES_OF_IT = {"zh": "算出来有金额", "en": "Something comes of it"}


def read_json(text: str) -> Any:
    """What a JSON text holds, its numbers exact. ValueError for what is none, for NaN, and for a key that stands twice."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("nested too deep") from None
    except ArithmeticError:
        raise ValueError("a number is beyond all bounds") from None


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number here")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise ValueError(f"{name!r} stands twice")
        made[name] = value
    return made


def answer_data(answer: Answer, language: str = "zh") -> dict[str, Any]:
    """The whole answer: day, size and every measure in the catalogue's order."""
    return {
        "on": answer.on.isoformat(),
        "size_class": answer.size.size_class,
        "is_sme": answer.size.is_sme,
        "measures": [matched_data(one, language) for one in answer.measures],
    }


def matched_data(one: Matched, language: str = "zh") -> dict[str, Any]:
    """A measure's answer; `reasons` stand in the order of its conditions."""
    measure = one.measure
    return {
        "id": measure.id,
        "title": measure.title[language],
        "status": one.status,
        "amount": _amount(measure, one.amount),
        "potential": _amount(measure, one.potential),
        "deadline": plain(one.deadline),
        "in_force_until": plain(one.until),
        "reasons": reasons(one, language),
        "missing": list(one.missing),
        "departments": list(measure.departments),
        "relations": [{"kind": each.kind, "id": each.id} for each in measure.relations],
    }


def reasons(one: Matched, language: str = "zh") -> list[dict[str, Any]]:
    """Each condition in words, whether it holds (None: not known), its article and the words it rests on."""
    found: list[dict[str, Any]] = [
        {
            "id": each.condition.id,
            "text": each.condition.text[language],
            "holds": each.holds,
            "article": each.condition.article,
        }
        for each in one.conditions
    ]
    if one.worthless:
        text = NOTHING_COMES_OF_IT[language]
        found.append({"id": "benefit", "text": text, "holds": False, "article": one.measure.article})
    return found


def _amount(measure: Measure, value: Any) -> Mapping[str, Any] | None:
    if measure.amount is None or value is None:
        return None
    return {"value": plain(value), "unit": measure.amount.unit}
