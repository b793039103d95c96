"""`python -m steadymesh.alerts.sender`: hands notifications to services by Apprise, in a process of its own.

Apprise and its 130 services cost 45 MB and a second of the processor, and a service may take as long as it likes: what
runs in here the bot neither carries nor waits for, and what hangs is killed with the process.

On stdin one JSON object, never in the arguments or the environment, which others may read: `lanes`, each with its
`url` and its `notices` (`title`, `body`, `weight`) in order. On stdout an empty object when the library is loaded, then
one for each notification that was tried: `lane` and `notice` by place, `taken`, `status`. A lane stops at its first
failure. Nothing else is ever printed: what the libraries log may show an address.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Final

from steadymesh.alerts.backlog import Taken, Verdict

_STATUS: Final = re.compile(r"error[:= ]+\(?(\d{3})\b", re.IGNORECASE)
_UNREACHABLE: Final = re.compile(r"connection error|timed? ?out|could not connect|unreachable|socket", re.IGNORECASE)


LONGEST_S: Final = 600
"""Whoever started this process has ended it before; if that one was killed itself, nobody else would."""

MAX_LINE: Final = 500
MAX_LINES: Final = 50


class Overheard(logging.Handler):
    """Takes from Apprise's own log why it was refused, and lets nobody else have it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        # Apprise hands a call's context on to the thread that it has it made in.
        self._said: ContextVar[deque[str] | None] = ContextVar("said", default=None)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line for whoever has listened since before it was said."""
        try:
            line = record.getMessage()
        except (TypeError, ValueError):
            return
        if (said := self._said.get()) is not None:
            said.append(line[:MAX_LINE])

    def listen(self) -> None:
        """Begin to listen to what is said for this thread."""
        self._said.set(deque(maxlen=MAX_LINES))

    def reason(self) -> Verdict:
        """Return why this thread's service did not take it, as far as its library has said."""
        text = "\n".join(self._said.get() or ())
        status = _STATUS.search(text)
        if status is not None:
            return Verdict(taken=Taken.REFUSED, status=int(status[1]))
        return Verdict(taken=Taken.UNREACHABLE if _UNREACHABLE.search(text) else Taken.REFUSED)


def main() -> int:
    """Hand over what stdin says; return when every service has answered or its deadline is over."""
    signal.alarm(LONGEST_S)
    order = json.load(sys.stdin)
    overheard = Overheard()
    logging.getLogger().addHandler(logging.NullHandler())
    logging.captureWarnings(capture=True)
    apprise_log = logging.getLogger("apprise")
    apprise_log.addHandler(overheard)
    apprise_log.setLevel(logging.DEBUG)
    apprise_log.propagate = False
    lock = threading.Lock()

    def say(lane: int, notice: int, verdict: Verdict) -> None:
        answer = {"lane": lane, "notice": notice, "taken": verdict.taken.value, "status": verdict.status}
        with lock:
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()

    threads = [
        threading.Thread(target=_serve, args=(number, lane, overheard, say), name=f"lane-{number}", daemon=True)
        for number, lane in enumerate(order["lanes"])
    ]
    import apprise  # noqa: F401  (once, before threads of which each would)

    sys.stdout.write("{}\n")  # the deadlines run from now on
    sys.stdout.flush()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


def _serve(
    number: int, lane: Mapping[str, object], overheard: Overheard, say: Callable[[int, int, Verdict], None]
) -> None:
    """Hand one service its notifications, one after the other, until one is not taken."""
    notices = lane["notices"]
    assert isinstance(notices, Sequence)
    for place, notice in enumerate(notices):
        verdict = _hand_over(str(lane["url"]), notice, overheard)
        say(number, place, verdict)
        if verdict.taken is not Taken.TAKEN:
            return


def _hand_over(url: str, notice: Mapping[str, str], overheard: Overheard) -> Verdict:
    """Return what became of one notification."""
    import apprise

    asset = apprise.AppriseAsset(app_id="Steadymesh", secure_logging=True, async_mode=False)
    try:
        outlet = apprise.Apprise(asset=asset)
        if not outlet.add(url):
            return Verdict(taken=Taken.UNUSABLE)
        overheard.listen()
        is_taken = outlet.notify(
            title=notice["title"],
            body=notice["body"],
            notify_type=apprise.NotifyType(notice["weight"]),
            body_format=apprise.NotifyFormat.TEXT,
            interpret_escapes=False,
        )
    except Exception:  # noqa: BLE001  (barrier: one notifier call; what it says may show the address)
        return Verdict(taken=Taken.REFUSED)
    return Verdict(taken=Taken.TAKEN) if is_taken else overheard.reason()


if __name__ == "__main__":
    code = main()
    os._exit(code)  # whatever a service's library has left running
