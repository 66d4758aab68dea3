"""What OpenAI bills an invented company for: its usage at list prices, and costs without usage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.core.periods import Period, Width
from bot.demo.facts import LATE, Fact, World, minute_of, moment_of, used
from bot.demo.workload import MINUTES, Flow, Stream, noise

# Picodollars a token (dollars a million tokens times 1,000,000): input, cached input, cache write, output. Images, and
# audio of models that are not in the table after it, cost what text costs.
TOKEN_PRICES = {
    "gpt-6-astra": (10_000_000, 1_000_000, 12_500_000, 50_000_000),
    "gpt-5.5-2026-04-23": (5_000_000, 500_000, 0, 30_000_000),
    "gpt-5.4-2026-03-05": (2_500_000, 250_000, 0, 15_000_000),
    "gpt-5-2025-08-07": (1_250_000, 125_000, 0, 10_000_000),
    "gpt-5-mini-2025-08-07": (250_000, 25_000, 0, 2_000_000),
    "gpt-5-nano-2025-08-07": (50_000, 5_000, 0, 400_000),
    "gpt-4.1-2025-04-14": (2_000_000, 500_000, 0, 8_000_000),
    "gpt-4.1-mini-2025-04-14": (400_000, 100_000, 0, 1_600_000),
    "gpt-4o-2024-08-06": (2_500_000, 1_250_000, 0, 10_000_000),
    "gpt-4o-mini-2024-07-18": (150_000, 75_000, 0, 600_000),
    "o4-mini-2025-04-16": (1_100_000, 275_000, 0, 4_400_000),
    "ft:gpt-4o-mini-2024-07-18": (300_000, 150_000, 0, 1_200_000),
    "gpt-realtime-2025-08-28": (4_000_000, 400_000, 0, 16_000_000),
}
UNLISTED = (7_000_000, 700_000, 8_750_000, 35_000_000)  # models without a public price are billed too
AUDIO_PRICES = {"gpt-realtime-2025-08-28": (32_000_000, 400_000, 64_000_000)}
LONG = 272_000  # input tokens of a request above which these models cost more
LONG_MODELS = ("gpt-5.4", "gpt-5.5", "gpt-6")

# Picodollars for each unit of the first part.
UNIT_PRICES = {
    "text-embedding-3-small": 20_000,
    "text-embedding-3-large": 130_000,
    "gpt-image-1": 40_000_000_000,
    "dall-e-3": 80_000_000_000,
    "tts-1": 15_000_000,
    "whisper-1": 100_000_000,
}
SEARCH = 10_000_000_000
FILE_SEARCH = 2_500_000_000
SESSION = 30_000_000_000
STORED_BYTE = 4  # about $0.10 for a gigabyte and day; usage has hourly readings

UNITS = {
    "images": "images",
    "speeches": "characters",
    "transcriptions": "duration_seconds",
    "web_search": "calls",
    "file_search": "calls",
    "code_interpreter": "sessions",
    "vector_stores": "bytes",
}


class Charge(NamedTuple):
    """One line of a day's bill, in nanodollars. `key` has the dimensions of costs in their order; '' is none."""

    key: tuple[str, ...]
    amount: int
    quantity: int
    unit: str


@dataclass(frozen=True)
class Extra:
    """
    A cost without usage, on each day whose number is divisible by `every`; '' is "no project".

    It is written `after` hours from the day's start. One with an amount below zero, some days after, corrects a settled
    day.
    """

    number: int
    project: str
    item: str
    amount: int
    every: int = 1
    after: int = 27
    since: date = date(2025, 1, 1)


