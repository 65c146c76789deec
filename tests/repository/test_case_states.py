"""A state of a case that was once released stays, or a migration maps it to another: stored cases never get stuck.

`case_states.json` holds kind → state → null, or where the state is gone the migration that mapped it
(`cases/0003_name`). A new state is entered in the same commit.
"""

import json
from pathlib import Path

from fugong import casetypes

ROOT = Path(__file__).resolve().parents[2]
RECORDED: dict[str, dict[str, str | None]] = json.loads(
    Path(__file__).with_name("case_states.json").read_text(encoding="utf-8")
)
DECLARED = {one.kind: [state.name for state in one.states] for one in casetypes.found()}


def test_every_declared_state_is_recorded() -> None:
    new = [f"{kind}.{state}" for kind, states in DECLARED.items() for state in states
           if state not in RECORDED.get(kind, {})]  # fmt: skip

    assert new == [], "enter these in case_states.json"


def test_a_state_that_is_gone_names_the_migration_that_mapped_it() -> None:
    for kind, states in RECORDED.items():
        for state, migration in states.items():
            if state in DECLARED.get(kind, []):
                assert migration is None, f"{kind}.{state} is declared: it needs no migration"
                continue
            assert migration, f"{kind}.{state} is no longer declared: name the migration that maps it"
            room, _slash, name = migration.partition("/")
            assert (ROOT / "fugong" / room / "migrations" / f"{name}.py").exists(), migration
