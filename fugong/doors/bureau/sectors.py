"""What a sector of GB/T 4754 is called."""

from functools import cache
from pathlib import Path

import yaml

from fugong.core.web import say


@cache
def _all() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    return found


def choices() -> list[tuple[str, str]]:
    """(prefix of a code, name), in the order of the standard."""
    return [(code, say.text(name)) for code, name in _all().items()]


def sector_name(code: str) -> str:
    """The division's name, else the section's, else the code itself."""
    found = _all().get(code[:3]) or _all().get(code[:1])
    return say.text(found) if found else code
