"""What a packet becomes that was decrypted above the wire, and not by the radio."""

from __future__ import annotations

from dataclasses import replace

from steadymesh.events import PacketReceived, SealedReceived, TextReceived
from steadymesh.ids import PublicKey
from steadymesh.wire import pb
from steadymesh.wire.codec import decode
from steadymesh.wire.convert.packets import TEXT, text_message


def opened_event(sealed: SealedReceived, plaintext: bytes, key: PublicKey) -> TextReceived | PacketReceived | None:
    """Return the event of a packet that the radio forwarded as it was; None: the plaintext is no `Data`.

    It carries `raw` as the radio sent it: the plaintext is in the event alone. A text is marked as `opened_here` and
    not as `pki_encrypted`, which is the radio's word.

    Args:
        sealed: As it came.
        plaintext: What was in it (protobuf `Data`).
        key: The sender's key that opened it.
    """
    told, data = decode(pb.FromRadio, sealed.raw), decode(pb.Data, plaintext)
    if told is None or data is None or not data.portnum:
        return None
    packet = told.packet
    if data.portnum == TEXT:
        return TextReceived(
            generation=sealed.generation,
            message=replace(text_message(packet, data), pki_encrypted=False, public_key=key, opened_here=True),
            raw=sealed.raw,
            late=sealed.late,
            age_s=sealed.age_s,
            now=sealed.now,
        )
    return PacketReceived(
        generation=sealed.generation,
        sender=sealed.packet.sender,
        to=sealed.packet.to,
        id=sealed.packet.id,
        port=data.portnum,
        payload=data.payload,
        request_id=data.request_id or None,
        raw=sealed.raw,
        replayed=False,
        now=sealed.now,
    )
