"""The English catalogue says everything the source says in Chinese, and nothing else."""

import re
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "fugong" / "locale" / "en" / "LC_MESSAGES" / "django.po"


def test_every_text_has_its_english_and_none_is_left_over() -> None:
    checked = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout[-3000:] + checked.stderr[-1000:]


def test_the_catalogue_has_no_fuzzy_entry_and_keeps_placeholders() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    names = re.compile(r"\{\w*\}|%\(\w+\)[sd]")

    wrong = []
    for message in catalogue:
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        given = set(names.findall(sources[-1]))
        in_english = set(names.findall(said[-1]))
        if message.id and all(said) and (message.fuzzy or in_english != given):
            wrong.append(sources[0])
    assert wrong == []
