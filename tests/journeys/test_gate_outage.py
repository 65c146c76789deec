"""A long outage on one phone: thousands of passages, a full disk, an emptied browser, a lost device, a file at the desk."""

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Page, Playwright, expect

from fugong.doors.cli.serve.addresses import free_port
from tests.journeys.demonstration import Demonstration
from tests.journeys.gate_server import ENTERPRISE, TOKEN, GateServer
from tests.journeys.tablet import Tablet, gun
from tests.journeys.test_gate_offline import sign_in_and_bind
from tests.journeys.test_gate_page import BoundTablet, pass_through, wait_until

PASSAGES = 5_000
DRAINED_IN = 60

RECORD = """async (count) => {
    const { openStore } = await import("/static/guard/store.js");
    const { newId } = await import("/static/guard/ids.js");
    const store = await openStore();
    const header = await store.header();
    const { people } = await store.bundle();
    const at = Date.now() - 8 * 3_600_000;
    const step = 8 * 3_600_000 / count;
    const waits = [];
    const ids = [];
    for (let n = 0; n < count; n += 1) {
        const when = at + n * step;
        const person = people[n % people.length];
        const passage = {
            id: newId(when), code: `JOB:${person.job_number}`, temperature: 36.5, direction: n % 2 ? "out" : "in",
            at: new Date(when).toISOString(), verdict: "allow",
        };
        ids.push(passage.id);
        waits.push(store.record(
            { ...passage, enterprise: header.enterprise.id, device: header.device.id, corrected: when + header.offset },
            { id: passage.id, day: "2020-02-24", at: when, key: person.ref, name: "张*", team: "", direction: passage.direction,
              temperature: 36.5, verdict: "allow", reason: "ok", flagged: false, state: "waiting", server: null },
        ));
        if (waits.length === 100) await Promise.all(waits.splice(0));
    }
    await Promise.all(waits);
    const { Entries } = await import("/static/guard/entries.js");
    const entries = new Entries(store, () => header, () => Date.now() + header.offset);
    await entries.record("temperature.read", { reading: newId(), passage: newId() });
    await entries.record("no.such.kind", {});
    store.close();
    return ids;
}"""

FULL = """() => {
    window.fullDisk = true;
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...given) {
        if (window.fullDisk && ["queue", "log"].includes(this.name)) throw new DOMException("full", "QuotaExceededError");
        return put.apply(this, given);
    };
}"""


@pytest.fixture
def gate() -> Iterator[GateServer]:
    one = GateServer(free_port())
    one.person("Zk3mQ8vT1xYb")
    with override_settings(ROOT_URLCONF="tests.journeys.gate_server"):
        one.start()
        yield one
        one.stop()


@pytest.fixture
def tablet(playwright: Playwright, gate: GateServer, tmp_path: Path) -> Iterator[BoundTablet]:
    one = BoundTablet(playwright, tmp_path / "profile", gate.address)
    yield one
    one.close()
    assert one.faults == []


def tables(page: Page) -> dict[str, Any]:
    """What lies in the browser's tables, as it lies there."""
    return page.evaluate(  # type: ignore[no-any-return]
        """async () => {
            const { openDB } = await import("/static/vendor/idb/index.js");
            const db = await openDB("fugong-gate");
            const found = { edition: db.version };
            for (const name of db.objectStoreNames) found[name] = await db.getAll(name);
            found.keys = await db.getAllKeys("meta");
            db.close();
            return found;
        }"""
    )


def exported(page: Page) -> Any:
    """The file that the export button makes."""
    with page.expect_download() as download:
        page.locator("[data-export=save]:visible").first.click()
    expect(page.locator("#exported")).to_contain_text("已存成文件")
    return json.loads(Path(download.value.path()).read_text("utf-8"))


