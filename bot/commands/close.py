"""`close october`: the month's close, frozen the first time it is asked for."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.commands.request import Asker, Command, Reply
from bot.core.amounts import NANO, plain_number
from bot.core.errors import UserError
from bot.core.grammar.wish_words import one_of
from bot.core.reports.close import read_month
from bot.core.reports.close_message import close_csv, close_json, close_message
from bot.core.slack.message import Attachment
from bot.services import Services
from bot.sources.closing import closing

INVOICE = re.compile(r"\s*(?:--)?invoice[= ]\s*(?P<amount>\S+)")
_PLEASE = re.compile(rf"[\s,]*\b{one_of('please', 'thanks')}[\s.!]*$", re.IGNORECASE)
FOR_ADMINS = "Only admins close a month. What it was billed so far: `last month by project`."


def run(text: str, asker: Asker, services: Services) -> Reply:
    """Raises UserError for what is no month, and before the month has settled."""
    text = _PLEASE.sub("", text)
    now, invoice = services.clock(), None
    if given := INVOICE.search(text):
        text, invoice = text[: given.start()] + text[given.end() :], read_invoice(given["amount"])
    words = re.sub(r"\bcsv\b|\bthe books( of| for)?\b|\bmonth of\b", " ", text.casefold()).strip()
    month = read_month(words, now)
    if not asker.is_admin and services.store.closes.of(month) is None:
        raise UserError(FOR_ADMINS, ("last month by project",))
    found = closing(services, month, now, asker.user_id, invoice=invoice)
    names = services.store.names.all()
    csv = Attachment(f"close-{month.start:%Y-%m}.csv", close_csv(found.close, names))
    facts = {"verb": "close", **close_json(found, names)}
    return Reply(close_message(found, names), facts, attachment=csv if "csv" in text.casefold() else None)


def read_invoice(text: str) -> int:
    """Nanodollars of an amount as invoices write it: `12345.67`, `$12,345.67`."""
    try:
        amount = plain_number(text.lstrip("$").replace(",", ""))
    except ValueError:
        amount = Decimal(-1)
    if not 0 <= amount < 10**12:
        raise UserError(f"{text[:40]!r} is no amount; write it as 12345.67.")
    return int((amount * NANO).to_integral_value())


COMMAND = Command(
    "close", ("close",), run, "Closes a month: billed by project, team and line item.", "close last month"
)
