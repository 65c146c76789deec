"""Keeps the English catalogue in step with the Chinese source texts.

    .venv/bin/python tools/messages.py            take in new texts, drop those no longer used
    .venv/bin/python tools/messages.py --check    change nothing; name what lacks English, exit 1

Texts are found in Python and in templates; JavaScript gets its texts from these. The catalogue is sorted and
holds neither dates nor line numbers, so that two branches rarely change the same line.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "fugong"
CATALOGUE = SOURCES / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = """\
# Fugong in English; its terms are those of docs/glossary.md. `tools/messages.py` keeps it in step.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: messages.py [--check]", file=sys.stderr)
        return 2
    kept = read_catalogue()
    catalogue = updated(kept)
    if not arguments and text_of(catalogue) != current_text():
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(text_of(catalogue), encoding="utf-8")
    lacking = untranslated(catalogue)
    for message in lacking:
        print(f"no English yet: {message.id!r}")
    unused = len(catalogue.obsolete)
    if unused:
        print(f"no longer used: {unused}" + (" (run tools/messages.py)" if arguments else ", dropped"))
    print(f"{len(catalogue)} texts, {len(lacking)} without English")
    return 1 if lacking or (arguments and unused) else 0


def updated(kept: Catalog) -> Catalog:
    """The kept translations with the source's texts of now; what is no longer used stands in `.obsolete`."""
    kept.update(source_texts(), no_fuzzy_matching=True)
    return kept


def source_texts() -> Catalog:
    catalogue = Catalog(locale="en", charset="utf-8")
    for path, context, texts in found():
        try:
            catalogue.add(texts, context=context)
        except ValueError as error:
            raise SystemExit(f"{path.relative_to(ROOT)}: {texts!r}: {error}") from error
    return catalogue


def found() -> Iterator[tuple[Path, str | None, str | tuple[str, ...]]]:
    """Every marked text: the file, its context and the text (or its singular and plural)."""
    for path in sorted(SOURCES.rglob("*.py")):
        yield from marked_in(path, path.read_text(encoding="utf-8"))
    for path in sorted([*SOURCES.rglob("templates/**/*.html"), *SOURCES.rglob("templates/**/*.txt")]):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # Its indentation is the template's and means nothing to Python.
        yield from marked_in(path, "\n".join(line.lstrip() for line in code.splitlines()))


def marked_in(path: Path, code: str) -> Iterator[tuple[Path, str | None, str | tuple[str, ...]]]:
    source = io.BytesIO(code.encode())
    for _line, texts, _comments, context in extract("python", source, keywords=KEYWORDS):
        yield path, context, texts


def untranslated(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id and (message.fuzzy or not complete(message))]


def complete(message: Message) -> bool:
    texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return bool(texts) and all(texts)


def read_catalogue() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="en", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def current_text() -> str:
    return CATALOGUE.read_text(encoding="utf-8") if CATALOGUE.exists() else ""


def text_of(catalogue: Catalog) -> str:
    body = io.BytesIO()
    write_po(
        body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    return HEADER + body.getvalue().decode().strip() + "\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
