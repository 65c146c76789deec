"""What can be done with a worker at the desk: one table. The buttons of the page and each move's own page come from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fugong.core import clock, providers
from fugong.core.errors import Conflict, Fault
from fugong.core.web import say
from fugong.core.web.forms import REQUIRED, PlainForm
from fugong.directory import actions as directory
from fugong.directory import permissions as directory_permissions
from fugong.doors.desk import words
from fugong.packs import load
from fugong.screening import actions as screening
from fugong.screening import permissions as screening_permissions
from fugong.screening import queries as screening_queries

Words = str | Promise


def a_day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    """A day from a calendar."""
    return forms.DateField(
        required=required,
        label=label,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": REQUIRED, "invalid": gettext_lazy("请选一个日期，例如 2020-02-24。")},
    )


def a_reason(label: Any) -> forms.CharField:
    """A reason in words, kept with the decision."""
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明理由。")},
    )


class MoveForm(PlainForm):
    """A move's form; it knows whom it is about."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person


class CorrectForm(MoveForm):
    """An officer's word in place of the rules'."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("更正为"),
        choices=[(code, words.VERDICTS[code]) for code in ("clear", "observe", "barred")],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一个结论。")},
    )
    reason = forms.ChoiceField(
        required=False,
        label=gettext_lazy("原因"),
        choices=[
            ("", gettext_lazy("按结论：通行为正常，观察为留观，禁止为隔离")),
            *(
                (code, words.REASONS[code])
                for code in (
                    "fever",
                    "symptoms",
                    "contact",
                    "region",
                    "no_certificate",
                    "observation",
                    "isolation",
                )
            ),
        ],
    )
    until = a_day(gettext_lazy("有效到"), help_text=gettext_lazy("不填则只管今天。"))
    why = a_reason(gettext_lazy("理由（会留在记录里）"))


class WhyForm(MoveForm):
    """Only a reason."""

    why = a_reason(gettext_lazy("依据（例如：现场复测 37.8℃）"))


class HoldForm(MoveForm):
    """Isolation or observation."""

    kind = forms.ChoiceField(
        label=gettext_lazy("类别"),
        choices=[
            ("observation", gettext_lazy("留观（△ 观察）")),
            ("isolation", gettext_lazy("隔离（✕ 禁止）")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选隔离或留观。")},
    )
    since = a_day(gettext_lazy("从哪天起"), help_text=gettext_lazy("不填就是今天。"))
    until = a_day(gettext_lazy("到哪天（含当天）"), help_text=gettext_lazy("不填则到解除为止。"))
    why = a_reason(gettext_lazy("理由"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = load(self.person.enterprise.pack).profile.observation_days
        self.fields["until"].initial = clock.today() + timedelta(days=days)


class LiftForm(MoveForm):
    """Which hold ends, and why."""

    hold = forms.ChoiceField(
        label=gettext_lazy("解除哪一项"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选要解除的一项。")},
    )
    why = a_reason(gettext_lazy("理由（例如：观察期满，无症状）"))

    def __init__(self, *args: Any, holds: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hold"].choices = [(str(one.id), _hold_line(one)) for one in holds]  # type: ignore[attr-defined]
        if len(holds) == 1:
            self.fields["hold"].initial = str(holds[0].id)


class LeftForm(MoveForm):
    """The last day."""

    on = a_day(gettext_lazy("离职日期"), help_text=gettext_lazy("不填就是今天。"))


class CertificateForm(MoveForm):
    """A health certificate (G4)."""

    number = forms.CharField(
        label=gettext_lazy("健康证明编号"), max_length=60, error_messages={"required": REQUIRED}
    )
    issued_on = a_day(gettext_lazy("开具日期"))
    valid_until = a_day(gettext_lazy("有效期到"), help_text=gettext_lazy("不填表示没有截止日期。"))


def _hold_line(one: Any) -> str:
    until = say.day(one.until, by_name=False) if one.until else _("解除为止")
    return _("{kind}：{since} 到 {until}").format(
        kind=words.HOLDS[one.kind], since=say.day(one.since, by_name=False), until=until
    )


@dataclass(frozen=True)
class Subject:
    """Whom a move is about, who makes it, and what is known of the person."""

    person: Any
    by: Any
    holds: list[Any]

    @property
    def open_holds(self) -> list[Any]:
        """Isolation and observation in force."""
        return [one for one in self.holds if one.open]


def _roster(subject: Subject) -> None:
    directory_permissions.check_can_manage_people(subject.by, subject.person.enterprise_id)


def _decide(subject: Subject) -> None:
    screening_permissions.check_can_decide(subject.by, subject.person)
    if subject.person.status == "left":
        raise Conflict("left", _("这个人已离职。先恢复在册。"))


def _may_lift(subject: Subject) -> None:
    screening_permissions.check_can_decide(subject.by, subject.person)
    if not subject.open_holds:
        raise Conflict("none", _("现在没有隔离或留观。"))


def _may_leave(subject: Subject) -> None:
    _roster(subject)
    if subject.person.status == "left":
        raise Conflict("left", _("已经登记离职。"))
    for refusal in providers.ask("dismissal_bar", subject.person):
        raise refusal


def _may_return(subject: Subject) -> None:
    _roster(subject)
    if subject.person.status == "active":
        raise Conflict("active", _("本来就在册。"))


def _may_forget(subject: Subject) -> None:
    _roster(subject)
    if not subject.person.phone_sessions.filter(revoked_at=None).exists():
        raise Conflict("none", _("还没有手机登记过。"))


def _correct(subject: Subject, data: dict[str, Any]) -> None:
    screening.correct_verdict(
        person=subject.person,
        by=subject.by,
        verdict=data["verdict"],
        reason=data["reason"] or None,
        until=data["until"],
        why=data["why"],
    )


def _confirm_fever(subject: Subject, data: dict[str, Any]) -> None:
    screening.confirm_fever(person=subject.person, by=subject.by, why=data["why"])


def _place(subject: Subject, data: dict[str, Any]) -> None:
    screening.place_hold(
        person=subject.person,
        by=subject.by,
        kind=data["kind"],
        why=data["why"],
        since=data["since"],
        until=data["until"],
    )


def _lift(subject: Subject, data: dict[str, Any]) -> None:
    hold = screening_queries.hold(subject.by, UUID(data["hold"]))
    screening.lift_hold(hold=hold, by=subject.by, why=data["why"])


def _leave(subject: Subject, data: dict[str, Any]) -> None:
    directory.mark_left(person=subject.person, by=subject.by, on=data["on"])


def _return(subject: Subject, _data: dict[str, Any]) -> None:
    directory.bring_back(person=subject.person, by=subject.by)


def _certify(subject: Subject, data: dict[str, Any]) -> None:
    directory.add_certificate(person=subject.person, by=subject.by, **data)


def _forget(subject: Subject, _data: dict[str, Any]) -> None:
    directory.forget_phone(person=subject.person, by=subject.by)


@dataclass(frozen=True)
class Move:
    """One move: its words, who may when (`check` raises the reason why not), what it asks and does."""

    name: str
    title: Words
    check: Callable[[Subject], None]
    form: type[MoveForm]
    act: Callable[[Subject, dict[str, Any]], None]
    button: Words
    done: Words
    says: Words = ""
    article: str = ""

    def form_for(self, subject: Subject, data: Any = None) -> MoveForm:
        """The empty form, or the one that was sent."""
        extra = {"holds": subject.open_holds} if self.form is LiftForm else {}
        return self.form(data, person=subject.person, **extra)


MOVES = {
    one.name: one
    for one in (
        Move(
            "correct",
            gettext_lazy("更正结论"),
            _decide,
            CorrectForm,
            _correct,
            gettext_lazy("记录更正"),
            gettext_lazy("结论已更正，本人在手机上能看到。"),
            gettext_lazy("人的判断代替规则的判断，今天起生效。改错了，可以再更正一次。"),
            "G9",
        ),
        Move(
            "fever",
            gettext_lazy("确认发热"),
            _decide,
            WhyForm,
            _confirm_fever,
            gettext_lazy("确认发热"),
            gettext_lazy("已确认发热：禁止入厂，通行码作废，已安排隔离。下一步：联系就医，并报告卫健部门。"),
            gettext_lazy("确认后立即禁止入厂、通行码作废，并安排隔离，直到您解除。"),
            "G8",
        ),
        Move(
            "hold",
            gettext_lazy("安排隔离、留观"),
            _decide,
            HoldForm,
            _place,
            gettext_lazy("记录隔离或留观"),
            gettext_lazy("已记录，通行码已作废，本人已收到通知。要撤回，用“解除隔离、留观”。"),
            gettext_lazy("期间不能进厂，也不得随意解除劳动合同。"),
            "G15",
        ),
        Move(
            "lift",
            gettext_lazy("解除隔离、留观"),
            _may_lift,
            LiftForm,
            _lift,
            gettext_lazy("解除"),
            gettext_lazy("已解除，结论按现有填报重新判定，本人已收到通知。"),
            gettext_lazy("解除后按已有的填报重新判定。"),
        ),
        Move(
            "certificate",
            gettext_lazy("添加健康证明"),
            _roster,
            CertificateForm,
            _certify,
            gettext_lazy("保存健康证明"),
            gettext_lazy("健康证明已保存，结论已重新判定。"),
            gettext_lazy("同一编号再填一次，就是改它的日期。"),
            "G4",
        ),
        Move(
            "phone",
            gettext_lazy("解除手机登记"),
            _may_forget,
            MoveForm,
            _forget,
            gettext_lazy("解除登记"),
            gettext_lazy("已解除。本人再扫海报，用手机号和身份证后六位重新登记。"),
            gettext_lazy("手机丢了或换人用了，从这里解除；所有登记过的手机都要重新登记。"),
        ),
        Move(
            "left",
            gettext_lazy("登记离职"),
            _may_leave,
            LeftForm,
            _leave,
            gettext_lazy("登记离职"),
            gettext_lazy("已登记离职，通行码和手机登记已失效。登记错了，用“恢复在册”撤回。"),
            gettext_lazy("登记后不能再进厂，不再催报。可以用“恢复在册”撤回。"),
            "G15",
        ),
        Move(
            "back",
            gettext_lazy("恢复在册"),
            _may_return,
            MoveForm,
            _return,
            gettext_lazy("恢复在册"),
            gettext_lazy("已恢复在册。手机要重新登记。"),
            gettext_lazy("登记错了，或者又回来上班。"),
        ),
    )
}


@dataclass(frozen=True)
class Choice:
    """A move as the page shows it: `why_not` empty where it is allowed now."""

    move: Move
    why_not: str
    article: str


def choices(subject: Subject) -> list[Choice]:
    """Every move, allowed ones and those that are not, with the reason."""
    return [_choice(move, subject) for move in MOVES.values()]


def _choice(move: Move, subject: Subject) -> Choice:
    try:
        move.check(subject)
    except Fault as fault:
        return Choice(move, fault.text, fault.article or "")
    return Choice(move, "", "")
