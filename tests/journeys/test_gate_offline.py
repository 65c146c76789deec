"""A shift at the gate with the real server: killed with the network, the browser killed too, and nothing lost or twice."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.journeys.tablet import Tablet, gun, key_in, opens_without_network

FUGONG = Path(sys.executable).with_name("fugong")


class Server:
    """The demonstration as a process group of its own."""

    def __init__(self, home: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.accounts_file = home / "accounts.json"
        self.environment = {
            **os.environ,
            "FUGONG_HOME": str(home),
            "FUGONG_DATABASE_URL": f"sqlite:///{home / 'demo.sqlite3'}",
            "PORT": str(port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *words: str) -> None:
        self.process = subprocess.Popen([FUGONG, *words], env=self.environment, start_new_session=True)
        deadline = time.monotonic() + 120
        while not self.answers():
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.2)

    def answers(self) -> bool:
        with suppress(OSError):
            return bool(urllib.request.urlopen(self.address + "/healthz", timeout=2).status == 200)
        return False

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def accounts(self) -> dict[str, Any]:
        return json.loads(self.accounts_file.read_text("utf-8"))  # type: ignore[no-any-return]

    def recorded(self) -> list[dict[str, Any]]:
        """Every passage of the device's enterprise, read back."""
        passages: list[dict[str, Any]] = []
        cursor, more = "", True
        while more:
            request = urllib.request.Request(f"{self.address}/api/v1/gate/passages?since={cursor}")
            request.add_header("Authorization", f"Bearer {self.accounts['device_token']}")
            page = json.load(urllib.request.urlopen(request, timeout=10))
            passages += page["passages"]
            cursor, more = page["next"], page["more"]
        return passages


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path / "home"
    home.mkdir()
    one = Server(home, port)
    one.start("demo", "--size", "small", "--days", "1", "--accounts-json", str(one.accounts_file))
    yield one
    one.kill()


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
            const good = (one) => one.status === "active" && one.verdict === "clear" && one.reported_for === today
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
    server: Server, tmp_path: Path
) -> None:
    with sync_playwright() as playwright:
        tablet = Tablet(playwright, tmp_path / "profile", server.address)
        page = sign_in_and_bind(tablet, server.accounts)
        wait_for_people(page)
        before = len(server.recorded())

        server.kill()
        page.context.set_offline(True)
        page.reload()
        expect(page.locator("#ready")).to_be_visible()
        gun(page, server.accounts["pass_code"])
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
        server.start("serve")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("#waiting")).to_have_text("0", timeout=30_000)
        expect(page.locator("#network")).to_have_text("在线")

        recorded = server.recorded()
        ours = [one for one in recorded if one["id"] in made]
        assert len(recorded) == before + 5
        assert sorted(one["id"] for one in ours) == sorted(made)
        assert [one["verdict"] for one in ours].count("allow") == 4
        assert {one["reason"] for one in ours if one["verdict"] == "allow"} == {"ok"}
        assert tablet.faults == []
        tablet.close()
