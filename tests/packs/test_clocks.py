"""How long each party has for its work on a case is data of the pack, with its source."""

import pytest

from fugong import packs
from fugong.packs import Length

WORK = {
    "filing": {"review": 3, "guidance": 2, "correction": 5, "amendment_review": 3},
    "startup": {"site_check": 2, "rectification": 3},
}


@pytest.mark.parametrize("name", packs.available())
def test_every_work_of_filing_and_start_has_its_working_days(name):
    clocks = packs.load(name).clocks

    for kind, names in WORK.items():
        for work, days in names.items():
            assert (clocks[kind][work].amount, clocks[kind][work].unit) == (days, "working_days")


@pytest.mark.parametrize("name", packs.available())
def test_every_clock_warns_before_it_ends_tells_a_superior_after_and_names_its_source(name):
    for names in packs.load(name).clocks.values():
        for clock in names.values():
            assert clock.warn_before.unit == clock.unit
            assert clock.warn_before.amount < clock.amount
            assert clock.escalate_after.amount >= 1
            assert "to be set by the bureau" in clock.source
            assert clock.confidence == "low"


def test_a_correction_is_warned_of_two_working_days_before():
    assert packs.load("jiaozuo_2020").clocks["filing"]["correction"].warn_before == Length(2, "working_days")
