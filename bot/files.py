"""Reads and writes files that a person named, whatever lies there: a pipe, a device or a folder hangs nothing."""

from __future__ import annotations

import errno
import os
import select
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from bot.core.errors import UserError

T = TypeVar("T")

PATIENCE = 10.0  # seconds for the next piece of a pipe: `<(a command)` has its time, and nobody waits for ever
PIECE = 1 << 20
LARGEST = 1 << 26  # bytes of what has no end of its own, such as a device


class LiveFile(Generic[T]):
    """What a file says now: it is read again when it changes, and what was good stays while it has a mistake."""

    def __init__(self, path: Path | None, read: Callable[[Path | None], T]) -> None:
        """Read at once, so that mistakes are told at start-up; `read` raises UserError for them."""
        self._path, self._read = path, read
        self._state = _state(path)
        self._said = read(path)
        self.problem = ""  # what is wrong with a file that changed while we ran, and is not used for it

    def now(self) -> T:
        """The same object as before unless the file changed."""
        if (state := _state(self._path)) != self._state:
            self._state = state
            try:
                self._said, self.problem = self._read(self._path), ""
            except UserError as error:
                self.problem = str(error)
        return self._said


def _state(path: Path | None) -> object:
    """What changes whenever the file does; None while there is no file."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None


def read_text(path: Path, *, patience: float = PATIENCE) -> str | None:
    """The text of a file, without the mark that spreadsheets begin theirs with; None when there is no file."""
    try:
        text = b"".join(_pieces(path, patience)).decode("utf-8-sig")
    except FileNotFoundError:
        if path.is_symlink():
            raise UserError(f"{path} is a link to nowhere.") from None
        return None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise _no_text(path) from error
    if "\0" in text:
        raise _no_text(path)
    return text


def _no_text(path: Path) -> UserError:
    return UserError(f"{path} is no UTF-8 text. Save it in that encoding.")


def _pieces(path: Path, patience: float) -> Iterator[bytes]:
    """Opened without blocking, since to open a pipe is to wait for somebody who writes into it."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        is_endless = not stat.S_ISREG(os.fstat(file).st_mode)
        size = 0
        while not (is_endless and _is_silent(file, patience)):
            piece = os.read(file, PIECE)
            size += len(piece)
            if is_endless and size > LARGEST:
                raise UserError(f"{path} is no file, and has no end.")
            if not piece:
                return
            yield piece
        raise UserError(f"{path} is no file, and nothing comes from it.")
    finally:
        os.close(file)


def _is_silent(file: int, patience: float) -> bool:
    coming = select.poll()
    coming.register(file, select.POLLIN)
    return not coming.poll(patience * 1000)


def check_writable(path: Path) -> None:
    """Raises UserError before anything is asked: an answer that cannot be kept is asked for in vain."""
    where = path if path.exists() else path.absolute().parent
    if not os.access(where, os.W_OK if where is path else os.W_OK | os.X_OK):
        folder = path.absolute().parent
        raise UserError(f"{path} cannot be written: {folder} is no folder that you may write into.")


def write_text(path: Path, text: str) -> None:
    """Write over what is there. A pipe that nobody reads is refused; one that somebody reads is waited for."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
        os.set_blocking(file, True)
        with os.fdopen(file, "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        reason = "nobody reads from it" if error.errno == errno.ENXIO else error.strerror
        raise UserError(f"{path} cannot be written: {reason}.") from error
