"""Every part of a filing's plans has a text to begin with, in plain words, with blanks and no invented facts."""

import re

import pytest

from fugong import packs
from fugong.casetypes.filing.spec import SECTIONS
from fugong.packs.plans import blanks

pytestmark = pytest.mark.article("G1", "G2")

PARTS = {
    "prevention": (
        "leadership", "responsibility", "screening", "daily_control", "logistics", "emergency_response", "education",
    ),
    "resumption": (
        "production_plan", "materials", "markets", "transport", "work_safety", "prevention_measures", "disinfection",
    ),
    "emergency": (
        "emergency_organisation", "emergency_steps", "emergency_reporting", "emergency_supplies",
    ),
}  # fmt: skip
ALL = [(name, id) for name in packs.available() for ids in PARTS.values() for id in ids]


@pytest.mark.parametrize("name", packs.available())
def test_each_part_that_the_guide_lists_has_its_text(name):
    plans = packs.load(name).plans

    for part, ids in PARTS.items():
        assert tuple(id for id, section in plans.sections.items() if section.part == part) == ids


@pytest.mark.parametrize("name", packs.available())
def test_every_text_is_for_a_field_of_the_filing_and_every_written_part_has_one(name):
    written = {field.name for section in SECTIONS for field in section.fields if field.lines > 1}

    assert set(packs.load(name).plans.sections) == written


@pytest.mark.parametrize(("name", "id"), ALL)
def test_a_text_is_short_enough_to_read_and_long_enough_to_file(name, id):
    text = packs.load(name).plans.sections[id].text

    assert 80 <= len(text["zh"]) <= 200
    assert text["zh"].endswith("。")
    assert not re.search(r"[\u4e00-\u9fff]", text["en"])


@pytest.mark.parametrize(("name", "id"), ALL)
def test_names_numbers_and_places_are_left_to_the_enterprise(name, id):
    pack = packs.load(name)
    section = pack.plans.sections[id]

    assert blanks(section.text["zh"])
    assert len(blanks(section.text["zh"])) == len(blanks(section.text["en"]))
    outside = re.sub(r"【[^】]+】", "", section.text["zh"])
    assert set(re.findall(r"\d+", outside)) <= {"24"}, "a number the enterprise has not given"
    assert set(section.articles) <= set(pack.articles)


@pytest.mark.article("Y2")
@pytest.mark.parametrize("name", packs.available())
def test_the_five_that_must_be_in_place_name_the_sections_that_show_them(name):
    plans = packs.load(name).plans

    assert [one.id for one in plans.five_in_place] == [
        "mechanism", "inspection", "facilities", "management", "education",
    ]  # fmt: skip
    for one in plans.five_in_place:
        assert one.text["zh"].endswith("到位")
        assert set(one.sections) <= set(plans.sections)


@pytest.mark.article("Y2")
def test_the_five_are_those_of_the_province_in_its_words():
    pack = packs.load("jiaozuo_2020")

    for one in pack.plans.five_in_place:
        assert one.articles == ("Y2",)
        assert one.text["zh"] in pack.articles["Y2"].text


def test_what_the_officer_looks_at_rests_on_articles_of_the_pack():
    for name in packs.available():
        pack = packs.load(name)
        assert len({one.id for one in pack.startup.checklist}) == len(pack.startup.checklist) >= 3
        assert {one.article for one in pack.startup.checklist} <= set(pack.articles)


def test_blanks_are_found_where_they_stand():
    assert blanks("由【姓名】负责，电话【号码】。") == ["【姓名】", "【号码】"]
    assert blanks("全部填好了。") == []
