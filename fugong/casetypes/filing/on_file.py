"""The version of a filing that is on file: what stands while an amendment is written, and what a start relies on."""

from typing import Any

from fugong.cases.models import Case, Version


def version_of(case: Case) -> Version | None:
    """The version that was put on file last, or whose amendment was accepted last; None where none ever was."""
    filed = case.steps.filter(move__in=("put_on_file", "accept_amendment")).order_by("-version").first()
    if filed is None:
        return None
    return case.versions.filter(step__version__lt=filed.version).order_by("-number").first()


def data_of(case: Case) -> dict[str, Any] | None:
    """The form of `version_of`."""
    found = version_of(case)
    return None if found is None else (found.data.document() or {})
