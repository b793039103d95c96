"""The official library at work, in a process of its own: `python -m bench.theirs TASK ARGUMENTS`.

Used as its documentation shows: a `TCPInterface`, `pub.subscribe`, `sendText` in the callback.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from bench.tell import resident_bytes, say


def connect(port: int) -> Any:
    """Return a connected interface."""
    from meshtastic.tcp_interface import TCPInterface

    return TCPInterface("127.0.0.1", portNumber=port)


def throughput(port: int, count: int) -> None:
    """Tell when `count` packets have reached a subscriber."""
    from pubsub import pub

    seen = 0
    done = threading.Event()

    def on_receive(packet: Any, interface: Any) -> None:  # noqa: ARG001  (the library calls by name)
        nonlocal seen
        seen += 1
        if seen == count:
            say(done=True, cpu=time.process_time() - before)
            done.set()

    pub.subscribe(on_receive, "meshtastic.receive")
    interface = connect(port)
    before = time.process_time()
    say(ready=True)
    done.wait(120)
    interface.close()


def ready(port: int) -> None:
    """Tell how long the constructor takes: it returns when the node table is there."""
    import meshtastic.tcp_interface

    before = time.monotonic()
    interface = meshtastic.tcp_interface.TCPInterface("127.0.0.1", portNumber=port)
    seconds = time.monotonic() - before
    say(seconds=seconds, nodes=len(interface.nodes))
    interface.close()


def links(port: int, count: int, idle_s: float) -> None:
    """Open links one after the other; tell threads, memory and idle CPU.

    Fifty at once, with 1,000 nodes each, starve each other: every constructor gives up after its 30 s.
    """
    connect(port).close()
    threads_before = threading.active_count()
    before = resident_bytes()
    began = time.monotonic()
    opened = [connect(port) for _ in range(count)]
    seconds = time.monotonic() - began
    cpu, since = time.process_time(), time.monotonic()
    time.sleep(idle_s)
    say(
        links=len(opened),
        seconds=seconds,
        threads=threading.active_count() - threads_before,
        bytes_each=(resident_bytes() - before) / count,
        idle_cpu=(time.process_time() - cpu) / (time.monotonic() - since),
    )
    os._exit(0)


def answer(port: int) -> None:
    """Answer /help from within the callback, as its examples do."""
    from pubsub import pub

    def on_text(packet: Any, interface: Any) -> None:
        if packet["decoded"].get("text") == "/help":
            interface.sendText("/help /ping /nodes /keys /status", packet["from"], replyId=packet["id"])

    pub.subscribe(on_text, "meshtastic.receive.text")
    connect(port)
    say(ready=True)
    time.sleep(600)


def garbage(port: int) -> None:
    """Tell of each text that comes."""
    from pubsub import pub

    def on_text(packet: Any, interface: Any) -> None:  # noqa: ARG001  (the library calls by name)
        say(text=packet["decoded"].get("text"))

    pub.subscribe(on_text, "meshtastic.receive.text")
    connect(port)
    say(ready=True)
    time.sleep(600)


def idle(port: int) -> None:
    """Connect and wait."""
    interface = connect(port)
    say(ready=True, nodes=len(interface.nodes))
    time.sleep(600)


TASKS: Mapping[str, Callable[..., None]] = {
    task.__name__: task for task in (throughput, ready, links, answer, garbage, idle)
}

if __name__ == "__main__":
    TASKS[sys.argv[1]](*(float(word) if "." in word else int(word) for word in sys.argv[2:]))
    sys.stdout.flush()
    os._exit(0)  # threads that never end must not keep the figures from being read
