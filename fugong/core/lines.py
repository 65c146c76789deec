"""A line of text as somebody wrote it: tidied, and checked before it is kept."""

from django.utils.translation import gettext as _

from fugong.core.errors import Invalid


def tidy(text: object) -> str:
    """On one line, without outer spaces and with one where there were several."""
    return " ".join(str(text).split())


def line(text: object, field: str, most: int, *, required: bool = False) -> str:
    """A tidy line of at most `most` characters, none of them a control character; raises Invalid at `field`."""
    found = tidy(text)
    if required and not found:
        raise Invalid("missing", _("请填写这一项。"), field=field)
    if len(found) > most or not found.isprintable():
        raise Invalid("text", _("这里最多 {most} 个字。").format(most=most), field=field)
    return found
