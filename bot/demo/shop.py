"""Tidewater Outfitters, the company of the playground: its people and its daily work, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

ALWAYS = date(2025, 1, 1)
NEVER = date(9999, 1, 1)


class ProjectLine(NamedTuple):
    name: str
    founded: date
    archived: date | None = None
    residency: str = "GLOBAL"


class PersonLine(NamedTuple):
    """A member, or, with `project`, a service account. Some have no name. Removed people are in no list."""

    label: str
    project: str = ""
    named: bool = True
    removed: bool = False


class KeyLine(NamedTuple):
    """`label` is the key's name, unless it has none; `owner` is a person or a service account."""

    project: str
    label: str
    owner: str
    named: bool = True
    deleted: bool = False
    orphaned: bool = False


class Use(NamedTuple):
    """
    One row of daily work: who, which endpoint and model (tier, size, …), when, how often, how much.

    `who` is a key's label, or `project/person` for work without a key. `parts` is what one request uses.
    """

    who: str
    endpoint: str
    rest: tuple[str, ...]
    profile: str
    requests: int
    parts: Mapping[str, int]
    since: date = ALWAYS
    until: date = NEVER
    late: bool = False


class ExtraLine(NamedTuple):
    """A cost beside usage (billing.Extra): nanodollars on every n-th day; '' is the organisation itself."""

    project: str
    item: str
    amount: int
    every: int = 1
    after: int = 27
    since: date = ALWAYS


class LimitLine(NamedTuple):
    project: str
    dollars: int
    status: str = "inactive"


PROJECTS = (
    ProjectLine("checkout-prod", date(2024, 6, 3)),
    ProjectLine("web-app", date(2024, 6, 3)),
    ProjectLine("support-bot", date(2024, 9, 16), residency="EU_STORAGE_PROCESSING"),
    ProjectLine("data-eval", date(2024, 10, 1)),
    ProjectLine("ci-runner", date(2024, 11, 11)),
    ProjectLine("search", date(2024, 11, 25)),
    ProjectLine("mobile-app", date(2025, 2, 3)),
    ProjectLine("legacy-blog", date(2024, 6, 10), archived=date(2026, 6, 30)),
)
# People first, then the service accounts with their project.
PEOPLE = (
    PersonLine("Dana Ruiz"),
    PersonLine("Lee Chen"),
    PersonLine("Mira Novak"),
    PersonLine("Jonas Weber"),
    PersonLine("Priya Nair"),
    PersonLine("Sam Okafor", named=False),
    PersonLine("Alex Moreau", removed=True),
    PersonLine("checkout-server", "checkout-prod"),
    PersonLine("storefront", "web-app"),
    PersonLine("support-agent", "support-bot"),
    PersonLine("eval-batch", "data-eval"),
    PersonLine("github-actions", "ci-runner"),
    PersonLine("search-indexer", "search"),
    PersonLine("mobile-backend", "mobile-app"),
)
KEYS = (
    KeyLine("checkout-prod", "checkout-live", "checkout-server"),
    KeyLine("checkout-prod", "fraud-check", "checkout-server"),
    KeyLine("web-app", "storefront-live", "storefront"),
    KeyLine("web-app", "storefront-staging", "Dana Ruiz"),
    KeyLine("support-bot", "support-live", "support-agent"),
    KeyLine("support-bot", "voice-line", "support-agent"),
    KeyLine("support-bot", "unnamed", "Lee Chen", named=False),
    KeyLine("data-eval", "evals", "Mira Novak"),
    KeyLine("data-eval", "nightly-batch", "eval-batch"),
    KeyLine("ci-runner", "ci-agents", "github-actions"),
    KeyLine("ci-runner", "pr-review", "github-actions"),
    KeyLine("search", "indexer", "search-indexer"),
    KeyLine("search", "query-rewrite", "search-indexer"),
    KeyLine("search", "old-indexer", "Sam Okafor", deleted=True),
    KeyLine("mobile-app", "mobile-live", "mobile-backend"),
    KeyLine("mobile-app", "mobile-beta", "Priya Nair", orphaned=True),
    KeyLine("legacy-blog", "blog", "Jonas Weber"),
)


def _text(fresh: int, output: int, cached: int = 0, **others: int) -> dict[str, int]:
    return {"text": fresh, "cached_text": cached, "output_text": output, **others}


def _model(name: str, *, batch: bool = False, tier: str = "default") -> tuple[str, str, str]:
    return name, "true" if batch else "false", tier


