"""Prepaid credit: counted down since a day, told at its levels once, however long ago that day was."""

from datetime import timedelta

from bot import commands
from bot.commands.request import LOCAL
from bot.core.amounts import NANO
from bot.core.budgets.file import budgets_toml, changes, read_budgets
from bot.core.catalogue import ENDPOINT
from bot.core.periods import Period, Width, floor
from bot.core.reports.schedules import told_day
from bot.core.usage.buckets import Bucket, Row, UsageQuery
from bot.sources.digest_facts import digest
from tests.jobs.one_run import run, said
from tests.says import Says

DAY = timedelta(days=1)


def say(world, words):
    """In the terminal what changes is shown and agreed to."""
    reply = commands.run_budget(words, LOCAL, world.services)
    assert reply.understood, reply.message.text
    if reply.proposes:
        commands.agree(reply, LOCAL, world.services)
    return reply


def spend(world, dollars, after=timedelta(0)):
    """One bill a day, known at once to the check and to who asks."""
    world.now += after
    world.ledger.spend("checkout-prod", world.now, dollars * NANO)
    day = floor(world.now, Width.DAY)
    for name, counts in (("costs", world.ledger.amounts), ("completions", None)):
        query = UsageQuery(name, Period(day, day + DAY), Width.DAY, ENDPOINT[name].kept)
        world.ledger.read(world.now)
        billed = counts("cost", Period(day, day + DAY), None)["proj_checkout-prod"].quantity if counts else 0
        key = tuple("proj_checkout-prod" if one == "project" else "" for one in query.group_by)
        row = Row(key, tuple(billed if one == "amount" else 0 for one in query.spec.counters))
        world.store.usage.save(query, [Bucket(day, world.now, (row,))], world.now)
    return run(world)


def test_credit_is_counted_since_its_day_and_does_not_begin_anew(world, local):
    spend(world, 100)
    say(world, "credit 1000 since nov 23")
    for _ in range(3):  # into January
        spend(world, 100, 14 * DAY)

    (budget,) = say(world, "list").facts["budgets"]
    assert (budget["period"], budget["amount"], budget["spent"]) == ("since 2026-11-23", 1000 * NANO, 400 * NANO)
    assert said(local) == []


def test_each_level_is_told_once_though_the_credit_is_half_a_year_old(world, local):
    say(world, "credit 1000 since nov 23 warn 50 80")
    spend(world, 400, 60 * DAY)
    spend(world, 150, 60 * DAY)
    assert said(local) == [Says("🟡", "The organisation", "55 %", "credit since 23 Nov 2026", "$550 of $1,000")]
    for _ in range(3):
        run(world, 20 * DAY)
    assert len(said(local)) == 1
    spend(world, 300)

    assert said(local) == [Says("🟠", "The organisation", "85 %", "$850 of $1,000")]


def test_more_credit_arms_the_levels_that_it_puts_out_of_reach(world, local):
    say(world, "credit 1000 since nov 23 warn 80")
    spend(world, 900)
    say(world, "add 1000 to credit")
    run(world)

    (budget,) = say(world, "credit").facts["budgets"]
    assert (budget["amount"], budget["percent"]) == (2000 * NANO, 45)
    spend(world, 800)
    assert said(local)[-1] == Says("🟠", "The organisation", "85 %", "$1,700 of $2,000")


def test_credit_stands_beside_the_months_budget(world, local):
    say(world, "organisation 500/month")
    say(world, "credit 5000 since nov 1")
    say(world, "organisation 600")
    say(world, "credit 6000")

    assert [(one["period"], one["amount"] // NANO) for one in say(world, "list").facts["budgets"]] == [
        ("month", 600),
        ("since 2026-11-01", 6000),
    ]
    say(world, "delete credit")
    assert [one["period"] for one in say(world, "list").facts["budgets"]] == ["month"]


def test_the_list_home_and_the_digest_say_what_is_left_and_how_long_it_lasts(world, local):
    for _ in range(10):
        spend(world, 10, DAY)
    say(world, "credit 500 since nov 23")

    left = "Credit 20 % · ≈ $100 of $500 · since 23 Nov 2026 · ≈ $400 left, until about "
    assert left in str(say(world, "list").message.blocks)
    assert left in str(commands.run("home", LOCAL, world.services).message.blocks)
    lines = str(digest(world.services, told_day(world.now)).blocks)
    assert "*Credit* ≈ $90 of $500 (18 %) used since 23 Nov 2026, ≈ $410 left, until about " in lines


def test_what_was_never_read_is_said_to_be_missing(world, local):
    spend(world, 10)

    told = str(say(world, "credit 500 since jan 5").message.blocks)
    assert "Nothing was read before Mon 23 Nov: `usage-bot sync --since 2026-01-05` reads it." in told


def test_credit_in_a_file_is_read_back(world, local):
    say(world, "credit 5000 since nov 1 warn 80 95")
    known = world.store.budgets.all()
    text = budgets_toml(known)
    assert 'period = "since 2026-11-01"' in text
    assert changes(known, read_budgets(text, world.store.names.all())) == ()
