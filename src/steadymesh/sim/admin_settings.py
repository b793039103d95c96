"""Administration of the radio's settings: channels, LoRa, keys, owner (firmware `AdminModule.cpp`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from steadymesh.ids import KEY_BYTES, MAX_CHANNELS
from steadymesh.model import RoutingError
from steadymesh.sim import identity
from steadymesh.sim.station import Message
from steadymesh.wire import pb

if TYPE_CHECKING:
    from steadymesh.sim.radio import Radio

RESTART_S: Final = 7.0
"""Between a change that needs a restart and the restart (`configuration.h`, DEFAULT_REBOOT_SECONDS)."""


def told(radio: Radio, variant: str, request: Message) -> Message:
    """Return the AdminMessage that answers a question about settings; None: it is none, or there is nothing to tell."""
    match variant:
        case "get_owner_request":
            return pb.AdminMessage(get_owner_response=radio.owner)
        case "get_channel_request" if 1 <= request.get_channel_request <= MAX_CHANNELS:
            # The index is asked for plus one: a zero would not be on the wire
            return pb.AdminMessage(get_channel_response=radio.prefs.channels[request.get_channel_request - 1])
        case "get_config_request" if request.get_config_request < len(pb.AdminMessage.ConfigType.keys()):
            return pb.AdminMessage(get_config_response=radio.prefs.configs()[request.get_config_request])
        case _:
            return None


def change(radio: Radio, variant: str, request: Message) -> RoutingError | None:
    """Change a setting; return the verdict, None if it is no change of a setting."""
    match variant:
        case "get_channel_request":
            return RoutingError.BAD_REQUEST
        case "set_owner":
            return _set_owner(radio, request.set_owner)
        case "set_channel":
            return _set_channel(radio, request.set_channel)
        case "set_config":
            _set_config(radio, request.set_config)
        case "begin_edit_settings":
            radio.prefs.is_editing = True
        case "commit_edit_settings":
            radio.prefs.is_editing = False
            _save(radio, restarts=True, with_nodes=True)
        case _:
            return None
    return RoutingError.NONE


def _set_owner(radio: Radio, user: Message) -> RoutingError:
    """Take names; what is empty stays, what is blank is refused (`handleSetOwner`)."""
    if any(name and not name.strip() for name in (user.long_name, user.short_name)):
        return RoutingError.BAD_REQUEST
    before = radio.owner.SerializeToString()
    radio.owner.long_name = user.long_name or radio.owner.long_name
    radio.owner.short_name = user.short_name or radio.owner.short_name
    if user.HasField("is_unmessagable"):
        radio.owner.is_unmessagable = user.is_unmessagable
    if radio.owner.SerializeToString() != before:
        radio.nodes.put_user(radio.num, radio.owner)
        if not radio.prefs.is_editing:
            radio.introduction.send()
        _save(radio, restarts=True, with_nodes=True, with_radio=radio.profile.resets_lora)
    return RoutingError.NONE


def _set_channel(radio: Radio, channel: Message) -> RoutingError:
    if not 0 <= channel.index < MAX_CHANNELS:
        return RoutingError.BAD_REQUEST
    radio.prefs.put_channel(channel)
    _save(radio, restarts=False)
    return RoutingError.NONE


def _set_config(radio: Radio, config: Message) -> None:
    """Take one section; those that the simulator does not mind are acknowledged and forgotten."""
    restarts = True
    match config.WhichOneof("payload_variant"):
        case "lora":
            restarts = radio.prefs.put_lora(config.lora)
        case "security":
            restarts = _set_security(radio, config.security)
        case _:
            pass
    _save(radio, restarts=restarts)


def _set_security(radio: Radio, security: Message) -> bool:
    """Take keys; return whether a restart follows.

    2.8 restarts, and is somebody else then: a key without its public half counts at once, number and all. ≤ 2.7 uses
    the new key at once and, by a slip, does not restart; its own node DB has the old one until it does.
    """
    keeps = radio.profile.security_reboots
    keys = radio.prefs.put_security(security, keeps_keys=keeps)
    if not keeps:
        identity.adopt(radio, keys)
    elif len(security.private_key) == KEY_BYTES and not security.public_key:
        identity.become(radio, None)
    return keeps


def _save(radio: Radio, *, restarts: bool, with_nodes: bool = False, with_radio: bool = True) -> None:
    """Save, start the LoRa chip anew and have the radio restart, unless an edit is open (`saveChanges`)."""
    if radio.prefs.is_editing:
        return
    if with_radio:
        radio.reset_lora()
    if with_nodes:
        radio.nodes.save()
    if restarts:
        radio.restart_in(RESTART_S)
