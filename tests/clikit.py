"""A scripted process behind a real control socket, for tests of the command line."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager


class Process:
    """A running steadymesh that answers by a script, one request a connection."""

    def __init__(self, listener: socket.socket) -> None:
        self.answers: dict[str, object] = {}
        self.asked: list[tuple[str, dict]] = []
        self.patience_s: list[float] = []
        self._listener = listener

    def serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection:
                line = b""
                while not line.endswith(b"\n"):
                    part = connection.recv(1 << 20)
                    if not part:
                        return
                    line += part
                asked = json.loads(line)
                self.asked.append((asked["op"], asked["args"]))
                self.patience_s.append(asked["until"] - time.monotonic())
                answer = self.answers[asked["op"]]
                answer = answer(asked["args"]) if callable(answer) else answer
                if not (isinstance(answer, dict) and "ok" in answer):
                    answer = {"ok": True, "result": answer}
                connection.sendall(json.dumps(answer).encode() + b"\n")


@contextmanager
def running(state):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(state / "control.sock"))
        listener.listen()
        process = Process(listener)
        thread = threading.Thread(target=process.serve, daemon=True)
        thread.start()
        try:
            yield process
        finally:
            with socket.socket(socket.AF_UNIX) as last:  # an empty connection ends the script
                last.connect(str(state / "control.sock"))
            thread.join(5)
