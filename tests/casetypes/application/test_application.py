"""惠企政策申请: opened filled in, handed in with the answer of the day, accepted, granted or refused, and counted."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import translation

from fugong.cases import actions, describing, queries
from fugong.cases.models import Case
from fugong.cases.spec import called
from fugong.casetypes.application.opening import apply
from fugong.casetypes.application.spec import CASE_TYPE
from fugong.core import audit, clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.core.permissions import ANONYMOUS, SYSTEM
from fugong.packs import available, load
from fugong.policies import actions as policies
from fugong.policies import queries as known
from fugong.policies.models import Take
from tests.builders import House, house
from tests.policies.builders import MARCH, PACK, confirmed, placed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]
REFUND = "C13-refund"


@pytest.fixture
def here() -> Iterator[House]:
    with time_machine.travel(MARCH, tick=True):
        made = house()
        placed(made.enterprise)
        confirmed(made.enterprise, unemployment_premium_paid=Decimal("12345.67"), layoff_rate=Decimal("0.03"))
        yield made


def opened(here: House, measure: str = REFUND) -> Case:
    return apply(enterprise=here.enterprise, by=here.principal.actor, measure_id=measure)


def moved(case: Case, name: str, by: Any, comment: str = "", **data: Any) -> Case:
    case.refresh_from_db()
    return actions.move(case=case, by=by.actor, name=name, version=case.version, data=data, comment=comment)


def submitted(here: House, measure: str = REFUND) -> Case:
    request = {"statement": "受疫情影响停产两周", "contact_person": "郑专员", "contact_phone": "0391-1234567"}
    return moved(opened(here, measure), "submit", here.principal, **request)


def accepted(here: House, measure: str = REFUND) -> Case:
    return moved(submitted(here, measure), "accept", here.bureau_officer)


def take(case: Case) -> Take:
    found = known.take_of(case.pk)
    assert found is not None
    return found


def test_the_states_and_time_limits_of_every_pack() -> None:
    said = describing.describe(CASE_TYPE)

    assert said["initial"] == "draft"
    for name in available():
        clocks = load(name).clocks["application"]
        assert set(clocks) == {"acceptance", "decision", "correction"}
        assert all(one.source for one in clocks.values())


def test_one_press_opens_it_filled_and_two_presses_open_one(here: House) -> None:
    case = opened(here)

    data = case.data.document()
    assert data["measure"] == REFUND
    assert "稳岗返还" in data["measure_title"]
    assert (data["answer_status"], data["answer_amount"]) == ("eligible", "6,172.84元")
    assert data["answered_on"] == "2020-03-02"
    assert data["answer_deadline"] == "2020-12-31"
    assert {row["holds"] for row in data["conditions"]} == {"yes"}
    facts = {row["name"]: row for row in data["facts"]}
    assert facts["注册地"]["source"] == "企业资料"
    values = {name: row["value"] for name, row in facts.items()}
    assert values["注册地"] == "解放区"
    assert "3%" in values.values()
    assert not {"410802", "0.03", "C3360"} & set(values.values())
    assert data["measure_version"] == "原文本"
    assert any(row["source"] == "企业确认" and row["value"] == "12,345.67 元" for row in facts.values())
    assert opened(here).pk == case.pk
    assert not Take.objects.exists()


def test_the_paper_is_chinese_whoever_fills_it_in(here: House) -> None:
    with translation.override("en"):
        data = opened(here).data.document()

    assert data["measure_version"] == "原文本"
    assert data["answer_amount"] == "6,172.84元"
    assert "企业资料" in {row["source"] for row in data["facts"]}


def test_what_is_typed_over_the_computed_answer_does_not_stay(here: House) -> None:
    case = opened(here)
    forged = {"answer_amount": "999,999.00元", "answer_status": "eligible", "facts": []}
    case = actions.save(case=case, by=here.principal.actor, version=case.version, data=forged)
    confirmed(here.enterprise, unemployment_premium_paid=Decimal(1000))

    case = moved(
        case, "submit", here.principal, statement="停产", contact_person="郑", contact_phone="0391-1234567"
    )

    assert case.data.document()["answer_amount"] == "500.00元"
    assert queries.handed_in(case)["answer_amount"] == "500.00元"
    row = take(case)
    assert row.answer.document()["amount"] == "500.00"
    assert (row.state, row.measure_id, row.applied_on) == ("submitted", REFUND, clock.today())


def test_another_measure_cannot_be_put_in_the_place_of_the_one_applied_for(here: House) -> None:
    case = submitted(here)
    moved(case, "return", here.bureau_officer, comment="请补材料")

    with pytest.raises(Conflict):
        moved(case, "submit", here.principal, measure="O10-pension")

    assert take(case).measure_id == REFUND


def test_what_does_not_fit_or_is_not_in_force_is_not_applied_for(here: House) -> None:
    confirmed(here.enterprise, layoff_rate=Decimal("0.06"))
    with pytest.raises(Conflict) as refused:
        opened(here)
    assert refused.value.code == "not_eligible"
    assert "裁员" in refused.value.text

    with time_machine.travel(MARCH + timedelta(days=100), tick=True), pytest.raises(Conflict) as late:
        opened(here, "O10-pension")
    assert late.value.code == "not_in_force"
    with pytest.raises(NotFound):
        opened(here, "no-such")


def test_facts_that_change_before_it_is_handed_in_are_judged_anew(here: House) -> None:
    case = opened(here)
    confirmed(here.enterprise, layoff_rate=Decimal("0.06"))

    with pytest.raises(Invalid) as refused:
        moved(case, "submit", here.principal, statement="x", contact_person="郑", contact_phone="1234567")

    assert refused.value.field == "measure"
    assert not Take.objects.exists()


def test_what_only_an_authority_decides_may_be_applied_for(here: House) -> None:
    case = submitted(here, "Y19-hours")

    assert case.data.document()["answer_status"] == "unknown"
    findings = called(CASE_TYPE.check)(here.enterprise, case.data.document())  # type: ignore[arg-type]
    assert findings
    assert not any(one.blocks for one in findings)
    (line,) = [
        one
        for one in known.determinations_queue(here.bureau_officer.actor, PACK, measure_id="Y19-hours")
        if one.case_id == case.pk
    ]
    assert line.since == clock.today()


def test_granted_with_its_amount_it_is_counted(here: House) -> None:
    case = accepted(here)
    with pytest.raises(Invalid) as refused:
        moved(case, "grant", here.bureau_officer)
    assert refused.value.field == "granted_amount"

    with time_machine.travel(MARCH + timedelta(days=6), tick=True):
        case = moved(case, "grant", here.bureau_officer, granted_amount=6172.84)

        row = take(case)
        assert (row.state, row.granted_fen, row.decided_on) == ("granted", 617_284, clock.today())
        (line,) = known.take_up(here.bureau_officer.actor, PACK)
        assert (line.measure_id, line.applied, line.granted, line.granted_fen, line.days) == (
            REFUND, 1, 1, 617_284, 6,
        )  # fmt: skip
        assert known.published_take_up(PACK) == []
        policies.publish_take_up(pack=PACK, is_published=True, by=SYSTEM)
        assert known.published_take_up(PACK) == [line] == known.published_take_up(PACK, "410802")
        assert known.published_take_up(PACK, "410821") == []
        assert known.take_up(here.other_county_officer.actor, PACK) == []
        assert known.take_up(ANONYMOUS, PACK) == []


def test_refused_with_a_reason_that_is_counted(here: House) -> None:
    case = accepted(here)

    case = moved(case, "refuse", here.bureau_officer, comment="材料不足", reason="evidence_missing")

    (line,) = known.take_up(here.bureau_officer.actor, PACK)
    assert (line.refused, line.refusals, line.in_hand) == (1, {"evidence_missing": 1}, 0)
    assert opened(here).pk != case.pk


def test_nobody_applies_twice_and_the_same_benefit_elsewhere_is_said(here: House) -> None:
    submitted(here)

    with pytest.raises(Conflict):
        opened(here)
    other = opened(here, "O6-refund")
    findings = called(CASE_TYPE.check)(here.enterprise, other.data.document())  # type: ignore[arg-type]
    assert any("只能享受一次" in str(one.text) for one in findings)


def test_withdrawn_and_returned_are_seen_in_the_count(here: House) -> None:
    case = submitted(here)
    moved(case, "return", here.bureau_officer, comment="请补材料")
    assert take(case).state == "returned"

    moved(case, "withdraw", here.principal)

    assert (take(case).state, take(case).decided_on) == ("withdrawn", clock.today())


def test_a_benefit_without_an_amount_is_granted_without_one(here: House) -> None:
    case = accepted(here, "C13-rates")
    with pytest.raises(Invalid) as refused:
        moved(case, "grant", here.bureau_officer, granted_amount=999)
    assert refused.value.field == "granted_amount"

    assert take(moved(case, "grant", here.bureau_officer)).granted_fen is None


def test_who_moves_it(here: House) -> None:
    case = submitted(here)
    for member in (here.principal, here.other_county_officer, here.health_officer, here.administrator):
        with pytest.raises(NotAllowed):
            moved(case, "accept", member)
    with pytest.raises(NotFound):
        apply(enterprise=here.enterprise, by=here.team_leader.actor, measure_id=REFUND)


def test_a_move_that_fails_takes_its_count_along(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    case = accepted(here)
    rows = len(audit.rows(here.enterprise.pk))

    def fails(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(policies, "move", fails)
    with pytest.raises(RuntimeError):
        moved(case, "grant", here.bureau_officer, granted_amount=1)

    case.refresh_from_db()
    assert (case.state, take(case).state) == ("accepted", "accepted")
    assert len(audit.rows(here.enterprise.pk)) == rows


def test_the_qr_says_which_measure_and_where_it_stands(here: House) -> None:
    case = submitted(here)

    lines = called(CASE_TYPE.public)(case, case.data.document())  # type: ignore[arg-type]

    assert "郑专员" not in str(lines)
    assert "6,172" not in str(lines)
    assert any("稳岗返还" in str(value) for _label, value in lines)
