"""The two kinds of failure that are expected while the bot runs; everything else is a bug."""


class UserError(Exception):
    """The person who typed can mend it. The text is shown as it is and says what would work."""

    def __init__(self, text: str, suggestions: tuple[str, ...] = (), *, field: str = "") -> None:
        """
        `suggestions` are questions or commands that would be understood; they become buttons. `field` is the one of
        a form that is to be mended.
        """
        super().__init__(text)
        self.suggestions = suggestions
        self.field = field

    @property
    def plain(self) -> str:
        """For where no code is marked as such, as in a form."""
        return str(self).replace("`", "")


class UpstreamError(Exception):
    """OpenAI, Slack or the store failed. The text is one sentence for a person, without secrets or bodies."""

    def __init__(
        self,
        text: str,
        *,
        transient: bool,
        code: str = "",
        retry_after: float | None = None,
        ambiguous: bool = False,
    ) -> None:
        """
        `transient`: a later try can succeed. `code`: the service's own word (`channel_not_found`).
        `retry_after`: seconds the service asked for. `ambiguous`: the request may have taken effect.
        """
        super().__init__(text)
        self.transient = transient
        self.code = code
        self.retry_after = retry_after
        self.ambiguous = ambiguous
