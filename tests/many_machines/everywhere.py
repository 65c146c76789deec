"""A pytest plugin: all tests on the partition backend with the guard listening; what it heard is listed at the end.

    python tools/with_postgres.py -- pytest -p tests.many_machines.everywhere

For whoever writes new reads or writes of events: it says where a statement forgot its owner. Statements of tests
themselves, which count rows of everybody, are not told.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

ENGINE = "tests.many_machines.partitioned"
HEARD = "several machines"

heard: set[str] = set()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.db import connections

    settings = connections.settings["default"]
    if "postgresql" not in settings["ENGINE"]:
        raise pytest.UsageError(
            "the partition backend is one of PostgreSQL: start with tools/with_postgres.py"
        )
    settings["ENGINE"] = ENGINE
    with suppress(AttributeError):  # one that was made already, of the usual backend
        del connections["default"]


@pytest.fixture(autouse=True)
def _listening(request: pytest.FixtureRequest) -> Iterator[None]:
    if not request.node.get_closest_marker("django_db"):
        yield
        return
    from tests.many_machines.guard import guarded

    with guarded(strict=False) as guard:
        yield
    ours = [one for one in guard.found if "touched by a test" not in one]
    if ours:
        request.node.user_properties.append((HEARD, "\n".join(ours)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """With several processes, what each of them heard comes with its reports."""
    heard.update(text for name, text in report.user_properties if name == HEARD)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.section("statements that go to several machines")
    for line in sorted(heard) or ["none"]:
        terminalreporter.line(line)
