"""Money in whole fen, rounded half up from exact yuan."""

from decimal import ROUND_HALF_UP, Context, Decimal

from fugong.rules.values import MOST_DIGITS

EXACT = Context(prec=4 * MOST_DIGITS)
"""Products of a handful of numbers are exact in it."""


def to_fen(yuan: Decimal) -> int:
    """Whole fen of an amount in yuan; half a fen is rounded away from zero."""
    return int(yuan.scaleb(2, EXACT).to_integral_value(ROUND_HALF_UP))


def to_yuan(fen: int) -> Decimal:
    """An amount in fen as yuan with two decimals."""
    return Decimal(fen).scaleb(-2)
