"""What a running bot says of itself, and who must be left alone."""

import fcntl
import json
import os
import socket
import threading
from contextlib import contextmanager
from copy import deepcopy
from io import StringIO

import pytest

from doctorkit import START, config
from steadymesh import __version__
from steadymesh.clock import SystemClock
from steadymesh.doctor import checkup, running
from steadymesh.doctor.answer import Answer
from steadymesh.errors import ControlError, NotRunningError
from steadymesh.words import LANGUAGES

STATUS = {
    "version": __version__, "pid": 1, "uptime_s": 100_000.0,
    "link": {
        "state": "ready", "target": "tcp://192.168.1.38:4403", "address": "192.168.1.38:4403",
        "since": "2026-11-23T09:00:00Z", "lost_since": None, "last_probe_s": 0.042, "losses": {}, "noticed": {},
        "drops": {}, "attempt": 0, "next_attempt_s": None, "reconnections_today": 0, "last_reason": "",
    },
    "radio": {
        "firmware": "2.7.26.54e0d8d", "hw_model": "HELTEC_V3", "pio_env": "heltec-v3", "has_wifi": True,
        "role": "CLIENT", "region": "EU_868", "modem_preset": "LONG_FAST", "use_preset": True, "hop_limit": 3,
        "tx_enabled": True, "is_managed": False, "has_private_key": True, "nodes": 42,
        "telemetry": {"channel_utilization_percent": 3.0, "air_util_tx_percent": 0.4},
        "channels": [{"index": 0, "name": "", "role": "PRIMARY"}],
    },
    "keys": {"known": 40, "held": 38, "sync": {"complete": 12, "skipped": 3, "failed": 0}},
    "store": {"failing": "", "waiting": 2, "dropped": 0},
    "pulse": {"worst_lag_s": 0.01}, "log": {"dropped": 0},
}  # fmt: skip


def with_(**changes):
    """The status with some of its leaves changed: `link__state="yielded"`."""
    status = deepcopy(STATUS)
    for path, value in changes.items():
        *parts, last = path.split("__")
        branch = status
        for part in parts:
            branch = branch[part]
        branch[last] = value
    return status


def report(status):
    return {f"{one.check}-{one.what}": one for one in running.report(Answer(status), START)}


def bad(status):
    return [name for name, one in report(status).items() if one.level.value in ("warning", "problem")]


def test_a_healthy_bot_gives_no_warning():
    found = report(STATUS)
    assert list(found) == ["link-ready", "probe-remembered", "losses-none", "key-sync-works", "store-writes"]
    assert found["link-ready"].sentence("en") == "Link READY on 192.168.1.38:4403, for 1h."
    assert found["probe-remembered"].facts["milliseconds"] == 42


@pytest.mark.parametrize(
    ("changes", "name", "part"),
    [
        ({"link__state": "yielded", "link__next_attempt_s": 90.0}, "link-yielded", "1m30s"),
        ({"link__state": "released", "link__next_attempt_s": 600.0}, "link-released", "10m"),
        (
            {"link__state": "waiting", "link__lost_since": "2026-11-23T09:58:00Z", "link__last_reason": "probe"},
            "link-away",
            "away for 2m, attempt 0; lost because the radio stopped answering",
        ),
        ({"link__state": "connecting", "link__attempt": 4}, "link-never", "attempt 4"),
        ({"link__losses": {"closed": 3, "probe": 1}}, None, ""),
        ({"link__losses": {"closed": 30, "probe": 1}}, "losses-often", "closed: 30, no answer: 1, other: 0"),
        ({"link__noticed": {"contended": 2}}, "other-client-contended", "2 times"),
        ({"link__noticed": {"proxy-suspected": 1}}, "proxy-suspected", "in between"),
        ({"link__noticed": {"rebooted": 1}}, "reboots-seen", "once"),
        ({"keys__sync__failed": 2}, "key-sync-failed", "2 failed, 12 complete"),
        ({"store__failing": "full"}, "store-failing", "(the disk is full)"),
        ({"store__failing": "hanging"}, "store-failing", "(the disk does not answer)"),
        ({"store__dropped": 9}, "store-dropped", "9 states"),
        ({"pulse__worst_lag_s": 2.25}, "loop-lagged", "2.2 s late"),
        ({"log__dropped": 7}, "log-dropped", "7 lines"),
    ],
)
def test_each_trouble_of_a_running_bot_is_one_line(changes, name, part):
    assert bad(with_(**changes)) == ([name] if name else [])
    if name:
        assert part in report(with_(**changes))[name].sentence("en")


def test_a_bot_that_has_just_started_is_no_problem():
    assert "link-starting" in report(with_(link__state="connecting", uptime_s=5.0))
    assert bad(with_(link__state="connecting", uptime_s=5.0)) == []


