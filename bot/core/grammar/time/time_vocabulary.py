"""The words of time: every list that a rule of time names stands here, once."""

from __future__ import annotations

from bot.core.catalogue.words import Phrases, listed

_PREVIOUS = listed(
    """
    last, previous, prev, prior, preceding, lst, past, the last, the previous, the prior, the preceding, the past, this
    past, this last, most recent, the most recent, latest, the latest
    """
)
_TRAILING = listed("trailing, recent, rolling, the trailing, the recent, the rolling")
# Names in `<…>` of a pattern, and the words for each. They give a rule no value.
LISTS: dict[str, tuple[str, ...]] = {
    "today": listed("today, tdy, 2day, tod, todays"),
    "yesterday": listed("yesterday, yesterdays, yday, yest, y'day, ystd, yd, ystrdy, ystrday"),
    "this": listed("this, current, curr, the curr, the current, the, the running, running, this current"),
    "previous": _PREVIOUS,
    "rolling": Phrases((*_PREVIOUS, *_TRAILING, "these last", "these past")),
    "trailing": Phrases(("past", "the past", *_TRAILING)),
    "full": listed("full, whole, complete, calendar, completed, entire"),
    "so far": listed("so far, to date, until now, till now, up to now, to now"),
    "ago": listed("ago, back, earlier, in the past"),
    "before": listed("before, b4, prior to, preceding"),
    "since": listed(
        """
        since, from, starting, starting from, starting on, starting with, as of, beginning, beginning on,
        ever since, sinc, start, begin, starts, commencing, from the
        """
    ),
    "onwards": listed("onwards, onward, forward, forwards, and later, and after, to now, until now, till now"),
    "up to now": listed("onwards, onward, forward, until now, till now, to now, to date, so far, up to now, and on"),
    "until": listed(
        """
        until, till, til, upto, through, thru, untill, up to, up until, ending, not after, end, stop, ends,
        up till, no later than, not later than, up to and including, up to and incl, up to & incl, up to & including,
        to the end of, through the end of
        """
    ),
    "to": listed(
        """
        to, -, –, —, .., ..., …, until, till, til, through, thru, upto, ->, →, untill, up to, up until, up till,
        to the end of, up to and including, up to and incl, up to & incl, up to & including, through to, until the end
        of, bis
        """
    ),
    "and": listed("and, &, to, -, –, until, till"),
    "from": listed("from, between, since, from the, between the, in between"),
    "now": listed("now, date, present, right now, the present, this moment"),
    "after": listed("after, later than, newer than, more recent than, since after"),
    "earlier than": listed("before, earlier than, older than, prior to, up to but not including"),
    "next": listed("next, upcoming, coming, following, the next, the coming, the following, the upcoming"),
    "tomorrow": listed("tomorrow, tmrw, tmr, tmrrw, overmorrow, day after tomorrow, the day after tomorrow"),
    "weekend": listed("weekend, weekends, wkend, wknd, week-end, week end, week ends, wk end, wkends"),
    "working day": listed("weekday, workday, working day, business day, work day"),
    "working days": listed("weekdays, workdays, working days, business days, work days"),
    "ending": listed("ending, ended, ending on, ended on, ending with, to, up to, until, through, till, end"),
    "from on": listed(
        "from, starting, starting on, starting from, beginning, beginning on, since, as of, on from"
    ),
    "week starting": listed(
        """
        wk starting, wk beginning, wk commencing, wk from, week commencing on, wk commencing on, week starting, week
        starting on, week beginning, week beginning on, week commencing, w / c, wc, w/c, week from, week that begins on,
        week that starts on
        """
    ),
    "week of": listed(
        """
        wk of, wk with, week of, week containing, week around, week including, week that includes, week that
        contains, week which includes, week with
        """
    ),
    "week ending": listed(
        """
        w / e, w/e, wk ending, wk ended, week ending, week ended, week ending on, week to, week through, week up to
        """
    ),
    "month of": listed(
        """
        month of, the month of, billing month, billing month of, billing period, billing cycle, all of, whole, the
        whole, whole of, entire, the entire, full, all, whole month of, the whole of
        """
    ),
    "long ago": listed(
        """
        the other day, other day, a while ago, a while back, some time ago, sometime ago, ages ago, long ago, long time
        ago, a long time ago, once upon a time, a few moments ago, moments ago, the other week, the other night
        """
    ),
    "no start": listed(
        """
        all time, ever, lifetime, alltime, all-time, since forever, forever, since inception, from inception, since
        the beginning, since the start, since day one, since day 1, from day one, since always, since ever, whole
        history, entire history, full history, the whole history, the entire history, from the start, from the
        beginning, since the very beginning, since the very start, since the beginning of time, since the dawn of
        time, since we began, since we joined, since launch, since the launch of the account, since we signed up,
        since we started using it, since we started using openai, since we started with openai, since we use openai,
        since we started, since it started, since they started, since i started, since it was
        created, since they were created, since it was made, since it was set up, since its creation, since creation
        """
    ),
    "decade": listed("decade, decades, century, 2010s, 2020s"),
    "billing period": listed("billing period, billing cycle, billing month, bill period, invoice period"),
    "lately": listed("lately, recently, of late, these days, nowadays"),
    "early": listed("early, early in, early -, beg of, beg"),
    "mid": listed("mid, middle, middle of, the middle of, mid -, mid of"),
    "late": listed("late, late in, late -"),
    "start of": listed("start of, beginning of, begin of, the start of, the beginning of, start, beginning"),
    "end of": listed("end of, the end of, end"),
    "time": listed("time, point, moment, hour"),
    "same": listed("same, this, the same, at this, at the same"),
    "by the same": listed("by this, by the same, up to this, up to the same, until this, until the same"),
    "at": listed("at, @, around, about, ca, by, at around, at about, from, ~, approximately, approx, circa, for"),
    "at about": listed("at, @, around, about, at around, at about, approximately, at approximately, ca, circa, ~"),
    "on": listed("on, of, on the, ,, in, during"),
    "by hour before": listed(
        """
        before, until, till, til, by, up to, upto, no later than, not after, ending, ending at, to, through, thru,
        untill
        """
    ),
    "by hour after": listed("since, after, from, starting, starting at, beginning at, as of, past, later than"),
    "hour ending": listed("ending, ending at, ended, ended at, before, to, until, up to"),
    "hour starting": listed("starting, starting at, beginning, beginning at, from, after, following"),
    "from hour": listed("since, from, starting, starting at, starting from, beginning, beginning at, as of"),
}  # fmt: skip

