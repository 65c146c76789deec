"""`fugong roster check FILE` and `fugong roster import --enterprise USCC FILE`."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fugong.core import clock
from fugong.core.identifiers import IdentifierError, check_uscc
from fugong.directory.workbook import Fault, Roster, UnreadableWorkbook, marked_copy, read_roster
from fugong.doors.cli.environment import setup_django
from fugong.doors.cli.errors import InputError

HELP = "check a roster file, or take it in"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two commands under `roster`."""
    commands = parser.add_subparsers(dest="roster_command", required=True)
    check = commands.add_parser("check", help="say which rows cannot be taken, and why; needs no database")
    take = commands.add_parser("import", help="take the good rows of a file into an enterprise's roster")
    take.add_argument("--enterprise", required=True, metavar="USCC", help="its unified social credit code")
    for command in (check, take):
        command.add_argument("file", metavar="FILE", help=".xlsx, .xls, .ods or .csv")
        command.add_argument("--lang", choices=["zh", "en"], default="zh", help="language of the texts")
    check.add_argument("--format", choices=["text", "json"], default="text")
    check.add_argument(
        "--marked", metavar="OUT.xlsx", help="also write the sheet with the faulty cells marked"
    )


def run(args: argparse.Namespace) -> int:
    """0 done, 1 some rows have errors, 2 the file cannot be read or understood."""
    command = _check if args.roster_command == "check" else _import
    try:
        return command(args)
    except UnreadableWorkbook as error:
        raise InputError(f"{args.file}: {_joined(error.in_words(args.lang), args.lang)}") from error


def _check(args: argparse.Namespace) -> int:
    roster = read_roster(args.file, Path(args.file).name, today=clock.today(), keep_rows=False)
    if args.marked:
        try:
            Path(args.marked).write_bytes(
                marked_copy(Path(args.file).read_bytes(), args.file, roster, args.lang)
            )
        except OSError as error:
            raise InputError(f"{args.marked}: {error.strerror}") from error
    if args.format == "json":
        _print_json(_report(roster, args.lang))
    else:
        _print_text(roster, args.lang)
    return 1 if roster.faults else 0


def _report(roster: Roster, lang: str) -> dict[str, Any]:
    return {
        "rows": roster.total,
        "good": roster.good,
        "errors": [_as_json(fault, lang) for fault in roster.faults],
        "warnings": [_as_json(fault, lang) for fault in roster.warnings],
    }


def _as_json(fault: Fault, lang: str) -> dict[str, Any]:
    return {"row": fault.row, "column": fault.column, "code": fault.code, "text": _sentence(fault, lang)}


def _sentence(fault: Fault, lang: str) -> str:
    return _joined(fault.in_words(lang), lang)


def _joined(words: tuple[str, str], lang: str) -> str:
    return (" " if lang == "en" else "").join(words)


def _print_json(report: object) -> None:
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")


def _print_text(roster: Roster, lang: str) -> None:
    zh = lang == "zh"
    for kind, faults in (
        ("错误" if zh else "error", roster.faults),
        ("提醒" if zh else "warning", roster.warnings),
    ):
        for fault in faults:
            print(f"{fault.cell or fault.row}\t{kind}\t{_sentence(fault, lang)}")
    if zh:
        print(
            f"共 {roster.total} 行，可导入 {roster.good} 行，错误 {len(roster.faults)} 处，提醒 {len(roster.warnings)} 处。"
        )
    else:
        print(
            f"{roster.total} rows, {roster.good} good, {len(roster.faults)} errors, {len(roster.warnings)} warnings."
        )


def _import(args: argparse.Namespace) -> int:
    uscc = args.enterprise.strip().upper()
    zh = args.lang == "zh"
    try:
        check_uscc(uscc)
    except IdentifierError as error:
        words = "不是统一社会信用代码（18 位）" if zh else "no unified social credit code (18 characters)"
        raise InputError(f"--enterprise {args.enterprise}: {words}") from error
    roster = read_roster(args.file, Path(args.file).name, today=clock.today())
    setup_django()

    from django.db import DatabaseError
    from django.utils import translation

    from fugong.core.errors import NotFound
    from fugong.core.permissions import SYSTEM
    from fugong.directory import actions

    translation.activate("zh-hans" if zh else "en")
    try:
        done = actions.import_roster(uscc=uscc, rows=roster.rows, by=SYSTEM)
    except NotFound as error:
        raise InputError(f"--enterprise {uscc}: {'没有这家企业' if zh else 'no such enterprise'}") from error
    except DatabaseError as error:
        words = (
            "数据库不可用，请运行 fugong doctor" if zh else "the database cannot be used; run `fugong doctor`"
        )
        raise InputError(f"{words}: {error}") from error
    errors = [_as_json(fault, args.lang) for fault in roster.faults] + [vars(one) for one in done.refused]
    errors.sort(key=lambda error: error["row"])
    counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged}
    _print_json({**counts, "errors": errors})
    return 1 if errors else 0
