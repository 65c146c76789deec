"""Runs mypy. Its Django plugin loads the settings, so it is given a throwaway home with keys.

python tools/check_types.py [mypy's arguments]
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from fugong.core import keys


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="fugong-types-") as folder:
        keys.ensure(Path(folder))
        mypy = Path(sys.executable).with_name("mypy")
        return subprocess.call([mypy, *arguments], env={**os.environ, "FUGONG_HOME": folder})


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
