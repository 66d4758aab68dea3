"""What OpenAI serves: the usage endpoints and the costs, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.core.catalogue.words import listed
from bot.core.periods import Width

# Default and maximum number of buckets a page (docs/facts.md, OpenAI 2). A larger limit is refused, not clamped.
USAGE_LIMITS: Mapping[Width, int] = {Width.DAY: 31, Width.HOUR: 168, Width.MINUTE: 1440}
COST_LIMITS: Mapping[Width, int] = {Width.DAY: 180}

# Costs grouped by key are refused before this instant (docs/facts.md, OpenAI 2).
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
    metric: str = ""  # what is meant when only the endpoint is named
    words: tuple[str, ...] = ()
    asked_only: tuple[str, ...] = ()  # dimensions that the store does not keep: OpenAI is asked for them each time

    @property
    def kept(self) -> tuple[str, ...]:
        """The dimensions that the store keeps of each day."""
        return tuple(name for name in self.dimensions if name not in self.asked_only)


_WHO = ("project", "user", "key")
_BY_MODEL = (*_WHO, "model")

_BY_ALL = (*_BY_MODEL, "batch", "tier", "api_source")
_FILTERED_BY_ALL = (*_BY_MODEL, "batch", "api_source")
_TOKENS = (
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
    "input_cache_write_30m_tokens",
    "input_cache_write_12h_tokens",
)

COMPLETIONS = Endpoint(
    "completions",
    "usage/completions",
    "organization.usage.completions.result",
    _BY_ALL,
    _TOKENS,
    _FILTERED_BY_ALL,
    asked_only=("api_source",),
    metric="tokens",
    words=listed(
        """
        completion, completions, chat, chats, chat completion, chat completions, responses, responses api
        """
    ),
)
COSTS = Endpoint(
    "costs",
    "costs",
    "organization.costs.result",
    ("project", "item", "key", "user", "api_source"),
    ("amount",),  # nanodollars; the adapter turns OpenAI's {value, currency} into one integer
    ("project", "key"),
    limits=COST_LIMITS,
    # Keys are known since December 2025 only, and three times the rows; the others not to every organisation.
    asked_only=("key", "user", "api_source"),
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
        metric="tokens",
        words=listed("embedding, embeddings, embed, embeds"),
    ),
    Endpoint(
        "moderations",
        "usage/moderations",
        "organization.usage.moderations.result",
        _BY_MODEL,
        ("input_tokens", "num_model_requests"),
        _BY_MODEL,
        metric="requests",
        words=listed("moderation, moderations"),
    ),
    Endpoint(
        "images",
        "usage/images",
        "organization.usage.images.result",
        (*_BY_MODEL, "size", "source"),
        ("images", "num_model_requests"),
        (*_BY_MODEL, "size", "source"),
        metric="images",
        words=listed(
            """
            image, images, pictures, pics, image generation, generating images, generated images, images generated,
            image count, image generations, imgs, img, imgs generated, image gen, image edits
            """
        ),
    ),
    Endpoint(
        "speeches",
        "usage/audio_speeches",
        "organization.usage.audio_speeches.result",
        _BY_MODEL,
        ("characters", "num_model_requests"),
        _BY_MODEL,
        metric="characters",
        words=listed(
            """
            speech, speeches, tts, text to speech, speech characters, audio speech, audio speeches,
            tts characters, tts chars
            """
        ),
    ),
    Endpoint(
        "transcriptions",
        "usage/audio_transcriptions",
        "organization.usage.audio_transcriptions.result",
        _BY_MODEL,
        ("seconds", "num_model_requests"),
        _BY_MODEL,
        metric="seconds",
        words=listed(
            """
            transcription, transcriptions, transcription seconds, whisper minutes, whisper seconds, transcription
            minutes, transcribe, transcribing, transcribed, whisper, stt, speech to text, audio transcriptions
            """
        ),
    ),
    Endpoint(
        "vector_stores",
        "usage/vector_stores",
        "organization.usage.vector_stores.result",
        ("project",),
        ("usage_bytes",),
        ("project",),
        metric="bytes",
        words=listed(
            """
            vector store, vector stores, vector-store, vector-stores, vector storage, vector store bytes,
            vector store storage, storage, vs storage, file storage, file search storage, storage for file search,
            storage of files, stored files
            """
        ),
    ),
    Endpoint(
        "code_interpreter",
        "usage/code_interpreter_sessions",
        "organization.usage.code_interpreter_sessions.result",
        ("project",),
        ("num_sessions",),
        ("project",),
        metric="sessions",
        words=listed(
            """
            code interpreter, code-interpreter, interpreter, code interpreter session, code interpreter sessions,
            interpreter sessions, container sessions
            """
        ),
    ),
    Endpoint(
        "file_search",
        "usage/file_search_calls",
        "organization.usage.file_searches.result",
        (*_WHO, "store"),
        ("num_requests",),
        (*_WHO, "store"),
        metric="requests",
        words=listed("file search, file searches, file-search, file-searches, file search calls"),
    ),
    Endpoint(
        "web_search",
        "usage/web_search_calls",
        "organization.usage.web_searches.result",
        (*_BY_MODEL, "context", "api_source"),
        ("num_requests", "num_model_requests"),
        (*_BY_MODEL, "context", "api_source"),
        asked_only=("api_source",),
        metric="requests",
        words=listed(
            """
            web search, web searches, web-search, web-searches, websearch, websearches, web search calls, web search
            requests
            """
        ),
    ),
    Endpoint(
        "decisions",
        "usage/decisions",
        "organization.usage.decisions.result",
        _BY_ALL,
        _TOKENS,
        _FILTERED_BY_ALL,
        asked_only=("api_source",),
        metric="tokens",
        words=listed("decision, decisions"),
    ),
    COSTS,
)
ENDPOINT = {endpoint.name: endpoint for endpoint in ENDPOINTS}
