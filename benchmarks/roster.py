"""The roster: 10,000 rows of an .xlsx sheet, read and checked, then stored; the longest write transaction."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks import served
from benchmarks.line import Line

ROWS = 10_000
HEADER = [
    "姓名", "身份证号", "手机号", "车间", "班组", "工号", "住址", "是否离焦", "目的地", "返焦日期", "交通方式", "健康证明编号",
]  # fmt: skip


def lines() -> Iterator[Line]:
    """Reading and storing against the same with the least program; then the longest write transaction."""
    with served.fresh_home() as home, tempfile.TemporaryDirectory(prefix="fugong-bench-") as folder:
        sheet = Path(folder) / "roster.xlsx"
        write_sheet(sheet)
        took = json.loads(served.run(home, sys.executable, "-m", "benchmarks.roster", str(sheet)))
    yield Line(
        name="roster, 10,000 rows from .xlsx",
        value=took["read"] + took["stored"],
        unit="s",
        reference="openpyxl, executemany",
        reference_value=took["bare"],
        target="<= 10",
        more=f"read and checked in {took['read']:.1f} s, stored in {took['stored']:.1f} s "
        f"({took['created']:,} people, progress told {took['told']} times); again: {took['again']:.1f} s",
    )
    yield Line(
        name="roster, longest write transaction",
        value=took["longest"] * 1000,
        unit="ms",
        reference="500 rows, executemany",
        reference_value=took["bare_longest"] * 1000,
        target="<= 300",
        more=f"{took['transactions']} transactions",
    )


def write_sheet(path: Path) -> None:
    """People who are invented, with numbers whose check digits are right."""
    import xlsxwriter

    from fugong.core.identifiers import id_check_digit

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, HEADER)
    for n in range(ROWS):
        born = date(1970, 1, 1) + timedelta(days=n % 10_000)
        first = f"410802{born:%Y%m%d}{n // 10 % 1000:03d}"
        row = [
            "王建国", first + id_check_digit(first), f"138{n:08d}", f"{n // 1000}车间", f"{n // 100 % 10}班", f"B{n:05d}",
            "焦作市解放区测试路1号", "是", "郑州", "2020-02-10", "火车", f"JZ{n:06d}",
        ]  # fmt: skip
        sheet.write_row(n + 1, 0, row)
    book.close()


def measure(path: Path) -> dict[str, Any]:
    """In a process of its own, with the tables of FUGONG_HOME."""
    from fugong.doors.cli import environment

    environment.setup_django()
    from fugong.core import clock
    from fugong.core.permissions import SYSTEM
    from fugong.core.tokens import new_secret
    from fugong.directory.actions import import_roster
    from fugong.directory.models import Enterprise, Region
    from fugong.directory.workbook import read_roster

    region, _made = Region.objects.get_or_create(code="410802", defaults={"name": "解放区"})
    enterprise = Enterprise.objects.create(
        uscc="91410800MA00000001", name="焦作测量机械有限公司", region=region, pack="jiaozuo_2020",
        poster_secret=new_secret(), poster_rotated_at=clock.now(), mark_secret=new_secret(),
    )  # fmt: skip
    begun = time.perf_counter()
    roster = read_roster(path.read_bytes(), path.name, today=clock.today())
    read = time.perf_counter() - begun
    told: list[int] = []
    with watching() as durations:
        begun = time.perf_counter()
        counts = import_roster(by=SYSTEM, rows=roster.rows, enterprise=enterprise, progress=told.append)
        stored = time.perf_counter() - begun
    begun = time.perf_counter()
    import_roster(by=SYSTEM, rows=roster.rows, enterprise=enterprise)
    again = time.perf_counter() - begun
    bare, bare_longest = least(path)
    return {
        "read": read, "stored": stored, "again": again, "told": len(told), "created": counts.created,
        "longest": max(durations), "transactions": len(durations), "bare": bare, "bare_longest": bare_longest,
    }  # fmt: skip


class watching:  # noqa: N801 - reads as a sentence
    """Notes how long each outermost transaction was open, from its begin to the end of its commit."""

    def __enter__(self) -> list[float]:
        from django.db.transaction import Atomic

        self.durations: list[float] = []
        self.real = Atomic.__enter__, Atomic.__exit__
        enter, leave = self.real
        begun: list[float] = []
        durations = self.durations

        def entered(atomic: Any) -> None:
            begun.append(time.perf_counter())
            enter(atomic)

        def left(atomic: Any, *error: Any) -> None:
            leave(atomic, *error)
            started = begun.pop()
            if not begun:
                durations.append(time.perf_counter() - started)

        Atomic.__enter__, Atomic.__exit__ = entered, left  # type: ignore[method-assign,assignment]
        return self.durations

    def __exit__(self, *error: Any) -> None:
        from django.db.transaction import Atomic

        Atomic.__enter__, Atomic.__exit__ = self.real  # type: ignore[method-assign]


def least(path: Path) -> tuple[float, float]:
    """The least that reads the sheet and stores its cells unchecked and unsealed: (seconds, longest transaction)."""
    import sqlite3

    import openpyxl

    begun = time.perf_counter()
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    rows = [
        [None if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    database = sqlite3.connect(path.with_suffix(".sqlite3"), isolation_level=None)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    database.execute(f"CREATE TABLE person ({', '.join(f'c{n} TEXT' for n in range(len(HEADER)))})")
    longest = 0.0
    for start in range(0, len(rows), 500):
        opened = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.executemany(
            f"INSERT INTO person VALUES ({', '.join('?' * len(HEADER))})", rows[start : start + 500]
        )
        database.execute("COMMIT")
        longest = max(longest, time.perf_counter() - opened)
    return time.perf_counter() - begun, longest


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
