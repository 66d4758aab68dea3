import gc
import re

import bot.commands
import bot.jobs.report_writing
from bot.core.patterns import Pattern


def test_a_pattern_is_compiled_when_it_is_first_used():
    pattern = Pattern(r"(\d+)%", 0)
    before = {**vars(pattern)}

    assert pattern.sub(r"\1 percent", "80%") == "80 percent"
    assert "compiled" not in before
    assert "compiled" in vars(pattern)


def test_what_all_commands_and_jobs_look_for_are_regular_expressions():
    assert bot.commands.COMMANDS and bot.jobs.JOB_THREADS  # their modules are read

    gc.unfreeze()  # a start of the program has put what there is aside
    found = [one for one in gc.get_objects() if type(one) is Pattern]  # a proxy of what is gone has a type, too
    assert len(found) > 100
    assert all(isinstance(one.compiled, re.Pattern) for one in found)
