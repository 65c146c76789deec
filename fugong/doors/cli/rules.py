"""`fugong rules lint [PATH]`: checks packs. PATH is a pack's folder or a folder of packs."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from fugong.doors.cli.errors import InputError
from fugong.packs import lint
from fugong.packs.loader import PACKS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="rules_command", required=True)
    command = commands.add_parser("lint", help="say what does not fit in a pack; needs no database")
    command.add_argument(
        "path", nargs="?", metavar="PATH", help="a pack, or a folder of packs (ours unless given)"
    )
    command.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """0 all is well, 1 a pack has faults, 2 there is no pack at PATH."""
    folders = _folders(Path(args.path) if args.path else PACKS)
    faults = [fault for folder in folders for fault in lint.check(folder)]
    if args.format == "json":
        report = {"packs": [folder.name for folder in folders], "faults": [asdict(one) for one in faults]}
        print(json.dumps(report, ensure_ascii=False))
    else:
        for fault in faults:
            print(fault)
        print(f"{len(folders)} packs, {len(faults)} faults")
    return 1 if faults else 0


def _folders(path: Path) -> list[Path]:
    if (path / "profile.yaml").is_file():
        return [path.resolve()]
    folders = sorted(one.parent for one in path.glob("*/profile.yaml"))
    if not folders:
        raise InputError(f"{path}: no pack here (a pack is a folder with profile.yaml)")
    return folders
