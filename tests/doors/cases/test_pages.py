"""The pages of a case, the same for every kind and both sides: filled, sent, returned, compared, looked up."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from fugong.cases import actions, queries
from fugong.cases.models import Case
from tests.builders import House, house
from tests.cases.builders import FULL, data, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Iterator[House]:
    with registered():
        yield house()


def draft(here: House, **changes: Any) -> Any:
    by = here.epidemic_officer.actor
    return actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=data(**changes))


def asked(here: House) -> Any:
    return actions.move(case=draft(here), by=here.epidemic_officer.actor, name="ask", version=1)


def sent(version: int, **changes: str) -> dict[str, str]:
    """The only section of the small kind, as its page sends it."""
    return {
        "version": str(version), "purpose": "借用会议室", "people": "12", "on": "2026-11-30", "size": "large",
        "lines-0-item": "口罩", "lines-0-count": "3", "note": "", **changes,
    }  # fmt: skip


def text(response: Any) -> str:
    return response.content.decode()


def test_a_new_case_is_begun_from_the_list_and_a_second_press_goes_on_with_it(here: House) -> None:
    browser = here.epidemic_officer.browser
    assert "新建借用" in text(browser.get("/cases/"))
    assert "开始填写" in text(browser.get("/cases/new/loan/"))

    first = browser.post("/cases/new/loan/")
    again = browser.post("/cases/new/loan/")

    assert Case.objects.count() == 1
    assert first["Location"] == again["Location"] == f"/cases/{Case.objects.get().pk}/fill/what/"


def test_a_form_knows_itself_so_that_pressing_it_twice_at_once_opens_one(here: House) -> None:
    browser = here.epidemic_officer.browser
    (named,) = re.findall(r'name="opened_with" value="([^"]+)"', text(browser.get("/cases/new/loan/")))

    browser.post("/cases/new/loan/", {"opened_with": named})

    assert Case.objects.get().opened_with == named


def test_a_section_is_kept_though_incomplete(here: House) -> None:
    case = draft(here, lines=None)
    browser = here.principal.browser

    done = browser.post(f"/cases/{case.pk}/fill/what/", sent(1, people="", note="明天再填"))

    assert done.status_code == 302
    assert done["Location"].startswith(f"/cases/{case.pk}/check/?saved=")
    case.refresh_from_db()
    kept = case.data.document()
    assert "people" not in kept
    assert kept["note"] == "明天再填"
    assert "还差 1 项" in text(browser.get(f"/cases/{case.pk}/check/"))


def test_a_wrong_value_is_told_at_its_field_and_everything_typed_is_there(here: House) -> None:
    case = draft(here)

    page = here.principal.browser.post(
        f"/cases/{case.pk}/fill/what/", sent(1, people="十二", purpose="<b>粗</b>")
    )

    assert page.status_code == 422
    html = text(page)
    assert 'value="十二"' in html
    assert 'href="#f-people"' in html
    assert "&lt;b&gt;粗&lt;/b&gt;" in html
    case.refresh_from_db()
    assert case.version == 1


def test_rows_are_added_and_taken_away_without_javascript(here: House) -> None:
    case = draft(here)
    browser = here.principal.browser

    more = text(browser.post(f"/cases/{case.pk}/fill/what/", sent(1, act="add:lines")))
    assert 'name="lines-1-item"' in more
    assert 'value="口罩"' in more
    less = text(
        browser.post(
            f"/cases/{case.pk}/fill/what/",
            sent(1, act="drop:lines:0", **{"lines-1-item": "酒精", "lines-1-count": "2"}),
        )
    )
    assert 'value="酒精"' in less
    assert 'value="口罩"' not in less
    case.refresh_from_db()
    assert case.data.document() == FULL, "nothing is kept before it is saved"


def test_two_windows_the_second_keeps_what_was_typed_and_is_told(here: House) -> None:
    case = draft(here)
    actions.save(case=case, by=here.epidemic_officer.actor, version=1, data={"people": 99})

    page = here.principal.browser.post(f"/cases/{case.pk}/fill/what/", sent(1, purpose="我写的"))

    assert page.status_code == 409
    assert "我写的" in text(page)
    assert 'name="version" value="2"' in text(page)


def test_typing_is_kept_in_the_background(here: House) -> None:
    case = draft(here)
    browser = here.principal.browser

    kept = browser.post(f"/cases/{case.pk}/keep/what/", sent(1, people="30")).json()
    late = browser.post(f"/cases/{case.pk}/keep/what/", sent(1, people="31"))

    assert (kept["kept"], kept["version"]) == (True, 2)
    assert (late.status_code, late.json()["kept"]) == (409, False)


def test_the_whole_way_between_the_two_sides(here: House) -> None:
    case = draft(here)
    enterprise, bureau, health = (
        here.members[role].browser for role in ("principal", "bureau_officer", "health_officer")
    )
    at = f"/cases/{case.pk}/"
    assert bureau.get(at).status_code == 404

    assert enterprise.post(f"{at}moves/ask/", {"version": "1"}).status_code == 302
    assert health.post(f"{at}moves/advise/", {"version": "2", "comment": "多通风"}).status_code == 302
    bureau.post(f"{at}comments/", {"section": "what", "text": "人数不对"})
    asks = text(bureau.get(f"{at}moves/send_back/"))
    assert "人数不对" in asks
    assert bureau.post(f"{at}moves/send_back/", {"version": "3", "comment": " "}).status_code == 422
    assert bureau.post(f"{at}moves/send_back/", {"version": "3", "comment": "见标注"}).status_code == 302
    assert "人数不对" in text(enterprise.get(f"{at}fill/what/"))
    enterprise.post(f"{at}fill/what/", sent(4, people="8"))
    enterprise.post(f"{at}moves/ask/", {"version": "5"})
    done = bureau.post(f"{at}moves/grant/", {"version": "6"}, follow=True)

    assert "已同意" in text(done)
    compared = text(enterprise.get(f"{at}compare/"))
    assert "<del>12</del><ins>8</ins>" in compared
    case.refresh_from_db()
    looked = text(here.guard.browser.get(f"/c/{case.public_secret}/"))
    assert "已同意" in looked
    assert "李" not in looked


def test_the_second_officer_is_told_what_the_first_did_and_keeps_the_reason(here: House) -> None:
    case = asked(here)
    actions.move(case=case, by=here.bureau_officer.actor, name="send_back", version=2, comment="再看")

    page = here.bureau_officer.browser.post(
        f"/cases/{case.pk}/moves/grant/", {"version": "2", "comment": "同意，写了很久"}, follow=True
    )

    assert "退回" in text(page)


def test_another_county_gets_no_such_case_on_every_address(here: House) -> None:
    case = asked(here)
    browser = here.other_county_officer.browser

    for tail in ("", "compare/", "print/", "document.docx", "moves/grant/"):
        assert browser.get(f"/cases/{case.pk}/{tail}").status_code == 404, tail
    for tail in ("comments/", "assign/", "clocks/answer/", "attachments/", "moves/grant/"):
        assert browser.post(f"/cases/{case.pk}/{tail}", {"version": "2"}).status_code == 404, tail


def test_files_go_in_checked_and_come_out_as_downloads(here: House, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    case = asked(here)
    browser = here.bureau_officer.browser
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    files = [SimpleUploadedFile("../依据.pdf", pdf), SimpleUploadedFile("假.jpg", pdf)]

    page = text(
        browser.post(f"/cases/{case.pk}/attachments/", {"kind": "reason_file", "file": files}, follow=True)
    )

    assert "已上传：依据.pdf" in page
    assert "假.jpg:" in page
    row = queries.case(here.bureau_officer.actor, case.pk).attachments.get()
    got = here.principal.browser.get(f"/cases/{case.pk}/attachments/{row.pk}/")
    assert got.content == pdf
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["X-Content-Type-Options"] == "nosniff"


def test_an_internal_remark_is_on_the_authorities_page_only(here: House) -> None:
    case = asked(here)
    here.bureau_officer.browser.post(
        f"/cases/{case.pk}/comments/", {"text": "电话核实过", "audience": "internal"}
    )

    assert "电话核实过" in text(here.health_officer.browser.get(f"/cases/{case.pk}/"))
    assert "电话核实过" not in text(here.principal.browser.get(f"/cases/{case.pk}/"))


def test_the_list_is_filtered_kept_and_taken_away(here: House) -> None:
    asked(here)
    browser = here.bureau_officer.browser

    assert here.enterprise.name in text(browser.get("/cases/?kind=loan&state=asked"))
    assert "没有符合条件" in text(browser.get("/cases/?kind=loan&state=granted"))
    browser.post("/cases/filters/", {"name": "待答复", "query": "kind=loan&state=asked"})
    assert "待答复" in text(browser.get("/cases/"))
    sheet = load_workbook(BytesIO(browser.get("/cases/export.xlsx?kind=loan").content)).active
    assert [cell.value for cell in sheet[2]][1] == here.enterprise.name


def test_columns_are_chosen_once_kept_and_said_by_the_address(here: House) -> None:
    asked(here)
    browser = here.bureau_officer.browser
    assert "1 / 1 件" in text(browser.get("/cases/"))

    done = browser.post("/cases/columns/", {"c": ["uscc", "state", "nonsense"], "query": "kind=loan"})

    assert done["Location"] == "/cases/?kind=loan&c=uscc&c=state"
    again = browser.get("/cases/")
    assert again.context["titles"] == ["统一社会信用代码", "状态"]
    assert "c=uscc&amp;c=state" in text(again), "what is sent on holds the columns"
    sheet = load_workbook(BytesIO(browser.get("/cases/export.xlsx").content)).active
    assert [cell.value for cell in sheet[1]] == ["事项", "统一社会信用代码", "状态"]
    assert browser.get("/cases/?c=sector").context["titles"] == ["行业"]
    assert here.health_officer.browser.get("/cases/").context["titles"][0] == "企业", "each person's own"
    browser.post("/cases/columns/", {"query": ""})
    assert browser.get("/cases/").context["titles"] == []
    assert here.principal.browser.get("/cases/?c=uscc&c=state").context["titles"] == ["状态"]


def test_the_list_is_filtered_by_sector_and_counts_out_of_all(here: House) -> None:
    case = asked(here)
    Case.objects.filter(pk=case.pk).update(sector="C3252")
    browser = here.bureau_officer.browser

    assert here.enterprise.name in text(browser.get("/cases/?sector=C32"))
    other = browser.get("/cases/?sector=C31")
    assert "0 / 1 件" in text(other)
    assert "没有符合条件" in text(other)


def test_the_list_comes_in_pages_forward_and_back(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fugong.doors.cases.lists.PAGE", 2)
    made = []
    for _n in range(5):
        made.append(asked(here).pk)
        Case.objects.update(is_open=False)
    browser = here.bureau_officer.browser

    def shown(page: Any) -> list[Any]:
        return [one["case"].pk for one in page.context["rows"]]

    first = browser.get("/cases/")
    second = browser.get(f"/cases/?{first.context['after']}")
    third = browser.get(f"/cases/?{second.context['after']}")
    assert shown(first) + shown(second) + shown(third) == sorted(made, reverse=True)
    assert third.context["after"] == ""
    assert shown(browser.get(f"/cases/?{third.context['before']}")) == shown(second)
    assert shown(browser.get("/cases/?after=nonsense&before=x")) == shown(first)


def test_many_at_once_each_refusal_with_its_reason(here: House) -> None:
    case = asked(here)
    browser = here.bureau_officer.browser

    refused = text(
        browser.post("/cases/bulk/", {"case": [str(case.pk)], "act": "move:send_back"}, follow=True)
    )
    assert "请写明理由" in refused
    done = {"case": [str(case.pk)], "act": "move:send_back", "comment": "补材料"}
    assert "已办理 1 件" in text(browser.post("/cases/bulk/", done, follow=True))
    remind = {"case": [str(case.pk)], "act": "remind"}
    assert "已提醒 1 家" in text(browser.post("/cases/bulk/", remind, follow=True))


def test_statistics_and_the_table_of_steps(here: House) -> None:
    asked(here)
    browser = here.bureau_officer.browser

    assert "办理时间统计" in text(browser.get("/cases/statistics/loan/"))
    steps = text(browser.get("/cases/kinds/loan/"))
    assert "防疫专员" in steps
    assert "退回" in steps
