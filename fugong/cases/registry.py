"""The case types there are. A folder of `casetypes` registers its own; the engine asks here."""

from django.utils.translation import gettext as _

from fugong.cases.spec import CaseType
from fugong.core.errors import NotFound

_types: dict[str, CaseType] = {}


def register(case_type: CaseType) -> None:
    """Make a case type known; the same kind again replaces it."""
    _types[case_type.kind] = case_type


def unregister(kind: str) -> None:
    """Forget a kind (a temporary package's)."""
    _types.pop(kind, None)


def find(kind: str) -> CaseType:
    """The type of this kind; raises NotFound."""
    found = _types.get(kind)
    if found is None:
        raise NotFound("unknown_kind", _("没有“{kind}”这种事项。").format(kind=kind), field="kind")
    return found


def kinds() -> list[CaseType]:
    """Every type, in the order they were registered."""
    return list(_types.values())
