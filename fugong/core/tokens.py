"""Random secrets handed out once: tokens, tickets, references. Only digests of them are kept."""

import hashlib
import secrets

READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What references are made of: nothing that looks like something else."""


def new_token(prefix: str) -> str:
    """A bearer secret with a prefix that tells what it is for (`fga` account, `fgd` device, `fgp` phone)."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def new_secret(length: int = 16) -> str:
    """A short secret for an address (a poster, a ticket)."""
    return secrets.token_urlsafe(length)


def new_reference() -> str:
    """Twelve characters without look-alikes that stand for a person in codes."""
    return "".join(secrets.choice(READABLE) for _ in range(12))


def digest(secret: str) -> str:
    """What is kept of a secret: its SHA-256. The secrets are random, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
