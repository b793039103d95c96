"""Orders to our own radio about itself, and what it answers: the firmware's own numbers, and no secret in a `repr`."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identitykit import ADMIN, CHANNELS, OTHER_PRIVATE, PRIVATE, PSKS, public_of, secrets_in, settings, slot
from sessionkit import ADMIN as ADMIN_PORT
from sessionkit import OWN
from steadymesh.errors import UsageError
from steadymesh.ids import ChannelIndex
from steadymesh.model import (
    AdminIntent,
    BeginEdit,
    CommitEdit,
    PrivateKey,
    ReadChannel,
    ReadOwner,
    ReadSecurity,
    RestartRadio,
    WriteChannel,
    WriteOwner,
    WriteSecurity,
)
from steadymesh.model.identity import ChannelSlot, Owner
from steadymesh.wire import pb
from steadymesh.wire.convert import identity as wire
from steadymesh.wire.convert.intents import Sender, is_too_large, mesh_packet, port_of

SENDER = Sender(num=OWN, hop_limit=4, user=b"")
SECURITY = pb.Config.SecurityConfig(
    public_key=public_of(PRIVATE).raw, private_key=PRIVATE, admin_key=[ADMIN.raw], serial_enabled=True
)
ORDERS: tuple[AdminIntent, ...] = (
    ReadChannel(index=ChannelIndex(3)), ReadSecurity(), ReadOwner(), BeginEdit(), CommitEdit(), RestartRadio(),
    WriteChannel(channel=wire.channel_bytes(CHANNELS[1])), WriteSecurity(security=SECURITY.SerializeToString()),
    WriteOwner(long_name="Écho", short_name="É", is_licensed=True, is_unmessagable=False),
)  # fmt: skip


def sent(intent) -> pb.AdminMessage:
    return pb.AdminMessage.FromString(mesh_packet(intent, 77, SENDER).decoded.payload)


def answer(**fields) -> bytes:
    return pb.AdminMessage(**fields).SerializeToString()


def security_answer(config=SECURITY) -> bytes:
    return answer(get_config_response=pb.Config(security=config))


# --- orders ---------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", ORDERS, ids=lambda intent: type(intent).__name__)
def test_every_order_goes_to_our_own_radio_and_wants_an_answer(intent):
    packet = mesh_packet(intent, 77, SENDER)
    assert (packet.to, getattr(packet, "from"), packet.id) == (OWN, OWN, 77)
    assert (packet.decoded.portnum, packet.decoded.want_response) == (ADMIN_PORT, True)
    assert not packet.pki_encrypted
    assert port_of(intent) == ADMIN_PORT
    assert not is_too_large(packet)


@pytest.mark.parametrize("intent", ORDERS, ids=lambda intent: type(intent).__name__)
def test_no_order_shows_a_secret(intent):
    assert secrets_in(repr(intent)) == []


def test_a_channel_is_asked_for_by_its_index_plus_one():
    assert sent(ReadChannel(index=ChannelIndex(0))).get_channel_request == 1
    assert sent(ReadChannel(index=ChannelIndex(7))).get_channel_request == 8


def test_questions_name_what_they_ask_for():
    assert sent(ReadSecurity()).get_config_request == pb.AdminMessage.SECURITY_CONFIG
    assert sent(ReadOwner()).get_owner_request
    assert sent(BeginEdit()).begin_edit_settings
    assert sent(CommitEdit()).commit_edit_settings
    assert sent(RestartRadio(delay_s=5)).reboot_seconds == 5


def test_what_is_written_arrives_as_it_is():
    assert sent(ORDERS[6]).set_channel == pb.Channel(
        index=1, role="SECONDARY", settings=pb.channel_pb2.ChannelSettings(name="admin", psk=PSKS[1])
    )
    assert sent(ORDERS[7]).set_config.security == SECURITY
    assert sent(ORDERS[8]).set_owner == pb.User(
        long_name="Écho", short_name="É", is_licensed=True, is_unmessagable=False
    )


def test_names_go_without_an_id_and_without_a_mark_that_nobody_told():
    user = sent(WriteOwner(long_name="x", short_name="y")).set_owner
    assert user.id == ""
    assert not user.HasField("is_unmessagable")


@pytest.mark.parametrize("intent", [WriteChannel(channel=b"\xff\xff"), WriteSecurity(security=b"\x08")])
def test_settings_that_can_not_be_read_are_not_sent(intent):
    with pytest.raises(UsageError) as caught:
        mesh_packet(intent, 77, SENDER)
    assert caught.value.told.sentence == "identity-unreadable"


def test_the_longest_settings_fit_one_packet():
    full = pb.Config.SecurityConfig(
        public_key=bytes([1]) * 32, private_key=bytes([2]) * 32, admin_key=[bytes([3]) * 32] * 3, is_managed=True,
        serial_enabled=True, debug_log_api_enabled=True, admin_channel_enabled=True,
    )  # fmt: skip
    assert not is_too_large(mesh_packet(WriteSecurity(security=full.SerializeToString()), 0xFFFFFFFF, SENDER))


# --- answers --------------------------------------------------------------------------------


def test_security_settings_are_read_and_hidden():
    found = wire.security_of(security_answer())
    assert (found.private_key, found.public_key) == (PrivateKey(PRIVATE), public_of(PRIVATE))
    assert (found.admin_keys, found.is_managed) == ((ADMIN,), False)
    assert secrets_in(repr(found)) == []


def test_a_key_that_is_not_told_is_none():
    found = wire.security_of(security_answer(pb.Config.SecurityConfig(is_managed=True)))
    assert (found.private_key, found.public_key, found.admin_keys, found.is_managed) == (None, None, (), True)
    assert wire.security_of(security_answer(pb.Config.SecurityConfig(private_key=bytes(32)))).private_key is None


def test_a_channel_is_read_with_its_key_and_hides_it():
    channel = pb.Channel.FromString(wire.channel_bytes(CHANNELS[1]))
    found = wire.channel_of(answer(get_channel_response=channel), ChannelIndex(1))
    assert found == CHANNELS[1]
    assert secrets_in(repr(found)) == []
    assert wire.channel_of(answer(get_channel_response=channel), ChannelIndex(2)) is None


def test_what_is_left_in_a_slot_that_is_off_is_not_looked_at():
    channel = pb.Channel(index=4, role="DISABLED", settings=pb.channel_pb2.ChannelSettings(psk=PSKS[0], name="old"))
    assert wire.channel_of(answer(get_channel_response=channel), ChannelIndex(4)) == ChannelSlot(
        index=ChannelIndex(4), role="DISABLED"
    )


def test_names_are_read():
    user = pb.User(long_name="Écho", short_name="É", is_licensed=True, is_unmessagable=False)
    assert wire.owner_of(answer(get_owner_response=user)) == Owner(
        long_name="Écho", short_name="É", is_licensed=True, is_unmessagable=False
    )
    assert wire.owner_of(answer(get_owner_response=pb.User(long_name="x"))).is_unmessagable is None


@given(st.binary(max_size=60))
def test_whatever_answers_never_raises(payload):
    wire.security_of(payload)
    wire.channel_of(payload, ChannelIndex(0))
    wire.owner_of(payload)


def test_an_answer_to_something_else_is_none():
    other = answer(get_device_metadata_response=pb.DeviceMetadata())
    assert (wire.security_of(other), wire.channel_of(other, ChannelIndex(0)), wire.owner_of(other)) == (None,) * 3
    assert wire.security_of(answer(get_config_response=pb.Config(device=pb.Config.DeviceConfig()))) is None
    assert wire.security_of(b"\xff\xff\xff") is None


# --- what is written back -------------------------------------------------------------------


def test_another_key_pair_leaves_the_rest_of_the_security_settings():
    # field 99: what a later firmware may have there
    before = wire.security_of(
        security_answer(pb.Config.SecurityConfig.FromString(SECURITY.SerializeToString() + b"\x98\x06\x07"))
    )
    data = wire.security_bytes(before, PrivateKey(OTHER_PRIVATE), public_of(OTHER_PRIVATE), ())
    after = pb.Config.SecurityConfig.FromString(data)
    assert (after.private_key, after.public_key) == (OTHER_PRIVATE, public_of(OTHER_PRIVATE).raw)
    assert (list(after.admin_key), after.serial_enabled) == ([ADMIN.raw], True)
    assert data.endswith(b"\x98\x06\x07")


def test_admin_keys_of_a_backup_take_the_place_of_the_radios():
    before = wire.security_of(security_answer())
    theirs = public_of(OTHER_PRIVATE)
    after = wire.security_bytes(before, PrivateKey(PRIVATE), public_of(PRIVATE), (theirs,))
    assert list(pb.Config.SecurityConfig.FromString(after).admin_key) == [theirs.raw]


def test_a_slot_that_is_off_is_written_without_anything_in_it():
    off = ChannelSlot(index=ChannelIndex(4), role="DISABLED", settings=settings("old"))
    channel = pb.Channel.FromString(wire.channel_bytes(off))
    assert (channel.index, channel.role, channel.HasField("settings")) == (4, pb.Channel.DISABLED, True)
    assert channel.settings == pb.channel_pb2.ChannelSettings()


def test_channels_are_compared_by_what_they_say():
    plain = slot(1, name="room")
    assert wire.is_same_channel(plain, plain)
    # psk first, name second: the same message in another order
    turned = ChannelSlot(
        index=plain.index, role="SECONDARY", name="room", settings=settings("", PSKS[0]) + settings("room", b"")
    )
    assert wire.is_same_channel(plain, turned)
    cut = ChannelSlot(
        index=plain.index, role="SECONDARY", name="room",
        settings=settings("room", module_settings=pb.channel_pb2.ModuleSettings(position_precision=13)),
    )  # fmt: skip
    assert (wire.is_same_channel(plain, cut), wire.is_same_room(plain, cut)) == (False, True)
    assert not wire.is_same_room(plain, slot(1, name="room", psk=PSKS[1]))
    assert not wire.is_same_room(plain, slot(1, "PRIMARY", name="room"))
    off = ChannelSlot(index=plain.index, role="DISABLED")
    assert not wire.is_same_channel(plain, off)
    assert wire.is_same_channel(off, ChannelSlot(index=plain.index, role="DISABLED", settings=settings("old")))
    assert wire.is_same_room(off, off)


@pytest.mark.parametrize(
    ("channel", "sound"),
    [
        (slot(0, "PRIMARY", psk=b""), True), (slot(0, psk=b"\1"), True), (slot(0, psk=b"x" * 16), True),
        (slot(7, psk=b"x" * 32), True), (slot(0, psk=b"x" * 31), False), (slot(8), False),
        (slot(0, name="elevenbytes"), True), (slot(0, name="twelve bytes"), False),
        (ChannelSlot(index=ChannelIndex(0), role="PRIMARY", settings=b"\xff"), False),
        (ChannelSlot(index=ChannelIndex(0), role="PRIMARY", name="other", settings=settings("one")), False),
        (ChannelSlot(index=ChannelIndex(0), role="DISABLED"), True),
    ],
)  # fmt: skip
def test_a_channel_that_no_radio_could_take_is_found(channel, sound):
    assert wire.is_channel_sound(channel) is sound


@pytest.mark.parametrize(
    ("long_name", "short_name", "sound"),
    [("", "", True), ("Écho", "Écho"[:3], True), ("x" * 39, "abcd", True), ("x" * 40, "a", False), ("x", "éééé", False),
     ("  ", "a", False), ("a", " ", False)],
)  # fmt: skip
def test_names_that_no_radio_could_take_are_found(long_name, short_name, sound):
    assert wire.is_owner_sound(long_name, short_name) is sound


def test_the_number_of_a_key_is_its_crc32():
    key = public_of(PRIVATE)
    assert wire.number_of_key(key) == zlib.crc32(key.raw)
