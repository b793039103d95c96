"""The operator's sync for bots on the official library: on the real `TCPInterface`, and on interfaces that misbehave."""

import asyncio
import base64
import gc
import json
import logging
import threading
import time
import warnings
import weakref
from pathlib import Path
from types import SimpleNamespace

import pytest

from steadymesh import compat
from steadymesh.compat import sync_pubkeys_to_interface
from steadymesh.ids import PublicKey
from steadymesh.keys.sync import deadline
from steadymesh.keys.sync.deadline import DeadlineThread

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import meshtastic
    from meshtastic import mesh_interface
    from meshtastic.protobuf import admin_pb2, mesh_pb2, portnums_pb2
    from meshtastic.tcp_interface import TCPInterface

RAW = bytes(range(200, 232))
B64 = base64.b64encode(RAW).decode()
OTHER = bytes([7]) * 32
OTHER_B64 = base64.b64encode(OTHER).decode()


@pytest.fixture(autouse=True)
def quiet_end(monkeypatch, caplog):
    """Each test has a thread of its own that ends with it; the log speaks English."""
    worker = DeadlineThread()
    monkeypatch.setattr(compat, "_thread", worker)
    monkeypatch.setattr(compat, "_memories", {})
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    caplog.set_level(logging.DEBUG, "steadymesh.compat")
    yield
    worker.close()


@pytest.fixture
def interface():
    """The library's own class, with the tables it has after a dump, and no socket."""
    made = TCPInterface("127.0.0.1", noProto=True, connectNow=False)
    made.nodes, made.nodesByNum = {}, {}
    tell(made, 0x0A, "Anna")
    return made


def tell(interface, num: int, name: str, key: bytes = b"") -> None:
    """Let the library take a NodeInfo from the radio, through its own code."""
    info = mesh_pb2.NodeInfo(num=num, user={"id": f"!{num:08x}", "long_name": name, "public_key": key})
    interface._handleFromRadio(mesh_pb2.FromRadio(node_info=info).SerializeToString())


def lines(caplog, level: int = logging.INFO) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.name == "steadymesh.compat" and r.levelno >= level]


def key_in(interface, num: int) -> str | None:
    return interface.nodes[f"!{num:08x}"]["user"].get("publicKey")


# --- what is written ------------------------------------------------------------------------


def test_key_stands_in_the_librarys_own_form_in_both_tables(interface, caplog):
    assert sync_pubkeys_to_interface(interface, {"!0000000a": B64}) == 1
    assert key_in(interface, 0x0A) == B64
    assert interface.nodes["!0000000a"]["user"]["longName"] == "Anna"
    assert interface.nodesByNum[0x0A] is interface.nodes["!0000000a"]
    assert interface._nodeNumToId(0x0A) == "!0000000a"
    assert [line.split(" [")[0] for line in lines(caplog, logging.DEBUG)] == [
        "🔄 Starting public key synchronization to interface.nodes...",
        "   Current interface.nodes count: 1",
        "   Keys to sync from node_names: 1",
        "✅ SYNC COMPLETE: 1 public key synchronized to interface.nodes",
        "✅ 1 public key synchronized again",
    ]
    assert lines(caplog)[0].endswith("[pubkey-sync-started]")


def test_stranger_is_made_as_the_library_makes_one(interface):
    assert sync_pubkeys_to_interface(interface, {"0x0000beef": {"name": "Bert", "publicKey": B64}, 12: RAW}) == 2
    assert interface.nodes["!0000beef"] == {
        "num": 0xBEEF,
        "user": {"id": "!0000beef", "longName": "Bert", "shortName": "beef", "hwModel": "UNSET", "publicKey": B64},
    }
    assert interface.nodesByNum[0xBEEF] is interface.nodes["!0000beef"]
    assert interface._getOrCreateByNum(12) is interface.nodes["!0000000c"]
    assert interface.nodes["!0000000c"]["user"]["longName"] == "Meshtastic 000c"


