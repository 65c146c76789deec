"""A measure is edited, looked over, published from a day on, withdrawn; what was said on an older day stays explainable."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection

from fugong.core import clock
from fugong.core.errors import Conflict, Invalid, NotAllowed, NotFound
from fugong.policies import actions, queries
from fugong.policies.actions import measures
from fugong.policies.models import MeasureDraft, MeasureVersion
from tests.builders import House, Member, house
from tests.policies.builders import MARCH, PACK, another, city_officer, confirmed, in_march, placed

pytestmark = [pytest.mark.django_db, pytest.mark.article("G13")]
ID = "O7-recruit"
DAY = date(2020, 3, 10)


@pytest.fixture
def here() -> House:
    made = house()
    placed(made.enterprise)
    return made


@pytest.fixture
def city(here: House) -> Member:
    return city_officer()


def saved(city: Member, text: str, measure_id: str = ID, version: int = 0) -> MeasureDraft:
    return actions.save_draft(pack=PACK, measure_id=measure_id, by=city.actor, text=text, version=version)


def published(city: Member, text: str, measure_id: str = ID, since: date = DAY) -> MeasureVersion:
    draft = saved(city, text, measure_id)
    return actions.publish(
        draft=draft, by=city.actor, version=draft.version, in_effect_from=since, note="更正标题"
    ).version


def changed(text: str, title: str = "组织劳务用工") -> str:
    lines = text.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("title:"))
    lines[place] = f"title: {{zh: {title}, en: Organised labour}}"
    return "\n".join(lines) + "\n"


def text_of(measure_id: str = ID) -> str:
    return queries.version(PACK, measure_id, 0).text


def test_a_published_version_counts_from_its_day_on(city: Member) -> None:
    with in_march():
        made = published(city, changed(text_of()))

        assert made.number == 1
        assert queries.book(PACK, DAY).measures[ID].title["zh"] == "组织劳务用工"
        assert queries.dated(PACK, DAY).versions[ID] == 1
        before = DAY - timedelta(days=1)
        assert queries.book(PACK, before).measures[ID].title["zh"] != "组织劳务用工"
        assert queries.dated(PACK, before).versions[ID] == 0
        assert [one.number for one in queries.versions(PACK, ID)] == [1, 0]


def test_what_was_known_at_a_moment_can_be_asked_again(city: Member) -> None:
    with time_machine.travel(MARCH, tick=True) as then:
        before = clock.now()
        then.shift(3600)
        published(city, changed(text_of()), since=date(2020, 2, 10))

        assert queries.book(PACK, DAY).measures[ID].title["zh"] == "组织劳务用工"
        assert queries.book(PACK, DAY, as_of=before).measures[ID].title["zh"] != "组织劳务用工"


def test_a_draft_is_kept_with_its_faults_and_not_published(city: Member) -> None:
    broken = text_of().replace("recruiting", "recruitin")
    draft = saved(city, broken)

    review = queries.review(PACK, ID, broken)
    assert review.faults
    assert review.faults[0].line
    assert "recruitin" in str(review.faults[0])
    with pytest.raises(Invalid) as refused:
        actions.publish(draft=draft, by=city.actor, version=1, in_effect_from=DAY, note="x")
    assert refused.value.field == "text"
    assert not MeasureVersion.objects.exists()


def test_a_measure_whose_own_case_fails_is_not_published(city: Member) -> None:
    wrong = text_of("C13-refund").replace("6172.84", "6172.83")
    draft = saved(city, wrong, "C13-refund")

    with pytest.raises(Invalid) as refused:
        actions.publish(draft=draft, by=city.actor, version=1, in_effect_from=DAY, note="x")

    assert "6172.8" in refused.value.text


def test_the_second_of_two_who_write_is_told_and_nothing_is_lost(city: Member) -> None:
    saved(city, "一")
    saved(city, "二", version=1)

    with pytest.raises(Conflict):
        saved(city, "三", version=1)
    with pytest.raises(Conflict):
        saved(city, "四")

    assert queries.draft(PACK, ID).text == "二"  # type: ignore[union-attr]


def test_a_draft_begun_from_an_older_version_is_not_published_over_a_newer_one(city: Member) -> None:
    draft = saved(city, changed(text_of()))
    actions.withdraw(pack=PACK, measure_id=ID, by=city.actor, in_effect_from=DAY, note="停止")

    with pytest.raises(Conflict):
        actions.publish(draft=draft, by=city.actor, version=1, in_effect_from=DAY, note="x")


def test_the_review_counts_who_gains_and_who_loses(here: House, city: Member) -> None:
    with in_march():
        for recruiting in (True, False):
            confirmed(another(), recruiting=recruiting)
        confirmed(here.enterprise, recruiting=True)
        text = text_of()

        same = queries.review(PACK, ID, text, DAY)
        gone = queries.review(PACK, ID, "", DAY)

        assert (same.gained, same.lost, same.eligible) == (0, 0, 2)
        assert same.cases > 3
        assert (gone.gained, gone.lost, gone.eligible) == (0, 2, 0)


def test_a_published_text_that_the_pack_no_longer_carries_leaves_the_others_standing(
    city: Member,
) -> None:
    with in_march():
        made = published(city, changed(text_of()))
        MeasureVersion.objects.filter(pk=made.pk).update(text="id: O7-recruit\narticle: O99\n")

        book = queries.dated(PACK, DAY)
    assert book.book.measures[ID].title["zh"] != "组织劳务用工"
    assert book.versions[ID] == 0


def test_the_city_is_judged_before_the_write_begins(city: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(*arguments: object) -> object:
        blocks.append(len(connection.savepoint_ids))
        return judged(*arguments)

    blocks: list[int] = []
    judged = measures.review
    monkeypatch.setattr(measures, "review", inside)
    with in_march():
        before = len(connection.savepoint_ids)
        published(city, changed(text_of()))

    assert blocks == [before]


def test_a_withdrawn_measure_is_gone_from_its_day_on_and_can_come_back(city: Member) -> None:
    with in_march():
        made = actions.withdraw(pack=PACK, measure_id=ID, by=city.actor, in_effect_from=DAY, note="停止执行")
        assert ID not in queries.book(PACK, DAY).measures
        assert ID in queries.book(PACK, DAY - timedelta(days=1)).measures
        assert queries.versions(PACK, ID)[0].is_withdrawal
        assert made.version.number == 1

        with pytest.raises(NotFound):
            actions.withdraw(pack=PACK, measure_id=ID, by=city.actor, in_effect_from=DAY, note="停止执行")

        published(city, text_of(), since=DAY + timedelta(days=5))
        assert ID in queries.book(PACK, DAY + timedelta(days=5)).measures


def test_a_new_measure_is_published_beside_the_packs(city: Member) -> None:
    with in_march():
        text = text_of().replace(f"id: {ID}", "id: O7-transport", 1)
        made = published(city, text, "O7-transport")

        assert made.number == 1
        assert "O7-transport" in queries.book(PACK, DAY).measures
        assert "O7-transport" not in queries.book(PACK, DAY - timedelta(days=1)).measures


@pytest.mark.parametrize("measure_id", ["", "../x", "a b", "中文", "x" * 61])
def test_an_id_is_plain(city: Member, measure_id: str) -> None:
    with pytest.raises(Invalid):
        saved(city, "x", measure_id)


def test_counties_and_enterprises_publish_nothing(here: House, city: Member) -> None:
    draft = saved(city, changed(text_of()))
    for member in (here.bureau_officer, here.principal, here.health_officer, here.administrator):
        with pytest.raises(NotAllowed):
            saved(member, "x", version=1)
        with pytest.raises(NotAllowed):
            actions.publish(draft=draft, by=member.actor, version=1, in_effect_from=DAY, note="x")
        with pytest.raises(NotAllowed):
            actions.withdraw(pack=PACK, measure_id=ID, by=member.actor, in_effect_from=DAY, note="x")
        with pytest.raises(NotAllowed):
            actions.discard_draft(draft=draft, by=member.actor, version=1)


def test_an_application_keeps_the_answer_of_its_day_whatever_is_published_later(
    here: House, city: Member
) -> None:
    from fugong.policies.queries import snapshot

    with in_march():
        confirmed(here.enterprise, unemployment_premium_paid=Decimal(1000), layoff_rate=Decimal(0))
        kept = snapshot(queries.answered(here.enterprise), "O6-refund")
        actions.withdraw(pack=PACK, measure_id="O6-refund", by=city.actor, in_effect_from=DAY, note="停止")

        assert (kept["status"], kept["amount"], kept["version"]) == ("eligible", "500.00", 0)
        assert kept["facts"]["unemployment_premium_paid"] == "1000"
        assert all(one["holds"] for one in kept["conditions"])
