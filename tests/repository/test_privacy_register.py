"""Every column has a privacy class; what is personal has a purpose, a legal basis, and is sealed where it must be."""

import pytest
from django.apps import apps
from django.db import models

from fugong.core import privacy
from fugong.core.fields import SealedField
from fugong.doors.phone import copies

COLUMNS: dict[tuple[str, str], models.Field] = {
    (model._meta.label, field.name): field
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.concrete_fields
    if not isinstance(field, models.CompositePrimaryKey)
}


def test_every_column_is_in_the_register_and_no_other() -> None:
    entered = set(privacy.register().columns)

    assert sorted(set(COLUMNS) - entered) == [], "enter these in fugong/core/privacy.yaml"
    assert sorted(entered - set(COLUMNS)) == [], "these are no more"


def test_personal_data_has_a_purpose_in_both_languages_and_a_legal_basis() -> None:
    for column in privacy.register().columns.values():
        if column.kind in privacy.PERSONAL:
            assert column.bases, (column.table, column.name)
            assert column.purpose is not None, (column.table, column.name)
            assert set(column.purpose) == {"zh", "en"}
            assert all(column.purpose.values())


def test_what_is_sealed_is_personal() -> None:
    for key, field in COLUMNS.items():
        if isinstance(field, SealedField):
            assert privacy.register().columns[key].kind in {"personal", "sensitive"}, key


def test_an_index_over_something_sealed_is_a_digest() -> None:
    for (table, name), column in privacy.register().columns.items():
        if name.endswith(("_index", "digest")):
            assert column.kind == "digest", (table, name)


@pytest.mark.parametrize("subject", privacy.SUBJECTS)
def test_whoever_is_in_a_table_finds_it_in_the_own_copy(subject: str) -> None:
    """PIPL 45: what says something about a person is told in a copy, or left out for a reason that the register gives."""
    columns, told = privacy.register().columns, copies.TOLD[subject]
    says_something = {
        key
        for key, column in columns.items()
        if subject in column.about and column.kind in {"personal", "sensitive"}
    }
    left_out = {key for key, column in columns.items() if column.left_out}

    assert sorted(says_something - told - left_out) == [], (
        "tell these in fugong/doors/phone/copies, or leave them out with a reason in fugong/core/privacy.yaml"
    )
    assert sorted(told - set(columns)) == [], "these are no more; a + before a name says that it is none"
    assert sorted(told & left_out) == [], "told all the same"


@pytest.mark.parametrize(
    ("subject", "names"),
    [(privacy.WORKER, {"person", "person_id"}), (privacy.VISITOR, {"visit", "visit_id"})],
)
def test_a_table_that_points_at_somebody_is_about_them(subject: str, names: set[str]) -> None:
    forgotten = {
        table
        for (table, name), column in privacy.register().columns.items()
        if name in names and subject not in column.about
    }

    assert sorted(forgotten) == [], "name them under `about` in fugong/core/privacy.yaml"


PLAIN_TEXTS = {
    # Written by nobody about a person: codes that the rules give, stored as they are judged.
    "screening.VerdictEntry": {"verdict", "reason", "grounds"},
    "screening.Standing": {"verdict", "reason", "grounds"},
    "screening.Hold": {"kind", "reason"},
    "gates.Passage": {"direction", "verdict", "server_verdict", "reason", "marks"},
    "gates.FeverHold": {"outcome"},
    "gates.Visit": {"verdict", "reason"},
    "notices.Notice": {"kind", "details"},
}


def test_sensitive_texts_are_sealed() -> None:
    """PIPL 51(3), P15: health and movements as somebody told them never lie open; codes, days and flags may."""
    for key, column in privacy.register().columns.items():
        field = COLUMNS[key]
        is_text = isinstance(field, (models.CharField, models.TextField, models.JSONField))
        if column.kind == "sensitive" and is_text and key[1] not in PLAIN_TEXTS.get(key[0], set()):
            assert isinstance(field, SealedField), key


@pytest.mark.parametrize("name", ["name", "id_number", "phone", "address"])
def test_what_identifies_a_worker_is_sealed(name: str) -> None:
    assert isinstance(COLUMNS["directory.Person", name], SealedField)
