"""What the system fills into a filing, and what it finds before the filing is handed in (G1, Y1, Y2)."""

import pytest

from fugong.cases.forms import missing
from fugong.cases.spec import Sourced, called
from fugong.casetypes.filing.check import check, five_in_place
from fugong.casetypes.filing.prefill import prefill, templates
from fugong.casetypes.filing.spec import CASE_TYPE
from fugong.core import providers
from fugong.directory.places import city_in
from tests.builders import House
from tests.casetypes.filing.builders import FULL
from tests.screening import builders as screening

pytestmark = pytest.mark.article("G1")

NEEDED = [one.name for one in CASE_TYPE.fields() if one.required]


def told(here: House, **changes) -> dict[str, tuple[str, bool]]:
    """field → (text, blocks) of what is found."""
    data = {name: value for name, value in {**FULL, **changes}.items() if value is not None}
    return {one.field: (str(one.text), one.blocks) for one in check(here.enterprise, data)}


# What is filled in


def test_numbers_and_origins_come_from_the_roster_and_say_so(here: House) -> None:
    away = ["河南省郑州市金水区某路8号", "郑州", "江苏省苏州市", "老家"]
    for destination in away:
        screening.journey(screening.person(team=here.team), left_city=True, destination=destination)
    screening.journey(here.worker, left_city=False)
    screening.person(team=here.team)
    screening.person(team=here.team, status="left")

    known = prefill(here.enterprise)

    assert (known["headcount_total"].value, known["headcount_returning"].value) == (6, 6)
    rows = {row["city"]: row["people"] for row in known["origins"].value}
    assert rows == {
        "河南省郑州市": 2, "江苏省苏州市": 1, "外地（未写明城市）": 1, "本市（未外出）": 1, "未登记": 1,
    }  # fmt: skip
    assert sum(rows.values()) == known["headcount_returning"].value
    assert known["origins"].source
    assert known["origins"].url
    assert "某路" not in str(known["origins"].value)


def test_a_place_of_a_key_region_is_marked(here: House) -> None:
    region = "3303"  # the pack's example
    screening.journey(here.worker, left_city=True, destination="浙江温州")

    (row,) = prefill(here.enterprise)["origins"].value

    assert row == {"city": "浙江省温州市", "people": 1, "key_region": True}
    assert city_in("浙江温州").code.startswith(region)


def test_every_team_is_there_and_its_appointed_leader_is_named(here: House) -> None:
    second = screening.team(here.enterprise, name="二班")

    rows = prefill(here.enterprise)["responsible"].value

    assert {"workshop": "机加工车间", "team": "一班", "person": "李卫国"} in rows
    assert {"workshop": "机加工车间", "team": second.name} in rows
    leaders = {row["role"]: row["name"] for row in prefill(here.enterprise)["leaders"].value}
    assert leaders == {"组长": "李卫国", "防疫专员": "李卫国"}


def test_a_worker_who_leads_nothing_is_never_named(here: House) -> None:
    screening.person(team=here.team, name="孙悟空")

    assert "孙悟空" not in str({name: one.value for name, one in prefill(here.enterprise).items()})


def test_another_room_may_know_a_field_better(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_providers", {})
    stock = [{"item": "口罩", "quantity": 300, "unit": "个"}]
    providers.register("filing_source", "register", lambda enterprise: {"stock": Sourced(stock, "台账")})
    providers.register("filing_source", "silent", lambda enterprise: None)

    assert prefill(here.enterprise)["stock"].value == stock


def test_an_enterprise_without_a_roster_gets_nothing_invented(db: None) -> None:
    known = prefill(screening.enterprise())

    assert not {"headcount_total", "origins", "responsible", "leaders", "site"} & set(known)


def test_what_is_filled_in_fits_the_form(here: House) -> None:
    from fugong.cases.forms import read_data

    given = {name: one.value for name, one in prefill(here.enterprise).items()}

    assert read_data(CASE_TYPE.fields(), given)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("河南省郑州市", "河南省郑州市"),
        ("吉林省吉林市", "吉林省吉林市"),
        ("中站区", "河南省焦作市"),
        ("重庆市万州区", "重庆市"),
        ("北京朝阳区", "北京市"),
        ("海南", "海南省"),
        ("朝阳区", None),
        ("老家", None),
        ("", None),
    ],
)
def test_a_city_is_found_in_somebodys_own_words(text: str, name: str | None) -> None:
    place = city_in(text)

    assert (place.name if place else None) == name