def test_a_full_disk_is_told_the_passage_is_kept_in_memory_and_sent_from_there(
    tablet: BoundTablet, gate: GateServer
) -> None:
    gate.person("second000001")
    page = tablet.bound()
    gate.stop()
    page.evaluate(FULL)

    pass_through(page, gate, "Zk3mQ8vT1xYb")

    warning = page.locator("#keeping")
    expect(warning).to_contain_text("有 1 条没有存进手机")
    expect(page.locator("#word")).to_have_text("通行")
    expect(page.locator("#waiting")).to_have_text("1")
    expect(page.locator("#ready")).to_be_visible()
    assert warning.locator("li:visible").count() == 3
    assert tables(page)["queue"] == []
    inner = json.loads(exported(page)["content"])
    assert [one["verdict"] for one in inner["passages"]] == ["allow"]

    gate.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until(lambda: len(gate.stored) == 1)
    expect(warning).to_be_hidden()
    expect(page.locator("#waiting")).to_have_text("0")

    gate.stop()
    page.locator("#direction-out").click()
    gun(page, gate.pass_of("second000001"))
    expect(warning).to_contain_text("有 1 条没有存进手机")
    page.evaluate("window.fullDisk = false")
    expect(warning).to_be_hidden(timeout=12_000)
    assert len(tables(page)["queue"]) == 1


def test_an_emptied_browser_is_noticed_and_says_how_much_waited(
    tablet: BoundTablet, gate: GateServer
) -> None:
    page = tablet.bound()
    gate.stop()
    page.context.set_offline(True)
    pass_through(page, gate, "Zk3mQ8vT1xYb")
    expect(page.locator("#waiting")).to_have_text("1")
    gate.start()
    page.context.set_offline(False)
    page.goto(gate.address + "/static/guard/icon.svg")
    page.evaluate("new Promise((done) => { indexedDB.deleteDatabase('fugong-gate').onsuccess = done; })")

    page.goto(gate.address + "/gate/")

    expect(page.locator("#keeping")).to_contain_text("清掉前还有 1 条没有上传")
    expect(page.locator("#stopped")).to_be_visible()
    page.goto(gate.address + "/gate/bind/ticket/")
    page.wait_for_url("**/gate/")
    expect(page.locator("#keeping")).to_contain_text("清掉前还有 1 条没有上传")
    page.locator("#keeping-seen").click()
    expect(page.locator("#keeping")).to_be_hidden()
    page.reload()
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#keeping")).to_be_hidden()


def test_the_first_edition_of_the_tables_becomes_this_one_without_losing_what_waits(
    tablet: BoundTablet, gate: GateServer
) -> None:
    page = tablet.open("/static/guard/icon.svg")
    page.evaluate(
        """async ([token, enterprise, device]) => {
            const { openDB } = await import("/static/vendor/idb/index.js");
            const { newId } = await import("/static/guard/ids.js");
            const db = await openDB("fugong-gate", 1, { upgrade(fresh) {
                fresh.createObjectStore("meta");
                fresh.createObjectStore("people", { keyPath: "ref" });
                fresh.createObjectStore("queue", { keyPath: "id" });
                fresh.createObjectStore("aside", { keyPath: "id" });
                fresh.createObjectStore("log", { keyPath: "id" }).createIndex("day", "day");
            } });
            await db.put("meta", token, "token");
            await db.put("meta", { enterprise: { id: enterprise }, device: { id: device }, cursor: "0", offset: 0, keys: [],
                server_time: new Date().toISOString(), marks: [], inside: 0, edition: 1, checkpoint: { name: "东门" },
                table: { parameters: {}, texts: {} } }, "header");
            for (const name of ["queue", "queue", "aside"]) {
                await db.put(name, { id: newId(), code: "FGB:1", temperature: null, direction: "out", verdict: "allow",
                    at: new Date().toISOString(), enterprise, corrected: Date.now() });
            }
            db.close();
        }""",
        [TOKEN, str(ENTERPRISE), gate.device_id],
    )
    gate.fail_with = 503

    page.goto(gate.address + "/gate/")

    expect(page.locator("#waiting")).to_have_text("2")
    found = tables(page)
    assert found["edition"] == 2
    assert [one["device"] for one in [*found["queue"], *found["aside"]]] == [gate.device_id] * 3
    gate.fail_with = 0
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until(lambda: len(gate.stored) == 2)


