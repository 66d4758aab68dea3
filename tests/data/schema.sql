CREATE TABLE alerts (kind TEXT NOT NULL, budget INTEGER NOT NULL, subject TEXT NOT NULL, slot TEXT NOT NULL, level INTEGER NOT NULL, state TEXT NOT NULL, round INTEGER NOT NULL, at TEXT NOT NULL, message TEXT NOT NULL, acknowledged_by TEXT NOT NULL DEFAULT '', acknowledged_at TEXT NOT NULL DEFAULT '', PRIMARY KEY (kind, budget, subject, slot, level)) STRICT, WITHOUT ROWID;

CREATE INDEX alerts_at ON alerts (at);

CREATE TABLE asked (place TEXT NOT NULL, person TEXT NOT NULL, words TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (place, person)) STRICT, WITHOUT ROWID;

CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT;

CREATE TABLE budgets (id INTEGER PRIMARY KEY, scope TEXT NOT NULL, names TEXT NOT NULL, metric TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0), period TEXT NOT NULL, levels TEXT NOT NULL, channel TEXT NOT NULL, owner TEXT NOT NULL, raised_amount INTEGER NOT NULL DEFAULT 0, raised_until TEXT NOT NULL DEFAULT '', raised_reason TEXT NOT NULL DEFAULT '', raised_by TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, created_by TEXT NOT NULL, deleted_at TEXT NOT NULL DEFAULT '') STRICT;

CREATE UNIQUE INDEX budgets_once ON budgets (scope, names, metric, period) WHERE deleted_at = '';

CREATE TABLE completions_by_model (day INTEGER NOT NULL, project INTEGER NOT NULL, model INTEGER NOT NULL, input_tokens INTEGER NOT NULL, input_cached_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, num_model_requests INTEGER NOT NULL, estimate INTEGER, unpriced INTEGER NOT NULL, PRIMARY KEY (day, project, model)) STRICT, WITHOUT ROWID;

CREATE TABLE completions_by_project (day INTEGER NOT NULL, project INTEGER NOT NULL, input_tokens INTEGER NOT NULL, input_cached_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, num_model_requests INTEGER NOT NULL, estimate INTEGER, unpriced INTEGER NOT NULL, PRIMARY KEY (day, project)) STRICT, WITHOUT ROWID;

CREATE TABLE completions_days (day INTEGER NOT NULL, project INTEGER NOT NULL, user INTEGER NOT NULL, key INTEGER NOT NULL, model INTEGER NOT NULL, batch INTEGER NOT NULL, tier INTEGER NOT NULL, input_tokens INTEGER NOT NULL, input_cached_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, num_model_requests INTEGER NOT NULL, estimate INTEGER, unpriced INTEGER NOT NULL, input_cache_write_tokens INTEGER NOT NULL, input_uncached_tokens INTEGER, input_text_tokens INTEGER, input_cached_text_tokens INTEGER, input_audio_tokens INTEGER NOT NULL, input_cached_audio_tokens INTEGER NOT NULL, input_image_tokens INTEGER NOT NULL, input_cached_image_tokens INTEGER NOT NULL, output_text_tokens INTEGER, output_audio_tokens INTEGER NOT NULL, output_image_tokens INTEGER NOT NULL, extra TEXT NOT NULL, PRIMARY KEY (day, project, model, user, key, batch, tier)) STRICT, WITHOUT ROWID;

CREATE TABLE completions_hours (hour INTEGER NOT NULL, project INTEGER NOT NULL, model INTEGER NOT NULL, batch INTEGER NOT NULL, tier INTEGER NOT NULL, input_tokens INTEGER NOT NULL, input_cached_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, num_model_requests INTEGER NOT NULL, estimate INTEGER, unpriced INTEGER NOT NULL, input_cache_write_tokens INTEGER NOT NULL, input_uncached_tokens INTEGER, input_text_tokens INTEGER, input_cached_text_tokens INTEGER, input_audio_tokens INTEGER NOT NULL, input_cached_audio_tokens INTEGER NOT NULL, input_image_tokens INTEGER NOT NULL, input_cached_image_tokens INTEGER NOT NULL, output_text_tokens INTEGER, output_audio_tokens INTEGER NOT NULL, output_image_tokens INTEGER NOT NULL, extra TEXT NOT NULL, PRIMARY KEY (hour, project, model, batch, tier)) STRICT, WITHOUT ROWID;

