"""`fugong init`: the home folder with its keys, and the tables. Does nothing to what is there already."""

import argparse

from fugong.doors.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    environment.add_database_argument(parser)


def run(args: argparse.Namespace) -> int:
    from fugong.core import keys

    environment.use_database(args.database)
    home = environment.home()
    made = keys.ensure(home)
    print(f"{'made' if made else 'kept'} the keys in {keys.key_file(home)}; keep a copy of them elsewhere")

    environment.setup_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    print("the tables are there; start with `fugong serve`")
    return 0
