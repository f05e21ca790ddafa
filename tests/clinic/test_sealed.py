from uuid import uuid4

import pytest

from clinic.sealed import (
    Unsealable,
    seal,
    seal_bytes,
    seal_uuid,
    sealings,
    unseal,
    unseal_bytes,
    unseal_uuid,
)


def test_a_sealed_secret_can_be_read_again():
    assert unseal(seal("a key", "doors"), "doors") == "a key"
    assert unseal_bytes(seal_bytes(b"\x00\xff", "doors"), "doors") == b"\x00\xff"


def test_a_sealing_does_not_show_its_secret():
    assert "open-sesame" not in seal("open-sesame", "doors")


def test_the_same_secret_is_found_by_its_sealing():
    assert seal("a key", "doors") == seal("a key", "doors")
    assert seal("a key", "doors") != seal("another", "doors")


def test_a_sealing_serves_its_purpose_only():
    assert seal("a key", "doors") != seal("a key", "windows")
    with pytest.raises(Unsealable):
        unseal(seal("a key", "doors"), "windows")


@pytest.mark.parametrize("damaged", ["", "x", "plain text", "é", "A" * 64, "AAAA" * 3])
def test_what_was_not_sealed_is_not_read(damaged):
    with pytest.raises(Unsealable):
        unseal(damaged, "doors")


def test_another_key_reads_nothing(settings):
    sealed = seal("a key", "doors")
    settings.SECRET_KEY = "of another installation"
    with pytest.raises(Unsealable):
        unseal(sealed, "doors")


def test_a_uuid_is_sealed_as_another():
    key = uuid4()
    sealed = seal_uuid(key, "doors")
    assert sealed not in (key, seal_uuid(key, "windows"))
    assert unseal_uuid(sealed, "doors") == key


def test_a_former_key_still_reads_and_finds(settings):
    sealed = seal("a key", "doors")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next one"
    assert unseal(sealed, "doors") == "a key"
    assert seal("a key", "doors") != sealed
    assert sealings("a key", "doors") == [seal("a key", "doors"), sealed]
