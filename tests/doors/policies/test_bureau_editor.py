"""The editor of a measure: fields and text, faults by line, the effect before publishing, versions, and two at once."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from fugong.doors.policies import bureau_yaml
from fugong.policies.models import MeasureDraft, MeasureVersion
from fugong.policies.queries import book, file_text
from tests.builders import house
from tests.policies.builders import PACK, another, city_officer, confirmed, in_march

pytestmark = pytest.mark.django_db
HERE = "/policies/bureau/measures/Y17-refund/"
EDIT = f"{HERE}edit/"
REFUND = {"unemployment_premium_paid": Decimal(1000), "insured_staff": 50, "layoff_rate": Decimal("0.03")}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def posted(page: Any, **changes: str) -> dict[str, str]:
    """The editor's form as a browser would send it."""
    form = page.context["form"]
    found = {field.name: field.value() for field in form}
    found = {name: "" if value is None else str(value) for name, value in found.items()}
    return {**found, "do": "save", **changes}


@pytest.fixture
def clerk(db: None) -> Any:
    with in_march():
        confirmed(another(), **REFUND)
        yield city_officer().browser


def written(page: Any) -> str:
    """The text in the editor."""
    return str(page.context["form"]["text"].value())


def test_a_field_is_written_into_the_text_and_the_rest_stays(clerk: Client) -> None:
    page = clerk.get(EDIT)

    done = clerk.post(EDIT, posted(page, title_zh="稳岗返还（2020）"), follow=True)

    stored = MeasureDraft.objects.get().text
    assert "title: {zh: 稳岗返还（2020）, en: Refund of unemployment insurance}" in stored
    changed = [
        (a, b)
        for a, b in zip(file_text(PACK, "Y17-refund").splitlines(), stored.splitlines(), strict=True)
        if a != b
    ]
    assert len(changed) == 1
    assert done.context["faults"] == []
    review = done.context["review"]
    assert (review.gained, review.lost, review.eligible) == (0, 0, 1)
    assert done.context["sum_after"] == "500 元"
    assert review.cases > 40


def test_a_fault_stands_beside_the_text_with_its_line(clerk: Client) -> None:
    page = clerk.get(EDIT)
    broken = written(page).replace("at_most: {param: layoff_ceiling}", "at_least: {param: layoff_ceiling}")

    done = clerk.post(EDIT, posted(page, text=broken), follow=True)

    fault = done.context["faults"][0]
    assert fault.line > 0
    assert f"第 {fault.line} 行" in text(done)
    refused = clerk.post(EDIT, posted(done, do="publish", note="试"))
    assert refused.status_code == 422
    assert not MeasureVersion.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("effect: refund", "effect: gift", "effect: gift"),
        ("quote: 参保企业", "quote: 参保的企业", "- id: insured"),
        (
            "{use: affected, quote: 受疫情影响}",
            "{use: affected, quote: 受到影响}",
            "- {use: affected, quote: 受到影响}",
        ),
    ],
)
def test_a_fault_names_the_line_it_is_about(clerk: Client, old: str, new: str, line: str) -> None:
    page = clerk.get(EDIT)
    assert old in written(page)

    done = clerk.post(EDIT, posted(page, text=written(page).replace(old, new)), follow=True)

    assert done.context["faults"][0].said == line


def test_a_day_whose_cases_do_not_follow_is_told_with_the_mend_and_the_effect(clerk: Client) -> None:
    page = clerk.get(EDIT)

    done = clerk.post(EDIT, posted(page, until="2020-02-29"), follow=True)

    assert done.context["faults"]
    assert (done.context["review"].gained, done.context["review"].lost) == (0, 1)
    shown = text(done)
    assert "发布后的影响" in shown
    assert "“执行到”改了" in shown
    assert "把 tests 里 on: 2020-12-31 和 on: 2021-01-01 的用例改成 on: 2020-02-29 和 on: 2020-03-01" in shown
    assert clerk.post(EDIT, posted(done, do="publish", note="试")).status_code == 422
    assert not MeasureVersion.objects.exists()


def test_a_text_that_cannot_be_read_is_kept_with_its_fault(clerk: Client) -> None:
    page = clerk.get(EDIT)

    done = clerk.post(EDIT, posted(page, text="id: [unclosed"), follow=True)

    assert done.context["faults"]
    assert done.context["form"].simple == []
    assert MeasureDraft.objects.get().text == "id: [unclosed"


def test_published_with_a_day_and_a_note_and_old_answers_keep_their_version(clerk: Client) -> None:
    page = clerk.get(EDIT)
    saved = clerk.post(EDIT, posted(page, departments="省人力资源社会保障厅"), follow=True)

    done = clerk.post(
        EDIT, posted(saved, do="publish", in_effect_from="2020-03-05", note="部门改由一家办理"), follow=True
    )

    assert "第 1 版已发布" in text(done)
    assert [one["version"].number for one in done.context["versions"]] == [1, 0]
    assert done.context["versions"][0]["changed"] == ["办理部门"]
    assert "部门改由一家办理" in text(done)
    assert not MeasureDraft.objects.exists()
    assert len(book(PACK).measures["Y17-refund"].departments) == 2


def test_publishing_what_was_not_looked_at_only_saves_it(clerk: Client) -> None:
    page = clerk.get(EDIT)

    done = clerk.post(EDIT, posted(page, title_zh="新名", do="publish", note="改名"))

    assert "还没有发布" in text(done)
    assert done.context["review"] is not None
    assert not MeasureVersion.objects.exists()
    again = clerk.post(EDIT, posted(done, do="publish"), follow=True)
    assert "第 1 版已发布" in text(again)


