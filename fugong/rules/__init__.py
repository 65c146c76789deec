"""Decisions with reasons: conditions over facts, answered true, false or unknown.

Pure Python: neither Django nor any other room. The vocabulary is described in
`docs/reference/rules.md`; `fugong/rules/js/rules.js` evaluates the same trees in a browser.
"""

from fugong.rules.errors import FactError, Fault, RuleError
from fugong.rules.evaluate import (
    Memo,
    Outcome,
    evaluate,
    judge,
    resolve,
    resolve_parameters,
    what_would_change,
)
from fugong.rules.formulas import Computed, Formula, compute, months_after, parse_formula
from fugong.rules.money import to_fen, to_yuan
from fugong.rules.nodes import Node, Reason, facts_used, parameters_used, to_data
from fugong.rules.parse import parse, parse_operand
from fugong.rules.source import read_source, read_source_text
from fugong.rules.tables import Row, Ruling, Table, decide, parse_table
from fugong.rules.values import Text, Value, plain
from fugong.rules.vocabulary import Dated, FactType, Parameter, Vocabulary, parse_vocabulary

__all__ = [
    "Computed",
    "Dated",
    "FactError",
    "FactType",
    "Fault",
    "Formula",
    "Memo",
    "Node",
    "Outcome",
    "Parameter",
    "Reason",
    "Row",
    "RuleError",
    "Ruling",
    "Table",
    "Text",
    "Value",
    "Vocabulary",
    "compute",
    "decide",
    "evaluate",
    "facts_used",
    "judge",
    "months_after",
    "parameters_used",
    "parse",
    "parse_formula",
    "parse_operand",
    "parse_table",
    "parse_vocabulary",
    "plain",
    "read_source",
    "read_source_text",
    "resolve",
    "resolve_parameters",
    "to_data",
    "to_fen",
    "to_yuan",
    "what_would_change",
]
