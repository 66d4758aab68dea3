"""Newer list prices: fetched once a day, looked at, kept with their day, and used at once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from pydantic import SecretStr

from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.prices import Prices
from bot.adapters.prices.price_list import installed_list
from bot.adapters.store import Store
from bot.core.periods import DAY, HOUR
from bot.core.usage.price_rules import FETCHED_AT, NOT_FETCHED
from bot.core.usage.rates import Kind
from bot.doctor import CHECKS, State, examine
from bot.jobs.price_updates import update_prices
from bot.services import Services
from bot.settings import load_settings
from tests.moment import NOW

TODAY = NOW.date()


class Publisher:
    """A place that publishes price lists as genai-prices does."""

    def __init__(self):
        self.models, self.status, self.asked = published(), 200, 0

    @property
    def body(self):
        provider = {"id": "openai", "name": "OpenAI", "api_pattern": "https://api", "models": self.models}
        return json.dumps([provider]).encode()

    def model(self, name):
        return next(one for one in self.models if one["id"] == name)


def published():
    """The installed list in the form in which genai-prices publishes it."""

    def prices(plain):
        return {key: value if isinstance(value, str) else tiered(*value) for key, value in plain.items()}

    def tiered(base, *tiers):
        return {"base": base, "tiers": [{"start": start, "price": price} for start, price in tiers]}

    def constraint(day):
        return {"constraint": {"start_date": day}} if day else {}

    def clause(plain):
        ((kind, value),) = plain.items()
        return {kind.rstrip("_"): [clause(one) for one in value] if isinstance(value, list) else value}

    return [
        {
            "id": model["id"],
            "match": clause(model["match"]),
            "prices": [{**constraint(day), "prices": prices(found)} for day, found in model["prices"]],
            "price_variants": [
                {"when": when, **constraint(day), "prices": prices(found)} for when, day, found in model["variants"]
            ],
        }
        for model in json.loads(installed_list().text)
    ]


@contextmanager
def serving(publisher: Publisher) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            publisher.asked += 1
            self.send_response(publisher.status)
            self.end_headers()
            self.wfile.write(publisher.body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/data.json"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
def services(publisher: Publisher, tmp_path) -> Iterator[Services]:
    settings = load_settings(values={"OPENAI_ADMIN_KEY": "sk-admin-x"})
    openai = OpenAIUsage("http://127.0.0.1:1", SecretStr("sk-admin-x"), rate=10_000)
    with serving(publisher) as url, Store(tmp_path / "usage.db") as store:
        prices = Prices(None, kept=store.price_lists.all)
        yield Services(settings, lambda: NOW, store, openai, prices, price_source=url)
    openai.close()


def paid(services, model="gpt-5", day=TODAY):
    found = services.prices.rates("completions", Kind(model, tier="default"), long=False, day=day)
    return found and found.input / 1_000_000


def said(services, now=NOW):
    """What the doctor says about prices."""
    (finding,) = examine(services, now, without=frozenset(name for name, _ in CHECKS) - {"prices"})
    return finding


def test_a_list_that_is_the_installed_one_changes_nothing(services, publisher):
    before = services.prices.version
    update_prices(services, NOW)
    assert publisher.asked == 1
    assert services.store.meta.get(FETCHED_AT)
    services.prices.renew()
    assert services.prices.version.startswith(before)
    assert [kept.source for kept in services.store.price_lists.all()] == [installed_list().source]


def test_a_changed_price_holds_from_today_on_and_without_a_restart(services, publisher):
    publisher.model("gpt-5")["prices"] = [{"prices": {"input_mtok": "2.50", "output_mtok": "20"}}]
    update_prices(services, NOW)
    assert paid(services) == 2.5
    assert paid(services, day=TODAY - timedelta(days=1)) == 1.25
    quote = services.prices.book.quote("completions", Kind("gpt-5"), long=False, day=TODAY)
    assert (quote.source, quote.since) == ("genai-prices, fetched", TODAY)


def test_a_new_model_has_its_price_for_the_days_before_too(services, publisher):
    new = {"id": "gpt-7", "match": {"equals": "gpt-7"}, "prices": {"input_mtok": 3, "output_mtok": 9}}
    publisher.models.append(new)
    update_prices(services, NOW)
    assert paid(services, "gpt-7") == paid(services, "gpt-7", date(2026, 1, 1)) == 3


def test_prices_are_fetched_once_a_day_and_an_hour_after_a_failure(services, publisher):
    update_prices(services, NOW)
    update_prices(services, NOW + 23 * HOUR)
    assert publisher.asked == 1
    publisher.status = 503
    update_prices(services, NOW + DAY)
    update_prices(services, NOW + DAY + HOUR / 2)
    assert publisher.asked == 2
    update_prices(services, NOW + DAY + HOUR)
    assert publisher.asked == 3


def test_without_a_place_to_fetch_from_nothing_is_asked(services, publisher):
    update_prices(replace(services, price_source=""), NOW)
    assert publisher.asked == 0


def _without_a_model(publisher):
    publisher.models.remove(publisher.model("gpt-5"))


def _ten_times(publisher):
    publisher.model("gpt-5")["prices"] = [{"prices": {"input_mtok": "12.51", "output_mtok": "10"}}]


def _free(publisher):
    publisher.model("gpt-5")["prices"] = [{"prices": {"input_mtok": "0", "output_mtok": "10"}}]


def _a_batch_price_a_thousandth(publisher):
    variants = publisher.model("gpt-5")["price_variants"]
    next(one for one in variants if "processing" in one["when"])["prices"]["input_mtok"] = "0.000625"


def _another_shape(publisher):
    publisher.models[:] = [{"name": "gpt-5", "price": 3}]


def _refused(publisher):
    publisher.status = 404


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_without_a_model, "look wrong: gpt-5 is not in it any more"),
        (_ten_times, "look wrong: input_mtok of gpt-5 went from 1.25 to 12.51 dollars"),
        (_free, "look wrong: input_mtok of gpt-5 went from 1.25 to 0 dollars"),
        (_a_batch_price_a_thousandth, "look wrong: input_mtok of gpt-5 went from 0.625 to 0.000625 dollars"),
        (_another_shape, "cannot be read"),
        (_refused, "cannot be read"),
    ],
)
def test_an_odd_list_changes_nothing_and_the_doctor_says_so(services, publisher, spoil, reason):
    before = services.prices.version
    spoil(publisher)
    update_prices(services, NOW)
    services.prices.renew()
    assert services.prices.version == before
    assert services.store.price_lists.all() == ()
    assert reason in services.store.meta.get(NOT_FETCHED)
    assert said(services).state is State.NOTE
    assert reason in said(services).text


def test_the_doctor_says_how_old_the_list_is(services):
    assert said(services).text == "list prices of genai-prices 0.2.3, as installed"
    update_prices(services, NOW)
    assert said(services).text == "list prices of genai-prices 0.2.3, compared with the newest Mon 23 Nov 14:05 UTC"


def test_a_mistake_in_a_file_that_changed_keeps_the_old_prices_and_is_said(services, tmp_path):
    own = tmp_path / "prices.toml"
    own.write_text('[[price]]\nmodel = "gpt-5"\ninput = "1"\n')
    services = replace(services, prices=Prices(own))
    assert paid(services) == 1
    own.write_text('[[price]]\nmodel = "gpt-5"\ninput = "2.00"\n')
    assert paid(services) == 2
    own.write_text('[[price]]\nmodel = "gpt-5"\ninput = "free"\n')
    assert paid(services) == 2
    assert said(services).state is State.BROKEN
    assert "prices.toml, line 1, entry 1: input should be dollars" in said(services).text
    own.unlink()
    assert paid(services) == 1.25
    assert said(services).state is State.OK
