"""All time is what was read: it begins with the first day of it, and the answer says so."""

from bot.core.periods import DAY, Width, floor
from tests.commands import asked
from tests.living import Bot
from tests.moment import NOW
from tests.says import Says

FIRST = floor(NOW, Width.DAY) - 35 * DAY


def test_all_time_begins_with_the_first_day_that_was_read(bot: Bot):
    found = asked(bot, "cost by week all time")

    assert found["reading"]["start"] == f"{FIRST:%Y-%m-%dT00:00:00Z}"
    assert found["total"] == asked(bot, f"cost since {FIRST:%Y-%m-%d}")["total"]
    assert found["reading"]["text"] == Says("all time", f"since {FIRST:%-d %b %Y}, the first day read")


def test_the_biggest_day_ever_is_one_of_them(bot: Bot):
    ever, days = asked(bot, "biggest day ever"), asked(bot, f"since {FIRST:%Y-%m-%d} by day")["rows"]

    assert ever["rows"][0]["quantity"] == max(row["quantity"] for row in days)
