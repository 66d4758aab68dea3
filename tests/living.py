"""A bot that lives: a real store and a real client before a simulated OpenAI, and a clock that tests move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot import commands
from bot.adapters.openai_usage import OpenAIUsage
from bot.adapters.prices import Prices
from bot.adapters.store import Store
from bot.commands.request import LOCAL, Asker, Reply
from bot.core.answers.answer import Answer
from bot.core.names import Named
from bot.core.periods import Period
from bot.core.question import Question
from bot.core.slack.message import Message
from bot.core.usage.buckets import UsageQuery
from bot.core.usage.estimates import estimated
from bot.core.usage.freshness import DAY_GRAINS, HOUR_GRAINS
from bot.demo.company import Company
from bot.demo.openai import ADMIN_KEY, Simulator
from bot.services import Services
from bot.settings import load_settings
from bot.sources import answer
from tests.moment import NOW

UNREACHABLE = "http://127.0.0.1:9/v1"


class Bot:
    """A store, a client and a clock that somebody moves."""

    def __init__(self, path: Path, url: str) -> None:
        self.now = NOW
        settings = load_settings(values={"OPENAI_ADMIN_KEY": ADMIN_KEY, "USAGE_BOT_DATABASE": str(path)})
        openai = OpenAIUsage(url, SecretStr(ADMIN_KEY), rate=10_000, sleep=lambda seconds: None)
        self.services = Services(settings, lambda: self.now, Store(path), openai, Prices())

    def close(self) -> None:
        self.services.openai.close()
        self.services.store.close()

    def snapshot(self, since: datetime, *, at: datetime | None = None) -> None:
        """Everything that the store keeps, read from OpenAI as of now."""
        for grain in (*DAY_GRAINS, *HOUR_GRAINS):
            query = UsageQuery(grain.endpoint, Period(since, self.now), grain.width, grain.group_by)
            buckets = self.services.openai.read(query)
            priced = [estimated(bucket, query, self.services.prices.rates) for bucket in buckets]
            self.services.store.usage.save(query, priced, at or self.now)

    def cut_off(self) -> Bot:
        """The same store before an OpenAI that does not answer."""
        other = object.__new__(Bot)
        other.now = self.now
        openai = OpenAIUsage(UNREACHABLE, SecretStr(ADMIN_KEY), rate=10_000, sleep=lambda seconds: None)
        other.services = Services(
            self.services.settings, lambda: other.now, self.services.store, openai, self.services.prices
        )
        return other

    def ask(self, period: Period, **slots: object) -> Answer:
        return answer(Question("", period, **slots), self.services)  # type: ignore[arg-type]

    def say(self, text: str, asker: Asker = LOCAL) -> Reply:
        return commands.run(text, asker, self.services)

    def say_yes(self, text: str, asker: Asker = LOCAL) -> Message:
        """What is proposed is done."""
        return commands.agree(self.say(text, asker), asker, self.services)

    def learn_names(self) -> None:
        """Projects and the models of completions."""
        names = self.services.store.names
        names.save(self.services.openai.projects(), self.now)
        models = self.services.store.usage.values("model")
        names.save([Named("model", model, model) for model in models if model], self.now)


@contextmanager
def living(path: Path, company: Company) -> Iterator[Bot]:
    """A bot on the store at `path`, before the company's OpenAI at NOW."""
    with Simulator(company, lambda: NOW) as simulator:
        bot = Bot(path, simulator.url)
        try:
            yield bot
        finally:
            bot.close()


ShopBot = Callable[[int], AbstractContextManager[Bot]]  # one that knows so many days of the shop
