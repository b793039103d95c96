"""A radio that answers admin orders about itself, as the firmware does, behind `ports.Errands`: no link, no bytes."""

from __future__ import annotations

import asyncio
import base64
import zlib
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from steadymesh.app.identity import IdentityDesk
from steadymesh.bus import Bus
from steadymesh.clock import LoopClock
from steadymesh.events import SessionLost, SessionReady
from steadymesh.ids import ChannelIndex, NodeNum, PublicKey
from steadymesh.model import ErrandEnd, LinkState, LinkStatus, Node, PrivateKey, RadioInfo
from steadymesh.model.identity import ChannelSlot, Identity
from steadymesh.wire import pb
from steadymesh.wire.convert.identity import admin_message

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NUM = NodeNum(0x0BADCAFE)
PRIVATE = bytes(range(64, 96))
OTHER_PRIVATE = bytes(range(100, 132))
ADMIN = PublicKey(bytes([7]) * 32)
PSKS = (bytes(range(200, 232)), bytes(range(150, 166)))


def public_of(private: bytes) -> PublicKey:
    return PublicKey(X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def settings(name: str = "", psk: bytes = PSKS[0], **more) -> bytes:
    return pb.channel_pb2.ChannelSettings(name=name, psk=psk, **more).SerializeToString()


def slot(index: int, role: str = "SECONDARY", name: str = "", psk: bytes = PSKS[0]) -> ChannelSlot:
    return ChannelSlot(index=ChannelIndex(index), role=role, name=name, settings=settings(name, psk))


CHANNELS = (
    slot(0, "PRIMARY"),
    slot(1, name="admin", psk=PSKS[1]),
    *(ChannelSlot(index=ChannelIndex(i), role="DISABLED") for i in range(2, 8)),
)


def an_identity(**changes) -> Identity:
    whole = {
        "saved_at": START, "node": NUM, "long_name": "Écho du Lac", "short_name": "écho"[:2], "hw_model": "HELTEC_V3",
        "firmware": "2.7.26.54e0d8d", "public_key": public_of(PRIVATE), "private_key": PrivateKey(PRIVATE),
        "admin_keys": (ADMIN,), "channels": CHANNELS,
    }  # fmt: skip
    return Identity(**{**whole, **changes})


def secrets_in(text: str | bytes) -> list[str]:
    """Return every secret of ours that stands in a text, however it is written."""
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    found = []
    for secret in (PRIVATE, OTHER_PRIVATE, *PSKS):
        spellings = {
            base64.b64encode(secret).decode(), base64.b64encode(secret).decode().rstrip("="),
            base64.urlsafe_b64encode(secret).decode(), secret.hex(), secret.hex().upper(), repr(secret)[2:-1],
            str(list(secret)),
        }  # fmt: skip
        found += [word for word in spellings if word in shown]
    return found


class ScriptedRadio:
    """Holds settings, knows edits, restarts seven seconds after a commit; and can be told to fail.

    Attributes:
        orders: Names of the orders that it took, in order.
        fails: Order name → the ErrandEnd that it ends with instead.
        writes: How often it saved anything.
        hooks: Order name, or `down` → called when that comes.
    """

    def __init__(self, *, private: bytes = PRIVATE, firmware: str = "2.7.26.54e0d8d", region: str = "EU_868") -> None:
        self.bus = Bus()
        self.num = NUM
        self.firmware = firmware
        self.region = region
        self.hw_model = "HELTEC_V3"
        self.is_managed = False
        self.is_ready = True
        self.restarts = True
        self.comes_back = True
        self.down_s = 12.0
        self.orders: list[str] = []
        self.fails: dict[str, ErrandEnd] = {}
        self.hooks: dict[str, Callable[[], object]] = {}
        self.writes = 0
        self.security = pb.Config.SecurityConfig(serial_enabled=True)
        if private:
            self.security.private_key = private
            self.security.public_key = public_of(private).raw
        self.owner = pb.User(id="!0badcafe", long_name="Meshtastic cafe", short_name="cafe")
        self.channels = [pb.Channel(index=index) for index in range(8)]
        self.channels[0].role = pb.Channel.PRIMARY
        self.channels[0].settings.psk = b"\1"
        self._saved: tuple = ()
        self._save()
        self.writes = 0
        self._edits = False
        self.handles: list = []

    # --- ports --------------------------------------------------------------------------------

    def radio(self) -> RadioInfo:
        return RadioInfo(
            num=self.num, node=Node(num=self.num, long_name="Meshtastic cafe"), firmware=self.firmware,
            hw_model=self.hw_model, region=self.region, is_managed=self.is_managed,
        )  # fmt: skip

    def held_keys(self) -> int:
        return 0

    def status(self) -> LinkStatus:
        return LinkStatus(
            state=LinkState.READY if self.is_ready else LinkState.WAITING, target="tcp://192.0.2.1", since=START
        )

    def release(self, seconds: float) -> None: ...

    def take(self) -> None: ...

    def idle_s(self) -> float:
        return 0.0

    def recipients(self) -> tuple:
        return ()

    async def run(self, intent, *, urgent: bool = False, timeout_s: float = 60.0) -> ErrandEnd:
        assert urgent
        message = admin_message(intent)
        what = message.WhichOneof("payload_variant")
        self.orders.append(what)
        self.hooks.get(what, tuple)()
        if what in self.fails:
            end = self.fails[what]
            if end.taken is None:
                await asyncio.sleep(timeout_s)
            return end
        await asyncio.sleep(0.2)
        return self._answer(what, message)

    # --- the firmware's side ------------------------------------------------------------------

    def _answer(self, what: str, message) -> ErrandEnd:
        reply = pb.AdminMessage()
        match what:
            case "get_channel_request":
                reply.get_channel_response.CopyFrom(self.channels[message.get_channel_request - 1])
            case "get_config_request":
                assert message.get_config_request == pb.AdminMessage.SECURITY_CONFIG
                reply.get_config_response.security.CopyFrom(self.security)
            case "get_owner_request":
                reply.get_owner_response.CopyFrom(self.owner)
            case _:
                self._order(what, message)
                return ErrandEnd(taken=True, error=0)
        return ErrandEnd(taken=True, answer=reply.SerializeToString())

    def _order(self, what: str, message) -> None:
        match what:
            case "begin_edit_settings":
                self._edits = True
            case "commit_edit_settings":
                self._edits = False
                self._save()
                self._restart_in(7.0)
            case "reboot_seconds":
                self._restart_in(message.reboot_seconds)
            case "set_channel":
                given = message.set_channel
                if given.role == pb.Channel.PRIMARY:
                    for channel in self.channels:
                        channel.role = pb.Channel.SECONDARY if channel.role == pb.Channel.PRIMARY else channel.role
                self.channels[given.index].CopyFrom(given)
            case "set_config":
                self.security.CopyFrom(message.set_config.security)
            case "set_owner":
                self.owner.long_name = message.set_owner.long_name or self.owner.long_name
                self.owner.short_name = message.set_owner.short_name or self.owner.short_name
        if what.startswith("set_") and not self._edits:
            self._save()

    def _save(self) -> None:
        self.writes += 1
        self._saved = (
            self.security.SerializeToString(), self.owner.SerializeToString(),
            [channel.SerializeToString() for channel in self.channels],
        )  # fmt: skip

    def _restart_in(self, delay_s: float) -> None:
        if self.restarts:
            self.handles.append(asyncio.get_running_loop().call_later(delay_s, self._go_down))

    def _go_down(self) -> None:
        loop = asyncio.get_running_loop()
        self.is_ready = False
        self._edits = False
        security, owner, channels = self._saved
        self.security = pb.Config.SecurityConfig.FromString(security)
        self.owner = pb.User.FromString(owner)
        self.channels = [pb.Channel.FromString(channel) for channel in channels]
        self.hooks.get("down", tuple)()
        self.bus.publish(SessionLost(generation=1, reason="closed", ready_seconds=60.0, now=loop.time()))
        if self.comes_back:
            self.handles.append(loop.call_later(self.down_s, self._come_up))

    def _come_up(self) -> None:
        self.is_ready = True
        if self.firmware.startswith("2.8"):
            self.num = NodeNum(zlib.crc32(self.security.public_key))
        self.bus.publish(
            SessionReady(
                generation=2, radio=self.radio(), nodes=(), seconds=1.0, image=(), now=asyncio.get_running_loop().time()
            )
        )

    def cut(self) -> None:
        """Lose the link as a radio does that was switched off."""
        self._go_down()

    def close(self) -> None:
        for handle in self.handles:
            handle.cancel()


def a_desk(radio: ScriptedRadio) -> IdentityDesk:
    return IdentityDesk(errands=radio, link=radio, radio=radio, bus=radio.bus, clock=LoopClock(START))
