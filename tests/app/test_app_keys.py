"""Keys that make direct messages work, on the whole house: real sockets, real encryption on both sides, virtual time."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from keystage import NEW, OLD, Stage, staged
from steadymesh.control.protocol import decode_answer, encode_request
from steadymesh.errors import ControlError
from steadymesh.events import Delivered, TextReceived
from steadymesh.ids import PublicKey, format_node_num
from steadymesh.model import Entry, Outcome, RoutingError
from steadymesh.sim import compose
from steadymesh.sim.people import Peer, make_peer
from steadymesh.sim.profile import Profile
from steadymesh.sim.proxy import Proxied, Proxy

SYNC_S = 15.0
HOUR_S = 3600.0


class Home(Stage):
    """A stage with eight people whom the radio knows, and what a test may ask of it."""

    people: list[Peer]

    def meet(self) -> None:
        self.people = [self.radio.add_peer() for _ in range(8)]
        for peer in self.people:
            peer.hops = 0

    def forget(self, *peers: Peer, are_silent: bool = False) -> None:
        """Have the radio forget people, who may not say who they are when they are asked: their channel is full."""
        for peer in peers:
            self.radio.nodes.remove(peer.num)
            peer.utilization = 50.0 if are_silent else peer.utilization

    def reads(self, peer: Peer) -> list[str]:
        """Return what a person has read, without what was shown to nobody again."""
        return [read.text for read in self.radio.read_texts if read.peer == peer.num and not read.repeated]

    def listen(self, *kinds: type):
        """Return a subscription to what the house tells from now on."""
        return self.house.bus.subscribe("test", kinds, size=1000)

    async def send(self, peer: Peer, text: str = "hello", **options) -> Entry:
        """Have a message posted, and return how it ended."""
        ends = self.listen(Delivered)
        posted = await self.house.delivery.post(to=peer.num, text=text, **options)
        async with asyncio.timeout(1000):
            while True:
                await ends.wait()
                for event in ends.take_all():
                    if event.entry.key == posted.key:
                        ends.close()
                        return event.entry

    async def control(self, op: str, **args) -> object:
        """Ask the running house as the command line does."""
        reader, writer = await asyncio.open_unix_connection(self.folder / "control.sock")
        writer.write(encode_request(op, args))
        answer = await reader.readuntil(b"\n")
        writer.close()
        await writer.wait_closed()
        return decode_answer(answer)

    def radio_has(self, peer: Peer) -> bool:
        """Whether the radio would encrypt to the key that they have."""
        return self.radio.nodes.key_of(peer.num) == peer.public_key


@asynccontextmanager
async def home(folder, *sets: str, profile: Profile = OLD, level: str = "info") -> AsyncIterator[Home]:
    async with staged(folder, profile, seed=3, sets=sets, level=level, kind=Home) as stage:
        stage.meet()
        stage.begin()
        await asyncio.sleep(SYNC_S + 1)
        yield stage


# --- messages that get through ----------------------------------------------------------------


@pytest.mark.parametrize("profile", [OLD, NEW], ids=lambda profile: profile.name)
async def test_person_whom_the_radio_has_forgotten_gets_our_message(tmp_path, profile):
    async with home(tmp_path, profile=profile) as stage:
        anna = stage.people[0]
        stage.forget(anna)
        writes = stage.radio.flash_writes
        entry = await stage.send(anna)
        assert entry.outcome is Outcome.ACKNOWLEDGED
        assert len(entry.earlier_ids) == 1, "the radio said 39, then it went again under a new id"
        assert stage.reads(anna) == ["hello"]
        assert [sent.packet_id for sent in stage.radio.sent_texts] == [entry.packet_id], "39 costs no air"
        assert stage.radio.flash_writes == writes + 1
        assert stage.radio.nodes.get(anna.num).is_favorite
        assert stage.radio.nodes.get(anna.num).user.long_name == anna.long_name
        assert (await stage.send(anna, "again")).outcome is Outcome.ACKNOWLEDGED
        assert stage.radio.flash_writes == writes + 1


@pytest.mark.parametrize("is_silent", [False, True])
async def test_question_that_the_radio_could_not_read_is_opened_answered_and_its_key_brought(tmp_path, is_silent):
    async with home(tmp_path) as stage:
        anna = stage.people[0]
        texts = stage.listen(TextReceived)
        stage.radio.forget_node(anna.num)
        if is_silent:  # it has just said who it is, and does not do so again for our radio's 35
            anna.introduced_at_s = stage.clock.now()
        question = stage.radio.hear_text(anna, "/ping")
        await asyncio.sleep(60)
        heard = [event.message for event in texts.take_all()]
        assert [(one.text, one.opened_here, one.pki_encrypted) for one in heard] == [("/ping", True, False)]
        assert heard[0].public_key == PublicKey(anna.public_key)
        assert (question, RoutingError.PKI_UNKNOWN_PUBKEY) in anna.told
        assert ["🏓" in text for text in stage.reads(anna)] == [True]
        assert stage.radio_has(anna)
        assert stage.house.keys.custodian.facts().opened == 1
        if is_silent:
            assert [line["node"] for line in stage.log("contact-pushed")] == [format_node_num(anna.num)]


async def test_person_whose_node_was_reset_is_recognised_and_written_to_under_the_new_key(tmp_path):
    async with home(tmp_path) as stage:
        bert = stage.people[1]
        old = PublicKey(bert.public_key)
        bert.rekey()
        stage.radio.hear_nodeinfo(bert)
        await asyncio.sleep(1)
        assert stage.house.keys.book.get(bert.num).key == PublicKey(bert.public_key)
        assert not stage.radio_has(bert), "the first key wins in the radio"
        entry = await stage.send(bert)
        assert (entry.outcome, stage.reads(bert)) == (Outcome.ACKNOWLEDGED, ["hello"])
        [line] = stage.log("key-changed")
        assert (line["before"], line["after"]) == (old.fingerprint, PublicKey(bert.public_key).fingerprint)
        kept = [binding.key for binding in await stage.store.keys.load_keys() if binding.node == bert.num]
        assert set(kept) == {old, PublicKey(bert.public_key)}


async def test_held_key_gets_no_answer_before_the_operator_has_accepted_it(tmp_path):
    async with home(tmp_path) as stage:
        anna = stage.people[0]
        stage.radio.hear_text(anna, "/ping")
        await asyncio.sleep(HOUR_S)
        assert len(stage.reads(anna)) == 1
        anna.rekey()
        stage.radio.hear_nodeinfo(anna)
        await asyncio.sleep(5)
        ends = stage.listen(Delivered)
        for text in ("/ping", "/rekey"):
            stage.radio.hear_text(anna, text)
            await asyncio.sleep(60)
        assert [event.entry.reason for event in ends.take_all()] == ["KEY_HELD", "KEY_HELD"]
        assert len(stage.reads(anna)) == 1
        assert len(stage.radio.sent_texts) == 1, "nothing went on the air"
        rows = await stage.control("keys.list", held=True)
        waiting = [row for row in rows if row["fingerprint"] == PublicKey(anna.public_key).fingerprint]
        assert [row["node"] for row in waiting] == [format_node_num(anna.num)]
        done = await stage.control("keys.accept", who=format_node_num(anna.num))
        assert done["fingerprint"] == PublicKey(anna.public_key).fingerprint
        stage.radio.hear_text(anna, "/ping")
        await asyncio.sleep(60)
        assert len(stage.reads(anna)) == 2
        assert stage.radio_has(anna)


async def test_whoever_plays_another_reads_nothing_and_changes_nothing(tmp_path):
    async with home(tmp_path) as stage:
        anna = stage.people[0]
        stage.radio.hear_text(anna, "/ping")
        await asyncio.sleep(HOUR_S)
        false = make_peer(9, 77)
        false.num, false.long_name, false.our_key = anna.num, anna.long_name, stage.radio.public_key
        stage.radio.hear_nodeinfo(false)
        for text in ("/ping", "/rekey", "/rekey"):
            await asyncio.sleep(10)
            stage.radio.hear_text(false, text)
        await asyncio.sleep(60)
        assert stage.house.keys.book.get(anna.num).key == PublicKey(anna.public_key)
        assert stage.radio_has(anna)
        assert len(stage.radio.sent_texts) == 1
        stage.radio.hear_text(anna, "/ping")
        await asyncio.sleep(30)
        assert len(stage.reads(anna)) == 2


async def test_key_that_the_radio_has_learned_from_whoever_plays_another_is_not_used(tmp_path):
    async with home(tmp_path) as stage:
        anna = stage.people[0]
        await stage.control("keys.verify", who=format_node_num(anna.num))
        false = make_peer(9, 77)
        false.num, false.our_key = anna.num, stage.radio.public_key
        stage.radio.forget_node(anna.num)  # without a word: our own table still says that the radio has their key
        stage.radio.hear_nodeinfo(false)
        assert stage.radio.nodes.key_of(anna.num) == false.public_key
        await asyncio.sleep(1)
        entry = await stage.send(anna)
        assert (entry.outcome, stage.reads(anna)) == (Outcome.ACKNOWLEDGED, ["hello"])
        assert len(stage.radio.sent_texts) == 1, "nothing went out under the other key"


async def test_key_that_the_radio_has_taken_without_a_word_is_not_used(tmp_path):
    async with home(tmp_path) as stage:
        anna = stage.people[0]
        stage.radio.hear_text(anna, "/ping")
        await asyncio.sleep(60)
        false = make_peer(9, 77)
        false.num = anna.num
        stage.radio.forget_node(anna.num)
        stage.radio.nodes.put_user(anna.num, compose.user_of(false))  # its NodeInfo found no room in the queue for us
        entry = await stage.send(anna)
        assert (entry.outcome, stage.reads(anna)[-1]) == (Outcome.ACKNOWLEDGED, "hello")
        assert len(stage.radio.sent_texts) == 2, "the radio refuses to use another key than the one that we name"


async def test_message_that_waits_follows_its_reader_to_the_number_that_28_draws(tmp_path):
    async with home(tmp_path) as stage:
        *others, dora, emil = stage.people
        stage.forget(*others, dora, are_silent=True)
        for peer in others:
            assert (await stage.send(peer)).outcome is Outcome.ACKNOWLEDGED  # six pushes: the hour's budget
        ends = stage.listen(Delivered)
        before = dora.num
        await stage.house.delivery.post(to=before, text="where are you?")
        await asyncio.sleep(30)
        assert stage.house.delivery.facts()["awaiting_key"] == 1
        dora.upgrade_to_28()
        stage.radio.hear_nodeinfo(dora)
        await asyncio.sleep(30)
        assert stage.reads(dora) == ["where are you?"]
        assert [event.entry.outcome for event in ends.take_all()] == [Outcome.ACKNOWLEDGED]
        shown = await stage.control("keys.show", who=format_node_num(before))
        assert format_node_num(dora.num) in (shown["node"], shown["successor"])
        shown = await stage.control("keys.show", who=PublicKey(dora.public_key).fingerprint)
        assert (shown["node"], shown["name"]) == (format_node_num(dora.num), dora.long_name)
        assert stage.reads(emil) == []


# --- what can't be, and says so ---------------------------------------------------------------


async def test_used_up_budget_makes_a_message_wait_and_say_so(tmp_path):
    async with home(tmp_path) as stage:
        *others, dora, emil = stage.people
        stage.forget(*others, dora, are_silent=True)
        stage.forget(emil)
        for peer in others:
            assert (await stage.send(peer)).outcome is Outcome.ACKNOWLEDGED
        began = stage.clock.now()
        entry = await stage.send(dora)
        assert (entry.outcome, entry.reason) == (Outcome.REFUSED, "PUSH_BUDGET")
        assert stage.clock.now() - began == pytest.approx(600, abs=5)
        assert "PUSH_BUDGET" in str(await stage.control("why", who=format_node_num(dora.num)))
        assert (await stage.send(emil)).outcome is Outcome.ACKNOWLEDGED, "asked who he is, which costs no flash"
        await asyncio.sleep(HOUR_S)
        assert (await stage.send(dora)).outcome is Outcome.ACKNOWLEDGED


async def test_restart_keeps_budgets_favorites_and_contacts(tmp_path):
    async with home(tmp_path) as stage:
        *others, dora, _ = stage.people
        stage.forget(*others, dora, are_silent=True)
        for peer in others:
            await stage.send(peer)
        contacts = {peer.num: stage.house.keys.custodian.contact(peer.num) for peer in others}
        writes = stage.radio.flash_writes
        await asyncio.sleep(60)
        await stage.end()
        stage.begin()
        await asyncio.sleep(SYNC_S + 60)
        facts = stage.house.keys.custodian.facts()
        assert (facts.pushed_today, facts.pushes_left_today, facts.our_favorites) == (6, 24, 6)
        assert {num: stage.house.keys.custodian.contact(num) for num in contacts} == contacts
        assert (await stage.send(dora)).reason == "PUSH_BUDGET"
        assert stage.radio.flash_writes == writes
        assert (await stage.send(others[0])).outcome is Outcome.ACKNOWLEDGED


@pytest.mark.parametrize("proxy", list(Proxy))
async def test_proxy_that_keeps_orders_to_itself_is_named_and_left_alone(tmp_path, proxy, monkeypatch):
    orders = []
    kept = Proxy._is_administration

    def counted(radio, packet) -> bool:
        is_order = kept(radio, packet)
        orders.extend([packet] * is_order)
        return is_order

    monkeypatch.setattr(Proxy, "_is_administration", staticmethod(counted))
    async with home(tmp_path) as stage:
        anna, bert, carl, *_ = stage.people
        stage.server.inject(Proxied(proxy))
        stage.forget(anna, bert, are_silent=True)
        for peer in (anna, bert):
            entry = await stage.send(peer)
            assert (entry.outcome, entry.reason) == (Outcome.REFUSED, "PUSH_NO_EFFECT")
        assert (await stage.send(carl)).outcome is Outcome.ACKNOWLEDGED
        tried = len(orders)
        for _ in range(6):
            assert (await stage.send(anna)).reason == "PUSH_NO_EFFECT"
            await asyncio.sleep(600)
        assert len(stage.log("push-no-effect")) == 1
        assert len(orders) == tried, "no storm"
        assert stage.house.status.status()["custody"]["obstacle"] == "PUSH_NO_EFFECT"


@pytest.mark.parametrize(
    ("setting", "attribute", "value", "reason"),
    [
        ("keys.push=off", "role", "CLIENT", "PUSH_OFF"),
        ("keys.push=needed", "role", "ROUTER", "PUSH_ROLE"),
        ("keys.push=needed", "is_managed", True, "PUSH_MANAGED"),
    ],
)
async def test_where_nothing_may_be_written_nothing_is_and_the_message_says_why(
    tmp_path, setting, attribute, value, reason
):
    async with staged(tmp_path, OLD, seed=3, sets=(setting,), kind=Home) as stage:
        stage.meet()
        setattr(stage.radio, attribute, value)
        stage.begin()
        await asyncio.sleep(SYNC_S + 1)
        anna, bert, *_ = stage.people
        stage.forget(anna, are_silent=True)
        pushes: list[object] = []
        stage.radio.nodes.put_contact = lambda contact, **_more: pushes.append(contact)
        entry = await stage.send(anna)
        assert (entry.outcome, entry.reason) == (Outcome.REFUSED, reason)
        stage.forget(bert)
        assert (await stage.send(bert)).outcome is Outcome.ACKNOWLEDGED, "it tells its key when it is asked"
        assert pushes == []


async def test_number_that_nobody_knows_is_asked_once_and_said_to_be_unknown(tmp_path):
    async with home(tmp_path) as stage:
        nobody = make_peer(9, 78)
        entry = await stage.send(nobody)
        assert (entry.outcome, entry.reason) == (Outcome.REFUSED, "KEY_UNKNOWN")
        stage.radio.add_peer(stranger := make_peer(9, 79), known=False)
        entry = await stage.send(stranger)
        assert entry.outcome is Outcome.ACKNOWLEDGED, "it told its key when it was asked"
        assert len(stage.log("key-asked")) == 2
        with pytest.raises(ControlError):
            await stage.control("keys.push", who=format_node_num(nobody.num))


# --- the rest of the house --------------------------------------------------------------------


async def test_nothing_waits_for_a_push_that_hangs(tmp_path):
    async with home(tmp_path) as stage:
        anna, bert, *_ = stage.people
        stage.radio.forget_node(anna.num)
        stage.server.inject(Proxied(Proxy.SWALLOWS))
        await stage.house.delivery.post(to=anna.num, text="hello")
        await asyncio.sleep(3)
        asked = stage.clock.now()
        stage.radio.hear_text(bert, "/help")
        await asyncio.sleep(30)
        [answer] = [sent for sent in stage.radio.sent_texts if sent.to == bert.num]
        assert answer.at_s - asked < 10, "the radio's only place is taken until the push is given up"
        stage.server.cut()
        lost = stage.clock.now()
        await asyncio.sleep(1)
        assert stage.house.link.status().state.value == "ready"
        await asyncio.sleep(SYNC_S)
        synced = stage.house.keys.sync.facts()
        assert synced.complete == 2
        assert stage.clock.now() - lost < 17
        stage.radio.forget_node(bert.num)
        await stage.house.delivery.post(to=bert.num, text="hello")
        await asyncio.sleep(1)
        before = stage.clock.now()
        await stage.end()
        assert stage.clock.now() - before < 1.0


async def test_link_that_is_lost_in_a_push_costs_no_message(tmp_path):
    async with home(tmp_path) as stage:
        anna = stage.people[0]
        stage.radio.forget_node(anna.num)
        proxied = stage.server.inject(Proxied(Proxy.SWALLOWS))
        ends = stage.listen(Delivered)
        await stage.house.delivery.post(to=anna.num, text="hello")
        await asyncio.sleep(1)
        stage.server.end(proxied)
        stage.server.cut(reset=True)
        await asyncio.sleep(120)
        assert [event.entry.outcome for event in ends.take_all()] == [Outcome.ACKNOWLEDGED]
        assert stage.reads(anna) == ["hello"]


async def test_secrets_are_in_no_log_line_status_answer_or_database(tmp_path):
    async with home(tmp_path, level="debug") as stage:
        anna, bert, *_ = stage.people
        stage.radio.forget_node(anna.num)
        stage.radio.hear_text(anna, "/ping")
        await stage.send(bert)
        anna.rekey()
        stage.radio.hear_nodeinfo(anna)
        await asyncio.sleep(30)
        who = format_node_num(anna.num)
        told = [str(stage.house.status.status()), repr(stage.house.link.radio())]
        for op, args in (
            ("status", {}), ("nodes", {}), ("link.status", {}), ("keys.list", {"held": True}), ("keys.show", {"who": who}),
            ("keys.audit", {}), ("keys.export", {}), ("keys.link", {}), ("keys.link", {"who": who}), ("why", {}),
        ):  # fmt: skip
            try:
                told.append(str(await stage.control(op, **args)))
            except ControlError as exc:
                told.append(str(exc))
        told += [read.text for read in stage.radio.read_texts]
        stage.flush()
        told.append((tmp_path / "log").read_text())
        await stage.end()
        secrets = {stage.radio.private_key, *(channel.psk for channel in stage.radio.settings.channels)}
        secrets = {secret for secret in secrets if len(secret) >= 16}
        assert secrets
        files = [path.read_bytes() for path in tmp_path.iterdir() if path.is_file()]
        for secret in secrets:
            spellings = (secret.hex(), base64.b64encode(secret).decode(), repr(secret))
            assert not [spelling for spelling in spellings for text in told if spelling in text]
            assert not [content for content in files if secret in content]
        assert stage.radio.settings.wifi_psk not in "".join(told)
