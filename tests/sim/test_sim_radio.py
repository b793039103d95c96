import pytest

from sim.sim_kit import NOW_S, PORTS, Desk, verdicts
from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST
from steadymesh.model import RoutingError
from steadymesh.sim.people import make_peer
from steadymesh.sim.profile import PROFILES, profile_named
from steadymesh.sim.radio import Radio
from steadymesh.sim.settings import Settings
from steadymesh.wire import pb


@pytest.fixture
def desk(still):
    return Desk(still)


# --- the handshake


def test_nothing_is_said_to_a_client_that_says_nothing(still):
    radio = Radio(clock=still)
    phone = radio.attach(lambda: None)
    radio.hear_text(radio.add_peer(), "hello")
    assert phone.pull() is None


def test_the_first_client_after_a_start_is_told_what_room_there_is(still):
    radio = Radio(clock=still)
    phone = radio.attach(lambda: None)
    phone.receive(pb.ToRadio(want_config_id=69420).SerializeToString())
    while not phone.ready:
        phone.pull()
    assert pb.FromRadio.FromString(phone.pull()).queueStatus.free == 16


def test_asking_again_restarts_the_dump(desk):
    desk.say(want_config_id=1)
    desk.phone.pull()
    desk.phone.pull()
    desk.say(want_config_id=2)
    frames = desk.take()
    assert frames[0].HasField("my_info")
    assert frames[-1].config_complete_id == 2


def test_packets_wait_until_the_dump_is_over_and_heartbeats_do_not(desk):
    desk.say(want_config_id=1)
    desk.radio.hear_text(desk.peer, "in the middle")
    desk.say(heartbeat=pb.mesh_pb2.Heartbeat())
    frames = desk.take()
    assert frames[0].HasField("queueStatus")
    assert frames[-2].config_complete_id == 1
    assert frames[-1].packet.decoded.payload == b"in the middle"


def test_firmware_2_5_knows_no_nodes_only_dump_and_answers_no_heartbeat(still, kinds_of):
    desk = Desk(still, profile=PROFILES["2.5.23"])
    desk.say(want_config_id=69421)
    assert kinds_of(desk.take())[:2] == ["my_info", "deviceuiConfig"]
    desk.say(heartbeat=pb.mesh_pb2.Heartbeat())
    assert desk.take() == []
    (answer,) = desk.admin(get_device_metadata_request=True)
    told = pb.AdminMessage.FromString(answer.decoded.payload)
    assert told.get_device_metadata_response.firmware_version == "2.5.23.bf958ed"


def test_firmware_2_8_draws_its_number_from_its_key_and_replays_places_after_the_dump(still):
    desk = Desk(still, profile=PROFILES["2.8.0"])
    assert desk.radio.num == __import__("zlib").crc32(desk.radio.public_key)
    desk.radio.hear_position(desk.peer)
    desk.radio.hear_telemetry(desk.peer)
    desk.take()
    replayed = []
    for _ in range(2):
        desk.say(want_config_id=69421)
        frames = desk.take()
        assert not any(f.node_info.HasField("position") for f in frames[1:])
        replayed.append([f.packet for f in frames if f.HasField("packet")])
    assert [p.decoded.portnum for p in replayed[0]] == [PORTS.POSITION_APP, PORTS.TELEMETRY_APP]
    assert replayed[0] == replayed[1]
    desk.say(want_config_id=69420)
    assert not any(f.HasField("packet") for f in desk.take())


def test_an_unknown_firmware_names_those_that_there_are():
    with pytest.raises(UsageError, match=r"no firmware “9.9”. It has 2.5.23, 2.6.8, 2.7.10, 2.7.19, 2.7.26, 2.8.0."):
        profile_named("9.9")
    with pytest.raises(UsageError, match=r"no firmware “2\.7”"):
        profile_named("2.7")


@pytest.mark.parametrize(("word", "name"), [("2.5", "2.5.23"), ("2.6", "2.6.8"), ("2.8", "2.8.0"), ("2.7.1", "")])
def test_the_beginning_of_a_firmwares_name_is_enough_if_no_other_begins_so(word, name):
    if name:
        assert profile_named(word).name == name
    else:
        with pytest.raises(UsageError):
            profile_named(word)


# --- what the client sends


