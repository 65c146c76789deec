"""开工前排查检查报告: what an enterprise reports before it starts, and what the bureau finds on the site (G2, G5)."""

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

KIND = "startup"
BUREAU_ROLES = ("bureau_officer",)
AREA_KINDS = ("production", "living", "office")
"""生产、生活、办公区域 (G5)."""

HANDED_IN = ("sent", "confirmed", "started")
"""States in which the report stands; one that is being mended, or was withdrawn, shows nothing."""
CONFIRMED = ("confirmed", "started")
"""States in which the bureau's look at the site stands."""


SITE_PAGE = "bureau:site"
"""Where the officer checks the site, on a phone."""


def _site_check(*, required: bool) -> tuple[Field, ...]:
    """What the officer writes down on the site; `checklist` holds the pack's items, each by its text or id."""
    return (
        Field("checked_on", _("核查日期"), "date", required=required),
        Field(
            "checklist",
            _("核查清单"),
            "rows",
            required=required,
            article="G2",
            fields=(
                Field("item", _("核查内容"), longest=200),
                Field(
                    "result",
                    _("结果"),
                    "choice",
                    options=(
                        Option("ok", _("符合")),
                        Option("not_ok", _("不符合")),
                        Option("not_applicable", _("不涉及")),
                    ),
                ),
                Field("note", _("说明"), required=False, longest=500),
            ),
        ),
        Field("signed_by", _("核查人签名"), required=required, longest=60),
    )


