"""The demonstration on a database that is there already: its own of an earlier or later version, or somebody else's."""

import sqlite3
import subprocess
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from fugong.doors.cli.demo import database, stage
from fugong.doors.cli.errors import InputError
from tests.running.servers import FUGONG, environment


@pytest.fixture
def ours(db: None) -> None:
    stage.ensure_enterprise(stage.invented_enterprises("small")[0])


def rename(table: str, column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO gone")


@pytest.mark.usefixtures("ours")
def test_one_of_an_earlier_version_is_known_for_ours_though_columns_are_missing() -> None:
    rename("directory_enterprise", "is_key")

    assert database.check()

    assert database.missing() == {"directory_enterprise.is_key"}
    with pytest.raises(InputError, match="earlier version"):
        database.bring_forward()


@pytest.mark.usefixtures("ours")
def test_one_of_this_version_needs_nothing_and_one_of_a_later_is_refused() -> None:
    database.bring_forward()

    MigrationRecorder(connection).record_applied("gates", "0999_of_tomorrow")
    with pytest.raises(InputError, match=r"later version .*gates.0999_of_tomorrow"):
        database.bring_forward()


def test_what_cannot_be_brought_forward_ends_in_one_line(tmp_path: Path) -> None:
    uscc = stage.invented_enterprises("small")[0].uscc
    with sqlite3.connect(tmp_path / "old.sqlite3") as old:
        old.execute("CREATE TABLE directory_enterprise (id char(32), uscc varchar(18))")
        old.execute("CREATE TABLE directory_account (id char(32))")
        old.execute("INSERT INTO directory_enterprise VALUES (?, ?)", ("0" * 32, uscc))
    command = [FUGONG, "demo", "--no-serve", "--database", f"sqlite:///{tmp_path / 'old.sqlite3'}"]

    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=120)

    assert done.returncode == 2
    assert "earlier version" in done.stderr
    assert len(done.stderr.splitlines()) == 1
