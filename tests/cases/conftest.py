"""Everybody at one enterprise and its authorities, and the small case type of these tests."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def loan() -> Iterator[None]:
    from tests.cases.builders import registered

    with registered():
        yield


@pytest.fixture
def here(db: None, loan: None) -> Any:
    from tests.builders import house

    return house()
