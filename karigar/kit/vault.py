"""Encryption at rest of what few people may read, with a key derived from the site's secret."""

import base64
import functools
import hashlib
import json

from cryptography.fernet import Fernet
from django.conf import settings


@functools.cache
def _fernet(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"karigar.vault:" + secret.encode()).digest()))


def seal(facts: dict[str, str]) -> str:
    """Encrypt a small dict of texts."""
    return _fernet(settings.SECRET_KEY).encrypt(json.dumps(facts, sort_keys=True).encode()).decode()


def unseal(text: str) -> dict[str, str]:
    """Decrypt what `seal` made; raises cryptography's InvalidToken under another secret."""
    facts: dict[str, str] = json.loads(_fernet(settings.SECRET_KEY).decrypt(text.encode()))
    return facts
