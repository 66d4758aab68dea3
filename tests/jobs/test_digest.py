"""Digests and reports from a real store: numbers that anybody can ask for again, each sent once."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.adapters.slack import Slack
from bot.adapters.store import Store
from bot.commands.reports import all_schedules
from bot.core.amounts import NANO
from bot.core.answers.answer import Answer
from bot.core.budgets.budget import DEFAULT_LEVELS, Budget, BudgetStatus, budget_period
from bot.core.budgets.forecast import REMEMBERED, daily_allowance, forecast, pace_of_days
from bot.core.budgets.openai_limits import KEPT, NativeLimits, SpendLimit, limits_text
from bot.core.grammar import question_text, read_question
from bot.core.periods import DAY, HOUR, Period, Width, floor, utc_day
from bot.core.reports.digest_drawing import PROJECTS
from bot.core.reports.schedules import DIGEST, Schedule, due
from bot.core.slack import numbers
from bot.core.slack.fallbacks import ladder
from bot.core.slack.limits import unsafe, violations
from bot.core.usage.buckets import Filter
from bot.demo import companies
from bot.demo.slack import Fault
from bot.jobs.check import check_budgets
from bot.jobs.delivery import deliver
from bot.jobs.report_writing import write
from bot.jobs.reports import send_reports
from bot.settings import load_settings
from bot.sources import answer
from bot.sources.digest_facts import digest, digest_facts
from bot.sources.reads import LAST_TRIED
from tests.living import Bot, living
from tests.moment import NOW

TODAY = floor(NOW, Width.DAY)
SUNDAY = date(2026, 11, 22)
NINE = TODAY + 9 * HOUR
CHANNEL = "#ai-spend"


@pytest.fixture(scope="module")
def shop(read_days: Callable[[int], Path]) -> Path:
    return read_days(61)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tiny") / "filled.db"
    with living(path, companies.tiny(lag=False)) as bot:
        bot.snapshot(TODAY - 61 * DAY)
        bot.learn_names()
    return path


@pytest.fixture
def rich(tmp_path: Path, shop: Path) -> Iterator[Bot]:
    yield from _copied(shop, tmp_path / "usage-bot.db")


@pytest.fixture
def bot(tmp_path: Path, tiny: Path) -> Iterator[Bot]:
    yield from _copied(tiny, tmp_path / "usage-bot.db")


def _copied(filled: Path, path: Path) -> Iterator[Bot]:
    """A bot on a copy of a store, before an OpenAI that does not answer."""
    shutil.copy(filled, path)
    bot = _opened(path)
    bot.services.store.meta.set(LAST_TRIED, (NINE + 90 * DAY).isoformat())
    yield bot
    bot.close()


def _opened(path: Path) -> Bot:
    bot = Bot(path, "http://127.0.0.1:9/v1").cut_off()
    values = {"OPENAI_ADMIN_KEY": "sk-admin-none", "USAGE_BOT_ALERT_CHANNEL": CHANNEL}
    bot.services = replace(bot.services, settings=load_settings(values=values))
    bot.now = NINE
    return bot


def _letters(bot):
    return [(one.key, one.channel) for one in bot.services.store.outbox.undelivered(before=bot.now + 9 * DAY)]


def _add(bot, **values):
    schedule = Schedule("yesterday by project", "#reports", "UTC", time(9), created_at=TODAY - 9 * DAY)
    with bot.services.store.write() as connection:
        return bot.services.store.schedules.add(connection, replace(schedule, **values))


def _send(bot, at):
    bot.now = at
    return send_reports(bot.services, at)


@pytest.mark.parametrize(
    ("day", "more"),
    [
        pytest.param("2026-10-31", set(), id="the last day of a month"),
        pytest.param("2026-11-01", {"week", "ended month"}, id="told on the 2nd, a Monday"),
        pytest.param("2026-11-15", {"week"}, id="told on a Monday"),
        pytest.param("2026-11-18", set(), id="in the middle of the week"),
        pytest.param("2026-11-22", {"week"}, id="yesterday, not settled"),
    ],
)
def test_every_number_is_the_answer_to_its_question(rich, day, more):
    rich.now = NOW
    names = rich.services.store.names.all()
    facts = digest_facts(rich.services, date.fromisoformat(day))
    assert facts.answers.keys() & {"week", "ended month"} == more
    for found in [*facts.answers.values(), *(one for cause in facts.causes.values() for one in cause.values())]:
        question = read_question(question_text(found.question, names), names, now=NOW, zone=ZoneInfo("UTC"))
        again = answer(question, rich.services)
        assert (again.lines, again.total) == (found.lines, found.total)


def test_the_message_shows_what_the_questions_answer(rich):
    rich.now = NOW
    message = digest(rich.services, SUNDAY)
    for words in ("2026-11-22", "2026-11-01..2026-11-22"):
        total = rich.say(words).answer.total
        assert numbers.amount(total, "nanodollar") in ladder(message)[-1].text
    for rung in ladder(message):
        assert violations(rung) == () and unsafe(rung) == ()


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("2026-10-31", "2026-10-31"),
        ("2026-11-01", "october 2026"),
        ("2026-11-15", "2026-11-09..2026-11-15"),
        ("2026-11-18", "2026-11-18"),
    ],
    ids=["a day", "a month", "a week", "a day that is not settled"],
)
def test_the_table_is_the_answer_by_project(rich, day, period):
    rich.now = NOW
    about = date.fromisoformat(day)
    (table,) = (block for block in digest(rich.services, about).blocks if block["type"] == "data_table")
    shown = [row[0]["text"] for row in table["rows"][1:]]
    asked = [line.amount for line in rich.say(f"{period} by project").answer.lines if line.amount.quantity]
    rest = [sum(asked[PROJECTS + 1 :], asked[PROJECTS])] if len(asked) > PROJECTS else []
    assert shown == [numbers.amount(amount, "nanodollar") for amount in (*asked[:PROJECTS], *rest)]


DOLLARS = re.compile(r"[+−]?\$\d+(?:,\d{3})*(?:\.\d+)?")


class Asked:
    """Questions that a person could type, and what a digest makes of their answers."""

    def __init__(self, bot: Bot, day: date):
        self.bot, self.day = bot, day

    def days(self, first: date, last: date, by: str = "") -> dict[str, int]:
        found = self.bot.say(f"{first}..{last} {by}").answer
        if not by:
            return {"": found.total.quantity}
        return {line.labels[0]: line.amount.quantity for line in found.lines if line.amount}

    def usual(self, by: str = "") -> list[dict[str, int]]:
        weekdays = [self.day - timedelta(days=7 * weeks) for weeks in (1, 2, 3, 4)]
        return [self.days(weekday, weekday, by) for weekday in weekdays]

    def range_at(self, last: date) -> tuple[str, ...]:
        """Where the month of a day led at its end; that of the last day as the same moment's question says."""
        if utc_day(last + DAY) == TODAY:
            ahead = self.bot.say("forecast this month").facts["forecast"]
            return numbers.about(ahead["low"]), numbers.about(ahead["high"])
        first = last.replace(day=1)
        by_day = self.days(last - timedelta(days=REMEMBERED - 1), last, "by day")
        month = Period(utc_day(first), utc_day((first + timedelta(days=31)).replace(day=1)))
        found = forecast(self.days(first, last)[""], pace_of_days([*by_day.values()]), month, utc_day(last + DAY))
        return numbers.about(found.low), numbers.about(found.high)

    def moves(self) -> Iterator[str]:
        now, before = self.days(self.day, self.day, "by project"), self.usual("by project")
        names = {*now, *(name for weekday in before for name in weekday)}
        usual = {name: sum(weekday.get(name, 0) for weekday in before) // 4 for name in names}
        pairs = sorted(((now.get(name, 0), usual[name]) for name in names if now.get(name)), reverse=True)
        pairs.append(tuple(map(sum, zip((0, 0), *pairs[PROJECTS:], strict=True))))  # the row of the others
        pairs += [(0, usual[name]) for name in names if not now.get(name)]
        for here, there in pairs:
            yield from (numbers.money(here), numbers.money(there), numbers.signed(here - there))

    def models(self) -> Iterator[str]:
        largest = sorted(self.days(self.day, self.day, "by model").values(), reverse=True)
        yield from (numbers.money(quantity) for quantity in (*largest[:3], sum(largest[3:])))

    def table(self, first: date, last: date) -> Iterator[str]:
        """The rows of what ended."""
        largest = sorted(self.days(first, last, "by project").values(), reverse=True)
        yield from (numbers.money(quantity) for quantity in (*largest[:PROJECTS], sum(largest[PROJECTS:])))

    def budgets_to_consider(self, first: date, last: date) -> Iterator[str]:
        for quantity in self.days(first, last, "by project").values():
            dollars = quantity * 6 // 5 // NANO
            step = 10 ** max(len(str(dollars)) - 2, 0)
            yield f"${-(-dollars // step) * step:,}"


@pytest.mark.parametrize("day", ["2026-10-31", "2026-11-01", "2026-11-15", "2026-11-18", "2026-11-22"])
def test_every_dollar_of_the_message_follows_from_what_anybody_can_ask(rich, day):
    rich.now = NOW
    about = date.fromisoformat(day)
    asked, first = Asked(rich, about), about.replace(day=1)
    week, before = (about - timedelta(days=6), about), (about - timedelta(days=13), about - timedelta(days=7))
    sums = [asked.days(*days)[""] for days in ((about, about), (first, about), week, before)]
    weekdays = [weekday[""] for weekday in asked.usual()]
    known = {*map(numbers.money, sums), *(numbers.about(edge(weekdays)) for edge in (min, max))}
    known |= {*asked.moves(), *asked.models(), *asked.range_at(about), *asked.table(*week)}
    ended = first - timedelta(days=1)
    if about.day == 1:
        known |= {numbers.money(asked.days(ended.replace(day=1), ended)[""]), *asked.range_at(ended.replace(day=15))}
        month = (ended.replace(day=1), ended)
        known |= {*asked.budgets_to_consider(*month), *asked.table(*month)}
    shown = DOLLARS.findall(ladder(digest(rich.services, about))[-1].text)
    assert len(shown) > 14
    assert set(shown) - known == set()


NUMBER = re.compile(r"[+−]?\$\d+(?:,\d{3})*(?:\.\d+)?|\d+(?:,\d{3})* %|\d[\d.,]*(?: [kMB])? (?:tokens?|images?)\b")
BUDGETS = (
    ("organisation", "", 15_000, "month"),
    ("project", "checkout-prod", 4_000, "month"),
    ("model", "gpt-5*", 300, "week"),
    ("project", "data-eval", 4_500, "month"),
)
LIMIT = NativeLimits("", SpendLimit(9_000 * NANO, "month", "inactive"))


def _with_budgets(bot: Bot) -> None:
    ids = {named.name: named.id for named in bot.services.store.names.all().of("project")}
    for scope, name, dollars, period in BUDGETS:
        names = (ids.get(name, name),) if name else ()
        made = Budget(scope, names, "cost", dollars * NANO, period, created_at=NOW - HOUR)
        with bot.services.store.write() as connection:
            bot.services.store.budgets.add(connection, made)
    bot.services.store.meta.set(KEPT, limits_text([LIMIT]))


class Again:
    """Every number of what the bot says of its own accord, asked by typing a question at the same time."""

    def __init__(self, bot: Bot):
        self.bot = bot

    def __call__(self, words: str) -> Answer:
        return self.bot.say(words).answer

    def known(self) -> set[str]:
        known = {*self.of_the_month(), *self.of_the_last_day(), *self.unpriced()}
        for scope, name, dollars, period in BUDGETS:
            known |= {*self.of_a_budget(f"{scope}:{name}" if name else "", dollars * NANO, period)}
        return known | {numbers.money(LIMIT.limit.amount)}

    def of_the_month(self) -> Iterator[str]:
        yield numbers.money(self("cost today").total.quantity)
        for by in ("project", "model"):
            found = self(f"cost this month by {by}")
            yield from (numbers.money(found.total.quantity), numbers.money(found.total.estimated))
            yield numbers.percent(found.total.estimated, found.total.quantity)
            for line in found.lines:
                yield from (
                    numbers.money(line.amount.quantity),
                    numbers.percent(line.amount.quantity, found.total.quantity),
                )
        own = {name for scope, name, *_ in BUDGETS if scope == "project"}
        facts = self.bot.say("cost this month by project").facts
        free = sum(row["quantity"] for row in facts["rows"] if row.get("project_name", "") not in {"", *own})
        yield numbers.percent(free, facts["total"]["quantity"])

    def of_the_last_day(self) -> Iterator[str]:
        for by in ("project", "model", "project and model"):
            for line in self(f"cost 2026-11-22 14:00 to 2026-11-23 14:00 by {by}").lines:
                yield from (numbers.money(line.amount.quantity), numbers.about(line.amount.quantity))

    def unpriced(self) -> Iterator[str]:
        yield from (numbers.quantity(one.quantity, one.unit) for one in self("cost this month").unpriced)

    def of_a_budget(self, scope: str, amount: int, period: str) -> Iterator[str]:
        spent = self(f"cost this {period} {scope}").total
        facts = self.bot.say(f"forecast this {period} {scope}").facts
        whole = budget_period(period, NOW)
        yield from (numbers.money(amount), numbers.money(spent.quantity))
        yield f"{BudgetStatus(Budget('project', (), 'cost', amount, period), whole, amount, spent).percent:,} %"
        for ahead in (facts["forecast"], facts["without_limits"]):
            yield from (numbers.about(ahead["low"]), numbers.about(ahead["high"]))
        yield f"{(NOW - whole.start) * 100 // whole.length} %"
        yield numbers.money(daily_allowance(amount, spent.quantity, whole, NOW))
        week = self(f"cost {TODAY - 7 * DAY:%Y-%m-%d}..{TODAY - DAY:%Y-%m-%d} {scope}").total.quantity
        yield numbers.money(week // 7)


def test_every_number_that_the_bot_sends_can_be_asked_for(rich):
    """Alerts, the list of them, budgets, Home and the overview: a number that cannot be asked for is a second truth."""
    rich.now = NOW
    _with_budgets(rich)
    sent = check_budgets(rich.services, NOW).outgoing
    messages = {one.key: one.message for one in sent}
    listed = rich.say("alerts")
    messages |= {"alerts": listed.message, **{words: rich.say(words).message for words in ("budgets", "home", "")}}
    known = {*Again(rich).known(), *(f"{level} %" for level in DEFAULT_LEVELS)}
    shown = {name: set(NUMBER.findall(ladder(message)[-1].text)) for name, message in messages.items()}
    assert len(shown) > 4 and all(map(len, (shown["budgets"], shown["home"], shown[""])))
    unknown = {name: sorted(found - known) for name, found in shown.items() if found - known}
    assert unknown == {}
    count = len(listed.facts["open"]) + len(listed.facts["findings"])
    assert f"*Alerts* {count} open" in ladder(digest(rich.services, SUNDAY))[-1].text


def test_how_far_estimates_were_off_is_what_accuracy_answers(rich):
    rich.now = NOW
    asked, reader = rich.say("accuracy").facts, digest_facts(rich.services, SUNDAY).reader
    assert (reader.accuracy.billed, reader.accuracy.estimate) == (asked["total"]["billed"], asked["total"]["estimate"])
    assert {model: one.permille for model, one in reader.models.items()} == {
        one["model"]: one["permille"] for one in asked["models"]
    }


def test_the_rest_of_a_digest_is_the_answer_to_what_its_button_says(rich):
    rich.now = NOW
    actions = digest(rich.services, SUNDAY).blocks[-1]["elements"]
    (words,) = (one["value"] for one in actions if one["text"]["text"] == "More")

    more = rich.say(words)

    assert more.facts["day"] == SUNDAY.isoformat()
    assert more.message.text == "More about Sun 22 Nov UTC"
    assert "*Models* " in ladder(more.message)[-1].text


def test_a_digest_made_again_says_the_same(bot):
    bot.now = NOW
    assert digest(bot.services, SUNDAY) == digest(bot.services, SUNDAY)


def test_budgets_stand_where_they_stood_at_the_end_of_the_day(rich):
    budget = Budget("project", ("proj_shop_checkout",), "cost", 1500 * NANO, "month", created_at=TODAY - 90 * DAY)
    checkout = next(
        named.id for named in rich.services.store.names.all().of("project") if named.name == "checkout-prod"
    )
    with rich.services.store.write() as connection:
        rich.services.store.budgets.add(connection, replace(budget, names=(checkout,)))
    (view,) = digest_facts(rich.services, SUNDAY).budgets
    asked = rich.say("2026-11-01..2026-11-22 checkout-prod").answer
    assert view.status.spent == asked.total


def test_the_settings_make_a_daily_digest(bot):
    assert all_schedules(bot.services) == (Schedule(DIGEST, CHANNEL, "UTC", time(9)),)


def test_a_digest_is_sent_once_a_day(bot):
    sent = [_send(bot, NINE + minutes * timedelta(minutes=1)) for minutes in (-1, 0, 1, 60, 600)]
    assert sent == [0, 1, 0, 0, 0]
    assert _letters(bot) == [("digest-0-2026-11-23", CHANNEL)]


@pytest.mark.parametrize(
    ("tried", "sent"),
    [
        pytest.param(None, 0, id="nobody read yet"),
        pytest.param(TODAY - timedelta(seconds=1), 0, id="a second before the day's end"),
        pytest.param(TODAY, 1, id="at the day's end"),
    ],
)
def test_a_digest_waits_for_a_read_after_its_day(bot, tried, sent):
    with bot.services.store.write() as connection:
        connection.execute("DELETE FROM meta WHERE key = ?", (LAST_TRIED,))
    if tried:
        bot.services.store.meta.set(LAST_TRIED, tried.isoformat())
    assert _send(bot, NINE) == sent


def test_two_processes_send_one_digest(bot, tmp_path):
    other = _opened(tmp_path / "usage-bot.db")
    assert (_send(bot, NINE), _send(other, NINE)) == (1, 0)
    other.close()
    assert _letters(bot) == [("digest-0-2026-11-23", CHANNEL)]


def test_one_that_was_written_twice_is_claimed_once(bot, tmp_path):
    (report,) = due(all_schedules(bot.services), NINE, {})
    with bot.services.store.write() as connection:
        assert bot.services.store.runs.claim(connection, report.schedule.kind, report.name, NINE)
    assert _send(bot, NINE) == 0


def test_a_kill_before_the_commit_leaves_the_slot_open(bot, tmp_path):
    assert _send(bot, NINE - HOUR) == 0
    (report,) = due(all_schedules(bot.services), NINE, {})
    write(report, None, bot.services)
    bot.close()
    bot.services = _opened(tmp_path / "usage-bot.db").services
    assert _send(bot, NINE + HOUR) == 1


def test_a_lost_reply_and_a_restart_make_no_second_digest(bot, local):
    slack = Slack(SecretStr("xoxb-local"), local.api_url, timeout=2)
    bot.services = replace(bot.services, slack=slack)
    local.faults.plan("chat.postMessage", Fault(lost=True))
    _send(bot, NINE)
    deliver(bot.services, NINE)
    for minutes in (1, 5, 30):
        bot.now = NINE + minutes * timedelta(minutes=1)
        send_reports(bot.services, bot.now)
        deliver(bot.services, bot.now)
    (posted,) = local.messages(CHANNEL)
    assert "Sun 22 Nov UTC: " in posted["text"]
    assert "data_visualization" in [block["type"] for block in posted["blocks"]]
    assert _letters(bot) == []


def test_a_late_digest_says_so_and_speaks_of_its_own_day(bot):
    _send(bot, NINE - DAY)
    _send(bot, NINE + 5 * HOUR)
    (_, late) = bot.services.store.outbox.undelivered(before=NOW + DAY)
    assert "Sun 22 Nov UTC: " in late.text
    with bot.services.store.read() as connection:
        (body,) = connection.execute("SELECT body FROM outbox WHERE key = 'digest-0-2026-11-23'").fetchone()
    assert "Late: this was due Mon 23 Nov 09:00 UTC, when the bot was not running." in body


def test_a_new_bot_sends_no_digest_before_its_hour(bot):
    assert [_send(bot, NINE + hours * HOUR) for hours in (5, 23, 24)] == [0, 0, 1]
    with bot.services.store.read() as connection:
        (body,) = connection.execute("SELECT body FROM outbox").fetchone()
    assert ("Late" in body, "Not sent" in body) == (False, False)


def test_a_bot_that_has_sent_digests_before_this_version_owes_the_one_of_today(bot):
    with bot.services.store.write() as connection:
        bot.services.store.runs.claim(connection, "digest:0", SUNDAY.isoformat(), NINE - DAY)
    assert _send(bot, NINE + HOUR) == 1


def test_one_that_is_more_than_a_day_late_is_not_sent_and_the_next_one_says_so(bot):
    for at in (NINE - 7 * DAY, NINE - 6 * DAY):
        _send(bot, at)
    schedule = _add(bot, question="digest", days=(2,))  # Wednesdays: the 18th passes while the bot is down
    bot.now = NINE + timedelta(minutes=20)
    assert schedule not in [report.schedule for report in due(all_schedules(bot.services), bot.now, {})]
    (report,) = due(bot.services.store.schedules.all(), NINE + 2 * DAY, {})
    bot.now = NINE + 2 * DAY
    shown = ladder(write(report, date(2026, 11, 11), bot.services).message)[-1].text
    assert (
        "*Not sent* the digest due on Wed 18 Nov, as the bot was not running: `/usage digest 17 nov` shows it" in shown
    )


def test_a_report_asks_its_question_as_of_its_hour(bot):
    _send(bot, NINE)
    _add(bot)
    bot.now = NINE + 10 * HOUR  # late, and still about the 22nd
    (report,) = due(bot.services.store.schedules.all(), bot.now, {})
    message = write(report, None, bot.services).message
    assert message.text.startswith(
        f"{numbers.amount(bot.say('2026-11-22').answer.total, 'nanodollar')} spent, Sun 22 Nov"
    )
    assert violations(message) == ()


@pytest.mark.parametrize(("over", "sent"), [(None, 1), (1 * NANO, 1), (10**6 * NANO, 0)])
def test_a_report_below_its_floor_is_not_sent_and_not_tried_again(bot, over, sent):
    _send(bot, NINE)
    schedule = _add(bot, only_over=over)
    assert _send(bot, NINE + HOUR) == sent
    assert bot.services.store.runs.has(schedule.kind, "2026-11-23")


def test_a_report_of_unchanged_numbers_stays_away(bot):
    _send(bot, NINE - 2 * DAY)
    _add(bot, question="2026-11-20 by project", only_changed=True)
    kinds = [[key for key, _ in _letters(bot)] for day in (-1, 0) if _send(bot, NINE + day * DAY) >= 0]
    assert [key for key in kinds[-1] if key.startswith("report")] == ["report-1-2026-11-22"]


def test_a_report_that_cannot_be_read_any_more_says_so(bot):
    _send(bot, NINE)
    _add(bot, question="yesterday flibbertigibbet-prod")
    _send(bot, NINE + HOUR)
    assert "could not be made: " in bot.services.store.outbox.undelivered(before=NOW + DAY)[-1].text


def test_a_digest_of_one_project_speaks_of_that_project(bot):
    _send(bot, NINE)
    _add(bot, question="digest checkout-prod")
    (report,) = due(bot.services.store.schedules.all(), NINE, {})
    message = write(report, None, bot.services).message
    asked = bot.say("2026-11-22 checkout-prod").answer
    assert message.text.startswith("checkout-prod, Mon 16 – Sun 22 Nov UTC: ")
    assert f" Sun 22 Nov UTC: {numbers.amount(asked.total, 'nanodollar')}" in message.text
    assert message.blocks[0]["text"]["text"] == "OpenAI spend of checkout-prod, Mon 16 – Sun 22 Nov UTC"


def test_a_digest_of_one_project_is_silent_about_corrections_of_others(rich):
    known = {named.name: named.id for named in rich.services.store.names.all().of("project")}
    with rich.services.store.write() as connection:
        for name in ("checkout-prod", "web-app"):
            connection.execute(
                "INSERT INTO restatements (endpoint, day, project, counter, old, new, at)"
                " VALUES ('costs', '2026-11-10T00:00:00Z', ?, 'amount', 1, 2, '2026-11-23T08:00:00Z')",
                (known[name],),
            )
    one = (Filter("project", (known["checkout-prod"],)),)
    facts = [digest_facts(rich.services, SUNDAY, filters) for filters in ((), one)]
    assert [len(found.restatements) for found in facts] == [2, 1]


def test_an_empty_store_says_that_it_was_never_read(tmp_path):
    Store(tmp_path / "empty.db").close()
    bot = _opened(tmp_path / "empty.db")
    message = digest(bot.services, SUNDAY)
    bot.close()
    assert message.text == "Mon 16 – Sun 22 Nov UTC: not read. Sun 22 Nov UTC: not read."
    assert "OpenAI was never read" in ladder(message)[-1].text


def test_a_digest_far_east_speaks_of_the_last_complete_utc_day(bot):
    schedule = Schedule(DIGEST, CHANNEL, "Australia/Sydney", time(9))
    (report,) = due((schedule,), datetime(2026, 11, 22, 22, 0, tzinfo=UTC), {})
    assert report.name == "2026-11-23"
    assert write(report, None, bot.services).message.text.startswith("Sat 21 Nov UTC: ")


def test_a_day_that_was_read_to_the_evening_only_is_told_so(bot):
    with bot.services.store.write() as connection:
        connection.execute(
            "UPDATE reads SET read_at = '2026-11-22T20:00:00Z' WHERE start = '2026-11-22T00:00:00Z' AND width = '1d'"
        )
    message = digest(bot.services, SUNDAY)
    assert message.text.endswith(" so far.")
    assert "*Not read* Sun 22 Nov after 20:00 UTC" in ladder(message)[-1].text
