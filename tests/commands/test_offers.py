"""Offers that are commands go to the command that they name."""

import pytest

from bot.commands.routing import routed
from bot.core.grammar.kind_offers import COMMANDS


@pytest.mark.parametrize(
    ("offer", "verb"),
    [
        ("budget ci-runner 200/week warn 50 80", "budget"),
        ("budget web-app in #ops", "budget"),
        ("delete budget web-app", "budget"),
        ("every friday 4pm month to date", "every"),
        ("every day 9am yesterday by project in #ops", "every"),
        ("reports", "reports"),
        ("alerts", "alerts"),
    ],
)
def test_an_offer_goes_to_its_command(offer: str, verb: str) -> None:
    assert offer.split()[0] in COMMANDS
    assert routed(offer)[0].verb == verb
