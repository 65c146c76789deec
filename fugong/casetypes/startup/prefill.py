"""What the system knows of a report before it is written: how many return, how many were screened (G4)."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.cases.spec import Sourced
from fugong.directory.models import Enterprise
from fugong.screening.queries import return_counts


def known(enterprise: Enterprise) -> Mapping[str, Sourced]:
    """The numbers of the screening section, with where they come from."""
    counts = return_counts(enterprise)
    numbers: dict[str, tuple[int, Any, str]] = {
        "staff_returning": (counts.returning, _("花名册中在册、已到返岗日的人数"), reverse("desk:people")),
        "staff_screened": (counts.declared, _("已交返岗申报的人数"), f"{reverse('desk:people')}?declared=no"),
        "staff_abnormal": (counts.abnormal, _("今天结论为观察或禁止的人数"), reverse("desk:people")),
    }
    return {name: Sourced(value, source, url) for name, (value, source, url) in numbers.items()}
