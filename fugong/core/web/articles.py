"""Articles that reasons rest on, found by their id (G8) in whichever pack brings them."""

from functools import cache

from fugong import packs
from fugong.packs import Article, Document


@cache
def _all() -> dict[str, tuple[Document, Article]]:
    found: dict[str, tuple[Document, Article]] = {}
    for name in packs.available():
        for document in packs.load(name).documents.values():
            for article in document.articles.values():
                found.setdefault(article.id, (document, article))
    return found


def find(id: str) -> Article | None:
    """The article of this id; None where no pack has it."""
    entry = _all().get(id)
    return None if entry is None else entry[1]


def document_of(id: str) -> Document | None:
    """The document an article belongs to."""
    entry = _all().get(id)
    return None if entry is None else entry[0]
