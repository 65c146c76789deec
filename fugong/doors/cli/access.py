"""`fugong access matrix`: which role may open which view, read from the views themselves."""

import argparse
import json

from fugong.doors.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["matrix"])
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    environment.setup_django()
    from fugong.core.access import ROLES, matrix

    table = matrix()
    if args.format == "json":
        print(json.dumps(table, ensure_ascii=False, indent=1))
        return 0
    views = list(table[ROLES[0]])
    width = max(map(len, views))
    print(" " * width, *ROLES)
    for view in views:
        print(view.ljust(width), *(("yes" if table[role][view] else "-").ljust(len(role)) for role in ROLES))
    return 0
