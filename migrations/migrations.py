"""The schema, step by step; `sqlite-utils migrate DB migrations/` applies it too, so nothing here is from `bot`."""

from sqlite_utils import Database, Migrations

migrations = Migrations("usage-bot")


@migrations()
def m001_notes(db: Database) -> None:
    """What the bot notes of itself: small facts, what ran for which slot, who changed what, known names."""
    db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")
    db.execute(
        "CREATE TABLE runs (kind TEXT NOT NULL, slot TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, slot))"
        " STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,"
        " subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE names (kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL,"
        " gone INTEGER NOT NULL, seen_at TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID"
    )


# Days and hours are whole numbers since 1970-01-01, dimensions the ids of their values: short rows make quick sums.
# Every usage table starts its key with the time: a bucket is one run of pages, appended, replaced and read as such.
COUNTERS = (
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
)
# NULL in these says "as computed here", which nearly every row is: a sixth of the file. The views fill them in.
COMPUTED = {
    "input_uncached_tokens": "input_tokens - input_cached_tokens",
    "input_text_tokens": "input_tokens",
    "input_cached_text_tokens": "input_cached_tokens",
    "output_text_tokens": "output_tokens",
}
# What people ask for comes first in a row, where it is found sooner, and it is all that the sums hold.
SUMMED = ("input_tokens", "input_cached_tokens", "output_tokens", "num_model_requests")


@migrations()
def m002_usage(db: Database) -> None:
    """Usage and costs by UTC day, usage by hour, their sums, and the ledger of what was read when."""
    rest = [name for name in COUNTERS if name not in SUMMED]
    counters = ", ".join(f"{name} INTEGER{'' if name in COMPUTED else ' NOT NULL'}" for name in rest)
    summed = ", ".join(f"{name} INTEGER NOT NULL" for name in SUMMED)
    estimate = "estimate INTEGER, unpriced INTEGER NOT NULL"  # nanodollars; NULL: no price was looked up
    db.execute(
        "CREATE TABLE dimension_values (id INTEGER PRIMARY KEY, dimension TEXT NOT NULL, value TEXT NOT NULL,"
        " UNIQUE (dimension, value)) STRICT"
    )
    db.execute("INSERT INTO dimension_values VALUES (0, '', '')")  # for the columns that an endpoint does not use
    db.execute(
        "CREATE TABLE completions_days (day INTEGER NOT NULL, project INTEGER NOT NULL, user INTEGER NOT NULL,"
        " key INTEGER NOT NULL, model INTEGER NOT NULL, batch INTEGER NOT NULL, tier INTEGER NOT NULL,"
        f" {summed}, {estimate}, {counters}, extra TEXT NOT NULL,"
        " PRIMARY KEY (day, project, model, user, key, batch, tier)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE completions_hours (hour INTEGER NOT NULL, project INTEGER NOT NULL, model INTEGER NOT NULL,"
        f" batch INTEGER NOT NULL, tier INTEGER NOT NULL, {summed}, {estimate}, {counters}, extra TEXT NOT NULL,"
        " PRIMARY KEY (hour, project, model, batch, tier)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE completions_by_model (day INTEGER NOT NULL, project INTEGER NOT NULL, model INTEGER NOT NULL,"
        f" {summed}, {estimate}, PRIMARY KEY (day, project, model)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE completions_by_project (day INTEGER NOT NULL, project INTEGER NOT NULL,"
        f" {summed}, {estimate}, PRIMARY KEY (day, project)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE costs_days (day INTEGER NOT NULL, project INTEGER NOT NULL, item INTEGER NOT NULL,"
        " amount INTEGER NOT NULL, extra TEXT NOT NULL, PRIMARY KEY (day, project, item)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE costs_by_project (day INTEGER NOT NULL, project INTEGER NOT NULL, amount INTEGER NOT NULL,"
        " PRIMARY KEY (day, project)) STRICT, WITHOUT ROWID"
    )
    # The other endpoints share a table, so that a new one needs no migration: `detail` and `detail_2` are the
    # dimensions that only it has, `count_1` to `count_4` its counters, in the order of the catalogue.
    names = ("user", "key", "model", "detail", "detail_2", "count_1", "count_2", "count_3", "count_4")
    absent = ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in names)
    db.execute(
        "CREATE TABLE other_days (endpoint INTEGER NOT NULL, day INTEGER NOT NULL, project INTEGER NOT NULL,"
        f" {absent}, {estimate}, extra TEXT NOT NULL,"
        " PRIMARY KEY (endpoint, day, project, model, user, key, detail, detail_2)) STRICT, WITHOUT ROWID"
    )
    # A bucket without a row here was never read; one with `rows` 0 was read, and nothing was used.
    db.execute(
        "CREATE TABLE reads (endpoint TEXT NOT NULL, width TEXT NOT NULL, start TEXT NOT NULL, read_at TEXT NOT NULL,"
        " rows INTEGER NOT NULL, prices TEXT NOT NULL, PRIMARY KEY (endpoint, width, start)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE restatements (id INTEGER PRIMARY KEY, at TEXT NOT NULL, endpoint TEXT NOT NULL,"
        " day TEXT NOT NULL, project TEXT NOT NULL, counter TEXT NOT NULL, old INTEGER NOT NULL,"
        " new INTEGER NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX restatements_at ON restatements (at)")


