"""Enterprises on their way back to work, each at any point of it in one call."""

from typing import Any

from fugong.cases import actions
from fugong.cases.models import Case
from fugong.casetypes.startup.checklist import items
from fugong.core import clock
from fugong.resumption import queries
from fugong.resumption.queries import StartupView
from tests.builders import House
from tests.screening import builders as screening


def plan() -> dict[str, Any]:
    """A filing with every part filled in."""
    from fugong.cases import registry

    data: dict[str, Any] = {}
    for field in registry.find("filing").fields():
        data[field.name] = _value(field)
    return data


def _value(field: Any) -> Any:
    if field.type == "rows":
        return [{column.name: _value(column) for column in field.fields}]
    return {
        "text": "车间主任负责，班组落实，每天记录并存档备查。"[: field.longest],
        "integer": 1,
        "number": 1,
        "date": clock.today().isoformat(),
        "boolean": True,
        "choice": field.options[0].value if field.options else "",
    }[field.type]


def report(**changes: Any) -> dict[str, Any]:
    """A report before the start with everything done today."""
    today = clock.today().isoformat()
    return {
        "planned_start_on": today,
        "staff_returning": 1,
        "staff_screened": 1,
        "staff_abnormal": 0,
        "screening_note": "班组逐人核对返岗申报。",
        "disinfection": [
            {"kind": kind, "area": "一号区", "done_on": today, "by": "赵六"}
            for kind in ("production", "living", "office")
        ],
        "safety_checks": [{"item": "设备和用电", "result": "ok", "checked_on": today, "by": "赵六"}],
        **changes,
    }


def site_check(here: House, **changes: Any) -> dict[str, Any]:
    """What the officer writes down where everything is in order."""
    rows = [{"item": one.id, "result": "ok"} for one in items(here.enterprise.pack)]
    return {"checked_on": clock.today().isoformat(), "checklist": rows, "signed_by": "刘科长", **changes}


def moved(case: Case, name: str, by: Any, data: Any = None, comment: str = "") -> Case:
    """The case after a move."""
    case.refresh_from_db()
    return actions.move(case=case, by=by, name=name, version=case.version, data=data, comment=comment)


def filed(here: House) -> Case:
    """A filing that is handed in."""
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="filing", enterprise=here.enterprise, by=by, data=plan())
    return moved(case, "submit", by)


def on_file(here: House) -> Case:
    """A filing that is on file."""
    return moved(filed(here), "put_on_file", here.bureau_officer.actor)


def sent(here: House, **changes: Any) -> Case:
    """A report before the start that was sent."""
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="startup", enterprise=here.enterprise, by=by, data=report(**changes))
    return moved(case, "send", by)


def confirmed(here: House, **changes: Any) -> Case:
    """One that the bureau's look at the site confirmed."""
    return moved(sent(here, **changes), "confirm", here.bureau_officer.actor, site_check(here))


def screened(here: House) -> None:
    """Everybody on the roster has made the return declaration."""
    screening.declared(here.worker)


def ready(here: House) -> tuple[Case, Case]:
    """An enterprise that may start: its filing and its report."""
    screened(here)
    return on_file(here), confirmed(here)


def seen(here: House) -> StartupView:
    """The light as the enterprise sees it."""
    return queries.startup(here.epidemic_officer.actor, here.enterprise)


def lacking(here: House) -> list[str]:
    """The conditions that do not hold."""
    return [one.id for one in seen(here).lacking]
