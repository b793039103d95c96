"""What a client may order its own radio to do, what it costs, and what the radio only seems to do."""

import pytest

from sim.sim_kit import NOW_S, Desk, errors, packets
from steadymesh.sim.people import make_peer, number_of_key
from steadymesh.sim.pki import make_pair
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.settings import Settings, SimChannel
from steadymesh.wire import pb

OTHER = make_pair(0, "another identity")
CONFIG = pb.AdminMessage.ConfigType


def contact(peer, **more):
    return pb.SharedContact(
        node_num=peer.num, user=pb.User(long_name=peer.long_name, public_key=peer.public_key), **more
    )


def asked(desk, **fields):
    """The AdminMessage that answers."""
    (packet,) = desk.admin(**fields)
    assert packet.decoded.request_id
    return pb.AdminMessage.FromString(packet.decoded.payload)


def error(packet):
    return pb.Routing.FromString(packet.decoded.payload).error_reason


@pytest.fixture
def desk(still):
    return Desk(still)


# --- nodes


@pytest.mark.parametrize("name", list(PROFILES))
def test_every_contact_and_every_favourite_is_a_write_and_a_favourite_a_reset_until_2_7(still, name):
    desk = Desk(still, profile=PROFILES[name])
    peer, has_contacts = make_peer(5, 1), PROFILES[name].knows_add_contact
    for packet_id in (1, 2):
        assert error(*desk.admin(packet_id=packet_id, add_contact=contact(peer))) == 0
    assert (desk.radio.flash_writes, desk.radio.lora_resets) == (2 if has_contacts else 0, 0)
    assert (peer.num in desk.radio.nodes) is has_contacts, "before 2.6.8 it is acknowledged and not known"
    writes = desk.radio.flash_writes
    for packet_id in (3, 4):
        desk.admin(packet_id=packet_id, remove_favorite_node=desk.peer.num)
    desk.admin(packet_id=5, remove_favorite_node=0x7777)
    assert desk.radio.flash_writes == writes + 2
    assert desk.radio.lora_resets == (0 if name == "2.8.0" else 2)


def test_a_contact_does_not_reset_the_chip_and_gives_the_key_that_a_message_needs(desk):
    peer = desk.radio.add_peer(make_peer(5, 1), known=False)
    peer.hops = 0
    assert desk.dm(1, to=peer.num) == [39]
    desk.admin(add_contact=contact(peer))
    assert desk.dm(2, to=peer.num) == [0]
    assert desk.radio.read_texts[-1].peer == peer.num
    assert desk.radio.lora_resets == 0


def test_a_role_of_client_base_has_its_own_favourites(still):
    desk = Desk(still, settings=Settings(role="CLIENT_BASE"))
    peer = make_peer(5, 1)
    desk.admin(add_contact=contact(peer))
    record = desk.radio.nodes.get(peer.num)
    assert (record.is_favorite, record.last_heard) == (False, NOW_S)


def test_the_role_can_change_and_is_told(desk):
    desk.radio.role = "ROUTER"
    device = next(f.config.device for f in desk.reconnect() if f.config.HasField("device"))
    assert device.Role.Name(device.role) == "ROUTER"


def test_until_2_7_a_radio_full_of_favourites_restarts_when_one_more_comes(still):
    desk = Desk(still, capacity=4)
    rebooted = []
    desk.radio.on_reboot = rebooted.append
    for index in range(5):
        desk.admin(packet_id=10 + index, add_contact=contact(make_peer(5, index)))
        desk.after(0)
    assert desk.radio.nodes.overruns == len(rebooted) == 2, "the peer without a mark went first"


def test_2_8_says_that_it_has_no_room_for_one_more_favourite(still):
    desk = Desk(still, capacity=4, profile=PROFILES["2.8.0"])
    for index in range(2):
        desk.admin(packet_id=10 + index, add_contact=contact(make_peer(5, index)))
    writes = desk.radio.flash_writes
    desk.send(pb.AdminMessage(set_favorite_node=desk.peer.num).SerializeToString(),
              to=desk.radio.num, port=6, packet_id=20, want_response=True)  # fmt: skip
    frames = desk.take()
    assert errors(frames) == [0]
    assert ["2 nodes are marked" in f.clientNotification.message for f in frames if f.HasField("clientNotification")]
    assert (desk.radio.nodes.get(desk.peer.num).is_favorite, desk.radio.flash_writes) == (False, writes)


@pytest.mark.parametrize(("name", "keeps"), [("2.6.8", False), ("2.7.26", False), ("2.8.0", True)])
def test_ignoring_a_node_costs_it_its_key_until_2_7(still, name, keeps):
    desk = Desk(still, profile=PROFILES[name])
    desk.radio.hear_position(desk.peer)
    desk.admin(packet_id=1, set_ignored_node=desk.peer.num)
    record = desk.radio.nodes.get(desk.peer.num)
    assert (bool(record.public_key), record.position) == (keeps, None)
    desk.admin(packet_id=2, set_ignored_node=0x4444)
    assert (0x4444 in desk.radio.nodes) is keeps, "2.8 ignores whom it does not know as well"