@pytest.mark.parametrize(
    "value",
    [
        B64,
        base64.urlsafe_b64encode(RAW).decode(),
        RAW.hex(),
        RAW,
        bytearray(RAW),
        {"publicKey": B64},
        {"publicKey": RAW.hex()},
        PublicKey(RAW),
    ],
)
def test_every_spelling_of_a_key(interface, value):
    assert sync_pubkeys_to_interface(interface, {"10": value}) == 1
    assert key_in(interface, 0x0A) == B64


def test_unusable_entries_are_counted_and_the_rest_is_written(interface, caplog):
    keys = {"10": B64, "Anna": B64, "11": "abc", "12": bytes(32), "13": None, "14": {"name": "x"}, "4294967295": B64}
    assert sync_pubkeys_to_interface(interface, keys) == 1
    assert set(interface.nodes) == {"!0000000a"}
    assert lines(caplog, logging.WARNING) == [
        "⚠️ 3 entries without a usable public key left out of the sync, the first is “Anna” [compat-keys-unusable]"
    ]


def test_own_number_is_nobodys_key(interface, caplog):
    interface.myInfo = mesh_pb2.MyNodeInfo(my_node_num=0x0A)
    assert sync_pubkeys_to_interface(interface, {"10": B64}, force=True) == 0
    assert key_in(interface, 0x0A) is None
    assert lines(caplog)[-1].endswith("[pubkey-sync-none]")


def test_without_keys_nothing_is_touched(caplog):
    assert sync_pubkeys_to_interface(None, {}, force=True) == 0
    assert [line.split()[-1] for line in lines(caplog)] == ["[pubkey-sync-none]"]


@pytest.mark.parametrize(("keys", "kind"), [(None, "NoneType"), ([B64], "list"), (B64, "str")])
def test_keys_that_are_none_give_0_and_one_clear_line(interface, keys, kind, caplog):
    assert sync_pubkeys_to_interface(interface, keys, force=True) == 0
    [line] = lines(caplog)
    assert line == (
        f"❌ Cannot sync pubkeys: the keys are {kind}, not a mapping of nodes to keys. "
        "Hand over a dict such as node_names.json holds [compat-keys-missing]"
    )


def test_keys_that_the_bot_changes_meanwhile_are_taken_as_they_were(interface):
    class Growing:
        """A key whose text is asked for while somebody adds another."""

        def __str__(self) -> str:
            keys["12"] = B64
            return B64

    keys: dict[str, object] = {"10": Growing(), "11": OTHER_B64}
    assert sync_pubkeys_to_interface(interface, keys) == 2


# --- force and skip -------------------------------------------------------------------------


def test_second_sync_is_skipped_and_force_is_not(interface, caplog):
    assert sync_pubkeys_to_interface(interface, {"10": B64}) == 1
    assert sync_pubkeys_to_interface(interface, {"10": B64}) == 0
    assert lines(caplog)[-1].endswith("[pubkey-sync-skipped]")
    assert sync_pubkeys_to_interface(interface, {"10": B64}, force=True) == 1


def test_content_counts_not_the_number(interface):
    sync_pubkeys_to_interface(interface, {"10": B64})
    assert sync_pubkeys_to_interface(interface, {"10": OTHER_B64}) == 1
    assert key_in(interface, 0x0A) == OTHER_B64


def test_new_link_of_the_same_interface_is_synced(interface):
    sync_pubkeys_to_interface(interface, {"10": B64})
    interface._startConfig()  # what the library does when its reader reconnects
    assert interface.nodes == {}
    assert sync_pubkeys_to_interface(interface, {"10": B64}) == 1
    assert key_in(interface, 0x0A) == B64


def test_new_interface_is_synced_and_the_old_one_is_forgotten(interface):
    sync_pubkeys_to_interface(interface, {"10": B64})
    another = TCPInterface("127.0.0.1", noProto=True, connectNow=False)
    another.nodes, another.nodesByNum = {}, {}
    assert sync_pubkeys_to_interface(another, {"10": B64}) == 1
    gone = weakref.ref(another)
    del another
    gc.collect()
    assert gone() is None
    assert list(compat._memories) == [id(interface)]