# The words of one piece that stand before a unit: `last7days`, `this_week`.
PREVIOUS_OR_THIS = tuple(
    dict.fromkeys(
        word for name in ("previous", "rolling", "this") for word in LISTS[name] if " " not in word and word != "the"
    )
)

ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
            "twentieth", "twenty first", "twenty second", "twenty third", "twenty fourth", "twenty fifth",
            "twenty sixth", "twenty seventh", "twenty eighth", "twenty ninth", "thirtieth", "thirty first",
        ),
        1,
    )
    for word in (words, words.replace(" ", "-"))
}  # fmt: skip
LAST = {"last": -1, "final": -1, "penultimate": -2}

_SMALL = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = {
    word: number * 10
    for number, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
SMALL = {word: number for number, word in enumerate(_SMALL, 1)}
NUMBER_WORDS = SMALL | TENS | {
    "couple": 2, "few": 3, "dozen": 12, "hundred": 100, "half dozen": 6, "handful": 5,
}  # fmt: skip
VAGUE = ("several", "some", "many", "a number of")  # no exact number

# The part of a day that a word means: its first hour, and how many hours it lasts.
DAY_PARTS = {
    "morning": (6, 6),
    "mornings": (6, 6),
    "am": (0, 12),
    "pm": (12, 12),
    "afternoon": (12, 6),
    "afternoons": (12, 6),
    "arvo": (12, 6),
    "evening": (18, 6),
    "evenings": (18, 6),
    "eve": (18, 6),
    "night": (18, 12),
    "nights": (18, 12),
    "night hours": (18, 12),
    "nighttime": (18, 12),
    "night time": (18, 12),
    "overnight": (18, 12),
    "daytime": (6, 12),
    "early hours": (0, 6),
    "early hours of the morning": (0, 6),
    "small hours": (0, 6),
    "wee hours": (0, 6),
    "early morning": (5, 3),
    "late morning": (9, 3),
    "early afternoon": (12, 3),
    "late afternoon": (15, 3),
    "early evening": (18, 3),
    "late evening": (21, 3),
    "late night": (22, 4),
    "late at night": (22, 4),
    "business hours": (9, 8),
    "office hours": (9, 8),
    "working hours": (9, 8),
    "work hours": (9, 8),
}
# The same where the day stands between the words: `early this morning`, `late last night`.
EARLY = {(6, 6): (5, 3), (12, 6): (12, 3), (18, 6): (18, 3), (18, 12): (18, 4)}
LATE = {(6, 6): (9, 3), (12, 6): (15, 3), (18, 6): (21, 3), (18, 12): (22, 4)}
CLOCK_WORDS = {"noon": 12, "midday": 12, "midnight": 0, "lunch": 12, "lunchtime": 12, "cob": 17, "eob": 17}
HALF_DAYS = {"am": "am", "a.m": "am", "a.m.": "am", "pm": "pm", "p.m": "pm", "p.m.": "pm"}
SECONDS = ("second", "seconds", "sec", "secs", "s")
QUARTERS = ("quarter", "quarters", "qtr", "qtrs")
