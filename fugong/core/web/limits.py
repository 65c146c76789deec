"""How much goes over the wire in one go. The proxy refuses more; what gets through to a page is told so."""

LARGEST_BODY_MB = 36
"""Of 1,000,000 bytes each, as the proxy counts."""


def is_too_large(length: str | None) -> bool:
    """Whether a request that announces this Content-Length is cut off by the proxy."""
    return length is not None and length.isdigit() and int(length) > LARGEST_BODY_MB * 1_000_000
