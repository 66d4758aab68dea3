import bot.commands
import bot.jobs
from bot.core.patterns import Pattern, compile_all


def test_a_pattern_is_compiled_when_it_is_first_used():
    pattern = Pattern(r"(\d+)%", 0)
    before = {**vars(pattern)}

    assert pattern.sub(r"\1 percent", "80%") == "80 percent"
    assert "compiled" not in before
    assert "compiled" in vars(pattern)


def test_what_all_commands_and_jobs_look_for_are_regular_expressions():
    assert bot.commands.COMMANDS and bot.jobs.JOB_THREADS  # their modules are read

    compile_all()
