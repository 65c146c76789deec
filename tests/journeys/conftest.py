"""One Chromium for each worker process, and visitors with an empty browser each."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from fugong.doors.cli.serve.addresses import free_port
from tests.journeys.browser import Visitor, start, visiting
from tests.journeys.demonstration import Demonstration
from tests.once import made_once

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
"""Playwright's loop runs in the thread of the tests, which ask the database too."""

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = start(playwright)
    yield made
    made.close()


@pytest.fixture(params=[360, 1280])
def visitor(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    with visiting(browser, live_server.url, request.param) as one:
        yield one


@pytest.fixture
def demonstration(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Demonstration]:
    """The demonstration with a day of history, served from a copy of its own."""
    filled = made_once(tmp_path_factory, "demonstration", Demonstration.fill)
    one = Demonstration.copied(filled, tmp_path / "home", free_port())
    try:
        one.start()
        yield one
    finally:
        one.kill()
