"""The look at a site on a phone: a checklist, photos, a conclusion; every piece may come twice."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from fugong.cases import actions
from fugong.cases.models import Case
from fugong.casetypes.startup.checklist import items
from fugong.core.models import AuditRow
from fugong.doors.bureau.site_page import RESULTS
from tests.builders import House, authority, house, officer

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
REPORT: dict[str, Any] = {
    "planned_start_on": "2036-03-02",
    "staff_returning": 80,
    "staff_screened": 80,
    "staff_abnormal": 0,
    "screening_note": "由防疫专员逐人核对。",
    "disinfection": [
        {"kind": kind, "area": area, "done_on": "2026-11-20", "by": "李卫国"}
        for kind, area in (("production", "机加工车间"), ("living", "宿舍"), ("office", "办公楼"))
    ],
    "safety_checks": [{"item": "用电", "result": "ok", "checked_on": "2026-11-20", "by": "李卫国"}],
}


@pytest.fixture
def here(settings: Any, tmp_path: Any) -> House:
    settings.MEDIA_ROOT = tmp_path
    return house()


def sent(here: House) -> Case:
    """A report that waits for the look at the site."""
    by = here.principal.actor
    case = actions.open_case(kind="startup", enterprise=here.enterprise, by=by, data=REPORT)
    return actions.move(case=case, by=by, name="send", version=case.version)


def answers(case: Case, move: str = "confirm", **changes: str) -> dict[str, str]:
    """The page filled, everything found in order."""
    results = {f"result-{one.id}": "ok" for one in items(case.enterprise.pack)}
    return {
        "version": str(case.version), "move": move, "checked_on": "2026-11-24", "signed_by": "赵建国", **results, **changes,
    }  # fmt: skip


def photo(name: str = "site-1.jpg") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "JPEG")
    return SimpleUploadedFile(name, made.getvalue())


def text(response: Any) -> str:
    return response.content.decode()


def state(case: Case) -> str:
    case.refresh_from_db()
    return case.state


@pytest.mark.article("G2", "G5")
def test_the_page_shows_what_was_reported_and_the_packs_checklist(here: House) -> None:
    case = sent(here)

    page = text(here.bureau_officer.browser.get(f"/bureau/site/{case.pk}/"))

    assert here.enterprise.name in page
    assert "2036年3月2日" in page
    assert "机加工车间" in page
    for item in items(here.enterprise.pack):
        assert item.label in page
    for _value, shape, label in RESULTS:
        assert f'<span aria-hidden="true">{shape}</span> {label}' in page


@pytest.mark.article("G2")
def test_a_site_in_order_is_confirmed(here: House) -> None:
    case = sent(here)

    done = here.bureau_officer.browser.post(f"/bureau/site/{case.pk}/", answers(case), follow=True)

    assert "现场核查通过" in text(done)
    assert state(case) == "confirmed"
    kept = case.steps.order_by("version").last().data.document()  # type: ignore[union-attr]
    assert kept["signed_by"] == "赵建国"
    assert [one["result"] for one in kept["checklist"]] == ["ok"] * len(items(here.enterprise.pack))


@pytest.mark.article("G2")
def test_an_item_not_met_refuses_to_confirm_is_named_and_nothing_typed_is_lost(here: House) -> None:
    case = sent(here)
    bad = items(here.enterprise.pack)[2]

    page = here.bureau_officer.browser.post(
        f"/bureau/site/{case.pk}/",
        answers(case, **{f"result-{bad.id}": "not_ok", f"note-{bad.id}": "地面有积水"}),
    )

    assert page.status_code == 422
    assert f"“{bad.label}”不符合，不能通过" in text(page)
    assert f'href="#item-{bad.id}"' in text(page)
    assert "地面有积水" in text(page)
    assert 'value="赵建国"' in text(page)
    assert state(case) == "sent"


def test_every_item_not_looked_at_is_told_at_its_place(here: House) -> None:
    case = sent(here)
    first, second, *_rest = items(here.enterprise.pack)

    refused = here.bureau_officer.browser.post(
        f"/bureau/site/{case.pk}/",
        answers(case, **{f"result-{first.id}": "", f"result-{second.id}": ""}, signed_by=""),
        headers=JSON,
    )
    unsigned = refused.json()["faults"]
    unseen = here.bureau_officer.browser.post(
        f"/bureau/site/{case.pk}/",
        answers(case, **{f"result-{first.id}": "", f"result-{second.id}": ""}),
        headers=JSON,
    ).json()["faults"]

    assert refused.status_code == 422
    assert set(unsigned) == {"signed_by"}
    assert set(unseen) == {f"item-{first.id}", f"item-{second.id}"}


@pytest.mark.article("G2")
def test_rectification_is_asked_for_with_a_reason_and_only_with_one(here: House) -> None:
    case = sent(here)
    bad = items(here.enterprise.pack)[0]
    asked = answers(case, "ask_rectification", **{f"result-{bad.id}": "not_ok"})
    browser = here.bureau_officer.browser

    refused = browser.post(f"/bureau/site/{case.pk}/", asked)
    assert refused.status_code == 422
    assert "请写明理由" in text(refused)
    browser.post(f"/bureau/site/{case.pk}/", {**asked, "comment": "方案落实到班组后再报"})

    assert state(case) == "rectifying"
    assert "方案落实到班组后再报" in text(here.principal.browser.get(f"/cases/{case.pk}/"))


def test_another_county_gets_no_such_page_and_the_try_is_recorded(here: House) -> None:
    case = sent(here)
    browser = here.other_county_officer.browser
    at = f"/bureau/site/{case.pk}/"

    assert browser.get(at).status_code == 404
    assert browser.post(at, answers(case)).status_code == 404
    assert browser.get(f"{at}state/").status_code == 404
    assert browser.post(f"{at}files/", {"kind": "site_photo", "file": photo()}).status_code == 404
    assert AuditRow.objects.filter(action="cases.refused", subject_id=case.pk).count() == 4


def test_the_city_sees_the_page_and_is_told_that_the_county_concludes(here: House) -> None:
    case = sent(here)
    city = officer(authority("bureau", "410800"))

    page = text(city.browser.get(f"/bureau/site/{case.pk}/"))

    assert "由企业所在县（市、区）的部门办理" in page
    assert "核查通过</button>" not in page
    refused = city.browser.post(f"/bureau/site/{case.pk}/files/", {"kind": "site_photo", "file": photo()})
    assert refused.status_code == 403
    assert not case.attachments.exists()


def test_a_report_in_another_state_says_which_and_leads_to_the_case(here: House) -> None:
    case = sent(here)
    browser = here.bureau_officer.browser
    browser.post(f"/bureau/site/{case.pk}/", answers(case))

    page = text(browser.get(f"/bureau/site/{case.pk}/"))

    assert "现在是“现场核查通过”" in page
    assert f'href="/cases/{case.pk}/"' in page
    assert "核查通过</button>" not in page


def test_a_photo_sent_twice_is_kept_once_and_can_be_taken_back(here: House) -> None:
    case = sent(here)
    browser = here.bureau_officer.browser
    at = f"/bureau/site/{case.pk}/"

    first = browser.post(f"{at}files/", {"kind": "site_photo", "file": photo()}).json()
    again = browser.post(f"{at}files/", {"kind": "site_photo", "file": photo()}).json()
    standing = browser.get(f"{at}state/").json()

    assert (first["again"], again["again"]) == (False, True)
    assert [(one["kind"], one["name"]) for one in standing["attachments"]] == [("site_photo", "site-1.jpg")]
    assert (standing["version"], standing["state"], standing["concluded"]) == (case.version, "sent", False)
    for _time in range(2):
        assert browser.post(f"{at}files/", {"remove": "site-1.jpg"}).json() == {"removed": "site-1.jpg"}
    assert browser.get(f"{at}state/").json()["attachments"] == []


def test_what_is_no_picture_is_refused_with_the_reason(here: House) -> None:
    case = sent(here)
    file = SimpleUploadedFile("site-2.jpg", b"%PDF-1.4\n%%EOF\n")

    refused = here.bureau_officer.browser.post(
        f"/bureau/site/{case.pk}/files/", {"kind": "site_photo", "file": file}
    )

    assert refused.status_code == 422
    assert ".jpg" in refused.json()["error"]["text"]


def test_a_conclusion_sent_again_because_its_answer_was_lost_is_acknowledged_and_recorded_once(
    here: House,
) -> None:
    case = sent(here)
    browser = here.bureau_officer.browser

    first = browser.post(f"/bureau/site/{case.pk}/", answers(case), headers=JSON)
    again = browser.post(f"/bureau/site/{case.pk}/", answers(case), headers=JSON)

    assert first.json() == again.json()
    assert (again.status_code, again.json()["state"], again.json()["concluded"]) == (200, "confirmed", True)
    assert case.steps.filter(move="confirm").count() == 1


def test_another_conclusion_after_the_first_is_a_conflict(here: House) -> None:
    case = sent(here)
    colleague = officer(here.bureau)
    here.bureau_officer.browser.post(f"/bureau/site/{case.pk}/", answers(case))

    late = colleague.browser.post(f"/bureau/site/{case.pk}/", answers(case), headers=JSON)

    assert late.status_code == 409
    assert "现场核查通过" in late.json()["faults"][""]


def test_without_javascript_the_form_sends_its_photos_along(here: House) -> None:
    case = sent(here)
    files = [photo("IMG_1.jpg"), SimpleUploadedFile("IMG_2.jpg", b"no picture")]

    done = here.bureau_officer.browser.post(
        f"/bureau/site/{case.pk}/", {**answers(case), "photos": files}, follow=True
    )

    assert state(case) == "confirmed"
    assert [one.file_name.reveal() for one in case.attachments.all()] == ["IMG_1.jpg"]
    assert "IMG_2.jpg" in text(done)


def test_a_case_of_another_kind_has_no_site(here: House) -> None:
    filing = actions.open_case(
        kind="filing", enterprise=here.enterprise, by=here.principal.actor, data={"site": "人民路1号"}
    )
    Case.objects.filter(pk=filing.pk).update(sent_at=filing.created_at)

    assert here.bureau_officer.browser.get(f"/bureau/site/{filing.pk}/").status_code == 404