def charges(
    world: World, streams: Sequence[Stream], extras: Sequence[Extra], day: int, asked: datetime | None = None
) -> Iterator[Charge]:
    """The bill of one UTC day, as far as OpenAI has written it at `asked`."""
    for stream in streams:
        if (end := _billed_until(world, stream, day, asked)) and (flow := stream.flow(world.seed, day)):
            yield from stream_charges(world, stream, flow, day, end)
    for extra in extras:
        written = moment_of(day * MINUTES) + timedelta(hours=extra.after if world.lag else 24)
        if day % extra.every == 0 and day >= extra.since.toordinal() and (asked is None or asked >= written):
            share = 900 + noise(world.seed, extra.number, day) % 200
            yield Charge((extra.project, extra.item, "", "", ""), extra.amount * share // 1000, 1, "")


def cost_facts(
    world: World, streams: Sequence[Stream], extras: Sequence[Extra], period: Period, asked: datetime | None = None
) -> Iterator[Fact]:
    """Every charge of the whole UTC days that the period touches."""
    for start in period.buckets(Width.DAY):
        for charge in charges(world, streams, extras, start.toordinal(), asked):
            yield Fact(start, charge.key, (charge.amount,))


def _billed_until(world: World, stream: Stream, day: int, asked: datetime | None) -> int:
    """The minute of the day up to which this stream is billed. With lag, bills are two to six hours behind usage."""
    if asked is None:
        return MINUTES
    behind = timedelta(hours=2 + noise(stream.number) % 5 if world.lag else 0)
    if stream.late and world.lag and asked < moment_of(day * MINUTES) + LATE + behind:
        return 0
    return max(0, min(MINUTES, minute_of(asked - behind) - day * MINUTES))


def stream_charges(world: World, stream: Stream, flow: Flow, day: int, end: int) -> Iterator[Charge]:
    """What one stream costs from midnight to minute `end`: one charge a line item."""
    if not (count := used(world, stream, flow, day, (0, end))):
        return
    project, user, key = (*stream.key[:3], "", "")[:3]
    lines = _token_lines(stream, count) if stream.endpoint == "completions" else _unit_lines(stream, count)
    for item, quantity, picodollars in lines:
        if amount := (picodollars + 500) // 1000:
            yield Charge(
                (project, item, key, user, stream.api_source), amount, quantity, UNITS.get(stream.endpoint, "tokens")
            )


def _token_lines(stream: Stream, used: tuple[int, ...]) -> Iterator[tuple[str, int, int]]:
    requests, text, cached_text, write, audio, cached_audio, image, cached_image, out, out_audio, out_image = used
    _, _, _, model, batch, tier = stream.key
    fresh, cached, written, output = _token_prices(model, sum(used[1:8]) // requests)
    sound, cached_sound, spoken = AUDIO_PRICES.get(model, (fresh, cached, output))
    percent = 50 if batch == "true" or tier == "flex" else 200 if tier == "priority" else 100
    name = f"batch | {model}" if batch == "true" else model
    lines = (
        ("input", text + image, (text + image) * fresh),
        ("cached input", cached_text + cached_image, (cached_text + cached_image) * cached),
        ("cache write", write, write * written),
        ("output", out + out_image, (out + out_image) * output),
        ("audio input", audio, audio * sound),
        ("cached audio input", cached_audio, cached_audio * cached_sound),
        ("audio output", out_audio, out_audio * spoken),
    )
    for item, quantity, picodollars in lines:
        if quantity:
            yield f"{name}, {item}", quantity, picodollars * percent // 100


def _token_prices(model: str, input_a_request: int) -> tuple[int, int, int, int]:
    base = ":".join(model.split(":")[:2])
    fresh, cached, written, output = TOKEN_PRICES.get(base, UNLISTED)
    if input_a_request > LONG and model.startswith(LONG_MODELS):
        return fresh * 2, cached * 2, written * 2, output * 3 // 2
    return fresh, cached, written, output


def _unit_lines(stream: Stream, used: tuple[int, ...]) -> Iterator[tuple[str, int, int]]:
    model = stream.key[3] if len(stream.key) > 3 else ""
    match stream.endpoint:
        case "web_search":
            yield "web search tool calls", used[1], used[1] * SEARCH
        case "file_search":
            yield "assistants api | file search", used[0], used[0] * FILE_SEARCH
        case "code_interpreter":
            yield "code interpreter sessions", used[1], used[1] * SESSION
        case "vector_stores":
            yield "file search storage", used[1], used[1] * STORED_BYTE
        case "embeddings":
            yield f"{model}, input", used[1], used[1] * UNIT_PRICES[model]
        case _ if model in UNIT_PRICES:
            yield model, used[1], used[1] * UNIT_PRICES[model]