def test_a_direct_message_is_taken_and_acknowledged_by_its_recipient(desk):
    desk.send(want_ack=True, pki_encrypted=True)
    (status,) = [f.queueStatus for f in desk.take()]
    assert (status.res, status.free, status.maxlen, status.mesh_packet_id) == (0, 15, 16, 7)
    assert verdicts(desk.after(5)) == [(desk.peer.num, 7, 0)]
    (sent,) = desk.radio.sent_texts
    assert (sent.to, sent.text, sent.packet_id, sent.pki, sent.repeated) == (desk.peer.num, "hello", 7, True, False)


def test_over_several_hops_our_own_radio_speaks_first(desk):
    desk.peer.hops = 2
    desk.send(want_ack=True, pki_encrypted=True)
    desk.take()
    assert verdicts(desk.after(20)) == [(desk.radio.num, 7, 0), (desk.peer.num, 7, 0)]


def test_a_channel_text_is_relayed_by_a_neighbour(desk):
    desk.send(to=BROADCAST, want_ack=True)
    desk.take()
    assert verdicts(desk.after(5)) == [(desk.radio.num, 7, 0)]


@pytest.mark.parametrize(("preset", "seconds"), [("SHORT_FAST", 15), ("LONG_FAST", 60)])
def test_what_nobody_hears_ends_as_max_retransmit_after_the_presets_time(still, preset, seconds):
    desk = Desk(still, settings=Settings(preset=preset))
    desk.peer.in_range = False
    desk.send(want_ack=True, pki_encrypted=True)
    assert verdicts(desk.after(seconds - 0.1)) == []
    assert verdicts(desk.after(2.5)) == [(desk.radio.num, 7, RoutingError.MAX_RETRANSMIT.value)]


def test_a_lost_ack_ends_as_max_retransmit_too(desk):
    desk.peer.acks = False
    desk.send(want_ack=True, pki_encrypted=True)
    assert verdicts(desk.after(90)) == [(desk.radio.num, 7, RoutingError.MAX_RETRANSMIT.value)]
    assert len(desk.radio.sent_texts) == 1


def test_a_recipient_without_our_key_says_so_once(desk):
    desk.peer.knows_our_key = False
    desk.send(want_ack=True, pki_encrypted=True)
    assert verdicts(desk.after(10)) == [(desk.peer.num, 7, RoutingError.PKI_UNKNOWN_PUBKEY.value)]
    desk.send(packet_id=8, want_ack=True, pki_encrypted=True)
    assert verdicts(desk.after(10)) == [(desk.peer.num, 8, 0)]


def test_a_recipient_may_refuse(desk):
    desk.peer.refuses = RoutingError.NO_CHANNEL
    desk.send(want_ack=True, pki_encrypted=True)
    assert verdicts(desk.after(10)) == [(desk.peer.num, 7, RoutingError.NO_CHANNEL.value)]


@pytest.mark.parametrize(("profile", "error"), [("2.5.23", 34), ("2.7.26", 39), ("2.8.0", 39)])
def test_without_the_recipients_key_it_is_refused_at_once(still, profile, error):
    desk = Desk(still, profile=PROFILES[profile])
    desk.send(to=0x12345678, want_ack=True, pki_encrypted=True)
    frames = desk.take()
    assert desk.statuses(frames) == [(error, 7)]
    assert verdicts(frames) == [(desk.radio.num, 7, error)]


def test_firmware_2_5_falls_back_to_the_channels_key_without_a_word(still):
    desk = Desk(still, profile=PROFILES["2.5.23"])
    desk.send(to=0x12345678)
    assert desk.statuses() == [(0, 7)]


def test_a_broadcast_can_not_be_pki_and_a_channel_must_exist(desk):
    desk.send(to=BROADCAST, pki_encrypted=True)
    assert desk.statuses() == [(34, 7)]
    desk.after(3)
    desk.send(to=BROADCAST, packet_id=8, channel=3)
    assert desk.statuses() == [(6, 8)]


