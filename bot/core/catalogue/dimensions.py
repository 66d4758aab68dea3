"""What rows can be grouped by."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.catalogue.words import listed


@dataclass(frozen=True, slots=True)
class Dimension:
    """
    `name` is the person's word and our JSON's; `field` and `filter` are the API's.

    `shy` words are plain English too: they mean the dimension only after `by`, `per`, `top` or `which`.
    """

    name: str
    field: str
    filter: str
    words: tuple[str, ...] = ()
    shy: tuple[str, ...] = ()
    named: bool = False  # its values are ids that have names to look up


DIMENSIONS = (
    Dimension(
        "project",
        "project_id",
        "project_ids",
        listed("projects, proj, apps, projs, prj, services, applications"),
        shy=listed("app, service, application"),
        named=True,
    ),
    Dimension(
        "team",
        "",  # ours: teams.toml says which projects, keys and users make one
        "",
        listed(
            """
            teams, cost center, cost centers, cost centre, cost centres, squad, squads, department, departments, dept,
            depts
            """
        ),
        named=True,
    ),
    Dimension(
        "user",
        "user_id",
        "user_ids",
        listed(
            """
            users, spender, spenders, members, engineers, developers, devs, owners, employees, colleagues, coworkers,
            contributors, team members, team member
            """
        ),
        shy=listed(
            "head, capita, person, people, who, member, engineer, developer, dev, owner, employee, colleague, staff"
        ),
        named=True,
    ),
    Dimension(
        "key",
        "api_key_id",
        "api_key_ids",
        listed(
            "callers, caller, consumers, consumer, keys, apikey, "
            "api-key, token-key, apikeys, api key, api keys, token key"
        ),
        named=True,
    ),
    Dimension(
        "model",
        "model",
        "models",
        listed("models, mdl, modl, llm, llms"),
    ),
    Dimension(
        "batch",
        "batch",
        "batch",
        listed("batches, batch status"),
        shy=listed("batch"),
    ),
    Dimension(
        "tier",
        "service_tier",
        "",
        listed("tiers, service-tier, service_tier, service tier, service tiers, processing tier"),
    ),
    Dimension(
        "source",
        "source",
        "sources",
        listed("image source, image sources"),
        shy=listed("source, sources"),
    ),
    Dimension(
        "size",
        "size",
        "sizes",
        listed("image size, image sizes"),
        shy=listed("size, sizes"),
    ),
    Dimension(
        "store",
        "vector_store_id",
        "vector_store_ids",
        listed("vector-store, vector-stores"),
        shy=listed("store, vector store, vector stores"),
    ),
    Dimension(
        "context",
        "context_level",
        "context_levels",
        listed("context-level, context level, context levels, context size"),
        shy=listed("context"),
    ),
    Dimension(
        "item",
        "line_item",
        "",
        listed("line-item, line-items, line_item, lineitem, line item, line items, lineitems"),
        shy=listed("item, items"),
    ),
    Dimension(
        "api_source",
        "api_source",
        "api_sources",
        listed("api source, api sources, api-source, api-sources, source of api"),
    ),
)
DIMENSION = {dimension.name: dimension for dimension in DIMENSIONS}
