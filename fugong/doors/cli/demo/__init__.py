"""`fugong demo`: an invented city on the real date, ready to be tried, then served."""

import argparse
import os
import sys
from pathlib import Path

from fugong.doors.cli import environment, serve
from fugong.doors.cli.errors import InputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    environment.add_database_argument(parser)
    parser.add_argument(
        "--size",
        choices=["small", "city"],
        default="small",
        help="small: 60 enterprises, 6,000 workers; city: 3,000 and 300,000",
    )
    parser.add_argument(
        "--days", type=number_of_days, metavar="N", help="days of history; default: 14, for a city 1"
    )
    parser.add_argument("--no-serve", action="store_true", help="make everything, history included, and end")
    parser.add_argument("--accounts-json", metavar="FILE", help="write addresses, accounts and tokens there")
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    serve.add_serving_arguments(parser)


def number_of_days(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 60:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 0 to 60")
    return int(text)


def run(args: argparse.Namespace) -> int:
    environment.use_database(args.database)
    home = environment.home()
    options = serve.options_from(args)
    from fugong.core import keys

    if args.accounts_json and not Path(args.accounts_json).absolute().parent.is_dir():
        raise InputError(f"--accounts-json {args.accounts_json}: there is no such folder")
    keys.ensure(home)
    environment.setup_django()
    from fugong.doors.cli.demo import database, history, parts, stage

    if (database.check() or args.no_serve) and not args.fill:
        database.bring_forward()
    enterprises = stage.invented_enterprises(args.size)
    days = stage.DAYS[args.size] if args.days is None else args.days

    def progress(done: int, total: int) -> None:
        note_progress(home, done, total)
        if args.no_serve and args.size == "city" and sys.stderr.isatty():
            print(f"\r{done} / {total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    def fill() -> int:
        if args.size == "city":
            return 0 if parts.fill(args.size, days, max(2, os.cpu_count() or 1), progress) else 1
        history.fill(enterprises, days, progress)
        return 0

    if args.fill:
        return fill()

    def before_open() -> None:
        cast = stage.set_scene(enterprises[0], base_url(options), home)
        if args.size == "city":
            history.fill_one(enterprises[0], days, stage.ensure_authorities())
        worker = {"person_id": str(cast.people[stage.NEWCOMER].pk)}
        note = {**stage.read_note(home), **cast.document, "accounts": cast.accounts, "worker": worker}
        stage.write_private(
            stage.note_file(home), {**note, "progress": {"done": 0, "total": len(enterprises)}}
        )
        if args.accounts_json:
            stage.write_private(Path(args.accounts_json), cast.document)
        if not args.no_serve:
            print(f"复工演示 · Fugong demonstration: {cast.document['base_url']}/", flush=True)

    if args.no_serve:
        before_open()
        return fill()
    from fugong.doors.cli.serve.supervisor import supervise

    if not stage.note_file(home).exists():
        stage.write_private(stage.note_file(home), {})
    command = [
        sys.executable,
        "-m",
        "fugong",
        "demo",
        "--fill",
        "--size",
        args.size,
        "--days",
        str(days),
    ]
    return supervise(options, before_open=before_open, background=[command])


def note_progress(home: Path, done: int, total: int) -> None:
    """How far the history is, for the start page."""
    from fugong.doors.cli.demo import stage

    note = stage.read_note(home)
    stage.write_private(stage.note_file(home), {**note, "progress": {"done": done, "total": total}})


def base_url(options: object) -> str:
    """Where the pages will be, as a browser on this machine reaches them."""
    return f"http://127.0.0.1:{options.port}"  # type: ignore[attr-defined]