@pytest.mark.parametrize(
    ("size", "to", "reply_id", "res"),
    [
        (220, None, 0, 0), (221, None, 0, 7), (215, None, 5, 0), (216, None, 5, 7),
        (232, BROADCAST, 0, 0), (233, BROADCAST, 0, 7), (227, BROADCAST, 5, 0), (228, BROADCAST, 5, 7),
    ],
)  # fmt: skip
def test_the_longest_text_is_what_the_firmware_takes(desk, size, to, reply_id, res):
    packet = pb.MeshPacket(to=desk.peer.num if to is None else to, id=7, pki_encrypted=to is None)
    packet.decoded.portnum, packet.decoded.payload, packet.decoded.reply_id = 1, b"x" * size, reply_id
    desk.say(packet=packet)
    assert desk.statuses() == [(res, 7)]


def test_more_than_233_bytes_vanish_without_an_answer(desk):
    desk.send(b"x" * 234, to=BROADCAST)
    assert desk.after(50) == []


def test_a_repeated_id_is_ignored_without_a_word_until_twenty_others_came(desk):
    desk.send(b"", port=PORTS.PRIVATE_APP, packet_id=7)
    assert desk.statuses() == [(0, 7)]
    desk.send(b"", port=PORTS.PRIVATE_APP, packet_id=7)
    assert desk.statuses() == []
    for packet_id in range(100, 120):
        desk.after(1)
        desk.send(b"", port=PORTS.PRIVATE_APP, packet_id=packet_id)
    desk.take()
    desk.after(1)
    desk.send(b"", port=PORTS.PRIVATE_APP, packet_id=7)
    assert desk.statuses() == [(0, 7)]


def test_a_new_connection_forgets_the_ids_and_the_mesh_does_not(desk):
    desk.send(pki_encrypted=True, want_ack=True)
    desk.after(5)
    desk.phone.close()
    desk.phone = desk.radio.attach(lambda: None)
    desk.say(want_config_id=69420)
    desk.take()
    reached = []
    desk.radio.on_sent.append(lambda packet, repeated: reached.append((packet.id, repeated)))
    desk.send(pki_encrypted=True, want_ack=True)
    frames = desk.after(5)
    assert desk.statuses(frames) == [(0, 7)]
    assert verdicts(frames) == [(desk.peer.num, 7, 0)]
    assert reached == [(7, True)]
    assert [t.repeated for t in desk.radio.sent_texts] == [False, True]


@pytest.mark.parametrize(
    ("port", "gap"),
    [("TEXT_MESSAGE_APP", 2), ("POSITION_APP", 10), ("WAYPOINT_APP", 10), ("ALERT_APP", 10), ("TELEMETRY_APP", 10),
     ("TRACEROUTE_APP", 30)],
)  # fmt: skip
def test_what_comes_too_early_is_dropped_and_gets_a_queue_status_all_the_same(desk, port, gap):
    port = PORTS.Value(port)
    sent = []
    desk.radio.on_sent.append(lambda packet, _: sent.append(packet.id))
    desk.send(port=port, packet_id=1)
    desk.after(gap - 0.1)
    desk.send(port=port, packet_id=2)
    assert (0, 2) in desk.statuses()
    desk.after(0.2)
    desk.send(port=port, packet_id=3)
    desk.after(5)
    assert sent == [1, 3]


def test_the_rate_limit_is_told_only_to_those_who_say_who_they_are(desk):
    for packet_id, me in ((1, True), (2, True), (3, False)):
        desk.send(packet_id=packet_id, me=me, pki_encrypted=True)
    frames = desk.take()
    assert verdicts(frames) == [(desk.radio.num, 2, RoutingError.RATE_LIMIT_EXCEEDED.value)]


def test_only_two_queue_statuses_wait(desk):
    for packet_id in (1, 2, 3):
        desk.send(b"", port=PORTS.PRIVATE_APP, packet_id=packet_id)
    assert desk.statuses() == [(0, 2), (0, 3)]


def test_the_transmit_queue_is_sixteen_deep_and_tells_when_there_is_room_again(desk):
    for packet_id in range(1, 18):
        desk.send(b"x" * 100, port=PORTS.PRIVATE_APP, packet_id=packet_id)
    (*_, last) = [f.queueStatus for f in desk.take()]
    assert (last.res, last.free, last.mesh_packet_id) == (32, 0, 17)
    (freed,) = [f.queueStatus for f in desk.after(3)]
    assert (freed.free, freed.mesh_packet_id) == (1, 0)


