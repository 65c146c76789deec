"""Reads a document: a text as issued, and beside it English titles and summaries per article."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from fugong.packs.schema import Article, Document
from fugong.rules import read_source
from fugong.rules.source import fault_at
from fugong.rules.vocabulary import check_keys, read_text

_KEYS = {"id", "text", "title", "number", "issuer", "date", "months", "cite", "articles"}
_HEAD = re.compile(r"^(\d+)\. *([^。]+)。", re.MULTILINE)
_PART = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)[^。]*$", re.MULTILINE)


def read_document(path: Path, *, name: str) -> Document:
    """Read `path` and the text it names; every article of the text needs its entry and the other
    way round. Article ids are the document's id and the number: G4. Raises `RuleError`."""
    raw = read_source(path, name=name)
    data = check_keys(raw, _KEYS, "document")
    try:
        text = (path.parent / data["text"]).read_text(encoding="utf-8")
        found = split_articles(text)
        articles = {}
        for number, (heading, body) in found.items():
            id = f"{data['id']}{number}"
            entry = check_keys(data["articles"].get(id, {}), {"title", "summary"}, id)
            if not entry:
                raise fault_at(raw, id, f"the article {id} has no entry", "Add title and summary.")
            articles[id] = Article(
                id=id,
                number=number,
                title={"zh": heading, "en": str(entry["title"])},
                text=body,
                summary=str(entry["summary"]),
                citation=_cite(data["cite"], number, raw),
                document=str(data["id"]),
            )
        if strange := set(data["articles"]) - set(articles):
            raise fault_at(raw, min(strange), f"the text has no article {min(strange)}", "Remove it.")
        return Document(
            id=str(data["id"]),
            title=read_text(data["title"], raw, "title"),
            number=str(data["number"]),
            issuer=read_text(data["issuer"], raw, "issuer"),
            issued_on=_day(data["date"], raw),
            articles=articles,
            months=None if data.get("months") is None else int(data["months"]),
        )
    except (KeyError, OSError, TypeError) as error:
        raise fault_at(raw, "document", f"missing or wrong: {error}", "See another pack.") from error


def split_articles(text: str) -> dict[int, tuple[str, str]]:
    """Number → (heading, text) of a text whose articles begin `7. Heading。`.

    Page breaks inside an article (blank lines) are joined, bold marks and the headings of parts (`一、`, `（一）`) are
    dropped; nothing else changes.
    """
    plain = _PART.sub("", text.replace("**", ""))
    heads = list(_HEAD.finditer(plain))
    ends = [head.start() for head in heads[1:]] + [len(plain)]
    return {
        int(head[1]): (head[2], "".join(line.strip() for line in plain[head.start() : end].splitlines()))
        for head, end in zip(heads, ends, strict=True)
    }


def _cite(raw: Any, number: int, owner: object) -> dict[str, str]:
    return {key: text.format(n=number) for key, text in read_text(raw, owner, "cite").items()}


def _day(raw: object, owner: object) -> date:
    if not isinstance(raw, date):
        raise fault_at(owner, "date", "the date is no day", "Write date: 2020-02-24.")
    return raw
