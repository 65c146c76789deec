"""Reads YAML and JSON so that every mapping and list remembers its file and line.

YAML's surprises are off: only `true` and `false` are booleans (`on`, `no` are texts), decimals are
exact, a key given twice is an error, and so are NaN and infinity. JSON is read by the same reader.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from fugong.rules.errors import Fault, RuleError

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LocatedMap(dict[str, Any]):
    """A mapping that knows where it stands."""

    file: str = ""
    line: int = 0


class LocatedList(list[Any]):
    """A list that knows where it stands."""

    file: str = ""
    line: int = 0


class _Loader(_Base):
    """PyYAML's safe loader with the scalars of YAML 1.2 and located containers."""

    file = ""
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("not_a_number", r"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|NaN|-?Infinity)$", "-+.NI"),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _fault(loader: Any, node: Any, text: str, remedy: str) -> RuleError:
    return RuleError(Fault(loader.file, node.start_mark.line + 1, "", text, remedy))


def _mapping(loader: Any, node: Any) -> LocatedMap:
    made = LocatedMap()
    made.file, made.line = loader.file, node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise _fault(loader, key_node, f"the key {key!r} is no text", "Put it in quotes.")
        if key in made:
            raise _fault(loader, key_node, f"the key {key!r} stands twice", "Keep one of them.")
        made[key] = loader.construct_object(value_node, deep=True)
    return made


def _sequence(loader: Any, node: Any) -> LocatedList:
    made = LocatedList(loader.construct_object(item, deep=True) for item in node.value)
    made.file, made.line = loader.file, node.start_mark.line + 1
    return made


def _integer(loader: Any, node: Any) -> int:
    return int(node.value)


def _decimal(loader: Any, node: Any) -> Decimal:
    return Decimal(node.value)


def _day(loader: Any, node: Any) -> date:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        raise _fault(loader, node, f"{node.value} is no day", "Give a real day.") from None


def _not_a_number(loader: Any, node: Any) -> Any:
    raise _fault(loader, node, f"{node.value} is no number here", "Give the number itself.")


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
_Loader.add_constructor("tag:yaml.org,2002:not_a_number", _not_a_number)


def read_source_text(text: str, file: str = "<text>") -> Any:
    """Read YAML or JSON text; `file` is what errors call it. Raises `RuleError`."""
    loader = _Loader(text)
    loader.file = file
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise RuleError(
            Fault(file, line, "", f"not readable: {error.problem}", "Mend the YAML here.")
        ) from error
    except RecursionError:
        raise RuleError(Fault(file, 0, "", "nested too deep to read", "Write it flatter.")) from None
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, RuleError):
            raise
        raise RuleError(Fault(file, 0, "", f"not readable: {error}", "Mend the file.")) from error
    finally:
        loader.dispose()


def read_source(path: Path, *, name: str | None = None) -> Any:
    """Read a UTF-8 YAML or JSON file; raises `RuleError`, also when it is missing or no text."""
    called = name or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise RuleError(Fault(called, 0, "", "the file is missing", "Add it.")) from error
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(Fault(called, 0, "", f"not readable: {error}", "Save it as UTF-8 text.")) from error
    return read_source_text(text, called)


def place_of(data: object) -> tuple[str, int]:
    """File and line of a mapping or list that came from a file; ("<data>", 0) otherwise."""
    if isinstance(data, LocatedMap | LocatedList):
        return data.file, data.line
    return "<data>", 0


def fault_at(data: object, path: str, text: str, remedy: str) -> RuleError:
    """A `RuleError` with one fault at the place of `data`."""
    file, line = place_of(data)
    return RuleError(Fault(file, line, path, text, remedy))
