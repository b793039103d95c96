"""(j) HTTP: `/help` while 200 clients listen to the events, memory meanwhile, and idle with everything on."""

from __future__ import annotations

import re
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from bench.answer import at
from bench.process import BenchError, Child, RadioProcess, number
from bench.report import Better, Figure, Row
from bench.tell import resident_bytes

NAME: Final = "(j) web"
CLIENTS: Final = 200
SLOW: Final = 20
"""Of these: they read nothing until the end."""

EVENTS_PER_S: Final = 100.0
QUESTIONS: Final = 160
PER_S: Final = 4.0
PATIENCE_S: Final = 60.0
WARM_S: Final = 5.0
ANSWER_BAR_S: Final = 0.050
MEMORY_BAR_MB: Final = 120.0
GROWTH_BAR_MB: Final = 12.0
"""The ring's 2 MB, and for each slow client what waits to be taken from us; it grows no more when that is full."""


@contextmanager
def bot(radio: RadioProcess) -> Iterator[tuple[Child, int]]:
    """Yield a whole bot with everything on, and its HTTP port."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Child(
            *("-m", "steadymesh", "run", "--node", f"tcp://127.0.0.1:{radio.port}", "--state-dir", folder),
            *("--set", "web.listen=127.0.0.1:0", "--log-format", "json"),
            *("--set", "alerts.urls=json://127.0.0.1:9/nobody", "--set", "internet.enabled=true"),
            # What is measured is the bot, not what it leaves to others of the air.
            *("--set", "radio.text_gap=0", "--set", "delivery.hour_share=0.25", "--set", "delivery.duty_share=1"),
            name="steadymesh run",
        ) as child,
    ):
        radio.until("event", 30)
        end = time.monotonic() + 30
        while (found := re.search(r'"web-listening".*"127\.0\.0\.1:(\d+)"', child.log())) is None:
            if time.monotonic() > end:
                raise BenchError(f"HTTP is not served.\n{child.tail()}")
            time.sleep(0.05)
        yield child, int(found[1])


def scrape(port: int) -> tuple[float, int]:
    """Read the metrics once; return the seconds that took, and their size."""
    before = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        size = 0
        while data := line.recv(65_536):
            size += len(data)
    return time.monotonic() - before, size


def crowd() -> tuple[list[float], int, float, dict[str, float]]:
    """Return the answers' seconds, how many never came, by how many MB the bot grew, and what the clients tell."""
    with (
        RadioProcess(nodes=100) as radio,
        bot(radio) as (child, port),
        Child("-m", "bench.listeners", str(port), str(CLIENTS), str(SLOW), name="listeners") as listeners,
    ):
        listeners.until("listening", 30)
        scrape(port)
        time.sleep(WARM_S)
        before = resident_bytes(child.process.pid)
        radio.send(do="ask", said="/help", count=QUESTIONS, rate=PER_S, background=EVENTS_PER_S)
        told = radio.until("answers", QUESTIONS / PER_S + PATIENCE_S)
        grown = (resident_bytes(child.process.pid) - before) / 1e6
        listeners.send(do="end")
        heard = listeners.until("events", 30)
        seconds = told["answers"]
        assert isinstance(seconds, list)
        counts = {key: number(heard, key) for key in ("events", "told", "lost", "gaps")}
        return [float(value) for value in seconds], int(number(told, "unanswered")), grown, counts


def idle() -> tuple[float, float]:
    """Return the idle memory in MB with everything on, after two scrapes, and the seconds of the second."""
    with RadioProcess(nodes=100) as radio, bot(radio) as (child, port):
        time.sleep(WARM_S)
        scrape(port)
        seconds, _ = scrape(port)
        time.sleep(WARM_S)
        return resident_bytes(child.process.pid) / 1e6, seconds


def run() -> list[Row]:
    """Measure."""
    seconds, unanswered, grown, counts = crowd()
    memory, scraped = idle()
    rate = counts["events"] / (QUESTIONS / PER_S)
    if rate < EVENTS_PER_S * 0.9 or counts["gaps"]:
        raise BenchError(f"{rate:.0f} events/s reached a client that reads, with {counts['gaps']:.0f} gaps")
    among = f"/help while {CLIENTS} clients hear {EVENTS_PER_S:.0f} events/s"
    return [
        *(
            Row(
                bench=NAME,
                what=f"{among}: {name}",
                unit="s",
                ours=at(seconds, unanswered, share),
                bar=ANSWER_BAR_S if name == "p99" else None,
            )
            for name, share in (("median", 0.5), ("p99", 0.99))
        ),
        Row(bench=NAME, what="memory, grown meanwhile", unit="MB", ours=Figure(value=grown), bar=GROWTH_BAR_MB),
        Row(
            bench=NAME,
            what=f"clients that don't read, of {SLOW}: told of what they lost",
            unit="",
            ours=Figure(value=counts["told"]),
            better=Better.MORE,
            bar=SLOW,
            note=f"{counts['lost']:.0f} events in all",
        ),
        Row(
            bench=NAME,
            what="idle memory with HTTP, 100 nodes, after a scrape",
            unit="MB",
            ours=Figure(value=memory),
            bar=MEMORY_BAR_MB,
        ),
        Row(bench=NAME, what="a scrape of /metrics", unit="s", ours=Figure(value=scraped)),
    ]
