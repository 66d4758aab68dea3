"""Clocks: suspended, set forward, set back, changed to summer time and back. Each date has one digest."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.killing import PENNY
from tests.faults.site import SYNC, Site

pytestmark = pytest.mark.long

DIGESTS = "SELECT key FROM outbox WHERE key LIKE 'digest-%' ORDER BY key"


def dates(site: Site) -> list[str]:
    return [key.removeprefix("digest-0-") for (key,) in site.sql(DIGESTS)]


def wait_for_digest(site: Site, date: str) -> None:
    site.wait_for("SELECT 1 FROM outbox WHERE key = ? AND state = 'sent'", f"digest-0-{date}")


def test_a_laptop_that_slept_for_three_days_catches_up_with_one_digest(site):
    site.add_budget(PENNY, period="day")
    site.has_been_here()
    program = site.start()
    site.wait_for_read()
    wait_for_digest(site, "2026-11-23")
    program.pause()
    site.pass_time(timedelta(days=3))
    before = site.now
    program.resume()
    site.wait_for_read(before)
    wait_for_digest(site, "2026-11-26")
    site.wait_until_told()

    assert dates(site) == ["2026-11-23", "2026-11-26"]
    days = "SELECT count(*) FROM reads WHERE endpoint = 'completions' AND width = '1d' AND start >= '2026-11-23'"
    assert site.sql(days) == [(4,)]
    assert site.lost_or_doubled() == []


def test_a_clock_that_is_set_back_and_forth_stops_no_job_and_repeats_no_digest(site):
    site.has_been_here()
    program = site.start()
    site.wait_for_read()
    wait_for_digest(site, "2026-11-23")
    for step in (timedelta(hours=1), timedelta(days=3), timedelta(hours=-1), timedelta(days=-3)):
        reads = len(site.openai.requests)
        site.pass_time(step)
        site.slack.wait_for(lambda: True)
        site.wait_for(
            "SELECT 1 FROM meta WHERE key = 'last_read' AND substr(value, 1, 13) = ?", f"{site.now:%Y-%m-%dT%H}"
        )
        assert len(site.openai.requests) > reads

    assert set(dates(site)) <= {"2026-11-23", "2026-11-26"}
    assert site.lost_or_doubled() == []
    assert "Traceback" not in program.said


def test_an_hour_that_comes_twice_brings_one_digest_and_one_that_is_missing_brings_one_too(tmp_path):
    before = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 01:30 in Berlin, where 02:00 to 03:00 comes twice
    site = Site(tmp_path, now=before)
    program = site.start(USAGE_BOT_TIMEZONE="Europe/Berlin", USAGE_BOT_DIGEST_AT="02:30")
    site.wait_for_read()
    for moment in (datetime(2026, 10, 25, 0, 31, tzinfo=UTC), datetime(2026, 10, 25, 1, 31, tzinfo=UTC)):
        site.now = moment
        wait_for_digest(site, "2026-10-25")
        site.wait_for_read(moment - SYNC)
    site.now = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
    site.wait_for_read(site.now - SYNC)
    site.now = datetime(2027, 3, 28, 1, 1, tzinfo=UTC)  # 03:01: there was no 02:30
    wait_for_digest(site, "2027-03-28")

    assert [date for date in dates(site) if date in ("2026-10-25", "2027-03-28")] == ["2026-10-25", "2027-03-28"]
    assert site.lost_or_doubled() == []
    assert "Traceback" not in program.said
    site.close()


def test_started_hours_after_the_digest_was_due_it_comes_once_and_says_that_it_is_late(site):
    site.has_been_here()
    site.start()
    wait_for_digest(site, "2026-11-23")
    site.programs[-1].kill()
    site.pass_time(timedelta(days=1))
    site.start()
    wait_for_digest(site, "2026-11-24")
    site.programs[-1].kill()
    site.start()
    site.wait_for_read(site.now - SYNC)

    late = [text for text in map(str, site.slack.messages()) if "Late: this was due Tue 24 Nov 09:00 UTC" in text]
    assert len(late) == 1
    assert "digest-0-2026-11-24" in late[0]
    assert dates(site) == ["2026-11-23", "2026-11-24"]
    assert site.lost_or_doubled() == []
