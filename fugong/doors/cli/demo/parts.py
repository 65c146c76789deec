"""A whole city is filled by several processes at once, each with its share of the enterprises."""

import multiprocessing
import os
import sys
from collections.abc import Callable
from typing import Any

from fugong.doors.cli import environment

LOOK_EVERY = 1.0
"""Seconds between two looks at how far the others are."""


def fill(size: str, days: int, processes: int, progress: Callable[[int, int], None]) -> bool:
    """Fill every enterprise of a size; returns whether all went well. What is there already is passed over."""
    from fugong.doors.cli.demo import stage

    total = stage.SIZES[size][0]
    stage.ensure_authorities()
    spawning = multiprocessing.get_context("spawn")
    done = spawning.Value("i", 0)
    shares = [
        spawning.Process(target=_fill_share, args=(size, days, place, processes, done, os.getpid()))
        for place in range(processes)
    ]
    for share in shares:
        share.start()
    while any(share.is_alive() for share in shares):
        shares[0].join(LOOK_EVERY)
        for share in shares[1:]:
            share.join(LOOK_EVERY if not shares[0].is_alive() else 0)
        progress(done.value, total)
    well = all(share.exitcode == 0 for share in shares)
    if well:
        stage.ensure_coverage()
        progress(total, total)
    return well


def _fill_share(size: str, days: int, place: int, processes: int, done: Any, parent: int) -> None:
    """Every so-many-th enterprise; ends with the process that asked for it."""
    environment.setup_django()
    from fugong.doors.cli.demo import history, stage

    _need_not_survive_a_power_cut()
    authorities = stage.ensure_authorities()
    for one in stage.invented_enterprises(size)[place::processes]:
        if os.getppid() != parent:
            sys.exit(1)
        history.fill_one(one, days, authorities)
        with done.get_lock():
            done.value += 1


def _need_not_survive_a_power_cut() -> None:
    """What is invented is invented again: SQLite need not wait for the disk at each commit of this process."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
