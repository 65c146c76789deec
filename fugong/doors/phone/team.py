"""The team leader's page: who has not reported, readings for those without a phone, one reminder (G9)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fugong import packs
from fugong.core import clock
from fugong.core.access import open_to
from fugong.core.errors import Conflict, Fault, NotFound
from fugong.core.web import say
from fugong.core.web.actors import actor_of
from fugong.core.web.questions import Sheet, given_in
from fugong.directory import actions as directory_actions
from fugong.directory import queries as directory
from fugong.doors.phone.reporting import take
from fugong.packs.answers import AnswerFault, check_answers
from fugong.packs.schema import Questionnaire
from fugong.screening import actions, choices, queries

TALLY = (("barred", "barred"), ("observe", "observe"), ("waiting", ""), ("clear", "clear"))
"""The board's counts in the order a leader needs them, and the verdict each is shown as."""


@open_to("team_leader")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """The day of the leader's teams; a post saves the temperatures that were typed."""
    actor = actor_of(request)
    questionnaire = _questionnaire(actor, choices.DAILY)
    missing = queries.missing(actor)
    without_phone = [one for one in missing if not one.has_phone]
    rows: list[dict[str, Any]] = [
        {"person": one, "given": "", "error": ""} for one in without_phone if one.declared
    ]
    if request.method == "POST":
        for row in rows:
            row["given"] = request.POST.get(f"t-{row['person'].person_id}", "").strip()
        saved = save_readings(actor, questionnaire, rows)
        if saved:
            text = ngettext("已保存 {n} 人的体温。", "已保存 {n} 人的体温。", len(saved)).format(n=len(saved))
            messages.success(request, " ".join([text, *_kept_out(saved)]))
        if not any(row["error"] for row in rows):
            if not saved:
                messages.warning(request, _("没有填体温，什么也没有保存。"))
            return redirect("phone:team")
        kept = {one.person_id for one in queries.missing(actor)}
        rows = [row for row in rows if row["person"].person_id in kept]
    summary = [
        {
            "id": f"id_{row['person'].person_id}",
            "label": f"{row['person'].name} {row['person'].job_number}",
            "text": row["error"],
        }
        for row in rows
        if row["error"]
    ]
    board = queries.today(actor)
    context = {
        "board": board,
        "tally": [
            {"verdict": verdict, "count": board.by_verdict[key]}
            for key, verdict in TALLY
            if board.by_verdict[key]
        ],
        "without_phone": rows,
        "with_phone": [one for one in missing if one.has_phone],
        "undeclared": [one for one in without_phone if not one.declared],
        "many_teams": len(board.teams) > 1,
        "summary": summary,
        "phones": directory.new_phones(actor),
        "normally": [say.text(one.text) for one in questionnaire.questions if one.normal is not None],
        "reminder": request.session.pop("reminder", None) if request.method == "GET" else None,
    }
    return render(request, "phone/team.html", context, status=422 if summary else 200)


def save_readings(
    actor: Any, questionnaire: Questionnaire, rows: list[dict[str, Any]]
) -> list[tuple[Any, Any]]:
    """Hand in a report for every row with a temperature; what cannot be taken says so in its row.

    A temperature stands for a report on which nothing is unusual: the leader asked face to face.
    """
    saved = []
    for row in rows:
        if not row["given"]:
            continue
        answers = {**questionnaire.normal_answers, _temperature(questionnaire): row["given"]}
        clean, faults = check_answers(questionnaire, answers, clock.today())
        if faults:
            row["error"] = say.text(faults[0].text)
            continue
        try:
            person = directory.person(actor, row["person"].person_id)
            entry = actions.submit(person=person, by=actor, kind=choices.DAILY, answers=clean)
        except Fault as fault:
            row["error"] = fault.text
        else:
            saved.append((row["person"], entry))
    return saved


def _temperature(questionnaire: Questionnaire) -> str:
    return next(question.id for question in questionnaire.questions if question.type == "temperature")


def _kept_out(saved: list[tuple[Any, Any]]) -> list[str]:
    """What the leader must know at once: who may not come in."""
    return [
        _("{name}（{job_number}）：{verdict}。").format(
            name=one.name, job_number=one.job_number, verdict=say.verdict(entry.verdict)
        )
        for one, entry in saved
        if entry.verdict in (choices.OBSERVE, choices.BARRED)
    ]


def _questionnaire(actor: Any, kind: str) -> Questionnaire:
    enterprise = directory.enterprise_of(actor)
    return packs.load(enterprise.pack).questionnaires[kind]


@open_to("team_leader")
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """A reminder into the inbox of everybody who has not reported, and a text for the group."""
    reminder = actions.remind(by=actor_of(request))
    request.session["reminder"] = {"count": reminder.count, "text": reminder.text}
    return redirect("phone:team")


@open_to("team_leader")
@require_POST
def answer_phone(request: HttpRequest, id: UUID) -> HttpResponse:
    """Whether somebody's new device is their own (G9): one tap. If not, it is signed out; what it reported stays."""
    actor = actor_of(request)
    phone = directory.phone(actor, id)
    own = request.POST.get("own") == "yes"
    try:
        directory_actions.answer_phone(session=phone, by=actor, own=own)
    except Conflict as fault:
        messages.info(request, fault.text)
    else:
        done = _("已确认是本人的手机。") if own else _("已作废这部手机的登记，防疫专员会了解情况。")
        messages.success(request, done)
    return redirect("phone:team")


@open_to("team_leader")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_for(request: HttpRequest, id: UUID, kind: str) -> HttpResponse:
    """All questions for one worker of the own teams, filled in by the leader."""
    actor = actor_of(request)
    if kind not in (choices.DECLARATION, choices.DAILY):
        raise NotFound("no_form", _("没有这张表。请回到班组页面选择。"))
    person = directory.person(actor, id)
    view = queries.standing(person)
    if kind == choices.DAILY and not view.declared:
        return redirect("phone:report_for", id=id, kind=choices.DECLARATION)
    questionnaire = _questionnaire(actor, kind)
    given: dict[str, Any] = dict(questionnaire.normal_answers) if kind == choices.DAILY else {}
    faults: list[AnswerFault] = []
    if request.method == "POST":
        given, faults = take(request, person, questionnaire, given_in(request.POST, questionnaire))
        if not faults:
            view = queries.standing(person)
            text = _("已保存：{name}（{job_number}），{verdict}。{why}").format(
                name=person.name,
                job_number=person.job_number,
                verdict=say.verdict(view.verdict),
                why=say.text(view.why),
            )
            messages.success(request, text)
            return redirect("phone:team")
    sheet = Sheet(questionnaire, clock.today(), given, faults, home=person.enterprise.region_id)
    return render(
        request, "phone/report_for.html", {"sheet": sheet, "person": person}, status=422 if faults else 200
    )