def test_a_withdrawn_device_is_wiped_keeps_what_waits_and_a_new_binding_does_not_send_it(
    tablet: BoundTablet, gate: GateServer
) -> None:
    page = tablet.bound()
    gate.fail_with = 503
    pass_through(page, gate, "Zk3mQ8vT1xYb")
    gate.withdrawn = True
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("#stopped")).to_be_visible(timeout=15_000)

    expect(page.locator("#stopped-text")).to_contain_text("1 条")
    found = tables(page)
    assert (found["people"], found["log"]) == ([], [])
    assert not {"token", "header"} & set(found["keys"])
    assert len(found["queue"]) == 1
    inner = json.loads(exported(page)["content"])
    assert inner["device"]["id"] == gate.device_id

    gate.withdrawn, gate.fail_with, gate.device_id = False, 0, "019363a0-0000-7000-8000-00000000d002"
    page.goto(gate.address + "/gate/bind/ticket/")
    page.wait_for_url("**/gate/")
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#aside")).to_be_visible()
    assert gate.stored == {}
    assert json.loads(exported(page)["content"])["device"] == inner["device"]
    page.locator("#handed").click()
    expect(page.locator("#aside")).to_be_hidden()
    assert len(tables(page)["aside"]) == 1


def test_a_sign_in_page_between_wipes_nothing(tablet: BoundTablet, gate: GateServer) -> None:
    page = tablet.bound()
    page.route("**/api/v1/gate/**", lambda route: route.fulfill(status=401, body="<h1>sign in</h1>"))

    pass_through(page, gate, "Zk3mQ8vT1xYb")

    expect(page.locator("#network")).to_have_text("服务器忙")
    assert len(tables(page)["people"]) == 1
    page.unroute("**/api/v1/gate/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until(lambda: len(gate.stored) == 1)


def test_eight_hours_and_5000_passages_drain_in_under_a_minute_and_a_lost_phones_rest_comes_in_at_the_desk(
    demonstration: Demonstration,
    playwright: Playwright,
    tmp_path: Path,
) -> None:
    tablet = Tablet(playwright, tmp_path / "profile", demonstration.address)
    page = sign_in_and_bind(tablet, demonstration.accounts)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    made = page.evaluate(RECORD, PASSAGES)
    started = time.monotonic()

    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("#waiting")).to_have_text("0", timeout=DRAINED_IN * 1000)
    took = time.monotonic() - started
    expect(page.locator("#aside-text")).to_contain_text("1 条")
    assert took < DRAINED_IN
    print(f"{PASSAGES} passages drained in {took:.1f} s")
    recorded = [one["id"] for one in demonstration.recorded()]
    assert len(set(recorded)) == len(recorded)
    assert set(made) <= set(recorded)

    page.context.set_offline(True)
    page.evaluate(RECORD, 20)
    withdraw_everything(demonstration)
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#stopped")).to_be_visible(timeout=20_000)
    file = exported(page)
    tablet.close()

    done = import_at_desk(demonstration, json.dumps(file).encode())

    assert (done["passages"], done["entries"], done["taken"], done["known"]) == (20, 3, 21, 0)
    assert import_at_desk(demonstration, json.dumps(file).encode())["taken"] == 0
    assert tablet.faults == []


def asked(
    demonstration: Demonstration, method: str, path: str, data: bytes | None = None, kind: str = ""
) -> Any:
    """The officer's program."""
    request = urllib.request.Request(f"{demonstration.address}/api/v1{path}", method=method, data=data)
    request.add_header(
        "Authorization", f"Bearer {demonstration.accounts['accounts']['epidemic_officer']['token']}"
    )
    if kind:
        request.add_header("Content-Type", kind)
    return json.load(urllib.request.urlopen(request, timeout=30))


def withdraw_everything(demonstration: Demonstration) -> None:
    for device in asked(demonstration, "GET", "/devices")["devices"]:
        if device["withdrawn_at"] is None:
            asked(demonstration, "POST", f"/devices/{device['id']}/withdraw", b"{}", "application/json")


def import_at_desk(demonstration: Demonstration, data: bytes) -> Any:
    """As the page does it: upload, then confirm."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="gate.json"\r\n\r\n'
        + data
        + b"\r\n--x--\r\n"
    )
    made = asked(demonstration, "POST", "/queue-imports", body, "multipart/form-data; boundary=x")
    return asked(demonstration, "POST", f"/queue-imports/{made['id']}/take", b"{}", "application/json")