def test_the_remedy_of_many_losses_follows_their_reason():
    remedies = {
        reason: report(with_(link__losses={reason: 30}))["losses-often"].remedy("en")
        for reason in ("closed", "probe", "handshake")
    }
    assert "another client" in remedies["closed"]
    assert "Wi-Fi" in remedies["probe"]
    assert len(set(remedies.values())) == 3


@pytest.mark.parametrize(
    "status", [{}, [], None, "x", {"link": 3, "radio": {"channels": [1, {}]}, "keys": {"sync": []}}]
)
def test_a_status_of_another_version_is_read_as_far_as_it_goes(status):
    for language in LANGUAGES:
        for finding in report(status).values():
            assert finding.sentence(language)
    subject = Answer(status).subject()
    assert subject is None or subject.has_private_key is None


def test_the_radio_is_known_as_the_bot_knows_it():
    subject = Answer(STATUS).subject()
    assert subject.info.firmware_version == (2, 7, 26)
    assert (subject.nodes, subject.has_private_key) == (42, True)
    assert subject.telemetry.air_util_tx_percent == 0.4


# --- who runs -----------------------------------------------------------------------------------


def names(process):
    return [f"{one.check}-{one.what}" for one in process.findings]


def answering(status):
    def ask(path, op, args, timeout_s):
        assert (path.name, op, args) == ("control.sock", "status", None)
        assert timeout_s <= 3
        return status

    return ask


def raising(error):
    def ask(*_args):
        raise error

    return ask


def test_a_bot_that_runs_is_left_alone():
    process = running.look(config("link.node=192.168.1.38"), ask=answering(STATUS))
    assert names(process) == ["process-runs"]
    assert not process.may_connect


def test_a_bot_that_serves_another_radio_is_left_alone_and_told():
    process = running.look(config("link.node=192.168.1.39"), ask=answering(STATUS))
    assert names(process) == ["process-runs", "process-other-radio"]
    assert not process.may_connect


def test_a_bot_of_another_version_is_told():
    assert names(running.look(config(), ask=answering(with_(version="9.9.9")))) == [
        "process-runs",
        "process-other-version",
    ]


def test_nobody_who_runs_means_that_we_may_connect(tmp_path):
    process = running.look(config(f"state_dir={tmp_path}"))
    assert names(process) == ["process-none"]
    assert process.may_connect
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_somebody_holds_is_respected(tmp_path):
    lock = tmp_path / "steadymesh.lock"
    lock.write_text("1\n")
    descriptor = os.open(lock, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    process = running.look(config(f"state_dir={tmp_path}"))
    os.close(descriptor)
    assert names(process) == ["process-mute"]
    assert not process.may_connect
    assert running.look(config(f"state_dir={tmp_path}")).may_connect


def test_a_bot_that_does_not_answer_is_left_alone(tmp_path):
    (tmp_path / "control.sock").touch()
    process = running.look(config(f"state_dir={tmp_path}"), ask=raising(ControlError("It does not answer.")))
    assert names(process) == ["process-stuck"]
    assert not process.may_connect


def test_a_socket_of_somebody_elses_is_left_alone(tmp_path):
    process = running.look(config(f"state_dir={tmp_path}"), ask=raising(ControlError("It belongs to somebody else.")))
    assert names(process) == ["process-foreign"]
    assert not process.may_connect


def test_a_service_on_another_state_directory_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "running_service", lambda: tmp_path)
    process = running.look(config(f"state_dir={tmp_path}"), ask=raising(NotRunningError("No.")))
    assert names(process) == ["process-service"]
    assert process.may_connect


# --- the whole way, over a real control socket --------------------------------------------------


@contextmanager
def control_socket(path, status):
    """A process that answers one request."""

    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(1 << 16)
            connection.sendall(json.dumps({"ok": True, "result": status}).encode() + b"\n")

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        thread.join(5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_running_bot_is_asked_and_the_radio_never_touched(tmp_path, monkeypatch, language):
    async def touched(*_args, **_kwargs):
        raise AssertionError("the radio was touched")

    monkeypatch.setattr(checkup, "examine", touched)
    out = StringIO()
    since = SystemClock().at().isoformat()
    with control_socket(tmp_path / "control.sock", with_(pid=os.getpid(), link__since=since)):
        tmp_path.chmod(0o700)
        settings = config(f"state_dir={tmp_path}", "link.node=192.168.1.38", f"language={language}")
        assert checkup.run(settings, json=True, out=out) == 0
    document = json.loads(out.getvalue())
    checks = [row["id"] for row in document["checks"]]
    expected = [
        "process",
        "configuration",
        "link",
        "probe",
        "losses",
        "key-sync",
        "store",
        "firmware",
        "region",
        "state",
    ]
    assert [one for one in expected if one not in checks] == []
    assert "database" not in checks, "a running bot has it open"
    assert document["problems"] == 0
    assert "192.168.1.38:4403" in json.dumps(document)
