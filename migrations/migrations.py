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


def _read_as(dimension: str, column: str) -> str:
    """What a view shows of a dimension. Scalar subqueries, not joins: a count over them takes no look at any."""
    value = f"(SELECT value FROM dimension_values WHERE id = usage.{column})"
    if dimension not in ("project", "user", "key"):
        return f"{value} AS {dimension}"
    name = f"(SELECT name FROM names WHERE kind = '{dimension}' AND id = {value})"
    return f"{value} AS {dimension}_id, {name} AS {dimension}"


# A day is shown as a date, and as its number (of days since 1970) by which the rows are sorted and found at once.
DAY = "date(usage.day * 86400, 'unixepoch') AS day, usage.day AS day_number"
HOUR = "strftime('%Y-%m-%dT%H:00:00Z', usage.hour * 3600, 'unixepoch') AS hour, usage.hour AS hour_number"
WHO = ("project", "user", "key")
BY_MODEL = (*WHO, "model")
# The endpoints that share `other_days`: their dimensions and counters, in the order of the columns.
OTHERS = (
    ("embeddings", BY_MODEL, ("input_tokens", "num_model_requests")),
    ("moderations", BY_MODEL, ("input_tokens", "num_model_requests")),
    ("images", (*BY_MODEL, "size", "source"), ("images", "num_model_requests")),
    ("speeches", BY_MODEL, ("characters", "num_model_requests")),
    ("transcriptions", BY_MODEL, ("seconds", "num_model_requests")),
    ("vector_stores", ("project",), ("usage_bytes",)),
    ("code_interpreter", ("project",), ("num_sessions",)),
    ("file_search", (*WHO, "store"), ("num_requests",)),
    ("web_search", (*BY_MODEL, "context"), ("num_requests", "num_model_requests")),
)


def _plain_view(name: str, table: str, slot: str, dimensions: tuple[str, ...], counters: str, where: str = "") -> str:
    details = iter(("detail", "detail_2"))
    columns = [(it, next(details) if it in ("size", "source", "store", "context") else it) for it in dimensions]
    shown = ", ".join(_read_as(dimension, column) for dimension, column in columns)
    return f"CREATE VIEW {name} AS SELECT {slot}, {shown}, {counters} FROM {table} AS usage{where}"


def _plain_views() -> list[str]:
    counters = ", ".join(
        f"coalesce({it}, {COMPUTED[it]}) AS {it}" if it in COMPUTED else it for it in (*COUNTERS, *WRITES)
    )
    estimate = "estimate, estimate / 1e9 AS estimate_dollars, unpriced"
    billed = "amount, amount / 1e9 AS dollars"
    everything = (*BY_MODEL, "batch", "tier")
    hours, full = ("project", "model", "batch", "tier"), f"{counters}, {estimate}, extra"
    summed = f"{', '.join(SUMMED)}, {estimate}"
    others = ("endpoint", *BY_MODEL, "detail", "detail_2")
    views = [
        _plain_view("usage_by_day", "completions_days", DAY, everything, full),
        _plain_view("usage_of_completions_by_day", "completions_days", DAY, everything, full),
        _plain_view("usage_by_hour", "completions_hours", HOUR, hours, full),
        _plain_view("usage_by_model", "completions_by_model", DAY, ("project", "model"), summed),
        _plain_view("usage_by_project", "completions_by_project", DAY, ("project",), summed),
        _plain_view("costs_by_day", "costs_days", DAY, ("project", "item"), f"{billed}, extra"),
        _plain_view("costs_by_day_and_project", "costs_by_project", DAY, ("project",), billed),
        _plain_view(
            "other_usage_by_day", "other_days", DAY, others, f"count_1, count_2, count_3, count_4, {estimate}, extra"
        ),
    ]
    for endpoint, dimensions, counted in OTHERS:
        counts = ", ".join(f"count_{number} AS {counter}" for number, counter in enumerate(counted, 1))
        which = (
            " WHERE usage.endpoint ="
            f" (SELECT id FROM dimension_values WHERE dimension = 'endpoint' AND value = '{endpoint}')"
        )
        name = f"usage_of_{endpoint}_by_day"
        views.append(_plain_view(name, "other_days", DAY, dimensions, f"{counts}, {estimate}, extra", which))
    return views


