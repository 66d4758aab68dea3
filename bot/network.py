"""The way out: the machine's proxies, and what certificates and proxies refuse, in words for a person."""

from __future__ import annotations

import re
import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from bot.core.addresses import is_address, is_loopback
from bot.core.errors import UpstreamError

STATUS = re.compile(r"\b([1-5]\d\d)\b")


def proxy_for(url: str, service: str) -> str | None:
    """
    The proxy on the way to `url`: HTTPS_PROXY, else ALL_PROXY, unless NO_PROXY names the host.

    Both libraries are told the answer: one knows no ALL_PROXY and no NO_PROXY, the other breaks off at an odd entry.
    """
    if is_loopback(url):
        return None  # a proxy knows no way to this machine's own addresses, where the playground is
    parts, proxies = urlsplit(url), getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all") or ""
    if not proxy or proxy_bypass(parts.hostname or ""):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not (proxy.lower().startswith(("http://", "https://")) and is_address(proxy)):
        raise unusable_proxy(service)
    return proxy


def unusable_proxy(service: str) -> UpstreamError:
    return UpstreamError(f"The proxy to {service} cannot be used.", transient=False, code="proxy")


def refused_by_proxy(service: str, said: str) -> UpstreamError:
    """`said` is a library's text; only the status in it goes on."""
    found = STATUS.search(said)
    if found and found[1] == "407":
        text = f"The proxy to {service} wants a name and a password (status 407)."
        return UpstreamError(text, transient=False, code="proxy_auth")
    why = f" (status {found[1]})" if found else ""
    return UpstreamError(f"The proxy does not let us through to {service}{why}.", transient=True, code="proxy_refused")


def untrusted(error: BaseException | None, service: str) -> UpstreamError | None:
    """What TLS found wrong, if that is at the bottom of `error`."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            text = f"The certificate of {service} could not be verified ({error.verify_message})."
            return UpstreamError(text, transient=True, code="certificate")
        if isinstance(error, ssl.SSLError):
            text = f"No secure connection to {service} could be made."
            return UpstreamError(text, transient=True, code="tls")
        reason = getattr(error, "reason", None)
        error = reason if isinstance(reason, BaseException) else error.__cause__ or error.__context__
    return None
