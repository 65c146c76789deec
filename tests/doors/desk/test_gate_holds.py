"""Those held for a fever, at the desk: what counts as a second measurement, what does not, and why (G3, G8)."""

from datetime import timedelta

import pytest

from fugong.core import clock
from fugong.core.ids import new_id
from fugong.gates.models import FeverHold
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.article("G3", "G8")]


@pytest.fixture
def house():
    return builders.house()


def held(house, ago=timedelta(minutes=10)):
    return FeverHold.objects.create(
        enterprise=house.enterprise,
        checkpoint_id=new_id(),
        passage_id=new_id(),
        person_id=house.worker.pk,
        happened_at=clock.now() - ago,
        celsius="38.1",
        first_instrument="forehead",
    )


def test_the_page_proposes_another_thermometer_and_shows_what_does_not_count(house):
    client = house.epidemic_officer.browser
    hold = held(house, ago=timedelta(minutes=2))
    where = f"/desk/gates/holds/{hold.pk}/"
    page = client.get(where).content.decode()
    assert '<option value="axillary" selected>' in page
    assert '<option value="forehead" selected>' in page

    told = {"celsius": "36.6", "instrument": "forehead", "first_instrument": "forehead"}
    assert client.post(f"{where}second/", told).status_code == 302
    page = client.get(where).content.decode()
    assert "不算数：休息时间未满 · 没有换一种体温计" in page
    assert "不算数：休息时间未满 · 没有换一种体温计" in client.get("/desk/gates/holds/").content.decode()
    refused = client.post(f"{where}outcome/", {"outcome": "cleared", "why": ""})
    assert refused.status_code == 422
    assert "没有按要求复测就下结论" in refused.content.decode()

    FeverHold.objects.update(happened_at=clock.now() - timedelta(minutes=11))
    assert client.post(f"{where}second/", {**told, "instrument": "ear", "celsius": "36.7"}).status_code == 302
    assert client.post(f"{where}outcome/", {"outcome": "cleared", "why": ""}).status_code == 302
    page = client.get(where).content.decode()
    assert "36.6 ℃ · 额温枪" in page
    assert "36.7 ℃ · 耳温计" in page


def test_the_api_says_why_one_does_not_count(house):
    hold = held(house)
    where = f"/gate-holds/{hold.pk}"
    officer = house.epidemic_officer
    told = officer.api.post(f"{where}/second", {"celsius": "36.6", "instrument": "forehead"}).json()
    assert (told["first_instrument"], told["second_marks"]) == ("forehead", ["same_kind"])

    told = officer.api.post(f"{where}/second", {"celsius": "36.8", "instrument": "axillary"}).json()
    assert (told["second_marks"], [one["marks"] for one in told["earlier"]]) == ([], [["same_kind"]])
    assert officer.api.post(f"{where}/second", {"celsius": "36.8", "instrument": "ear"}).status_code == 409