def _view(name: str, table: str, slot: str, columns: str, dimensions: tuple[str, ...]) -> str:
    """A view that shows values and names in the place of ids; LEFT keeps SQLite from starting at the names."""
    shown, joins = [slot], []
    for dimension in dimensions:
        joins.append(f"LEFT JOIN dimension_values AS {dimension}_value ON {dimension}_value.id = usage.{dimension}")
        if dimension in ("project", "user", "key"):
            shown.append(f"{dimension}_value.value AS {dimension}_id, {dimension}_name.name AS {dimension}")
            joins.append(
                f"LEFT JOIN names AS {dimension}_name"
                f" ON {dimension}_name.kind = '{dimension}' AND {dimension}_name.id = {dimension}_value.value"
            )
        else:
            shown.append(f"{dimension}_value.value AS {dimension}")
    return f"CREATE VIEW {name} AS SELECT {', '.join(shown)}, {columns} FROM {table} AS usage {' '.join(joins)}"


@migrations()
def m003_views(db: Database) -> None:
    """What people and Datasette read: dates, values and names, and dollars beside nanodollars."""
    counters = ", ".join(
        f"coalesce({name}, {COMPUTED[name]}) AS {name}" if name in COMPUTED else name for name in COUNTERS
    )
    estimate = "estimate, estimate / 1e9 AS estimate_dollars, unpriced"
    day = "date(usage.day * 86400, 'unixepoch') AS day"
    hour = "strftime('%Y-%m-%dT%H:00:00Z', usage.hour * 3600, 'unixepoch') AS hour"
    billed = "amount, amount / 1e9 AS dollars"
    everything = ("project", "user", "key", "model", "batch", "tier")
    others = ("endpoint", "project", "user", "key", "model", "detail", "detail_2")
    counts = "count_1, count_2, count_3, count_4"
    full = f"{counters}, {estimate}, extra"
    summed = f"{', '.join(SUMMED)}, {estimate}"
    views = (
        ("usage_by_day", "completions_days", day, full, everything),
        ("usage_by_hour", "completions_hours", hour, full, ("project", "model", "batch", "tier")),
        ("usage_by_model", "completions_by_model", day, summed, ("project", "model")),
        ("usage_by_project", "completions_by_project", day, summed, ("project",)),
        ("other_usage_by_day", "other_days", day, f"{counts}, {estimate}, extra", others),
        ("costs_by_day", "costs_days", day, f"{billed}, extra", ("project", "item")),
        ("costs_by_day_and_project", "costs_by_project", day, billed, ("project",)),
    )
    for view in views:
        db.execute(_view(*view))


