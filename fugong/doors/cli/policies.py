"""`fugong policies match|batch|explain|lint|gain`: what enterprises may have by the policies. None needs a database."""

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fugong.doors.cli.errors import InputError
from fugong.packs import available
from fugong.packs.policies import PolicyBook, load, match, wire
from fugong.packs.policies.matching import Answer, Matched, parameters_on
from fugong.packs.policies.schema import Measure, parameters_of
from fugong.rules import FactError, RuleError
from fugong.rules.nodes import Literal
from fugong.rules.values import as_date, plain

MARKS = {True: "✓", False: "✕", None: "？"}
DEFAULT_PACK = "jiaozuo_2020"
FEN_IN_A_YUAN = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="policies_command", required=True)
    command = commands.add_parser("match", help="every measure for one enterprise")
    _common(command, on=True)
    command.add_argument("--facts", required=True, metavar="FILE", help="a JSON object of facts")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command = commands.add_parser("batch", help="every measure for many enterprises")
    _common(command, on=True)
    command.add_argument("--in", dest="source", required=True, metavar="FILE", help=".csv or .parquet")
    command.add_argument("--out", required=True, metavar="FILE", help=".parquet to write")
    command = commands.add_parser("explain", help="a measure with its conditions, words and dates")
    _common(command, on=False)
    command.add_argument("measure", metavar="MEASURE", help="for example Y17-refund")
    command.add_argument("--facts", metavar="FILE", help="answer for these facts")
    command.add_argument("--on", type=_day, metavar="DATE", default=None)
    command = commands.add_parser("lint", help="say what does not fit in the policies of a pack")
    _common(command, on=False)
    command.add_argument("--format", choices=["text", "json"], default="text")
    command = commands.add_parser("gain", help="who gains and who loses by changed measures")
    _common(command, on=True)
    command.add_argument("--in", dest="source", required=True, metavar="FILE", help=".csv or .parquet")
    command.add_argument("--measures", required=True, metavar="PATH", help="a measure's file, or a folder")
    command.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """0 done, 1 lint found faults, 2 the input could not be read or understood."""
    run_one = {"match": _match, "batch": _batch, "explain": _explain, "lint": _lint, "gain": _gain}
    return run_one[args.policies_command](args)


def _common(command: argparse.ArgumentParser, *, on: bool) -> None:
    command.add_argument("--pack", default=DEFAULT_PACK, help=f"the pack ({DEFAULT_PACK} unless given)")
    if on:
        command.add_argument("--on", required=True, type=_day, metavar="DATE", help="the day, 2020-03-01")


