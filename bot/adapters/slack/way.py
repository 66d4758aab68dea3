"""How slack_sdk reaches Slack: by the machine's proxies, and never after a redirect, which would get the token."""

from __future__ import annotations

from http.client import HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener, install_opener

from slack_sdk import WebClient

from bot.network import proxy_for

SERVICE = "Slack"


class _NoRedirect(HTTPRedirectHandler):
    """A redirect is an answer like any other, which says no."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        return None


class _Proxies(ProxyHandler):
    """Looks at the proxies for each request, as their settings may differ by host."""

    def __init__(self) -> None:
        super().__init__({})

    def http_open(self, request: Request) -> HTTPResponse | None:
        return self._through(request, "http")

    def https_open(self, request: Request) -> HTTPResponse | None:
        return self._through(request, "https")

    def _through(self, request: Request, scheme: str) -> HTTPResponse | None:
        proxy = proxy_for(request.full_url, SERVICE)
        if proxy is None or request.has_proxy():  # the second time, its scheme is the proxy's
            return None
        opened: HTTPResponse | None = self.proxy_open(request, proxy, scheme)
        return opened


def web_client(token: str | None, base_url: str, timeout: float) -> WebClient:
    """
    A client that repeats nothing.

    slack_sdk opens URLs with what is installed in urllib, as long as it has no proxy of its own.
    """
    install_opener(build_opener(_NoRedirect, _Proxies))
    client = WebClient(token, base_url=base_url, timeout=int(timeout), retry_handlers=[])
    without_own_proxy(client)
    return client


def without_own_proxy(client: Any) -> None:
    client.proxy = None


def socket_proxy(base_url: str) -> str | None:
    """The proxy of the socket, whose address Slack tells later."""
    return proxy_for(base_url, SERVICE)
