"""What a question can ask for beside a sum: divided, counted, a mean, the busiest day, one row each."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalogue.dimensions import DIMENSIONS, Dimension
from bot.core.catalogue.words import listed
from bot.core.time_units import UNITS_OF_TIME


@dataclass(frozen=True, slots=True)
class Figure:
    """
    `kind` says how it is made: `quotient` of two metrics, `share` of a whole, a `mean` or an `extreme` of rows of time,
    `count` of things, `running` sum, `scenario` of the same tokens paid in another way.

    Of a quotient `metric` is what is divided ('' is the question's own), `by` what it is divided by, `scale` units of
    that at a time. Of rows of time `by` is their unit, and a mean is of `scale` of them.
    """

    name: str
    kind: str
    words: tuple[str, ...] = ()  # behind `per`
    said: tuple[str, ...] = ()  # in any place
    by: str = ""
    metric: str = ""
    scale: int = 1


def _is_counted(dimension: Dimension) -> bool:
    return dimension.named or dimension.name == "model"


SPANS = tuple(unit.name for unit in UNITS_OF_TIME if unit.shown)
# How rows of time are looked at, with the words that ask for it; `per day` or `daily` beside them says which rows.
STATISTICS = {
    "average": listed("average, avg, mean, averaged, averages, on average, averaging, typical"),
    "median": listed("median, medians"),
    "max": listed("max, maximum, peak, peaks, record"),
    "min": listed("min, minimum"),
    "busiest": listed(
        """
        busiest, most, the most, more, biggest, largest, highest, most expensive, costliest, priciest, heaviest,
        most costly, worst, most active, most used, heaviest used, greediest, hungriest, most popular, leading,
        dearest, the biggest
        """
    ),
    "quietest": listed(
        """
        quietest, slowest, least, the least, lowest, smallest, cheapest, least expensive, least costly, least used,
        least active, fewest, lightest
        """
    ),
}


def _ratio(*pairs: tuple[str, str]) -> tuple[str, ...]:
    """How one of the first is divided by one of the second."""
    return tuple(
        " ".join(form.format(one=one, other=other, joint=joint).split())
        for one, other in pairs
        for joint in ("to", "/", ":", "vs", "over", "per", "")
        for form in _RATIOS
    )


_RATIOS = (
    "{one} {joint} {other} ratio",
    "{one} {joint} {other} token ratio",
    "{one} {joint} {other} tokens ratio",
    "{one} tokens {joint} {other} tokens ratio",
    "{one} token {joint} {other} token ratio",
    "ratio of {one} {joint} {other}",
    "ratio of {one} {joint} {other} tokens",
    "ratio of {one} tokens {joint} {other} tokens",
    "ratio of {one} tokens {joint} {other}",
    "ratio {one} {joint} {other}",
    "ratio {one} {joint} {other} tokens",
    "{one}:{other} ratio",
    "{one}:{other}",
)

_CACHED = listed("cached, cache, cached token, cached tokens, cached input, cached input tokens, cached prompt tokens")
_HIT_RATES = (
    *(
        f"{rate} {of}{tokens} {is_}{cached}"
        for rate in listed("%, percent, percentage, pct, share, proportion, fraction, what %, what percent, what share")
        for of in ("", "of ", "of our ", "of the ")
        for tokens in listed("tokens, input, input tokens, prompt tokens")
        for is_ in ("", "is ", "are ", "was ", "were ")
        for cached in ("cached", "from cache")
    ),
    *(f"{cached} {rate}" for cached in _CACHED for rate in listed("share, rate, ratio, percentage, percent, %, pct")),
    *(
        f"{rate} {cached}"
        for cached in _CACHED
        for rate in listed(
            """
            share of, percentage of, percent of, % of, pct of, proportion of, fraction of, ratio of, rate of, share,
            percent, %
            """
        )
    ),
    *(
        f"{cached} {joint} {whole}"
        for cached in _CACHED
        for joint in listed(
            """
            as a percentage of, as percentage of, as a share of, as share of, as % of, as a % of, as percent of, share
            of
            """
        )
        for whole in listed("input, input tokens, all input, total input, the input, prompt tokens")
    ),
    *(
        f"{rate} {whole} {cached}"
        for rate in listed("share of, percentage of, percent of, % of, how much of our, how much of the, what share of")
        for whole in listed("input, input tokens, all input, the input, our input, prompt tokens")
        for cached in listed(
            """
            cached, is cached, was cached, are cached, were cached, from cache, from the cache, that is cached, came
            from the cache, comes from the cache, hits the cache, hit the cache, that was cached, served from cache
            """
        )
    ),
)

FIGURES = (
    Figure(
        "per request",
        "quotient",
        listed("request, call, req, api call, api request, prompt, model request, query, invocation"),
        by="requests",
    ),
    Figure(
        "per 1k requests",
        "quotient",
        listed(
            """
            1k requests, 1k calls, 1k reqs, 1000 requests, 1000 calls, thousand requests,
            thousand calls, a thousand requests, 1 k requests, 1k api calls
            """
        ),
        by="requests",
        scale=1_000,
    ),
    Figure("per token", "quotient", listed("token, tok"), by="tokens"),
    Figure(
        "per 1k tokens",
        "quotient",
        listed(
            """
            1k, 1k tokens, 1k tok, 1000 tokens, 1,000 tokens, thousand, thousand tokens, k tokens, kilotoken, ktok,
            1k toks, 1 k tokens, a thousand tokens, one thousand tokens
            """
        ),
        by="tokens",
        scale=1_000,
    ),
    Figure(
        "per 1m tokens",
        "quotient",
        listed(
            """
            1m, 1m tokens, 1m tok, million, million tokens, 1 million tokens, 1000000 tokens, 1,000,000 tokens, m
            tokens, mtok, mtoks, megatoken, 1 million, mio tokens, 1m toks, 1 m tokens, a million tokens, one
            million tokens, 1mm tokens, mil, mil tokens, 1 mil, 1 mil tokens
            """
        ),
        by="tokens",
        scale=1_000_000,
    ),
    Figure(
        "per input token",
        "quotient",
        listed("input token, input tokens, input, token of input, token in, prompt token"),
        said=_ratio(("out", "in"), ("output", "input")),
        by="input",
        metric="output",
    ),
    Figure(
        "per output token",
        "quotient",
        listed("output token, output tokens, output, token of output, token out, completion token, completion tokens"),
        said=_ratio(("in", "out"), ("input", "output"), ("prompt", "completion")),
        by="output",
        metric="input",
    ),
    Figure("per image", "quotient", listed("image, picture, generated image, image generated, img, pic"), by="images"),
    Figure(
        "per minute of audio",
        "quotient",
        listed(
            """
            minute of audio, minutes of audio, audio minute, min of audio, min audio, minute audio, minute transcribed,
            minute of transcription, transcribed minute, transcription minute, whisper minute, minute of speech to text
            """
        ),
        by="seconds",
        scale=60,
    ),
    Figure(
        "per 1k characters",
        "quotient",
        listed("1k characters, 1k chars, 1000 characters, 1000 chars, thousand characters, a thousand characters"),
        by="characters",
        scale=1_000,
    ),
    Figure(
        "per session",
        "quotient",
        listed("session, code interpreter session, interpreter session, container session"),
        by="sessions",
    ),
    Figure(
        "cache hit rate",
        "quotient",
        said=(
            *_HIT_RATES,
            *listed(
                """
                cache hit rate, cache hit ratio, cache hitrate, hit rate, hit ratio, share cached, percent cached,
                percentage cached, cached/input ratio, cached / input ratio, cached to input ratio, cache hits rate,
                cache efficiency, cache hit %, cache hit percentage, cached / input, cached share of input, share of
                input cached, % of cache hits
                """
            ),
        ),
        by="input",
        metric="cached",
    ),
    Figure(
        "share",
        "share",
        said=listed(
            """
            share of, percentage of, percent of, proportion of, fraction of, what share, what %, what pct, how much of
            it, how much of that, what percentage, what percent, what proportion, what fraction, what part of, % of,
            percentage share, how big a share, which share, how large a share, how much of our spend, how much of the
            spend, how much of our cost, pct of, pct from, pct share, percent from, percentage from, % from, share
            from, proportion from, fraction from, how much of the cost, how much of our costs, how much of the bill,
            how much of our bill, how much of the total, how much of our total, how much of our spending, how much of
            our usage, of the total, of total, of the whole, of our total, of the total spend, of the total cost, how
            much of the total spend, how much of the total cost, portion, what portion
            """
        ),
    ),
    *(
        Figure(f"{name} per {unit}", "mean" if name in ("average", "median") else "extreme", by=unit)
        for name in ("average", "median", "max", "min")
        for unit in SPANS
    ),
    *(Figure(f"{name} {unit}", "extreme", by=unit) for name in ("busiest", "quietest") for unit in SPANS),
    *(
        Figure(f"{name} per {dimension.name}", "mean", by=dimension.name)
        for name in ("average", "median")
        for dimension in DIMENSIONS
        if _is_counted(dimension)
    ),
    *(
        Figure(f"how many {dimension.name}s", "count", by=dimension.name)
        for dimension in DIMENSIONS
        if _is_counted(dimension)
    ),
    Figure(
        "annualised",
        "mean",
        said=listed(
            """
            annualised, annualized, annualise, annualize, annualising, annualizing, on an annual basis, on annual basis,
            as an annual figure, as an annual number, as a yearly figure, on a yearly basis, extrapolated to a year,
            extrapolate to a year, extrapolated to a full year, extrapolated over a year, scaled to a year, projected
            over a year, times 365, x 365, * 365
            """
        ),
        by="day",
        scale=365,
    ),
    Figure(
        "cumulative",
        "running",
        said=listed(
            """
            cumulative, cumulated, cumulatively, running total, running sum, accumulated, accumulating, running
            totals, as a running total, burn up, burnup, burn-up, cum
            """
        ),
    ),
    *(Figure(f"saved by {saver}", "scenario") for saver in ("cache", "batch", "flex")),
    Figure("what if", "scenario"),
)
FIGURE = {figure.name: figure for figure in FIGURES}
