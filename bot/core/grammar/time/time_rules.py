"""The rules of time: one row each, named by its pattern in words. The name is also the id of its test."""

from __future__ import annotations

from bot.core.grammar.time import day_meanings as days
from bot.core.grammar.time import holidays as feasts
from bot.core.grammar.time import hour_meanings as hours
from bot.core.grammar.time import part_meanings as parts
from bot.core.grammar.time import range_meanings as ranges
from bot.core.grammar.time import several_days as several
from bot.core.grammar.time import unit_meanings as units
from bot.core.grammar.time import until_meanings as untils
from bot.core.grammar.time import week_meanings as weeks
from bot.core.grammar.time.date_rules import DATES
from bot.core.grammar.time.length_slots import Length
from bot.core.grammar.time.part_rules import PARTS
from bot.core.grammar.time.rule_patterns import TimeRule, TimeRules
from bot.core.grammar.time.time_slots import SLOTS

# Of two rules that read as many words, the earlier one reads.
_POINTS = (
    ("<day> [,] [<at>] <clock>", ranges.moment),
    ("<clock> [<on>] <day>", ranges.clock_moment),
    ("<day part> [,] [<at about>] <loose clock>", hours.part_moment),
    ("<yesterday> [,] [<at>] [the] <same> <time>", hours.same_time_yesterday),
    ("[the] <same> <time> <yesterday>", hours.same_time_yesterday),
    ("<instant>", lambda calendar, point: point),
    ("<offset from now>", lambda calendar, point: point),
    ("<length> <ago>", ranges.ago_moment),
    ("eod|end-of-day [on|of] <day>", ranges.end_of_day),
    ("<day> eod|end-of-day", ranges.end_of_day),
    ("[the] <mid> <a month>", parts.middle_day),
)
_RANGES = (
    ("[from|between] <count> <and> <counted length> <ago>", days.so_many_ago),
    (
        "[in] [the] overnight|night [from|of|between] [the] <plain day> to|into|-|and [the] <plain day>",
        hours.night_between,
    ),
    ("[in] [the] overnight|night [from|of|between] [the] <plain day> to|into|-|and [the] <day number>", hours.night_to),
    ("[in] [the] overnight|night [from|of|between] [the] <day number> to|into|-|and [the] <day>", hours.night_from),
    ("<interval>", lambda calendar, span: span),
    ("[from|between|since] <offset from now> <to> <offset from now>", ranges.between_offsets),
    ("[from] <point> <to> <offset from now>", ranges.to_offset),
    ("[since] <offset from now>", ranges.from_offset),
    ("<instant>", ranges.instant),
    ("[from|between] <weekday> <to> <weekday> [of|in] <week>", ranges.weekdays_of),
    ("[from|between] <weekday> [<at>] <clock> <to> <weekday> [<at>] <clock> [of|in] [<week>]", ranges.clocks_of_week),
    ("[from|between] <numbered week> <to> <day number> [,] [of] [<year>]", weeks.weeks_to),
    ("<numbered week> and|& <day number> [,] [of] [<year>]", weeks.two_weeks),
    ("[the] [<rolling>] <counted length> <ending> [the] <point>", ranges.length_ending),
    ("[the] [<rolling>] <counted length> <hour ending> <clock>", hours.length_to_clock),
    ("[the] <counted length> <from on> [the] <point>", ranges.length_from),
    (
        "[<from>] <point> for <counted length>",
        lambda calendar, point, length: ranges.length_from(calendar, length, point),
    ),
    (
        "<week> [,] [from] <weekday> <to> <weekday>",
        lambda calendar, week, one, two: ranges.weekdays_of(calendar, one, two, week),
    ),
    ("[<from>] <month> [the] <day number> <to> [the] <day number> [,] [<year>]", ranges.day_to_number),
    ("between [the] <month> <day number> and|& [the] <day number> [,] [<year>]", ranges.day_to_number),
    ("[<from>] [the] <day number> [of] <month> <to> [the] <day number> [,] [<year>]", ranges.day_month_to_number),
    ("[<from>] [the] <day number> <to> [the] <day>", ranges.number_to_day),
    ("between [the] <day number> and|& [the] <day>", ranges.number_to_day),
    ("from|between [the] <day number> <and> [the] <day>", ranges.number_after_day),
    ("[<from>] <day> <to> [the] <month-day>", ranges.to_month_and_day),
    ("[<from>] <holiday> <to> [the] <holiday> [,] [of] <year>", feasts.between_holidays),
    ("between <holiday> and|& [the] <holiday> [,] [of] <year>", feasts.between_holidays),
    ("[<from>] <point> [,] <to> [the] <point>", ranges.joined),
    ("between [the] <point> and|& [the] <point>", ranges.joined),
    ("start|begin|after <point> end|stop|before|to <point>", ranges.joined),
    ("[on] <month> [the] <day list> [,] [of] [<year>]", several.days_of_month),
    ("[on] [the] <day list> [of] <month> [,] [of] [<year>]", several.numbers_of_month),
    ("[on] <weekday list>", several.latest_weekdays),
    ("<yesterday> and|& [the] day <before> [yesterday]", ranges.yesterday_and_before),
    ("this and|& last|previous <one unit>", units.this_and_last),
    ("this <one unit> and|& [the] last|previous [one]", units.this_and_last),
    ("[<from>] <point> <to> <now>", ranges.up_to_now),
    ("between [the] <point> and <now>", ranges.up_to_now),
    ("[<from>] <point> <to> [the] <day number>", ranges.point_to_number),
    ("[<from>] <point> <to> <clock>", hours.to_clock),
    ("between <point> and <clock>", hours.to_clock),
    ("<early> <day part>", parts.early),
    ("<late> <day part>", parts.late),
    ("[<from>] <loose hours> [<on>] [the] <day part>", hours.loose_hours_of),
    ("<day part> [,] [<from>] <loose hours>", hours.part_between_hours),
    ("[<at about>] <loose clock> [<on>] [the] <day part>", hours.loose_hour_of),
    ("<day part> [,] [<at about>] <loose clock>", hours.part_at_hour),
    ("<day part> [,] <by hour before> <loose clock>", hours.part_until_hour),
    ("before|until|till <loose clock> [<on>] [the] <day part>", hours.before_hour_of_part),
    ("<day part> [,] <by hour after> <loose clock>", hours.part_from_hour),
    ("<from hour> <loose clock> [<on>] [the] <day part>", hours.since_hour_of_part),
    (
        "[the] hour <hour ending> [the] <point>",
        lambda calendar, at: ranges.length_ending(calendar, Length(1, "hour"), at),
    ),
    (
        "[the] hour <hour starting> [the] <point>",
        lambda calendar, at: ranges.length_from(calendar, Length(1, "hour"), at),
    ),
    ("<day> [,] [<at>] [between] <bare hours>", hours.hours_of),
    ("[<from>] <bare hours> [<on>] [<on>] <day>", hours.hours_on),
    ("<day> [,] [<at about>] <clock>", ranges.hour_of_day),
    ("<day> [,] <at about> <hour>", ranges.hour_of_day),
    ("[<at about>] <clock> [<on>] <day>", ranges.clock_hour),
    ("<two numbers>", hours.which_numbers),
    ("from|between <lone number> to|until|till <lone number>", hours.which_ends),
    ("<day> [,] [and] <by hour after> <hour> [<up to now>]", hours.day_from),
    ("<day> <clock> <onwards>", hours.day_from),
    ("<from hour> <hour> [<on>] <day>", hours.since_hour),
    ("<by hour after> <hour> [<on>] <day>", hours.from_on),
    ("<day> [,] <by hour before> <hour>", hours.day_until),
    ("<by hour before> <hour> [<on>] <day>", hours.until_on),
    ("<since> [the] <point> [<up to now>]", ranges.since),
    ("<after> [the] <point>", ranges.after),
    ("<point> <onwards>", ranges.since),
    ("<since> a|an|one <one unit>", ranges.since_a_unit),
    ("<since> <counted length>", units.rolling),
    ("[day] [after] <tomorrow>", ranges.to_come),
    ("<next> <unit>", ranges.to_come),
    ("<next> <weekend>", ranges.to_come),
    ("<next> <length>", ranges.to_come),
    ("<next> <span>", ranges.to_come),
    ("later <today>", ranges.to_come),
    ("later <this> <unit>", ranges.to_come),
    ("<long ago>", ranges.long_ago),
    ("[at|around|over] [the] turn of [the] year", ranges.turn_of_year),
    ("<no start>", ranges.all_time),
    ("[in|over|during] [the] [<rolling>] <decade>", ranges.no_start),
    ("[the] <nth> <weekday>", several.which_month),
    ("in <count> <unit>", ranges.to_come),
    ("in a|an <one unit>", ranges.to_come),
    ("<length> from <now>", ranges.to_come),
    ("<length> <from on> <day>", ranges.to_come_if_future),
    ("<length> from <tomorrow>", ranges.to_come),
    ("[the] <unit> after next", ranges.to_come),
)
_UNTILS = (
    ("<until> [the] <span> this year", untils.until_of_this_year),
    ("<earlier than> [the] <span> this year", untils.before_of_this_year),
    ("to|until|till|til [the] <point> incl|inclusive|included", untils.until),
    ("<until> [the] <point>", untils.until),
    ("<earlier than> [the] <point>", untils.before),
    ("by [the] <day> [incl|inclusive|included]", untils.by_day),
)
_WINDOWS = (
    ("[<from>] <hours>", hours.hours_window),
    ("<by hour after> <clock> [<up to now>]", hours.window_from),
    ("[<at>] <clock> <onwards>", hours.window_from),
    ("<from hour> <hour> <onwards>", hours.window_from),
    ("<by hour before> <clock>", hours.window_until),
    ("<at about> <hours>", hours.hours_window),
    ("[<at>] <clock>", hours.window_hour),
    ("until|till|til <lone number>", lambda calendar, number: hours.which_end(calendar, "until", number)),
    ("before <lone number>", lambda calendar, number: hours.which_end(calendar, "before", number)),
    ("after <lone number>", lambda calendar, number: hours.which_end(calendar, "after", number)),
    ("at|around|@ <lone hour>", hours.window_hour),
    ("since <lone number>", lambda calendar, number: hours.which_end(calendar, "since", number)),
    ("[in|during|at] [the] <named part>", hours.part_window),
)
_ALL = {"date": DATES, "part": PARTS, "point": _POINTS, "range": _RANGES, "until": _UNTILS, "window": _WINDOWS}

TIME_RULES = TimeRules((TimeRule(kind, pattern, read) for kind, rows in _ALL.items() for pattern, read in rows), SLOTS)
