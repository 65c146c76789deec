"""The filing: its states, moves and form. Every part that G1 lists is a field, and the emergency plan of Y2."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fugong.cases.spec import (
    BUREAU,
    CLUSTER,
    ENTERPRISE,
    ENTERPRISE_ROLES,
    HEALTH,
    AttachmentKind,
    CaseType,
    Field,
    Move,
    Section,
    State,
    Work,
)

KIND = "filing"
EFFECTIVE = ("on_file", "amending", "amendment_submitted")
"""States in which a plan is on file: while an amendment is written or looked at, the version on file stands."""

_HERE = "fugong.casetypes.filing"
_OFFICER = ("bureau_officer",)
_RESUMPTION = _("复工复产方案")
_PREVENTION = _("疫情防控方案")
_NONE = Decimal(0)


def _plan(name: str, label: object, article: str, hint: object) -> Field:
    """A part of a plan, in the enterprise's own words."""
    return Field(name, label, article=article, hint=hint, lines=6, longest=5000)  # type: ignore[arg-type]


STATES = (
    State("draft", _("草稿"), "draft", work="drafting", editable=True),
    State("submitted", _("已提交"), work="review"),
    State("returned", pgettext_lazy("state", "退回补正"), work="correction", editable=True),
    State("on_file", _("已备案"), "done"),
    State("amending", _("变更中"), work="drafting", editable=True),
    State("amendment_submitted", _("变更已提交"), work="amendment_review"),
    State("declined", _("不予备案"), "done"),
    State("withdrawn", _("已撤回"), "done"),
)

WORKS = (
    Work("drafting", _("填写"), ENTERPRISE),
    Work("review", _("备案审查"), BUREAU),
    Work("correction", _("补正"), ENTERPRISE),
    Work("guidance", _("卫健指导意见"), HEALTH),
    Work("receipt", _("集聚区收悉"), CLUSTER),
    Work("amendment_review", _("变更审查"), BUREAU),
)

MOVES = (
    Move(
        "submit", _("提交"), ("draft", "returned"), "submitted", ENTERPRISE_ROLES, whole_form=True, comment="no",
        opens=("guidance",), opens_by=f"{_HERE}.effects.work_of_the_cluster", keeps=True,
        tells=(BUREAU, HEALTH, CLUSTER), tone="main",
    ),
    Move(
        "put_on_file", _("予以备案"), ("submitted",), "on_file", _OFFICER, effects=(f"{_HERE}.effects.give_number",),
        tells=(ENTERPRISE, HEALTH, CLUSTER), tone="main",
    ),
    Move(
        "return", _("退回补正"), ("submitted",), "returned", _OFFICER, comment="must", closes=("guidance", "receipt"),
        tells=(ENTERPRISE,), bulk=True,
    ),
    Move(
        "decline", _("不予备案"), ("submitted",), "declined", _OFFICER, comment="must", tells=(ENTERPRISE, HEALTH, CLUSTER),
        tone="grave", ask=_("不予备案后这一件不能再改，企业要重新填报。确定吗？"),
    ),
    Move(
        "guide", _("出具指导意见"), ("submitted",), "submitted", ("health_officer",), at=HEALTH, comment="must",
        closes=("guidance",), tells=(ENTERPRISE, BUREAU), tone="main",
    ),
    Move(
        "receive", _("收悉"), ("submitted",), "submitted", _OFFICER, at=CLUSTER,
        when=f"{_HERE}.effects.why_not_receive", closes=("receipt",), tells=(ENTERPRISE, BUREAU), tone="main",
    ),
    Move(
        "discard", _("删除草稿"), ("draft",), "withdrawn", ENTERPRISE_ROLES, comment="no", tone="grave",
        ask=_("这份草稿还没有提交过。删除后不能再填。确定吗？"),
    ),
    Move("amend", _("变更备案"), ("on_file",), "amending", ENTERPRISE_ROLES, tells=(BUREAU,)),
    Move(
        "submit_amendment", _("提交变更"), ("amending",), "amendment_submitted", ENTERPRISE_ROLES, whole_form=True,
        keeps=True, tells=(BUREAU, HEALTH, CLUSTER), tone="main",
    ),
    Move(
        "accept_amendment", _("予以变更备案"), ("amendment_submitted",), "on_file", _OFFICER,
        tells=(ENTERPRISE, HEALTH, CLUSTER), tone="main",
    ),
    Move(
        "return_amendment", _("退回变更"), ("amendment_submitted",), "amending", _OFFICER, comment="must",
        tells=(ENTERPRISE,), bulk=True,
    ),
    Move(
        "cancel_amendment", _("取消变更"), ("amending",), "on_file", ENTERPRISE_ROLES,
        effects=(f"{_HERE}.effects.back_to_what_is_on_file",), tells=(BUREAU,),
        ask=_("未提交的改动会丢掉，恢复为已备案的内容。确定吗？"),
    ),
    Move(
        "withdraw", _("撤回"), ("submitted", "returned", *EFFECTIVE), "withdrawn", ENTERPRISE_ROLES, comment="must",
        tells=(BUREAU, HEALTH, CLUSTER), tone="grave", ask=_("撤回后备案不再有效，已开工的要停下来。确定吗？"),
    ),
)  # fmt: skip

