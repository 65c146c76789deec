"""惠企政策申请: what an enterprise asks for, filled from what the system knows, and what the bureau decides (G13)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from fugong.cases.spec import (
    BUREAU,
    ENTERPRISE,
    ENTERPRISE_ROLES,
    AttachmentKind,
    CaseType,
    Field,
    Move,
    Option,
    Section,
    State,
    Work,
)
from fugong.policies.saying import STATUSES

KIND = "application"
BUREAU_ROLES = ("bureau_officer",)
EFFECTS = "fugong.casetypes.application.effects."

REASONS = (
    Option("conditions_not_met", _("不符合条件")),
    Option("evidence_missing", _("材料不足以证明")),
    Option("not_in_force", _("不在有效期内")),
    Option("same_benefit", _("已享受同一政策")),
    Option("funds_exhausted", _("资金已用完")),
    Option("elsewhere", _("由其他部门办理")),
    Option("other", _("其他")),
)
"""Why an application is refused: counted, and published without names."""

COMPUTED = (
    "measure",
    "measure_title",
    "measure_article",
    "measure_version",
    "departments",
    "answered_on",
    "answer_status",
    "answer_amount",
    "answer_deadline",
    "conditions",
    "facts",
)
"""Fields that the system fills and computes anew when the application is handed in; what is typed there does not stay."""


CASE_TYPE = CaseType(
    kind=KIND,
    label=_("惠企政策申请"),
    article="G13",
    intro=_("企业申请享受一项惠企政策。企业情况和匹配结论由系统填好，请核对、补充证明材料后提交。"),
    states=(
        State("draft", _("草稿"), "draft", editable=True),
        State("submitted", _("已提交，待受理"), work="acceptance"),
        State("returned", _("退回补正"), work="correction", editable=True),
        State("accepted", _("已受理，办理中"), work="decision"),
        State("granted", _("已兑现"), "done"),
        State("refused", _("不予兑现"), "done"),
        State("withdrawn", _("已撤回"), "done"),
    ),
    initial="draft",
    moves=(
        Move(
            "submit",
            _("提交申请"),
            ("draft", "returned"),
            "submitted",
            ENTERPRISE_ROLES,
            whole_form=True,
            keeps=True,
            effects=(EFFECTS + "hand_in",),
            tells=(BUREAU,),
            tone="main",
        ),
        Move(
            "accept",
            _("受理"),
            ("submitted",),
            "accepted",
            BUREAU_ROLES,
            at=BUREAU,
            effects=(EFFECTS + "accept",),
            tells=(ENTERPRISE,),
            tone="main",
            bulk=True,
        ),
        Move(
            "return",
            _("退回补正"),
            ("submitted", "accepted"),
            "returned",
            BUREAU_ROLES,
            at=BUREAU,
            comment="must",
            effects=(EFFECTS + "send_back",),
            tells=(ENTERPRISE,),
        ),
        Move(
            "grant",
            _("兑现"),
            ("accepted",),
            "granted",
            BUREAU_ROLES,
            at=BUREAU,
            fields=(
                Field(
                    "granted_amount",
                    _("兑现金额"),
                    "number",
                    required=False,
                    least=Decimal(0),
                    unit=_("元"),
                    hint=_("没有金额的政策留空。按月、按年减免的填合计数。"),
                ),
            ),
            effects=(EFFECTS + "grant",),
            tells=(ENTERPRISE,),
            tone="main",
        ),
        Move(
            "refuse",
            _("不予兑现"),
            ("submitted", "accepted"),
            "refused",
            BUREAU_ROLES,
            at=BUREAU,
            comment="must",
            fields=(Field("reason", _("原因"), "choice", options=REASONS),),
            effects=(EFFECTS + "refuse",),
            tells=(ENTERPRISE,),
            tone="grave",
            ask=_("不予兑现后这件申请就办结了。企业可以提出异议或重新申请。"),
        ),
        Move(
            "discard",
            _("删除草稿"),
            ("draft",),
            "withdrawn",
            ENTERPRISE_ROLES,
            comment="no",
            tone="grave",
            ask=_("这份草稿还没有提交过。删除后不能再填。确定吗？"),
        ),
        Move(
            "withdraw",
            _("撤回申请"),
            ("submitted", "returned", "accepted"),
            "withdrawn",
            ENTERPRISE_ROLES,
            effects=(EFFECTS + "withdraw",),
            tells=(BUREAU,),
            tone="grave",
            ask=_("撤回后这件申请就办结了；还要享受这项政策须重新申请。"),
        ),
    ),
    works=(
        Work("acceptance", _("受理"), BUREAU),
        Work("decision", _("审核兑现"), BUREAU),
        Work("correction", _("补正"), ENTERPRISE),
    ),
    sections=(
        Section(
            "measure",
            _("申请的政策"),
            (
                Field("measure", _("政策编号"), longest=60, hint=_("从惠企政策页面选择，不用改。")),
                Field("measure_title", _("政策措施"), required=False, longest=200),
                Field("measure_article", _("依据"), required=False, longest=200),
                Field("measure_version", _("措施版本"), required=False, longest=40),
                Field("departments", _("责任部门"), required=False, longest=300),
            ),
            article="G13",
            hint=_("由系统填好，提交时重新核对。"),
        ),
        Section(
            "answer",
            _("匹配结论"),
            (
                Field("answered_on", _("结论日期"), "date", required=False),
                Field(
                    "answer_status",
                    _("结论"),
                    "choice",
                    required=False,
                    options=tuple(Option(code, word) for code, (_shape, word) in STATUSES.items()),
                ),
                Field("answer_amount", _("测算金额"), required=False, longest=60),
                Field("answer_deadline", _("截止日期"), "date", required=False),
                Field(
                    "conditions",
                    _("逐项条件"),
                    "rows",
                    required=False,
                    fields=(
                        Field("text", _("条件"), longest=300),
                        Field(
                            "holds",
                            _("是否满足"),
                            "choice",
                            options=(
                                Option("yes", _("满足")),
                                Option("no", _("不满足")),
                                Option("unknown", _("待确认")),
                            ),
                        ),
                        Field("article", _("依据"), required=False, longest=40),
                    ),
                ),
            ),
            article="G13",
            hint=_(
                "由系统按提交那一天的情况计算，不能改；有不对的请在惠企政策页面更正企业情况，或提出异议。"
            ),
        ),
        Section(
            "facts",
            _("企业情况"),
            (
                Field(
                    "facts",
                    _("用到的企业情况"),
                    "rows",
                    required=False,
                    fields=(
                        Field("name", _("项目"), longest=100),
                        Field("value", _("内容"), longest=200),
                        Field("source", _("来源"), required=False, longest=200),
                        Field("on", _("日期"), "date", required=False),
                    ),
                ),
            ),
            article="G13",
        ),
        Section(
            "request",
            _("申请说明"),
            (
                Field(
                    "statement",
                    _("申请理由和情况说明"),
                    lines=5,
                    longest=2000,
                    hint=_("受疫情影响的情况、申请享受的内容。"),
                ),
                Field("contact_person", _("联系人"), longest=60),
                Field("contact_phone", _("联系电话"), longest=20),
                Field(
                    "bank_account",
                    _("收款账户"),
                    required=False,
                    longest=120,
                    hint=_("返还、补贴类政策填写户名、开户行和账号。"),
                ),
            ),
            article="G13",
        ),
    ),
    attachments=(
        AttachmentKind(
            "evidence", _("证明材料"), (ENTERPRISE,), _("办理这项政策要带的材料，页面上列有清单。")
        ),
        AttachmentKind("decision", _("兑现凭证或决定书"), (BUREAU,)),
    ),
    several=True,
    prefill="fugong.casetypes.application.prefill.known",
    check="fugong.casetypes.application.checking.findings",
    public="fugong.casetypes.application.public.lines",
)
