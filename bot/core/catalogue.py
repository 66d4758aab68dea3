"""What OpenAI counts: endpoints, dimensions, counters and metrics, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core.periods import Width


@dataclass(frozen=True, slots=True)
class Dimension:
    """What rows can be grouped by. `name` is the person's word and our JSON's; `field` and `filter` are the API's."""

    name: str
    field: str
    filter: str
    words: tuple[str, ...] = ()
    named: bool = False  # its values are ids that have names to look up


DIMENSIONS = (
    Dimension("project", "project_id", "project_ids", ("projects", "proj", "team", "app"), named=True),
    Dimension("user", "user_id", "user_ids", ("users", "person", "people", "who"), named=True),
    Dimension("key", "api_key_id", "api_key_ids", ("keys", "apikey", "api-key", "token-key"), named=True),
    Dimension("model", "model", "models", ("models",)),
    Dimension("batch", "batch", "batch"),
    Dimension("tier", "service_tier", "", ("tiers", "service-tier", "service_tier")),
    Dimension("source", "source", "sources", ("sources",)),
    Dimension("size", "size", "sizes", ("sizes",)),
    Dimension("store", "vector_store_id", "vector_store_ids", ("vector-store", "vector-stores")),
    Dimension("context", "context_level", "context_levels", ("context-level",)),
    Dimension("item", "line_item", "", ("items", "line-item", "line-items", "line_item", "lineitem")),
)
DIMENSION = {dimension.name: dimension for dimension in DIMENSIONS}

# Default and maximum number of buckets a page (facts/openai.md section 2). A larger limit is refused, not clamped.
USAGE_LIMITS: Mapping[Width, int] = {Width.DAY: 31, Width.HOUR: 168, Width.MINUTE: 1440}
COST_LIMITS: Mapping[Width, int] = {Width.DAY: 180}

# Costs grouped by key are refused before this instant (facts/openai.md section 2).
COST_KEY_EPOCH = datetime.fromtimestamp(1_764_979_200, UTC)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One `GET /organization/…`: what it groups by, filters by and counts. Rows keep these orders."""

    name: str
    path: str
    result: str
    dimensions: tuple[str, ...]
    counters: tuple[str, ...]
    filters: tuple[str, ...]
    limits: Mapping[Width, int] = field(default_factory=lambda: USAGE_LIMITS, hash=False)
    words: tuple[str, ...] = ()


_WHO = ("project", "user", "key")
_BY_MODEL = (*_WHO, "model")

COMPLETIONS = Endpoint(
    "completions",
    "usage/completions",
    "organization.usage.completions.result",
    (*_WHO, "model", "batch", "tier"),
    (
        "input_tokens",
        "input_cached_tokens",
        "input_cache_write_tokens",
        "input_uncached_tokens",
        "input_text_tokens",
        "input_cached_text_tokens",
        "input_audio_tokens",
        "input_cached_audio_tokens",
        "input_image_tokens",
        "input_cached_image_tokens",
        "output_tokens",
        "output_text_tokens",
        "output_audio_tokens",
        "output_image_tokens",
        "num_model_requests",
    ),
    (*_WHO, "model", "batch"),
    words=("completion", "chat", "responses"),
)
COSTS = Endpoint(
    "costs",
    "costs",
    "organization.costs.result",
    ("project", "item", "key"),
    ("amount",),  # nanodollars; the adapter turns OpenAI's {value, currency} into one integer
    ("project", "key"),
    limits=COST_LIMITS,
)
ENDPOINTS = (
    COMPLETIONS,
    Endpoint(
        "embeddings",
        "usage/embeddings",
        "organization.usage.embeddings.result",
        _BY_MODEL,
        ("input_tokens", "num_model_requests"),
        _BY_MODEL,
        words=("embedding", "embed"),
    ),
    Endpoint(
        "moderations",
        "usage/moderations",
        "organization.usage.moderations.result",
        _BY_MODEL,
        ("input_tokens", "num_model_requests"),
        _BY_MODEL,
        words=("moderation",),
    ),
    Endpoint(
        "images",
        "usage/images",
        "organization.usage.images.result",
        (*_BY_MODEL, "size", "source"),
        ("images", "num_model_requests"),
        (*_BY_MODEL, "size", "source"),
        words=("image", "pictures"),
    ),
    Endpoint(
        "speeches",
        "usage/audio_speeches",
        "organization.usage.audio_speeches.result",
        _BY_MODEL,
        ("characters", "num_model_requests"),
        _BY_MODEL,
        words=("speech", "tts", "audio_speeches"),
    ),
    Endpoint(
        "transcriptions",
        "usage/audio_transcriptions",
        "organization.usage.audio_transcriptions.result",
        _BY_MODEL,
        ("seconds", "num_model_requests"),
        _BY_MODEL,
        words=("transcription", "whisper", "audio_transcriptions"),
    ),
    Endpoint(
        "vector_stores",
        "usage/vector_stores",
        "organization.usage.vector_stores.result",
        ("project",),
        ("usage_bytes",),
        ("project",),
        words=("vector-stores", "storage"),
    ),
    Endpoint(
        "code_interpreter",
        "usage/code_interpreter_sessions",
        "organization.usage.code_interpreter_sessions.result",
        ("project",),
        ("num_sessions",),
        ("project",),
        words=("code-interpreter", "interpreter", "sessions"),
    ),
    Endpoint(
        "file_search",
        "usage/file_search_calls",
        "organization.usage.file_searches.result",
        (*_WHO, "store"),
        ("num_requests",),
        (*_WHO, "store"),
        words=("file-search", "file-searches"),
    ),
    Endpoint(
        "web_search",
        "usage/web_search_calls",
        "organization.usage.web_searches.result",
        (*_BY_MODEL, "context"),
        ("num_requests", "num_model_requests"),
        (*_BY_MODEL, "context"),
        words=("web-search", "web-searches"),
    ),
    COSTS,
)
ENDPOINT = {endpoint.name: endpoint for endpoint in ENDPOINTS}


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


METRICS = (
    Metric(
        "cost",
        "nanodollar",
        {},
        ("costs", "spend", "spending", "spent", "burn", "bill", "money", "dollars", "usd", "$", "$$"),
    ),
    Metric(
        "tokens",
        "token",
        {
            "completions": ("input_tokens", "output_tokens"),
            "embeddings": ("input_tokens",),
            "moderations": ("input_tokens",),
        },
        ("token", "toks", "tok", "usage"),
    ),
    Metric(
        "input",
        "token",
        {"completions": ("input_tokens",), "embeddings": ("input_tokens",), "moderations": ("input_tokens",)},
        ("inputs", "prompt", "input-tokens"),
    ),
    Metric("output", "token", {"completions": ("output_tokens",)}, ("outputs", "generated", "output-tokens")),
    Metric("cached", "token", {"completions": ("input_cached_tokens",)}, ("cache", "cached-tokens")),
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
        ("request", "reqs", "req", "calls", "call"),
    ),
    Metric("images", "image", {"images": ("images",)}),
    Metric("characters", "character", {"speeches": ("characters",)}, ("chars",)),
    Metric("seconds", "second", {"transcriptions": ("seconds",)}),
    Metric("bytes", "byte", {"vector_stores": ("usage_bytes",)}),
    Metric("sessions", "session", {"code_interpreter": ("num_sessions",)}),
)
METRIC = {metric.name: metric for metric in METRICS}