CREATE VIEW costs_by_day AS SELECT date(usage.day * 86400, 'unixepoch') AS day, project_value.value AS project_id, project_name.name AS project, item_value.value AS item, amount, amount / 1e9 AS dollars, extra FROM costs_days AS usage LEFT JOIN dimension_values AS project_value ON project_value.id = usage.project LEFT JOIN names AS project_name ON project_name.kind = 'project' AND project_name.id = project_value.value LEFT JOIN dimension_values AS item_value ON item_value.id = usage.item;

CREATE VIEW costs_by_day_and_project AS SELECT date(usage.day * 86400, 'unixepoch') AS day, project_value.value AS project_id, project_name.name AS project, amount, amount / 1e9 AS dollars FROM costs_by_project AS usage LEFT JOIN dimension_values AS project_value ON project_value.id = usage.project LEFT JOIN names AS project_name ON project_name.kind = 'project' AND project_name.id = project_value.value;

CREATE TABLE costs_by_project (day INTEGER NOT NULL, project INTEGER NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (day, project)) STRICT, WITHOUT ROWID;

CREATE TABLE costs_days (day INTEGER NOT NULL, project INTEGER NOT NULL, item INTEGER NOT NULL, amount INTEGER NOT NULL, extra TEXT NOT NULL, PRIMARY KEY (day, project, item)) STRICT, WITHOUT ROWID;

CREATE TABLE dimension_values (id INTEGER PRIMARY KEY, dimension TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (dimension, value)) STRICT;

