"""Apprise itself, in its own process, against a server on this machine that is well, refuses, drips or never answers."""

from __future__ import annotations

import asyncio
import http.server
import json
import os
import socket
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from steadymesh.alerts.backlog import Taken, Verdict
from steadymesh.alerts.courier import AppriseCourier, Letter, Round
from steadymesh.alerts.options import AlertOptions
from steadymesh.alerts.services import services_of
from steadymesh.alerts.testing import tried

pytestmark = pytest.mark.real

MARKUP = "🔴 Ada <b>x</b> @everyone & *more*\nsecond line"
LETTERS = [Letter(title="Steadymesh", body=MARKUP, weight="warning"), Letter(title="T", body="two", weight="success")]


class Server:
    """Takes what is posted; what it does with it, the path says."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict]] = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                server.got.append((self.path, json.loads(body)))
                if "slow" in self.path:
                    time.sleep(0.5)
                self.send_response(int(self.path.rsplit("-", 1)[1]) if "-" in self.path else 200)
                self.end_headers()
                if "drip" in self.path:
                    for _ in range(100):
                        try:
                            self.wfile.write(b"x")
                            time.sleep(0.1)
                        except OSError:
                            return

            def log_message(self, *args):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.deaf = socket.create_server(("127.0.0.1", 0))
        with socket.create_server(("127.0.0.1", 0)) as closed:
            self.closed_port = closed.getsockname()[1]

    @property
    def here(self) -> str:
        return f"json://127.0.0.1:{self.http.server_port}"

    @property
    def deaf_here(self) -> str:
        return f"json://127.0.0.1:{self.deaf.getsockname()[1]}"


@contextmanager
def served():
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()
        server.deaf.close()
        thread.join()


async def carried(courier: AppriseCourier, *urls: str):
    found: dict[str, list[tuple[int, Verdict]]] = {}
    rounds = [Round(service=service, letters=LETTERS) for service in services_of(urls)]
    await courier.carry(rounds, lambda name, place, verdict: found.setdefault(name, []).append((place, verdict)))
    return list(found.values()) if len(urls) == 1 else found


def gone() -> None:
    for thread in threading.enumerate():
        if thread.name == "steadymesh-notifier":
            thread.join(10)


def children() -> list[bytes]:
    """Return the arguments and the environment of each process of ours."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if f"\nPPid:\t{os.getpid()}\n" in (one / "status").read_text():
                found.append((one / "cmdline").read_bytes() + (one / "environ").read_bytes())
        except OSError:
            continue
    return found


async def test_each_service_is_told_in_order_and_its_failure_is_named_for_what_it_is():
    with served() as server:
        found = await carried(
            AppriseCourier(deadline_s=20), f"{server.here}/ok", f"{server.here}/bad-500", f"{server.here}/slow",
            f"json://127.0.0.1:{server.closed_port}/", "nonsense://sesame", "tgram://sesame",
        )  # fmt: skip
        gone()
    taken = [(0, Verdict(taken=Taken.TAKEN)), (1, Verdict(taken=Taken.TAKEN))]
    assert found["webhook"] == taken
    assert found["webhook 2"] == [(0, Verdict(taken=Taken.REFUSED, status=500))]
    assert found["webhook 3"] == taken
    assert found["webhook 4"] == [(0, Verdict(taken=Taken.UNREACHABLE))]
    assert found["nonsense"] == found["telegram"] == [(0, Verdict(taken=Taken.UNUSABLE))]
    mine = [body for path, body in server.got if path == "/ok"]
    assert [(body["title"], body["message"], body["type"]) for body in mine] == [
        ("Steadymesh", MARKUP, "warning"),
        ("T", "two", "success"),
    ]


async def test_one_that_never_answers_and_one_that_drips_are_given_up_at_the_deadline_and_killed():
    with served() as server:
        began = time.monotonic()
        found = await carried(
            AppriseCourier(deadline_s=4), f"{server.deaf_here}/?rto=60", f"{server.here}/drip", f"{server.here}/ok"
        )
        seconds = time.monotonic() - began
        gone()
    late = [(0, Verdict(taken=Taken.LATE))]
    assert found["webhook"] == late
    assert found["webhook 2"] == late
    assert len(found["webhook 3"]) == 2
    assert seconds < 30


async def test_whoever_does_not_wait_leaves_no_process_behind():
    with served() as server:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await carried(AppriseCourier(), f"{server.deaf_here}/?rto=60")
        began = time.monotonic()
        gone()
        assert time.monotonic() - began < 5


async def test_a_child_that_can_not_begin_is_a_service_that_can_not_be_reached(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    assert await carried(AppriseCourier(), "json://127.0.0.1:1/") == [[(0, Verdict(taken=Taken.UNREACHABLE))]]
    gone()


async def test_a_child_that_does_not_load_in_time_is_late(monkeypatch, tmp_path):
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(slow))
    courier = AppriseCourier(deadline_s=0.2, start_s=0.3)
    assert await carried(courier, "json://127.0.0.1:1/") == [[(0, Verdict(taken=Taken.LATE))]]
    gone()


async def test_nothing_of_the_library_is_loaded_into_the_bot():
    with served() as server:
        answer = await tried(AppriseCourier(), AlertOptions(services=services_of([f"{server.here}/ok-404"])))
        gone()
    assert answer == [{"service": "webhook", "taken": "refused", "status": 404}]
    assert "apprise" not in sys.modules


async def test_an_address_is_in_no_argument_and_in_no_environment_of_the_child():
    with served() as server:
        found = []
        task = asyncio.ensure_future(carried(AppriseCourier(deadline_s=1), f"{server.deaf_here}/sesame?rto=60"))
        while not task.done():
            found += children()
            await asyncio.sleep(0.05)
        await task
        gone()
    assert any(b"steadymesh.alerts.sender" in one for one in found)
    assert not any(b"sesame" in one for one in found)
