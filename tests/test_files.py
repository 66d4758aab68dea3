"""Whatever lies where somebody named a file: it is read or written, or refused in one line, and nothing hangs."""

import os
import re
from pathlib import Path

import pytest

from bot.core.errors import UserError
from bot.files import check_writable, read_text, write_text

BOT = Path(__file__).parent.parent / "bot"
# These read what is ours.
OWN = ("adapters/prices/book.py", "adapters/store/opening.py", "cli/hooks.py", "demo/playground/server.py", "files.py")


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(pipe, "is no file, and nothing comes from it.", id="a pipe that nobody writes into"),
        pytest.param(lambda _: Path("/dev/zero"), "is no file, and has no end.", id="a device without an end"),
        pytest.param(lambda folder: folder, "cannot be read: Is a directory.", id="a folder"),
        pytest.param(lambda _: Path("/dev/urandom"), "is no file, and has no end.", id="a device of noise"),
    ],
)
def test_what_is_no_file_is_refused_in_a_line(tmp_path, make, said):
    path = make(tmp_path)
    with pytest.raises(UserError) as refused:
        read_text(path, patience=0.02)
    assert str(refused.value) == f"{path} {said}"


def test_what_a_command_writes_is_read():
    there, here = os.pipe()
    os.write(here, "\ufefftext".encode())
    os.close(here)
    assert read_text(Path(f"/dev/fd/{there}")) == "text"
    os.close(there)


def test_nothing_is_an_empty_text_and_what_is_not_there_is_none(tmp_path):
    assert read_text(Path(os.devnull)) == ""
    assert read_text(tmp_path / "gone") is None


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(pipe, "nobody reads from it", id="a pipe that nobody reads"),
        pytest.param(lambda _: Path("/dev/full"), "No space left on device", id="a full device"),
        pytest.param(lambda folder: folder, "Is a directory", id="a folder"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_line(tmp_path, make, reason):
    path = make(tmp_path)
    with pytest.raises(UserError, match=f"^{re.escape(str(path))} cannot be written: {reason}\\.$"):
        write_text(path, "text")


def test_a_pipe_that_somebody_reads_is_written():
    there, here = os.pipe()
    path = Path(f"/dev/fd/{here}")
    check_writable(path)
    write_text(path, "text")
    assert os.read(there, 10) == b"text"
    os.close(here)
    os.close(there)


def test_a_file_that_people_name_is_read_and_written_here_alone():
    others = {
        str(path.relative_to(BOT))
        for path in BOT.rglob("*.py")
        if re.search(r"\.(read|write)_(text|bytes)\(", path.read_text())
    }
    assert others == set(OWN) - {"files.py"}
