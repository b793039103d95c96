"""Firmware, settings of radio and bot, and the machine: what each value means."""

import sys
from datetime import UTC, datetime
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from doctorkit import config
from steadymesh.doctor import firmware, machine, neighbours, radio, settings
from steadymesh.doctor.radio import Subject
from steadymesh.ids import NodeNum
from steadymesh.link.resolver import look_up
from steadymesh.model import Channel, Node, RadioInfo, Telemetry


def info(**more) -> RadioInfo:
    healthy = {"firmware": "2.7.26.54e0d8d", "hw_model": "HELTEC_V3", "region": "EU_868", "modem_preset": "LONG_FAST", "role": "CLIENT", "has_wifi": True}  # fmt: skip
    return RadioInfo(num=NodeNum(1), node=Node(num=NodeNum(1)), **{**healthy, **more})


def whats(findings):
    return [one.what for one in findings]


def bad(findings):
    return [f"{one.check}-{one.what}" for one in findings if one.level.value in ("warning", "problem")]


# --- firmware -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("", ["untold"]),
        ("mine", ["unreadable"]),
        ("2.3.1", ["older", "weak-keys", "no-add-contact", "no-heartbeat", "keys-replaced", "channel-dms", "silent-fallback"]),
        ("2.6.7", ["known", "weak-keys", "no-add-contact", "no-heartbeat", "keys-replaced", "channel-dms", "silent-fallback"]),
        ("2.6.8", ["known", "weak-keys", "no-heartbeat", "keys-replaced", "channel-dms", "silent-fallback"]),
        ("2.6.11", ["known", "no-heartbeat", "keys-replaced", "channel-dms", "silent-fallback"]),
        ("2.7.4", ["known", "keys-replaced", "channel-dms", "silent-fallback"]),
        ("2.7.6", ["known", "channel-dms", "silent-fallback"]),
        ("2.7.9", ["known", "channel-dms", "silent-fallback"]),
        ("2.7.10", ["known", "reply-unacknowledged", "channel-dms", "silent-fallback"]),
        ("2.7.11", ["known", "reply-unacknowledged", "channel-dms", "silent-fallback"]),
        ("2.7.12", ["known", "channel-dms", "silent-fallback"]),
        ("2.7.14", ["known", "silent-fallback"]),
        ("2.7.17", ["known", "silent-fallback", "nodeinfo-silence"]),
        ("2.7.19", ["known", "nodeinfo-silence"]),
        ("2.7.21", ["known", "nodeinfo-silence", "idle-close"]),
        ("2.8.0", ["known", "nodeinfo-silence", "idle-close", "renumbering", "silent-drops"]),
        ("2.8.99", ["known", "nodeinfo-silence", "idle-close", "renumbering", "silent-drops"]),
        ("2.9.0", ["newer"]),
        ("3.0.0", ["newer"]),
    ],
)  # fmt: skip
def test_each_firmware_has_its_known_faults(version, found):
    assert whats(firmware.check(info(firmware=version))) == found


# --- the radio's settings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"region": "UNSET"}, ["region-unset"]),
        ({"region": "US"}, []),
        ({"tx_enabled": False}, ["transmitter-off"]),
        ({"hop_limit": 5}, []),
        ({"hop_limit": 6}, ["hops-many"]),
        ({"is_managed": True}, ["managed-locked"]),
        ({"role": "ROUTER"}, ["role-router"]),
        ({"role": "TRACKER"}, ["role-sleeper"]),
        ({"role": "CLIENT_BASE"}, []),
        ({"role": "CLIENT_HIDDEN"}, []),
        ({"role": "CLIENT_MUTE"}, []),
    ],
)
def test_what_a_radio_is_set_to(changes, found):
    assert bad(radio.check(Subject(info=info(**changes)), config())) == found


@pytest.mark.parametrize(("role", "found"), [("CLIENT", "fine"), ("CLIENT_HIDDEN", "hidden"), ("REPEATER", "router"), ("SENSOR", "sleeper")])  # fmt: skip
def test_the_role_is_always_told(role, found):
    findings = radio.check(Subject(info=info(role=role)), config())
    assert whats(one for one in findings if one.check == "role") == [found]


def test_the_airtime_of_the_hour_is_told_where_the_region_has_a_limit():
    def used(region):
        subject = Subject(info=info(region=region), telemetry=Telemetry(air_util_tx_percent=0.44))
        return [one.facts for one in radio.check(subject, config()) if one.check == "airtime"]

    assert used("EU_868") == [{"percent": 0.4, "limit": 10.0}]
    assert used("US") == []


def test_a_base_is_told_though_nothing_is_wrong():
    findings = list(radio.check(Subject(info=info(role="CLIENT_BASE")), config()))
    assert "base" in whats(findings)


