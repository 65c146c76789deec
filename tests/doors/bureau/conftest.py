"""Everybody at one enterprise and its authorities."""

from typing import Any

import pytest


@pytest.fixture
def here(db: None) -> Any:
    from tests.builders import house

    return house()
