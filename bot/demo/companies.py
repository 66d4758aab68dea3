"""The invented companies: the shop of the playground, and smaller and larger ones for tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from string import ascii_letters, digits
from zlib import crc32

from bot.core.periods import HOUR, Width, floor, utc_day
from bot.demo import shop as lines
from bot.demo.billing import Extra
from bot.demo.company import Company, Key, Limit, Person, Project
from bot.demo.facts import METERS, Runaway, World
from bot.demo.workload import Stream, noise

SEED = 7
ORGANISATION = "org-TidewaterOutfitters"
FOUNDED = utc_day(date(2024, 6, 3))
LETTERS = digits + ascii_letters
RUNAWAY = "ci-agents"
LARGE_MODELS = tuple(
    model for model, _, _ in (lines.MINI, lines.GPT_5, lines.NANO, lines.GPT_4O_MINI, lines.GPT_41, lines.GPT_4O)
)
VARIANTS = (("true", "default"), ("false", "flex"), ("false", "priority"))
LARGE_PROFILES = ("office", "shop", "always", "spread", "builds")


def shop(now: datetime, *, seed: int = SEED, lag: bool = True) -> Company:
    """
    The playground's company: 8 projects, more than a dozen models, and a key that has been running away for two hours.
    """
    uses = (*lines.USES, *lines.newcomers(now.date()))
    company = _staffed(lines.KEYS, World(seed, _runaway(seed, now), lag), uses)
    return _beside(company, now)


def one(*, seed: int = SEED, lag: bool = True) -> Company:
    """One project with two keys."""
    return _staffed([line for line in lines.KEYS if line.project == "checkout-prod"], World(seed, None, lag))


def tiny(*, seed: int = SEED, lag: bool = True) -> Company:
    """Two projects with one key each."""
    return _staffed([line for line in lines.KEYS if line.label in ("fraud-check", "pr-review")], World(seed, None, lag))


def empty(*, seed: int = SEED) -> Company:
    """An organisation that was opened and never used."""
    return _staffed([], World(seed))


def huge(
    projects: int = 2000, keys: int = 5, models: int = 4, variants: int = 56, *, seed: int = SEED, lag: bool = False
) -> Company:
    """
    As large as OpenAI allows: about `projects × keys × models × (100 + variants) %` rows a UTC day.

    `variants` is how many more rows a hundred uses have, by batch and on other tiers; 300 at most.
    """
    owners = [
        Person(_id("user-", seed, f"person {n}"), f"Person {n}", f"person{n}@example.com", FOUNDED) for n in range(50)
    ]
    made = [Project(_id("proj_", seed, f"project {n}"), f"project-{n:04}", FOUNDED) for n in range(projects)]
    staff = [
        Key(_id("key_", seed, f"{project.name} {n}"), project.id, f"{project.name}-{n}", owners[n % 50].id, FOUNDED)
        for project in made
        for n in range(keys)
    ]
    plan = partial(_large_streams, staff, models, variants)
    return Company(ORGANISATION, World(seed, None, lag), tuple(made), tuple(owners), tuple(staff), plan=plan)


def _large_streams(keys: Iterable[Key], models: int, variants: int) -> Iterator[Stream]:
    number = 0
    for key in keys:
        for _ in range(models):
            number += 1
            model = LARGE_MODELS[number % len(LARGE_MODELS)]
            more = variants // 100 + (noise(number) % 100 < variants % 100)
            parts = (400_000 + number % 977 * 1000, number % 613 * 1000, 0, 0, 0, 0, 0, 250_000, 0, 0)
            profile = LARGE_PROFILES[number % len(LARGE_PROFILES)]
            for kind in range(1 + more):
                batch, tier = VARIANTS[(kind + number) % len(VARIANTS)] if kind else ("false", "default")
                who = (key.project, key.owner, key.id, model, batch, tier)
                yield Stream(4 * number + kind, "completions", who, profile, 20 + number % 400, parts)


def _id(prefix: str, seed: int, name: str) -> str:
    bits = noise(seed, crc32(prefix.encode()), crc32(name.encode()))
    bits |= noise(bits) << 64
    return prefix + "".join(LETTERS[(bits >> 6 * place) % len(LETTERS)] for place in range(16))


def _runaway(seed: int, now: datetime) -> Runaway:
    return Runaway(_id("key_", seed, RUNAWAY), floor(now, Width.HOUR) - 2 * HOUR)


@dataclass(frozen=True)
class _Staff:
    """Everything that has an id, by the names that the rows of shop.py use."""

    projects: dict[str, Project]
    people: dict[str, Person]
    keys: dict[str, Key]

    def who(self, who: str) -> tuple[str, str, str] | None:
        """Project, user and key ids of a row; None when it is of another company."""
        if key := self.keys.get(who):
            return key.project, key.owner, key.id
        project, _, person = who.partition("/")
        if project not in self.projects:
            return None
        return self.projects[project].id, self.people[person].id if person else "", ""


def _staffed(keys: Iterable[lines.KeyLine], world: World, uses: Iterable[lines.Use] = lines.USES) -> Company:
    """The part of the shop that works with these keys."""
    staff = _staff(list(keys), world.seed)
    return Company(
        ORGANISATION,
        world,
        projects=tuple(staff.projects.values()),
        people=tuple(staff.people.values()),
        keys=tuple(staff.keys.values()),
        plan=partial(_shop_streams, staff, tuple(uses)),
    )


def _beside(company: Company, now: datetime) -> Company:
    """The company with its costs without usage, and with what it has set at OpenAI."""
    owner = company.person("Dana Ruiz")
    ids = {"": "", **{project.name: project.id for project in company.projects}}
    seed = company.world.seed
    return replace(
        company,
        admin_keys=_admin_keys(seed, owner, now),
        extras=tuple(Extra(number, ids[line.project], *line[1:]) for number, line in enumerate(lines.EXTRAS)),
        spend_alerts=tuple(_limit(seed, line, ids[line.project]) for line in lines.ALERTS),
        spend_limits=tuple(_limit(seed, line, ids[line.project]) for line in lines.LIMITS),
    )


def _limit(seed: int, line: lines.LimitLine, project: str) -> Limit:
    return Limit(_id("alert_", seed, str(line)), project, line.dollars * 100, line.status)


def _admin_keys(seed: int, owner: Person, now: datetime) -> tuple[Key, ...]:
    """One expires soon. The other is so old that it never expires and has no name."""
    soon = now + timedelta(days=11)
    return (
        Key(_id("key_", seed, "usage-bot"), "", "usage-bot", owner.id, FOUNDED, expires=soon),
        Key(_id("key_", seed, "finance"), "", None, owner.id, FOUNDED),
    )


def _staff(keys: list[lines.KeyLine], seed: int) -> _Staff:
    wanted = {line.project for line in keys}
    projects = {line.name: _project(seed, line) for line in lines.PROJECTS if line.name in wanted}
    people = {
        line.label: _person(seed, line, projects[line.project].id if line.project else "")
        for line in lines.PEOPLE
        if line.project in ("", *wanted)
    }
    made = {line.label: _key(seed, line, projects[line.project], people[line.owner]) for line in keys}
    return _Staff(projects, people, made)


def _project(seed: int, line: lines.ProjectLine) -> Project:
    archived = utc_day(line.archived) if line.archived else None
    return Project(_id("proj_", seed, line.name), line.name, utc_day(line.founded), archived, line.residency)


def _person(seed: int, line: lines.PersonLine, project: str) -> Person:
    return Person(
        _id("svc_acct_" if project else "user-", seed, line.label),
        line.label if line.named else None,
        None if project else f"{line.label.split()[0].lower()}@tidewater.example",
        FOUNDED,
        role="member" if project else "owner" if line.label == "Dana Ruiz" else "reader",
        project=project,
        removed=line.removed,
    )


def _key(seed: int, line: lines.KeyLine, project: Project, owner: Person) -> Key:
    return Key(
        _id("key_", seed, line.label),
        project.id,
        line.label if line.named else None,
        owner.id,
        project.created + timedelta(days=1),
        line.deleted,
        line.orphaned,
    )


def _shop_streams(staff: _Staff, uses: Iterable[lines.Use]) -> Iterator[Stream]:
    for number, use in enumerate(uses, start=1):
        if who := staff.who(use.who):
            key = who[:1] if use.endpoint in ("vector_stores", "code_interpreter") else (*who, *use.rest)
            parts = tuple(1000 * use.parts.get(part, 0) for part in METERS[use.endpoint].parts)
            days = use.since.toordinal(), use.until.toordinal()
            yield Stream(number, use.endpoint, key, use.profile, use.requests, parts, *days, use.late)