@pytest.mark.parametrize(
    ("region", "used", "busy", "found"),
    [
        ("EU_868", 4.9, 24.9, []),
        ("EU_868", 5.0, 25.0, ["airtime-spent", "airtime-busy"]),
        ("EU_868", 10.0, 40.0, ["airtime-spent", "airtime-full"]),
        ("EU_866", 2.5, None, ["airtime-spent"]),
        ("US", 50.0, None, []),
        ("EU_868", None, None, []),
    ],
)
def test_the_air_that_a_radio_has_used(region, used, busy, found):
    telemetry = Telemetry(air_util_tx_percent=used, channel_utilization_percent=busy)
    subject = Subject(info=info(region=region), telemetry=telemetry)
    assert bad(radio.check(subject, config())) == found


@pytest.mark.parametrize(
    ("hardware", "nodes", "found"),
    [
        ("HELTEC_V3", 99, "room"),
        ("HELTEC_V3", 100, "full"),
        ("HELTEC_V3", 101, "room"),
        ("HELTEC_V3", 250, "full"),
        ("PORTDUINO", 100, "room"),
        ("PORTDUINO", 200, "full"),
    ],
)
def test_a_full_node_table(hardware, nodes, found):
    subject = Subject(info=info(hw_model=hardware), nodes=nodes)
    assert whats(one for one in radio.check(subject, config()) if one.check == "node-table") == [found]


@pytest.mark.parametrize(("has", "found"), [(True, ["there"]), (False, ["missing"]), (None, [])])
def test_only_whether_there_is_a_private_key_is_told(has, found):
    subject = Subject(info=info(), has_private_key=has)
    assert whats(one for one in radio.check(subject, config()) if one.check == "radio-keys") == found


@pytest.mark.parametrize(("delay", "hardware", "found"), [("9s", "HELTEC_V3", ["early"]), ("10s", "HELTEC_V3", []), ("0", "PORTDUINO", [])])  # fmt: skip
def test_a_short_delay_of_the_key_sync_is_told_on_an_esp32_only(delay, hardware, found):
    findings = radio.check(Subject(info=info(hw_model=hardware)), config(f"keys.sync_delay={delay}"))
    assert whats(one for one in findings if one.check == "key-sync") == found


def test_a_channel_slot_that_the_radio_does_not_use():
    channels = (Channel(index=0, name="", role="PRIMARY"), Channel(index=1, name="", role="DISABLED"))
    findings = list(radio.check(Subject(info=info(channels=channels)), config('bot.channels=[0, 1, "Team"]')))
    assert [one.facts["channel"] for one in findings if one.check == "channels"] == [1]


# --- the bot's settings -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sets", "found"),
    [
        ([], []),
        (["link.heartbeat_interval=30s"], ["configuration-slow-to-notice"]),
        (["link.first_frame_timeout=2s"], ["configuration-hasty-start"]),
        (["link.stall_timeout=5s"], ["configuration-hasty-stall"]),
        (["radio.text_gap=1s"], ["configuration-hasty-texts"]),
        (["link.rescue_command=/no/such/program --token hunter2"], ["configuration-no-rescue"]),
        (["link.rescue_command=true"], []),
    ],
)
def test_what_the_settings_add_up_to(sets, found):
    findings = list(settings.check(config("link.node=tcp://radio", *sets), is_running=False))
    assert bad(findings) == found
    assert "hunter2" not in "".join(one.sentence("en") + one.remedy("en") + str(one.facts) for one in findings)


def test_a_radio_that_nobody_named_is_a_problem_unless_a_bot_runs():
    assert bad(settings.check(config(), is_running=False)) == ["configuration-no-node"]
    assert bad(settings.check(config(), is_running=True)) == []


# --- the machine --------------------------------------------------------------------------------


def at(year):
    return datetime(year, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "skew_s", "found"),
    [
        (2026, None, ["sane"]),
        (1970, None, ["wrong"]),
        (2026, -59.0, ["sane", "right"]),
        (2026, 61.0, ["sane", "behind"]),
        (2026, -86_400.0, ["sane", "ahead"]),
    ],
)
def test_the_clock(year, skew_s, found):
    findings = list(machine.clock(at(year), skew_s))
    assert whats(findings) == found
    if skew_s == -86_400:
        assert findings[1].facts["skew"] == 86_400


@pytest.mark.parametrize(
    ("has_time", "skew_s", "found"),
    [(False, None, ["sane", "unset"]), (False, 70.0, ["sane", "unset"]), (True, 1.0, ["sane", "right"]), (None, None, ["sane"])],
)  # fmt: skip
def test_a_radio_that_nobody_told_the_time(has_time, skew_s, found):
    assert whats(machine.clock(at(2026), skew_s, radio_has_time=has_time)) == found


