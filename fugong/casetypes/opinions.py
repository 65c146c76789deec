"""Sentences an officer begins an opinion with: the `opinions.yaml` of a kind's folder, by move, in both languages. Pure."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fugong.core.web import say


@cache
def _of(kind: str) -> dict[str, list[dict[str, str]]]:
    there = {path.parent.name: path for path in Path(__file__).parent.glob("*/opinions.yaml")}
    if kind not in there:
        return {}
    found: dict[str, Any] = yaml.safe_load(there[kind].read_text(encoding="utf-8"))
    return found


def opinions(kind: str, move: str) -> list[str]:
    """What is offered for this move, in the reader's language; none where nobody wrote any."""
    return [say.text(one) for one in _of(kind).get(move, [])]
