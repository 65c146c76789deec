"""Takes the pictures in docs/screenshots from the running product: `make screenshots`.

Starts a demonstration of its own on a free port, goes through the roles' doors in Chromium at 360 and 1280 px, and
stops it again. Look at the pictures before they are committed.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "screenshots"
WIDTHS = {360: 740, 1280: 800}
SHOTS = (
    ("", "start", "/"),
    ("worker", "worker-home", "/me/"),
    ("team_leader", "team", "/team/"),
    ("guard", "gate", "/gate/"),
    ("epidemic_officer", "desk-today", "/desk/"),
    ("epidemic_officer", "desk-people", "/desk/people/"),
    ("epidemic_officer", "desk-gates", "/desk/gates/"),
    ("epidemic_officer", "desk-poster", "/desk/poster/"),
)
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def main() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="fugong-pictures-") as home:
        environment = {**os.environ, "FUGONG_HOME": home, "PORT": str(port)}
        command = [sys.executable, "-m", "fugong", "demo", "--days", "3"]
        filled = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*command, "--no-serve"], check=True, **filled)
        demo = subprocess.Popen(command, **filled)
        try:
            base = f"http://127.0.0.1:{port}"
            wait(base)
            take_all(base)
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(20)
    return 0


def wait(base: str) -> None:
    """Until the start page no longer shows history being filled in."""
    for _try in range(1200):
        with suppress(OSError), urllib.request.urlopen(base, timeout=5) as page:
            if b"<progress" not in page.read():
                return
        time.sleep(0.5)
    raise SystemExit("the demonstration did not start, or its history does not end")


def take_all(base: str) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
        for width, height in WIDTHS.items():
            for role, name, path in SHOTS:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
                )
                take(context.new_page(), base, role, path, TARGET / f"{name}-{width}.png")
                context.close()
        take_pass(browser, base)
        browser.close()


def take(page: Page, base: str, role: str, path: str, file: Path) -> None:
    enter(page, base, role)
    page.goto(base + path)
    page.wait_for_timeout(1200)
    page.screenshot(path=file)
    print(file.relative_to(ROOT))


def take_pass(browser: Any, base: str) -> None:
    """The worker gives today's report in two taps and shows the pass."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    enter(page, base, "worker")
    page.goto(base + "/me/report/")
    page.locator("input[inputmode=decimal]").first.fill("36.5")
    page.locator("button[type=submit]").first.click()
    page.wait_for_timeout(1500)
    page.screenshot(path=TARGET / "worker-pass-360.png")
    context.close()


def enter(page: Page, base: str, role: str) -> None:
    page.goto(base + "/")
    if role:
        page.locator(f'form[action="/demo/enter/{role}/"] button').click()
        page.wait_for_load_state()
    if role == "guard" and page.locator("form button[type=submit]").count():
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_timeout(1500)


if __name__ == "__main__":
    sys.exit(main())