@migrations()
def m004_budgets(db: Database) -> None:
    """Budgets, what was told about them, and the outbox. `levels` and `names` are JSON arrays."""
    db.execute(
        "CREATE TABLE budgets (id INTEGER PRIMARY KEY, scope TEXT NOT NULL, names TEXT NOT NULL, metric TEXT NOT NULL,"
        " amount INTEGER NOT NULL CHECK (amount > 0), period TEXT NOT NULL, levels TEXT NOT NULL,"
        " channel TEXT NOT NULL, owner TEXT NOT NULL, raised_amount INTEGER NOT NULL DEFAULT 0,"
        " raised_until TEXT NOT NULL DEFAULT '', raised_reason TEXT NOT NULL DEFAULT '',"
        " raised_by TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, created_by TEXT NOT NULL,"
        " deleted_at TEXT NOT NULL DEFAULT '') STRICT"
    )
    # Two people who confirm the same budget at once make one.
    db.execute("CREATE UNIQUE INDEX budgets_once ON budgets (scope, names, metric, period) WHERE deleted_at = ''")
    # One row a budget and period: what its levels are measured against, and its living message.
    db.execute(
        "CREATE TABLE watches (budget INTEGER NOT NULL, period_start TEXT NOT NULL, terms TEXT NOT NULL,"
        " message TEXT NOT NULL, told_at TEXT NOT NULL, acknowledged_by TEXT NOT NULL, acknowledged_at TEXT NOT NULL,"
        " closed_at TEXT NOT NULL, PRIMARY KEY (budget, period_start)) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE INDEX watches_message ON watches (message) WHERE message != ''")
    # The identity of an alert. `slot` is the period's start, or the moment a thing without a budget is about.
    db.execute(
        "CREATE TABLE alerts (kind TEXT NOT NULL, budget INTEGER NOT NULL, subject TEXT NOT NULL, slot TEXT NOT NULL,"
        " level INTEGER NOT NULL, state TEXT NOT NULL, round INTEGER NOT NULL, at TEXT NOT NULL, message TEXT NOT NULL,"
        " acknowledged_by TEXT NOT NULL DEFAULT '', acknowledged_at TEXT NOT NULL DEFAULT '',"
        " PRIMARY KEY (kind, budget, subject, slot, level)) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE INDEX alerts_at ON alerts (at)")
    db.execute(
        "CREATE TABLE snoozes (subject TEXT PRIMARY KEY, until TEXT NOT NULL, percent INTEGER NOT NULL,"
        " ends_at TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, hides_full INTEGER NOT NULL) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, channel TEXT NOT NULL,"
        " act TEXT NOT NULL, about TEXT NOT NULL, broadcast INTEGER NOT NULL, body TEXT NOT NULL,"
        " state TEXT NOT NULL DEFAULT 'pending',"
        " attempts INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', next_at TEXT NOT NULL DEFAULT '',"
        " aside INTEGER NOT NULL DEFAULT 0, claimed_until TEXT NOT NULL DEFAULT '',"
        " doubt_since TEXT NOT NULL DEFAULT '', sent_channel TEXT NOT NULL DEFAULT '',"
        " ts TEXT NOT NULL DEFAULT '', thread_ts TEXT NOT NULL DEFAULT '',"
        " created_at TEXT NOT NULL, sent_at TEXT NOT NULL DEFAULT '') STRICT"
    )
    db.execute("CREATE INDEX outbox_pending ON outbox (channel, id) WHERE state = 'pending'")
    db.execute("CREATE INDEX outbox_about ON outbox (about) WHERE about != ''")
    db.execute(
        "CREATE TABLE pauses (channel TEXT PRIMARY KEY, reason TEXT NOT NULL, until TEXT NOT NULL, since TEXT NOT NULL)"
        " STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE schedules (id INTEGER PRIMARY KEY, question TEXT NOT NULL, channel TEXT NOT NULL,"
        " zone TEXT NOT NULL, at TEXT NOT NULL, days TEXT NOT NULL, only_over INTEGER, only_changed INTEGER NOT NULL,"
        " paused INTEGER NOT NULL, created_at TEXT NOT NULL, created_by TEXT NOT NULL,"
        " deleted_at TEXT NOT NULL DEFAULT '') STRICT"
    )


