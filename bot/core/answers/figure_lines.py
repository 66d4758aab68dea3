"""What a figure says: the division with its unit, what was divided by, the day that was busiest."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.core.amounts import Amount
from bot.core.answers.answer import Answer, AnswerLine, Ratio
from bot.core.answers.labels import line_labels, title
from bot.core.answers.scenario_lines import scenario_number, scenario_rest
from bot.core.answers.unpriced import is_partly_priced
from bot.core.catalogue import COMPLETIONS, FIGURE, METRIC
from bot.core.names import Names
from bot.core.slack import numbers
from bot.core.slack.blocks import Cell
from bot.core.slack.text import listed

PERCENT = ("share", "cache hit rate")
ANNUALISED = "annualised"
TEXT_ONLY = " (text only)"  # behind requests, where another answer counts images and tools too


def figure_name(figure: str) -> str:
    """`per 1M tokens`, as people write it."""
    return figure.replace("1m ", "1M ")


def ratio_unit(answer: Answer) -> str:
    """`nanodollar per 1k tokens`, `token per request`, `nanodollar per day`; '' of a share."""
    figure = answer.question.figure
    if answer.ratio is None or figure in PERCENT:
        return ""
    per = "year" if figure == ANNUALISED else figure.rpartition("per ")[2]
    return f"{METRIC[answer.question.metric].unit} per {per}"


def ratio_text(ratio: Ratio | None, amount: Amount | None, answer: Answer) -> str:
    """`≈ $0.012`, `845.3 tokens`, `61 %`; `-` where there was nothing to divide by."""
    if ratio is None or ratio.value is None or amount is None or numbers.is_unpriced(amount):
        return "-"
    if answer.question.figure in PERCENT:
        return numbers.percent(amount.quantity, ratio.of)
    unit = METRIC[answer.question.metric].unit
    sign = "≈ " if amount.estimate else ""
    if unit == "nanodollar":
        return _dollars(ratio.value, sign)
    return f"{sign}{_decimal(ratio.value)} {unit}s"


def _dollars(value: Decimal, sign: str) -> str:
    whole = int(value.to_integral_value(ROUND_HALF_UP))
    return f"{sign}{numbers.money(whole)}" if whole or not value else f"{sign}less than a billionth of a dollar"


def _decimal(value: Decimal) -> str:
    if value >= 10_000:
        return numbers.count(int(value.to_integral_value(ROUND_HALF_UP)))
    step = Decimal("0.01") if value < 1 else Decimal("0.1")
    return f"{value.quantize(step, ROUND_HALF_UP):,}".removesuffix(".0").removesuffix(".00")


def change_text(answer: Answer, line: AnswerLine | Answer) -> str:
    """`+12 %` of a ratio against the earlier one; of percentages in points."""
    now, before = line.ratio, line.before
    if now is None or before is None or now.value is None or before.value is None:
        return "-"
    if answer.question.figure in PERCENT:
        points = (now.value - before.value) * 100
        return f"{points:+.0f} points".replace("-", "−") if abs(points) >= 1 else "no change"
    return numbers.change(int(now.value * 10**6), int(before.value * 10**6))


def figure_number(answer: Answer, names: Names) -> str:
    """What stands out of an answer to a figure; '' of one that is a plain sum."""
    question = answer.question
    if question.metrics:
        return listed(
            [
                _one(total, name, question.endpoint)
                for total, name in zip((answer.total, *answer.more), question.metrics, strict=True)
            ]
        )
    kind = FIGURE[question.figure].kind if question.figure else ""
    if kind == "scenario":
        return scenario_number(answer)
    if kind == "count" and answer.total is not None:
        return f"{numbers.quantity(answer.total.quantity, answer.things)} used"
    if answer.ratio is not None:
        text = ratio_text(answer.ratio, answer.total, answer)
        return f"{text} of the {_is(question.metric)}" if kind == "share" else f"{text} {_after(question.figure)}"
    if kind == "extreme" and len(answer.lines) == 1:
        label = ", ".join(line_labels(answer, names)[0])
        size = _one(answer.lines[0].amount, question.metric, question.endpoint)
        return f"{_before(question.figure)}: {label}, {size}"
    return ""


def _is(metric: str) -> str:
    """`cost is`, `tokens are`, before `in checkout-prod`."""
    unit = METRIC[metric].unit
    named = f"{metric} tokens" if unit == "token" and metric != "tokens" else metric
    return f"{named} {'is' if unit == 'nanodollar' else 'are'}"


def _one(total: Amount | None, metric: str, endpoint: str) -> str:
    unit = METRIC[metric].unit
    kind = TEXT_ONLY if metric == "requests" and endpoint in ("", COMPLETIONS.name) else ""
    return f"{numbers.amount(total, unit)}{'' if unit != 'token' or metric == 'tokens' else f' {metric}'}{kind}"


def _after(figure: str) -> str:
    """`a day on average`, `per day in the middle`, `per request`."""
    if figure.startswith("average"):
        unit = figure.removeprefix("average per ")
        return f"{'an' if unit == 'hour' else 'a'} {unit} on average"
    return f"{figure.removeprefix('median ')}, the median" if figure.startswith("median") else figure_name(figure)


def _before(figure: str) -> str:
    words = {"max": "Highest", "min": "Lowest", "busiest": "Busiest", "quietest": "Quietest"}
    first, _, rest = figure.partition(" ")
    return f"{words[first]} {rest.removeprefix('per ')}"


def divided_text(answer: Answer) -> str:
    """`≈ $42.10 over 3,400 requests.`: what was divided, and by what."""
    ratio = answer.ratio
    if answer.beside:
        return scenario_rest(answer)
    if ratio is None or answer.total is None:
        return ""
    amount = numbers.amount(answer.total, METRIC[answer.question.metric].unit)
    if answer.question.figure == "share":
        return f"{amount} of {numbers.quantity(ratio.of, METRIC[answer.question.metric].unit)}."
    if answer.question.figure == "cache hit rate":
        cached, whole = (numbers.count(one) for one in (answer.total.quantity, ratio.of))
        return f"{cached} of {whole} input tokens came from the cache."
    if ratio.metric in METRIC:
        of = " of input" if ratio.metric == "input" else ""
        kind = "" if ratio.metric != "requests" else TEXT_ONLY if answer.question.endpoint else " of all kinds"
        return f"{amount} over {numbers.quantity(ratio.of, METRIC[ratio.metric].unit)}{of}{kind}."
    times = f", times {FIGURE[ANNUALISED].scale}" if answer.question.figure == ANNUALISED else ""
    return f"{amount} over {numbers.plural(ratio.of, ratio.metric.removesuffix('s'))}{times}."


def figure_head(answer: Answer) -> tuple[str, ...]:
    """The columns beside the names and the amount."""
    question = answer.question
    if question.metrics:
        return tuple(title(name) for name in question.metrics[1:])
    if answer.beside:
        return tuple(title(name) for name in answer.beside)
    if answer.ratio is None:
        return ()
    return (title(answer.ratio.metric), figure_name(question.figure).capitalize())


def figure_cells(answer: Answer, line: AnswerLine) -> tuple[Cell, ...]:
    if answer.more:
        names = answer.question.metrics[1:] or (answer.question.metric,) * len(answer.more)
        units = [METRIC[name].unit for name in names]
        more = line.more or (None,) * len(units)
        return tuple(
            Cell(numbers.amount(one, unit), one.quantity if one else 0) for one, unit in zip(more, units, strict=True)
        )
    if answer.ratio is None:
        return ()
    if line.ratio is None:  # of a row that puts others together, whose figures do not add up
        return (Cell("-"), Cell("-"))
    ratio = line.ratio
    of = numbers.quantity(ratio.of, METRIC[ratio.metric].unit) if ratio.metric in METRIC else numbers.count(ratio.of)
    drawn = float(ratio.value) if ratio.value is not None else 0
    rest = f" + {numbers.NO_PRICE}" if is_partly_priced(line) else ""  # then the figure is too low, as its amount is
    return (Cell(of, ratio.of), Cell(f"{ratio_text(ratio, line.amount, answer)}{rest}", round(drawn, 6)))


def of_parts(answer: Answer) -> bool:
    """Whether the lines are parts of one whole, so that shares and a largest part say something."""
    figure = answer.question.figure
    return not answer.question.metrics and figure in ("", "cumulative") and not answer.things
