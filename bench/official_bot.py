"""A bot on the official library, as its documentation shows it, to be broken.

`python -m bench.official_bot PORT [INSIDE]`; orders come as JSON lines on stdin. Whatever may hang runs in a thread of
its own, so that this process can always tell.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from typing import Any, Final

from meshtastic.tcp_interface import TCPInterface
from pubsub import pub

from bench.tell import say

SLOW_S: Final = 0.05
"""What a slow subscriber takes for each packet."""

_looking_up = threading.Event()
_looking_up.set()
_resolve = socket.getaddrinfo


def _stuck(*arguments: Any, **named: Any) -> Any:
    """Resolve, but not while the resolver is stuck."""
    _looking_up.wait()
    return _resolve(*arguments, **named)


def _innermost(thread: threading.Thread) -> str:
    """Return the library's function that a thread stands in; empty: none."""
    frame = sys._current_frames().get(thread.ident or 0)
    while frame is not None:
        if "/meshtastic/" in frame.f_code.co_filename:
            return f"{frame.f_code.co_name}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


class Bot:
    """The bot and what happens to it.

    Args:
        port: Of the radio.
        inside: What is wrong on its own side, as `steadymesh.drill.inside` calls it; empty: nothing.
    """

    def __init__(self, port: int, inside: str) -> None:
        self._port = port
        self._host = "localhost" if inside == "no-resolver" else "127.0.0.1"
        self._inside = inside
        self._interface: Any = None
        self._threads_before: set[threading.Thread] = set()

    def start(self) -> None:
        """Connect; tell of everything that the library tells."""
        pub.subscribe(self.on_text, "meshtastic.receive.text")
        pub.subscribe(self.on_lost, "meshtastic.connection.lost")
        if self._inside == "slow-subscriber":
            pub.subscribe(self.on_any, "meshtastic.receive")
        self._threads_before = set(threading.enumerate())
        try:
            self._interface = TCPInterface(self._host, portNumber=self._port)
        except BaseException as exc:  # the constructor may raise anything, SystemExit included
            say(raised=f"{type(exc).__name__}: {exc}"[:200])
            return
        say(ready=True)

    def on_text(self, packet: Any, interface: Any) -> None:
        text = packet["decoded"].get("text")
        if text == "/ping":
            try:
                interface.sendText("pong", packet["from"], wantAck=True, replyId=packet["id"])
            except Exception as exc:
                say(raised=f"{type(exc).__name__}: {exc}"[:200])
        elif text == "/hang":
            threading.Event().wait()
        elif text == "/boom":
            raise ZeroDivisionError("as the drill asks")

    def on_lost(self, interface: Any) -> None:  # noqa: ARG002  (the library calls by name)
        say(lost=True)

    def on_any(self, packet: Any, interface: Any) -> None:  # noqa: ARG002  (the library calls by name)
        time.sleep(SLOW_S)

    def post(self, text: str, to: int) -> None:
        """Send a text of its own."""
        try:
            self._interface.sendText(text, to, wantAck=True)
        except Exception as exc:
            say(raised=f"{type(exc).__name__}: {exc}"[:200])

    def close(self) -> None:
        """Close; tell how long it took. While the constructor has not returned there is nothing to be closed."""
        if self._interface is None:
            say(closed=None)
            return
        before = time.monotonic()
        try:
            self._interface.close()
        except Exception as exc:
            say(raised=f"{type(exc).__name__}: {exc}"[:200])
        say(closed=time.monotonic() - before)

    def left(self) -> None:
        """Tell which of the library's threads live, and where calls of ours stand that have not come back."""
        calls = {"start", "post", "close"}
        living = [thread for thread in threading.enumerate() if thread not in self._threads_before]
        say(
            left=[thread.name for thread in living if thread.name not in calls],
            stuck=[f"{t.name} in {where}" for t in living if t.name in calls and (where := _innermost(t))],
        )


def main() -> None:
    """Obey until stdin ends."""
    port, inside = int(sys.argv[1]), "".join(sys.argv[2:3])
    if inside == "no-resolver":
        socket.getaddrinfo = _stuck
    bot = Bot(port, inside)
    say(up=True)
    for line in sys.stdin:
        order = json.loads(line)
        name = order.pop("do")
        if name == "stick":
            _looking_up.clear()
        elif name == "unstick":
            _looking_up.set()
        elif name == "left":
            bot.left()
        else:
            threading.Thread(target=getattr(bot, name), kwargs=order, name=name, daemon=True).start()
    os._exit(0)


if __name__ == "__main__":
    main()