def _day(text: str) -> date:
    try:
        return as_date(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write 2020-03-01") from None


def _book(args: argparse.Namespace) -> PolicyBook:
    if args.pack not in available():
        raise InputError(f"no pack {args.pack!r}; there are {', '.join(available())}")
    try:
        return load(args.pack)
    except RuleError as error:
        raise InputError(str(error.faults[0])) from error


def _match(args: argparse.Namespace) -> int:
    answer = _answer(_book(args), args.facts, args.on)
    if args.format == "json":
        print(json.dumps(wire.answer_data(answer), ensure_ascii=False))
    else:
        print("\n".join(_in_words(answer)))
    return 0


def _answer(book: PolicyBook, file: str, on: date) -> Answer:
    try:
        return match(book, read_json(Path(file)), on)
    except FactError as error:
        raise InputError(f"{file}: {error}") from error


def read_json(path: Path) -> Mapping[str, Any]:
    """The JSON object in a file, its numbers exact. Raises `InputError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not readable: {error}") from error
    try:
        data = wire.read_json(text)
    except ValueError as error:
        raise InputError(f"{path}: not readable as JSON: {error}") from error
    if not isinstance(data, dict):
        raise InputError(f"{path}: a JSON object of facts is wanted")
    return data


def _in_words(answer: Answer) -> list[str]:
    size = {True: "中小微企业", False: "大型企业", None: "规模未定"}[answer.size.is_sme]
    lines = [f"{answer.on}  {size}"]
    for status, word in (("eligible", "适用"), ("unknown", "可能适用"), ("not_eligible", "不适用"),
                         ("not_in_force", "不在有效期内")):  # fmt: skip
        found = [one for one in answer.measures if one.status == status]
        lines += ["", f"{word} {len(found)}"]
        lines += [f"  {_line(one)}" for one in found]
    return lines


def _line(one: Matched) -> str:
    parts = [f"{one.measure.id:<22} {one.measure.title['zh']}"]
    if one.amount is not None and one.measure.amount is not None:
        parts.append(f"{one.amount:,f} {one.measure.amount.unit}")
    if one.deadline is not None:
        parts.append(f"截至 {one.deadline}")
    if one.failing:
        parts.append(f"不满足: {', '.join(one.failing)}")
    if one.missing:
        parts.append(f"还需要: {', '.join(one.missing)}")
    return "  ".join(parts)


def _explain(args: argparse.Namespace) -> int:
    book = _book(args)
    measure = book.measures.get(args.measure)
    if measure is None:
        raise InputError(f"no measure {args.measure!r} in {args.pack}; there are {', '.join(book.measures)}")
    on = args.on or measure.since
    answered = _answer(book, args.facts, on).of(measure.id) if args.facts else None
    print("\n".join(_explained(book, measure, answered, on)))
    return 0


def _explained(book: PolicyBook, measure: Measure, answered: Matched | None, on: date) -> Iterator[str]:
    """The measure with its words, what it rests on that day, and the answer where there is one."""
    article = book.articles[measure.article]
    yield f"{measure.id}  {measure.title['zh']}"
    yield f"{book.documents[article.document].number} 第{article.number}条「{measure.quote}」"
    yield f"{measure.benefit['zh']}  {'、'.join(measure.departments)}"
    until = measure.until.value if isinstance(measure.until, Literal) else None
    yield f"从 {measure.since} 起执行" + (f"，到 {until} 为止" if until else "")
    holds = {one.condition.id: MARKS[one.holds] for one in answered.conditions} if answered else {}
    for condition in measure.conditions:
        quote = f"「{condition.quote}」" if condition.quote else ""
        yield f"  {holds.get(condition.id, '·')} {condition.id}: {condition.text['zh']} {quote}".rstrip()
    values = parameters_on(book, on)
    for name in sorted(parameters_of(measure)):
        parameter = book.words.parameters[name]
        dated = next((one for one in reversed(parameter.dated) if one.since <= on), None)
        value = "不知道" if values[name] is None else json.dumps(plain(values[name]), ensure_ascii=False)
        yield f"  {name} = {value}  {parameter.type.text['zh']}；{dated.source if dated else parameter.source}"
    for relation in measure.relations:
        yield f"  {relation.kind} {relation.id}"
    for reading in measure.readings:
        yield f"  {reading}: {book.readings[reading]['zh']}"
    if answered:
        yield _line(answered)


def _lint(args: argparse.Namespace) -> int:
    from dataclasses import asdict

    from fugong.packs.policies import lint

    if args.pack not in available():
        raise InputError(f"no pack {args.pack!r}; there are {', '.join(available())}")
    faults = lint.check(args.pack)
    if args.format == "json":
        print(json.dumps({"pack": args.pack, "faults": [asdict(one) for one in faults]}, ensure_ascii=False))
    else:
        for fault in faults:
            print(fault)
        print(f"{len(faults)} faults")
    return 1 if faults else 0


def _batch(args: argparse.Namespace) -> int:
    from fugong.packs.policies import batch
    from fugong.packs.policies.tables import TableError

    try:
        batch.run(_book(args), Path(args.source), args.on, Path(args.out))
    except (TableError, FactError, OSError) as error:
        raise InputError(str(error)) from error
    return 0


def _gain(args: argparse.Namespace) -> int:
    from fugong.packs.policies import batch
    from fugong.packs.policies.tables import TableError

    try:
        found = batch.gain(_book(args), Path(args.measures), Path(args.source), args.on)
    except (TableError, FactError, RuleError, OSError) as error:
        raise InputError(str(error)) from error
    if args.format == "json":
        measures = [
            {"id": one.measure, "gain": list(one.gain), "lose": list(one.lose), "amount_fen": one.fen}
            for one in found
        ]
        print(json.dumps({"on": args.on.isoformat(), "measures": measures}, ensure_ascii=False))
        return 0
    for one in found:
        print(f"{one.measure:<22} +{len(one.gain)} −{len(one.lose)}  {one.fen / FEN_IN_A_YUAN:+,.2f} 元")
    return 0
