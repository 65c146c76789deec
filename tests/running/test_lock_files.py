"""Lock files hold versions and digests, and no address of a registry."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: lock.name)
def test_a_python_lock_has_a_digest_for_each_version_and_no_address(lock: Path) -> None:
    text = lock.read_text()

    assert "://" not in text
    assert "--index" not in text
    for requirement in text.replace("\\\n", " ").splitlines():
        if requirement and not requirement.lstrip().startswith("#"):
            assert "==" in requirement, requirement
            assert "--hash=sha256:" in requirement, requirement


def test_the_npm_lock_has_a_digest_for_each_package_and_no_address_of_a_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())

    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert name == "" or package["integrity"].startswith("sha512-"), name


def test_what_the_project_asks_for_is_what_is_locked() -> None:
    import tomllib

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {
        "run.txt": project["dependencies"],
        "dev.txt": [*project["dependencies"], *project["optional-dependencies"]["dev"]],
    }
    for lock, requirements in wanted.items():
        locked = {}
        for line in (ROOT / "requirements" / lock).read_text().splitlines():
            if line[:1].isalnum():
                name, _, version = line.split(";")[0].rstrip(" \\").partition("==")
                locked[canonicalize_name(name)] = version.strip()
        for requirement in map(Requirement, requirements):
            name = canonicalize_name(requirement.name)
            assert name in locked, f"{lock} lacks {name}: run tools/lock.sh"
            assert requirement.specifier.contains(locked[name], prereleases=True), name