@migrations()
def m005_conversations(db: Database) -> None:
    """What was asked last in a place, for questions that follow; and which events of Slack were worked on."""
    db.execute(
        "CREATE TABLE asked (place TEXT NOT NULL, person TEXT NOT NULL, words TEXT NOT NULL, at TEXT NOT NULL,"
        " PRIMARY KEY (place, person)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE events (id TEXT PRIMARY KEY, begun_at TEXT NOT NULL, done_at TEXT NOT NULL DEFAULT '')"
        " STRICT, WITHOUT ROWID"
    )


@migrations()
def m006_price_lists(db: Database) -> None:
    """List prices as they were fetched: each holds from its first day on, so that old days keep theirs."""
    db.execute(
        "CREATE TABLE price_lists (since TEXT PRIMARY KEY, digest TEXT NOT NULL, source TEXT NOT NULL,"
        " at TEXT NOT NULL, list TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )
    db.execute("ALTER TABLE names ADD COLUMN residency TEXT NOT NULL DEFAULT ''")


# Cache writes by how long they are kept: OpenAI counts them apart since the autumn of 2026.
WRITES = ("input_cache_write_30m_tokens", "input_cache_write_12h_tokens")


@migrations()
def m007_hours_of_all(db: Database) -> None:
    """Hours of every endpoint, quarters of an hour for zones that need them, and room for more counters."""
    for name in WRITES:
        for table in ("completions_days", "completions_hours"):
            db.execute(f"ALTER TABLE {table} ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
    for number in range(5, 25):
        db.execute(f"ALTER TABLE other_days ADD COLUMN count_{number} INTEGER NOT NULL DEFAULT 0")
    rest = [name for name in (*COUNTERS, *WRITES) if name not in SUMMED]
    counters = ", ".join(f"{name} INTEGER{'' if name in COMPUTED else ' NOT NULL DEFAULT 0'}" for name in rest)
    summed = ", ".join(f"{name} INTEGER NOT NULL" for name in SUMMED)
    estimate = "estimate INTEGER, unpriced INTEGER NOT NULL"
    db.execute(
        "CREATE TABLE completions_quarters (quarter INTEGER NOT NULL, project INTEGER NOT NULL,"
        " model INTEGER NOT NULL, batch INTEGER NOT NULL, tier INTEGER NOT NULL,"
        f" {summed}, {estimate}, {counters}, extra TEXT NOT NULL,"
        " PRIMARY KEY (quarter, project, model, batch, tier)) STRICT, WITHOUT ROWID"
    )
    names = ("user", "key", "model", "detail", "detail_2", *(f"count_{number}" for number in range(1, 25)))
    absent = ", ".join(f"{name} INTEGER NOT NULL DEFAULT 0" for name in names)
    for slot in ("hour", "quarter"):
        db.execute(
            f"CREATE TABLE other_{slot}s (endpoint INTEGER NOT NULL, {slot} INTEGER NOT NULL, project INTEGER NOT NULL,"
            f" {absent}, {estimate}, extra TEXT NOT NULL,"
            f" PRIMARY KEY (endpoint, {slot}, project, model, user, key, detail, detail_2)) STRICT, WITHOUT ROWID"
        )


@migrations()
def m008_hours_by_project(db: Database) -> None:
    """Sums of each hour by project: what a project uses is compared with its usual hours at every check."""
    summed = ("input_tokens", "input_cached_tokens", "output_tokens", "num_model_requests", "unpriced")
    columns = ", ".join(f"{name} INTEGER NOT NULL" for name in summed[:-1])
    db.execute(
        "CREATE TABLE completions_hours_by_project (hour INTEGER NOT NULL, project INTEGER NOT NULL,"
        f" {columns}, estimate INTEGER, unpriced INTEGER NOT NULL,"
        " PRIMARY KEY (hour, project)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        f"INSERT INTO completions_hours_by_project (hour, project, estimate, {', '.join(summed)})"
        f" SELECT hour, project, sum(estimate), {', '.join(f'sum({name})' for name in summed)}"
        " FROM completions_hours GROUP BY hour, project"
    )
