"""Copies the few built front-end files that pages use out of node_modules, with their licences.

Pages find them under `{% static "vendor/…" %}`; the import map names the ES modules among them.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "fugong" / "core" / "static" / "vendor"

# package → (file or pattern in the package → folder under vendor/<short name>/)
FILES: dict[str, tuple[str, dict[str, str]]] = {
    "weui": ("weui", {"dist/style/weui.min.css": ""}),
    "@tabler/core": ("tabler", {"dist/css/tabler.min.css": "", "dist/js/tabler.min.js": ""}),
    "barcode-detector": (
        "barcode-detector",
        {"dist/es/ponyfill.js": "", "dist/es/polyfill.js": "", "dist/es/zxing-exported.js": ""},
    ),
    "zxing-wasm": ("zxing-wasm", {"dist/reader/zxing_reader.wasm": ""}),
    "cborg": ("cborg", {"cborg.js": "", "lib/*.js": "lib"}),
    "idb": ("idb", {"build/index.js": ""}),
}
NOT_FOR_PAGES = {"bin.js", "diagnostic.js", "diagnostic_test.js"}
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+)\s*\Z")


def copy_built_files() -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    for package, (short_name, patterns) in FILES.items():
        source, target = MODULES / package, TARGET / short_name
        for pattern, folder in patterns.items():
            found = sorted(path for path in source.glob(pattern) if path.name not in NOT_FOR_PAGES)
            if not found:
                raise FileNotFoundError(f"{package} has no {pattern}; see tools/vendor.py")
            for path in found:
                copy(path, target / folder / path.name)
        keep_licence(source, target)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".js", ".css"}:
        # The maps are not served, and manifest storage refuses a reference to a file that is not there.
        target.write_text(SOURCE_MAP.sub("", source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def keep_licence(source: Path, target: Path) -> None:
    for licence in source.glob("LICEN[CS]E*"):
        shutil.copyfile(licence, target / licence.name)
    about = json.loads((source / "package.json").read_text(encoding="utf-8"))
    kept = {key: about.get(key) for key in ("name", "version", "license", "homepage")}
    (target / "package.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
