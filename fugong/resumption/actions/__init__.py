"""Resumption's writes. What it writes is computed: no door sets a light."""

from fugong.resumption.actions.figures import keep_figures
from fugong.resumption.actions.refreshing import mark_stale, refresh

__all__ = ["keep_figures", "mark_stale", "refresh"]