def test_a_packet_without_an_id_gets_one_and_without_hops_the_default(desk):
    sent = []
    desk.radio.on_sent.append(lambda packet, _: sent.append(packet))
    desk.send(packet_id=0, want_ack=True, pki_encrypted=True)
    desk.after(5)
    assert sent[0].id
    assert sent[0].hop_limit == 3


def test_rubbish_is_dropped_without_an_answer(desk):
    for payload in (b"\xff" * 20, b"", b"\x0a\x7f\x01", b"\x12\x00"):
        desk.phone.receive(payload)
    assert desk.take() == []


def test_a_traceroute_to_everybody_is_refused_with_a_notification(desk):
    desk.send(b"", to=BROADCAST, port=PORTS.TRACEROUTE_APP, hop_limit=3)
    frames = desk.take()
    assert desk.statuses(frames) == [(0, 7)]
    assert "not allowed" in frames[1].clientNotification.message
    assert desk.after(60)[0].packet.decoded.portnum == PORTS.TELEMETRY_APP


# --- what peers answer


def test_a_traceroute_tells_the_way(desk):
    relay = desk.radio.add_peer()
    relay.hops, desk.peer.hops = 0, 1
    desk.send(b"", port=PORTS.TRACEROUTE_APP, want_response=True)
    (answer,) = [f.packet for f in desk.after(10) if f.packet.decoded.portnum == PORTS.TRACEROUTE_APP]
    route = pb.RouteDiscovery.FromString(answer.decoded.payload)
    assert answer.decoded.request_id == 7
    assert list(route.route) == [relay.num]
    assert len(route.snr_towards) == 2


def test_a_peer_tells_who_it_is_once_in_twelve_hours(desk):
    def ask(packet_id):
        desk.send(b"", port=PORTS.NODEINFO_APP, packet_id=packet_id, want_response=True)
        return [f for f in desk.after(10) if f.packet.decoded.portnum == PORTS.NODEINFO_APP]

    assert len(ask(1)) == 1
    desk.after(3600)
    assert ask(2) == []
    desk.after(11.9 * 3600)
    assert ask(3) == [], "the second question restarted the twelve hours"
    desk.after(12.1 * 3600)
    assert len(ask(4)) == 1


@pytest.mark.parametrize("port", ["TELEMETRY_APP", "POSITION_APP"])
def test_a_peer_tells_how_and_where_it_is(desk, port):
    desk.send(b"", port=PORTS.Value(port), want_response=True)
    (answer,) = [f.packet for f in desk.after(10) if f.packet.decoded.portnum == PORTS.Value(port)]
    assert answer.decoded.request_id == 7


# --- administration


def test_add_contact_gives_the_key_and_the_favourites_mark(desk):
    stranger = make_peer(1, 77)
    user = pb.User(long_name="Ève", short_name="Ève", public_key=stranger.public_key)
    (ack,) = desk.admin(add_contact=pb.SharedContact(node_num=stranger.num, user=user))
    assert (ack.decoded.portnum, ack.decoded.payload, ack.decoded.request_id) == (PORTS.ROUTING_APP, b"\x18\x00", 9)
    desk.say(want_config_id=69421)
    told = next(f.node_info for f in desk.take() if f.node_info.num == stranger.num)
    assert told.user.public_key == stranger.public_key
    assert told.is_favorite
    desk.send(to=stranger.num, pki_encrypted=True)
    assert desk.statuses() == [(0, 7)]
    desk.admin(packet_id=10, remove_favorite_node=stranger.num)
    assert not desk.radio.nodes.get(stranger.num).is_favorite
    desk.admin(packet_id=11, add_contact=pb.SharedContact(node_num=stranger.num, user=pb.User(long_name="Ève")))
    assert desk.radio.nodes.get(stranger.num).public_key == b"", "an empty key erases the radio's"


def test_an_admin_packet_has_two_queue_statuses_its_own_and_its_answers(desk):
    desk.send(pb.AdminMessage(get_device_metadata_request=True).SerializeToString(),
              to=desk.radio.num, port=PORTS.ADMIN_APP, want_response=True)  # fmt: skip
    first, second, answer = desk.take()
    assert first.queueStatus.mesh_packet_id == 7
    assert second.queueStatus.mesh_packet_id == answer.packet.id


