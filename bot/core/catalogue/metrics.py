"""What a question can ask for, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.catalogue.endpoints import ENDPOINTS
from bot.core.catalogue.words import listed

Counters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Metric:
    """
    What a question asks for, in its smallest unit.

    `counters` names, for each endpoint that has it, the counters whose sum it is. `cost` has none: dollars are
    billed amounts and estimates, put together by `core.settlement`.
    """

    name: str
    unit: str
    counters: Counters = field(hash=False)
    words: tuple[str, ...] = ()
    label: str = ""  # what it is called in full, when it belongs to one endpoint


def sum_of(*counters: str) -> Counters:
    """Every endpoint that has any of these counters, with those that it has."""
    having = {endpoint.name: tuple(one for one in counters if one in endpoint.counters) for endpoint in ENDPOINTS}
    if not any(having.values()):
        raise ValueError(f"no endpoint counts {' or '.join(counters)}: add it to the counters of one in endpoints.py")
    return {endpoint: found for endpoint, found in having.items() if found}


def first_of(*counters: str) -> Counters:
    """Every endpoint that has any of these counters, with the first that it has."""
    return {endpoint: found[:1] for endpoint, found in sum_of(*counters).items()}


METRICS = (
    Metric(
        "cost",
        "nanodollar",
        {},
        listed(
            """
            cost, cost us, cost me, costs, costs us, costs me, costed, costing, costly, price, bill, bills, billed,
            billing, $, $$, $$$, dollar, dollars, usd, us$, bucks, charge, charges, charged, invoice, expense,
            expenses, expensive, paid, pay, paying, owe, token cost, token costs, token spend, token spending, token
            bill, tokens cost, cost of tokens, cost for tokens, spend on tokens, spent on tokens, cost of requests,
            cost of calls, request cost, usage cost, usage costs
            """
        ),
    ),
    Metric(
        "tokens",
        "token",
        sum_of("input_tokens", "output_tokens"),
        listed(
            """
            token, tokens, toks, tok, tkn, tkns, token usage, tokens used, token count, token counts, token volume
            """
        ),
    ),
    Metric(
        "input",
        "token",
        sum_of("input_tokens"),
        listed(
            """
            input, inputs, input token, input tokens, input toks, prompt, prompt token, prompt tokens,
            prompt toks, inbound tokens, input usage
            """
        ),
    ),
    Metric(
        "output",
        "token",
        sum_of("output_tokens"),
        listed(
            """
            output, outputs, out put, out put tokens, output token, output tokens, output toks, completion token,
            completion tokens, completion toks, completions tokens, generated tokens, tokens generated, tokens were
            generated, tokens got generated, tokens out, out tokens, response tokens, output usage
            """
        ),
    ),
    Metric(
        "cached",
        "token",
        sum_of("input_cached_tokens"),
        listed(
            """
            cached, cache, caching, cached token, cached tokens, cached toks, cached input, cached inputs, cached
            input token, cached input tokens, cached prompt tokens, cached prompts, input cached tokens, cache hit,
            cache hits, cache reads, cache read, cache read tokens, cache tokens, cached reads
            """
        ),
    ),
    Metric(
        "uncached",
        "token",
        sum_of("input_uncached_tokens"),
        listed("uncached, uncached tokens, uncached input, uncached input tokens, fresh input, fresh input tokens"),
    ),
    Metric(
        "audio",
        "token",
        sum_of("input_audio_tokens", "input_cached_audio_tokens", "output_audio_tokens"),
        listed("audio, audio tokens, tokens of audio, audio input and output"),
    ),
    Metric(
        "audio input",
        "token",
        sum_of("input_audio_tokens", "input_cached_audio_tokens"),
        listed(
            """
            audio in, audio input, audio inputs, audio input tokens, input audio, input audio tokens, audio in tokens,
            incoming audio, audio tokens in
            """
        ),
    ),
    Metric(
        "audio output",
        "token",
        sum_of("output_audio_tokens"),
        listed(
            """
            audio out, audio output, audio outputs, audio output tokens, output audio, output audio tokens, audio out
            tokens, outgoing audio, audio tokens out, generated audio
            """
        ),
    ),
    Metric(
        "text tokens",
        "token",
        sum_of("input_text_tokens", "input_cached_text_tokens", "output_text_tokens"),
        listed("text tokens, tokens of text, text toks, text only tokens"),
    ),
    Metric(
        "image tokens",
        "token",
        sum_of("input_image_tokens", "input_cached_image_tokens", "output_image_tokens"),
        listed("image tokens, tokens of images, image toks, picture tokens"),
    ),
    Metric(
        "cache writes",
        "token",
        sum_of("input_cache_write_tokens"),
        listed("cache write, cache writes, cache write tokens, cached writes, written to the cache"),
    ),
    Metric(
        "30m cache writes",
        "token",
        sum_of("input_cache_write_30m_tokens"),
        listed("30m cache writes, 30 minute cache writes, 30-minute cache writes, short cache writes"),
    ),
    Metric(
        "12h cache writes",
        "token",
        sum_of("input_cache_write_12h_tokens"),
        listed("12h cache writes, 12 hour cache writes, 12-hour cache writes, long cache writes"),
    ),
    Metric(
        "requests",
        "request",
        first_of("num_requests", "num_model_requests"),
        listed(
            """
            request, requests, reqs, req, rqs, call, calls, hits, queries, invocations, api call, api calls, api
            request, api requests, model requests, model calls, req count, reqs count, requests count, request count,
            request counts, request volume, call count, call volume, traffic, prompts, number of prompts, prompt count
            """
        ),
    ),
    Metric(
        "images",
        "image",
        sum_of("images"),
        listed("generated images, images generated, imgs generated, image count, number of images, image generations"),
        label="images",
    ),
    Metric(
        "characters",
        "character",
        sum_of("characters"),
        listed("character, characters, chars, speech characters, tts characters, tts chars"),
        label="speech characters",
    ),
    Metric(
        "seconds",
        "second",
        sum_of("seconds"),
        listed(
            """
            seconds, audio minutes, minutes of audio, seconds of audio, transcription seconds, audio seconds,
            transcribed seconds, seconds transcribed, secs, sec, audio secs, transcribed secs, whisper secs, whisper
            seconds, whisper minutes, minutes transcribed, transcribed minutes, minutes of transcription, whisper mins,
            whisper hours, mins of audio, min of audio, hours of audio, audio mins, audio hours, minutes of speech, mins
            of speech, hours of speech, seconds of speech, hours transcribed, mins transcribed, hours of transcription,
            mins of transcription, transcription minutes, transcription hours, transcription mins, minutes of whisper,
            mins of whisper, hours of whisper, seconds of whisper, minutes on whisper, hours on whisper, minutes of
            transcriptions, hours of transcriptions, whisper audio, length of audio, audio length, audio duration,
            duration of audio, minutes of recordings, hours of recordings, minutes of calls, hours of calls, recorded
            hours, recorded minutes, minutes transcribed by whisper, hours transcribed by whisper, hours of audio
            transcribed, minutes of audio transcribed
            """
        ),
        label="transcription seconds",
    ),
    Metric(
        "bytes",
        "byte",
        sum_of("usage_bytes"),
        listed(
            """
            bytes, vector store bytes, stored bytes, bytes stored, storage bytes, gb, gigabytes, gib, vector store gb,
            gb stored, stored gb, vector store size, storage used, storage size, mb, megabytes, tb, terabytes
            """
        ),
        label="vector store bytes",
    ),
    Metric(
        "sessions",
        "session",
        sum_of("num_sessions"),
        listed("sessions, session, code interpreter sessions"),
        label="code interpreter sessions",
    ),
)
METRIC = {metric.name: metric for metric in METRICS}
