"""Keeps a store to one organisation: what a key of another one reads would be counted as if it were the same."""

from __future__ import annotations

from bot.core.errors import UpstreamError
from bot.services import Services

ORGANISATION = "organisation"
OTHER_ORGANISATION = "other_organisation"


def organisation_error(services: Services) -> UpstreamError | None:
    """Why nothing of OpenAI's may be taken: its bill names another organisation than the one that the store is of."""
    theirs = services.openai.organisation
    ours = services.store.meta.get(ORGANISATION) if theirs else None
    if not ours or theirs == ours:
        return None
    return UpstreamError(
        f"The admin key is of the organisation {theirs}, and this store is of {ours}: nothing is read. Put a key of"
        f" {ours} into OPENAI_ADMIN_KEY, or give {theirs} a store of its own with USAGE_BOT_DATABASE.",
        transient=False,
        code=OTHER_ORGANISATION,
    )


def keep_to_one_organisation(services: Services) -> None:
    """Raises UpstreamError before anything of another organisation is saved. The first one that is named stays."""
    if error := organisation_error(services):
        raise error
    if services.openai.organisation and not services.store.meta.get(ORGANISATION):
        services.store.meta.set(ORGANISATION, services.openai.organisation)
