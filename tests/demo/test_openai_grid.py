"""Whatever is asked for which period, the simulated OpenAI's sums are those of the facts."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.catalogue import ENDPOINTS, Endpoint
from bot.core.periods import Period, Width, floor
from bot.core.usage.buckets import Filter, UsageQuery
from bot.demo.company import Company
from tests.demo.test_openai import client, read
from tests.moment import NOW
from tests.oracle import expected

LONGEST = {Width.MINUTE: 90, Width.HOUR: 30, Width.DAY: 9}


@st.composite
def queries(draw: st.DrawFn, company: Company) -> UsageQuery:
    spec = draw(st.sampled_from(ENDPOINTS))
    width = draw(st.sampled_from(sorted(spec.limits)))
    ago = draw(st.integers(0, 60 * 24 * 40))
    start = NOW - timedelta(minutes=ago + 1)
    if draw(st.booleans()):
        start = floor(start, width)
    end = floor(start, width) + draw(st.integers(1, LONGEST[width])) * width.span
    groups = draw(st.lists(st.sampled_from([name for name in spec.dimensions if _is_counted(name, spec)]), unique=True))
    return UsageQuery(spec.name, Period(start, end), width, tuple(groups), draw(filters(company, spec)))


def filters(company: Company, spec: Endpoint) -> st.SearchStrategy[tuple[Filter, ...]]:
    names = [name for name in spec.filters if _is_counted(name, spec)]
    values = {name: sorted({_value(s.key, spec, name) for s in company.of(spec.name)} - {""}) for name in names}
    one = st.sampled_from([name for name in names if values[name]]).flatmap(
        lambda name: st.lists(st.sampled_from(values[name]), min_size=1, max_size=3 if name != "batch" else 1).map(
            lambda chosen: (Filter(name, tuple(dict.fromkeys(chosen))),)
        )
    )
    return st.just(()) | one if any(values.values()) else st.just(())


def _is_counted(name: str, spec: Endpoint) -> bool:
    """The oracle knows the keys of the streams: nothing of where a call came from, nor of who is billed."""
    return name not in spec.asked_only and (spec.name != "costs" or name != "user")


def _value(key: tuple[str, ...], spec: Endpoint, name: str) -> str:
    if spec.name != "costs":
        return key[spec.dimensions.index(name)]
    return key[0] if name == "project" else key[2] if len(key) > 2 else ""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_sums_are_those_of_the_facts(company, simulator, data):
    query = data.draw(queries(company))
    with client(simulator) as openai:
        found = read(lambda path, **params: openai.get(f"organization/{path}", params=params), query)
    assert found == expected(company, query, NOW)
