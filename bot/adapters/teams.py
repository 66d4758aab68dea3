"""`teams.toml` as it is: read again when it changes, and what was good stays when it has a mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.core.errors import UserError
from bot.core.names import Named, Names
from bot.core.teams import NO_TEAMS, TeamFile, Teams, read_teams
from bot.files import read_text


class TeamsFile:
    """Which projects, keys and users make a team, by the names that are known now."""

    def __init__(self, path: Path | None = None, names: Callable[[], Names] = lambda: Names(())) -> None:
        """Read at once, so that mistakes are told at start-up. A file that is not there is none."""
        self._path, self._names = path, names
        self._state = _state(path)
        self._file = _read(path)
        self.problem = ""  # what is wrong with a file that changed while we ran, and is not used for it

    def current(self) -> Teams:
        file = self._newest()
        return file.resolved(self._names()) if file.teams else NO_TEAMS

    def named(self) -> tuple[Named, ...]:
        """Teams are things with a name, which nobody but the file knows."""
        return tuple(Named("team", name, name) for name, _ in self._newest().teams)

    def _newest(self) -> TeamFile:
        if (state := _state(self._path)) != self._state:
            self._state = state
            try:
                self._file, self.problem = _read(self._path), ""
            except UserError as error:
                self.problem = str(error)
        return self._file


def _state(path: Path | None) -> object:
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None


def _read(path: Path | None) -> TeamFile:
    text = read_text(path) if path else None
    return read_teams(text, path.name) if path and text else TeamFile()