# The bot's own rule for one UTC day and project: what was billed once the bill was read a day or more after the day's
# end; until then the larger of billed so far and estimated. What two endpoints cost is known from the bill alone.
SPEND = """
CREATE VIEW spend_by_day_and_project AS
WITH sums AS (
  SELECT day, project, sum(billed) AS billed, sum(estimate) AS estimate, max(is_bill) AS has_bill FROM (
    SELECT day, project, amount AS billed, 0 AS estimate, 1 AS is_bill FROM costs_by_project
    UNION ALL SELECT day, project, 0, coalesce(estimate, 0), 0 FROM completions_by_project
    UNION ALL SELECT day, project, 0, coalesce(estimate, 0), 0 FROM other_days WHERE endpoint NOT IN (
      SELECT id FROM dimension_values WHERE dimension = 'endpoint' AND value IN ('vector_stores', 'code_interpreter'))
  ) GROUP BY day, project
), usage AS (
  SELECT sums.day, sums.project, has_bill, billed, estimate,
    coalesce(read_at >= strftime('%Y-%m-%dT%H:%M:%SZ', (sums.day + 2) * 86400, 'unixepoch'), 0) AS is_settled
  FROM sums LEFT JOIN reads ON endpoint = 'costs' AND width = '1d'
    AND start = strftime('%Y-%m-%dT%H:%M:%SZ', sums.day * 86400, 'unixepoch')
), spend AS (
  SELECT day, project, is_settled, iif(is_settled, billed, max(billed, estimate)) AS nanodollars
  FROM usage WHERE has_bill OR NOT is_settled
)
"""


@migrations()
def m009_plain_views(db: Database) -> None:
    """Views that answer at once, one an endpoint, and those that apply the bot's own rule: spend, budgets, alerts."""
    older = "usage_by_day usage_by_hour usage_by_model usage_by_project other_usage_by_day costs_by_day"
    for name in (*older.split(), "costs_by_day_and_project"):
        db.execute(f"DROP VIEW {name}")
    for view in _plain_views():
        db.execute(view)
    db.execute(
        f"{SPEND}SELECT {DAY}, {_read_as('project', 'project')}, nanodollars / 1e9 AS dollars, nanodollars,"
        " NOT is_settled AS is_estimate FROM spend AS usage"
    )
    # Where every budget stood when the bot last looked: patterns, teams and names are its business, not SQL's.
    db.execute(
        "CREATE TABLE budgets_seen (budget INTEGER PRIMARY KEY, period_start TEXT NOT NULL, amount INTEGER NOT NULL,"
        " spent INTEGER, percent INTEGER, unit TEXT NOT NULL) STRICT"
    )
    named = (
        "(SELECT group_concat(coalesce((SELECT nullif(name, '') FROM names WHERE kind = scope AND id = value), value),"
        " ', ') FROM json_each(budgets.names))"
    )
    dollars = "iif(unit = 'nanodollar', {0} / 1e9, {0}) AS {0}"
    db.execute(
        f"CREATE VIEW budgets_now AS SELECT seen.budget, scope, {named} AS name, period, period_start,"
        f" {dollars.format('seen.amount').replace('AS seen.', 'AS ')}, {dollars.format('spent')}, percent,"
        " iif(unit = 'nanodollar', 'dollar', unit) AS unit"
        " FROM budgets_seen AS seen JOIN budgets ON budgets.id = seen.budget WHERE deleted_at = ''"
    )
    subject = "substr(subject, instr(subject, ':') + 1)"
    kind = "iif(instr(subject, ':'), substr(subject, 1, instr(subject, ':') - 1), subject)"
    db.execute(
        "CREATE VIEW alerts_told AS SELECT alerts.at AS told_at, alerts.kind,"
        f" coalesce(budgets.scope, {kind}) AS scope,"
        f" coalesce({named}, (SELECT nullif(name, '') FROM names WHERE kind = {kind} AND id = {subject}), {subject})"
        " AS name, nullif(alerts.level, 0) AS level, alerts.slot AS period_start,"
        " coalesce(nullif(alerts.acknowledged_by, ''), nullif(watches.acknowledged_by, '')) AS acknowledged_by,"
        " nullif(watches.closed_at, '') AS closed_at"
        " FROM alerts LEFT JOIN budgets ON budgets.id = alerts.budget"
        " LEFT JOIN watches ON watches.budget = alerts.budget AND watches.period_start = alerts.slot"
        " WHERE alerts.state = 'told'"
    )


@migrations()
def m010_emails(db: Database) -> None:
    """The e-mail of a user, by which a team may name somebody."""
    db.execute("ALTER TABLE names ADD COLUMN email TEXT NOT NULL DEFAULT ''")


@migrations()
def m011_closes(db: Database) -> None:
    """Months that finance has closed: what each line was billed then, whatever is restated later."""
    db.execute("CREATE TABLE closes (month TEXT PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL) STRICT, WITHOUT ROWID")
    db.execute(
        "CREATE TABLE close_lines (month TEXT NOT NULL, project TEXT NOT NULL, team TEXT NOT NULL, item TEXT NOT NULL,"
        " amount INTEGER NOT NULL, quantity TEXT NOT NULL, unit TEXT NOT NULL,"
        " PRIMARY KEY (month, project, team, item)) STRICT, WITHOUT ROWID"
    )


@migrations()
def m012_people(db: Database) -> None:
    """Owners who do not want to be told in person."""
    db.execute("CREATE TABLE not_told_in_person (person TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT, WITHOUT ROWID")


