"""The kinds of cases. Each folder here is one: its `spec.py` holds CASE_TYPE, and nothing else names the folder."""

from importlib import import_module
from pathlib import Path

from fugong.cases.spec import CaseType


def found() -> list[CaseType]:
    """Every case type there is, by folder."""
    folders = sorted(path.parent.name for path in Path(__file__).parent.glob("*/spec.py"))
    return [import_module(f"{__name__}.{folder}.spec").CASE_TYPE for folder in folders]
