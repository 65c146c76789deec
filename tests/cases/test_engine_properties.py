"""Whatever is tried, in whatever order and by whom: a case of any kind keeps version, history, work and state in step.

Every registered kind is tried, with data made from what `describe` says of its form.
"""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fugong import casetypes
from fugong.cases import actions, registry
from fugong.cases.describing import describe
from fugong.cases.models import Case
from fugong.cases.spec import CLUSTER, CaseType, Move, Section, State
from fugong.core.errors import Fault
from fugong.core.permissions import Actor
from tests.builders import House, authority, house, member
from tests.cases.builders import registered

KINDS = [*(one.kind for one in casetypes.found()), "loan"]
CLUSTER_OFFICER = "cluster_officer"
VALUES: dict[str, Any] = {
    "text": "写明了做法，由专人负责。", "integer": 3, "number": 1.5, "date": "2036-03-02", "boolean": True,
}  # fmt: skip


def value_of(field: dict[str, Any]) -> Any:
    """A value that a field of `describe` takes."""
    if field["type"] == "choice":
        return field["options"][0]
    if field["type"] == "rows":
        return [{column["name"]: value_of(column) for column in field["fields"]}]
    return VALUES[field["type"]]


def form_of(case_type: CaseType) -> dict[str, Any]:
    return {
        field["name"]: value_of(field) for field in describe(case_type)["fields"] if field["type"] != "file"
    }


def own_of(move: Move) -> dict[str, Any]:
    """What a move asks for itself."""
    described = describe(_with_fields(move))["fields"]
    return {field["name"]: value_of(field) for field in described}


def _with_fields(move: Move) -> CaseType:
    return CaseType(
        "asked", "", (State("s", ""),), "s", (Move("m", "", ("s",), "s", ()),), (Section("a", "", move.fields),)
    )  # fmt: skip


def fingerprint(case: Case) -> tuple[Any, ...]:
    """Everything of a case that a refused move must leave as it was."""
    stored = Case.objects.get(pk=case.pk)
    work = list(stored.work_items.order_by("pk").values_list("name", "started_at", "ended_at", "due_at"))
    return (
        stored.state, stored.version, stored.data.document(), stored.is_open, stored.number, stored.closed_at,
        stored.state_since, stored.sent_at, stored.steps.count(), stored.versions.count(), work,
    )  # fmt: skip


def check_is_consistent(case_type: CaseType, case: Case, made: int) -> None:
    """What holds of a case after any number of moves."""
    stored = Case.objects.get(pk=case.pk)
    state = case_type.state(stored.state)
    open_work = set(stored.work_items.filter(ended_at=None).values_list("name", flat=True))
    of_states = {one.work for one in case_type.states if one.work}
    steps = list(stored.steps.order_by("version"))

    assert stored.version == made + 1
    assert [one.version for one in steps] == list(range(1, made + 2))
    assert [one.from_state for one in steps] == ["", *(one.to_state for one in steps[:-1])]
    assert steps[-1].to_state == stored.state
    assert stored.is_open == (state.phase != "done")
    assert (stored.closed_at is None) == stored.is_open
    if state.phase == "done":
        assert open_work == set()
    assert open_work & of_states == ({state.work} if state.work else set())
    assert [one.number for one in stored.versions.order_by("number")] == list(
        range(1, stored.versions.count() + 1)
    )


def everybody(here: House) -> dict[str, Actor]:
    """One actor of every role, and of every authority the case concerns."""
    cluster = authority("cluster", here.enterprise.region_id)
    here.enterprise.cluster = cluster
    here.enterprise.save()
    actors = {role: one.actor for role, one in here.members.items()}
    return {**actors, CLUSTER_OFFICER: member("bureau_officer", None, None, cluster).actor}


@st.composite
def a_try(draw: st.DrawFn, case_type: CaseType, state: str) -> tuple[Move, str, int, str, dict[str, Any]]:
    """A move, who tries it, how stale their version is, what they write and send: mostly as it should be."""
    moves = case_type.moves_from(state) or case_type.moves
    if draw(st.integers(0, 9)) < 7:
        move = draw(st.sampled_from(moves))
        return move, CLUSTER_OFFICER if move.at == CLUSTER else move.roles[0], 0, "理由", {}
    move = draw(st.sampled_from((*moves, *case_type.moves)))
    who = draw(st.sampled_from((*move.roles, "guard", "principal", "other_county_officer", CLUSTER_OFFICER)))
    stale = draw(st.sampled_from((0, 0, -1, 1)))
    comment = draw(st.sampled_from(("理由", "")))
    return move, who, stale, comment, draw(st.sampled_from(({}, {}, {"no_such_field": 1})))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck), print_blob=True)
@given(tries=st.data())
def test_any_moves_by_anybody_keep_a_case_consistent(kind: str, tries: st.DataObject) -> None:
    with registered(), transaction.atomic():
        case_type = registry.find(kind)
        here = house()
        actors = everybody(here)
        opener = actors["epidemic_officer"]
        case = actions.open_case(kind=kind, enterprise=here.enterprise, by=opener, data=form_of(case_type))
        made = 0
        for _ in range(tries.draw(st.integers(1, 12), "moves")):
            case = Case.objects.select_related("enterprise").get(pk=case.pk)
            move, who, stale, comment, extra = tries.draw(a_try(case_type, case.state), "try")
            before = fingerprint(case)
            try:
                actions.move(
                    case=case, by=actors[who], name=move.name, version=case.version + stale,
                    data={**own_of(move), **extra}, comment=comment,
                )  # fmt: skip
            except Fault:
                assert fingerprint(case) == before
            else:
                made += 1
                assert before[0] in move.frm
                assert Case.objects.get(pk=case.pk).state == move.to
                assert actors[who].has(*move.roles)
                assert (stale, extra) == (0, {})
                assert comment or move.comment != "must"
            check_is_consistent(case_type, case, made)
        transaction.set_rollback(True)  # the next example starts anew


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_move_that_is_not_declared_is_refused_to_everybody(kind: str) -> None:
    with registered():
        case_type = registry.find(kind)
        here = house()
        actors = everybody(here)
        case = actions.open_case(
            kind=kind, enterprise=here.enterprise, by=actors["principal"], data=form_of(case_type)
        )
        before = fingerprint(case)
        elsewhere = [one for one in case_type.moves if case_type.initial not in one.frm]

        for move in elsewhere:
            for actor in actors.values():
                with pytest.raises(Fault):
                    actions.move(case=case, by=actor, name=move.name, version=1, comment="理由")
        for actor in actors.values():
            with pytest.raises(Fault):
                actions.move(case=case, by=actor, name="no_such_move", version=1, comment="理由")

        assert elsewhere
        assert fingerprint(case) == before
