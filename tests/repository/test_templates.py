"""Templates: each one used, none with script or style in the page, none that asks another origin for anything."""

import re
from pathlib import Path

import pytest
from django.template.utils import get_app_template_dirs

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(ROOT.glob("fugong/**/templates"))
TEMPLATES = {
    path.relative_to(folder).as_posix(): path
    for folder in FOLDERS
    for path in sorted(folder.rglob("*"))
    if path.is_file()
}
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "fugong").rglob("*.py"))}
CALLED_BY_NAME = {"400.html", "403.html", "404.html", "429.html", "500.html"}
"""Django renders these, and allauth the one of too many tries."""

INLINE = {
    "a script in the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"importmap\")", re.I),
    "a style in the page": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "another origin": re.compile(r"(?:src|href|action|poster|srcset)\s*=\s*[\"']\s*(?:https?:)?//", re.I),
}


def is_html(path: Path) -> bool:
    return path.suffix == ".html"


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", "", text, flags=re.S)


def test_no_two_templates_have_one_name() -> None:
    every = [
        path.relative_to(folder).as_posix()
        for folder in FOLDERS
        for path in folder.rglob("*")
        if path.is_file()
    ]

    assert sorted({name for name in every if every.count(name) > 1}) == []


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_is_used(name: str) -> None:
    path = TEMPLATES[name]
    if name in CALLED_BY_NAME or _belongs_to_a_library(name):
        return
    quoted = re.compile(rf"[\"']{re.escape(name)}(?:#[\w-]+)?[\"']")
    elsewhere = [text for other, text in _texts().items() if other != path]

    assert any(quoted.search(text) for text in elsewhere) or _is_built(name), f"{name} is used nowhere"


def _belongs_to_a_library(name: str) -> bool:
    """Whether a library renders a template of this name, which ours replaces."""
    return any(
        (folder / name).exists()
        for folder in get_app_template_dirs("templates")
        if ROOT / "fugong" not in folder.parents
    )


def _is_built(name: str) -> bool:
    """Whether a Python source builds the name from its folder and its stem."""
    folder, _slash, file = name.rpartition("/")
    stem = file.rpartition(".")[0]
    return any(f'f"{folder}/' in text and f'"{stem}"' in text for text in SOURCES.values())


def _texts() -> dict[Path, str]:
    return {**SOURCES, **{path: path.read_text(encoding="utf-8") for path in TEMPLATES.values()}}


@pytest.mark.parametrize("name", [name for name, path in sorted(TEMPLATES.items()) if is_html(path)])
def test_a_page_has_no_script_or_style_of_its_own(name: str) -> None:
    text = without_comments(TEMPLATES[name].read_text(encoding="utf-8"))

    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []
