"""Every path that the simulated OpenAI answers, each with the scope that it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.core.catalogue import ENDPOINTS
from bot.demo.company import Company, Project
from bot.demo.openai import lists
from bot.demo.openai.access import NAMES, USAGE, admit
from bot.demo.openai.pages import Pages
from bot.demo.openai.parameters import Pairs, read_parameters
from bot.demo.openai.refusal import Refusal

Json = dict[str, Any]
BASE = "/v1/organization/"
BY_PATH = {endpoint.path: endpoint for endpoint in ENDPOINTS}


class Organisation:
    """Answers one request at a time from the company's facts. Raises Refusal where OpenAI would refuse."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.pages = Pages(company)

    def answer(self, path: str, pairs: Pairs, authorization: str, now: datetime) -> Json:
        if not path.startswith(BASE):
            raise Refusal(404, f"Invalid URL (GET {path})")
        rest = path.removeprefix(BASE)
        if spec := BY_PATH.get(rest):
            admit(authorization, USAGE)
            return self.pages.page(spec, read_parameters(spec, pairs, now))
        admit(authorization, NAMES)
        parts = rest.split("/")
        answer = self._of_project(parts[1:], pairs) if parts[0] == "projects" else self._of_all(rest, pairs)
        if answer is None:
            raise Refusal(404, f"Invalid URL (GET {path})")
        return answer

    def _of_all(self, path: str, pairs: Pairs) -> Json | None:
        company = self.company
        lists_of_all: dict[str, Callable[[], Json]] = {
            "users": lambda: lists.users(company, pairs),
            "admin_api_keys": lambda: lists.admin_keys(company, pairs),
            "spend_alerts": lambda: lists.spend_alerts(company.spend_alerts, "", pairs),
            "spend_limit": lambda: lists.spend_limit(company.spend_limits, ""),
        }
        return lists_of_all[path]() if path in lists_of_all else None

    def _of_project(self, parts: list[str], pairs: Pairs) -> Json | None:
        if not parts:
            return lists.projects(self.company, pairs)
        project = self._project(parts[0])
        match parts[1:]:
            case []:
                return lists.project_json(project)
            case ["api_keys"]:
                return lists.keys(self.company, project.id, pairs)
            case ["api_keys", id]:
                return self._key(project, id)
            case ["service_accounts"]:
                return lists.service_accounts(self.company, project.id, pairs)
            case ["spend_alerts"]:
                return lists.spend_alerts(self.company.spend_alerts, project.id, pairs)
            case ["spend_limit"]:
                return lists.spend_limit(self.company.spend_limits, project.id)
        return None

    def _project(self, id: str) -> Project:
        for project in self.company.projects:
            if project.id == id:
                return project
        raise Refusal(404, f"Project {id} not found.")

    def _key(self, project: Project, id: str) -> Json:
        for key in self.company.keys:
            if key.id == id and key.project == project.id and not key.deleted:
                return lists.key_json(self.company, key)
        raise Refusal(404, f"API key {id} not found.")
