"""The command line: one module a command."""


def main() -> None:
    raise SystemExit(2)
