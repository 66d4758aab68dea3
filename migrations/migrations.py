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