def test_key_that_the_library_lost_is_put_back(interface):
    sync_pubkeys_to_interface(interface, {"10": B64})
    tell(interface, 0x0A, "Anna")  # a NodeInfo without a key replaces the library's whole `user`
    assert key_in(interface, 0x0A) is None
    assert sync_pubkeys_to_interface(interface, {"10": B64}) == 1


def test_interface_that_can_not_be_remembered_is_always_synced():
    plain = SimpleNamespace(nodes={})
    assert [sync_pubkeys_to_interface(plain, {"10": B64}) for _ in range(2)] == [1, 1]


# --- interfaces that misbehave --------------------------------------------------------------


class Raises:
    def __init__(self, error: BaseException) -> None:
        self.error = error

    @property
    def nodes(self):
        raise self.error


class Changing(dict):
    def get(self, *_):
        raise RuntimeError("dictionary changed size during iteration")


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        (Raises(OSError("no route")), "OSError: no route"),
        (Raises(SystemExit(1)), "SystemExit: 1"),
        (Raises(KeyError()), "KeyError"),
        (SimpleNamespace(), "AttributeError: 'types.SimpleNamespace' object has no attribute 'nodes'"),
        (None, "AttributeError: 'NoneType' object has no attribute 'nodes'"),
        (SimpleNamespace(nodes=Changing()), "RuntimeError: dictionary changed size during iteration"),
        (SimpleNamespace(nodes=[1]), "AttributeError: 'list' object has no attribute 'get'"),
    ],
)
def test_broken_interface_gives_0_and_one_clear_line(broken, what, caplog):
    assert sync_pubkeys_to_interface(broken, {"10": B64}, force=True) == 0
    assert lines(caplog, logging.WARNING) == [
        f"⚠️ Error accessing interface.nodes: {what} / ❌ Cannot sync pubkeys: interface.nodes not accessible [compat-nodes-error]"
    ]


def test_nodes_none_before_the_first_dump_gives_0_and_its_own_line(caplog):
    fresh = TCPInterface("127.0.0.1", noProto=True, connectNow=False)
    assert sync_pubkeys_to_interface(fresh, {"10": B64}, force=True) == 0
    assert lines(caplog, logging.WARNING) == [
        "❌ Cannot sync pubkeys: interface.nodes is None [pubkey-sync-nodes-none]"
    ]
    fresh.nodes = {}
    assert sync_pubkeys_to_interface(fresh, {"10": B64}) == 1


