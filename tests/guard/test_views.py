"""The guard's door: who gets the page, and that what the browser keeps is complete."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory

from fugong.core.errors import NotAllowed
from fugong.core.permissions import ANONYMOUS, Actor
from fugong.doors.guard import offline, views
from fugong.doors.guard.texts import TEXTS, both_languages

IMPORTS = r"""^(?:(?:import|export)[^;'"]*|.*await import\()["'](\.{1,2}/[^"']+\.js)["']"""
GUARD = Actor("account", roles=frozenset({"guard"}))


def get(view, path="/gate/", actor=GUARD, **kwargs):
    request = RequestFactory().get(path)
    request.actor = actor
    return view(request, **kwargs)


def test_a_guard_gets_the_page_and_it_holds_no_data():
    response = get(views.gate)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'src="/static/guard/page.js"' in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)
    assert response["Cache-Control"] == "no-cache"


def test_others_do_not_get_the_page():
    with pytest.raises(NotAllowed):
        get(views.gate, actor=Actor("account", roles=frozenset({"principal"})))
    assert get(views.gate, actor=ANONYMOUS).status_code == 302


def test_the_browser_keeps_every_module_that_the_page_imports():
    kept = set(offline.addresses())
    seen, waiting = set(), ["/static/guard/page.js", "/static/guard/bind.js"]

    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        assert address in kept
        found = finders.find(address.removeprefix("/static/"))
        assert found, address
        source = Path(found).read_text("utf-8")
        folder = address.rsplit("/", 1)[0]
        for target in re.findall(IMPORTS, source, re.MULTILINE):
            waiting.append(_joined(folder, target))

    assert "/static/rules/gate.js" in seen
    assert "/static/vendor/idb/index.js" in seen
    assert "/static/vendor/zxing-wasm/zxing_reader.wasm" in kept


def _joined(folder, target):
    parts = folder.split("/")
    for part in target.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def test_every_file_that_the_browser_keeps_is_there():
    for address in offline.addresses():
        assert finders.find(address.removeprefix("/static/")), address


def test_the_service_worker_carries_the_version_and_is_open_to_all():
    module = get(views.worker, "/gate/sw.js", ANONYMOUS)
    plain = get(views.worker, "/gate/sw.js?plain=1", ANONYMOUS)

    assert offline.version() in module.content.decode()
    assert 'import { drain } from "/static/guard/sync.js"' in module.content.decode()
    assert "import " not in plain.content.decode()
    assert module["Content-Type"].startswith("text/javascript")


def test_the_version_changes_with_the_words(monkeypatch):
    before = offline._version()

    monkeypatch.setitem(TEXTS, "allow", "放行")

    assert offline._version() != before


def test_the_page_can_be_put_on_a_home_screen():
    manifest = json.loads(get(views.manifest, "/gate/manifest.webmanifest", ANONYMOUS).content)

    assert manifest["start_url"] == manifest["scope"] == "/gate/"
    assert manifest["icons"]


def test_every_word_that_the_page_asks_for_exists():
    folder = offline.OWN / "guard"
    keys = set()
    for name in ("page.js", "view.js", "words.js"):
        keys |= set(re.findall(r"""(?:say|tell)\("(\w+)\"""", (folder / name).read_text("utf-8")))
    keys |= set(re.findall(r'data-text="(\w+)"', get(views.gate).content.decode()))

    assert keys - set(both_languages()["zh"]) == set()
    assert set(both_languages()["zh"]) == set(both_languages()["en"])
