"""`fugong keys rotate`: a new sealing key, and every sealed value sealed anew with it."""

import argparse

from fugong.doors.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    environment.add_database_argument(parser)
    parser.add_argument(
        "what",
        choices=["rotate", "reseal", "rotate-signing"],
        help="rotate: new sealing key, then reseal; reseal: go on where a rotation was interrupted; "
        "rotate-signing: new key for pass codes, older codes stay valid until they expire",
    )


def run(args: argparse.Namespace) -> int:
    environment.use_database(args.database)
    home = environment.home()
    environment.setup_django()
    from fugong.core import keys, rotation

    if args.what == "rotate-signing":
        keys.rotate_signing(home)
        print("new signing key; gates learn it with their next state bundle")
        return 0
    if args.what == "rotate":
        print(f"new sealing key {keys.rotate_sealing(home)}")
    changed = rotation.reseal(lambda model, rows: print(f"{model}: {rows} rows"))
    print(f"{changed} rows sealed anew; keep the key file: older backups still need the older keys")
    return 0
