"""The log: what a line looks like, what may not stand in it, and that nobody ever waits for whoever reads it."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import structlog

from steadymesh.app.logs import LogLine, Logs, as_json, as_text, set_up
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import LinkState, Node, PrivateKey, RadioInfo

AT = datetime(2026, 3, 1, 12, 30, 15, 123_456, tzinfo=UTC)
KEY = PublicKey(bytes(range(1, 33)))


class Pipe:
    """A pipe whose reading end is ours."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        self._open = [self.reader, self.writer]

    def close(self, fd: int) -> None:
        os.close(fd)
        self._open.remove(fd)

    def lines(self) -> list[str]:
        return os.read(self.reader, 1 << 20).decode().splitlines()

    def end(self) -> None:
        for fd in list(self._open):
            self.close(fd)


@pytest.fixture
def pipe():
    pipe = Pipe()
    yield pipe
    pipe.end()


@contextmanager
def logs_into(pipe: Pipe, **options) -> Logs:
    with set_up(at=lambda: AT, fd=pipe.writer, **options) as logs:
        yield logs


def line(event: str, level: str = "info", **fields) -> LogLine:
    return LogLine(at=AT, level=level, event=event, room="link", fields=fields)


def test_json_line_has_time_level_event_room_then_fields():
    raw = as_json(line("link-waiting", delay_s=1.5, attempt=2))
    assert raw == (
        b'{"ts":"2026-03-01T12:30:15.123Z","level":"info","event":"link-waiting","room":"link","delay_s":1.5,"attempt":2}\n'
    )


def test_a_field_never_replaces_what_every_line_has():
    told = json.loads(as_json(line("x", room="kitchen", level_="kept")))
    assert told["room"] == "link"
    assert told["room_"] == "kitchen"


def test_text_line_has_local_time_sentence_and_id():
    text = as_text(line("log-dropped", "warning", count=12), language="fr").decode()
    assert (
        text
        == f"{AT.astimezone():%H:%M:%S} WARN  ⚠️ 12 lignes de journal perdues : personne ne les lisait à temps [log-dropped]\n"
    )


def test_text_line_without_a_sentence_shows_id_and_fields():
    text = as_text(line("nobody-wrote-this", number=3), language="fr").decode()
    assert text.endswith("INFO  nobody-wrote-this number=3\n")


def test_every_key_sync_line_is_found_by_the_operators_grep():
    ids = [
        "pubkey-sync-scheduled", "pubkey-sync-deferred-start", "pubkey-sync-started", "pubkey-sync-nodes", "pubkey-sync-known",
        "pubkey-sync-complete", "pubkey-sync-result", "pubkey-sync-none", "pubkey-sync-nodes-error", "pubkey-sync-nodes-none",
        "pubkey-sync-error",
    ]  # fmt: skip
    for event in ids:
        for text in as_text(line(event, delay_s=15, nodes=0, known=42, error="x"), language="fr").decode().splitlines():
            assert re.search("reconnexion|clés publiques|pubkey", text)


def test_colours_only_on_a_terminal(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    import pty

    shown = {}
    for name, no_colour in (("terminal", ""), ("no-colour", "1")):
        monkeypatch.setenv("NO_COLOR", no_colour)
        master, slave = pty.openpty()
        try:
            with set_up(at=lambda: AT, fd=slave) as logs:
                structlog.get_logger("app").warning("thread-failed", thread="t", error="e")
                logs.flush(2)
                shown[name] = os.read(master, 4096)
        finally:
            os.close(master)
            os.close(slave)
    assert shown["terminal"].startswith(b"\x1b[33m")
    assert b"\x1b" not in shown["no-colour"]


def test_no_colours_in_a_pipe(pipe):
    with logs_into(pipe) as logs:
        structlog.get_logger("app").warning("thread-failed", thread="t", error="e")
        assert logs.flush(2)
        assert "\x1b" not in pipe.lines()[0]


def test_lines_below_the_level_are_not_written(pipe):
    with logs_into(pipe, level="warning", form="json") as logs:
        log = structlog.get_logger("link")
        log.debug("a")
        log.info("b")
        log.warning("c")
        log.error("d")
        assert logs.flush(2)
    assert [json.loads(text)["event"] for text in pipe.lines()] == ["c", "d"]


def test_a_private_key_is_refused_wherever_it_stands(pipe):
    secret = PrivateKey(b"\xaa" * 32)
    radio = RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)), private_key=secret)
    with logs_into(pipe, form="json") as logs:
        structlog.get_logger("link").info(
            "oops",
            key=secret,
            keys=[secret],
            named={"k": secret},
            radio=radio,
            raw=secret.raw,
            error=ValueError(secret),
        )
        assert logs.flush(2)
    text = pipe.lines()[0]
    told = json.loads(text)
    assert told["key"] == "(refused: a private key)"
    assert told["keys"] == ["(refused: a private key)"]
    assert told["raw"] == "(32 bytes)"
    assert "aaaa" not in text
    assert "\\xaa" not in text


