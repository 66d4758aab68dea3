"""The moment at which time stands still in tests: a Monday afternoon, late in a month."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
