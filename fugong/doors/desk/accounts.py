"""Accounts: who signs in, in which role, with which tokens."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fugong.core.access import open_to
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.core.web.forms import PlainForm
from fugong.directory import actions, choices, queries
from fugong.doors.desk.forms import REQUIRED, attempt, press

ROLES = {role: say.ROLES[role] for role in choices.ACCOUNT_ROLES}
SHOWN = 500


class AppointForm(PlainForm):
    """A role for an account; what the role needs beside it is checked by the room.

    A principal appoints at the own enterprise, the administrator at any enterprise or authority.
    """

    role = forms.ChoiceField(label=pgettext_lazy("role", "岗位"), choices=list(ROLES.items()))
    enterprise = forms.CharField(
        required=False, label=gettext_lazy("企业（统一社会信用代码）"), max_length=18, strip=True
    )
    authority = forms.ChoiceField(required=False, label=gettext_lazy("主管部门（工信、卫健人员填）"))
    group = forms.ChoiceField(required=False, label=gettext_lazy("班组（班组长填）"))

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        names = [
            (str(row.pk), f"{row.parent.name}·{row.name}" if row.parent else row.name)
            for row in queries.groups(actor)
        ]
        self.fields["group"].choices = [("", "—"), *names]  # type: ignore[attr-defined]
        if actor.has(choices.ADMINISTRATOR):
            offices = [
                (str(row.pk), f"{row.region.name} {row.name}") for row in queries.authorities_of(actor)
            ]
            self.fields["authority"].choices = [("", "—"), *offices]  # type: ignore[attr-defined]
        else:
            del self.fields["enterprise"], self.fields["authority"]
            self.fields["role"].choices = [(code, ROLES[code]) for code in choices.ENTERPRISE_ROLES]  # type: ignore[attr-defined]

    def appointment(self) -> dict[str, Any]:
        """Role, and where it is held, as the actions take them."""
        data = self.cleaned_data
        office = queries.authority(self.actor, UUID(data["authority"])) if data.get("authority") else None
        if self.actor.has(choices.ADMINISTRATOR):
            enterprise = queries.enterprise_by_uscc(data["enterprise"]) if data.get("enterprise") else None
        else:
            enterprise = queries.enterprise_of(self.actor)
        leads = data["role"] == choices.TEAM_LEADER and data.get("group")
        group = queries.group(self.actor, UUID(data["group"])) if leads else None
        return {"role": data["role"], "enterprise": enterprise, "group": group, "authority": office}


class AccountForm(AppointForm):
    """A new account with its first role."""

    login = forms.CharField(
        label=gettext_lazy("登录名"), max_length=60, error_messages={"required": REQUIRED}
    )
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40, error_messages={"required": REQUIRED})
    password = forms.CharField(
        label=gettext_lazy("初始密码（至少8位）"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
        error_messages={"required": REQUIRED},
    )
    field_order = ["login", "name", "password", "role", "enterprise", "authority", "group"]


class PasswordForm(PlainForm):
    """A new password."""

    password = forms.CharField(
        label=gettext_lazy("新密码（至少8位）"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": REQUIRED},
    )


@open_to("administrator", "principal")
@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account one manages, and a new one."""
    actor = actor_of(request)
    form = AccountForm(request.POST or None, actor=actor)

    def create(data: dict[str, Any]) -> None:
        actions.create_account(
            by=actor, login=data["login"], name=data["name"], password=data["password"], **form.appointment()
        )

    if request.method == "POST" and attempt(
        request, form, create, _("账号已建立，请把登录名和密码当面告诉本人。")
    ):
        return redirect("desk:accounts")
    rows = [_described(account) for account in queries.accounts(actor)[:SHOWN]]
    return render(
        request, "desk/accounts.html", {"rows": rows, "form": form}, status=422 if form.errors else 200
    )


def _described(account: Any) -> dict[str, Any]:
    return {
        "account": account,
        "roles": [
            {"appointment": one, "role": ROLES.get(one.role, one.role)} for one in account.appointments.all()
        ],
    }


@open_to("administrator", "principal")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: roles, password, tokens, on or off."""
    actor = actor_of(request)
    row = queries.account(actor, account_id)
    which = request.POST.get("form")
    appointing = AppointForm(request.POST if which == "appoint" else None, actor=actor)
    password = PasswordForm(request.POST if which == "password" else None)

    def appoint(_data: dict[str, Any]) -> None:
        actions.appoint(account=row, by=actor, **appointing.appointment())

    def set_password(data: dict[str, Any]) -> None:
        actions.set_password(account=row, by=actor, password=data["password"])

    done = (which == "appoint" and attempt(request, appointing, appoint, _("岗位已添加。"))) or (
        which == "password" and attempt(request, password, set_password, _("密码已更改。"))
    )
    if done:
        return redirect("desk:account", row.pk)
    context = {
        **_described(row),
        "appointing": appointing,
        "password": password,
        "tokens": [one for one in queries.tokens(actor) if one.account_id == row.pk],
        "new_token": request.session.pop(f"token:{row.pk}", ""),
    }
    refused = appointing.errors or password.errors
    return render(request, "desk/account.html", context, status=422 if refused else 200)


@open_to("administrator", "principal")
@require_POST
def switch(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Off, or on again."""
    actor = actor_of(request)
    row = queries.account(actor, account_id)
    off = request.POST.get("to") == "off"
    act = actions.switch_off if off else actions.switch_on
    done = _("账号已停用，口令同时失效。") if off else _("账号已启用。")
    return press(request, lambda: act(account=row, by=actor), done, "desk:account", row.pk)


@open_to("administrator", "principal")
@require_POST
def dismiss(request: HttpRequest, account_id: UUID, appointment_id: UUID) -> HttpResponse:
    """Take a role back."""
    actor = actor_of(request)
    appointment = queries.appointment(actor, appointment_id)
    return press(
        request,
        lambda: actions.dismiss(appointment=appointment, by=actor),
        _("岗位已免去。"),
        "desk:account",
        account_id,
    )


@open_to("administrator", "principal")
@require_POST
def add_token(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """A new API token, shown once on the next page."""
    actor = actor_of(request)
    row = queries.account(actor, account_id)
    token = actions.issue_token(account=row, by=actor, label=request.POST.get("label", ""))
    request.session[f"token:{row.pk}"] = token
    messages.success(request, _("接口口令已生成。它只显示这一次，请现在抄下。"))
    return redirect("desk:account", row.pk)


@open_to("administrator", "principal")
@require_POST
def end_token(request: HttpRequest, account_id: UUID, token_id: UUID) -> HttpResponse:
    """End an API token."""
    actor = actor_of(request)
    token = queries.token(actor, token_id)
    return press(
        request,
        lambda: actions.revoke_token(token=token, by=actor),
        _("口令已作废。"),
        "desk:account",
        account_id,
    )
