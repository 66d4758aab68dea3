"""The histories that the rules are judged by: the same on every machine, and with what they say in them."""

from tests.judgement.invented import KINDS, WANTED, history


def test_a_history_is_the_same_for_its_seed_and_another_one_for_the_next():
    assert history("leak", 1, 0) == history("leak", 1, 0)
    assert history("leak", 1, 0).hours != history("leak", 2, 0).hours


def test_the_wanted_kinds_have_an_incident_and_the_others_none():
    assert {kind for kind in KINDS if history(kind, 1, 0).events} == set(WANTED)


def test_an_event_raises_spend_from_its_start_on():
    for kind in WANTED:
        made = history(kind, 1, 1)
        (event,) = made.events
        last = min(event.end, event.start + 14 * 24)
        before = sum(made.hours[event.start - 28 * 24 : event.start]) / (28 * 24)
        assert sum(made.hours[event.start : last]) / (last - event.start) > 1.15 * before
