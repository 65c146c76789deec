"""政策结论异议 “这不对”: an enterprise says that a result is wrong; the bureau upholds it or explains the result (G13)."""

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

KIND = "objection"
BUREAU_ROLES = ("bureau_officer",)
EFFECTS = "fugong.casetypes.objection.effects."


CASE_TYPE = CaseType(
    kind=KIND,
    label=_("政策结论异议"),
    article="G13",
    intro=_("觉得惠企政策的匹配结论不对，请写明哪里不对、应当怎样。主管部门核实后答复。"),
    states=(
        State("draft", _("草稿"), "draft", editable=True),
        State("sent", _("已提出，待答复"), work="answer"),
        State("asked", _("请补充说明"), work="explanation", editable=True),
        State("upheld", _("异议成立"), "done"),
        State("explained", _("维持结论并说明"), "done"),
        State("withdrawn", _("已撤回"), "done"),
    ),
    initial="draft",
    moves=(
        Move(
            "send",
            _("提出异议"),
            ("draft", "asked"),
            "sent",
            ENTERPRISE_ROLES,
            whole_form=True,
            keeps=True,
            effects=(EFFECTS + "put_answer",),
            tells=(BUREAU,),
            tone="main",
        ),
        Move(
            "ask",
            _("请补充说明"),
            ("sent",),
            "asked",
            BUREAU_ROLES,
            at=BUREAU,
            comment="must",
            tells=(ENTERPRISE,),
        ),
        Move(
            "uphold",
            _("异议成立"),
            ("sent",),
            "upheld",
            BUREAU_ROLES,
            at=BUREAU,
            comment="must",
            fields=(
                Field(
                    "remedy",
                    _("处理"),
                    "choice",
                    options=(
                        Option("facts", _("更正企业情况")),
                        Option("determination", _("作出或更改认定")),
                        Option("measure", _("政策措施要修改，转市级部门")),
                    ),
                ),
            ),
            effects=(EFFECTS + "tell_the_city",),
            tells=(ENTERPRISE,),
            tone="main",
        ),
        Move(
            "explain",
            _("维持结论并说明"),
            ("sent",),
            "explained",
            BUREAU_ROLES,
            at=BUREAU,
            comment="must",
            tells=(ENTERPRISE,),
        ),
        Move(
            "discard",
            _("删除草稿"),
            ("draft",),
            "withdrawn",
            ENTERPRISE_ROLES,
            comment="no",
            tone="grave",
            ask=_("这份草稿还没有提出过。删除后不能再填。确定吗？"),
        ),
        Move(
            "withdraw",
            _("撤回异议"),
            ("sent", "asked"),
            "withdrawn",
            ENTERPRISE_ROLES,
            tells=(BUREAU,),
            tone="grave",
        ),
    ),
    works=(
        Work("answer", _("核实答复"), BUREAU),
        Work("explanation", _("补充说明"), ENTERPRISE),
    ),
    sections=(
        Section(
            "result",
            _("有异议的结论"),
            (
                Field("measure", _("政策编号"), longest=60, hint=_("从惠企政策页面选择，不用改。")),
                Field("measure_title", _("政策措施"), required=False, longest=200),
                Field("measure_article", _("依据"), required=False, longest=200),
                Field("answered_on", _("结论日期"), "date", required=False),
                Field("answer", _("系统的结论"), required=False, lines=4, longest=2000),
            ),
            article="G13",
            hint=_("由系统填好，提出时重新核对。"),
        ),
        Section(
            "objection",
            _("哪里不对"),
            (
                Field(
                    "about",
                    _("异议对象"),
                    "choice",
                    options=(
                        Option("fact", _("企业情况不对")),
                        Option("condition", _("条件理解不对")),
                        Option("amount", _("金额不对")),
                        Option("deadline", _("日期不对")),
                        Option("determination", _("认定不对")),
                        Option("other", _("其他")),
                    ),
                ),
                Field("what", _("哪里不对、应当怎样"), lines=5, longest=2000, hint=_("写事实和依据。")),
            ),
            article="G13",
        ),
    ),
    attachments=(AttachmentKind("evidence", _("证明材料"), (ENTERPRISE,)),),
    several=True,
    public="fugong.casetypes.objection.public.lines",
)
