"""政策结论异议: opened with the result objected to, upheld or explained; a measure to be changed goes to the city."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from fugong.cases import actions
from fugong.cases.models import Case
from fugong.cases.spec import called
from fugong.casetypes.objection.opening import object_to
from fugong.casetypes.objection.spec import CASE_TYPE
from fugong.core.errors import Invalid, NotAllowed, NotFound
from fugong.notices import queries as notices
from fugong.notices import wording
from fugong.packs import available, load
from tests.builders import House, house
from tests.policies.builders import MARCH, city_officer, confirmed, placed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]


@pytest.fixture
def here() -> Iterator[House]:
    with time_machine.travel(MARCH, tick=True):
        made = house()
        placed(made.enterprise)
        confirmed(made.enterprise, unemployment_premium_paid=Decimal(1000), layoff_rate=Decimal("0.06"))
        yield made


def opened(here: House) -> Case:
    return object_to(enterprise=here.enterprise, by=here.principal.actor, measure_id="C13-refund")


def moved(case: Case, name: str, by: Any, comment: str = "", **data: Any) -> Case:
    case.refresh_from_db()
    return actions.move(case=case, by=by.actor, name=name, version=case.version, data=data, comment=comment)


def sent(here: House) -> Case:
    return moved(opened(here), "send", here.principal, about="fact", what="去年实际没有裁员")


def test_every_pack_has_a_limit_for_each_work() -> None:
    for name in available():
        assert set(load(name).clocks["objection"]) == {"answer", "explanation"}


def test_it_opens_with_the_result_and_twice_is_one(here: House) -> None:
    case = opened(here)

    data = case.data.document()
    assert data["answer"].startswith("不适用")
    assert "不满足" in data["answer"]
    assert opened(here).pk == case.pk
    with pytest.raises(NotFound):
        object_to(enterprise=here.enterprise, by=here.principal.actor, measure_id="no-such")


def test_nobody_objects_to_a_result_that_never_was(here: House) -> None:
    case = moved(
        opened(here),
        "send",
        here.principal,
        about="fact",
        what="没有裁员",
        answer="符合",
        measure="C13-refund",
    )

    assert case.data.document()["answer"].startswith("不适用")


def test_upheld_it_says_what_is_done_and_the_city_hears_of_a_measure_to_change(here: House) -> None:
    city = city_officer()
    case = sent(here)
    with pytest.raises(Invalid):
        moved(case, "uphold", here.bureau_officer, remedy="measure")

    case = moved(case, "uphold", here.bureau_officer, comment="措施文字有误", remedy="measure")

    assert (case.state, case.is_open) == ("upheld", False)
    notice = next(one for one in notices.inbox(city.actor) if one.kind == "policy_objection")
    assert here.enterprise.name in wording.text_of(notice)
    assert wording.address_of(notice)


def test_explained_after_more_was_asked(here: House) -> None:
    city = city_officer()
    case = moved(sent(here), "ask", here.bureau_officer, comment="请附参保名册")
    case = moved(case, "send", here.principal, what="已附名册")

    case = moved(case, "explain", here.bureau_officer, comment="裁员率按参保职工计算")

    assert case.state == "explained"
    assert not [one for one in notices.inbox(city.actor) if one.kind == "policy_objection"]


def test_who_answers(here: House) -> None:
    case = sent(here)
    for member in (here.principal, here.other_county_officer, here.health_officer):
        with pytest.raises(NotAllowed):
            moved(case, "explain", member, comment="x")


def test_the_qr_names_no_person(here: House) -> None:
    case = sent(here)

    lines = called(CASE_TYPE.public)(case, case.data.document())  # type: ignore[arg-type]

    assert any("稳岗返还" in str(value) for _label, value in lines)
