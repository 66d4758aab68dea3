"""Access to the simulated organisation: who may ask for what, and how often."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from bot.demo.openai.refusal import Refusal

USAGE = "api.usage.read"
NAMES = "api.management.read"

ADMIN_KEY = "sk-admin-simulated-organisation-owner"
USAGE_KEY = "sk-admin-simulated-usage-only"
PROJECT_KEY = "sk-proj-simulated-checkout"
SCOPES = {ADMIN_KEY: {USAGE, NAMES}, USAGE_KEY: {USAGE}, PROJECT_KEY: set[str]()}

MISSING = (
    "You have insufficient permissions for this operation. Missing scopes: {scope}. Check that you have the correct "
    "role in your organization (Reader, Writer, Owner) and project (Member, Owner), and if you're using a restricted "
    "API key, that it has the necessary scopes."
)
INCORRECT = (
    "Incorrect API key provided: {masked}. You can find your API key at https://platform.openai.com/account/api-keys."
)
ABSENT = "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth."


def admit(authorization: str, scope: str) -> None:
    """Raises Refusal, in OpenAI's words, for a key that is absent, wrong or lacks the scope."""
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise Refusal(401, ABSENT)
    if key not in SCOPES:
        masked = f"{key[:8]}****{key[-4:]}"
        raise Refusal(401, INCORRECT.format(masked=masked), code="invalid_api_key")
    if scope not in SCOPES[key]:
        raise Refusal(403, MISSING.format(scope=scope))


class Gate:
    """Lets `rate` requests through in any 60 seconds of the simulator's clock; with None all of them."""

    def __init__(self, rate: int | None) -> None:
        self.rate = rate
        self._passed: deque[datetime] = deque()

    def enter(self, now: datetime) -> None:
        if self.rate is None:
            return
        while self._passed and now - self._passed[0] >= timedelta(seconds=60):
            self._passed.popleft()
        if len(self._passed) >= self.rate:
            wait = 60 - int((now - self._passed[0]).total_seconds())
            raise Refusal(
                429,
                "Rate limit reached for requests",
                type="requests",
                code="rate_limit_exceeded",
                headers={"Retry-After": str(max(1, wait))},
            )
        self._passed.append(now)
