"""What an invented company used, to the minute: the facts behind every answer of the simulated OpenAI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.core.catalogue import ENDPOINT
from bot.core.periods import MINUTE, Period, Width
from bot.demo.workload import MINUTES, Flow, Stream, noise

# Minutes until OpenAI reports the usage of a minute: mostly one or two, at most 14 (docs/facts.md, OpenAI 9).
DELAYS = (1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 5, 8, 12, 14)
GRACE = 15
LATE = timedelta(hours=34)


class Fact(NamedTuple):
    """
    What one stream did in a minute, an hour or (costs) a day: its start, the dimensions, the counters of the endpoint.
    """

    start: datetime
    key: tuple[str, ...]
    counts: tuple[int, ...]


Named = dict[str, int]


def _completions(used: tuple[int, ...]) -> Named:
    requests, text, cached_text, write, audio, cached_audio, image, cached_image, out_text, out_audio, out_image = used
    cached = cached_text + cached_audio + cached_image
    fresh = text + audio + image
    return {
        "input_tokens": cached + fresh + write,
        "input_cached_tokens": cached,
        "input_cache_write_tokens": write,
        "input_cache_write_30m_tokens": write,  # the longer kind is asked for by name, and nobody here does
        "input_cache_write_12h_tokens": 0,
        "input_uncached_tokens": fresh,
        "input_text_tokens": text,
        "input_cached_text_tokens": cached_text,
        "input_audio_tokens": audio,
        "input_cached_audio_tokens": cached_audio,
        "input_image_tokens": image,
        "input_cached_image_tokens": cached_image,
        "output_tokens": out_text + out_audio + out_image,
        "output_text_tokens": out_text,
        "output_audio_tokens": out_audio,
        "output_image_tokens": out_image,
        "num_model_requests": requests,
    }


def _parts_named(*names: str) -> Callable[[tuple[int, ...]], Named]:
    return lambda used: dict(zip(names, used, strict=True))


class Meter(NamedTuple):
    """The parts that a request to one endpoint uses, and how counters are made of requests and parts."""

    parts: tuple[str, ...]
    named: Callable[[tuple[int, ...]], Named]


TOKENS = (
    *("text", "cached_text", "cache_write", "audio", "cached_audio", "image", "cached_image"),
    *("output_text", "output_audio", "output_image"),
)


def _of(part: str, requests: str = "num_model_requests") -> Meter:
    return Meter((part,), _parts_named(requests, part))


METERS = {
    "completions": Meter(TOKENS, _completions),
    "decisions": Meter(TOKENS, _completions),
    "embeddings": _of("input_tokens"),
    "moderations": _of("input_tokens"),
    "images": _of("images"),
    "speeches": _of("characters"),
    "transcriptions": _of("seconds"),
    "vector_stores": _of("usage_bytes", "readings"),
    "code_interpreter": _of("num_sessions", "calls"),
    "file_search": Meter((), _parts_named("num_requests")),
    "web_search": _of("num_requests"),
}


def counts(endpoint: str, used: tuple[int, ...]) -> tuple[int, ...]:
    """The counters of an endpoint, in the catalogue's order. A counter without a meter counts requests."""
    meter = METERS.get(endpoint)
    named = meter.named(used) if meter else {}
    return tuple([named.get(counter, used[0]) for counter in ENDPOINT[endpoint].counters])


@dataclass(frozen=True)
class Runaway:
    """A key whose requests use `times` as many tokens from `since` on, as in a loop."""

    key: str
    since: datetime
    times: int = 2


@dataclass(frozen=True)
class World:
    """What decides the facts, besides the streams. Without `lag` everything is reported and billed at once."""

    seed: int
    runaway: Runaway | None = None
    lag: bool = True


def minute_of(moment: datetime) -> int:
    """The number of the first minute that starts at or after `moment`. Events happen at the start of a minute."""
    midnight = moment.toordinal() * MINUTES
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + (moment.microsecond > 0)
    return midnight - (-seconds // 60)


def moment_of(minute: int) -> datetime:
    return datetime.fromordinal(minute // MINUTES).replace(tzinfo=UTC) + (minute % MINUTES) * MINUTE


def added(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """The sum of two, part by part; `()` is nothing."""
    return tuple(map(sum, zip(one, other, strict=True))) if one and other else one or other


def used(world: World, stream: Stream, flow: Flow, day: int, span: tuple[int, int]) -> tuple[int, ...]:
    """Requests and parts of some minutes of the day; () when there was no request."""
    plain = flow.between(*span)
    runaway = world.runaway
    if not plain or runaway is None or runaway.key not in stream.key:
        return plain
    start = max(span[0], minute_of(runaway.since) - day * MINUTES)
    extra = flow.between(start, span[1]) if start < span[1] else ()
    return added(plain, (0, *[part * (runaway.times - 1) for part in extra[1:]])) if extra else plain


def reported(
    world: World, stream: Stream, flow: Flow, day: int, span: tuple[int, int], asked: datetime | None
) -> tuple[int, ...]:
    """The part of `used` that OpenAI knows at `asked`; with None all of it."""
    if asked is None or not world.lag:
        return used(world, stream, flow, day, span)
    if stream.late and asked < moment_of(day * MINUTES) + LATE:
        return ()
    now = int(asked.toordinal() * MINUTES + asked.hour * 60 + asked.minute) - day * MINUTES
    start, end = span
    certain = max(start, min(end, now - GRACE))
    known = used(world, stream, flow, day, (start, certain)) if start < certain else ()
    if flow.before(certain) == flow.before(end):
        return known
    for minute in range(certain, min(end, now)):
        if minute + 1 + DELAYS[noise(stream.number, day, minute) & 15] <= now:
            known = added(known, used(world, stream, flow, day, (minute, minute + 1)))
    return known


def usage_facts(
    world: World, streams: Sequence[Stream], period: Period, asked: datetime | None, width: Width
) -> Iterator[Fact]:
    """Every fact of a period: minutes, or whole hours where it has them and minutes at its edges."""
    cuts = tuple(_cuts(period, 60 if width is Width.HOUR else 1))
    for stream in streams:
        known_day, flow = 0, None
        for start, end in cuts:
            day = start // MINUTES
            if day != known_day:
                known_day, flow = day, stream.flow(world.seed, day)
            if flow is None:
                continue
            span = (start % MINUTES, start % MINUTES + end - start)
            if count := reported(world, stream, flow, day, span, asked):
                yield Fact(moment_of(start), stream.values, counts(stream.endpoint, count))


def _cuts(period: Period, longest: int) -> Iterable[tuple[int, int]]:
    minute, end = minute_of(period.start), minute_of(period.end)
    while minute < end:
        step = longest if minute % longest == 0 and minute + longest <= end else 1
        yield minute, minute + step
        minute += step
