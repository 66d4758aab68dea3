"""What a digest says of its own numbers: how fresh they are, what was corrected, what is missing and why."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.core.amounts import Amount
from bot.core.answers.accuracy import against_bill, off
from bot.core.reports.digest_numbers import amounts
from bot.core.reports.digest_questions import DigestFacts, ReadHealth
from bot.core.reports.digest_words import few
from bot.core.reports.report_message import late_words
from bot.core.slack import dates, numbers
from bot.core.slack.text import listed
from bot.core.usage.settlement import Accuracy

UTC_ZONE = ZoneInfo("UTC")
FURTHEST = 2
FAR = 10  # thousandths of the bill from which a model is named


def restated(facts: DigestFacts) -> list[str]:
    """`Sun 22 Nov: $124.90, was $118.20`, one a day: billed dollars; tokens only where the bill stayed."""
    return [f"{name}: {how}" for name, how in _restated(facts)]


def restated_days(facts: DigestFacts) -> list[str]:
    return [name for name, _ in _restated(facts)]


def _restated(facts: DigestFacts) -> list[tuple[str, str]]:
    dollars: dict[date, int] = defaultdict(int)
    tokens: dict[date, int] = defaultdict(int)
    for one in facts.restatements:
        if one.endpoint == "costs":
            dollars[one.start.date()] += one.new - one.old
        elif one.counter in ("input_tokens", "output_tokens"):
            tokens[one.start.date()] += one.new - one.old
    found = [(day, _corrected(day, dollars[day], facts)) for day in sorted(dollars) if dollars[day]]
    found += [
        (day, f"{'+' if tokens[day] > 0 else ''}{numbers.count(tokens[day])} tokens")
        for day in sorted(tokens)
        if tokens[day] and not dollars.get(day)
    ]
    return [(dates.day(day, year=facts.day.year), how) for day, how in found]


def _corrected(day: date, added: int, facts: DigestFacts) -> str:
    """Before and after where the bill is settled; what is added while an estimate may still stand for it."""
    now = amounts(facts.answers["days"]).get(str(day))
    if now is None or now.estimate:
        return numbers.signed(added)
    return f"{numbers.money(now.quantity)}, was {numbers.money(now.quantity - added)}"


def unread_line(facts: DigestFacts) -> str:
    """A blind reader is always said."""
    if facts.reader.until:
        after = f"{dates.day(facts.day, year=facts.day.year)} after {dates.clock(facts.reader.until, UTC_ZONE)} UTC"
        return f"{after}: the day is not compared with others. {_why_unread(facts)}"
    days = [dates.day(day, year=facts.day.year) for day in facts.reader.unread]
    without = "it" if len(days) == 1 else "them"
    return f"{listed(few(days))}: the sums are without {without}. {_why_unread(facts)}" if days else ""


def _why_unread(facts: DigestFacts) -> str:
    return f"`{facts.command} doctor` says why."


def missed_line(facts: DigestFacts) -> str:
    missed = facts.report.missed if facts.report else ()
    days = [dates.day(day, year=facts.day.year) for day in missed]
    if not days:
        return ""
    what = "the digest" if len(days) == 1 else "the digests"
    about = missed[-1] - timedelta(days=1)
    command = f"`{facts.command} digest {about.day} {dates.MONTHS[about.month - 1].lower()}`"
    one = "it" if len(days) == 1 else "the last one"
    return f"{what} due on {', '.join(few(days))}, as the bot was not running: {command} shows {one}"


def lateness(facts: DigestFacts) -> str:
    """Why it comes now."""
    if facts.report is None or not facts.report.is_late:
        return ""
    words = late_words(facts.report)
    return f"{words[0].upper()}{words[1:]}."


def read_line(facts: DigestFacts) -> str:
    """`last read 08:55 UTC · ≈ is not yet billed in full`: without how far off the numbers may be."""
    is_read = facts.reader.read_at is not None
    return " · ".join(filter(None, [_read(facts), _open(facts).partition(":")[0] if is_read else ""]))


def _read(facts: DigestFacts) -> str:
    reader = facts.reader
    if reader.read_at is None:
        return f"OpenAI was never read; {_why_unread(facts)}"
    is_today = reader.read_at.astimezone(facts.zone).date() == facts.now.astimezone(facts.zone).date()
    show = dates.clock if is_today else dates.stamp
    return f"last read {show(reader.read_at, facts.zone)} {dates.zone_name(facts.zone.key)}"


def reader_line(facts: DigestFacts) -> str:
    """`last read 08:55 UTC · estimates 0.6 % above the bill · ≈ is not yet billed in full: 8 % of the month …`."""
    if facts.reader.read_at is None:
        return _read(facts)
    return " · ".join(filter(None, [_read(facts), _accuracy(facts.reader), _open(facts)]))


def _accuracy(reader: ReadHealth) -> str:
    """`estimates 0.6 % above the bill, most off: gpt-5 +3.1 %`: in all, and the models that are not within 1 %."""
    if reader.accuracy is None or reader.accuracy.permille is None:
        return ""
    text = f"estimates {against_bill(reader.accuracy)}"
    if not reader.models:
        return text
    furthest = sorted(filter(_is_far, reader.models.items()), key=lambda one: -abs(one[1].estimate - one[1].billed))
    named = [f"{model} {off(accuracy)}" for model, accuracy in furthest[:FURTHEST]]
    if named:
        return f"{text}, most off: {listed(named)}"
    return f"estimates by model within 1 % of the bill{_without_price(reader.accuracy)}"


def _without_price(accuracy: Accuracy) -> str:
    """What no model's price explains, as tools and storage, is no mistake of an estimate."""
    missing = 1000 - (accuracy.permille or 1000)
    return f"; {missing // 10}.{missing % 10} % of the bill belongs to no model" if missing >= FAR else ""


def _is_far(entry: tuple[str, Accuracy]) -> bool:
    permille = entry[1].permille
    return permille is not None and abs(permille - 1000) >= FAR


def _open(facts: DigestFacts) -> str:
    """What `≈` stands for, and how much of it."""
    day, month = facts.answers["total"].total, facts.answers["month"].total
    if numbers.is_unpriced(day):
        return ""
    if day is None or not day.estimate:
        # By model nothing is billed, on whatever day.
        marked = any(line.amount and line.amount.estimate for line in facts.answers["models"].lines)
        return "≈ by model is estimated at list prices" if marked else ""
    shares = [_share(one, what) for one, what in ((day, "day"), (month, "month")) if one and one.estimated > 0]
    if not shares:
        return f"{numbers.NOT_FINAL}: OpenAI may still correct these days"
    are = "is" if len(shares) == 1 else "are"
    return f"{numbers.NOT_FINAL}: {' and '.join(shares)} {are} estimated at list prices"


def _share(amount: Amount, what: str) -> str:
    share = "all" if amount.estimated >= amount.quantity else numbers.percent(amount.estimated, amount.quantity)
    return f"{share} of the {what}"
