"""Policies (惠企政策): what an enterprise may have, with reasons, amounts and the words they rest on.

Pure Python. `load` reads a pack's measures, `match` answers for one enterprise, `columnar.match_many` for a whole city.
"""

from fugong.packs.policies.asking import next_question
from fugong.packs.policies.loader import load, read_book, with_measure
from fugong.packs.policies.matching import Answer, Facts, Judged, Matched, match, read_facts
from fugong.packs.policies.overlaps import NearMiss, Total, groups, near_misses, totals
from fugong.packs.policies.schema import Condition, Measure, PolicyBook

__all__ = [
    "Answer",
    "Condition",
    "Facts",
    "Judged",
    "Matched",
    "Measure",
    "NearMiss",
    "PolicyBook",
    "Total",
    "groups",
    "load",
    "match",
    "near_misses",
    "next_question",
    "read_book",
    "read_facts",
    "totals",
    "with_measure",
]
