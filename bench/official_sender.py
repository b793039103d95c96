"""A client on the official library that sends what it is handed and answers /ping: the simplest that its users write.

`python -m bench.official_sender PORT`; orders come as JSON lines on stdin. `sendText(…, wantAck=True, onResponse=…)`,
a new interface when the library says that the connection is lost, every exception caught and noted.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from meshtastic.tcp_interface import TCPInterface
from pubsub import pub

from bench.tell import say

ANSWER: Final = (
    "Pong, Jürgen Belledonne 13!\nOver 2 relays\nSNR 5.25 dB, RSSI -105 dBm\nDirect message under your key 0a1b2c3d"
)
"""As long as what steadymesh answers, so that it costs the same."""

AGAIN_S: Final = 5.0
"""Between two tries to connect."""


class Sender:
    """The client.

    Args:
        port: Of the radio.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._posts: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._pending = 0
        self._lost = threading.Event()
        self._interface: Any = None

    def run(self) -> None:
        """Connect, and send whatever is handed over, one after the other."""
        pub.subscribe(self.on_text, "meshtastic.receive.text")
        pub.subscribe(self.on_lost, "meshtastic.connection.lost")
        self._connect()
        while True:
            try:
                post = self._posts.get(timeout=0.2)
            except queue.Empty:
                post = None
            if self._lost.is_set():
                threading.Thread(target=self._interface.close, daemon=True).start()  # it may not come back
                self._connect()
            if post is not None:
                self._send(self._interface, post["key"], post["text"], post["to"])
                self._pending -= 1

    def _connect(self) -> None:
        while True:
            self._lost.clear()
            try:
                self._interface = TCPInterface("127.0.0.1", portNumber=self._port)
            except BaseException as exc:  # the constructor may raise anything, SystemExit included
                say(raised=f"{type(exc).__name__}: {exc}"[:200])
                time.sleep(AGAIN_S)
            else:
                say(ready=True)
                return

    def _send(self, interface: Any, key: str, text: str, to: int | None, reply_id: int | None = None) -> None:
        try:
            interface.sendText(
                text,
                "^all" if to is None else to,
                wantAck=True,
                onResponse=noted(key, interface),
                replyId=reply_id,
            )
        except BaseException as exc:  # it may end itself by SystemExit
            say(said=key, word=f"raised {type(exc).__name__}")

    def on_text(self, packet: Any, interface: Any) -> None:
        """Answer a question, as the library's examples do: where it comes in."""
        if packet["decoded"].get("text") == "/ping":
            self._send(interface, f"a{packet['id']}", ANSWER, packet["from"], packet["id"])

    def on_lost(self, interface: Any) -> None:
        """Note that the connection is lost."""
        if interface is self._interface:
            self._lost.set()

    def post(self, key: str, text: str, to: int | None) -> None:
        """Take a text."""
        self._pending += 1
        self._posts.put({"key": key, "text": text, "to": to})

    def tell(self) -> None:
        """Tell how many texts were not sent yet."""
        say(told=[], pending=self._pending)


def noted(key: str, interface: Any) -> Callable[[Any], None]:
    """Return a callback that tells what was said of a text. The library calls it for acks because of its name."""

    def onAckNak(packet: Any) -> None:  # noqa: N802  (the library's name)
        error = packet["decoded"].get("routing", {}).get("errorReason", "NONE")
        own = packet["from"] == interface.myInfo.my_node_num
        word = f"NAK {error}" if error != "NONE" else "relayed" if own else "ack"
        say(said=key, word=word)

    return onAckNak


def main() -> None:
    """Obey until stdin ends."""
    sender = Sender(int(sys.argv[1]))
    threading.Thread(target=sender.run, daemon=True).start()
    for line in sys.stdin:
        order = json.loads(line)
        getattr(sender, order.pop("do"))(**order)
    os._exit(0)


if __name__ == "__main__":
    main()
