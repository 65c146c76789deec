"""A phone or a desk in real Chromium that notices what no page may do: ask another origin, weigh too much, fail quietly."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response

ROOT = Path(__file__).parents[2]
OUTPUT = Path(__file__).parent / "output"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {360: (360, 740), 1280: (1280, 800)}
PHONE_PAGE_BYTES = 50_000
"""What a phone page may weigh over the wire, pictures aside (design: doors, phone)."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def start(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


class Visitor:
    """One person with a browser of a width. `faults` must be empty at the end of the journey."""

    def __init__(self, browser: Browser, origin: str, width: int, *, scripts: bool = True) -> None:
        self.origin, self.width = origin, width
        self.faults: list[str] = []
        self.bytes = 0
        wide, high = SIZES[width]
        self.context: BrowserContext = browser.new_context(
            viewport={"width": wide, "height": high},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=scripts,
            service_workers="allow",
        )
        self.page: Page = self.context.new_page()
        self.page.on("response", self._watch)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def _watch(self, response: Response) -> None:
        address = response.url
        if address.startswith(("data:", "blob:")):
            return
        if f"{urlsplit(address).scheme}://{urlsplit(address).netloc}" != self.origin:
            self.faults.append(f"another origin: {address}")
        if response.status >= 500:
            self.faults.append(f"{response.status}: {address}")

    def _weigh(self, response: Response) -> None:
        if response.request.resource_type != "image" and response.status == 200:
            self.bytes += len(gzip.compress(response.body(), 6))

    def open(self, path: str) -> Page:
        self.page.goto(self.origin + path)
        return self.page

    def weigh(self, path: str) -> int:
        """Bytes of a first visit, everything fetched anew, as the proxy would compress it."""
        self.bytes = 0
        fresh = self.context.new_page()
        fresh.on("response", self._watch)
        fresh.on("response", self._weigh)
        fresh.goto(self.origin + path, wait_until="networkidle")
        fresh.close()
        return self.bytes

    def check(self, name: str) -> None:
        """axe finds nothing, nothing runs off the side; a picture of the page lies in the output folder."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert len(found["passes"]) > 5
        wrong = [(one["id"], one["nodes"][0]["html"][:300]) for one in found["violations"]]
        assert not wrong, f"{name}: {wrong}"
        assert not self.page.evaluate("document.documentElement.scrollWidth > innerWidth"), (
            f"{name} runs off the side"
        )
        self.picture(name)

    def picture(self, name: str) -> None:
        OUTPUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUTPUT / f"{name}_{self.width}.png", full_page=True)

    def close(self) -> None:
        self.context.close()


@contextmanager
def visiting(browser: Browser, origin: str, width: int, *, scripts: bool = True) -> Iterator[Visitor]:
    """A visitor whose journey must have had no faults."""
    visitor = Visitor(browser, origin, width, scripts=scripts)
    try:
        yield visitor
        assert visitor.faults == []
    finally:
        visitor.close()