def test_nodes_are_marked_ignored_and_forgotten(desk):
    desk.admin(packet_id=1, set_ignored_node=desk.peer.num)
    desk.admin(packet_id=2, set_favorite_node=desk.peer.num)
    record = desk.radio.nodes.get(desk.peer.num)
    assert (record.is_ignored, record.is_favorite) == (True, True)
    desk.admin(packet_id=3, remove_ignored_node=desk.peer.num)
    assert not record.is_ignored
    desk.admin(packet_id=4, remove_by_nodenum=desk.peer.num)
    assert desk.peer.num not in desk.radio.nodes


@pytest.mark.parametrize(
    ("settings", "payload", "error"),
    [
        (Settings(is_managed=True), pb.AdminMessage(reboot_seconds=1).SerializeToString(), RoutingError.NO_RESPONSE),
        (Settings(), b"\xff\xff", RoutingError.BAD_REQUEST),
        (Settings(), pb.AdminMessage(get_ringtone_request=True).SerializeToString(), RoutingError.NONE),
    ],
    ids=["managed", "rubbish", "unknown"],
)
def test_an_admin_request_may_be_refused_and_an_unknown_one_is_acknowledged(still, settings, payload, error):
    desk = Desk(still, settings=settings)
    desk.send(payload, to=desk.radio.num, port=PORTS.ADMIN_APP, want_response=True)
    assert verdicts(desk.take()) == [(desk.radio.num, 7, error.value)]


def test_an_admin_packet_to_an_old_number_of_ours_fails_for_want_of_a_key(desk):
    old = desk.radio.num
    desk.radio.reboot(num=0x31313131)
    desk.phone = desk.radio.attach(lambda: None)
    desk.say(want_config_id=69420)
    desk.take()
    desk.send(pb.AdminMessage(get_device_metadata_request=True).SerializeToString(), to=old, port=PORTS.ADMIN_APP)
    assert desk.statuses() == [(39, 7)]


def test_reboot_on_request_counts_and_forgets(desk):
    rebooted = []
    desk.radio.on_reboot = rebooted.append
    desk.send(b"", to=desk.radio.num, port=PORTS.PRIVATE_APP, want_ack=True)
    assert verdicts(desk.take()) == [(desk.radio.num, 7, 0)]
    desk.admin(reboot_seconds=2)
    desk.radio.hear_text(desk.peer, "lost with the RAM")
    desk.after(1.9)
    assert rebooted == []
    desk.radio.hear_text(desk.peer, "lost with the RAM as well")
    desk.phone.close()
    desk.after(0.2)
    assert rebooted == [1.0]
    assert desk.radio.reboot_count == 2
    assert desk.radio.outlet.packets == 0


def test_heartbeat_with_nonce_one_broadcasts_who_we_are(desk):
    desk.say(heartbeat=pb.mesh_pb2.Heartbeat(nonce=1))
    ((res, packet_id),) = desk.statuses()
    assert res == 0
    assert packet_id


# --- what the radio hears


def test_packets_wait_for_a_client_and_keep_their_time(desk):
    desk.phone.close()
    desk.radio.hear_text(desk.peer, "while you were away", rx_age_s=30)
    desk.after(300)
    desk.phone = desk.radio.attach(lambda: None)
    desk.say(want_config_id=69420)
    (packet,) = [f.packet for f in desk.take() if f.packet.decoded.portnum == PORTS.TEXT_MESSAGE_APP]
    assert packet.rx_time == NOW_S - 30


def test_the_full_queue_drops_the_oldest_for_a_text_and_everything_else(desk):
    desk.phone.close()
    for number in range(40):
        desk.radio.hear_text(desk.peer, str(number), want_ack=False)
    desk.radio.hear_position(desk.peer)
    desk.phone = desk.radio.attach(lambda: None)
    desk.say(want_config_id=69420)
    packets = [f.packet for f in desk.take() if f.HasField("packet")]
    assert [p.decoded.payload for p in packets] == [str(n).encode() for n in range(8, 40)]
    assert desk.radio.outlet.dropped == 9


