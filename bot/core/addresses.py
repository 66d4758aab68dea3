"""Which addresses stay on this machine, and so need neither TLS nor a proxy."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Whether `url` leads to this machine itself; what cannot be read leads elsewhere."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_guarded(url: str) -> bool:
    """Whether a key may be sent there: with TLS, or without leaving this machine."""
    return url.startswith("https://") or is_loopback(url)


def is_address(url: str) -> bool:
    """Whether a machine can be asked for its host, and its port is one."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        return bool(host) and parts.port != 0 and not re.search(rb"[\s\0]", host)
    except ValueError:  # also of idna: an empty label, or one of more than 63 letters
        return False
