"""The English catalogue says all that the source says in Chinese and nothing else, and pages show it."""

import importlib.util
import re
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
PROPER_NAMES = ("复工", "中文", "豫")
"""The product's own name, the switch to Chinese, and the character with which a plate of the province begins."""
QUOTED = re.compile(r'<(\w+)[^>]*\blang="zh[^"]*"[^>]*>.*?</\1>', re.DOTALL)


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogue(tool: ModuleType) -> Catalog:
    kept: Catalog = tool.read_catalogue()
    return kept


def forms(message: Message) -> list[tuple[str, str]]:
    """(Chinese, English) of every form."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[0], message.string[0]), *((message.id[1], text) for text in message.string[1:])]


def test_every_text_has_its_english_and_none_is_left_over() -> None:
    checked = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout[-3000:] + checked.stderr[-1000:]


def test_the_tool_names_a_text_without_english(tool: ModuleType) -> None:
    catalogue = Catalog(locale="en")
    catalogue.add("花名册", "")
    catalogue.add("海报", "Poster", flags=["fuzzy"])
    catalogue.add(("{n} 人", "{n} 人"), ("{n} person", ""))
    catalogue.add("工牌", "Badge")

    lacking = {message.id for message in tool.untranslated(catalogue)}

    assert lacking == {"花名册", "海报", ("{n} 人", "{n} 人")}


def test_english_keeps_the_placeholders_of_the_source(catalogue: Catalog) -> None:
    wrong = [
        (source, english)
        for message in catalogue
        if message.id
        for source, english in forms(message)
        if sorted(set(PLACEHOLDER.findall(source))) != sorted(set(PLACEHOLDER.findall(english)))
    ]

    assert wrong == []


def test_english_holds_no_chinese_but_proper_names(catalogue: Catalog) -> None:
    wrong = [
        english
        for message in catalogue
        if message.id
        for _source, english in forms(message)
        if CHINESE.search(without_names(english))
    ]

    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one(tool: ModuleType, catalogue: Catalog) -> None:
    with tool.CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    assert compiled.gettext("花名册导入") == "Roster import"
    assert compiled.pgettext("gate", "通行") == "Pass"
    assert compiled.gettext("通行") == "Clear"
    assert compiled.ngettext("{n} 天", "{n} 天", 1) == "{n} day"
    assert compiled.ngettext("{n} 天", "{n} 天", 2) == "{n} days"
    simple = [message for message in catalogue if message.id and isinstance(message.id, str)]
    assert [
        message.id
        for message in simple
        if message.string
        != (
            compiled.pgettext(message.context, message.id)
            if message.context
            else compiled.gettext(message.id)
        )
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/articles/G8/", "/no-such-page/"])
@pytest.mark.parametrize("by", ["header", "cookie"])
def test_a_page_read_in_english_holds_no_chinese(client: Client, path: str, by: str) -> None:
    if by == "cookie":
        client.cookies["django_language"] = "en"
        page = client.get(path, headers={"accept-language": "zh-CN"})
    else:
        page = client.get(path, headers={"accept-language": "en-GB,en;q=0.9"})

    html = page.content.decode()
    assert '<html lang="en"' in html
    assert CHINESE.findall(without_names(QUOTED.sub("", html))) == []


@pytest.mark.django_db
def test_a_page_is_chinese_for_whoever_asks_for_nothing(client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()

    assert '<html lang="zh' in html
    assert "登录" in html


def without_names(text: str) -> str:
    for name in PROPER_NAMES:
        text = text.replace(name, "")
    return text
