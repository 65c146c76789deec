"""Answers are checked against the questionnaire: nothing else is collected (P05), slips are named."""

from datetime import date
from decimal import Decimal

import pytest

from fugong import packs
from fugong.packs.answers import check_answers, facts_from, unusual
from fugong.packs.screening import judge

PACK = packs.load("jiaozuo_2020")
DAILY = PACK.questionnaires["daily"]
DECLARATION = PACK.questionnaires["declaration"]
TODAY = date(2020, 2, 24)
NORMAL = {
    "temperature": "36.5", "symptoms": "none", "contact": "no", "stayed_in_key_region": "no",
    "business_trip": "no", "outings": "no",
}  # fmt: skip
DECLARED = {
    "left_city": "yes", "return_from": "410102", "returned_on": "2020-02-20", "transport": "train",
    "stayed_in_key_region": "no", "business_trip": "no", "contact": "no", "holiday_gathering": "no",
    "symptoms": ["none"], "temperature": "36.4",
}  # fmt: skip


def faults(answers, questionnaire=DAILY):
    _, found = check_answers(questionnaire, answers, TODAY)
    return [(fault.field, fault.code) for fault in found]


def test_a_form_of_texts_becomes_typed_answers():
    clean, found = check_answers(DAILY, NORMAL, TODAY)

    assert found == []
    assert clean == {
        "temperature": Decimal("36.5"), "symptoms": (), "contact": False, "stayed_in_key_region": False,
        "business_trip": False, "outings": False,
    }  # fmt: skip


def test_clean_answers_are_clean_when_checked_again():
    clean, _ = check_answers(DECLARATION, DECLARED, TODAY)

    assert check_answers(DECLARATION, clean, TODAY) == (clean, [])


@pytest.mark.article("G9")
def test_a_report_with_nothing_changed_asks_for_the_temperature_only():
    assert [question.id for question in DAILY.always_asked] == ["temperature"]

    clean, found = check_answers(DAILY, {**DAILY.normal_answers, "temperature": 36.6}, TODAY)

    assert found == []
    assert unusual(DAILY, clean) == ()


def test_unusual_answers_are_named():
    clean, _ = check_answers(
        DAILY, {**NORMAL, "outings": "yes", "outing_details": "聚餐", "symptoms": ["fatigue"]}, TODAY
    )

    assert unusual(DAILY, clean) == ("symptoms", "outings")


@pytest.mark.parametrize(
    ("given", "code", "zh"),
    [
        ("3.65", "point_misplaced", "是不是 36.5？"),
        ("365", "point_misplaced", "是不是 36.5？"),
        ("3650", "point_misplaced", "是不是 36.5？"),
        ("0", "not_measured", "请重新测量"),
        (255, "not_measured", "请重新测量"),
        ("33.9", "implausible", "应在 34 到 43 ℃ 之间"),
        (44, "implausible", "应在 34 到 43 ℃ 之间"),
        ("热", "not_a_number", "36.5"),
        ("NaN", "not_a_number", "36.5"),
        ("inf", "not_a_number", "36.5"),
        (True, "not_a_number", "36.5"),
        ("36.555", "too_precise", "最多两位"),
        ("", "required", "请回答"),
        (None, "required", "请回答"),
    ],
)
def test_a_temperature_that_cannot_be_one_is_refused_with_the_remedy(given, code, zh):
    clean, found = check_answers(DAILY, {**NORMAL, "temperature": given}, TODAY)

    assert [(fault.field, fault.code) for fault in found] == [("temperature", code)]
    assert zh in found[0].text["zh"]
    assert found[0].text["en"]
    assert "temperature" not in clean


@pytest.mark.parametrize(
    ("given", "expected"),
    [("36.5", "36.5"), (" 36.50 ", "36.5"), ("３６．５", "36.5"), ("36。8", "36.8"), ("36.5℃", "36.5"),
     ("36,7", "36.7"), (36.6, "36.6"), (42.1, "42.1"), (37, "37"), ("40", "40"), ("36.55", "36.55")],
)  # fmt: skip
def test_a_temperature_is_read_however_it_is_typed(given, expected):
    clean, found = check_answers(DAILY, {**NORMAL, "temperature": given}, TODAY)

    assert found == []
    assert str(clean["temperature"]) == expected


@pytest.mark.parametrize(
    ("given", "code"),
    [("2020-02-25", "after_today"), ("2020-02-30", "no_such_day"), ("昨天", "no_such_day"),
     ("2019-01-01", "too_long_ago"), (20200224, "no_such_day"), ("", "required")],
)  # fmt: skip
def test_a_day_that_cannot_be_right_is_refused(given, code):
    assert faults({**NORMAL, "contact": "yes", "last_contact_on": given}) == [("last_contact_on", code)]


def test_today_is_a_day_that_may_be_given():
    assert faults({**NORMAL, "contact": "yes", "last_contact_on": "2020-02-24"}) == []


def test_a_field_no_question_has_is_refused():
    assert faults({**NORMAL, "id_card_photo": "x"}) == [("id_card_photo", "unknown_field")]


def test_answers_to_questions_that_are_not_shown_are_dropped():
    clean, found = check_answers(DAILY, {**NORMAL, "last_contact_on": "2020-02-20"}, TODAY)

    assert found == []
    assert "last_contact_on" not in clean


def test_a_question_whose_condition_is_unanswered_is_not_asked():
    assert faults({**NORMAL, "contact": None}) == [("contact", "required")]


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [("symptoms", ["none", "fatigue"], "none_and_some"), ("symptoms", ["cold"], "not_offered"),
     ("symptoms", 3, "wrong_type"), ("symptoms", [3], "wrong_type"), ("contact", "perhaps", "not_offered"),
     ("contact", 1, "not_offered"), ("symptoms", [""], "required")],
)  # fmt: skip
def test_an_answer_that_is_not_offered_is_refused(field, given, code):
    assert faults({**NORMAL, field: given}) == [(field, code)]


@pytest.mark.parametrize(
    ("field", "given", "code"),
    [("return_from", "郑州", "no_region"), ("return_from", "4101022", "no_region"),
     ("transport", "rocket", "not_offered"), ("transport", ["train"], "wrong_type"),
     ("holiday_trips", "长" * 501, "too_long"), ("holiday_trips", 3, "wrong_type")],
)  # fmt: skip
def test_the_declaration_refuses_what_is_none_of_its_answers(field, given, code):
    assert faults({**DECLARED, field: given}, DECLARATION) == [(field, code)]


def test_every_fault_is_named_at_once_in_the_order_of_the_questions():
    assert [field for field, _ in faults({"temperature": "400000", "nothing": 1})] == [
        "temperature", "symptoms", "contact", "stayed_in_key_region", "business_trip", "outings", "nothing",
    ]  # fmt: skip


@pytest.mark.article("G4")
def test_the_declaration_asks_origin_day_and_way_of_return_travel_and_gatherings():
    asked = {question.id for question in DECLARATION.questions if "G4" in question.articles}

    assert asked >= {"return_from", "returned_on", "transport", "holiday_trips", "holiday_gathering"}


@pytest.mark.article("G9")
def test_the_daily_report_asks_about_business_trips_and_the_hours_outside_work():
    assert {"business_trip", "outings"} <= {q.id for q in DAILY.questions if "G9" in q.articles}


@pytest.mark.article("G4", "G9")
def test_answers_become_facts_that_the_screening_judges():
    clean, _ = check_answers(
        DECLARATION,
        {**DECLARED, "stayed_in_key_region": True, "left_key_region_on": "2020-02-20"},
        TODAY,
    )
    facts = facts_from(DECLARATION, clean)
    others = {
        "on": TODAY, "certificate": "valid", "declared": True, "reported": True, "isolated": False,
        "observed": False, "business_trip": False,
    }  # fmt: skip

    verdict = judge(PACK, {**facts, **others})

    assert facts["returned_on"] == date(2020, 2, 20)
    assert (verdict.verdict, verdict.reason, verdict.until) == ("observe", "region", date(2020, 3, 5))
    assert "transport" not in facts
