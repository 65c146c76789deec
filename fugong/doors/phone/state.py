"""Where a worker stands, as the phone says it: the word, why, what to do, until when, and the one act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import segno
from django.urls import reverse
from django.utils.translation import gettext as _

from fugong.core import clock
from fugong.core.web import say
from fugong.rules import Text
from fugong.screening import choices


@dataclass(frozen=True)
class State:
    """What the card and the verdict page show. `code` is the picture of the pass code, empty without one."""

    verdict: str | None
    word: str
    why: str
    next: str
    until: str
    articles: tuple[str, ...]
    others: tuple[dict[str, Any], ...]
    reported: bool
    act: str
    act_url: str
    code: str = ""
    issued: str = ""
    expires: datetime | None = None
    mark: Mapping[str, Any] = field(default_factory=dict)


def state_of(view: Any, issued: Any = None) -> State:
    """The state of a `StandingView`, with the pass where one was issued."""
    act, act_url = _act(view)
    why = say.text(view.why)
    if view.needs == choices.DECLARATION and view.verdict is None:
        why = _("还没有填返岗申报。填完马上知道今天能不能进厂。")
    return State(
        verdict=view.verdict,
        word=say.verdict(view.verdict),
        why=why,
        next="" if view.verdict is None else say.text(view.next),
        until=until_text(view, issued),
        articles=tuple(view.articles),
        others=tuple({"why": say.text(one.why), "articles": one.articles} for one in view.reasons[1:]),
        reported=view.needs is None,
        act=act,
        act_url=act_url,
        code=code_picture(issued.code) if issued else "",
        issued=_("{time} 刷新").format(time=say.time_of_day(clock.now())) if issued else "",
        expires=issued.expires if issued else None,
        mark=mark_of(issued.mark) if issued else {},
    )


def _act(view: Any) -> tuple[str, str]:
    if view.needs == choices.DECLARATION:
        return _("填返岗申报"), reverse("phone:declaration")
    if view.needs == choices.DAILY:
        return _("填今天的健康情况"), reverse("phone:report")
    if view.lets_in:
        return _("打开通行码"), reverse("phone:pass")
    return _("看怎么办"), reverse("phone:pass")


def until_text(view: Any, issued: Any) -> str:
    """Until when: the pass's end, or the last day of an observation; nothing where the end is open."""
    if issued:
        return _("通行码有效到 {when}").format(when=end_text(issued.expires))
    if view.verdict in (choices.OBSERVE, choices.BARRED) and view.until:
        left = (view.until - view.on).days + 1
        return _("到{day}止，还剩 {left}").format(day=say.day(view.until), left=say.length(left * 86400))
    return ""


def end_text(moment: datetime) -> str:
    """The end of a day is 24:00 of that day, not 0:00 of the next."""
    day = clock.day_of(moment)
    if moment == clock.day_start(day):
        return f"{say.day(day - timedelta(days=1))} 24:00"
    return say.moment(moment)


def mark_of(mark: Any) -> dict[str, Any]:
    """The second mark for the drawing and for pass.js."""
    word: Text = mark.word
    return {
        "word": dict(word),
        "colour": mark.colour.value,
        "ink": mark.colour.ink,
        "colour_name": dict(mark.colour.name),
    }


def code_picture(code: str) -> str:
    """The pass code as a picture in an address; the page puts it on white."""
    return segno.make(code, error="m", boost_error=False).svg_data_uri(border=2, scale=4, omitsize=True)
