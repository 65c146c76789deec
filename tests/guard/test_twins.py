"""The server and the guard's page reach the same decision on the same scans (tests/js/decide.test.js has the other half)."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from fugong import packs
from fugong.core.codes import SigningKey, keys_by_kid, read_pass
from fugong.gates import decision, visiting
from fugong.gates.queries.visits_at_gate import GateVisit

VECTORS = Path(__file__).parents[1] / "vectors"
SCANS = json.loads((VECTORS / "gate_scans.json").read_text("utf-8"))
CODES = {one["name"]: one["code"] for one in json.loads((VECTORS / "codes.json").read_text("utf-8"))["codes"]}
KEYS = keys_by_kid([SigningKey.from_secret(bytes(range(1, 33))).public])


@dataclass
class Day:
    verdict: str | None
    reason: str | None
    reported: bool
    isolated: bool
    observed: bool


class Worker:
    """A worker as the server's tables would give it, from what the bundle says."""

    def __init__(self, said):
        self.id = uuid4()
        self.said = said
        self.status = said["status"]
        self.void_before = said["void_before"] and datetime.fromisoformat(said["void_before"])
        self.expected_from = said["expected_from"] and date.fromisoformat(said["expected_from"])

    def on(self, day):
        said = self.said
        reported = said["reported_for"] == day.isoformat()
        return Day(said["verdict"], said["reason"], reported, said["isolated"], said["observed"])


def subject(said, moment):
    """Whom the bundle's line describes, as the server's tables would give them."""
    if said.get("kind") != "visitor":
        return Worker(said)
    when = {name: said[name] and datetime.fromisoformat(said[name]) for name in ("arrived_at", "left_at")}
    visit = GateVisit(
        id=uuid4(),
        reference=said["ref"],
        answer=said["answer"],
        expected_from=datetime.fromisoformat(said["expected_from"]) + visiting.EARLY,
        expected_until=datetime.fromisoformat(said["expected_until"]),
        again=False,
        cancelled_at=moment if said.get("cancelled") else None,
        void_before=said["void_before"] and datetime.fromisoformat(said["void_before"]),
        filled_for=said["reported_for"] and date.fromisoformat(said["reported_for"]),
        verdict=said["verdict"] or "",
        reason=said["reason"] or "",
        fever_until=moment + timedelta(days=1) if said["isolated"] else None,
        **when,
    )
    return visit.at(moment)


@pytest.mark.parametrize("case", SCANS["cases"], ids=lambda case: case["name"])
def test_the_server_decides_as_the_page_does(case):
    said = {**SCANS["worker"], **case["person"]}
    moment = {**SCANS["moment"], **case["moment"]}
    scan = decision.read_scan(
        CODES.get(case["code"], case["code"]), partial(read_pass, keys=KEYS), UUID(SCANS["enterprise"])
    )
    named = said["ref"] == scan.reference or (
        scan.job_number and decision.job_key(scan.job_number) == said["job_number"]
    )
    temperature = moment["temperature"]

    judged = decision.judge(
        packs.load("jiaozuo_2020"),
        {},
        scan,
        subject(said, datetime.fromtimestamp(moment["now"], UTC)) if named else None,
        direction=moment["direction"],
        temperature=None if temperature is None else Decimal(str(temperature)),
        moment=decision.Moment(datetime.fromtimestamp(moment["now"], UTC), skewed=False),
    )

    assert [judged.verdict, judged.reason] == case["expect"]
