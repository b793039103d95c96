"""Clients on the official library, one a radio, that write or answer one direct message each as its users do.

`python -m bench.key_clients`; the first line on stdin names the beds. A bed whose mode is `dict` has its person's true
key written into `interface.nodes` before anything is sent, as the old bot did.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable
from typing import Any, Final

from meshtastic.tcp_interface import TCPInterface
from pubsub import pub

from bench.tell import say

TEXT: Final = "Supper is at eight."
ANSWER: Final = "pong"
AT_ONCE: Final = 6
"""Handshakes that run at the same time: each reads byte by byte."""

_turn = threading.BoundedSemaphore(AT_ONCE)


class Client:
    """One connection.

    Args:
        bed: Port, recipient, key, mode.
    """

    def __init__(self, bed: dict[str, Any]) -> None:
        self._bed = bed
        self.interface: Any = None
        self._sent: list[int] = []
        self._verdicts: list[tuple[int, str, bool]] = []
        self.error = ""
        self.heard = False

    def start(self) -> None:
        """Connect."""
        with _turn:
            try:
                self.interface = TCPInterface("127.0.0.1", portNumber=self._bed["port"])
            except BaseException as exc:  # the constructor may raise anything, SystemExit included
                self.error = f"{type(exc).__name__}: {exc}"[:200]
                return
        if self._bed["mode"] == "dict":
            self._sync_dict()

    def _sync_dict(self) -> None:
        """Write the key into the library's table, as the old bot did for every key that it knew."""
        to = self._bed["to"]
        node = self.interface.nodes.setdefault(f"!{to:08x}", {"num": to, "user": {"id": f"!{to:08x}"}})
        node.setdefault("user", {})["publicKey"] = self._bed["key"]
        self.interface.nodesByNum.setdefault(to, node)

    def write(self) -> None:
        """Send a direct message to the person."""
        if self.interface is not None and not self._bed["asks"]:
            self._send(TEXT, self._bed["to"])

    def _send(self, text: str, to: int, reply_id: int | None = None) -> None:
        try:
            self._sent.append(self.interface.sendText(text, to, wantAck=True, replyId=reply_id).id)
        except BaseException as exc:  # it may end itself by SystemExit
            self.error = f"{type(exc).__name__}: {exc}"[:200]

    def take(self, packet: Any, decoded: Any) -> None:
        """Answer a question; note a verdict."""
        if decoded.get("text") == "/ping":
            self.heard = True
            # The reader must not wait for what only it can bring.
            threading.Thread(target=self._send, args=(ANSWER, packet["from"], packet["id"]), daemon=True).start()
        elif decoded.get("portnum") == "ROUTING_APP" and "requestId" in decoded:
            error = decoded.get("routing", {}).get("errorReason", "NONE")
            own = packet["from"] == self.interface.myInfo.my_node_num
            self._verdicts.append((decoded["requestId"], error, own))

    def told(self) -> dict[str, object]:
        """Return what its user got to know."""
        ours = [(error, own) for request, error, own in self._verdicts if request in self._sent]
        return {
            "error": self.error,
            "heard": self.heard,
            "naks": [error for error, _ in ours if error != "NONE"],
            "acked": any(error == "NONE" and not own for error, own in ours),
        }


class Ear:
    """The one subscription for all: subscribing while others are told is not safe in the library's pubsub."""

    def __init__(self, clients: Iterable[Client]) -> None:
        self._clients = list(clients)
        pub.subscribe(self.on_packet, "meshtastic.receive")

    def on_packet(self, packet: Any, interface: Any) -> None:
        """Hand a packet to whom it concerns."""
        for client in self._clients:
            if client.interface is interface and "decoded" in packet:
                client.take(packet, packet["decoded"])


def main() -> None:
    """Obey until stdin ends."""
    beds: dict[str, dict[str, Any]] = json.loads(sys.stdin.readline())
    clients = {name: Client(bed) for name, bed in beds.items()}
    ear = Ear(clients.values())  # the library keeps no reference to whom it tells
    starting = [threading.Thread(target=client.start, daemon=True) for client in clients.values()]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    say(ready=len(clients), failed={name: client.error for name, client in clients.items() if client.error})
    for line in sys.stdin:
        match json.loads(line)["do"]:
            case "write":
                for client in clients.values():
                    threading.Thread(target=client.write, daemon=True).start()
            case "tell":
                say(told={name: client.told() for name, client in clients.items()})
    del ear


if __name__ == "__main__":
    main()
