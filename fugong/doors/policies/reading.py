"""What the views of this door begin with: the pack whose policies are shown, the day, the self check of a link."""

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.errors import NotFound
from fugong.packs.policies import Measure, PolicyBook
from fugong.policies import queries
from fugong.rules import FactType

ENTERPRISE = ("epidemic_officer", "principal")
FIRST, LAST = date(2020, 1, 1), date(2099, 12, 31)
"""Days that may be asked for."""

public_pack = queries.public_pack
"""The pack whose policies anybody may look at."""


def book_on(on: date | None = None) -> PolicyBook:
    """The public measures as they stand on a day, else today."""
    return queries.book(public_pack(), on)


def day_of(request: HttpRequest) -> date | None:
    """The day asked for in the address or form (`on`); None where there is none that can be read."""
    text = request.POST.get("on") or request.GET.get("on") or ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST and len(text) == len("2020-02-24") else None


def measure_of(book: PolicyBook, measure_id: str) -> Measure:
    """A measure of the book; raises NotFound."""
    found = book.measures.get(measure_id)
    if found is None:
        raise NotFound("no_measure", _("没有这项政策措施。请从政策清单里选。"))
    return found


def fact_type(book: PolicyBook, fact: str) -> FactType:
    """What values a fact takes; raises NotFound for one that nobody is asked."""
    if fact not in book.cards:
        raise NotFound("no_question", _("没有这个问题。请回到结果页继续。"))
    return book.words.facts[fact]


def today() -> date:
    """The site's day."""
    return clock.today()