def test_own_telemetry_comes_each_minute_and_only_if_nothing_waits(desk):
    told = [f.packet for f in desk.after(180.5) if f.HasField("packet")]
    assert len(told) == 1
    metrics = pb.Telemetry.FromString(told[0].decoded.payload)
    assert (metrics.device_metrics.uptime_seconds, metrics.time) == (60, NOW_S + 60)
    for minute in range(4, 7):
        assert len(desk.after(60)) == 1, minute


def test_a_sealed_message_is_forwarded_until_2_7_and_the_sender_introduces_itself(desk):
    stranger = desk.radio.add_peer(known=False)
    desk.radio.hear_text(stranger, "secret")
    sealed, user = [f.packet for f in desk.after(1)]
    assert (sealed.channel, sealed.to) == (0, desk.radio.num)
    assert sealed.encrypted
    assert not sealed.HasField("decoded")
    assert user.decoded.portnum == PORTS.NODEINFO_APP
    desk.radio.hear_text(stranger, "now you can read me")
    assert desk.take()[0].packet.public_key == stranger.public_key


def test_a_sealed_message_is_dropped_by_2_8(still):
    desk = Desk(still, profile=PROFILES["2.8.0"])
    desk.radio.hear_text(desk.radio.add_peer(known=False), "secret")
    assert desk.after(30) == []


@pytest.mark.parametrize(
    ("profile", "comes"), [("2.5.23", "read"), ("2.7.10", "read"), ("2.7.19", "closed"), ("2.8.0", "")]
)
def test_a_direct_message_by_the_channels_key_is_not_read_since_2_7_14(still, profile, comes):
    """≤ 2.7 forwards what it rejects as it came: with the channel's hash, where PKI has channel 0."""
    desk = Desk(still, profile=PROFILES[profile])
    desk.radio.hear_text(desk.peer, "psst", pki=False)
    packets = [f.packet for f in desk.take()]
    assert not any(p.pki_encrypted for p in packets)
    assert [p.decoded.payload for p in packets if p.HasField("decoded")] == ([b"psst"] if comes == "read" else [])
    assert [p.channel for p in packets if p.encrypted] == ([8] if comes == "closed" else [])


def test_another_key_is_forwarded_to_the_client_and_not_believed(desk):
    first = desk.peer.public_key
    desk.peer.public_key = bytes(32 * [9])
    desk.radio.hear_nodeinfo(desk.peer)
    (heard,) = [f.packet for f in desk.take()]
    assert pb.User.FromString(heard.decoded.payload).public_key == desk.peer.public_key
    assert desk.radio.nodes.get(desk.peer.num).public_key == first


def test_a_node_without_a_clock_tells_no_time(desk):
    desk.radio.knows_time = False
    desk.radio.hear_text(desk.peer, "when?")
    assert desk.take()[0].packet.rx_time == 0


def test_raw_packets_and_any_payload_come_as_they_are(desk):
    desk.radio.hear_raw(pb.MeshPacket(to=5, id=6).SerializeToString())
    desk.radio.outlet.put_raw(b"\xff\xff")
    assert desk.phone.pull() == pb.FromRadio(packet=pb.MeshPacket(to=5, id=6)).SerializeToString()
    assert desk.phone.pull() == b"\xff\xff"


def test_texts_carry_what_they_were_given(desk):
    packet_id = desk.radio.hear_text(
        desk.peer.num, b"\xff\xfe", to=BROADCAST, channel=2, reply_id=5, emoji=True, packet_id=0xABCD
    )
    (packet,) = [f.packet for f in desk.take()]
    assert packet.id == packet_id == 0xABCD
    assert (packet.channel, packet.decoded.payload, packet.decoded.reply_id, packet.decoded.emoji) == (
        2,
        b"\xff\xfe",
        5,
        1,
    )
    assert not packet.want_ack


def test_nobody_of_that_number_is_a_clear_error(desk):
    with pytest.raises(UsageError, match="Nobody called !00000005 is around"):
        desk.radio.hear_text(5, "who am I?")


def test_the_same_seed_makes_the_same_radio_and_people(still):
    one, two, other = Radio(clock=still, seed=3), Radio(clock=still, seed=3), Radio(clock=still, seed=4)
    assert one.my_info() == two.my_info() != other.my_info()
    assert one.add_peer() == two.add_peer()
    assert one.public_key == two.public_key != other.public_key
