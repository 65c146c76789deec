"""The same rules over columns: whole cities at once, with the answers of `fugong.rules.evaluate` cell by cell.

A frame has one row a subject and one column a fact, null where it is not known. **Numbers stand in Float64 columns and
are compared exactly all the same**: a fact or parameter has at most 15 significant digits (`values.as_number`), a double
tells any two such decimals apart, and rounding to the nearest double never changes their order. So 0.055 in a column
equals 0.055 in a rule and is below 0.0551. What doubles cannot do is arithmetic; `amounts` therefore computes with whole
numbers.

Importing this package imports polars; `fugong.rules` itself does not import it.
"""

from fugong.rules.columnar.conditions import DTYPES, answers, expression
from fugong.rules.columnar.formulas import Amounts, amounts, day

__all__ = ["DTYPES", "Amounts", "amounts", "answers", "day", "expression"]
