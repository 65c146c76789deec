"""A small case type of its own, with everything a declaration can say, and cases of it in any state."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fugong.cases import registry
from fugong.cases.spec import (
    BUREAU,
    ENTERPRISE,
    ENTERPRISE_ROLES,
    HEALTH,
    AttachmentKind,
    CaseType,
    Field,
    Move,
    Option,
    Section,
    State,
    Work,
)
from fugong.cases.working_time import Span

FULL = {
    "purpose": "借用会议室",
    "people": 12,
    "on": "2026-11-30",
    "size": "large",
    "lines": [{"item": "口罩", "count": 3}],
}

LOAN = CaseType(
    kind="loan",
    label="借用",
    states=(
        State("draft", "草稿", "draft", editable=True),
        State("asked", "已提出", work="answer"),
        State("returned", "退回", work="mend", editable=True),
        State("granted", "已同意", "done"),
        State("refused", "不同意", "done"),
    ),
    initial="draft",
    moves=(
        Move(
            "ask", "提出", ("draft", "returned"), "asked", ENTERPRISE_ROLES, whole_form=True, keeps=True,
            opens=("advice",), tells=(BUREAU, HEALTH), tone="main",
        ),
        Move("advise", "提意见", ("asked",), "asked", ("health_officer",), at=HEALTH, comment="must", closes=("advice",)),
        Move(
            "send_back", "退回", ("asked",), "returned", ("bureau_officer",), at=BUREAU, comment="must",
            tells=(ENTERPRISE,), bulk=True,
        ),
        Move("grant", "同意", ("asked",), "granted", ("bureau_officer",), at=BUREAU, tells=(ENTERPRISE,)),
        Move(
            "refuse", "不同意", ("asked",), "refused", ("bureau_officer",), at=BUREAU, requires=("reason_file",),
            fields=(Field("ground", "依据"),), comment="must", tells=(ENTERPRISE,),
        ),
    ),
    works=(
        Work("answer", "答复", BUREAU, Span(3, "working_days")),
        Work("mend", "补正", ENTERPRISE, Span(5, "working_days")),
        Work("advice", "卫健意见", HEALTH, Span(48, "hours")),
    ),
    sections=(
        Section(
            "what", "借什么",
            (
                Field("purpose", "用途", lines=3, longest=200),
                Field("people", "人数", "integer"),
                Field("on", "日期", "date"),
                Field("size", "大小", "choice", options=(Option("large", "大"), Option("small", "小"))),
                Field("lines", "明细", "rows", fields=(Field("item", "品名"), Field("count", "数量", "integer"))),
                Field("note", "备注", required=False),
            ),
        ),
    ),
    attachments=(
        AttachmentKind("reason_file", "依据文件", (BUREAU,)),
        AttachmentKind("photo", "照片", (ENTERPRISE, BUREAU)),
    ),
)  # fmt: skip


@contextmanager
def registered(case_type: CaseType = LOAN) -> Iterator[CaseType]:
    registry.register(case_type)
    try:
        yield case_type
    finally:
        registry.unregister(case_type.kind)


def data(**changes: Any) -> dict[str, Any]:
    return {**FULL, **changes}
