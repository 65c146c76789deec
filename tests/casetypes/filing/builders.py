"""A filing of an enterprise in any state, and data that fills its form."""

from typing import Any

from fugong.cases import actions
from fugong.cases.models import Case
from fugong.casetypes.filing.spec import CASE_TYPE
from fugong.directory.models import Authority
from tests.builders import House, Member, authority, member

PLAN = "由防疫专员负责，每天检查两次并登记。"
FULL: dict[str, Any] = {
    **{one.name: f"{one.label}：{PLAN}" for one in CASE_TYPE.fields() if one.lines > 1},
    "planned_start_on": "2036-03-02",
    "site": "解放区人民路1号",
    "headcount_total": 120,
    "headcount_returning": 80,
    "origins": [
        {"city": "河南省焦作市", "people": 70},
        {"city": "湖北省武汉市", "people": 10, "key_region": True},
    ],
    "leaders": [{"role": "组长", "name": "王建国", "duty": "负总责"}],
    "responsible": [{"workshop": "机加工车间", "team": "一班", "person": "李卫国"}],
    "stock": [{"item": "口罩", "quantity": 5000, "unit": "个"}],
    "contact_person": "赵敏",
    "contact_phone": "0391-2100000",
    "confirmed_true": True,
}
WAYS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "returned": ("submit", "return"),
    "on_file": ("submit", "put_on_file"),
    "amending": ("submit", "put_on_file", "amend"),
    "amendment_submitted": ("submit", "put_on_file", "amend", "submit_amendment"),
    "declined": ("submit", "decline"),
    "withdrawn": ("submit", "withdraw"),
}
"""The shortest way into each state."""


def mover(here: House, name: str) -> Member:
    """Somebody who may make the move."""
    declared = CASE_TYPE.move(name)
    assert declared is not None
    return here.members[declared.roles[0]]


def draft(here: House, **changes: Any) -> Case:
    """A draft with every field filled."""
    given = {name: value for name, value in {**FULL, **changes}.items() if value is not None}
    by = here.epidemic_officer.actor
    return actions.open_case(kind="filing", enterprise=here.enterprise, by=by, data=given)


def move(
    here: House, case: Case, name: str, *, by: Member | None = None, comment: str = "理由", **data: Any
) -> Case:
    """Make a move as the case stands now; the comment is given where the move takes a reason."""
    actor = (by or mover(here, name)).actor
    declared = CASE_TYPE.move(name)
    if declared is not None and declared.comment == "no":
        comment = ""
    return actions.move(case=case, by=actor, name=name, version=case.version, data=data, comment=comment)


def filing(here: House, state: str = "draft", **changes: Any) -> Case:
    """A filing in that state."""
    case = draft(here, **changes)
    for name in WAYS[state]:
        case = move(here, case, name)
    return case


def in_a_cluster(here: House) -> Member:
    """Put the enterprise into a cluster; returns an officer of it."""
    cluster: Authority = authority("cluster", here.enterprise.region_id, name="解放区产业集聚区")
    here.enterprise.cluster = cluster
    here.enterprise.save()
    return member("bureau_officer", None, None, cluster)
