"""The dashboard and the alert rules name metrics and labels that exist."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from steadymesh.model import LinkState
from steadymesh.web.counting import COMMAND_OUTCOMES, REASONS, SYNC_OUTCOMES
from steadymesh.web.metrics import METRICS, Kind

ROOT = Path(__file__).parents[2]
RULES = ROOT / "contrib" / "prometheus" / "alerts.yml"
DASHBOARD = ROOT / "contrib" / "grafana" / "steadymesh.json"

PROCESS = {"process_resident_memory_bytes": (), "process_cpu_seconds_total": (), "process_start_time_seconds": ()}
"""What prometheus-client tells of the process."""

VALUES = {
    "state": {state.value for state in LinkState},
    "reason": set(REASONS),
    "outcome": {*COMMAND_OUTCOMES, *SYNC_OUTCOMES, "acknowledged", "relayed", "refused", "expired"},
}
SELECTOR = re.compile(r"steadymesh_([a-z0-9_]+)(?:\{([^}]*)\})?")


def series() -> dict[str, tuple[str, ...]]:
    """Return every name that can be asked for, with its labels."""
    found = dict(PROCESS)
    for metric in METRICS:
        match metric.kind:
            case Kind.COUNTER:
                found[f"{metric.name}_total"] = metric.labels
            case Kind.HISTOGRAM:
                found |= {f"{metric.name}_{end}": ("le",) for end in ("bucket", "sum", "count")}
            case Kind.GAUGE:
                found[metric.name] = metric.labels
    return found


def rules() -> list[dict]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def panels() -> list[dict]:
    return json.loads(DASHBOARD.read_text())["panels"]


def expressions() -> list[str]:
    return [rule["expr"] for rule in rules()] + [one["expr"] for panel in panels() for one in panel.get("targets", ())]


@pytest.mark.parametrize("expression", expressions())
def test_every_metric_and_label_that_is_asked_for_exists(expression):
    known = series()
    named = SELECTOR.findall(expression)
    assert named or expression.startswith("up{")
    for name, labels in named:
        assert name in known, name
        for label, _, value in re.findall(r'([a-z_]+)(=~|!=|=)"([^"]*)"', labels):
            assert label in (*known[name], "instance"), (name, label)
            if label in VALUES:
                assert set(value.split("|")) <= VALUES[label], (name, value)
    for labels in re.findall(r"by \(([^)]*)\)", expression):
        allowed = {label for name, _ in named for label in known[name]} | {"instance"}
        assert set(labels.replace(" ", "").split(",")) <= allowed


def test_every_legend_names_a_label_that_its_series_have():
    known = series()
    for panel in panels():
        for one in panel.get("targets", ()):
            labels = {label for name, _ in SELECTOR.findall(one["expr"]) for label in known[name]}
            assert set(re.findall(r"\{\{(\w+)\}\}", one["legendFormat"])) <= labels, panel["title"]


def test_panels_have_places_of_their_own():
    taken = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    assert len({panel["id"] for panel in panels()}) == len(panels())


def test_every_rule_says_what_is_wrong():
    for rule in rules():
        assert rule["alert"].startswith("Steadymesh")
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert rule["annotations"]["summary"].endswith(".")
    assert len({rule["alert"] for rule in rules()}) == len(rules())


@pytest.mark.real
@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not here (Debian's package prometheus)")
def test_prometheus_own_tool_takes_the_rules():
    done = subprocess.run(
        ["promtool", "check", "rules", str(RULES)], check=False, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stdout + done.stderr
