"""What a question can ask for, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.catalogue.words import listed


@dataclass(frozen=True, slots=True)
class Metric:
    """
    What a question asks for, in its smallest unit.

    `counters` names, for each endpoint that has it, the counters whose sum it is. `cost` has none: dollars are
    billed amounts and estimates, put together by `core.settlement`.
    """

    name: str
    unit: str
    counters: Mapping[str, tuple[str, ...]] = field(hash=False)
    words: tuple[str, ...] = ()
    label: str = ""  # what it is called in full, when it belongs to one endpoint


METRICS = (
    Metric(
        "cost",
        "nanodollar",
        {},
        listed(
            """
            cost, costs, costed, costing, costly, price, bill, bills, billed, billing, $, $$, $$$, dollar, dollars,
            usd, us$, bucks, charge, charges, charged, invoice, expense, expenses, expensive, paid, pay, paying,
            owe, token cost, token costs, token spend, token spending, token bill, tokens cost, cost of tokens, cost
            for tokens, spend on tokens, spent on tokens, cost of requests, cost of calls, request cost, usage cost,
            usage costs
            """
        ),
    ),
    Metric(
        "tokens",
        "token",
        {
            "completions": ("input_tokens", "output_tokens"),
            "embeddings": ("input_tokens",),
            "moderations": ("input_tokens",),
        },
        listed(
            """
            token, tokens, toks, tok, tkn, tkns, token usage, tokens used, token count, token counts, token volume
            """
        ),
    ),
    Metric(
        "input",
        "token",
        {"completions": ("input_tokens",), "embeddings": ("input_tokens",), "moderations": ("input_tokens",)},
        listed(
            """
            input, inputs, input token, input tokens, input toks, prompt, prompts, prompt token, prompt tokens,
            prompt toks, inbound tokens, input usage
            """
        ),
    ),
    Metric(
        "output",
        "token",
        {"completions": ("output_tokens",)},
        listed(
            """
            output, outputs, output token, output tokens, output toks, completion token, completion tokens,
            completion toks, completions tokens, generated tokens, tokens generated, tokens were generated, tokens
            got generated, tokens out, out tokens, response tokens, output usage
            """
        ),
    ),
    Metric(
        "cached",
        "token",
        {"completions": ("input_cached_tokens",)},
        listed(
            """
            cached, cache, caching, cached token, cached tokens, cached toks, cached input, cached inputs, cached
            input token, cached input tokens, cached prompt tokens, cached prompts, input cached tokens, cache hit,
            cache hits, cache share, cached share, cached tokens share, share of cached, cache hit rate, cache rate,
            hit rate, cache reads, cache read, cache read tokens, cache tokens, cached reads
            """
        ),
    ),
    Metric(
        "requests",
        "request",
        {
            **dict.fromkeys(
                ("completions", "embeddings", "moderations", "images", "speeches", "transcriptions"),
                ("num_model_requests",),
            ),
            "file_search": ("num_requests",),
            "web_search": ("num_requests",),
        },
        listed(
            """
            request, requests, reqs, req, rqs, call, calls, hits, queries, invocations, api call, api calls, api
            request, api requests, model requests, model calls, request count, request counts, request volume, call
            count, call volume, traffic
            """
        ),
    ),
    Metric(
        "images",
        "image",
        {"images": ("images",)},
        listed("generated images, images generated, image count, number of images, image generations"),
        label="images",
    ),
    Metric(
        "characters",
        "character",
        {"speeches": ("characters",)},
        listed("character, characters, chars, speech characters, tts characters, tts chars"),
        label="speech characters",
    ),
    Metric(
        "seconds",
        "second",
        {"transcriptions": ("seconds",)},
        listed(
            "seconds, seconds of audio, transcription seconds, audio seconds, transcribed seconds, seconds transcribed"
        ),
        label="transcription seconds",
    ),
    Metric(
        "bytes",
        "byte",
        {"vector_stores": ("usage_bytes",)},
        listed("bytes, vector store bytes, stored bytes, bytes stored, storage bytes"),
        label="vector store bytes",
    ),
    Metric(
        "sessions",
        "session",
        {"code_interpreter": ("num_sessions",)},
        listed("sessions, session, code interpreter sessions"),
        label="code interpreter sessions",
    ),
)
METRIC = {metric.name: metric for metric in METRICS}
