"""Policies (惠企政策): the measures, what applies to anybody or to an enterprise, facts, determinations, applications."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router
from ninja.responses import Status

from fugong.cases import overview
from fugong.casetypes.application.opening import apply
from fugong.casetypes.objection.opening import object_to
from fugong.core import clock
from fugong.core.errors import Invalid, NotFound
from fugong.core.web.actors import actor_of
from fugong.directory import queries as directory
from fugong.doors.api.auth import Account, Anyone
from fugong.doors.api.case_shapes import WholeCase, whole
from fugong.doors.api.policy_shapes import (
    AnswerIn,
    CheckIn,
    ConfirmIn,
    DeterminationIn,
    DeterminationLine,
    Determinations,
    EventIn,
    EventLine,
    Events,
    FactIn,
    FactSheet,
    Measures,
    MeasureWhole,
    RemarkIn,
    RemarkLine,
    Remarks,
    Secret,
    answer_of,
    facts_of,
    given_of,
    line_of,
    whole_of,
)
from fugong.doors.api.wire import Day, answers, gone, made
from fugong.packs.policies import PolicyBook
from fugong.policies import actions, queries
from fugong.policies.queries import CheckAnswer, EnterpriseAnswer
from fugong.rules import FactError

router = Router(tags=["policies"])
anyone = Anyone()
staff = Account("epidemic_officer", "principal")
officers = Account("bureau_officer")


def _book(on: date | None) -> PolicyBook:
    return queries.book(queries.public_pack(), on)


@router.get("/policies", auth=anyone, response=answers(Measures))
def list_policies(request: HttpRequest, on: Day | None = None) -> Any:
    """Every measure as it stands on a day (today unless given), in the catalogue's order."""
    book = _book(on)
    return {
        "pack": book.pack,
        "on": on or clock.today(),
        "measures": [line_of(one) for one in book.measures.values()],
    }


@router.post("/policies/match", auth=anyone, response=answers(Any))
def match_policies(request: HttpRequest, body: FactIn) -> Any:
    """What applies with these facts, with reasons; nothing is kept. The object of `fugong policies match`, and the
    `question` to ask next. A fault's field is the fact."""
    try:
        found = queries.check(queries.public_pack(), body.facts, body.on)
    except FactError as fault:
        raise _invalid(fault) from fault
    return answer_of(found.answer, found.question())


def _invalid(fault: FactError) -> Invalid:
    return Invalid("fact", str(fault).partition(": ")[2] or str(fault), field=fault.name)


@router.post("/policies/checks", auth=anyone, response=answers(Secret, 201))
def keep_check(request: HttpRequest, body: FactIn) -> Status:
    """Keep a self check under a secret, to come back to or to show an adviser."""
    row, secret = actions.keep_check(pack=queries.public_pack(), facts=body.facts, on=body.on)
    return made({"secret": secret, "version": row.version, "on": row.on, "expires_at": row.expires_at})


@router.get("/policies/checks/{str:secret}", auth=anyone, response=answers(Any))
def read_check(request: HttpRequest, secret: str) -> Any:
    """A kept self check: its facts, its answer, what was said of it and the answers to that."""
    return _check(queries.self_check(secret))


def _check(found: CheckAnswer) -> dict[str, Any]:
    assert found.check is not None
    return {
        **answer_of(found.answer, found.question()),
        "version": found.check.version,
        "expires_at": found.check.expires_at,
        "facts": given_of(found.facts),
        "remarks": [_remark(one) for one in found.remarks],
    }


@router.patch("/policies/checks/{str:secret}", auth=anyone, response=answers(Any))
def continue_check(request: HttpRequest, secret: str, body: CheckIn) -> Any:
    """Answer more, or otherwise; 409 where somebody with the secret did so meanwhile."""
    actions.continue_check(secret=secret, version=body.version, facts=body.facts, on=body.on)
    return _check(queries.self_check(secret))


@router.delete("/policies/checks/{str:secret}", auth=anyone, response=answers(None, 204))
def delete_check(request: HttpRequest, secret: str) -> Status:
    """Delete a self check and what was said of it."""
    actions.delete_check(secret=secret)
    return gone()


@router.post("/policies/checks/{str:secret}/remarks", auth=anyone, response=answers(RemarkLine, 201))
def remark_on_check(request: HttpRequest, secret: str, body: RemarkIn) -> Status:
    """“这不对”: say what is wrong; the department answers at the same secret."""
    return made(_remark(actions.remark(secret=secret, measure_id=body.measure, text=body.text)))


def _remark(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "measure": row.measure_id,
        "region": row.region_code,
        "text": row.text.reveal(),
        "answer": row.answer.reveal(),
        "created_at": row.created_at,
        "answered_at": row.answered_at,
    }


def _ours(request: HttpRequest, on: date | None = None) -> EnterpriseAnswer:
    actor = actor_of(request)
    return queries.answer_for(actor, directory.enterprise_of(actor), on)


def _whole_answer(found: EnterpriseAnswer) -> dict[str, Any]:
    return {
        **answer_of(found.answer, found.question()),
        "takes": {
            one: {"case": str(take.case_id), "state": take.state, "applied_on": take.applied_on}
            for one, take in found.takes.items()
        },
    }


@router.get("/policies/ours", auth=staff, response=answers(Any))
def our_policies(request: HttpRequest, on: Day | None = None) -> Any:
    """What applies to your enterprise, with reasons and with the applications under way."""
    return _whole_answer(_ours(request, on))


