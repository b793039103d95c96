"""The service manager's side of sd_notify, on real sockets."""

from __future__ import annotations

import os
import socket

import pytest
from structlog.testing import capture_logs

from steadymesh.alerts.service import READY, ServiceManager, watchdog_s


@pytest.fixture
def listener():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(2)
        yield listener


def test_states_arrive_at_a_socket_in_the_file_system(listener, tmp_path):
    listener.bind(str(tmp_path / "notify"))
    manager = ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    manager.notify(READY)
    manager.status("Prêt\nREADY=0")
    manager.close()
    assert listener.recv(1000) == b"READY=1"
    assert listener.recv(1000).decode() == "STATUS=Prêt�READY=0"  # one line: nobody smuggles a second state in


def test_states_arrive_at_an_abstract_socket(listener):
    listener.bind(f"\0steadymesh-test-{os.getpid()}")
    manager = ServiceManager({"NOTIFY_SOCKET": f"@steadymesh-test-{os.getpid()}"})
    manager.notify("WATCHDOG=1")
    manager.close()
    assert listener.recv(1000) == b"WATCHDOG=1"


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1234"}])
def test_without_a_service_manager_nothing_is_told(environ):
    manager = ServiceManager(environ)
    assert not manager.is_there
    manager.notify(READY)
    manager.close()


def test_a_service_manager_that_reads_nothing_holds_nobody_up(listener, tmp_path):
    listener.bind(str(tmp_path / "notify"))
    manager = ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    with capture_logs() as lines:
        for _ in range(2_000):
            manager.notify("WATCHDOG=1")
    manager.close()
    assert [one["log_level"] for one in lines if one["event"] == "service-manager-deaf"][:2] == ["warning", "debug"]


def test_a_service_manager_that_is_gone_is_no_error(tmp_path):
    manager = ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "nobody")})
    with capture_logs() as lines:
        manager.notify(READY)
    manager.close()
    assert lines[0]["event"] == "service-manager-deaf"


def test_the_watchdogs_time_is_read_for_this_process_only():
    pid = os.getpid()
    assert watchdog_s({"WATCHDOG_USEC": "30000000"}) == 30.0
    assert watchdog_s({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(pid)}) == 30.0
    assert watchdog_s({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(pid + 1)}) is None
    assert watchdog_s({"WATCHDOG_USEC": "0"}) is None
    assert watchdog_s({"WATCHDOG_USEC": "soon"}) is None
    assert watchdog_s({}) is None
