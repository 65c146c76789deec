"""`fugong audit verify`: reads every chain and names the first broken link."""

import argparse

from fugong.doors.cli import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    environment.add_database_argument(parser)
    parser.add_argument(
        "what", choices=["verify"], help="verify: read every owner's chain from its beginning"
    )


def run(args: argparse.Namespace) -> int:
    environment.use_database(args.database)
    environment.setup_django()
    from fugong.core import audit

    rows, broken = 0, []
    owners = audit.owners()
    for owner in owners:
        count, link = audit.verify(owner)
        rows += count
        if link is not None:
            broken.append(link)
    for link in broken:
        print(f"{link.owner_id}: row {link.seq} {link.why}")
    print(f"{len(owners)} chains, {rows} rows, {len(broken)} broken")
    return 1 if broken else 0
