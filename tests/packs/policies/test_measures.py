"""Each measure says what its article says, shown by its own cases; and what does not fit is named with its place."""

import dataclasses
import re
import shutil

import pytest

from fugong import packs
from fugong.packs import lint, policies
from fugong.packs.loader import PACKS
from fugong.packs.policies import cases
from fugong.packs.policies.lint import check_book, check_measure

pytestmark = pytest.mark.article(
    "Y3", "Y4", "Y5", "Y6", "Y7", "Y8", "Y9", "Y10", "Y11", "Y12", "Y13", "Y14", "Y15", "Y16", "Y17", "Y18", "Y19",
    "Y20", "C3", "C5", "C6", "C11", "C12", "C13", "C14", "C15", "C23", "O1", "O2", "O3", "O4", "O5", "O6", "O7", "O8",
    "O9", "O10", "O11", "O12", "O13", "O14", "O16", "O17", "O18", "O19", "O20",
)  # fmt: skip

BOOK = policies.load("jiaozuo_2020")
PACK = PACKS / "jiaozuo_2020"


@pytest.mark.parametrize("measure", BOOK.measures.values(), ids=lambda one: one.id)
def test_a_measure_passes_its_own_cases(measure):
    assert list(cases.cases(measure))
    assert [str(fault) for fault in cases.run(BOOK, measure)] == []


@pytest.mark.parametrize("measure", BOOK.measures.values(), ids=lambda one: one.id)
def test_a_measure_agrees_with_its_words_and_its_cases_leave_nothing_out(measure):
    assert [str(fault) for fault in check_measure(BOOK, measure)] == []


def test_the_book_as_a_whole_is_without_fault():
    assert [str(fault) for fault in check_book(BOOK)] == []


def test_every_measure_stands_in_an_article_of_its_document():
    assert len(BOOK.measures) == 89
    for measure in BOOK.measures.values():
        assert measure.id.startswith(f"{measure.article}-")
        assert measure.since == BOOK.documents[BOOK.articles[measure.article].document].issued_on


@pytest.fixture
def edited(tmp_path):
    """Lints a copy of the pack in which a text of one of its policies' files was replaced."""

    def lint_with(file, old, new):
        copy = tmp_path / "jiaozuo_2020"
        shutil.copytree(PACK, copy)
        path = copy / "policies" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        return [str(fault) for fault in lint.check(copy)]

    return lint_with


REFUND, CITY_REFUND = "measures/Y17-refund.yaml", "measures/C13-refund.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            REFUND,
            "at_most: {param: layoff_ceiling}",
            "below: {param: layoff_ceiling}",
            "below does not agree with",
        ),
        ("parameters.yaml", "value: 0.055", "value: 0.05", "0.05 is not the number in “不高于5.5%”"),
        ("parameters.yaml", "quote: 不高于5.5%", "quote: 不高于5.4%", "Y17 does not say “不高于5.4%”"),
        ("parameters.yaml", "from: 2020-04-20", "from: 2020-02-20", "2020-02-20 is not after 2020-02-20"),
        ("parameters.yaml", "value: 0.0405", "value: null", "a gap in its dates"),
        (
            CITY_REFUND,
            "below: {param: city_layoff_bound}",
            "at_most: {param: city_layoff_bound}",
            "at_most does not agree with",
        ),
        (CITY_REFUND, "fact: layoff_rate", "fact: layof_rate", "unknown fact 'layof_rate'"),
        (CITY_REFUND, "quote: 参保企业", "quote: 参加企业", "C13 does not say “参加企业”"),
        (CITY_REFUND, "id: O6-refund", "id: O6-refunds", "no other measure 'O6-refunds'"),
        (
            CITY_REFUND,
            "  - {kind: same_benefit_as, id: O6-refund}\n",
            "",
            "C13-refund does not say same_benefit_as O6-refund",
        ),
        (CITY_REFUND, "use: jiaozuo", "use: jiaozou", "no common condition 'jiaozou'"),
        (CITY_REFUND, "readings: [R3,", "readings: [R33,", "no reading 'R33'"),
        (CITY_REFUND, "effect: refund", "effect: refunds", "unknown effect 'refunds'"),
        (CITY_REFUND, "article: C13", "article: C99", "no document has an article 'C99'"),
        (CITY_REFUND, "id: C13-refund", "id: C13-rebate", "is not the file's name"),
        (
            CITY_REFUND,
            "    - {change: {layoff_rate: 0.05}, status: not_eligible}\n",
            "",
            "no case at layoff_rate 0.05",
        ),
        (
            CITY_REFUND,
            "    - {change: {layoff_rate: null}, status: unknown, missing: [layoff_rate]}\n",
            "",
            "no case in which layoff_rate is not known",
        ),
        (
            CITY_REFUND,
            '    - {change: {region: "410102"}, status: not_eligible}\n',
            "",
            "no case in which it does not hold (jiaozuo)",
        ),
        (
            CITY_REFUND,
            "    - {change: {}, status: not_in_force, on: 2021-01-01}\n",
            "",
            "no case after its last day (2021-01-01)",
        ),
        (CITY_REFUND, "amount: 6172.84", "amount: 6172.83", "amount is 6172.84, 6172.83 is expected"),
        ("facts.yaml", "group: enterprise", "group: entreprise", "unknown group 'entreprise'"),
    ],
)
def test_a_fault_is_named_with_file_and_remedy(edited, file, old, new, said):
    found = edited(file, old, new)

    assert any(said in one for one in found), found
    assert all(re.match(r"jiaozuo_2020/policies/[\w/-]+\.yaml(:\d+)?: .+\. \w", one) for one in found), found


def test_a_circle_of_measures_each_better_than_the_next_is_named():
    def better(id, other):
        measure = BOOK.measures[id]
        kind = dataclasses.replace(measure.relations[0], kind="more_favourable_than", id=other)
        return dataclasses.replace(measure, relations=(kind,))

    ring = {"Y17-refund": "C13-refund", "C13-refund": "O6-refund", "O6-refund": "Y17-refund"}
    found = list(check_book(BOOK.replaced({id: better(id, other) for id, other in ring.items()})))

    assert {one.file.rpartition("/")[2] for one in found if "by way of others" in one.text} == {
        f"{id}.yaml" for id in ring
    }


def test_a_measure_edited_in_the_product_is_read_like_a_file():
    raw = dict(BOOK.measures["C13-refund"].source)

    book, measure = policies.with_measure(BOOK, {**raw, "id": "C13-more", "relations": []})
    assert (measure.id, "C13-more" in book.measures, "C13-more" in BOOK.measures) == ("C13-more", True, False)
    with pytest.raises(packs.loader.RuleError) as refused:
        policies.with_measure(BOOK, {**raw, "effect": "gift", "conditions": [{"use": "nobody"}]})
    assert len(refused.value.faults) == 2
