"""`fugong init`: the home folder with its keys, and the tables. Does nothing to what is there already.

`--administrator LOGIN` also makes the first administrator and prints the password, this once.
"""

import argparse

from fugong.doors.cli import environment
from fugong.doors.cli.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    environment.add_database_argument(parser)
    parser.add_argument(
        "--administrator", metavar="LOGIN", help="make the first administrator; the password is printed once"
    )


def run(args: argparse.Namespace) -> int:
    from fugong.core import keys

    environment.use_database(args.database)
    home = environment.home()
    made = keys.ensure(home)
    print(f"{'made' if made else 'kept'} the keys in {keys.key_file(home)}; keep a copy of them elsewhere")

    environment.setup_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    if args.administrator:
        _make_administrator(args.administrator)
    print("the tables are there; start with `fugong serve`")
    return 0


def _make_administrator(login: str) -> None:
    """Only the first one: who follows is made by an administrator at the desk."""
    from fugong.core.errors import Fault
    from fugong.core.permissions import SYSTEM
    from fugong.core.tokens import new_secret
    from fugong.directory import actions, choices, queries

    if queries.has_administrator():
        raise InputError(f"--administrator {login}: there is an administrator already; ask for an account")
    password = new_secret(12)
    try:
        actions.create_account(
            by=SYSTEM, login=login, name=login, password=password, role=choices.ADMINISTRATOR
        )
    except Fault as fault:
        raise InputError(f"--administrator {login}: {fault.text}") from fault
    print(
        f"administrator {login.strip().lower()}, password {password} (shown this once; change it at the desk)"
    )
