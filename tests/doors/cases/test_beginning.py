"""What a form begins with: the last one of the enterprise, the pack's sample."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fugong.cases import actions
from fugong.cases.models import Case
from fugong.cases.spec import Field
from fugong.casetypes.filing.spec import CASE_TYPE
from fugong.doors.cases.fields import begun, with_sample
from tests.builders import House, house
from tests.cases.builders import LOAN, registered
from tests.casetypes.filing.builders import PLAN, filing

pytestmark = pytest.mark.django_db
SAMPLE = {
    "zh": "成立领导小组，主要负责人【姓名】任组长。领导小组每【天数】天开一次短会，研究问题，督促落实。",
    "en": "A leading group is formed. It meets briefly every 【number】 days and sees that measures are carried out.",
}


@pytest.fixture
def here() -> House:
    return house()


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.article("G1")
@pytest.mark.parametrize("state", ["withdrawn", "declined", "on_file"])
def test_a_new_filing_may_begin_from_the_last_one(here: House, state: str) -> None:
    filing(here, state, planned_start_on="2036-03-02")
    browser = here.epidemic_officer.browser
    page = browser.get("/cases/new/filing/")
    assert "从上一份开始" in text(page)

    sent = {"from_last": "1", "opened_with": str(page.context["opened_with"])}
    first = browser.post("/cases/new/filing/", sent)
    again = browser.post("/cases/new/filing/", sent)

    assert first["Location"] == again["Location"]
    data = Case.objects.get(state="draft").data.document()
    assert PLAN in data["leadership"]
    assert data["stock"] == [{"item": "口罩", "quantity": 5000, "unit": "个"}]
    assert "planned_start_on" not in data, "a day of the past is no plan"
    assert "confirmed_true" not in data, "what is confirmed is confirmed anew"


def test_it_may_begin_empty_all_the_same(here: House) -> None:
    filing(here, "withdrawn")

    here.epidemic_officer.browser.post("/cases/new/filing/", {})

    assert "leadership" not in Case.objects.get(state="draft").data.document()


def test_the_first_of_all_has_nothing_to_begin_from(here: House) -> None:
    assert "从上一份开始" not in text(here.epidemic_officer.browser.get("/cases/new/filing/"))


def test_the_sample_comes_once_though_its_blanks_were_filled(here: House) -> None:
    case = filing(here, "draft", leadership=None)
    browser = here.epidemic_officer.browser
    home = next(one.name for one in CASE_TYPE.sections if one.has("leadership"))
    address = f"/cases/{case.pk}/fill/{home}/"
    section = next(one for one in browser.get(address).context["fields"] if one.name == "leadership")
    press = {"version": str(case.version), "act": "begin:leadership"}

    once = browser.post(address, {**press, "leadership": ""}).context["fields"]
    written = next(one for one in once if one.name == "leadership")
    assert written.text == section.template
    assert written.template == "", "the button is gone"
    filled = written.text.replace("【姓名】", "王建国")
    twice = browser.post(address, {**press, "leadership": filled}).context["fields"]
    assert next(one for one in twice if one.name == "leadership").text == filled


def test_the_sample_comes_in_at_the_cursor() -> None:
    assert with_sample("前面\r\n后面", SAMPLE, "3") == f"前面\n{SAMPLE['zh']}\n后面"
    assert with_sample("前面", SAMPLE, "") == f"前面\n{SAMPLE['zh']}"
    assert with_sample("", SAMPLE, "nonsense") == SAMPLE["zh"]
    assert begun(SAMPLE["en"].replace("【number】", "3"), SAMPLE), "in whichever language"
    assert not begun("我们自己写的。", SAMPLE)
    assert not begun("", SAMPLE)
    assert not begun("有字", None)


def test_a_file_field_is_filled_on_the_form_and_a_refused_file_is_named_there(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    section = LOAN.sections[0]
    plan = replace(section, fields=(*section.fields, Field("plan", "平面图", "file")))
    with registered(replace(LOAN, sections=(plan,))):
        here = house()
        by = here.epidemic_officer.actor
        case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data={"people": 3})
        browser, address = here.epidemic_officer.browser, f"/cases/{case.pk}/fill/what/"
        assert 'type="file"' in text(browser.get(address))
        pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
        sent = {"version": "1", "people": "4", "act": "stay"}

        refused = browser.post(address, {**sent, "file-plan": SimpleUploadedFile("图.jpg", pdf)})
        version = Case.objects.get().version
        done = browser.post(
            address, {**sent, "version": str(version), "file-plan": SimpleUploadedFile("图.pdf", pdf)}
        )

        assert refused.status_code == 422
        assert 'href="#f-file-plan"' in text(refused)
        assert Case.objects.get().data.document()["people"] == 4, "what was typed beside it is kept"
        assert done.status_code == 302
        assert "图.pdf" in text(browser.get(address))
