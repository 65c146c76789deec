"""A share is made of two counts, rounded down, and never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.packs.shares import read_shared_vocabulary
from fugong.rules import RuleError, Vocabulary

COUNT = {"type": "integer", "text": {"zh": "数", "en": "count"}}
SHARE = {"of": "done", "to": "all", "text": {"zh": "比例", "en": "share"}}


def words(**shares):
    return read_shared_vocabulary(
        {"facts": {"done": COUNT, "all": COUNT}, "shares": shares or {"share": SHARE}}, Vocabulary({})
    )


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_whole_only_where_the_part_is(done, everything):
    share = words().read({"done": done, "all": everything})["share"]

    assert (share >= 1) is (done >= everything)
    assert share <= Decimal(done) / everything


@pytest.mark.parametrize("facts", [{"done": 3}, {"all": 3}, {"done": 0, "all": 0}, {}])
def test_there_is_no_share_of_what_is_not_known_or_of_nothing(facts):
    assert "share" not in words().read(facts)


def test_a_missing_share_is_wanted_by_the_count_that_is_not_known():
    assert words().wanted(frozenset({"share"}), words().read({"done": 3})) == {"all"}
    assert words().wanted(frozenset({"share"}), {}) == {"done", "all"}


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ({"share": {**SHARE, "of": "lost"}}, "of is no number among the facts: 'lost'"),
        ({"share": {**SHARE, "per": 100}}, "unknown key 'per'"),
        ({"done": SHARE}, "the fact 'done' stands twice"),
        ({"share": {"of": "done", "to": "all"}}, "the text is missing"),
    ],
)
def test_a_share_that_does_not_fit_is_refused(share, said):
    with pytest.raises(RuleError, match=said):
        words(**share)
