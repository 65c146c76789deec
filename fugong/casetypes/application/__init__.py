"""惠企政策申请: an enterprise applies for a measure, and the bureau of its county accepts, grants or refuses (G13)."""