CASE_TYPE = CaseType(
    kind=KIND,
    label=_("开工前排查检查报告"),
    article="G2",
    intro=_(
        "企业开工前向当地工信部门报告人员排查、消杀和安全检查情况。工信部门到现场核查，三项都具备才能开工。"
    ),
    states=(
        State("draft", _("草稿"), "draft", editable=True),
        State("sent", _("已报告，待现场核查"), work="site_check"),
        State("rectifying", _("整改中"), work="rectification", editable=True),
        State("confirmed", _("现场核查通过")),
        State("started", _("已开工")),
        State("withdrawn", _("已撤回"), "done"),
    ),
    initial="draft",
    moves=(
        Move(
            "send",
            _("报告"),
            ("draft", "rectifying"),
            "sent",
            ENTERPRISE_ROLES,
            whole_form=True,
            keeps=True,
            tells=(BUREAU,),
            tone="main",
        ),
        Move(
            "confirm",
            _("现场核查通过"),
            ("sent",),
            "confirmed",
            BUREAU_ROLES,
            at=BUREAU,
            requires=("checked_on", "checklist", "signed_by"),
            fields=_site_check(required=True),
            effects=("fugong.casetypes.startup.effects.check_site",),
            tells=(ENTERPRISE,),
            tone="main",
            page=SITE_PAGE,
        ),
        Move(
            "ask_rectification",
            _("要求整改"),
            ("sent",),
            "rectifying",
            BUREAU_ROLES,
            at=BUREAU,
            comment="must",
            fields=_site_check(required=False),
            tells=(ENTERPRISE,),
            page=SITE_PAGE,
        ),
        Move(
            "start",
            _("报告已开工"),
            ("confirmed",),
            "started",
            ENTERPRISE_ROLES,
            when="fugong.casetypes.startup.effects.why_no_start",
            tells=(BUREAU,),
            tone="main",
        ),
        Move(
            "revoke",
            _("撤销核查结论"),
            ("confirmed", "started"),
            "rectifying",
            BUREAU_ROLES,
            at=BUREAU,
            comment="must",
            tells=(ENTERPRISE,),
            tone="grave",
            ask=_("撤销后企业不能开工，已开工的必须停止生产，整改后重新报告。"),
        ),
        Move(
            "discard",
            _("删除草稿"),
            ("draft",),
            "withdrawn",
            ENTERPRISE_ROLES,
            comment="no",
            tone="grave",
            ask=_("这份草稿还没有报过。删除后不能再填。确定吗？"),
        ),
        Move(
            "withdraw",
            _("撤回报告"),
            ("sent", "rectifying", "confirmed"),
            "withdrawn",
            ENTERPRISE_ROLES,
            tells=(BUREAU,),
            tone="grave",
            ask=_("撤回后不能开工；要开工须重新报告。"),
        ),
    ),
    works=(
        Work("site_check", _("现场核查"), BUREAU),
        Work("rectification", _("整改"), ENTERPRISE),
    ),
    sections=(
        Section(
            "start",
            _("开工安排"),
            (Field("planned_start_on", _("计划开工日期"), "date", article="G2"),),
            article="G2",
        ),
        Section(
            "screening",
            _("开工前人员排查"),
            (
                Field(
                    "staff_returning",
                    _("返岗人数"),
                    "integer",
                    least=Decimal(0),
                    unit=_("人"),
                    hint=_("由系统按花名册填好，请核对。"),
                    article="G4",
                ),
                Field(
                    "staff_screened",
                    _("已排查人数"),
                    "integer",
                    least=Decimal(0),
                    unit=_("人"),
                    hint=_("由系统按返岗申报填好：已交返岗申报的人数。"),
                    article="G4",
                ),
                Field(
                    "staff_abnormal",
                    _("排查异常人数"),
                    "integer",
                    least=Decimal(0),
                    unit=_("人"),
                    hint=_("由系统按筛查结论填好：结论为观察或禁止的人数。"),
                    article="G4",
                ),
                Field(
                    "screening_note",
                    _("排查情况说明"),
                    lines=4,
                    longest=1000,
                    hint=_("怎样排查的，异常人员怎样处置。"),
                    article="G2",
                ),
            ),
            article="G2",
            hint=_("人数由系统按花名册和筛查记录算出，是否已排查也以系统记录为准。"),
        ),
        Section(
            "disinfection",
            _("厂区消杀"),
            (
                Field(
                    "disinfection",
                    _("消杀记录"),
                    "rows",
                    longest=100,
                    article="G5",
                    hint=_("生产、生活、办公区域各至少一行。没有的区域由现场核查确认。"),
                    fields=(
                        Field(
                            "kind",
                            _("区域类别"),
                            "choice",
                            options=(
                                Option("production", _("生产区域")),
                                Option("living", _("生活区域")),
                                Option("office", _("办公区域")),
                            ),
                        ),
                        Field("area", _("地点"), longest=100),
                        Field("done_on", _("消杀日期"), "date"),
                        Field("by", _("负责人"), longest=60),
                    ),
                ),
            ),
            article="G5",
        ),
        Section(
            "safety",
            _("安全检查"),
            (
                Field(
                    "safety_checks",
                    _("安全检查记录"),
                    "rows",
                    longest=100,
                    article="G2",
                    fields=(
                        Field("item", _("检查内容"), longest=200),
                        Field(
                            "result",
                            _("结果"),
                            "choice",
                            options=(
                                Option("ok", _("没有问题")),
                                Option("rectified", _("有问题，已整改")),
                            ),
                        ),
                        Field("checked_on", _("检查日期"), "date"),
                        Field("by", _("检查人"), longest=60),
                    ),
                ),
                Field("note", _("其他说明"), required=False, lines=3, longest=1000),
            ),
            article="G2",
        ),
    ),
    attachments=(
        AttachmentKind("photo", _("现场照片"), (ENTERPRISE,), _("消杀和安全检查的照片。")),
        AttachmentKind("site_photo", _("核查照片"), (BUREAU,)),
        AttachmentKind("signature", _("核查人签名图"), (BUREAU,)),
    ),
    readers=("health_officer",),
    several=False,
    prefill="fugong.casetypes.startup.prefill.known",
    check="fugong.casetypes.startup.checking.findings",
    public="fugong.casetypes.startup.public.lines",
)
