"""The demonstration's database: its own or an empty one, and of this version before anything is read from it."""

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.utils import DatabaseError

from fugong.directory import queries
from fugong.doors.cli.demo import stage
from fugong.doors.cli.errors import InputError

START_AFRESH = (
    "the demonstration is invented anew: name an empty database with --database, or delete this one"
)


def check() -> bool:
    """Whether there is anything in it. Refuses what somebody else made: the demonstration would mix with real people."""
    tables = _tables()
    if not tables:
        return False
    if "directory_enterprise" not in tables:
        raise InputError("the database holds something else: name an empty one with --database")
    try:
        others = not queries.is_empty() and not stage.is_ours()
    except DatabaseError as error:
        raise _too_old() from error
    if others:
        raise InputError("the database is in use and was not made by demo: name an empty one with --database")
    return True


def bring_forward() -> None:
    """Migrate it. InputError, in one line, where a later version made it, or one too early to be brought forward."""
    try:
        if ahead := _ahead():
            raise InputError(f"a later version of Fugong made this database ({ahead}); {START_AFRESH}")
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise _too_old() from error
    if missing():
        raise _too_old()


def missing() -> set[str]:
    """Columns that this version has and the database, migrated, has not: it was made before the first release."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            there = {one.name for one in connection.introspection.get_table_description(cursor, table)}
            found |= {
                f"{table}.{field.column}"
                for field in model._meta.local_concrete_fields
                if field.column and field.column not in there
            }
    return found


def _tables() -> set[str]:
    try:
        return set(connection.introspection.table_names())
    except DatabaseError as error:
        raise InputError(f"the database does not answer: {error}") from error


def _ahead() -> str:
    """A migration of ours that was applied and that this version does not know; empty where there is none."""
    loader = MigrationLoader(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("fugong.")}
    unknown = sorted(
        one for one in loader.applied_migrations if one[0] in ours and one not in loader.disk_migrations
    )
    return ".".join(unknown[-1]) if unknown else ""


def _too_old() -> InputError:
    return InputError(
        f"an earlier version of Fugong made this database and it cannot be brought forward; {START_AFRESH}"
    )
