"""Teams: which projects, keys and users make one (a cost centre), as `teams.toml` says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from bot.core.errors import UserError
from bot.core.names import Named, Names

LISTS = {"projects": "project", "keys": "key", "users": "user"}


@dataclass(frozen=True)
class Teams:
    """
    Who belongs to which team: (kind, id) -> the team's name.

    A key or a user of a team wins over its project's team. `notes` say what of the file means nothing, or two things.
    """

    names: tuple[str, ...] = ()
    members: tuple[tuple[str, str, str], ...] = ()  # kind, id, team
    notes: tuple[str, ...] = ()

    @cached_property
    def _of(self) -> Mapping[tuple[str, str], str]:
        return {(kind, id): team for kind, id, team in self.members}

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The dimensions that a row needs before its team is known."""
        kinds = {kind for kind, _, _ in self.members}
        return tuple(kind for kind in ("project", "user", "key") if kind == "project" or kind in kinds)

    def of(self, project: str, user: str = "", key: str = "") -> str:
        """The team of a row; '' for what belongs to none."""
        found = self._of
        return found.get(("key", key)) or found.get(("user", user)) or found.get(("project", project), "")

    def named(self) -> tuple[Named, ...]:
        """Teams among the things that have names, so that a question can be about one."""
        return tuple(Named("team", name, name) for name in self.names)


NO_TEAMS = Teams()


@dataclass(frozen=True, slots=True)
class TeamFile:
    """What `teams.toml` says: a team's name, and its lists of names or ids as they are written."""

    teams: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = ()

    def resolved(self, names: Names) -> Teams:
        """The ids that are meant. What nobody knows yet stands as it is written: it may be an id of tomorrow."""
        known = {kind: _Spelt.of(kind, names) for kind in LISTS.values()}
        members: dict[tuple[str, str], str] = {}
        notes: list[str] = []
        for team, kind, written in self._written():
            ids = known[kind].meant(written)
            if not ids:
                notes.append(f"{kind} {written!r} of team {team!r} is not known")
            for id in ids or (written,):
                first = members.setdefault((kind, id), team)
                if first != team:
                    notes.append(f"{kind} {written!r} is in two teams, {first!r} and {team!r}: the first counts")
        found = tuple((kind, id, team) for (kind, id), team in members.items())
        return Teams(tuple(name for name, _ in self.teams), found, tuple(dict.fromkeys(notes)))

    def _written(self) -> Iterator[tuple[str, str, str]]:
        return ((team, kind, one) for team, lists in self.teams for kind, written in lists for one in written)


@dataclass(frozen=True, slots=True)
class _Spelt:
    """The ids of one kind by everything that they may be called."""

    ids: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, kind: str, names: Names) -> _Spelt:
        found: dict[str, tuple[str, ...]] = {}
        for named in names.of(kind):
            for spelt in {named.id.casefold(), named.name.casefold(), named.email.casefold()} - {""}:
                found[spelt] = (*found.get(spelt, ()), named.id)
        return cls(found)

    def meant(self, written: str) -> tuple[str, ...]:
        wanted = written.casefold()
        if "*" not in wanted:
            return self.ids.get(wanted, ())
        return tuple(dict.fromkeys(id for spelt, ids in self.ids.items() if fnmatchcase(spelt, wanted) for id in ids))


def read_teams(text: str, name: str = "teams.toml") -> TeamFile:
    """Raises one UserError that names every problem."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{name} is not valid TOML: {error}.") from error
    tables = document.pop("team", [])
    if document or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UserError(f"{name} should hold [[team]] entries only; docs/teams.md shows one.")
    problems: list[str] = []
    teams = [_team(table, f"{name}, team {number}", problems) for number, table in enumerate(tables, 1)]
    problems += [f"{name}: there are two teams called {twice!r}." for twice in _twice(team for team, _ in teams)]
    if problems:
        raise UserError("\n".join(problems))
    return TeamFile(tuple(teams))


def _team(
    table: Mapping[str, object], place: str, problems: list[str]
) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    title = table.get("name")
    if not isinstance(title, str) or not title.strip():
        problems.append(f"{place}: name is missing.")
        title = ""
    if unknown := [key for key in table if key not in ("name", *LISTS)]:
        problems.append(f"{place}: {unknown[0]!r} is not known; a team has name, {', '.join(LISTS)}.")
    lists = []
    for key, kind in LISTS.items():
        written = table.get(key, [])
        if not isinstance(written, list) or not all(isinstance(one, str) and one.strip() for one in written):
            problems.append(f"{place}: {key} should be a list of names or ids.")
            continue
        lists.append((kind, tuple(one.strip() for one in written)))
    return title.strip(), tuple(lists)


def _twice(names: Iterable[str]) -> list[str]:
    every = [name for name in names if name]
    return sorted({name for name in every if every.count(name) > 1})
