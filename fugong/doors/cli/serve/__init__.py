"""`fugong serve`: Caddy in front; web process, lane (devices) and task worker behind it, one supervisor over them."""

import argparse
import os
from typing import TYPE_CHECKING

from fugong.doors.cli import environment
from fugong.doors.cli.errors import InputError

if TYPE_CHECKING:
    from fugong.doors.cli.serve.options import Options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    environment.add_database_argument(parser)
    add_serving_arguments(parser)


def add_serving_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command that serves; read back by `options_from`."""
    parser.add_argument("--port", type=port_number, help="the port to serve on; default: PORT, else 8000")
    parser.add_argument(
        "--bind",
        action="append",
        metavar="ADDRESS",
        help="an address of this machine to serve on, may be repeated; default: this machine only, "
        "with --https every address",
    )
    parser.add_argument(
        "--https",
        action="store_true",
        help="serve https for the phones of the network, by an authority of our own; "
        "the plain port then tells how to trust it",
    )
    parser.add_argument("--https-port", type=port_number, default=8443, help="default: 8443")


def options_from(args: argparse.Namespace) -> "Options":
    """The `Options` for `supervise`, from parsed arguments and the environment."""
    from fugong.doors.cli.serve.options import Options

    port = args.port
    if port is None:
        try:
            port = port_number(os.environ.get("PORT") or "8000")
        except argparse.ArgumentTypeError as error:
            raise InputError(f"PORT: {error}") from error
    return Options(
        home=environment.home(),
        port=port,
        bind=tuple(args.bind or ()),
        https_port=args.https_port if args.https else None,
    )


def port_number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port between 1 and 65535")
    return int(text)


def run(args: argparse.Namespace) -> int:
    from fugong.doors.cli.serve.supervisor import supervise

    environment.use_database(args.database)
    return supervise(options_from(args))
