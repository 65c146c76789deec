from pathlib import Path

import pytest

from fugong.core import keys, rotation, secrets
from fugong.core.fields import Sealed
from fugong.core.sealing import SealBroken, new_ring_document, ring_from, rotated
from fugong.directory.models import Account


def test_a_sealed_value_opens_again_and_names_suite_and_key() -> None:
    ring = ring_from(new_ring_document())

    sealed = ring.seal("410802198501010012", "directory.person.id_number")

    assert sealed.startswith("A256GCM.k1.")
    assert "410802" not in sealed
    assert ring.open(sealed, "directory.person.id_number") == "410802198501010012"


def test_the_same_value_never_looks_the_same_twice() -> None:
    ring = ring_from(new_ring_document())

    assert ring.seal("张三", "x") != ring.seal("张三", "x")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    ring = ring_from(new_ring_document())

    with pytest.raises(SealBroken):
        ring.open(ring.seal("13800138000", "directory.person.phone"), "directory.person.name")


@pytest.mark.parametrize("broken", ["", "plain", "A256GCM.k1", "A256GCM.k9.AAAA", "SM4.k1.AAAA"])
def test_what_was_never_sealed_does_not_open(broken: str) -> None:
    with pytest.raises(SealBroken):
        ring_from(new_ring_document()).open(broken, "x")


def test_after_a_rotation_old_values_open_and_new_ones_take_the_new_key() -> None:
    document = new_ring_document()
    old = ring_from(document).seal("张三", "x")

    ring = ring_from(rotated(document))

    assert ring.open(old, "x") == "张三"
    assert not ring.is_current(old)
    assert ring.seal("张三", "x").startswith("A256GCM.k2.")
    assert ring.blind_index("张三", "name") == ring_from(document).blind_index("张三", "name")


def test_the_blind_index_tells_purposes_apart_and_hides_the_value() -> None:
    ring = ring_from(new_ring_document())

    assert ring.blind_index("1", "phone") != ring.blind_index("1", "id")
    assert len(ring.blind_index("1", "phone")) == 32


def test_keys_are_private_to_their_owner_and_never_replaced(tmp_path: Path) -> None:
    home = tmp_path / "home"

    assert keys.ensure(home)
    before = keys.key_file(home).read_text()

    assert not keys.ensure(home)
    assert keys.key_file(home).read_text() == before
    assert keys.key_file(home).stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.django_db
def test_a_column_shows_itself_masked_and_opens_only_when_asked() -> None:
    account = Account(login="officer", name="欧阳建国")
    assert str(account.name) == "欧*"
    account.save()

    read = Account.objects.get()

    assert str(read.name) == f"{read.name}" == "欧*"
    assert "欧阳" not in repr(read.name)
    assert read.name.reveal() == "欧阳建国"


@pytest.mark.django_db
def test_the_rotation_seals_every_row_anew_and_can_be_repeated(tmp_path: Path, settings: object) -> None:
    home = tmp_path / "home"
    keys.ensure(home)
    settings.FUGONG_HOME = home  # type: ignore[attr-defined]
    Account.objects.bulk_create([Account(login=f"a{number}", name="张三") for number in range(3)])

    keys.rotate_sealing(home)
    changed = rotation.reseal(lambda _model, _rows: None)

    assert changed == 3
    assert rotation.reseal(lambda _model, _rows: None) == 0
    for account in Account.objects.all():
        assert secrets.ring().is_current(account.name.sealed())
        assert account.name.reveal() == "张三"


def test_values_of_two_columns_are_equal_when_their_plain_texts_are() -> None:
    assert Sealed("name", "a", plain="张三") == Sealed("name", "b", plain="张三")
    assert Sealed("name", "a", plain="张三") != Sealed("name", "a", plain="张四")
