"""Lists of things with a name or a limit, in OpenAI's shapes: projects, people, keys, spend alerts and limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.core.periods import to_unix
from bot.demo.company import Company, Key, Limit, Person, Project
from bot.demo.openai.access import ADMIN_KEY
from bot.demo.openai.parameters import Pairs, values
from bot.demo.openai.refusal import Refusal

Json = dict[str, Any]
MOST = 100
USUAL = 20
IN_USE = "usage-bot"  # the admin key of this name is the simulator's ADMIN_KEY


def listed(items: Iterable[Json], pairs: Pairs) -> Json:
    """One page of a list, from after the id that the caller saw last."""
    known = list(items)
    if _last(pairs, "order", "asc") == "desc":
        known.reverse()
    limit = _last(pairs, "limit", str(USUAL))
    if not limit.isdecimal() or not 1 <= int(limit) <= MOST:
        raise Refusal(400, f"Invalid limit provided: {limit}. Limit must be between 1 and {MOST}.", param="limit")
    start = 0
    if after := _last(pairs, "after", ""):
        ids = [item["id"] for item in known]
        if after not in ids:
            raise Refusal(400, f"No such object: '{after}'.", param="after")
        start = ids.index(after) + 1
    data = known[start : start + int(limit)]
    return {
        "object": "list",
        "data": data,
        "first_id": data[0]["id"] if data else None,
        "last_id": data[-1]["id"] if data else None,
        "has_more": start + len(data) < len(known),
    }


def _last(pairs: Pairs, name: str, default: str) -> str:
    return next((value for key, value in reversed(pairs) if key == name), default)


def projects(company: Company, pairs: Pairs) -> Json:
    everything = _last(pairs, "include_archived", "false") == "true"
    return listed((project_json(p) for p in company.projects if everything or not p.archived), pairs)


def project_json(project: Project) -> Json:
    return {
        "id": project.id,
        "object": "organization.project",
        "name": project.name,
        "created_at": to_unix(project.created),
        "archived_at": to_unix(project.archived) if project.archived else None,
        "status": "archived" if project.archived else "active",
        "residency": project.residency,
    }


def users(company: Company, pairs: Pairs) -> Json:
    wanted = values(pairs, "emails")
    members = [person for person in company.people if not person.removed]
    return listed((_user(person) for person in members if not wanted or person.email in wanted), pairs)


def _user(person: Person) -> Json:
    return {
        "object": "organization.user",
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "added_at": to_unix(person.created),
        "is_service_account": bool(person.project),
    }


def service_accounts(company: Company, project: str, pairs: Pairs) -> Json:
    return listed((_service_account(person) for person in company.people if person.project == project), pairs)


def _service_account(person: Person) -> Json:
    return {
        "object": "organization.project.service_account",
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "created_at": to_unix(person.created),
    }


def keys(company: Company, project: str, pairs: Pairs) -> Json:
    """Without `owner_project_access=any` the keys of people who left the project are not shown."""
    everything = _last(pairs, "owner_project_access", "active") == "any"
    found = [key for key in company.keys if key.project == project and not key.deleted]
    return listed((key_json(company, key) for key in found if everything or not key.orphaned), pairs)


def key_json(company: Company, key: Key) -> Json:
    owner = next(person for person in company.people if person.id == key.owner)
    kind = "service_account" if owner.project else "user"
    described = {"id": owner.id, "name": owner.name, "created_at": to_unix(owner.created), "role": owner.role}
    if owner.email:
        described["email"] = owner.email
    return {
        "object": "organization.project.api_key",
        "id": key.id,
        "name": key.name,
        "redacted_value": f"sk-proj-****{key.id[-4:]}",
        "created_at": to_unix(key.created),
        "last_used_at": None,
        "owner_project_access": "inactive" if key.orphaned else "active",
        "owner": {"type": kind, kind: described},
    }


def admin_keys(company: Company, pairs: Pairs) -> Json:
    return listed((_admin_key(company, key) for key in company.admin_keys), pairs)


def _admin_key(company: Company, key: Key) -> Json:
    owner = next(person for person in company.people if person.id == key.owner)
    return {
        "object": "organization.admin_api_key",
        "id": key.id,
        "name": key.name,
        "redacted_value": f"sk-admin-****{(ADMIN_KEY if key.name == IN_USE else key.id)[-4:]}",
        "created_at": to_unix(key.created),
        "expires_at": to_unix(key.expires) if key.expires else None,
        "last_used_at": None,
        "owner": {
            "type": "user",
            "object": "organization.user",
            "id": owner.id,
            "name": owner.name,
            "created_at": to_unix(owner.created),
            "role": owner.role,
        },
    }


def spend_alerts(limits: Sequence[Limit], project: str, pairs: Pairs) -> Json:
    return listed((spend_alert(limit) for limit in limits if limit.project == project), pairs)


def spend_alert(limit: Limit) -> Json:
    return {
        "id": limit.id,
        "object": "project.spend_alert" if limit.project else "organization.spend_alert",
        "threshold_amount": limit.cents,
        "currency": "USD",
        "interval": "month",
        "notification_channel": {"type": "email", "recipients": ["finance@tidewater.example"], "subject_prefix": None},
    }


def spend_limit(limits: Sequence[Limit], project: str) -> Json:
    for limit in limits:
        if limit.project == project:
            return {
                "object": "project.spend_limit" if project else "organization.spend_limit",
                "threshold_amount": limit.cents,
                "currency": "USD",
                "interval": "month",
                "enforcement": {"status": limit.status},
            }
    raise Refusal(404, "No spend limit is set.")
