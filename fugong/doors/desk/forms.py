"""What the desk's pages share: taking a fault back to its form, and codes as pictures."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from fugong.core.errors import Conflict, Fault, Invalid, NotAllowed
from fugong.core.web.forms import PlainForm

REQUIRED = gettext_lazy("请填写这一项。")


def attempt(
    request: HttpRequest, form: PlainForm, act: Callable[[dict[str, Any]], object], done: str
) -> bool:
    """Run `act` on a valid form; says `done`, or puts the room's fault at its field. Whether it went through."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except (Invalid, Conflict, NotAllowed) as fault:
        form.take(fault)
        return False
    messages.success(request, done)
    return True


def press(request: HttpRequest, act: Callable[[], object], done: str, back: str, *args: Any) -> HttpResponse:
    """Run one button's `act` and go `back`; a refusal is said there and nothing is lost."""
    try:
        act()
    except (Invalid, Conflict) as fault:
        say(request, fault)
    else:
        messages.success(request, done)
    return redirect(back, *args)


def say(request: HttpRequest, fault: Fault) -> None:
    """A refusal as a message on the page one returns to."""
    messages.error(request, fault.text)


def qr_image(text: str, *, error: str = "m") -> str:
    """A QR code of `text` as a data URI; the page that shows it makes no request."""
    return segno.make(text, error=error, boost_error=False).svg_data_uri(border=2, scale=4, omitsize=True)


def ids_of(texts: Iterable[str]) -> list[UUID]:
    """The ids among texts of an address or a form; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
