"""Child processes that talk JSON lines, each bounded in time: what hangs is killed, and only that."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parent.parent
END_S = 2.0
"""How long a child may take to end when asked; then it is killed."""

Message = dict[str, object]


class BenchError(Exception):
    """A child did not say what it should have, in time."""


class Child:
    """A process that prints JSON lines; other lines are passed over.

    Args:
        arguments: Of the Python interpreter.
        name: For error messages.
        environment: Added to ours.
    """

    def __init__(self, *arguments: str, name: str = "", environment: Mapping[str, str] | None = None) -> None:
        self.name = name or arguments[1]
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  (closed by `stop`)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
        )
        self.history: list[Message] = []
        """Everything it has said."""
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name=f"read {self.name}", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with contextlib.suppress(ValueError):
                message = json.loads(line)
                if isinstance(message, dict):
                    self.history.append(message)
                    self._messages.put(message)
        self._messages.put(None)

    def send(self, **order: object) -> None:
        """Write an order to its stdin."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()

    def until(self, key: str, timeout_s: float) -> Message:
        """Return the next message that has `key`.

        Raises:
            BenchError: None came within `timeout_s`, or the process ended.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                message = self._messages.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise BenchError(f"{self.name}: no “{key}” within {timeout_s:g} s.") from None
            if message is None:
                self._messages.put(None)
                raise BenchError(f"{self.name} ended before “{key}”.\n{self.tail()}")
            if key in message:
                return message

    def tail(self) -> str:
        """Return the end of what it wrote to stderr."""
        self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, self._stderr.tell() - 2000))
        return self._stderr.read().decode("utf-8", "replace")

    def log(self) -> str:
        """Return the beginning of what it has written to stderr; it goes on writing where it was."""
        return os.pread(self._stderr.fileno(), 65_536, 0).decode("utf-8", "replace")

    def stop(self) -> None:
        """End it, by force if it does not."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(END_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._reader.join(END_S)
        self._stderr.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()


class RadioProcess(Child):
    """The benchmarks' radio, listening.

    Args:
        nodes: Other nodes in its table.
        quiet: Don't tell of each client.
    """

    def __init__(self, *, nodes: int = 100, quiet: bool = False) -> None:
        super().__init__("-m", "bench.radio", "--nodes", str(nodes), *(["--quiet"] if quiet else []), name="radio")
        self.port = int(str(self.until("port", 30)["port"]))


def number(message: Message, key: str) -> float:
    """Return a message's field as a number."""
    value = message[key]
    assert isinstance(value, int | float), f"{key}: {value!r}"
    return float(value)
