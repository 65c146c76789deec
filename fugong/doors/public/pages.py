"""Pages that need no account: the start, the text of an article, the privacy notice; and the way to one's own door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fugong import packs
from fugong.core.access import open_to
from fugong.core.errors import NotAllowed, NotFound
from fugong.core.web import articles
from fugong.core.web.actors import actor_of
from fugong.directory import queries
from fugong.doors.public import demo

FIRST_PAGES = (
    ("worker", "/me/"),
    ("epidemic_officer", "/desk/"),
    ("principal", "/desk/"),
    ("bureau_officer", "/bureau/"),
    ("health_officer", "/bureau/"),
    ("administrator", "/desk/accounts/"),
    ("team_leader", "/team/"),
    ("guard", "/gate/"),
)
"""Role → where it starts; who holds several starts at the first of them."""


@open_to("anyone")
@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """What Fugong is, and the way in; in the demonstration every role's door."""
    return render(request, "public/start.html", {"demo": demo.described(request)})


@open_to("anyone")
@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Sends whoever is signed in to the first page of their role."""
    actor = actor_of(request)
    for role, where in FIRST_PAGES:
        if actor.has(role):
            return redirect(where)
    if actor.kind == "anonymous":
        return redirect("public:start")
    raise NotAllowed("no_role", _("这个账号还没有岗位。请联系管理员为您指定岗位。"))


@open_to("anyone")
@require_safe
def article(request: HttpRequest, id: str) -> HttpResponse:
    """The text of one article as issued, with the document it stands in."""
    found, document = articles.find(id), articles.document_of(id)
    if found is None or document is None:
        raise NotFound(
            "no_article", _("没有编号为 {id} 的条款。请从给出依据的那一页点开链接。").format(id=id)
        )
    neighbours = sorted(document.articles.values(), key=lambda one: one.number)
    return render(
        request, "public/article.html", {"article": found, "document": document, "articles": neighbours}
    )


@open_to("anyone")
@require_safe
def notice(request: HttpRequest, which: str) -> HttpResponse:
    """The privacy notice of an enterprise (by USCC) or of a pack: P01, PIPL 17 and 30; every question is listed."""
    enterprise = None
    if which in packs.available():
        pack = packs.load(which)
    else:
        enterprise = queries.enterprise_by_uscc(which)
        if enterprise is None:
            raise NotFound("no_notice", _("没有这家企业。请核对统一社会信用代码，或扫描厂区海报上的二维码。"))
        pack = packs.load(enterprise.pack)
    return render(
        request, "public/notice.html", {"pack": pack, "notice": pack.notice, "enterprise": enterprise}
    )