class Hanging:
    """Its nodes don't answer until it is let go."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.table: dict[str, dict[str, object]] = {}

    @property
    def nodes(self):
        self.free.wait(20)
        return self.table


@pytest.mark.real
def test_hanging_interface_gives_0_in_time_and_others_go_on(interface, caplog):
    hanging = Hanging()
    began = time.monotonic()
    assert sync_pubkeys_to_interface(hanging, {"10": B64}, deadline_s=0.2) == 0
    assert 0.2 <= time.monotonic() - began < 1.5
    assert len(lines(caplog, logging.WARNING)) == 1
    assert lines(caplog, logging.ERROR)[0].startswith(
        "❌ Cannot sync pubkeys: interface.nodes not accessible: no answer"
    )
    began = time.monotonic()
    assert sync_pubkeys_to_interface(hanging, {"10": B64}, deadline_s=5) == 0
    assert time.monotonic() - began < 1
    assert "has not returned yet. Close that interface and open a new one" in lines(caplog, logging.ERROR)[1]
    assert sync_pubkeys_to_interface(interface, {"10": B64}) == 1
    hanging.free.set()
    assert _soon(lambda: sync_pubkeys_to_interface(hanging, {"10": B64}) == 1)


@pytest.mark.real
def test_interface_that_comes_back_late_is_not_written_to():
    hanging = Hanging()
    sync_pubkeys_to_interface(hanging, {"10": B64}, deadline_s=0.1)
    hanging.free.set()
    assert _soon(compat._thread._stuck[0].done.is_set)
    assert hanging.table == {}


@pytest.mark.real
def test_bot_that_opens_a_new_interface_after_each_hang_never_loses_the_sync():
    hung = [Hanging() for _ in range(20)]
    for hanging in hung:
        assert sync_pubkeys_to_interface(hanging, {"10": B64}, deadline_s=0.02) == 0
        assert sync_pubkeys_to_interface(SimpleNamespace(nodes={}), {"10": B64}) == 1
    for hanging in hung:
        hanging.free.set()


@pytest.mark.real
def test_threads_that_hang_have_an_end_and_the_line_says_what_helps(monkeypatch, caplog):
    monkeypatch.setattr(deadline, "MAX_STUCK", 2)
    many = [Hanging() for _ in range(3)]
    for hanging in many:
        assert sync_pubkeys_to_interface(hanging, {"10": B64}, deadline_s=0.05) == 0
    assert lines(caplog, logging.ERROR)[-1] == (
        "❌ Cannot sync pubkeys: interface.nodes not accessible: too many interfaces of this process have hung and never "
        "come back. Restart the bot [compat-hangs]"
    )
    for hanging in many:
        hanging.free.set()


@pytest.mark.real
def test_one_thread_is_used_again():
    plain = SimpleNamespace(nodes={})
    sync_pubkeys_to_interface(plain, {"10": B64})
    [thread] = [t for t in threading.enumerate() if t.name == "steadymesh-deadline"]
    assert thread.daemon
    sync_pubkeys_to_interface(plain, {"11": B64})
    assert [t for t in threading.enumerate() if t.name == "steadymesh-deadline"] == [thread]


@pytest.mark.real
def test_caller_behind_a_slow_one_waits_no_longer_than_its_own_deadline(caplog):
    hanging, plain = Hanging(), SimpleNamespace(nodes={})
    first = threading.Thread(target=sync_pubkeys_to_interface, args=(hanging, {"10": B64}), kwargs={"deadline_s": 5})
    first.start()
    assert _soon(compat._thread._turn.locked)
    assert sync_pubkeys_to_interface(plain, {"10": B64}, deadline_s=0.1) == 0
    assert "the sync of another interface took the whole 0.1 s. The next call" in lines(caplog, logging.ERROR)[-1]
    hanging.free.set()
    first.join(5)


def _soon(condition, within_s: float = 5.0) -> bool:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if condition():
            return True
        time.sleep(0.01)
    return False


# --- push -----------------------------------------------------------------------------------


class Sending(TCPInterface):
    """The library's interface with its last step, the wire, in our hands: what it writes is kept, and a radio answers."""

    def __init__(self, *, answers: str | None = "NONE", own: int = 1) -> None:
        super().__init__("127.0.0.1", connectNow=False)
        self.answers = answers
        self.sent: list[mesh_pb2.MeshPacket] = []
        self.nodes, self.nodesByNum = {}, {}
        if own:
            self.myInfo = mesh_pb2.MyNodeInfo(my_node_num=own)

    def _sendToRadioImpl(self, toRadio):  # noqa: N802, N803  (the library's)
        packet = toRadio.packet
        self.sent.append(packet)
        if self.answers is not None:
            status = mesh_pb2.QueueStatus(free=16, maxlen=16, mesh_packet_id=packet.id)
            self._handleFromRadio(mesh_pb2.FromRadio(queueStatus=status).SerializeToString())
            verdict = mesh_pb2.Routing(error_reason=self.answers).SerializeToString()
            reply = mesh_pb2.MeshPacket(to=packet.to, id=99)
            setattr(reply, "from", packet.to)
            reply.decoded.portnum = portnums_pb2.ROUTING_APP
            reply.decoded.request_id = packet.id
            reply.decoded.payload = verdict
            self._handleFromRadio(mesh_pb2.FromRadio(packet=reply).SerializeToString())

    def contacts(self):
        return [admin_pb2.AdminMessage.FromString(p.decoded.payload).add_contact for p in self.sent]


