"""An address to listen on, as settings are written."""

from __future__ import annotations

from steadymesh.config.kinds import Kind
from steadymesh.errors import Told
from steadymesh.web.options import read_listen


def listen_address() -> Kind:
    """An address of this machine and a port; no name that would have to be looked up."""

    def read(raw: object) -> str:
        if not isinstance(raw, str) or read_listen(raw) is None:
            raise kind.refusal()
        return raw.strip()

    kind = Kind(
        accepted=Told("an address and a port, such as 127.0.0.1:8480 or [::1]:8480", "accepts-listen"), read=read
    )
    return kind