SECTIONS = (
    Section(
        "resumption_basics", _("复工时间、地点和人员"),
        (
            Field("planned_start_on", _("计划复工日期"), "date", article="G1"),
            Field("site", _("厂区和地址"), article="G1", longest=200, hint=_("有几个厂区时都写上。")),
            Field("headcount_total", _("职工总数"), "integer", article="G1", least=_NONE, unit=_("人")),
            Field("headcount_returning", _("返岗人数"), "integer", article="G1", least=_NONE, unit=_("人")),
            Field(
                "origins", _("返岗人员来源"), "rows", article="G1", longest=200, hint=_("从哪里返岗、各多少人，不写姓名。"),
                fields=(
                    Field("city", _("来源地"), longest=60),
                    Field("people", _("人数"), "integer", least=_NONE, unit=_("人")),
                    Field("key_region", _("重点地区"), "boolean", required=False),
                ),
            ),
        ),
        article="G1", part=_RESUMPTION,
    ),
    Section(
        "resumption_production", _("生产、采购、销售和运输"),
        (
            _plan("production_plan", _("生产计划"), "G1", _("按订单和原料安排，不赶工抢工。")),
            _plan("materials", _("原材料采购"), "G1", _("主要原料、采购地和库存。")),
            _plan("markets", _("产品销售地"), "G1", _("主要产品和销往哪里。")),
            _plan("transport", _("物流运输"), "G1", _("货运线路，外来车辆和司机怎样管理。")),
        ),
        article="G1", part=_RESUMPTION,
    ),
    Section(
        "resumption_safety", _("安全生产和防疫措施"),
        (
            _plan("work_safety", _("安全生产"), "G1", _("停产设备重新启动、危险源、复工前安全检查。")),
            _plan("prevention_measures", _("疫情防控措施"), "G1", _("错峰返岗、小班制、用餐和住宿怎样安排。")),
            _plan("disinfection", _("厂区消毒"), "G5", _("复工前和每天的清理、消毒、通风。")),
            Field(
                "stock", _("防疫物资"), "rows", required=False, article="G3", longest=100,
                hint=_("口罩、消毒液、测温仪等现有数量。"),
                fields=(
                    Field("item", _("物资"), longest=60),
                    Field("quantity", _("数量"), "number", least=_NONE),
                    Field("unit", _("单位"), longest=20, required=False),
                ),
            ),
        ),
        article="G1", part=_RESUMPTION,
    ),
    Section(
        "prevention_organisation", _("领导体系和责任分工"),
        (
            _plan("leadership", _("领导体系"), "G1", _("主要负责人负总责，谁值班、谁带班。")),
            Field(
                "leaders", _("领导小组"), "rows", article="G1", longest=50,
                fields=(
                    Field("role", _("组内职务"), longest=60),
                    Field("name", _("姓名"), longest=60),
                    Field("phone", _("电话"), longest=30, required=False),
                    Field("duty", _("负责什么"), longest=200),
                ),
            ),
            _plan("responsibility", _("责任分工"), "G1", _("各部门各管什么，怎样落实到车间、班组。")),
            Field(
                "responsible", _("车间、班组专人"), "rows", article="G1", longest=200, hint=_("每个班组写明一名专人。"),
                fields=(
                    Field("workshop", _("车间"), longest=60, required=False),
                    Field("team", _("班组"), longest=60),
                    Field("person", _("负责人"), longest=60),
                ),
            ),
        ),
        article="G1", part=_PREVENTION,
    ),
    Section(
        "prevention_control", _("排查、管控、保障和处置"),
        (
            _plan("screening", _("排查制度"), "G1", _("开工前和每天怎样排查、测温、登记。")),
            _plan("daily_control", _("日常管控"), "G1", _("出入口、口罩、通风、会议和流动怎样管。")),
            _plan("logistics", _("后勤保障"), "G1", _("物资、食堂、宿舍、班车。")),
            _plan("emergency_response", _("应急处置"), "G1", _("发现发热或疑似人员时先做什么。")),
            _plan("education", _("宣传教育"), "Y2", _("怎样告知、培训职工，谁来做。")),
        ),
        article="G1", part=_PREVENTION,
    ),
    Section(
        "emergency_plan", _("应急预案"),
        (
            _plan("emergency_organisation", _("应急组织"), "Y2", _("谁指挥，各组做什么。")),
            _plan("emergency_steps", _("处置步骤"), "Y2", _("隔离、送医、封控、消毒、追踪，依次写。")),
            _plan("emergency_reporting", _("报告程序"), "Y2", _("多长时间内报给谁，电话多少。")),
            _plan("emergency_supplies", _("应急物资和场所"), "Y2", _("隔离点、车辆、物资放在哪里。")),
        ),
        article="Y2", part=_("应急预案"),
    ),
    Section(
        "declaration", _("联系人和承诺"),
        (
            Field("contact_person", _("联系人"), longest=60),
            Field("contact_phone", _("联系电话"), longest=30),
            Field("confirmed_true", _("以上内容属实，本企业对其真实性负责"), "boolean"),
        ),
        article="G1",
    ),
)  # fmt: skip

CASE_TYPE = CaseType(
    kind=KIND,
    label=_("复工复产备案"),
    states=STATES,
    initial="draft",
    moves=MOVES,
    sections=SECTIONS,
    works=WORKS,
    attachments=(
        AttachmentKind("supporting", _("附件材料"), (ENTERPRISE,), _("可选：平面图、制度文件、采购凭证等。")),
        AttachmentKind("opinion", _("批复或意见附件"), (BUREAU, HEALTH, CLUSTER)),
    ),
    several=True,
    intro=_("备案不是许可：把防控方案、复工方案和应急预案报县（市、区）工信部门备案，卫健部门提出指导意见。"),
    article="G1",
    prefill=f"{_HERE}.prefill.prefill",
    check=f"{_HERE}.check.check",
    document=f"{_HERE}.document.document",
    public=f"{_HERE}.public.public",
    stands=f"{_HERE}.on_file.data_of",
    templates=f"{_HERE}.prefill.templates",
)
