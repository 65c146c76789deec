"""Two evaluators, one meaning, for enterprises that nobody thought of and for every place of a decimal."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.packs import policies
from fugong.packs.policies.asking import marks, plausible
from fugong.packs.policies.schema import determination
from tests.packs.policies.test_columnar import differences

BOOK = policies.load("jiaozuo_2020")
DAYS = st.dates(date(2020, 1, 1), date(2022, 12, 31))
COMPARED = marks(BOOK, date(2020, 3, 1))


def values(fact):
    kind = BOOK.words.facts[fact]
    telling = list(plausible(BOOK, {}, date(2020, 3, 1), fact, COMPARED.get(fact, ())))
    if kind.kind == "number" and kind.at_most is not None:
        return st.sampled_from(telling) | st.decimals(0, 1, places=8)
    if kind.kind == "number":
        return st.sampled_from(telling) | st.decimals(0, Decimal(10) ** 11, places=3)
    if kind.kind == "integer":
        return st.sampled_from(telling) | st.integers(0, 10**6).map(Decimal)
    if kind.kind == "date":
        return DAYS
    if fact == "industry":
        return st.sampled_from(telling) | st.from_regex(r"[A-T][0-9]{0,4}", fullmatch=True)
    return st.sampled_from(telling)


ENTERPRISES = st.fixed_dictionaries(
    {"region": st.sampled_from(["410802", "410883", "410102", "110101"])},
    optional={
        **{fact: values(fact) for fact in BOOK.cards if fact != "region"},
        **{determination(id): st.booleans() for id in BOOK.measures},
    },
)


@settings(max_examples=150)
@given(st.lists(ENTERPRISES, min_size=1, max_size=4), DAYS)
def test_any_enterprise_on_any_day_gets_the_same_answer_both_ways(enterprises, on):
    assert next(differences(enterprises, on), None) is None