def test_a_node_is_removed_with_a_write_whether_it_was_there_or_not(desk):
    for packet_id in (1, 2):
        desk.admin(packet_id=packet_id, remove_by_nodenum=desk.peer.num)
    assert (desk.radio.flash_writes, desk.peer.num in desk.radio.nodes) == (2, False)


def test_a_managed_radio_does_nothing_and_says_that_nobody_answered(desk):
    desk.radio.is_managed = True
    for packet_id, order in enumerate(
        ({"add_contact": contact(make_peer(5, 1))}, {"get_owner_request": True}), start=1
    ):
        assert error(*desk.admin(packet_id=packet_id, **order)) == 8
    assert (len(desk.radio.nodes), desk.radio.flash_writes) == (2, 0)


def test_without_want_response_it_is_done_in_silence_or_acked_as_any_packet(desk):
    order = pb.AdminMessage(set_favorite_node=desk.peer.num).SerializeToString()
    desk.send(order, to=desk.radio.num, port=6, packet_id=1)
    assert errors(desk.take()) == []
    assert desk.radio.nodes.get(desk.peer.num).is_favorite
    desk.send(order, to=desk.radio.num, port=6, packet_id=2, want_ack=True)
    assert errors(desk.take()) == [0]


# --- settings


def test_a_channel_is_asked_for_by_its_index_plus_one(still):
    desk = Desk(still, settings=Settings(channels=(SimChannel(), SimChannel(name="club", psk=b"k" * 32))))
    told = asked(desk, get_channel_request=2)
    assert (told.get_channel_response.index, told.get_channel_response.settings.name) == (1, "club")
    assert told.session_passkey
    for packet_id, index in ((11, 0), (12, 9)):
        assert error(*desk.admin(packet_id=packet_id, get_channel_request=index)) == 32


def test_a_channel_is_set_saved_and_usable_without_a_restart(desk):
    channel = pb.Channel(index=1, role=pb.Channel.Role.SECONDARY)
    channel.settings.name, channel.settings.psk = "club", b"k" * 32
    desk.send(to=0xFFFFFFFF, channel=1, packet_id=1)
    assert desk.statuses() == [(6, 1)]
    assert error(*desk.admin(packet_id=2, set_channel=channel)) == 0
    assert asked(desk, packet_id=3, get_channel_request=2).get_channel_response == channel
    desk.after(3)
    desk.send(to=0xFFFFFFFF, channel=1, packet_id=4)
    assert desk.statuses() == [(0, 4)]
    assert (desk.radio.lora_resets, desk.radio.reboot_count) == (1, 1)
    assert channel in [f.channel for f in desk.reconnect() if f.HasField("channel")]
    assert error(*desk.admin(packet_id=5, set_channel=pb.Channel(index=8))) == 32


def test_there_is_one_primary_channel(desk):
    desk.admin(set_channel=pb.Channel(index=1, role=pb.Channel.Role.PRIMARY))
    assert [c.role for c in desk.radio.prefs.channels[:3]] == [
        pb.Channel.Role.SECONDARY, pb.Channel.Role.PRIMARY, pb.Channel.Role.DISABLED,
    ]  # fmt: skip


def test_security_and_lora_are_told_as_in_the_handshake(desk):
    handshake = {f.config.WhichOneof("payload_variant"): f.config for f in desk.reconnect() if f.HasField("config")}
    for packet_id, (name, kind) in enumerate(
        (("security", CONFIG.SECURITY_CONFIG), ("lora", CONFIG.LORA_CONFIG), ("device", CONFIG.DEVICE_CONFIG)), start=1
    ):
        told = asked(desk, packet_id=packet_id, get_config_request=kind)
        assert told.get_config_response == handshake[name]
    assert handshake["security"].security.private_key == desk.radio.private_key


def test_the_preset_is_set_and_the_radio_restarts_after_seven_seconds(desk):
    lora = pb.Config.LoRaConfig()
    lora.CopyFrom(desk.radio.prefs.lora)
    lora.hop_limit = 5
    desk.admin(packet_id=1, set_config=pb.Config(lora=lora))
    desk.after(10)
    assert (desk.radio.settings.hop_limit, desk.radio.reboot_count) == (5, 1), "no parameter of the radio has changed"
    lora.modem_preset = lora.ModemPreset.SHORT_FAST
    desk.admin(packet_id=2, set_config=pb.Config(lora=lora))
    desk.after(6.9)
    assert (desk.radio.settings.preset, desk.radio.reboot_count) == ("SHORT_FAST", 1)
    desk.after(0.2)
    assert desk.radio.reboot_count == 2


def test_a_section_that_the_simulator_does_not_mind_is_acknowledged(desk):
    assert error(*desk.admin(set_config=pb.Config(display=pb.Config.DisplayConfig(screen_on_secs=1)))) == 0


def given(**more):
    return pb.Config(security=pb.Config.SecurityConfig(private_key=OTHER.private, **more))


