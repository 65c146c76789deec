"""A gate's tablet for journeys: Chromium with a profile on disk, so that it can be killed and started again."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, expect

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
PHONE = {"width": 360, "height": 640}


class Tablet:
    """`faults` are errors of the page and breaches of its content security policy."""

    def __init__(self, playwright: Playwright, profile: Path, address: str) -> None:
        self.playwright = playwright
        self.profile = profile
        self.address = address
        self.context: BrowserContext | None = None
        self.faults: list[str] = []

    def open(
        self, path: str = "/gate/", *, viewport: dict[str, int] = PHONE, extra: list[str] | None = None
    ) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path="/usr/bin/chromium",
            args=[*ARGUMENTS, *(extra or [])],
            viewport=viewport,  # type: ignore[arg-type]
            locale="zh-CN",
            has_touch=True,
        )
        self.context.set_default_timeout(10_000)
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda message: self.faults.append(message.text) if "Content Security" in message.text else None,
        )
        page.goto(self.address + path)
        return page

    def kill(self) -> None:
        """As when the battery is torn out: SIGKILL to the browser's main process."""
        for process in Path("/proc").iterdir():
            with suppress(OSError):
                command = (process / "cmdline").read_bytes().decode(errors="replace")
                if f"--user-data-dir={self.profile}" in command and "--type=" not in command:
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(Exception):
            self.context.close()  # type: ignore[union-attr]
        self.context = None
        (self.profile / "SingletonLock").unlink(missing_ok=True)

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None


def opens_without_network(page: Page) -> None:
    """Wait until the page is ready and its service worker has it."""
    expect(page.locator("#ready")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def gun(page: Page, code: str) -> None:
    """A scanner gun: the code as key presses without a pause, then Enter."""
    page.evaluate(
        """(code) => {
            for (const key of [...code, "Enter"]) {
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
            }
        }""",
        code,
    )


def key_in(page: Page, digits: str, *, confirm: bool = True) -> None:
    """A temperature on the page's own keys."""
    for digit in digits:
        page.locator(f"#keypad [data-key='{digit}']").click()
    if confirm:
        page.locator("#confirm").click()
