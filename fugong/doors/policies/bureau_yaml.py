"""The common fields of a measure's YAML as a form: what is filled in there is written into the text, the rest of it stays as
it is, comments too. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from fugong.rules import RuleError, read_source_text

ORDER = (
    "id",
    "article",
    "title",
    "benefit",
    "quote",
    "effect",
    "force",
    "in_force",
    "conditions",
    "amount",
    "deadline",
    "departments",
)
"""Where a key that is missing is put in."""
SKELETON = """\
id: {id}
article:            # {articles}
title: {{zh: "", en: ""}}
benefit: {{zh: "", en: ""}}
quote:              # 条文原话
effect: service     # {effects}
force: may          # must 应 | may 可 | encouraged 鼓励
conditions:
  - {{use: jiaozuo}}
departments: []
relations: []
readings: []
tests:
  base: {{}}
  cases: []
"""


@dataclass(frozen=True)
class Common:
    """The common fields. A day that is a formula, or stands in a form these fields cannot keep, is None in `editable`."""

    values: Mapping[str, str]
    editable: frozenset[str]


FIELDS = ("title_zh", "title_en", "benefit_zh", "benefit_en", "until", "deadline", "departments")


def common(text: str) -> Common | None:
    """The fields as the text has them; None for a text that cannot be read."""
    try:
        raw = read_source_text(text, "")
    except RuleError:
        return None
    if not isinstance(raw, Mapping):
        return None
    values: dict[str, str] = {}
    for key in ("title", "benefit"):
        said = raw.get(key)
        for language in ("zh", "en"):
            values[f"{key}_{language}"] = str(said.get(language, "")) if isinstance(said, Mapping) else ""
    force = raw.get("in_force")
    for name, value in (
        ("until", force.get("until") if isinstance(force, Mapping) else None),
        ("deadline", raw.get("deadline")),
    ):
        if value is None or isinstance(value, date):
            values[name] = value.isoformat() if value else ""
    departments = raw.get("departments")
    if departments is None or (
        isinstance(departments, list) and all(isinstance(one, str) for one in departments)
    ):
        values["departments"] = "\n".join(departments or [])
    return Common(values, frozenset(values))


def written(text: str, changed: Mapping[str, str]) -> str:
    """The text with these fields in it. The text must be readable (`common` is not None)."""
    raw: Any = read_source_text(text, "")
    for key in ("title", "benefit"):
        news = {lang: changed[f"{key}_{lang}"] for lang in ("zh", "en") if f"{key}_{lang}" in changed}
        if news:
            old = raw.get(key)
            text = _put(
                text, key, {**({"zh": "", "en": ""} if not isinstance(old, Mapping) else dict(old)), **news}
            )
    if "until" in changed:
        old = raw.get("in_force")
        kept = {
            name: one for name, one in (old.items() if isinstance(old, Mapping) else ()) if name != "until"
        }
        day = _day(changed["until"])
        text = _put(text, "in_force", ({"until": day} if day else {}) | kept or None)
    if "deadline" in changed:
        text = _put(text, "deadline", _day(changed["deadline"]))
    if "departments" in changed:
        text = _put(
            text, "departments", [one.strip() for one in changed["departments"].splitlines() if one.strip()]
        )
    return text


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _put(text: str, key: str, value: Any) -> str:
    """The text with one key of the first level given another value; None takes the key out."""
    lines = text.splitlines(keepends=True)
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    starts = {one.value: one.start_mark.line for one, _value in node.value}
    ordered = sorted(starts.values())
    made = "" if value is None else f"{key}: {_flow(value)}\n"
    if key in starts:
        first = starts[key]
        end = next((line for line in ordered if line > first), len(lines))
        while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1  # a blank line, or a remark on what comes next, is kept
        return "".join([*lines[:first], made, *lines[end:]])
    before = ORDER[ORDER.index(key) + 1 :]
    place = min(
        (starts[one] for one in (*before, "relations", "readings", "tests") if one in starts),
        default=len(lines),
    )
    if lines and place == len(lines) and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return "".join([*lines[:place], made, *lines[place:]])


def _flow(value: Any) -> str:
    """A value in one line: {zh: …, en: …}, [甲, 乙], 2020-12-31."""
    said = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**6, sort_keys=False)
    return said.removesuffix("...\n").strip()