@router.get("/policies/facts", auth=staff, response=answers(FactSheet))
def our_facts(request: HttpRequest) -> Any:
    """What is known of your enterprise, each fact with its source and day."""
    return facts_of(_ours(request))


@router.post("/policies/facts", auth=staff, response=answers(FactSheet))
def confirm_facts(request: HttpRequest, body: ConfirmIn) -> Any:
    """Confirm, correct or take back facts. 409 where the sheet changed, 422 with the fact as field."""
    actor = actor_of(request)
    actions.confirm_facts(
        enterprise=directory.enterprise_of(actor), by=actor, version=body.version, facts=body.facts
    )
    return facts_of(_ours(request))


@router.get("/policies/events", auth=officers, response=answers(Events))
def list_events(request: HttpRequest) -> Any:
    """The register of events that deadlines hang on, the newest first."""
    return {"events": [_event(one) for one in queries.past_events(queries.public_pack())]}


@router.post("/policies/events", auth=officers, response=answers(EventLine, 201))
def declare_event(request: HttpRequest, body: EventIn) -> Status:
    """Enter the day of an event for a region; deadlines follow at once."""
    row = actions.declare_event(
        pack=queries.public_pack(),
        key=body.key,
        region_code=body.region,
        happened_on=body.happened_on,
        source=body.source,
        by=actor_of(request),
    )
    return made(_event(row))


def _event(row: Any) -> dict[str, Any]:
    return {
        "key": row.key,
        "region": row.region_code,
        "happened_on": row.happened_on,
        "source": row.source,
        "declared_at": row.created_at,
    }


@router.get("/policies/remarks", auth=officers, response=answers(Remarks))
def list_remarks(request: HttpRequest, answered: bool = False) -> Any:
    """What people without an account said of results in your regions, the oldest first."""
    return {"remarks": [_remark(one) for one in queries.remarks(actor_of(request), answered=answered)]}


@router.post("/policies/remarks/{uuid:id}/answer", auth=officers, response=answers(RemarkLine))
def answer_remark(request: HttpRequest, id: UUID, body: AnswerIn) -> Any:
    """Answer one of them; 409 where somebody else has."""
    actor = actor_of(request)
    return _remark(actions.answer_remark(remark=queries.remark(actor, id), by=actor, text=body.text))


@router.get("/policies/{str:id}", auth=anyone, response=answers(MeasureWhole))
def read_policy(request: HttpRequest, id: str, on: Day | None = None) -> Any:
    """One measure with its conditions, the words they rest on, and how it is taken up."""
    book = _book(on)
    if id not in book.measures:
        raise NotFound("no_measure", _("没有这项政策措施。"))
    take_up = next((one for one in queries.published_take_up(book.pack) if one.measure_id == id), None)
    return whole_of(book, book.measures[id], take_up)


@router.post("/policies/{str:id}/application", auth=staff, response=answers(WholeCase, 201))
def apply_for_policy(request: HttpRequest, id: str) -> Status:
    """Start an application, filled with the answer of today, or go on with its draft: the case as GET has it. 409 where
    the measure does not fit."""
    actor = actor_of(request)
    case = apply(enterprise=directory.enterprise_of(actor), by=actor, measure_id=id)
    return made(whole(overview.view(actor, case)))


@router.post("/policies/{str:id}/objection", auth=staff, response=answers(WholeCase, 201))
def object_to_policy(request: HttpRequest, id: str) -> Status:
    """Say that the answer is wrong: starts the objection, filled with that answer, or goes on with its draft."""
    actor = actor_of(request)
    case = object_to(enterprise=directory.enterprise_of(actor), by=actor, measure_id=id)
    return made(whole(overview.view(actor, case)))


def _supervised(request: HttpRequest, uscc: str) -> Any:
    found = directory.in_jurisdiction(actor_of(request)).filter(uscc=uscc.upper()).first()
    if found is None:
        raise NotFound("enterprise", _("没有这家企业，或者它不在您的辖区。"))
    return found


@router.get("/enterprises/{str:uscc}/policies", auth=officers, response=answers(Any))
def enterprise_policies(request: HttpRequest, uscc: str, on: Day | None = None) -> Any:
    """What applies to an enterprise you supervise, and what is known of it."""
    found = queries.answer_for(actor_of(request), _supervised(request, uscc), on)
    return {**_whole_answer(found), **facts_of(found)}


@router.get("/enterprises/{str:uscc}/determinations", auth=officers, response=answers(Determinations))
def list_determinations(request: HttpRequest, uscc: str) -> Any:
    """What was ever decided of an enterprise, the newest first."""
    rows = queries.past_decisions(_supervised(request, uscc))
    return {"determinations": [_decision(one) for one in rows]}


@router.post(
    "/enterprises/{str:uscc}/determinations", auth=officers, response=answers(DeterminationLine, 201)
)
def determine(request: HttpRequest, uscc: str, body: DeterminationIn) -> Status:
    """Record what you decided of a measure or of a fact; it counts at once and is told to the enterprise."""
    row = actions.determine(enterprise=_supervised(request, uscc), by=actor_of(request), **body.model_dump())
    return made(_decision(row))


def _decision(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "subject": row.subject,
        "value": row.value,
        "reason": row.reason,
        "decided_on": row.decided_on,
        "valid_until": row.valid_until,
    }