@pytest.mark.parametrize(("is_synchronised", "found"), [(False, ["sane", "alone"]), (True, ["sane"]), (None, ["sane"])])
def test_a_clock_that_follows_no_other_one(is_synchronised, found):
    findings = list(machine.clock(at(2026), None, is_synchronised=is_synchronised))
    assert whats(findings) == found
    assert bad(findings) == []


@pytest.mark.real
def test_the_kernel_says_whether_its_clock_is_synchronised_or_nothing():
    assert machine.is_clock_synchronised() in (True, False, None)


def process(root, *, cgroup, environ=None):
    folder = root / "proc/77"
    folder.mkdir(parents=True)
    (folder / "cgroup").write_text(cgroup)
    if environ is not None:
        (folder / "environ").write_bytes(environ)


@pytest.mark.parametrize(
    ("cgroup", "environ", "found"),
    [
        ("0::/system.slice/steadymesh.service\n", b"A=1\0WATCHDOG_USEC=30000000\0", "watched"),
        ("0::/system.slice/bot.service\n", b"A=1\0", "unwatched"),
        ("0::/system.slice/bot.service\n", None, "unit"),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/term.scope\n", b"", "none"),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/steadymesh.service\n", b"WATCHDOG_USEC=1000000", "watched"),
        ("0::/\n", b"", "none"),
    ],
)  # fmt: skip
def test_who_restarts_the_bot(tmp_path, cgroup, environ, found):
    process(tmp_path, cgroup=cgroup, environ=environ)
    assert whats(machine.service(77, tmp_path)) == [found]


def test_a_container_restarts_what_is_in_it_and_needs_no_service(tmp_path):
    process(tmp_path, cgroup="0::/\n", environ=b"")
    (tmp_path / ".dockerenv").touch()
    assert whats(machine.service(77, tmp_path)) == []


def test_a_service_that_is_installed_but_stopped(tmp_path):
    assert whats(machine.service(None, tmp_path)) == []
    unit = tmp_path / "etc/systemd/system/steadymesh.service"
    unit.parent.mkdir(parents=True)
    unit.touch()
    assert whats(machine.service(None, tmp_path)) == ["stopped"]
    (tmp_path / "sys/fs/cgroup/system.slice/steadymesh.service").mkdir(parents=True)
    assert whats(machine.service(None, tmp_path)) == []
    assert whats(machine.service(78, tmp_path)) == ["none"]


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({"LANG": "fr_FR.UTF-8"}, ["locale"]),
        ({"LANG": "de_DE.UTF-8"}, ["not-spoken"]),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, ["unset"]),
        ({}, ["unset"]),
    ],
)
def test_the_language_of_the_locale(environ, found):
    from steadymesh.config import load

    assert whats(machine.terminal(load(env=environ), StringIO(), environ)) == found


def test_a_language_that_was_chosen_and_a_terminal_that_can_not_show_it():
    out = TextIOWrapper(BytesIO(), encoding="ascii")
    assert whats(machine.terminal(config(), out, {})) == ["chosen", "narrow"]


# --- who is connected from here -----------------------------------------------------------------


def table(root, name, *rows):
    folder = root / "proc/net"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("  sl  local_address rem_address   st\n" + "".join(f"{row}\n" for row in rows))


@pytest.mark.skipif(sys.byteorder != "little", reason="the kernel writes addresses in the machine's byte order")
def test_the_kernels_list_of_connections_is_read(tmp_path):
    table(
        tmp_path, "tcp",
        "   0: 0100007F:AF27 2601A8C0:1133 01 more",  # 192.168.1.38:4403, established
        "   1: 0100007F:AF28 2701A8C0:1133 02 more",  # 192.168.1.39:4403, only being opened
    )  # fmt: skip
    table(
        tmp_path,
        "tcp6",
        "   0: x:1 0000000000000000FFFF00002801A8C0:1133 01 more",
        "   1: x:1 B80D0120000000000000000001000000:1133 01 x",
    )
    for host, found in [("192.168.1.38", True), ("192.168.1.39", False), ("192.168.1.40", True), ("2001:db8::1", True), ("2001:db8::2", False)]:  # fmt: skip
        assert neighbours.is_connected(look_up(host, 4403), tmp_path) is found, host
    assert not neighbours.is_connected(look_up("192.168.1.38", 4404), tmp_path)


def test_without_such_a_list_nobody_is_seen(tmp_path):
    assert not neighbours.is_connected(look_up("192.168.1.38", 4403), tmp_path)


@pytest.mark.real
def test_a_connection_of_this_machine_is_seen():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not neighbours.is_connected(look_up("127.0.0.1", port))
        with socket.create_connection(("127.0.0.1", port)):
            assert neighbours.is_connected(look_up("127.0.0.1", port))
