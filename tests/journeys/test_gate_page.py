"""The guard's page in real Chromium against a small server that can fail: nothing lost, nothing twice, no waiting.

Chromium is started with a profile on disk, so that it can be killed and started again like a tablet.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
import pytest
from django.test import override_settings
from playwright.sync_api import Page, Playwright, expect

django.setup()

from fugong.core.codes import SigningKey  # noqa: E402 - after Django is set up
from fugong.core.ids import new_id  # noqa: E402
from fugong.doors.cli.serve.addresses import free_port  # noqa: E402
from tests.journeys.gate_server import GateServer  # noqa: E402
from tests.journeys.tablet import PHONE, Tablet, gun, key_in, opens_without_network  # noqa: E402

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
OUTPUT = Path(__file__).parent / "output"


@pytest.fixture
def server() -> Iterator[GateServer]:
    gate = GateServer(free_port())
    gate.person("Zk3mQ8vT1xYb")
    with override_settings(ROOT_URLCONF="tests.journeys.gate_server"):
        gate.start()
        yield gate
        gate.stop()


class BoundTablet(Tablet):
    def bound(self, **options: object) -> Page:
        """A page that is bound, has its bundle, and would open without a network."""
        page = self.open("/gate/bind/ticket/", **options)  # type: ignore[arg-type]
        page.wait_for_url("**/gate/")
        opens_without_network(page)
        return page


@pytest.fixture
def tablet(playwright: Playwright, server: GateServer, tmp_path: Path) -> Iterator[BoundTablet]:
    one = BoundTablet(playwright, tmp_path / "profile", server.address)
    yield one
    one.close()
    assert one.faults == []


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def pass_through(page: Page, server: GateServer, ref: str, digits: str = "365") -> None:
    gun(page, server.pass_of(ref))
    expect(page.locator("#temperature")).to_be_visible()
    key_in(page, digits)
    expect(page.locator("#verdict")).to_be_visible()


def test_a_clear_worker_passes_in_under_200_ms_and_the_page_is_ready_again(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()

    pass_through(page, server, "Zk3mQ8vT1xYb")

    expect(page.locator("#word")).to_have_text("通行")
    assert "张*" in page.locator("#verdict .person").inner_text()
    assert (
        float(page.evaluate("parseFloat(getComputedStyle(document.getElementById('word')).fontSize)")) >= 96
    )
    assert int(page.evaluate("document.body.dataset.took")) < 200
    expect(page.locator("#ready")).to_be_visible(timeout=3500)
    wait_until(lambda: len(server.stored) == 1)
    # Where the service worker was the one that sent it, the page counts again in its next round.
    expect(page.locator("#waiting")).to_have_text("0", timeout=40_000)
    expect(page.locator("#inside")).to_have_text("121", timeout=40_000)
    stored = next(iter(server.stored.values()))
    assert (stored["temperature"], stored["direction"], stored["verdict"]) == (36.5, "in", "allow")


def test_a_fever_is_held_with_three_steps_and_stays_until_a_tap(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()

    pass_through(page, server, "Zk3mQ8vT1xYb", "373")

    expect(page.locator("#word")).to_have_text("暂留")
    assert page.locator("#steps li").count() == 3
    page.wait_for_timeout(2500)
    expect(page.locator("#verdict")).to_be_visible()
    page.locator("#again").click()
    key_in(page, "372")
    expect(page.locator("#word")).to_have_text("通行")
    wait_until(lambda: len(server.stored) == 2)
    assert [one["verdict"] for one in server.stored.values()] == ["hold", "allow"]


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}], ids=["360", "1280"])
def test_somebody_held_is_measured_again_and_a_word_ends_it(
    tablet: BoundTablet, server: GateServer, viewport: dict[str, int]
) -> None:
    server.rest_minutes = 10
    page = tablet.bound(viewport=viewport)
    page.clock.install()
    width = viewport["width"]
    OUTPUT.mkdir(exist_ok=True)
    pass_through(page, server, "Zk3mQ8vT1xYb", "381")
    tablet.context.set_offline(True)

    page.locator("#to-holds").click()
    held = page.locator("#holds-list > li")
    expect(held).to_have_count(1)
    expect(page.locator("[data-tab='holds'] b")).to_have_text("1")
    expect(held.locator(".rest")).to_contain_text("后复测")
    page.screenshot(path=OUTPUT / f"gate-holds-{width}.png")
    held.get_by_role("button", name="额温枪").click()
    held.locator("input").fill("38.2")
    held.get_by_role("button", name="记录复测").click()
    held.get_by_role("button", name="照样记下").click()
    expect(held.locator(".wrong").first).to_contain_text("不算数")
    expect(held.get_by_role("button", name="确认发热")).to_have_count(0)
    page.screenshot(path=OUTPUT / f"gate-holds-early-{width}.png")
    page.clock.fast_forward("11:00")
    expect(held.locator(".rest")).to_have_text("休息够了，可以复测")
    held.get_by_role("button", name="耳温计").click()
    held.locator("input").fill("38.3")
    held.get_by_role("button", name="记录复测").click()
    confirm = held.get_by_role("button", name="确认发热")
    expect(confirm).to_be_visible()
    page.screenshot(path=OUTPUT / f"gate-holds-measured-{width}.png")
    confirm.click()
    assert page.locator("#holds-list > li").count() == 1
    held.get_by_role("button", name="再按一次").click()
    expect(held).to_have_count(0)
    expect(page.locator("#holds-empty")).to_be_visible()
    page.evaluate(AXE.read_text("utf-8") + "; 0")
    assert page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))") == []
    tablet.context.set_offline(False)

    wait_until(lambda: len(server.entries) == 3)
    assert [(one["kind"], one["data"].get("outcome")) for one in server.entries.values()] == [
        ("hold.second_reading", None),
        ("hold.second_reading", None),
        ("hold.settled", "confirmed"),
    ]
    page.locator("[data-tab='ready']").click()
    expect(page.locator("#ready")).to_be_visible()


def test_what_a_terminal_has_just_measured_is_taken_with_one_tap(
    tablet: BoundTablet, server: GateServer
) -> None:
    def measured(celsius: float) -> str:
        one = str(new_id())
        server.readings = [{"id": one, "at": server.now().isoformat(), "temperature": celsius}]
        return one

    server.person("Ab1cD2eF3gHi")
    first = measured(36.4)
    page = tablet.bound()
    offered = page.locator("#ready [data-reading]")
    expect(offered).to_contain_text("36.4 ℃", timeout=10_000)
    offered.click()
    expect(offered).to_contain_text("下一位")
    page.screenshot(path=OUTPUT / "gate-reading-360.png")
    gun(page, server.pass_of("Zk3mQ8vT1xYb"))
    expect(page.locator("#word")).to_have_text("通行")
    expect(page.locator("#reading")).to_have_text("36.4 ℃")
    expect(page.locator("#ready")).to_be_visible(timeout=5000)
    expect(offered).to_be_hidden()

    second = measured(38.2)
    gun(page, server.pass_of("Ab1cD2eF3gHi"))
    expect(page.locator("#temperature [data-reading]")).to_contain_text("38.2 ℃", timeout=10_000)
    page.screenshot(path=OUTPUT / "gate-reading-keys-360.png")
    page.locator("#temperature [data-reading]").click()
    expect(page.locator("#word")).to_have_text("暂留")
    page.locator("#to-holds").click()
    expect(page.locator("#holds-list .said").first).to_contain_text("热成像")

    wait_until(lambda: len(server.entries) == 2)
    assert [one["data"]["reading"] for one in server.entries.values()] == [first, second]
    assert [one["data"]["passage"] for one in server.entries.values()] == list(server.stored)


def test_what_cannot_pass_is_refused_without_asking_for_a_temperature(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()
    server.person("isolated0001", isolated=True, name="王*")
    page.evaluate("document.getElementById('network-now').click()")
    wait_until(lambda: len(server.since) >= 2)
    page.wait_for_timeout(300)
    forged = server.pass_of("Zk3mQ8vT1xYb")
    server.key, ours = SigningKey.generate(), server.key
    stranger = server.pass_of("Zk3mQ8vT1xYb")
    server.key = ours

    for code, why in [
        ("FGB:isolated0001", "此人正在隔离"),
        (stranger, "不是本系统签发"),
        (forged[:-1], "读不出来"),
        ("JOB:A9999", "花名册里没有"),
    ]:
        gun(page, code)
        expect(page.locator("#why")).to_contain_text(why)
        expect(page.locator("#word")).to_have_text("禁止")

    wait_until(lambda: len(server.stored) == 4)


def test_double_scans_and_two_fingers_make_one_passage(tablet: BoundTablet, server: GateServer) -> None:
    page = tablet.bound()
    code = server.pass_of("Zk3mQ8vT1xYb")

    gun(page, code)
    expect(page.locator("#temperature")).to_be_visible()
    gun(page, code)
    key_in(page, "366", confirm=False)
    page.evaluate("for (let i = 0; i < 3; i += 1) document.getElementById('confirm').click()")
    expect(page.locator("#verdict")).to_be_visible()
    gun(page, code)
    expect(page.locator("#note")).to_contain_text("刚刚已记录")
    gun(page, server.pass_of("Zk3mQ8vT1xYb"))

    page.wait_for_timeout(800)
    assert len(server.stored) == 1
    assert page.locator("#temperature").is_hidden()


def test_the_point_sets_itself_and_an_impossible_reading_is_refused(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()

    gun(page, server.pass_of("Zk3mQ8vT1xYb"))
    expect(page.locator("#confirm")).to_be_disabled()
    key_in(page, "365", confirm=False)
    expect(page.locator("#display")).to_have_text("36.5")
    for _ in range(3):
        page.locator("#keypad [data-key=Backspace]").click()
    key_in(page, "365", confirm=False)
    page.locator("#cancel-temperature").click()
    expect(page.locator("#ready")).to_be_visible()
    gun(page, server.pass_of("Zk3mQ8vT1xYb"))
    for key in ["3", ".", "6", "5"]:
        page.keyboard.press(key)
        page.wait_for_timeout(110)
    expect(page.locator("#display")).to_have_text("3.65")
    page.keyboard.press("Enter")
    expect(page.locator("#why")).to_contain_text("3.65 ℃ 不可信")
    page.locator("#again").click()
    page.locator("#unmeasured").click()
    expect(page.locator("#why")).to_contain_text("没有测到体温")


def test_a_job_number_is_found_by_a_few_of_its_digits(tablet: BoundTablet, server: GateServer) -> None:
    page = tablet.bound()

    page.locator("#open-job").click()
    for key in "001":
        page.locator(f"#job-keypad [data-key='{key}']").click()
    page.locator("#suggestions button", has_text="A0001 张*").click()
    key_in(page, "364")

    expect(page.locator("#word")).to_have_text("通行")
    wait_until(lambda: len(server.stored) == 1)
    assert next(iter(server.stored.values()))["code"] == "JOB:A0001"


def test_going_out_needs_no_temperature(tablet: BoundTablet, server: GateServer) -> None:
    page = tablet.bound()

    page.locator("#direction-out").click()
    gun(page, server.pass_of("Zk3mQ8vT1xYb"))

    expect(page.locator("#word")).to_have_text("通行")
    wait_until(lambda: len(server.stored) == 1)
    stored = next(iter(server.stored.values()))
    assert (stored["direction"], stored["temperature"]) == ("out", None)


def test_a_whole_shift_without_a_network_and_a_killed_browser_lose_nothing(
    tablet: BoundTablet, server: GateServer
) -> None:
    for number in range(3):
        server.person(f"worker00000{number}")
    page = tablet.bound()
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL") == f"{server.address}/gate/sw.js"
    hired_today = server.pass_of("hired0000001", issued=datetime.now(UTC) + timedelta(seconds=5))
    server.stop()
    page.context.set_offline(True)

    page.reload()
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#network")).to_have_text("断网")
    for number in range(3):
        pass_through(page, server, f"worker00000{number}")
    gun(page, hired_today)
    expect(page.locator("#temperature")).to_be_visible()
    key_in(page, "381")
    expect(page.locator("#word")).to_have_text("暂留")
    tablet.kill()

    page = tablet.open()
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#waiting")).to_have_text("4")
    expect(page.locator("#network")).to_have_text("断网")
    pass_through(page, server, "Zk3mQ8vT1xYb")
    expect(page.locator("#waiting")).to_have_text("5")

    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("0", timeout=20_000)
    expect(page.locator("#network")).to_have_text("在线")
    assert len(server.stored) == 5
    assert len(server.received) == 5
    assert server.since[-1] is not None


def test_lost_answers_and_a_kill_in_the_middle_are_recorded_once(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()
    server.forget_answers = 2

    pass_through(page, server, "Zk3mQ8vT1xYb")
    wait_until(lambda: len(server.received) >= 1)
    tablet.kill()
    page = tablet.open()

    expect(page.locator("#waiting")).to_have_text("0", timeout=20_000)
    assert len(server.stored) == 1
    assert len(server.received) >= 2


def test_what_waits_is_sent_by_the_service_worker_after_the_page_is_closed(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()
    server.stop()
    pass_through(page, server, "Zk3mQ8vT1xYb")
    expect(page.locator("#network")).to_have_text("断网")
    elsewhere = page.context.new_page()
    page.close()

    server.start()
    elsewhere.goto(server.address + "/static/guard/icon.svg")
    devtools = elsewhere.context.new_cdp_session(elsewhere)
    workers: list[dict[str, object]] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda event: workers.extend(event["registrations"])
    )
    devtools.send("ServiceWorker.enable")
    while not workers:
        elsewhere.wait_for_timeout(50)
    sync = {"origin": server.address, "tag": "fugong-gate-drain", "lastChance": False}
    devtools.send("ServiceWorker.dispatchSyncEvent", {**sync, "registrationId": workers[0]["registrationId"]})

    wait_until(lambda: len(server.stored) == 1)


def test_five_hundred_a_batch_and_a_broken_one_holds_up_nobody(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()
    server.refuse_codes = {"FGB:broken"}
    server.stop()
    page.evaluate(
        """async () => {
            const { openStore } = await import("/static/guard/store.js");
            const { newId } = await import("/static/guard/ids.js");
            const store = await openStore();
            const { enterprise } = await store.header();
            for (let index = 0; index < 700; index += 1) {
                const id = newId();
                const code = index === 123 ? "FGB:broken" : `FGB:${index}`;
                const passage = { id, code, temperature: 36.5, direction: "in", verdict: "allow" };
                await store.record(
                    { ...passage, at: new Date().toISOString(), enterprise: enterprise.id, corrected: Date.now() },
                    { ...passage, day: "2026-01-01", at: Date.now(), key: code, name: "", team: "", reason: "ok",
                      flagged: false, state: "waiting", server: null });
            }
        }"""
    )

    server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("#aside")).to_be_visible(timeout=20_000)
    expect(page.locator("#waiting")).to_have_text("0", timeout=20_000)
    assert len(server.stored) == 699
    assert len(server.received) == 699
    assert max(server.batches) == 500
    server.refuse_codes = set()
    page.locator("#retry-aside").click()
    wait_until(lambda: len(server.stored) == 700)
    expect(page.locator("#aside")).to_be_hidden()


def test_a_failing_server_is_tried_again_and_a_withdrawn_device_stops_and_says_so(
    tablet: BoundTablet, server: GateServer
) -> None:
    server.person("second000001")
    page = tablet.bound()
    server.fail_with = 503

    pass_through(page, server, "Zk3mQ8vT1xYb")
    expect(page.locator("#network")).to_have_text("服务器忙", timeout=60_000)
    server.fail_with = 0
    expect(page.locator("#waiting")).to_have_text("0", timeout=60_000)  # it waits longer after each failure
    server.fail_with = 503
    pass_through(page, server, "second000001", "381")
    server.withdrawn = True

    expect(page.locator("#stopped")).to_be_visible(timeout=60_000)
    expect(page.locator("#stopped-text")).to_contain_text("1 条")
    gun(page, server.pass_of("Zk3mQ8vT1xYb"))
    page.wait_for_timeout(300)
    expect(page.locator("#stopped")).to_be_visible()
    server.withdrawn, server.fail_with = False, 0
    page.goto(server.address + "/gate/bind/ticket/")
    page.wait_for_url("**/gate/")
    wait_until(lambda: len(server.stored) == 2)


def times_about(moment: datetime) -> list[str]:
    return [f"{moment + timedelta(hours=8, seconds=second):%H:%M:%S}" for second in (-2, -1, 0, 1)]


def test_a_wrong_clock_is_shown_and_corrected(tablet: BoundTablet, server: GateServer) -> None:
    server.ahead = timedelta(minutes=5)
    page = tablet.bound()

    expect(page.locator("#skew")).to_have_text("本机时钟慢 5 分钟，已按服务器时间更正。")
    wait_until(lambda: page.locator("#clock").inner_text() in times_about(server.now()))
    pass_through(page, server, "Zk3mQ8vT1xYb")
    wait_until(lambda: len(server.stored) == 1)
    at = datetime.fromisoformat(next(iter(server.stored.values()))["at"])
    assert abs(at - datetime.now(UTC)) < timedelta(seconds=20)


def test_a_differing_judgement_of_the_server_is_said_until_acknowledged(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()
    code = server.pass_of("Zk3mQ8vT1xYb")
    server.server_verdict[code] = ("deny", "revoked", "这个通行码已作废。")

    gun(page, code)
    key_in(page, "365")

    expect(page.locator("#alarm")).to_contain_text("已放行，但系统判定应当拦下")
    page.locator("#alarm-seen").click()
    expect(page.locator("#alarm")).to_be_hidden()
    page.wait_for_timeout(2500)
    page.locator("#open-log").click()
    expect(page.locator("#log-list .differs")).to_contain_text("系统判定：禁止")


def test_an_old_code_passes_and_asks_to_compare_the_mark_of_the_day(
    tablet: BoundTablet, server: GateServer
) -> None:
    page = tablet.bound()

    gun(page, server.pass_of("Zk3mQ8vT1xYb", issued=server.now() - timedelta(hours=1)))
    key_in(page, "365")

    expect(page.locator("#word")).to_have_text("通行")
    expect(page.locator("#stale")).to_contain_text("核对暗号")
    expect(page.locator("#verdict .mark")).to_have_text("白云 · 橙色")


def test_the_camera_reads_a_code_with_our_own_wasm(
    tablet: BoundTablet, server: GateServer, tmp_path: Path
) -> None:
    film = tmp_path / "code.y4m"
    write_film(film, server.pass_of("Zk3mQ8vT1xYb"))
    page = tablet.bound(
        extra=[
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
    )

    expect(page.locator("#temperature")).to_be_visible(timeout=20_000)
    key_in(page, "365")
    expect(page.locator("#word")).to_have_text("通行")
    page.wait_for_timeout(3500)

    assert len(server.stored) == 1
    assert page.evaluate("document.body.dataset.camera") == "on"


def write_film(path: Path, code: str) -> None:
    """Two frames of a QR code, as a raw video that Chromium takes for a camera."""
    import segno

    rows = [list(row) for row in segno.make(code, error="m").matrix_iter(scale=8, border=4)]
    width, height = 1280, 720
    top, left = (height - len(rows)) // 2, (width - len(rows[0])) // 2
    picture = bytearray(b"\xeb" * (width * height))
    for y, row in enumerate(rows):
        start = (top + y) * width + left
        picture[start : start + len(row)] = bytes(0x10 if dark else 0xEB for dark in row)
    frame = b"FRAME\n" + bytes(picture) + b"\x80" * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 2)


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}], ids=["360", "1280"])
def test_every_screen_fits_and_axe_finds_nothing(
    tablet: BoundTablet, server: GateServer, viewport: dict[str, int]
) -> None:
    server.ahead = timedelta(minutes=5)
    page = tablet.bound(viewport=viewport)
    width = viewport["width"]
    OUTPUT.mkdir(exist_ok=True)

    def look(name: str) -> None:
        page.screenshot(path=OUTPUT / f"gate-{name}-{width}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        overflow = "(section) => section.scrollHeight - section.clientHeight"
        if name != "log":
            assert page.locator("main > section:not([hidden])").evaluate(overflow) <= 0, name
        page.evaluate(AXE.read_text("utf-8") + "; 0")
        found = page.evaluate(
            "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))"
        )
        assert found == [], name

    look("ready")
    gun(page, server.pass_of("Zk3mQ8vT1xYb", issued=server.now() - timedelta(hours=1)))
    key_in(page, "36", confirm=False)
    look("temperature")
    key_in(page, "5")
    expect(page.locator("#verdict")).to_be_visible()
    page.wait_for_timeout(150)
    look("allow")
    expect(page.locator("#ready")).to_be_visible()
    page.locator("#open-job").click()
    page.locator("#job-keypad [data-key='0']").click()
    page.locator("#job-keypad [data-key='1']").click()
    look("job")
    page.locator("#cancel-job").click()
    page.wait_for_timeout(5000)
    pass_through(page, server, "Zk3mQ8vT1xYb", "381")
    page.wait_for_timeout(150)
    look("hold")
    page.locator("#next-scan").click()
    gun(page, "FG1:NOTHING")
    page.wait_for_timeout(150)
    look("deny")
    page.locator("#next-scan").click()
    page.locator("#open-log").click()
    expect(page.locator("#log")).to_be_visible()
    look("log")
    page.locator("#close-log").click()
    look("again")
    page.locator("#language").click()
    gun(page, "FG1:NOTHING AGAIN")
    page.wait_for_timeout(150)
    look("english")
