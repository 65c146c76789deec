"""What can be wrong with a request, once for pages, API and commands.

Each fault carries a stable `code` (never branch on the text), a `text` for people that says what is
wrong and what to do, and where it applies the `field` it belongs to and the `article` it rests on.
"""

from collections.abc import Callable


class Fault(Exception):
    """A request that cannot be carried out; `status` is its HTTP status."""

    status = 400

    def __init__(self, code: str, text: str, *, field: str | None = None, article: str | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = str(text)
        self.field = field
        self.article = article

    def as_json(self) -> dict[str, dict[str, str | None]]:
        """The body the API answers with."""
        return {"error": {"code": self.code, "text": self.text, "field": self.field}}


class Unknown(Fault):
    """Nobody we know: no valid sign-in, token or device (401)."""

    status = 401


class NotAllowed(Fault):
    """Known, but not entitled, or not now; the text says why (403)."""

    status = 403


class NotFound(Fault):
    """No such thing, or none this actor may know of (404)."""

    status = 404


class Conflict(Fault):
    """Changed meanwhile, or already there (409)."""

    status = 409


class TooLarge(Fault):
    """More than is taken in one go (413)."""

    status = 413


class Invalid(Fault):
    """What was sent does not fit; `field` names the place (422). `every`: all that was found with it, itself first."""

    status = 422

    def __init__(self, code: str, text: str, *, field: str | None = None, article: str | None = None) -> None:
        super().__init__(code, text, field=field, article=article)
        self.every: tuple[Invalid, ...] = (self,)


class TooMany(Fault):
    """Too many tries in too short a time (429)."""

    status = 429


def check_all(*checks: Callable[[], object]) -> None:
    """Run every check and raise what they find together: the first Invalid, its `every` with those of all."""
    found: list[Invalid] = []
    for check in checks:
        try:
            check()
        except Invalid as fault:
            found += fault.every
    if found:
        found[0].every = tuple(found)
        raise found[0]