def test_the_second_of_two_is_told_and_both_texts_stand(clerk: Client) -> None:
    first, second = clerk.get(EDIT), clerk.get(EDIT)
    clerk.post(EDIT, posted(first, title_zh="先存的"))

    told = clerk.post(EDIT, posted(second, title_zh="后存的", note="我的说明"))

    assert told.status_code == 409
    shown = text(told)
    assert "草稿刚被别人改过" in shown
    assert "先存的" in told.context["theirs"]
    assert "后存的" in told.context["form"]["text"].value()
    assert "我的说明" in shown
    assert "先存的" in MeasureDraft.objects.get().text
    kept = clerk.post(EDIT, posted(told), follow=True)
    assert kept.status_code == 200
    assert "后存的" in MeasureDraft.objects.get().text


def test_one_thing_changed_in_both_places_is_refused_and_nothing_is_lost(clerk: Client) -> None:
    page = clerk.get(EDIT)
    mine = written(page).replace("zh: 失业保险稳岗返还", "zh: 文本里的")

    found = clerk.post(EDIT, posted(page, text=mine, title_zh="栏目里的"))

    assert found.status_code == 422
    assert "在全文里也改了" in text(found)
    assert "文本里的" in text(found)
    assert "栏目里的" in text(found)


def test_a_measure_is_withdrawn_from_a_day(clerk: Client) -> None:
    page = clerk.get(HERE)
    assert page.context["leaving"].lost == 1

    done = clerk.post(HERE, {"in_effect_from": "2020-03-02", "note": "文件停止执行"}, follow=True)

    assert "1 家企业到那天不再享受" in text(done)
    assert done.context["versions"][0]["version"].is_withdrawal
    assert "Y17-refund" not in book(PACK).measures
    assert clerk.post(HERE, {"in_effect_from": "", "note": ""}).status_code == 422


def test_a_draft_is_thrown_away_only_as_it_was_seen(clerk: Client) -> None:
    page = clerk.get(EDIT)
    clerk.post(EDIT, posted(page, title_zh="一"))

    assert clerk.post(f"{HERE}discard/", {"version": "7"}).status_code == 409
    clerk.post(f"{HERE}discard/", {"version": "1"})

    assert not MeasureDraft.objects.exists()


def test_a_new_measure_begins_with_a_skeleton(clerk: Client) -> None:
    gone = clerk.post("/policies/bureau/measures/new/", {"id": "C13-new"})

    page = clerk.get(gone.url)
    assert "id: C13-new" in page.context["form"]["text"].value()
    assert bureau_yaml.common(page.context["form"]["text"].value()) is not None
    clerk.post(gone.url, posted(page))
    assert "C13-new" in text(clerk.get("/policies/bureau/measures/"))
    assert clerk.post("/policies/bureau/measures/new/", {"id": "../x"}).url == "/policies/bureau/measures/"


def test_a_county_looks_but_does_not_write(clerk: Client) -> None:
    county = house().bureau_officer.browser

    assert county.get(HERE).status_code == 200
    assert "编辑</a>" not in text(county.get("/policies/bureau/measures/?q=Y17"))
    for answer in (
        county.get(EDIT, follow=True),
        county.post(EDIT, {"text": "x"}, follow=True),
        county.post(HERE, {"in_effect_from": "2020-03-02", "note": "x"}, follow=True),
        county.post(f"{HERE}discard/", {"version": "0"}, follow=True),
        county.post("/policies/bureau/measures/new/", {"id": "C1-x"}, follow=True),
    ):
        assert "由市级主管部门编辑和发布" in text(answer)
    assert not MeasureDraft.objects.exists()
    assert not MeasureVersion.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("until", "2021-06-30", "in_force: {until: 2021-06-30, quote: 延长至2020年12月31日}"),
        ("until", "", "in_force: {quote: 延长至2020年12月31日}"),
        ("deadline", "2021-06-30", "deadline: 2021-06-30"),
        ("departments", "甲\n乙", "departments: [甲, 乙]"),
        ("benefit_zh", '说："好"', 'benefit: {zh: "说：\\"好\\"", en: '),
    ],
)
def test_each_common_field_has_its_place_in_the_text(field: str, value: str, line: str) -> None:
    source = file_text(PACK, "Y17-refund")

    made = bureau_yaml.written(source, {field: value})

    found = bureau_yaml.common(made)
    assert found is not None
    assert found.values[field] == value
    if field != "benefit_zh":
        assert line in made
    untouched = {key: one for key, one in bureau_yaml.common(source).values.items() if key != field}  # type: ignore[union-attr]
    assert {key: found.values[key] for key in untouched} == untouched


def test_every_measure_of_the_pack_can_be_read_and_written() -> None:
    for measure_id in book(PACK).measures:
        source = file_text(PACK, measure_id)
        found = bureau_yaml.common(source)
        assert found is not None
        made = bureau_yaml.written(source, {"title_zh": "新的", "departments": "一处"})
        again = bureau_yaml.common(made)
        assert again is not None
        assert again.values == {**found.values, "title_zh": "新的", "departments": "一处"}


def test_a_missing_key_is_put_in_its_place_and_an_empty_one_taken_out() -> None:
    source = "id: A-b\n# 说明\ntitle: {zh: 甲, en: A}\nconditions:\n  - {use: henan}\n\n# 用例\ntests: {}\n"

    made = bureau_yaml.written(source, {"deadline": "2020-05-01"})

    assert made == source.replace("tests: {}", "deadline: 2020-05-01\ntests: {}")
    assert bureau_yaml.written(made, {"deadline": ""}) == source