@migrations()
def m013_twins(db: Database) -> None:
    """When a sent message is looked for once more: a post of which nothing was heard can take effect late."""
    db.execute("ALTER TABLE outbox ADD COLUMN look_at TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX outbox_look ON outbox (look_at) WHERE look_at != ''")


@migrations()
def m014_view_of_decisions(db: Database) -> None:
    """The view of decisions: the dimensions and counters of completions, in columns that small endpoints share."""
    columns = (*((name, name) for name in BY_MODEL), ("batch", "detail"), ("tier", "detail_2"))
    shown = ", ".join(_read_as(dimension, column) for dimension, column in columns)
    counts = ", ".join(f"count_{number} AS {name}" for number, name in enumerate((*COUNTERS, *WRITES), 1))
    which = "(SELECT id FROM dimension_values WHERE dimension = 'endpoint' AND value = 'decisions')"
    db.execute(
        f"CREATE VIEW usage_of_decisions_by_day AS SELECT {DAY}, {shown}, {counts}, estimate,"
        f" estimate / 1e9 AS estimate_dollars, unpriced, extra FROM other_days AS usage WHERE usage.endpoint = {which}"
    )


@migrations()
def m015_spend_of_tools(db: Database) -> None:
    """Code interpreter sessions and vector storage are estimated until their bill is there, as all else is."""
    db.execute("DROP VIEW spend_by_day_and_project")
    start, end = SPEND.index(" WHERE endpoint NOT IN ("), SPEND.index("  ) GROUP BY day, project")
    db.execute(
        f"{SPEND[:start]}\n{SPEND[end:]}SELECT {DAY}, {_read_as('project', 'project')}, nanodollars / 1e9 AS dollars,"
        " nanodollars, NOT is_settled AS is_estimate FROM spend AS usage"
    )


@migrations()
def m016_alert_states(db: Database) -> None:
    """What was told of a budget in a period is the state of its alert, and nothing that watches."""
    db.execute("ALTER TABLE watches RENAME TO alert_states")
    db.execute("DROP INDEX watches_message")
    db.execute("CREATE INDEX alert_states_message ON alert_states (message) WHERE message != ''")


@migrations()
def m017_channels(db: Database) -> None:
    """The id of a channel or person, by what budgets and settings call it: one channel can be written in many ways."""
    db.execute("CREATE TABLE channels (name TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT, WITHOUT ROWID")
    db.execute(
        "INSERT INTO channels SELECT channel, sent_channel FROM outbox WHERE id IN (SELECT max(id) FROM outbox"
        " WHERE sent_channel NOT IN ('', channel) AND act IN ('post', 'tell') AND about = '' GROUP BY channel)"
    )


@migrations()
def m018_sides(db: Database) -> None:
    """What UTC days have on one side of the team's midnight, in the detail of days: local days by key and user."""
    rest = [name for name in (*COUNTERS, *WRITES) if name not in SUMMED]
    counters = ", ".join(f"{name} INTEGER{'' if name in COMPUTED else ' NOT NULL DEFAULT 0'}" for name in rest)
    summed = ", ".join(f"{name} INTEGER NOT NULL" for name in SUMMED)
    db.execute(
        "CREATE TABLE completions_sides (day INTEGER NOT NULL, project INTEGER NOT NULL, user INTEGER NOT NULL,"
        " key INTEGER NOT NULL, model INTEGER NOT NULL, batch INTEGER NOT NULL, tier INTEGER NOT NULL,"
        f" {summed}, estimate INTEGER, unpriced INTEGER NOT NULL, {counters}, extra TEXT NOT NULL,"
        " PRIMARY KEY (day, project, model, user, key, batch, tier)) STRICT, WITHOUT ROWID"
    )


@migrations()
def m019_bills_of_owners(db: Database) -> None:
    """What each key and each user was billed, where a budget is of one."""
    for owner in ("key", "user"):
        db.execute(
            f"CREATE TABLE costs_by_{owner} (day INTEGER NOT NULL, project INTEGER NOT NULL, {owner} INTEGER NOT NULL,"
            f" amount INTEGER NOT NULL, extra TEXT NOT NULL, PRIMARY KEY (day, project, {owner})) STRICT, WITHOUT ROWID"
        )


@migrations()
def m020_midnights_of_several_zones(db: Database) -> None:
    """A side is kept by its midnight, to the quarter of an hour: a UTC day has one for each zone that is asked for."""
    db.execute("ALTER TABLE completions_sides RENAME COLUMN day TO quarter")
    cut = "FROM reads WHERE width = 'side' AND CAST(strftime('%s', start) AS INTEGER) / 86400 = quarter"
    db.execute(f"DELETE FROM completions_sides WHERE NOT EXISTS (SELECT 1 {cut})")
    db.execute(
        f"UPDATE completions_sides SET quarter = (SELECT max(CAST(strftime('%s', start) AS INTEGER)) / 900 {cut})"
    )
