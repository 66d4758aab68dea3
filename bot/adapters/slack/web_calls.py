"""One call of Slack's Web API: a single attempt, measured, and every failure an UpstreamError."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import KW_ONLY, InitVar, dataclass, field
from typing import Any

from pydantic import SecretStr
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.adapters.slack.failures import RAISED, failure
from bot.adapters.slack.way import web_client
from bot.core.errors import UpstreamError
from bot.core.observer import UNOBSERVED, Observer

TIMEOUT = 10  # seconds: a person waits, and the outbox looks again anyway
PAGES = 20  # of 200 messages when a message is looked for
FORM_ONLY = ("auth.test", "conversations.", "usergroups.", "users.", "chat.getPermalink")  # they know no JSON

# Below WARNING slack_sdk writes request bodies, tokens and response_urls into its log; above, what we tell anyway.
logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)


@dataclass(eq=False, repr=False)
class WebCalls:
    """
    Safe to use from several threads. `hear` gets the headers of each answer.

    Nothing is repeated here: slack_sdk's own retry posts twice when only the reply was lost, and what is worth
    repeating has an outbox.
    """

    token: InitVar[SecretStr]
    base_url: InitVar[str] = "https://slack.com/api/"
    _: KW_ONLY
    timeout: int = TIMEOUT
    monotonic: Callable[[], float] = time.monotonic
    observer: Observer = UNOBSERVED
    hear: Callable[[Mapping[str, str]], None] = lambda headers: None
    web: WebClient = field(init=False)

    def __post_init__(self, token: SecretStr, base_url: str) -> None:
        self.web = web_client(token.get_secret_value(), base_url, self.timeout)

    def call(self, method: str, **arguments: Any) -> SlackResponse:
        with self.watched(method):
            try:
                if method.startswith(FORM_ONLY):
                    answer = self.web.api_call(method, params=arguments)
                else:
                    answer = self.web.api_call(method, json=arguments)
            except RAISED as error:
                if isinstance(error, SlackApiError):
                    self.hear(error.response.headers)
                raise failure(method, error) from None
            self.hear(answer.headers)
            return answer

    @contextmanager
    def watched(self, method: str) -> Iterator[None]:
        start, outcome = time.monotonic(), "ok"
        try:
            yield
        except UpstreamError as error:
            outcome = error.code
            raise
        finally:
            self.observer.slack_request(method, outcome, time.monotonic() - start)


def pages(ask: Callable[..., SlackResponse], most: int = PAGES) -> Iterator[SlackResponse]:
    cursor = ""
    for _ in range(most):
        page = ask(**({"cursor": cursor} if cursor else {}))
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