ASTRA = _model("gpt-6-astra")
GPT_55 = _model("gpt-5.5-2026-04-23")
GPT_54 = _model("gpt-5.4-2026-03-05")  # its requests are long enough for the higher price
GPT_5 = _model("gpt-5-2025-08-07")
GPT_5_PRIORITY = _model("gpt-5-2025-08-07", tier="priority")
GPT_5_BATCH = _model("gpt-5-2025-08-07", batch=True)
MINI = _model("gpt-5-mini-2025-08-07")
MINI_FLEX = _model("gpt-5-mini-2025-08-07", tier="flex")
MINI_BATCH = _model("gpt-5-mini-2025-08-07", batch=True)
NANO = _model("gpt-5-nano-2025-08-07")
GPT_41 = _model("gpt-4.1-2025-04-14")
GPT_41_MINI = _model("gpt-4.1-mini-2025-04-14")
GPT_4O = _model("gpt-4o-2024-08-06")
GPT_4O_MINI = _model("gpt-4o-mini-2024-07-18")
GPT_4O_BATCH = _model("gpt-4o-2024-08-06", batch=True)
O4_FLEX = _model("o4-mini-2025-04-16", tier="flex")
TUNED = _model("ft:gpt-4o-mini-2024-07-18:tidewater:support-tone:C1dQxR7e")
REALTIME = _model("gpt-realtime-2025-08-28")
PREVIEW = _model("gpt-6-x-preview")

AUGUST_5 = date(2025, 8, 18)
AUTUMN_5 = date(2025, 10, 6)

