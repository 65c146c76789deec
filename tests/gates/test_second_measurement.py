"""A second measurement of a fever: after a rest, with a thermometer of another kind (G3)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from fugong.core import clock
from fugong.gates.second_measurement import Terms

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/second.json").read_text("utf-8"))


@pytest.mark.article("G3")
@pytest.mark.parametrize(
    "case", VECTORS["cases"], ids=lambda case: f"{case['first']}-{case['second']}-{case['after']}"
)
def test_a_second_measurement_counts_by_the_same_cases_as_on_a_phone(case):
    terms = Terms(
        rest=timedelta(seconds=VECTORS["rest_seconds"]),
        tolerance=timedelta(seconds=VECTORS["tolerance_seconds"]),
        gate="forehead",
        terminal="imaging",
        second=(),
        offered=timedelta(),
    )
    first_at = clock.now()
    marks = terms.marks(
        first=case["first"],
        first_at=first_at,
        second=case["second"],
        second_at=first_at + timedelta(seconds=case["after"]),
    )
    assert marks == case["marks"]
