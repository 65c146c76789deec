"""Money in whole fen, rounded half up from exact yuan."""

from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation

EXACT = Context(prec=1000, traps=[Inexact, InvalidOperation])
"""Sums and products of what `as_number` lets through are exact in it; what is not raises `Inexact`."""


def to_fen(yuan: Decimal) -> int:
    """Whole fen of an amount in yuan; half a fen is rounded away from zero."""
    return int(yuan.scaleb(2, EXACT).to_integral_value(ROUND_HALF_UP, EXACT))


def to_yuan(fen: int) -> Decimal:
    """An amount in fen as yuan with two decimals."""
    return Decimal(fen).scaleb(-2, EXACT)
