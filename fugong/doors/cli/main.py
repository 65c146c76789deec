"""`fugong COMMAND …`: finds the command's module and gives it the arguments.

A command is a module beside this one with `add_arguments(parser)` and `run(args) -> int`. Exit codes: 0 done, 1 a file
was read and some of its items have errors (the report is printed), 2 the input could not be read or understood (one
line on standard error).
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from fugong.doors.cli.errors import InputError

COMMANDS = {
    "demo": "set up and serve the demonstration",
    "serve": "migrate, then serve all doors on one port",
    "init": "make the home folder with its keys, and the tables",
    "doctor": "say what is wrong and how to mend it",
    "roster": "check and import rosters",
    "rules": "lint rules",
    "policies": "what enterprises may have by the policies",
    "cases": "describe a kind of case, draw its diagram",
    "devices": "simulate a terminal that pushes over HTTP",
    "access": "print who may open what",
    "audit": "verify the audit chain",
    "keys": "rotate keys",
}


class OneLineParser(argparse.ArgumentParser):
    """Complains in one line; `--help` still explains everything."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0 if words else 2
    name, rest = words[0], words[1:]
    if name == "--version":
        from importlib.metadata import version

        print(f"fugong {version('fugong')}")
        return 0
    if name not in COMMANDS:
        return complain(f"fugong: no command {name!r}; there are {', '.join(COMMANDS)}")
    return run_command(name, rest)


def run_command(name: str, words: list[str]) -> int:
    os.umask(0o077)  # what a command writes (database, keys, files) is its owner's alone
    module = importlib.import_module(f"fugong.doors.cli.{name}")
    parser = OneLineParser(prog=f"fugong {name}", description=COMMANDS[name])
    module.add_arguments(parser)
    try:
        return int(module.run(parser.parse_args(words)))
    except InputError as error:
        return complain(f"fugong {name}: {one_line(error)}")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away (`fugong … | head`): not a fault, and nothing can be said on that pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if is_about_settings(error):
            return complain(f"fugong {name}: {one_line(error)}")
        raise


def is_about_settings(error: Exception) -> bool:
    """Whether Django says that it is set up wrongly; asked without importing Django where it is not in use."""
    exceptions = sys.modules.get("django.core.exceptions")
    return exceptions is not None and isinstance(error, exceptions.ImproperlyConfigured)


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


def overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {purpose}" for name, purpose in COMMANDS.items()]
    return "\n".join(["usage: fugong COMMAND …", "", *lines, "", "`fugong COMMAND --help` tells more."])


if __name__ == "__main__":
    raise SystemExit(main())
