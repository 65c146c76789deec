"""Which article of the guide is proven by which tests: writes docs/reference/traceability.md from the tests' marks.

    .venv/bin/python tools/traceability.py            write it
    .venv/bin/python tools/traceability.py --check    change nothing; exit 1 where it is out of date

The marks are `@pytest.mark.article("G8", "G9")` on a test or `pytestmark = pytest.mark.article(…)` on a file; they are
read from the source, nothing is run.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "traceability.md"
HEAD = """# Articles and their tests

Written by `tools/traceability.py` from the marks `@pytest.mark.article(…)` of the tests. G1 to G16 are the articles of
《焦作市工业企业安全有序复工工作指南》（焦防指〔2020〕16号）, the guide that the first pack rests on; Y (豫政〔2020〕9号),
C (焦政〔2020〕4号) and O (焦政办〔2020〕4号) those of its annexes.
"""


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: traceability.py [--check]", file=sys.stderr)
        return 2
    text = page()
    if arguments:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            print("docs/reference/traceability.md is out of date: run tools/traceability.py")
            return 1
        return 0
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> str:
    """The page as it should be."""
    tests = tests_by_article()
    titles = article_titles()
    parts = [HEAD.rstrip()]
    for article in sorted(tests, key=_order):
        title = titles.get(article)
        parts.append(f"\n## {article}{f' {title}' if title else ''}")
        by_file: dict[str, list[str]] = defaultdict(list)
        for file, test in sorted(tests[article]):
            by_file[file].append(test)
        for file, names in by_file.items():
            parts.append(f"\n`{file}`\n")
            parts += [f"- {sentence(name)}" for name in names]
    return "\n".join(parts) + "\n"


def sentence(test: str) -> str:
    """test_nobody_leaves_while_isolated → nobody leaves while isolated."""
    return test.removeprefix("test_").replace("_", " ")


def _order(article: str) -> tuple[str, int]:
    return article[:1], int(article[1:]) if article[1:].isdigit() else 0


def tests_by_article() -> dict[str, set[tuple[str, str]]]:
    """Article → (file, test) of every test, in Python and in Chromium, that carries its mark."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for article, test in marks_in(ast.parse(path.read_text(encoding="utf-8"))):
            found[article].add((path.relative_to(ROOT).as_posix(), test))
    return found


def marks_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(article, test) of one file."""
    of_the_file = [
        article
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)
        for article in _articles(node.value)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            own = [article for decorator in node.decorator_list for article in _articles(decorator)]
            yield from ((article, node.name) for article in [*of_the_file, *own])


def _articles(node: ast.expr) -> Iterator[str]:
    """The articles of every `….article("…")` within an expression."""
    for part in ast.walk(node):
        if (
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and part.func.attr == "article"
        ):
            yield from (
                argument.value
                for argument in part.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def article_titles() -> dict[str, str]:
    """G8 → its title as issued, from the documents of the packs."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "fugong" / "packs").glob("*/documents/*.yaml")):
        (id,) = re.findall(r"^id: (\w+)$", path.read_text(encoding="utf-8"), re.M)
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        found |= {
            f"{id}{number}": title for number, title in re.findall(r"^\s*(\d+)\. ?([^。\n]+)。", text, re.M)
        }
    return found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
