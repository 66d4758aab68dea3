"""The names of projects, users and keys, as people know them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from bot.core.usage.buckets import Bucket, lots


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that has an id and perhaps a name. `kind` is a dimension's name; `parent` is a key's project id."""

    kind: str
    id: str
    name: str
    parent: str = ""
    gone: bool = False  # archived, deleted or no longer listed: the name is the last one known
    residency: str = ""  # of a project: where its data are processed and kept
    email: str = ""  # of a user


class Names:
    """All known names. Models are their own names: kind `model`, id equal to name."""

    def __init__(self, known: Iterable[Named]) -> None:
        self.known = tuple(known)

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Named]:
        return {(named.kind, named.id): named for named in self.known}

    def label(self, kind: str, id: str) -> str:
        """What to call `id` in a message: its name, else the id itself; an empty id has no label here."""
        named = self._by_id.get((kind, id))
        return named.name if named and named.name else id

    def of_email(self, email: str) -> str:
        """The id of the user whose address that is; '' when nobody's is."""
        wanted = email.casefold()
        return next((one.id for one in self.of("user") if wanted and one.email.casefold() == wanted), "")

    def parent(self, kind: str, id: str) -> str:
        """The id that `id` belongs to: a key's project; '' when it is not known."""
        named = self._by_id.get((kind, id))
        return named.parent if named else ""

    def of(self, kind: str) -> tuple[Named, ...]:
        return tuple(named for named in self.known if named.kind == kind)


def quoted(text: str) -> str:
    """A name as the grammar reads it back: between quotation marks where it is more than one plain word."""
    return text if re.fullmatch(r"[\w./@-]+", text) and text == text.strip("._-/@'~") else f'"{text}"'


@dataclass
class Sightings:
    """The ids that a read came across, '' left out; a key together with its project."""

    models: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    keys: set[tuple[str, str]] = field(default_factory=set)

    def add(self, group_by: tuple[str, ...], bucket: Bucket) -> None:
        """Remember the ids in `bucket`, the answer to a query with this `group_by`."""
        if not set(group_by) >= {"project", "user", "key", "model"}:
            return
        project, user, key, model = map(group_by.index, ("project", "user", "key", "model"))
        for rows in lots(bucket.rows):
            found = [row.key for row in rows]
            self.models.update(map(itemgetter(model), found))
            self.users.update(map(itemgetter(user), found))
            self.keys.update(pair for pair in set(map(itemgetter(project, key), found)) if all(pair))
        self.models.discard("")
        self.users.discard("")
