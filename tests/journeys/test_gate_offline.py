"""A shift at the gate with the real server: killed with the network, the browser killed too, and nothing lost or twice."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, expect

from tests.journeys.demonstration import Demonstration
from tests.journeys.tablet import Tablet, gun, key_in, opens_without_network


def waiting_ids(page: Page) -> list[str]:
    return page.evaluate(  # type: ignore[no-any-return]
        """async () => {
            const { openStore } = await import("/static/guard/store.js");
            return (await (await openStore()).oldest(500)).map(({ id }) => id);
        }"""
    )


def clear_job_numbers(page: Page, many: int) -> list[str]:
    """Job numbers of workers whom the bundle would let in; the last ones, for the first is the pass code's."""
    return page.evaluate(  # type: ignore[no-any-return]
        """async (many) => {
            const { openStore } = await import("/static/guard/store.js");
            const { header, people } = await (await openStore()).bundle();
            const today = header.marks[0].day;
            const good = (one) => !one.kind && one.status === "active" && one.verdict === "clear" && one.reported_for === today
                && !one.isolated && !one.observed && (!one.expected_from || one.expected_from <= today);
            return people.filter(good).slice(-many).map((one) => one.job_number);
        }""",
        many,
    )


def sign_in_and_bind(tablet: Tablet, accounts: dict[str, Any]) -> Page:
    guard = accounts["accounts"]["guard"]
    page = tablet.open("/accounts/login/?next=/gate/")
    page.locator("[name=login]").fill(guard["login"])
    page.locator("[name=password]").fill(guard["password"])
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/gate/")
    expect(page.locator("#stopped")).to_be_visible()
    page.evaluate(
        """async (token) => {
            const { openStore } = await import("/static/guard/store.js");
            await (await openStore()).bind(token);
        }""",
        accounts["device_token"],
    )
    page.reload()
    opens_without_network(page)
    return page


def wait_for_people(page: Page) -> None:
    """The demonstration's history is still filling: come back until the bundle knows whom to let in."""
    for _try in range(60):
        if len(clear_job_numbers(page, 3)) == 3:
            return
        page.wait_for_timeout(1000)
        page.reload()
        opens_without_network(page)
    raise AssertionError("nobody reported in the demonstration")


def test_a_shift_without_network_is_recorded_exactly_once_when_it_returns(
    demonstration: Demonstration, playwright: Playwright, tmp_path: Path
) -> None:
    tablet = Tablet(playwright, tmp_path / "profile", demonstration.address)
    page = sign_in_and_bind(tablet, demonstration.accounts)
    wait_for_people(page)
    before = len(demonstration.recorded())

    demonstration.kill()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#ready")).to_be_visible()
    gun(page, demonstration.accounts["pass_code"])
    key_in(page, "365")
    expect(page.locator("#word")).to_have_text("通行")
    assert int(page.evaluate("document.body.dataset.took")) < 200
    jobs = clear_job_numbers(page, 3)
    assert len(jobs) == 3
    for job in jobs:
        gun(page, f"JOB:{job}")
        expect(page.locator("#temperature")).to_be_visible()
        key_in(page, "364")
        expect(page.locator("#verdict")).to_be_visible()
        expect(page.locator("#word")).to_have_text("通行")
    gun(page, "FGB:nobodyatall")
    expect(page.locator("#word")).to_have_text("禁止")
    expect(page.locator("#waiting")).to_have_text("5")
    made = waiting_ids(page)
    tablet.kill()

    page = tablet.open()
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#waiting")).to_have_text("5")
    demonstration.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("0", timeout=30_000)
    expect(page.locator("#network")).to_have_text("在线")

    recorded = demonstration.recorded()
    ours = [one for one in recorded if one["id"] in made]
    assert len(recorded) == before + 5
    assert sorted(one["id"] for one in ours) == sorted(made)
    assert [one["verdict"] for one in ours].count("allow") == 4
    assert {one["reason"] for one in ours if one["verdict"] == "allow"} == {"ok"}
    assert tablet.faults == []
    tablet.close()
