"""A move's own page: what it asks for, files sent with it, rows without a script, faults where they belong."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fugong.cases import actions
from fugong.cases.models import Case
from fugong.cases.spec import BUREAU, Field, Move
from tests.builders import House, authority, house, officer
from tests.cases.builders import FULL, LOAN, registered

pytestmark = pytest.mark.django_db
COUNT = Move(
    "count", "清点", ("asked",), "granted", ("bureau_officer",), at=BUREAU,
    fields=(Field("items", "清点结果", "rows", fields=(Field("item", "品名"), Field("there", "在", "boolean"))),),
)  # fmt: skip
CITY = "410800"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def here() -> Iterator[House]:
    with registered(replace(LOAN, moves=(*LOAN.moves, COUNT))):
        yield house()


def asked(here: House) -> Case:
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=FULL)
    return actions.move(case=case, by=by, name="ask", version=1)


def text(response: Any) -> str:
    return response.content.decode()


def test_a_row_more_or_less_of_a_move_does_not_make_it(here: House) -> None:
    case = asked(here)
    browser = here.bureau_officer.browser
    at = f"/cases/{case.pk}/moves/count/"
    one = {"version": "2", "items-0-item": "口罩", "items-0-there": "true"}

    more = text(browser.post(at, {**one, "act": "add:items"}))
    assert 'name="items-1-item"' in more
    assert 'value="口罩"' in more
    assert 'name="items-0-item"' in text(browser.post(at, {**one, "act": "drop:items:0"}))
    case.refresh_from_db()
    assert case.state == "asked"

    assert browser.post(at, one).status_code == 302
    case.refresh_from_db()
    assert case.state == "granted"


def test_a_file_that_a_move_demands_is_sent_with_it_and_kept_though_the_move_fails(here: House) -> None:
    case = asked(here)
    browser = here.bureau_officer.browser
    at = f"/cases/{case.pk}/moves/refuse/"
    assert "依据文件" in text(browser.get(at))

    without = browser.post(at, {"version": "2", "ground": "第3条", "comment": "不符合"})
    assert without.status_code == 422
    assert 'href="#file-reason_file"' in text(without)
    picture = SimpleUploadedFile("假.jpg", PDF)
    wrong = browser.post(at, {"version": "2", "ground": "第3条", "file-reason_file": picture})
    assert wrong.status_code == 422
    assert 'value="第3条"' in text(wrong)

    first = SimpleUploadedFile("依据.pdf", PDF)
    silent = browser.post(at, {"version": "2", "ground": "第3条", "file-reason_file": first})
    assert silent.status_code == 422
    assert 'id="comment-error"' in text(silent)
    assert "已有：依据.pdf" in text(silent)
    done = browser.post(at, {"version": "2", "ground": "第3条", "comment": "不符合"})
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.state == "refused"
    assert case.attachments.count() == 1


def test_what_is_sent_back_names_the_marked_sections(here: House) -> None:
    case = asked(here)
    browser = here.bureau_officer.browser
    browser.post(f"/cases/{case.pk}/comments/", {"section": "what", "text": "数量不对"})

    page = text(browser.get(f"/cases/{case.pk}/moves/send_back/"))

    assert "<strong>借什么</strong>" in page
    assert "数量不对" in page


def test_a_conflict_shows_what_is_kept_by_now_beside_what_was_typed(here: House) -> None:
    by = here.epidemic_officer.actor
    case = actions.open_case(kind="loan", enterprise=here.enterprise, by=by, data=FULL)
    actions.save(case=case, by=by, version=1, data={"people": 99})
    typed = {
        "version": "1", "purpose": "借用会议室", "people": "12", "on": "2026-11-30", "size": "large",
        "lines-0-item": "口罩", "lines-0-count": "3", "note": "",
    }  # fmt: skip

    page = here.principal.browser.post(f"/cases/{case.pk}/fill/what/", typed)

    assert page.status_code == 409
    assert text(page).count("现在保存的是：") == 1
    assert "99" in text(page)
    again = here.principal.browser.post(f"/cases/{case.pk}/fill/what/", {**typed, "version": "2"})
    assert again.status_code == 302


def test_whose_turn_it_is_stands_with_each_piece_of_work(here: House) -> None:
    case = asked(here)

    assert "轮到我们" in text(here.bureau_officer.browser.get(f"/cases/{case.pk}/"))
    seen = text(here.principal.browser.get(f"/cases/{case.pk}/"))
    assert "轮到工信部门" in seen
    assert "轮到卫健部门" in seen


def test_the_city_sees_every_county_by_name_and_may_do_nothing(here: House) -> None:
    case = asked(here)
    city = officer(authority("bureau", CITY)).browser

    assert here.enterprise.region.name in text(city.get("/cases/"))
    page = text(city.get(f"/cases/{case.pk}/"))
    assert "您只能查看" in page
    assert f"/cases/{case.pk}/moves/grant/" not in page
    assert city.post(f"/cases/{case.pk}/moves/grant/", {"version": "2"}).status_code == 403


def test_what_was_sent_back_says_first_why_and_where(here: House) -> None:
    case = asked(here)
    bureau = here.bureau_officer.browser
    bureau.post(f"/cases/{case.pk}/comments/", {"section": "what", "text": "数量不对"})
    bureau.post(f"/cases/{case.pk}/moves/send_back/", {"version": "2", "comment": "请核对数量"})

    page = text(here.principal.browser.get(f"/cases/{case.pk}/"))

    top = page[: page.index("可以办理")]
    assert "请核对数量" in top
    assert "数量不对" in top
    assert f'href="/cases/{case.pk}/fill/what/"' in top