def test_a_public_key_is_told_by_its_fingerprint(pipe):
    with logs_into(pipe, form="json") as logs:
        structlog.get_logger("keys").info(
            "x", key=KEY, state=LinkState.READY, rate=float("nan"), at=AT, many=tuple(range(50))
        )
        assert logs.flush(2)
    told = json.loads(pipe.lines()[0])
    assert told["key"] == KEY.fingerprint
    assert told["state"] == "ready"
    assert told["rate"] == "nan"
    assert told["at"] == "2026-03-01T12:30:15Z"
    assert len(told["many"]) == 20


def test_a_long_string_is_cut_and_control_characters_reach_no_terminal(pipe):
    with logs_into(pipe) as logs:
        structlog.get_logger("app").warning("thread-failed", thread="\x1b[2Jevil\n2nd", error="x" * 10_000)
        assert logs.flush(2)
        [text] = pipe.lines()
    assert "\x1b" not in text
    assert len(text) < 400


def test_traceback_only_when_debugging(pipe):
    for level, is_shown in (("info", False), ("debug", True)):
        with logs_into(pipe, level=level) as logs:
            try:
                int("broken")
            except ValueError as exc:
                structlog.get_logger("app").error("thread-failed", thread="t", error=str(exc), exc_info=True)
            assert logs.flush(2)
            assert ("Traceback" in "\n".join(pipe.lines())) is is_shown


def test_foreign_libraries_go_the_same_way_from_warning_up(pipe):
    with logs_into(pipe, form="json") as logs:
        logging.getLogger("alembic.runtime").info("not this")
        logging.getLogger("alembic.runtime").warning("slow %s", "disk")
        logging.getLogger("asyncio").error("lost %d", 3)
        [ours] = [h for h in logging.getLogger().handlers if type(h).__module__ == "steadymesh.app.logs"]
        ours.handle(logging.LogRecord("asyncio", logging.ERROR, "f.py", 1, "bad %d", ("argument",), None))
        assert logs.flush(2)
    told = [json.loads(text) for text in pipe.lines()]
    assert [(t["room"], t["level"], t["message"]) for t in told] == [
        ("alembic", "warning", "slow disk"),
        ("asyncio", "error", "lost 3"),
        ("asyncio", "error", "bad %d"),
    ]


def test_closing_gives_the_standard_library_back(pipe):
    before = (list(logging.getLogger().handlers), logging.getLogger().level, threading.excepthook)
    with logs_into(pipe):
        pass
    assert (list(logging.getLogger().handlers), logging.getLogger().level, threading.excepthook) == before


def test_a_thread_that_fails_is_a_line_of_the_log(pipe):
    def fail() -> None:
        raise RuntimeError("boom")

    with logs_into(pipe, form="json") as logs:
        thread = threading.Thread(target=fail, name="store")
        thread.start()
        thread.join()
        assert logs.flush(2)
    told = json.loads(pipe.lines()[0])
    assert (told["event"], told["thread"], told["error"]) == ("thread-failed", "store", "RuntimeError: boom")


def test_what_does_not_fit_is_dropped_counted_and_told_when_it_flows_again(pipe):
    with logs_into(pipe, form="json", capacity=100) as logs:
        log = structlog.get_logger("app")
        began = time.monotonic()
        for number in range(5_000):
            log.info("x", number=number, padding="p" * 200)
        assert time.monotonic() - began < 5
        assert not logs.flush(0.05)
        dropped = logs.dropped
        assert dropped > 1_000
        told: list[str] = []

        def read() -> None:
            rest = b""
            while chunk := os.read(pipe.reader, 1 << 16):
                *whole, rest = (rest + chunk).split(b"\n")
                told.extend(part.decode() for part in whole)

        reader = threading.Thread(target=read)
        reader.start()
        assert logs.flush(5)
    pipe.close(pipe.writer)
    reader.join(5)
    events = [json.loads(text) for text in told]
    told_of = [e["count"] for e in events if e["event"] == "log-dropped"]
    assert sum(told_of) == dropped
    assert len(events) - len(told_of) == 5_000 - dropped


def test_a_reader_that_goes_away_is_no_error(pipe):
    with logs_into(pipe) as logs:
        pipe.close(pipe.reader)
        log = structlog.get_logger("app")
        log.info("one")
        assert not logs.flush(2)
        log.info("two")
        assert not logs.flush(2)
        assert logs.dropped >= 1


@pytest.mark.real
def test_a_process_whose_stderr_nobody_reads_works_on_and_ends_at_once():
    program = """
import sys, time
from steadymesh.app.logs import set_up
import structlog
logs = set_up()
log = structlog.get_logger("app")
began = time.monotonic()
for number in range(30_000):
    log.info("some-event", number=number)
print(f"{time.monotonic() - began:.2f}", flush=True)
began = time.monotonic()
logs.close()
print(f"{time.monotonic() - began:.2f} {logs.dropped}", flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            spent = float(process.stdout.readline())
            closing, dropped = process.stdout.readline().split()
            began = time.monotonic()
            assert process.wait(timeout=5) == 0
            ended = time.monotonic() - began
        finally:
            process.kill()
    assert spent < 10
    assert float(closing) < 1
    assert int(dropped) > 10_000
    assert ended < 2


def test_a_bot_does_not_carry_what_colours_tracebacks():
    seen = "import steadymesh.app.main, sys; print(sorted({'structlog', 'rich', 'pygments'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert told.stdout == "['structlog']\n"
