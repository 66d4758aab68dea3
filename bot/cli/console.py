"""The console that commands print to."""

from __future__ import annotations

import sys

from rich.console import Console

A_PIPE = 4_000  # columns: output for a program or a file is not wrapped
_is_terminal = sys.stdout is not None and sys.stdout.isatty()  # there is no output when it was closed before the start
console = Console(highlight=False, width=None if _is_terminal else A_PIPE)
