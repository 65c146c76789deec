"""Sentences an officer begins an opinion with: by kind of case and move, in both languages."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from fugong.core.web import say


@cache
def _all() -> dict[str, dict[str, list[dict[str, str]]]]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return found


def phrases(kind: str, move: str) -> list[str]:
    """What is offered for this move, in the reader's language; none where nobody wrote any."""
    return [say.text(one) for one in _all().get(kind, {}).get(move, [])]
