"""Whom an answer is for: `for finance`, `for the board deck`. It changes nothing, and is named."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed
from bot.core.grammar.draft import Draft, Lean, Match
from bot.core.grammar.filters import read_name
from bot.core.grammar.reader import Context
from bot.core.grammar.tokens import Words

_AUDIENCE = Phrases(
    f"{lead} {whom}"
    for lead in ("for", "for the", "for our", "for my", "for a", "for an", "to show", "to show the")
    for whom in listed(
        """
        finance, accounting, controlling, board, board deck, board meeting, board report, board slides, deck, slides,
        slide, boss, manager, cfo, ceo, cto, coo, cio, vp, exec, execs, exec team, management, leadership, leadership
        team, investors, investor update, auditors, auditor, audit, legal, procurement, report, presentation, meeting,
        monthly meeting, review, monthly review, quarterly review, business review, all hands, all-hands, town hall,
        qbr, accrual, accruals, accrual booking, cost allocation, allocation, chargeback, chargebacks, recharge,
        showback, books, bookkeeping, journal, journal entry, close, monthly close, month end close, month-end close,
        planning, budgeting, budget planning, records, reference, newsletter, steering committee, steerco, stakeholders,
        standup, retro, retrospective, blog post, ticket, spreadsheet, tracker, status report, status update, invoice
        check, invoicing, rebilling, cross charge, cross-charge, cross charging, internal billing, tax return
        """
    )
)


def read_audience(words: Words, at: int, context: Context) -> Match | None:
    """`for finance`, `for the board deck`: whom it is for changes nothing and is named, unless a name is called so."""
    end = words.lead(at, _AUDIENCE)
    if end == at or any(read_name(words, place, context) for place in range(at + 1, end)):
        return None
    return Match(Draft(leans=(Lean(words.spelt(at, end), ()),)), end - at)
