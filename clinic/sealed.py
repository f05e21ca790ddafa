"""Secrets that the database keeps sealed: a copy of the database alone opens nothing.

A sealing is AES-SIV (RFC 5297): a keyed digest of the secret, and the secret encrypted under that
digest. The same secret always gives the same sealing, so a unique index finds it, and any change to
it is noticed. The key is derived from SECRET_KEY. After a rotation, what an earlier key sealed can
be read and found for as long as that key is in SECRET_KEY_FALLBACKS.

`purpose` says what a secret is for. A sealing moved to where another purpose is expected cannot be
read.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class Unsealable(Exception):
    """Sealed with a key that is no longer known, for another purpose, or damaged."""


def seal(secret: str, purpose: str) -> str:
    """The secret, sealed with the current key: characters of an address, 4/3 (16 + its bytes)."""
    return _as_text(seal_bytes(secret.encode(), purpose))


def unseal(sealed: str, purpose: str) -> str:
    """The secret. Raises Unsealable."""
    try:
        raw = urlsafe_b64decode(sealed.encode("ascii"))
    except ValueError as error:
        raise Unsealable from error
    return unseal_bytes(raw, purpose).decode()


def seal_bytes(secret: bytes, purpose: str) -> bytes:
    return _seal(secret, purpose, settings.SECRET_KEY)


def unseal_bytes(sealed: bytes, purpose: str) -> bytes:
    """The secret. Raises Unsealable."""
    for key in _keys():
        try:
            return _cipher(key).decrypt(sealed, [purpose.encode()])
        except (InvalidTag, ValueError):
            continue
    raise Unsealable


def sealings(secret: str, purpose: str) -> list[str]:
    """What a column may hold for this secret: sealed with each known key, the current one first."""
    return [_as_text(_seal(secret.encode(), purpose, key)) for key in _keys()]


def seal_uuid(one: UUID, purpose: str) -> UUID:
    """Of the same size, so it is not authenticated, and only the current key knows it again."""
    return UUID(bytes=_block(purpose, settings.SECRET_KEY).encryptor().update(one.bytes))


def unseal_uuid(sealed: UUID, purpose: str) -> UUID:
    """What was sealed with the current key; for anything else, some other UUID."""
    return UUID(bytes=_block(purpose, settings.SECRET_KEY).decryptor().update(sealed.bytes))


def _keys():
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _seal(secret, purpose, key):
    return _cipher(key).encrypt(secret, [purpose.encode()])


def _as_text(sealed):
    return urlsafe_b64encode(sealed).decode("ascii")


@lru_cache(maxsize=16)
def _cipher(key):
    return AESSIV(_derived(key, "clinic.sealed", 64))


@lru_cache(maxsize=16)
def _block(purpose, key):
    """A permutation of single blocks: for a UUID, which is one, the mode has no weakness."""
    return Cipher(AES256(_derived(key, f"clinic.sealed {purpose}", 32)), ECB())  # noqa: S305


def _derived(key, info, length):
    return HKDF(SHA512(), length=length, salt=None, info=info.encode()).derive(force_bytes(key))