def test_push_sends_only_what_the_radio_does_not_hold(caplog):
    interface = Sending()
    tell(interface, 0x0A, "Anna", RAW)
    tell(interface, 0x0B, "B" * 39 + "ö", b"")
    keys = {"10": B64, "11": {"name": "ignored", "publicKey": OTHER_B64}, "1": B64}
    assert sync_pubkeys_to_interface(interface, keys, push=True) == 2
    [packet] = interface.sent
    assert (packet.to, packet.decoded.portnum, packet.decoded.want_response) == (1, portnums_pb2.ADMIN_APP, True)
    [contact] = interface.contacts()
    assert (contact.node_num, contact.user.id, contact.user.public_key) == (0x0B, "!0000000b", OTHER)
    assert contact.user.long_name == "B" * 39
    assert not contact.should_ignore
    assert lines(caplog)[-1].startswith("📤 1 public key pushed to the radio, 0 left (all done)")


def test_without_push_nothing_is_sent():
    interface = Sending()
    assert sync_pubkeys_to_interface(interface, {"11": B64}, force=True) == 1
    assert interface.sent == []


def test_pushed_key_is_not_pushed_again_and_one_that_was_only_in_the_dict_is():
    interface = Sending()
    sync_pubkeys_to_interface(interface, {"11": B64})
    assert sync_pubkeys_to_interface(interface, {"11": B64}, push=True) == 1
    assert sync_pubkeys_to_interface(interface, {"11": B64}, push=True) == 0
    assert sync_pubkeys_to_interface(interface, {"11": B64}, push=True, force=True) == 1
    assert len(interface.sent) == 1
    tell(interface, 0x0B, "Bert", RAW)
    assert sync_pubkeys_to_interface(interface, {"11": B64}, push=True, force=True) == 1
    assert len(interface.sent) == 1


def test_another_key_in_the_radio_is_replaced_with_a_warning(caplog):
    interface = Sending()
    tell(interface, 0x0B, "Bert", OTHER)
    sync_pubkeys_to_interface(interface, {"11": B64}, push=True)
    assert [c.user.public_key for c in interface.contacts()] == [RAW]
    assert lines(caplog, logging.WARNING) == [
        "⚠️ The radio holds another public key for !0000000b; it is replaced, as the bot asked [compat-push-replaces]"
    ]


def test_no_more_contacts_are_pushed_than_a_small_radio_bears(caplog, monkeypatch):
    monkeypatch.setattr(compat, "MAX_PUSHED", 3)
    interface = Sending()
    keys = {str(100 + n): B64 for n in range(5)}
    assert sync_pubkeys_to_interface(interface, keys, push=True) == 5
    assert len(interface.sent) == 3
    assert "3 public keys pushed to the radio, 2 left (no more for this interface" in lines(caplog, logging.WARNING)[0]
    sync_pubkeys_to_interface(interface, keys, push=True)
    assert len(interface.sent) == 3


def test_nothing_is_pushed_before_the_radio_has_told_all_its_nodes(caplog):
    interface = Sending()
    interface.myInfo.nodedb_count = 2
    tell(interface, 1, "We")
    sync_pubkeys_to_interface(interface, {"11": B64}, push=True)
    assert interface.sent == []
    assert "still telling its nodes" in lines(caplog, logging.WARNING)[0]
    tell(interface, 0x0B, "Bert", RAW)
    sync_pubkeys_to_interface(interface, {"11": B64}, push=True)
    assert interface.sent == []
    tell(interface, 0x0B, "Bert")
    sync_pubkeys_to_interface(interface, {"11": B64}, push=True)
    assert len(interface.sent) == 1


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Sending(own=0), "the interface is not connected to a radio"),
        (lambda: Sending(answers="NOT_AUTHORIZED"), "the radio refused"),
        (lambda: _with(Sending(), noProto=True), "the interface is not connected to a radio"),
        (lambda: _with(Sending(), sendData=None), "the interface could not send"),
    ],
)
def test_push_that_can_not_be_done_says_why_and_the_dict_is_written(make, reason, caplog):
    interface = make()
    assert sync_pubkeys_to_interface(interface, {"11": B64, "12": B64}, push=True) == 2
    assert f"0 public keys pushed to the radio, 2 left ({reason}" in lines(caplog, logging.WARNING)[0]
    assert len(interface.sent) <= 1


def _with(interface, **attributes):
    for name, value in attributes.items():
        setattr(interface, name, value)
    return interface


