"""The demonstration's doors: one click signs in as one of its invented people. There is none elsewhere."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import NotFound
from fugong.core.ids import new_id
from fugong.core.permissions import SYSTEM, Actor
from fugong.core.web.clients import device_of
from fugong.directory import actions, queries, sign_in
from fugong.gates import actions as gates
from fugong.gates import queries as gate_queries

DOORS = (
    ("worker", gettext_lazy("职工"), gettext_lazy("填报健康情况，看今天能不能进厂")),
    ("team_leader", gettext_lazy("班组长"), gettext_lazy("看谁还没报，替没有手机的人填")),
    ("guard", pgettext_lazy("role", "门岗"), gettext_lazy("扫码、测温，一秒给出结果")),
    ("epidemic_officer", gettext_lazy("防疫专员"), gettext_lazy("花名册、今天的情况、处置异常")),
    ("principal", gettext_lazy("企业主要负责人"), gettext_lazy("看全厂今天的情况")),
    ("bureau_officer", gettext_lazy("县区工信部门"), gettext_lazy("审核备案，现场核查，看谁复工了")),
    ("health_officer", gettext_lazy("县区卫健部门"), gettext_lazy("对防疫方案提出指导意见")),
    ("city_officer", gettext_lazy("市指挥部"), gettext_lazy("看各县区复工情况")),
    ("administrator", gettext_lazy("管理员"), gettext_lazy("管理账号和岗位")),
)
"""Role, its name, and what it does there, in the order of a day."""

GATE_COOKIE = "fugong_demo_gate"
"""The gate device this browser was sent to be bound as; from then on the guard's door is the gate itself."""


def read() -> dict[str, Any] | None:
    """What the demonstration wrote about itself; None where this is none, or not yet written."""
    if not settings.DEMONSTRATION:
        return None
    try:
        described: dict[str, Any] = json.loads(
            (settings.FUGONG_HOME / "demo.json").read_text(encoding="utf-8")
        )
    except FileNotFoundError:
        return {}
    return described


def described(request: HttpRequest) -> dict[str, Any] | None:
    """For the start page: the doors that are open, and how far the history is filled."""
    raw = read()
    if raw is None:
        return None
    accounts = raw.get("accounts", {})
    doors = [
        {"role": role, "name": name, "does": does}
        for role, name, does in DOORS
        if role in accounts
        or role in raw.get("more_accounts", {})
        or (role == "worker" and raw.get("worker"))
    ]
    progress = raw.get("progress") or {}
    filling = bool(progress.get("total")) and progress.get("done", 0) < progress["total"]
    return {"doors": doors, "poster_url": raw.get("poster_url"), "progress": progress if filling else None}


@open_to("anyone")
@require_POST
def enter(request: HttpRequest, role: str) -> HttpResponse:
    """Sign the demonstration's account of this role in, or bind its worker's phone session to this browser."""
    raw = read() or {}
    response = redirect("/me/" if role == "worker" else "/home/")
    if role == "worker" and raw.get("worker"):
        cookie = actions.bind_phone(
            person_id=UUID(raw["worker"]["person_id"]), device=device_of(request), by=SYSTEM
        )
        sign_in.keep_phone(request, response, cookie)
        return response
    login = raw.get("accounts", {}).get(role, {}).get("login")
    if not login:
        raise NotFound("no_demo_door", _("演示里没有这个入口。请从首页选择一个角色。"))
    sign_in.enter_account(request, login)
    if role == "guard":
        return _to_the_gate(request, str(raw.get("enterprise", "")))
    return response


def _to_the_gate(request: HttpRequest, uscc: str) -> HttpResponse:
    """To the gate with a device of the visitor's own, made and bound once, so that the page works at once."""
    enterprise = queries.enterprise_by_uscc(uscc)
    if enterprise is None:
        raise NotFound("no_demo_door", _("演示里没有这个入口。请从首页选择一个角色。"))
    by = Actor("system", roles=frozenset({"system"}), enterprise_id=enterprise.pk)
    known = {str(one.pk) for one in gate_queries.devices(by) if one.withdrawn_at is None}
    if request.COOKIES.get(GATE_COOKIE) in known:
        return redirect("guard:gate")
    checkpoint = gate_queries.checkpoints(by).filter(closed_at=None).first()
    if checkpoint is None:
        raise NotFound("no_demo_door", _("演示企业还没有开着的门岗。请先以防疫专员身份建一个。"))
    name = _("访客设备 {number}").format(number=f"{clock.now():%m%d-%H%M%S}-{new_id().hex[-3:]}")
    device, ticket = gates.create_device(checkpoint=checkpoint, by=by, name=name)
    response = redirect("guard:bind", ticket)
    response.set_cookie(
        GATE_COOKIE, str(device.pk), httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response
