"""`teams.toml` as it is now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.core.names import Named, Names
from bot.core.teams import NO_TEAMS, TeamFile, Teams, read_teams
from bot.files import LiveFile, read_text


class TeamsFile:
    """Which projects, keys and users make a team, by the names that are known now."""

    def __init__(self, path: Path | None = None, names: Callable[[], Names] = lambda: Names(())) -> None:
        """A file that is not there is none."""
        self._file, self._names = LiveFile(path, _read), names

    @property
    def problem(self) -> str:
        return self._file.problem

    def current(self) -> Teams:
        file = self._file.now()
        return file.resolved(self._names()) if file.teams else NO_TEAMS

    def named(self) -> tuple[Named, ...]:
        """Teams are things with a name, which nobody but the file knows."""
        return tuple(Named("team", name, name) for name, _ in self._file.now().teams)


def _read(path: Path | None) -> TeamFile:
    text = read_text(path) if path else None
    return read_teams(text, path.name) if path and text else TeamFile()