def test_until_2_7_a_new_key_counts_at_once_and_does_not_restart(desk):
    num = desk.radio.num
    assert error(*desk.admin(packet_id=1, set_config=given())) == 0
    desk.after(20)
    assert (desk.radio.public_key, desk.radio.num, desk.radio.reboot_count) == (OTHER.public, num, 1)
    assert asked(desk, packet_id=2, get_owner_request=True).get_owner_response.public_key == OTHER.public
    assert desk.radio.nodes.get(num).public_key != OTHER.public, "its own node DB has the old one until it restarts"
    assert desk.dm(3) == [6], "the peer holds the old one"
    desk.radio.reboot()
    assert desk.radio.nodes.get(num).public_key == OTHER.public


def test_2_8_is_somebody_else_after_the_restart(still):
    desk = Desk(still, profile=PROFILES["2.8.0"])
    num, key = desk.radio.num, desk.radio.public_key
    desk.admin(set_config=given(public_key=OTHER.public))
    desk.after(6.9)
    assert (desk.radio.num, desk.radio.public_key) == (num, key)
    desk.after(0.2)
    assert (desk.radio.num, desk.radio.public_key) == (number_of_key(OTHER.public), OTHER.public)
    assert desk.radio.reboot_count == 2


def test_2_8_is_somebody_else_at_once_if_the_public_half_is_left_out(still):
    desk = Desk(still, profile=PROFILES["2.8.0"])
    desk.admin(set_config=given())
    assert desk.radio.num == number_of_key(OTHER.public)


@pytest.mark.parametrize(("name", "keeps"), [("2.7.26", False), ("2.8.0", True)])
def test_a_blank_private_key_draws_a_new_pair_until_2_7(still, name, keeps):
    desk = Desk(still, profile=PROFILES[name])
    key = desk.radio.public_key
    desk.admin(set_config=pb.Config(security=pb.Config.SecurityConfig(serial_enabled=True)))
    desk.after(10)
    assert (desk.radio.public_key == key) is keeps


def test_nobody_is_managed_without_a_manager(desk):
    desk.admin(packet_id=1, set_config=given(is_managed=True))
    assert not desk.radio.is_managed
    desk.admin(packet_id=2, set_config=given(is_managed=True, admin_key=[b"m" * 32]))
    assert desk.radio.is_managed


def test_an_edit_is_saved_and_restarts_when_it_is_committed(still):
    desk = Desk(still, profile=PROFILES["2.8.0"])
    channel = pb.Channel(index=1, role=pb.Channel.Role.SECONDARY)
    desk.admin(packet_id=1, begin_edit_settings=True)
    desk.admin(packet_id=2, set_channel=channel)
    desk.admin(packet_id=3, set_config=given(public_key=OTHER.public))
    desk.after(20)
    assert (desk.radio.lora_resets, desk.radio.flash_writes, desk.radio.reboot_count) == (0, 0, 1)
    desk.admin(packet_id=4, commit_edit_settings=True)
    desk.after(7.1)
    assert (desk.radio.lora_resets, desk.radio.flash_writes, desk.radio.reboot_count) == (1, 1, 2)
    assert desk.radio.public_key == OTHER.public
    assert desk.radio.prefs.channels[1] == channel


def test_several_changes_restart_once_and_a_negative_time_calls_it_off(desk):
    for packet_id, name in enumerate(("A", "B"), start=1):
        desk.admin(packet_id=packet_id, set_owner=pb.User(long_name=name))
        desk.after(3)
    desk.after(60)
    assert desk.radio.reboot_count == 2
    desk.reconnect()
    desk.admin(packet_id=3, reboot_seconds=5)
    desk.admin(packet_id=4, reboot_seconds=-1)
    desk.after(60)
    assert desk.radio.reboot_count == 2


def test_the_owner_is_renamed_told_to_all_and_the_radio_restarts(desk):
    desk.send(pb.AdminMessage(set_owner=pb.User(long_name="Refuge", short_name="R")).SerializeToString(),
              to=desk.radio.num, port=6, packet_id=1, want_response=True)  # fmt: skip
    sent = []
    desk.radio.on_sent.append(lambda packet, _: sent.append(packet))
    desk.after(5)
    assert [pb.User.FromString(p.decoded.payload).long_name for p in sent] == ["Refuge"]
    desk.after(3)
    assert desk.radio.reboot_count == 2
    own = next(f.node_info for f in desk.reconnect() if f.HasField("node_info"))
    assert (own.user.long_name, own.user.public_key) == ("Refuge", desk.radio.public_key)
    assert asked(desk, packet_id=2, get_owner_request=True).get_owner_response.long_name == "Refuge"


def test_a_blank_name_is_refused_and_the_same_name_costs_nothing(desk):
    assert error(*desk.admin(packet_id=1, set_owner=pb.User(long_name="  "))) == 32
    desk.admin(packet_id=2, set_owner=pb.User(short_name="SIM", is_unmessagable=False))
    desk.admin(packet_id=3, set_owner=pb.User(short_name="SIM"))
    writes = desk.radio.flash_writes
    desk.admin(packet_id=4, set_owner=pb.User(long_name=""))
    assert desk.radio.flash_writes == writes
    assert packets(desk.after(1), "ROUTING_APP") == []