@pytest.mark.article("G2")
def test_every_part_of_a_plan_has_a_text_to_begin_with(here: House) -> None:
    texts = templates("jiaozuo_2020")

    assert called(CASE_TYPE.templates) is templates
    assert set(texts) == {one.name for one in CASE_TYPE.fields() if one.lines > 1}
    for text in texts.values():
        assert "【" in text["zh"]
        assert text["en"]


# What is found


@pytest.mark.article("Y1", "Y2")
def test_a_whole_filing_has_nothing_to_be_found(here: House) -> None:
    assert told(here) == {}
    assert all(one.holds for one in five_in_place(here.enterprise.pack, FULL))


def test_what_is_missing_is_named_by_its_article(here: House) -> None:
    data = {name: value for name, value in FULL.items() if name not in ("leadership", "emergency_steps")}

    found = {one.field: one for one in missing(CASE_TYPE.fields(), data, NEEDED)}

    assert not any(one.blocks for one in check(here.enterprise, data))
    assert {name: one.article for name, one in found.items()} == {"leadership": "G1", "emergency_steps": "Y2"}


def test_a_row_that_was_begun_names_its_empty_column(here: House) -> None:
    data = {**FULL, "origins": [{"city": "焦作市", "people": 80}, {"people": 1}]}

    (found,) = missing(CASE_TYPE.fields(), data, NEEDED)

    assert (found.field, found.article) == ("origins[1].city", "G1")


@pytest.mark.article("Y2")
def test_the_five_in_place_are_shown_by_parts_of_the_plans(here: House) -> None:
    five = {one.id: one for one in five_in_place(here.enterprise.pack, {**FULL, "education": ""})}

    assert [one.label for one in five.values()] == [
        "防控机制到位", "检疫查验到位", "设施物资到位", "内部管理到位", "宣传教育到位",
    ]  # fmt: skip
    assert [name for name, one in five.items() if not one.holds] == ["education"]
    for one in five.values():
        assert all(CASE_TYPE.field(name) for name in one.fields)
    text = [str(one.text) for one in check(here.enterprise, {**FULL, "education": ""}) if one.article == "Y2"]
    assert any("宣传教育到位" in one for one in text)


@pytest.mark.parametrize(
    ("changes", "field", "word"),
    [
        ({"headcount_returning": 90}, "origins", "80"),
        ({"headcount_total": 10}, "headcount_returning", "10"),
        ({"planned_start_on": "2020-02-24"}, "planned_start_on", "过去"),
        ({"leadership": "主要负责人【姓名】任组长，负总责。"}, "leadership", "【姓名】"),
        ({"screening": "有"}, "screening", "简单"),
        ({"contact_phone": "123"}, "contact_phone", "电话"),
        ({"responsible": [{"team": "三班", "person": "王五"}]}, "responsible", "一班"),
        (
            {"origins": [{"city": "焦作市", "people": 40}, {"city": "焦作市", "people": 40}]},
            "origins",
            "2次",
        ),
    ],
)
def test_what_is_weak_is_said_and_does_not_block(here: House, changes, field: str, word: str) -> None:
    found = told(here, **changes)

    assert word in found[field][0]
    assert not found[field][1]


def test_somebody_for_the_whole_workshop_answers_for_its_teams(here: House) -> None:
    assert told(here, responsible=[{"team": "机加工车间", "person": "王五"}]) == {}


def test_a_mobile_number_and_an_extension_are_telephones(here: House) -> None:
    for phone in ("13800138000", "0391-2100000转805", "（0391）2100000"):
        assert told(here, contact_phone=phone) == {}


def test_a_filing_that_is_not_confirmed_is_not_handed_in(here: House) -> None:
    assert told(here, confirmed_true=False)["confirmed_true"][1]