CREATE TABLE events (id TEXT PRIMARY KEY, begun_at TEXT NOT NULL, done_at TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE names (kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, parent TEXT NOT NULL, gone INTEGER NOT NULL, seen_at TEXT NOT NULL, residency TEXT NOT NULL DEFAULT '', PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;

CREATE TABLE other_days (endpoint INTEGER NOT NULL, day INTEGER NOT NULL, project INTEGER NOT NULL, user INTEGER NOT NULL DEFAULT 0, key INTEGER NOT NULL DEFAULT 0, model INTEGER NOT NULL DEFAULT 0, detail INTEGER NOT NULL DEFAULT 0, detail_2 INTEGER NOT NULL DEFAULT 0, count_1 INTEGER NOT NULL DEFAULT 0, count_2 INTEGER NOT NULL DEFAULT 0, count_3 INTEGER NOT NULL DEFAULT 0, count_4 INTEGER NOT NULL DEFAULT 0, estimate INTEGER, unpriced INTEGER NOT NULL, extra TEXT NOT NULL, PRIMARY KEY (endpoint, day, project, model, user, key, detail, detail_2)) STRICT, WITHOUT ROWID;

CREATE VIEW other_usage_by_day AS SELECT date(usage.day * 86400, 'unixepoch') AS day, endpoint_value.value AS endpoint, project_value.value AS project_id, project_name.name AS project, user_value.value AS user_id, user_name.name AS user, key_value.value AS key_id, key_name.name AS key, model_value.value AS model, detail_value.value AS detail, detail_2_value.value AS detail_2, count_1, count_2, count_3, count_4, estimate, estimate / 1e9 AS estimate_dollars, unpriced, extra FROM other_days AS usage LEFT JOIN dimension_values AS endpoint_value ON endpoint_value.id = usage.endpoint LEFT JOIN dimension_values AS project_value ON project_value.id = usage.project LEFT JOIN names AS project_name ON project_name.kind = 'project' AND project_name.id = project_value.value LEFT JOIN dimension_values AS user_value ON user_value.id = usage.user LEFT JOIN names AS user_name ON user_name.kind = 'user' AND user_name.id = user_value.value LEFT JOIN dimension_values AS key_value ON key_value.id = usage.key LEFT JOIN names AS key_name ON key_name.kind = 'key' AND key_name.id = key_value.value LEFT JOIN dimension_values AS model_value ON model_value.id = usage.model LEFT JOIN dimension_values AS detail_value ON detail_value.id = usage.detail LEFT JOIN dimension_values AS detail_2_value ON detail_2_value.id = usage.detail_2;

CREATE TABLE outbox (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, act TEXT NOT NULL, about TEXT NOT NULL, broadcast INTEGER NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', next_at TEXT NOT NULL DEFAULT '', aside INTEGER NOT NULL DEFAULT 0, claimed_until TEXT NOT NULL DEFAULT '', doubt_since TEXT NOT NULL DEFAULT '', sent_channel TEXT NOT NULL DEFAULT '', ts TEXT NOT NULL DEFAULT '', thread_ts TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, sent_at TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX outbox_about ON outbox (about) WHERE about != '';

CREATE INDEX outbox_pending ON outbox (channel, id) WHERE state = 'pending';

CREATE TABLE pauses (channel TEXT PRIMARY KEY, reason TEXT NOT NULL, until TEXT NOT NULL, since TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE price_lists (since TEXT PRIMARY KEY, digest TEXT NOT NULL, source TEXT NOT NULL, at TEXT NOT NULL, list TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE reads (endpoint TEXT NOT NULL, width TEXT NOT NULL, start TEXT NOT NULL, read_at TEXT NOT NULL, rows INTEGER NOT NULL, prices TEXT NOT NULL, PRIMARY KEY (endpoint, width, start)) STRICT, WITHOUT ROWID;

CREATE TABLE restatements (id INTEGER PRIMARY KEY, at TEXT NOT NULL, endpoint TEXT NOT NULL, day TEXT NOT NULL, project TEXT NOT NULL, counter TEXT NOT NULL, old INTEGER NOT NULL, new INTEGER NOT NULL) STRICT;

CREATE INDEX restatements_at ON restatements (at);

CREATE TABLE runs (kind TEXT NOT NULL, slot TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, slot)) STRICT, WITHOUT ROWID;

CREATE TABLE schedules (id INTEGER PRIMARY KEY, question TEXT NOT NULL, channel TEXT NOT NULL, zone TEXT NOT NULL, at TEXT NOT NULL, days TEXT NOT NULL, only_over INTEGER, only_changed INTEGER NOT NULL, paused INTEGER NOT NULL, created_at TEXT NOT NULL, created_by TEXT NOT NULL, deleted_at TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE snoozes (subject TEXT PRIMARY KEY, until TEXT NOT NULL, percent INTEGER NOT NULL, ends_at TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, hides_full INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE VIEW usage_by_day AS SELECT date(usage.day * 86400, 'unixepoch') AS day, project_value.value AS project_id, project_name.name AS project, user_value.value AS user_id, user_name.name AS user, key_value.value AS key_id, key_name.name AS key, model_value.value AS model, batch_value.value AS batch, tier_value.value AS tier, input_tokens, input_cached_tokens, input_cache_write_tokens, coalesce(input_uncached_tokens, input_tokens - input_cached_tokens) AS input_uncached_tokens, coalesce(input_text_tokens, input_tokens) AS input_text_tokens, coalesce(input_cached_text_tokens, input_cached_tokens) AS input_cached_text_tokens, input_audio_tokens, input_cached_audio_tokens, input_image_tokens, input_cached_image_tokens, output_tokens, coalesce(output_text_tokens, output_tokens) AS output_text_tokens, output_audio_tokens, output_image_tokens, num_model_requests, estimate, estimate / 1e9 AS estimate_dollars, unpriced, extra FROM completions_days AS usage LEFT JOIN dimension_values AS project_value ON project_value.id = usage.project LEFT JOIN names AS project_name ON project_name.kind = 'project' AND project_name.id = project_value.value LEFT JOIN dimension_values AS user_value ON user_value.id = usage.user LEFT JOIN names AS user_name ON user_name.kind = 'user' AND user_name.id = user_value.value LEFT JOIN dimension_values AS key_value ON key_value.id = usage.key LEFT JOIN names AS key_name ON key_name.kind = 'key' AND key_name.id = key_value.value LEFT JOIN dimension_values AS model_value ON model_value.id = usage.model LEFT JOIN dimension_values AS batch_value ON batch_value.id = usage.batch LEFT JOIN dimension_values AS tier_value ON tier_value.id = usage.tier;

CREATE VIEW usage_by_hour AS SELECT strftime('%Y-%m-%dT%H:00:00Z', usage.hour * 3600, 'unixepoch') AS hour, project_value.value AS project_id, project_name.name AS project, model_value.value AS model, batch_value.value AS batch, tier_value.value AS tier, input_tokens, input_cached_tokens, input_cache_write_tokens, coalesce(input_uncached_tokens, input_tokens - input_cached_tokens) AS input_uncached_tokens, coalesce(input_text_tokens, input_tokens) AS input_text_tokens, coalesce(input_cached_text_tokens, input_cached_tokens) AS input_cached_text_tokens, input_audio_tokens, input_cached_audio_tokens, input_image_tokens, input_cached_image_tokens, output_tokens, coalesce(output_text_tokens, output_tokens) AS output_text_tokens, output_audio_tokens, output_image_tokens, num_model_requests, estimate, estimate / 1e9 AS estimate_dollars, unpriced, extra FROM completions_hours AS usage LEFT JOIN dimension_values AS project_value ON project_value.id = usage.project LEFT JOIN names AS project_name ON project_name.kind = 'project' AND project_name.id = project_value.value LEFT JOIN dimension_values AS model_value ON model_value.id = usage.model LEFT JOIN dimension_values AS batch_value ON batch_value.id = usage.batch LEFT JOIN dimension_values AS tier_value ON tier_value.id = usage.tier;

CREATE VIEW usage_by_model AS SELECT date(usage.day * 86400, 'unixepoch') AS day, project_value.value AS project_id, project_name.name AS project, model_value.value AS model, input_tokens, input_cached_tokens, output_tokens, num_model_requests, estimate, estimate / 1e9 AS estimate_dollars, unpriced FROM completions_by_model AS usage LEFT JOIN dimension_values AS project_value ON project_value.id = usage.project LEFT JOIN names AS project_name ON project_name.kind = 'project' AND project_name.id = project_value.value LEFT JOIN dimension_values AS model_value ON model_value.id = usage.model;

CREATE VIEW usage_by_project AS SELECT date(usage.day * 86400, 'unixepoch') AS day, project_value.value AS project_id, project_name.name AS project, input_tokens, input_cached_tokens, output_tokens, num_model_requests, estimate, estimate / 1e9 AS estimate_dollars, unpriced FROM completions_by_project AS usage LEFT JOIN dimension_values AS project_value ON project_value.id = usage.project LEFT JOIN names AS project_name ON project_name.kind = 'project' AND project_name.id = project_value.value;

CREATE TABLE watches (budget INTEGER NOT NULL, period_start TEXT NOT NULL, terms TEXT NOT NULL, message TEXT NOT NULL, told_at TEXT NOT NULL, acknowledged_by TEXT NOT NULL, acknowledged_at TEXT NOT NULL, closed_at TEXT NOT NULL, PRIMARY KEY (budget, period_start)) STRICT, WITHOUT ROWID;

CREATE INDEX watches_message ON watches (message) WHERE message != '';

