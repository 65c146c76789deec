"""Pages for people from outside, without login: the invitation's link, the gate's poster, the pass (G8)."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fugong import packs
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Fault, NotFound
from fugong.core.web import say
from fugong.core.web.clients import address_of, device_of, keep_device
from fugong.core.web.questions import Sheet, given_in, region_name
from fugong.doors.phone.state import State, code_picture, end_text, mark_of
from fugong.doors.phone.visitor_forms import AtGateForm, ConsentForm, GuestForm
from fugong.gates import actions, visiting
from fugong.gates.queries import visits as queries

RENEW_SECONDS = 600
GONE = {
    visiting.CANCELLED: (gettext_lazy("这次来访取消了"), gettext_lazy("如仍要来，请联系接待人重新邀请。")),
    visiting.REFUSED: (gettext_lazy("接待人没有同意"), gettext_lazy("请不要进厂。有疑问请电话联系接待人。")),
    visiting.LEFT: (gettext_lazy("这次来访已经结束"), gettext_lazy("再来请联系接待人重新邀请。")),
    visiting.MISSED: (gettext_lazy("约定的时间已经过了"), gettext_lazy("再来请联系接待人重新邀请。")),
}


@open_to("anyone")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, secret: str) -> HttpResponse:
    """What the link opens: the questions, then what is waited for, then the pass."""
    row = actions.open_link(secret=secret, address=address_of(request))
    state = visiting.state_of(row, clock.now())
    if state in GONE:
        title, what_next = GONE[state]
        why = row.answer_why.reveal() if state == visiting.REFUSED else row.cancel_why.reveal()
        context = {
            "title": title,
            "next": what_next,
            "why": why,
            "visit": row,
            "secret": secret,
            "host": queries.host_name(row),
        }
        return render(request, "phone/visitor_gone.html", context)
    if request.method == "POST" or row.filled_for != clock.today() or "change" in request.GET:
        return _fill(request, row, secret)
    return render(request, "phone/visitor_pass.html", _standing(row, secret))


@open_to("anyone")
@never_cache
@require_safe
def fresh(request: HttpRequest, secret: str) -> JsonResponse:
    """Where the visit stands now, for the page that is open; with a fresh code where there is one."""
    row = actions.open_link(secret=secret, address=address_of(request))
    shown = _standing(row, secret)
    state: State = shown["state"]
    return JsonResponse(
        {
            "state": shown["stands"],
            "verdict": state.verdict or "",
            "code": state.code,
            "expires": state.expires.isoformat() if state.expires else "",
            "mark": state.mark,
        }
    )


@open_to("anyone")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def at_gate(request: HttpRequest, secret: str) -> HttpResponse:
    """What the poster at the gate opens: who are you, to whom, why; the questions; then the host is asked."""
    poster = queries.poster_of(secret)
    if poster is None:
        raise NotFound("poster", _("这张海报已经换新。请扫描门岗最新的二维码，或请门卫登记。"))
    questionnaire = packs.load(poster.enterprise.pack).questionnaires[visiting.QUESTIONNAIRE]
    form, device = AtGateForm(request.POST or None), device_of(request)
    sheet = Sheet(questionnaire, clock.today(), home=poster.enterprise.region_id)
    consents = _consents(request, poster.enterprise)
    status = 200
    if request.method == "POST":
        status = 422
        sheet.given = given_in(request.POST, questionnaire)
        if all([form.is_valid(), sheet.check(), consents.is_valid()]):
            data = dict(form.cleaned_data)
            whom = {name: data.pop(name) for name in ("host_name", "host_hint")}
            try:
                _row, link = actions.register(
                    poster=poster,
                    guest=actions.Guest(origin=_origin(sheet.given), **data),
                    answers=sheet.given,
                    device=device,
                    address=address_of(request),
                    **whom,
                )
            except Fault as fault:
                form.take(fault)
                status = fault.status
            else:
                return redirect("phone:visitor", link)
    context = _asking(poster.enterprise, form, sheet, consents) | {
        "at_gate": True,
        "where": poster.checkpoint,
    }
    page = render(request, "phone/visitor_form.html", context, status=status)
    keep_device(request, page)
    return page


@open_to("anyone")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker that keeps a visitor's pass for a gate without network. It holds nothing itself."""
    response = render(request, "phone/visitor_sw.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _fill(request: HttpRequest, row: Any, secret: str) -> HttpResponse:
    """The questions of today. What the visit knows already is not asked again, nor shown: a link may be passed on."""
    questionnaire = packs.load(row.enterprise.pack).questionnaires[visiting.QUESTIONNAIRE]
    known = {name: getattr(row, name).reveal() for name in ("name", "phone", "employer", "purpose")}
    form = GuestForm(request.POST or None)
    for name, value in known.items():
        if value:
            del form.fields[name]
    sheet = Sheet(questionnaire, clock.today(), home=row.enterprise.region_id)
    consents = _consents(request, row.enterprise)
    status = 200
    if request.method == "POST":
        status = 422
        sheet.given = given_in(request.POST, questionnaire)
        if all([form.is_valid(), sheet.check(), consents.is_valid()]):
            told = {**known, **form.cleaned_data}
            guest = actions.Guest(origin=_origin(sheet.given), kind=row.kind, **told)
            try:
                actions.fill(visit=row, guest=guest, answers=sheet.given)
            except Fault as fault:
                form.take(fault)
                status = fault.status
            else:
                return redirect("phone:visitor", secret)
    context = _asking(row.enterprise, form, sheet, consents) | {"visit": row, "host": queries.host_name(row)}
    return render(request, "phone/visitor_form.html", context, status=status)


def _asking(enterprise: Any, form: Any, sheet: Sheet, consents: ConsentForm) -> dict[str, Any]:
    return {
        "enterprise": enterprise,
        "form": form,
        "sheet": sheet,
        "consents": consents,
        "summary": [*form.summary, *sheet.summary, *consents.summary] if form.is_bound else [],
        "notice": packs.load(enterprise.pack).notice,
    }


def _consents(request: HttpRequest, enterprise: Any) -> ConsentForm:
    pack = packs.load(enterprise.pack)
    questions = pack.questionnaires[visiting.QUESTIONNAIRE].questions
    needed = {question.consent for question in questions if question.consent}
    return ConsentForm(
        request.POST or None, [one for one in pack.notice.consents.values() if one.id in needed]
    )


def _origin(answers: dict[str, Any]) -> str:
    """Where from, in words, as the region question says it."""
    code = str(answers.get("came_from", ""))
    return region_name(code) if code.isdigit() else ""


def _standing(row: Any, secret: str) -> dict[str, Any]:
    """What the page shows once the questions are answered."""
    now = clock.now()
    judged = queries.verdict_of(row)
    said = judged.said
    issued = queries.pass_of(row)
    stands = visiting.state_of(row, now)
    # Before the host's yes nobody learns from this page whether the phone number was refused before.
    kept_out = visiting.is_expected(row, now) and not visiting.lets_in(row.verdict or None)
    state = State(
        verdict=said.verdict,
        word=say.verdict(said.verdict),
        why=say.text(said.why),
        next=say.text(said.next),
        until=_("通行码有效到 {when}").format(when=end_text(issued.expires)) if issued else "",
        articles=said.articles,
        others=tuple({"why": say.text(one.why), "articles": one.articles} for one in said.reasons[1:]),
        reported=True,
        act="",
        act_url="",
    )
    if issued:
        time = say.time_of_day(now)
        state = replace(
            state,
            code=code_picture(issued.code),
            issued=_("{time} 刷新").format(time=time),
            expires=issued.expires,
            mark=mark_of(issued.mark),
        )
    return {
        "visit": row,
        "enterprise": row.enterprise,
        "host": queries.host_name(row),
        "state": state,
        "stands": stands,
        "clear": visiting.lets_in(said.verdict),
        "kept_out": kept_out,
        "secret": secret,
        "fresh": reverse("phone:visitor_json", args=[secret]),
        "renew_seconds": RENEW_SECONDS,
    }
