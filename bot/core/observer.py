"""What the bot tells of its own work, for whoever measures it; here nobody does."""

from __future__ import annotations


class Observer:
    """`outcome` is `ok` or one word for what went wrong; `seconds` is how long it took."""

    def openai_request(self, endpoint: str, outcome: str, seconds: float, attempt: int) -> None:
        """One request for a page; `attempt` is 2 and more when it is a retry."""

    def slack_request(self, method: str, outcome: str, seconds: float) -> None:
        """One call of a Web API method."""

    def read(self, endpoint: str, width: str, outcome: str, rows: int) -> None:
        """One endpoint was read into the store at one width."""

    def job(self, name: str, outcome: str, seconds: float) -> None:
        """One run of a job."""

    def command(self, kind: str, outcome: str, seconds: float) -> None:
        """One command, click or form of a person, from its arrival to the answer."""


UNOBSERVED = Observer()
