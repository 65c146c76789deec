"""A database of its own on the partition backend, migrated once, that takes the place of the default one here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections

if TYPE_CHECKING:  # the models these name are not loaded when pytest reads this
    from tests.many_machines.guard import Guard
    from tests.many_machines.partitioned.base import DatabaseWrapper

ENGINE = "tests.many_machines.partitioned"


@contextmanager
def in_place_of_the_default(database: "DatabaseWrapper") -> Iterator[None]:
    """This thread's default database is `database`."""
    usual = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        connections["default"] = usual


@pytest.fixture(scope="session")
def partitioned(django_db_setup: None, django_db_blocker: Any) -> Iterator["DatabaseWrapper"]:
    """What is written stays until the session ends: tests make an enterprise each, and transactions really commit."""
    usual = connections["default"]
    if usual.vendor != "postgresql":
        pytest.skip("partitions by hash are PostgreSQL's: start with tools/with_postgres.py")
    from tests.many_machines.partitioned.base import DatabaseWrapper

    settings = deepcopy(usual.settings_dict)
    usual_name = settings["NAME"]
    settings["ENGINE"] = ENGINE
    settings["TEST"]["NAME"] = f"{usual_name}_partitioned_{os.getpid()}"
    here = DatabaseWrapper(settings, "default")
    with django_db_blocker.unblock():
        with in_place_of_the_default(here):
            here.creation.create_test_db(verbosity=0, serialize=False)
        yield here
        with in_place_of_the_default(here):
            here.creation.destroy_test_db(usual_name, verbosity=0)


@pytest.fixture
def many_machines(partitioned: "DatabaseWrapper", django_db_blocker: Any) -> Iterator[None]:
    """The default database is the partitioned one."""
    with django_db_blocker.unblock(), in_place_of_the_default(partitioned):
        yield


@pytest.fixture
def guard(many_machines: None) -> Iterator["Guard"]:
    """Every statement from here on is explained; one that would go to several machines fails the test."""
    from tests.many_machines.guard import guarded

    with guarded() as watching:
        yield watching
