"""What a digest says of its own numbers: how fresh they are, what was corrected, what is missing and why."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from zoneinfo import ZoneInfo

from bot.core.digest import DigestFacts
from bot.core.findings import amounts
from bot.core.messages import dates, numbers
from bot.core.messages.accuracy import off
from bot.core.messages.digest_words import few
from bot.core.messages.report import late_words

UTC_ZONE = ZoneInfo("UTC")


def restated_line(facts: DigestFacts) -> str:
    """`Sun 22 Nov $118.20 → $124.90`: billed dollars by day; tokens only where the bill stayed."""
    dollars: dict[date, int] = defaultdict(int)
    tokens: dict[date, int] = defaultdict(int)
    for one in facts.restatements:
        if one.endpoint == "costs":
            dollars[one.start.date()] += one.new - one.old
        elif one.counter in ("input_tokens", "output_tokens"):
            tokens[one.start.date()] += one.new - one.old
    parts = [_corrected(day, dollars[day], facts) for day in sorted(dollars) if dollars[day]]
    parts += [
        f"{dates.day(day, year=facts.day.year)} {'+' if tokens[day] > 0 else ''}{numbers.count(tokens[day])} tokens"
        for day in sorted(tokens)
        if tokens[day] and not dollars.get(day)
    ]
    return " · ".join(few(parts))


def _corrected(day: date, added: int, facts: DigestFacts) -> str:
    """Before and after where the bill is settled; what is added while an estimate may still stand for it."""
    name, now = dates.day(day, year=facts.day.year), amounts(facts.answers["days"]).get(str(day))
    if now is None or now.estimate:
        return f"{name} {numbers.signed(added)}"
    return f"{name} {numbers.money(now.quantity - added)} → {numbers.money(now.quantity)}"


def unread_line(facts: DigestFacts) -> str:
    """A blind reader is always said."""
    if facts.reader.until:
        return f"{dates.day(facts.day, year=facts.day.year)} after {dates.clock(facts.reader.until, UTC_ZONE)} UTC"
    days = [dates.day(day, year=facts.day.year) for day in facts.reader.unread]
    return f"{', '.join(few(days))}: the sums are without {'it' if len(days) == 1 else 'them'}" if days else ""


def missed_line(facts: DigestFacts) -> str:
    missed = facts.slot.missed if facts.slot else ()
    days = [dates.day(day, year=facts.day.year) for day in missed]
    what = "the digest" if len(days) == 1 else "the digests"
    return f"{what} due on {', '.join(few(days))}: the bot was not running" if days else ""


def lateness(facts: DigestFacts) -> str:
    """Why it comes now."""
    if facts.slot is None or not facts.slot.is_late:
        return ""
    words = late_words(facts.slot)
    return f"{words[0].upper()}{words[1:]}."


def reader_line(facts: DigestFacts) -> str:
    """`last read 08:55 UTC, no gaps · estimate against bill +0.6 % · ≈ is not settled yet`."""
    reader = facts.reader
    if reader.read_at is None:
        return "OpenAI was never read; `usage-bot doctor` says why."
    is_today = reader.read_at.astimezone(facts.zone).date() == facts.now.astimezone(facts.zone).date()
    show = dates.clock if is_today else dates.stamp
    read = f"last read {show(reader.read_at, facts.zone)} {dates.zone_name(facts.zone.key)}"
    parts = [read if reader.unread or reader.until else f"{read}, no gaps"]
    if reader.accuracy and (beside := off(reader.accuracy)):
        parts.append(f"estimate against bill {beside}")
    total = facts.answers["total"].total
    if total is not None and total.estimate:
        parts.append("≈ is not settled by OpenAI's bill yet")
    return " · ".join(parts)