@pytest.mark.real
def test_radio_that_does_not_answer_a_push_ends_it(caplog, monkeypatch):
    monkeypatch.setattr(compat, "ANSWER_S", 0.1)
    interface = Sending(answers=None)
    assert sync_pubkeys_to_interface(interface, {"11": B64, "12": B64}, push=True) == 2
    assert "the radio did not answer" in lines(caplog, logging.WARNING)[0]
    assert len(interface.sent) == 1


@pytest.mark.real
def test_push_stops_before_the_deadline(caplog, monkeypatch):
    monkeypatch.setattr(compat, "LEAST_PUSH_S", 60.0)
    interface = Sending()
    assert sync_pubkeys_to_interface(interface, {"11": B64}, push=True) == 1
    assert "the time was over" in lines(caplog, logging.WARNING)[0]


@pytest.mark.real
def test_full_transmit_queue_that_never_moves_gives_0_in_time(monkeypatch):
    slept = threading.Event()
    monkeypatch.setattr(mesh_interface.time, "sleep", lambda _: slept.wait(20) and None)
    interface = Sending()
    interface.queueStatus = mesh_pb2.QueueStatus(free=0, maxlen=16)  # CONTRACT D1: the library waits for ever
    began = time.monotonic()
    assert sync_pubkeys_to_interface(interface, {"11": B64}, push=True, deadline_s=1) == 0
    assert time.monotonic() - began < 3
    interface.queueStatus = mesh_pb2.QueueStatus(free=1, maxlen=16)
    slept.set()
    assert _soon(compat._thread._stuck[0].done.is_set)


def test_import_of_the_module_does_not_import_the_library():
    import subprocess
    import sys

    code = "import steadymesh.compat, sys; print('meshtastic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.strip() == "False"


def test_library_version_is_one_that_this_was_written_for():
    assert [int(n) for n in meshtastic.version.get_active_version().split(".")[:2]] >= [2, 7]


# --- on a real socket -----------------------------------------------------------------------


class RadioThread:
    """The simulated radio in a loop and thread of its own, for a client that blocks."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="sim")

    async def _serve(self) -> None:
        from steadymesh.clock import SystemClock
        from steadymesh.sim.radio import Radio
        from steadymesh.sim.server import SimServer

        clock = SystemClock()
        self.radio = Radio(clock=clock)
        self.peers = [self.radio.add_peer() for _ in range(3)]
        self.stop = asyncio.Event()
        self.loop = asyncio.get_running_loop()
        async with SimServer(self.radio, clock=clock) as server:
            self.port = server.address[1]
            self.ready.set()
            await self.stop.wait()

    def __enter__(self):
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *_) -> None:
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(10)

    def keys(self) -> dict[int, bytes]:
        """What the radio holds, asked in its own thread."""

        async def ask():
            nodes = self.radio.nodes
            return {
                num: nodes.touch(num).public_key for num in (0x0BADCAFE, *(p.num for p in self.peers)) if num in nodes
            }

        return asyncio.run_coroutine_threadsafe(ask(), self.loop).result(10)


@pytest.mark.real
def test_official_client_on_a_real_socket_writes_the_dict_and_pushes_what_the_radio_lacks(tmp_path: Path):
    with RadioThread() as sim:
        interface = TCPInterface("127.0.0.1", portNumber=sim.port)
        try:
            keys = {f"!{p.num:08x}": base64.b64encode(p.public_key).decode() for p in sim.peers}
            keys["!0badcafe"] = B64
            path = tmp_path / "node_names.json"
            path.write_text(json.dumps({n: {"name": "x", "publicKey": k} for n, k in keys.items()}))
            book = json.loads(path.read_text())
            assert sync_pubkeys_to_interface(interface, book, force=True) == 4
            assert sim.keys().get(0x0BADCAFE) is None
            assert sync_pubkeys_to_interface(interface, book, push=True) == 4
            assert _soon(lambda: sim.keys().get(0x0BADCAFE) == RAW)
            assert sync_pubkeys_to_interface(interface, book, push=True) == 0
        finally:
            interface.close()
            interface._rxThread.join(5)
