"""Signatures by Ed25519 with a key derived from the site's secret: who has the public key needs nothing else of us."""

import functools
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


@functools.cache
def _private(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"karigar.signing:" + secret.encode()).digest())


def text_of(paper: object) -> bytes:
    """Write what is signed in one form: JSON with sorted names, no blanks, letters as they are."""
    return json.dumps(paper, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def public_key() -> str:
    """Return the site's public key in hexadecimal digits."""
    return _private(settings.SECRET_KEY).public_key().public_bytes_raw().hex()


def sign(paper: object) -> str:
    """Sign a paper (anything that JSON can hold) and return the signature in hexadecimal digits."""
    return _private(settings.SECRET_KEY).sign(text_of(paper)).hex()


def is_signed(paper: object, signature: str, key: str) -> bool:
    """Say whether a paper was signed by the owner of a public key; both in hexadecimal digits."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), text_of(paper))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
