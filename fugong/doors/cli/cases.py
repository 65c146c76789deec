"""`fugong cases describe KIND` and `fugong cases diagram KIND`: a case type as data and as a diagram."""

import argparse
import json

from fugong.cases.describing import describe, diagram
from fugong.cases.spec import CaseType
from fugong.doors.cli.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="cases_command", required=True)
    for name, purpose in (
        ("describe", "its states, moves, clocks and fields"),
        ("diagram", "its states and moves as a Mermaid diagram"),
    ):
        command = commands.add_parser(name, help=f"{purpose}; needs no database")
        command.add_argument("kind", metavar="KIND", help="for example filing")
        if name == "describe":
            command.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """0 printed, 2 there is no such kind."""
    case_type = _find(args.kind)
    if args.cases_command == "diagram":
        print(diagram(case_type))
    elif args.format == "json":
        print(json.dumps(describe(case_type), ensure_ascii=False))
    else:
        print(_in_words(case_type))
    return 0


def _find(kind: str) -> CaseType:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)  # labels as written; nothing else of Django is needed
    from fugong import casetypes

    types = {one.kind: one for one in casetypes.found()}
    if kind not in types:
        raise InputError(f"no kind {kind!r}; there are {', '.join(types)}")
    return types[kind]


def _in_words(case_type: CaseType) -> str:
    lines = [f"{case_type.kind}  {case_type.label}", "", "states:"]
    lines += [f"  {one.name:<22} {one.label}" for one in case_type.states]
    lines += ["", "moves:"]
    lines += [
        f"  {move.name:<22} {', '.join(move.frm)} -> {move.to}  [{', '.join(move.roles)}]"
        for move in case_type.moves
    ]
    lines += ["", "fields:"]
    lines += [
        f"  {one.name:<26} {one.type}{'' if one.required else ' (optional)'}" for one in case_type.fields()
    ]
    return "\n".join(lines)
