"""What came of a restoration, and how it and its plan are told to the command line: plain data without a secret."""

from __future__ import annotations

from dataclasses import dataclass

from steadymesh.app.identityplan import Fact, Plan, Step, number_after
from steadymesh.ids import format_node_num
from steadymesh.model import RadioInfo
from steadymesh.model.identity import Identity
from steadymesh.words import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEnd:
    """What became of one step."""

    step: Step
    state: str
    """`done`, `failed`, or `left` (never begun)."""
    came: str = ""
    """Of one that was saved, as read back: `same`, `adjusted` or `other`; empty: not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a restoration."""

    outcome: str
    """`restored`; `different`: saved, and the radio does not have all of it; `unread`: saved, and it could not be read
    back; `failed`: nothing was saved."""
    steps: tuple[StepEnd, ...]
    plan: Plan
    before: str
    """The radio's number before, as `!hex`."""
    after: str = ""
    """Its number now; empty: not read."""
    reason: str = ""
    """Of `failed`: what the radio said, such as `NOT_AUTHORIZED`; `silent`, `link-lost`. Of `unread`: why."""
    was_dropped: bool = False
    """Of `failed`: the radio was restarted, and has its former settings again. False: it has to be, by hand."""


def row_of(step: Step) -> dict[str, Fact]:
    """Return a step as JSON has it."""
    return {"step": step.what, **step.facts}


def as_dict(report: Report) -> dict[str, object]:
    """Return a report as JSON has it: no secret in it."""
    return {
        "outcome": report.outcome,
        "before": report.before,
        "after": report.after,
        "reason": report.reason,
        "was_dropped": report.was_dropped,
        "steps": [{**row_of(end.step), "state": end.state, "came": end.came} for end in report.steps],
        "notes": [{"note": note.what, **note.facts} for note in report.plan.notes],
    }


def plan_as_dict(identity: Identity, info: RadioInfo, planned: Plan) -> dict[str, object]:
    """Return a plan as JSON has it: no secret in it."""
    return {
        "outcome": "planned",
        "node": format_node_num(info.num),
        "name": clean(info.node.long_name),
        "hw_model": info.hw_model,
        "firmware": info.firmware,
        "after": format_node_num(number_after(identity, info)),
        "fingerprint": identity.public_key.fingerprint,
        "steps": [row_of(step) for step in planned.steps],
        "notes": [{"note": note.what, **note.facts} for note in planned.notes],
    }