USES = (
    Use("checkout-live", "completions", GPT_4O, "shop", 7_800, _text(1_100, 290, 1_900), until=AUTUMN_5),
    Use("checkout-live", "completions", GPT_5, "shop", 9_400, _text(920, 310, 2_450), since=AUTUMN_5),
    Use("checkout-live", "completions", GPT_5_PRIORITY, "shop", 1_150, _text(860, 280, 2_300), since=date(2026, 1, 12)),
    Use("fraud-check", "completions", GPT_4O_MINI, "shop", 16_000, _text(700, 24, 1_400), until=AUTUMN_5),
    Use("fraud-check", "completions", NANO, "shop", 21_000, _text(760, 30, 1_500), since=AUTUMN_5),
    Use("fraud-check", "completions", GPT_41_MINI, "shop", 2_100, _text(900, 60, 600), since=date(2025, 5, 5)),
    Use("storefront-live", "completions", GPT_4O_MINI, "shop", 12_500, _text(1_300, 220, 800)),
    Use("storefront-live", "completions", MINI, "shop", 6_200, _text(1_150, 410, 1_600, image=640), since=AUTUMN_5),
    Use(
        "storefront-live",
        "completions",
        ASTRA,
        "shop",
        240,
        _text(1_900, 520, 3_100, cache_write=900),
        date(2026, 9, 7),
    ),
    Use("storefront-staging", "completions", GPT_5, "office", 190, _text(1_500, 700, 700), since=AUGUST_5),
    Use("web-app/Dana Ruiz", "completions", GPT_55, "office", 26, _text(2_600, 1_400, 500), since=date(2026, 5, 4)),
    Use("web-app/Priya Nair", "completions", GPT_41, "office", 18, _text(1_800, 900), since=date(2025, 4, 21)),
    Use(
        "data-eval/Alex Moreau",
        "completions",
        GPT_41,
        "office",
        30,
        _text(2_100, 800),
        date(2025, 4, 21),
        date(2026, 11, 6),
    ),
    Use("support-live", "completions", TUNED, "spread", 8_800, _text(1_700, 260, 2_600)),
    Use("support-live", "completions", GPT_41, "spread", 2_300, _text(1_600, 380, 2_200), since=date(2025, 4, 28)),
    Use(
        "voice-line",
        "completions",
        REALTIME,
        "spread",
        420,
        _text(380, 90, 420, audio=900, cached_audio=1_500, output_audio=620),
        since=date(2025, 9, 15),
    ),
    Use("unnamed", "completions", GPT_4O_MINI, "office", 64, _text(900, 400)),
    Use("evals", "completions", GPT_54, "office", 34, _text(296_000, 2_600, 12_000), since=date(2026, 3, 16)),
    Use("evals", "completions", O4_FLEX, "office", 520, _text(4_200, 2_900, 900), since=date(2025, 5, 12)),
    Use("nightly-batch", "completions", GPT_4O_BATCH, "nightly", 3_400, _text(2_400, 600), until=AUTUMN_5),
    Use("nightly-batch", "completions", GPT_5_BATCH, "nightly", 3_900, _text(2_500, 820), since=AUTUMN_5),
    Use("nightly-batch", "completions", GPT_5_BATCH, "nightly", 700, _text(2_500, 820), since=AUTUMN_5, late=True),
    Use("nightly-batch", "completions", MINI_BATCH, "nightly", 6_800, _text(1_900, 540), since=AUTUMN_5),
    Use("ci-agents", "completions", GPT_41, "builds", 900, _text(6_500, 1_100, 14_000), until=date(2026, 5, 11)),
    Use("ci-agents", "completions", GPT_55, "builds", 640, _text(5_200, 1_350, 19_500), since=date(2026, 5, 11)),
    Use("pr-review", "completions", GPT_5, "builds", 310, _text(7_900, 1_250, 4_400), since=AUGUST_5),
    Use("pr-review", "completions", MINI_FLEX, "builds", 760, _text(4_100, 600, 1_000), since=AUTUMN_5),
    Use("query-rewrite", "completions", NANO, "shop", 34_000, _text(240, 40, 1_050), since=AUGUST_5),
    Use("query-rewrite", "completions", GPT_4O_MINI, "shop", 30_000, _text(240, 40, 1_050), until=AUGUST_5),
    Use("mobile-live", "completions", MINI, "shop", 4_700, _text(800, 330, 1_500), since=date(2025, 9, 1)),
    Use("mobile-beta", "completions", GPT_5, "office", 72, _text(1_300, 640, 400), since=date(2025, 9, 1)),
    Use("blog", "completions", GPT_4O, "always", 210, _text(1_500, 900), until=date(2026, 6, 30)),
    Use("indexer", "embeddings", ("text-embedding-3-small",), "nightly", 5_200, {"input_tokens": 7_400}),
    Use("query-rewrite", "embeddings", ("text-embedding-3-small",), "shop", 34_000, {"input_tokens": 18}),
    Use(
        "old-indexer",
        "embeddings",
        ("text-embedding-3-large",),
        "always",
        900,
        {"input_tokens": 5_100},
        until=date(2026, 10, 19),
    ),
    Use("support-live", "moderations", ("omni-moderation-latest",), "spread", 9_100, {"input_tokens": 180}),
    Use(
        "storefront-live",
        "images",
        ("gpt-image-1", "1024x1024", "image.generation"),
        "shop",
        95,
        {"images": 1},
        date(2025, 5, 1),
    ),
    Use("storefront-live", "images", ("dall-e-3", "1792x1024", "image.generation"), "shop", 12, {"images": 1}),
    Use("storefront-staging", "images", ("gpt-image-1", "1024x1024", "image.edit"), "office", 9, {"images": 2}),
    Use("mobile-live", "speeches", ("tts-1",), "shop", 640, {"characters": 410}, since=date(2025, 3, 3)),
    Use("support-live", "transcriptions", ("whisper-1",), "spread", 260, {"seconds": 74}),
    Use("search/", "vector_stores", (), "always", 24, {"usage_bytes": 38_000_000_000}),
    Use("support-bot/", "vector_stores", (), "always", 24, {"usage_bytes": 6_400_000_000}),
    Use("data-eval/", "code_interpreter", (), "office", 46, {"num_sessions": 1}),
    Use("support-live", "file_search", ("vs_68f0c2b1a7e48191",), "spread", 1_900, {}),
    Use("web-app/Dana Ruiz", "file_search", ("vs_690a77d0c3d08191",), "office", 12, {}),
    Use(
        "storefront-live",
        "web_search",
        ("gpt-5-mini-2025-08-07", "medium"),
        "shop",
        310,
        {"num_requests": 2},
        since=AUTUMN_5,
    ),
    Use(
        "ci-agents",
        "web_search",
        ("gpt-5.5-2026-04-23", "low"),
        "builds",
        60,
        {"num_requests": 1},
        since=date(2026, 5, 11),
    ),
)
EXTRAS = (
    ExtraLine("", "scale tier | gpt-5-2025-08-07", 18_500_000_000, since=AUTUMN_5),
    ExtraLine("support-bot", "gpt-4o-mini-2024-07-18, fine-tuning training", 31_240_000_000, every=14),
    ExtraLine("data-eval", "evals | storage", 412_345_678),
    ExtraLine("web-app", "web search tool calls", -1_870_000_000, every=11, after=84, since=AUTUMN_5),
)
# What the organisation has set at OpenAI: spend alerts, and limits that stop requests.
ALERTS = (LimitLine("", 12_000), LimitLine("", 15_000), LimitLine("checkout-prod", 2_500))
LIMITS = (LimitLine("", 20_000), LimitLine("data-eval", 2_000, "enforcing"))


def newcomers(today: date) -> tuple[Use, ...]:
    """What is always new in the shop: a model without a price, in use for two weeks."""
    tried = _text(3_800, 1_900, 1_200, cache_write=700)
    return (Use("evals", "completions", PREVIEW, "office", 140, tried, since=today - timedelta(days=14)),)
