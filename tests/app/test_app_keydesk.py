"""What an operator does with keys: on the disk, in the running house, and everything that is refused without harm."""

from __future__ import annotations

import asyncio
import json

import pytest
from structlog.testing import capture_logs

from housekit import START, playing
from keyskit import House, Store, key
from steadymesh import words
from steadymesh.app import offline
from steadymesh.app.keydesk import KeyDesk
from steadymesh.app.keyops import KeyOperations
from steadymesh.app.keytransfer import KeyTransfer
from steadymesh.app.operations import Operations
from steadymesh.errors import StoreError, UsageError
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.keys.book.book import Book
from steadymesh.keys.files.backup import dump
from steadymesh.keys.files.recognition import parse_file
from steadymesh.keys.keeping.keeper import KeyKeeper
from steadymesh.model import Contact, HeldKey, KeySource, Node, RadioInfo
from steadymesh.wire.convert.contacts import contact_of_link, link_of_contact

OWN, ANNA, BERT = NodeNum(1), NodeNum(0x0A), NodeNum(0x0B)
NOBODY = "!00000077"


class Names:
    """Names of nodes."""

    def __init__(self, *nodes: Node) -> None:
        self.table = {node.num: node for node in nodes}

    def get(self, num):
        return self.table.get(num)

    def snapshot(self):
        return self.table

    async def complete(self, nodes):
        self.table |= {node.num: node for node in nodes}
        return True


class Radio:
    """What our radio says of itself and has of others, and somebody who writes into it."""

    def __init__(self, firmware: str = "2.7.26") -> None:
        self.info: RadioInfo | None = RadioInfo(num=OWN, node=Node(num=OWN), firmware=firmware)
        self.has: dict[NodeNum, HeldKey] = {}
        self.pushed: list[NodeNum] = []
        self.asked: list[NodeNum] = []
        self.why = ""

    def radio(self):
        return self.info

    def held_keys(self):
        return len(self.has)

    def held_key(self, num):
        return self.has.get(num)

    def held_favorites(self):
        return ()

    def note_held(self, num, held):
        self.has[num] = held

    async def push(self, num):
        self.pushed.append(num)
        return self.why

    async def ask(self, num):
        self.asked.append(num)
        return self.why


class Desk:
    """A desk with everything around it."""

    def __init__(self, *, radio: Radio | None = None) -> None:
        self.house = House()
        self.book = Book()
        self.store = Store()
        self.radio = radio
        self.keeper = KeyKeeper(book=self.book, store=self.store, bus=self.house.bus, clock=self.house.clock)
        self.names = Names(Node(num=OWN, long_name="Base", short_name="BA", public_key=key(99)))
        self.contacts: dict[NodeNum, Contact] = {}
        desk = KeyDesk(
            book=self.book,
            keeper=self.keeper,
            nodes=self.names,
            radio=radio,
            table=radio,
            custodian=radio,
            contact=self.contacts.get,
        )
        transfer = KeyTransfer(
            book=self.book, keeper=self.keeper, names=self.names, clock=self.house.clock, stored=self.store.load_keys
        )
        self.handlers = KeyOperations(desk=desk, transfer=transfer, language="en").handlers()

    @classmethod
    async def opened(cls, **given) -> Desk:
        desk = cls(**given)
        await desk.keeper.load()
        desk.book.observe(ANNA, key(1), KeySource.HEARD, START, long_name="Anna", short_name="AN")
        desk.book.observe(BERT, key(2), KeySource.IMPORT, START, long_name="Bert")
        desk.book.set_own(OWN, key(99))
        return desk

    async def ask(self, op: str, **args):
        """Ask as the command line does: through JSON."""
        return json.loads(json.dumps(await self.handlers[f"keys.{op}"](args)))

    async def refused(self, op: str, **args) -> str:
        """Return the id of the refusal's sentence, after a look at what it says and that nothing has changed."""
        before = [self.book.bindings(num) for num in (ANNA, BERT)]
        with pytest.raises(UsageError) as caught:
            await self.handlers[f"keys.{op}"](args)
        told = caught.value.told
        assert words.tell(told, "en") == str(caught.value)
        assert "\n" not in str(caught.value)
        assert words.has_own(told.sentence, "fr"), told
        assert [self.book.bindings(num) for num in (ANNA, BERT)] == before
        return told.sentence


def held(desk: Desk, n: int = 7) -> None:
    """Let Anna's verified key be followed by another one."""
    desk.book.verify(ANNA, START)
    desk.book.observe(ANNA, key(n), KeySource.HEARD, START)
    assert desk.book.held(ANNA).key == key(n)


# --- questions ------------------------------------------------------------------------------


async def test_a_row_has_exactly_what_the_contract_says_and_more():
    desk = await Desk.opened(radio=Radio())
    desk.radio.has[ANNA] = HeldKey(key=key(1))
    anna, bert = await desk.ask("list")
    assert {name: anna[name] for name in ("node", "name", "public_key", "fingerprint", "trust", "source")} == {
        "node": "!0000000a", "name": "Anna", "public_key": key(1).base64, "fingerprint": key(1).fingerprint, "trust": "seen",
        "source": "heard",
    }  # fmt: skip
    assert (anna["first_seen"], anna["last_seen"]) == ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z")
    assert (anna["radio"], bert["radio"], anna["findings"]) == ("yes", "no", [])


async def test_what_the_radio_has_is_unknown_without_one_and_on_2_8_where_it_does_not_say():
    desk = await Desk.opened()
    assert {row["radio"] for row in await desk.ask("list")} == {"unknown"}
    desk = await Desk.opened(radio=Radio("2.8.0"))
    desk.radio.has[ANNA] = HeldKey(key=key(3))
    assert [row["radio"] for row in await desk.ask("list")] == ["no", "unknown"]
    desk.radio.info = None
    assert {row["radio"] for row in await desk.ask("list")} == {"unknown"}


async def test_held_keys_are_rows_of_their_own_only_when_asked_for():
    desk = await Desk.opened()
    held(desk)
    assert [row["standing"] for row in await desk.ask("list")] == ["current", "current"]
    rows = await desk.ask("list", held=True)
    assert [(row["node"], row["standing"]) for row in rows] == [
        ("!0000000a", "current"), ("!0000000a", "held"), ("!0000000b", "current"),
    ]  # fmt: skip
    assert rows[1]["reason"] == "verified"


async def test_a_list_comes_in_pages():
    desk = await Desk.opened()
    held(desk)
    assert [row["node"] for row in await desk.ask("list", limit=1, held=True)] == ["!0000000a", "!0000000a"]
    assert [row["node"] for row in await desk.ask("list", limit=1, after="!0000000a")] == ["!0000000b"]
    assert await desk.ask("list", limit=1, after="!0000000b") == []


async def test_findings_are_listed_audited_and_shown():
    desk = await Desk.opened()
    desk.book.observe(BERT, key(1), KeySource.HEARD, START)
    rows = await desk.ask("list", findings=True)
    assert [(row["node"], row["findings"]) for row in rows] == [("!0000000a", ["shared"]), ("!0000000b", ["shared"])]
    audit = await desk.ask("audit")
    assert {
        "finding": "shared",
        "node": "!0000000a",
        "name": "Anna",
        "fingerprint": key(1).fingerprint,
        "others": ["!0000000b"],
    } in audit
    assert [row["finding"] for row in (await desk.ask("show", who="Bert"))["findings"]] == ["shared"]


async def test_everything_of_one_node():
    desk = await Desk.opened(radio=Radio())
    desk.book.verify(ANNA, START, key(4))
    desk.book.observe(ANNA, key(5), KeySource.HEARD, START)
    desk.radio.has[ANNA] = HeldKey(key=key(1), is_favorite=True)
    desk.contacts[ANNA] = Contact(node=ANNA, last_dm=START, pushed=START, pushed_key=key(1))
    shown = await desk.ask("show", who="anna")
    assert (shown["node"], shown["name"], shown["own"]) == ("!0000000a", "Anna", False)
    assert (shown["current"]["fingerprint"], shown["current"]["trust"]) == (key(4).fingerprint, "verified")
    assert (shown["held"]["fingerprint"], shown["held"]["reason"]) == (key(5).fingerprint, "verified")
    assert [row["fingerprint"] for row in shown["history"]] == [key(1).fingerprint]
    assert shown["history"][0]["until"] == "2026-03-01T12:00:00Z"
    assert (shown["radio"], shown["radio_fingerprint"], shown["radio_favorite"]) == ("no", key(1).fingerprint, True)
    assert (shown["last_dm"], shown["pushed_fingerprint"]) == ("2026-03-01T12:00:00Z", key(1).fingerprint)


async def test_our_own_radio_is_shown_as_that():
    desk = await Desk.opened()
    shown = await desk.ask("show", who="Base")
    assert (shown["own"], shown["own_fingerprint"], shown["current"]) == (True, key(99).fingerprint, None)


async def test_the_link_of_a_peer_and_of_our_own_radio():
    desk = await Desk.opened()
    own = await desk.ask("link")
    contact = contact_of_link(own["url"])
    assert (contact.num, contact.long_name, contact.public_key) == (OWN, "Base", key(99))
    assert (own["own"], own["fingerprint"]) == (True, key(99).fingerprint)
    await desk.ask("verify", who="Anna")
    anna = await desk.ask("link", who="Anna")
    contact = contact_of_link(anna["url"])
    assert (contact.num, contact.long_name, contact.public_key, contact.is_key_verified) == (ANNA, "Anna", key(1), True)


async def test_the_link_of_a_radio_that_is_not_known_is_refused():
    desk = Desk()
    assert await desk.refused("link") == "link-own-unknown"
    desk.book.set_own(OWN)
    assert (await desk.ask("link"))["fingerprint"] == key(99).fingerprint, "the directory knows it"
    desk.names.table.clear()
    assert await desk.refused("link") == "link-own-unknown"


async def test_a_history_that_the_disk_does_not_tell_leaves_the_backup_with_what_memory_has():
    desk = await Desk.opened()
    desk.store.fails = StoreError("It is gone.")
    assert len((await desk.ask("export", form="steadymesh"))["keys"]) == 3


# --- decisions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "proof",
    [None, key(1).fingerprint, key(1).fingerprint.upper(), key(1).base64, key(1).raw.hex(), f" {key(1).base64[:-1]} "],
)
async def test_a_key_that_matches_is_verified(proof):
    desk = await Desk.opened()
    done = await desk.ask("verify", who="Anna", proof=proof)
    assert done == {
        "result": "verified", "node": "!0000000a", "name": "Anna", "fingerprint": key(1).fingerprint, "trust": "verified",
        "others": [],
    }  # fmt: skip
    assert [saved.trust.value for saved in desk.store.kept.values() if saved.node == ANNA] == ["verified"]


async def test_a_contact_link_that_matches_verifies():
    desk = await Desk.opened()
    link = link_of_contact(Node(num=ANNA, public_key=key(1)))
    assert (await desk.ask("verify", who="Anna", proof=link))["trust"] == "verified"


@pytest.mark.parametrize(
    ("proof", "sentence"),
    [
        (key(2).fingerprint, "verify-fingerprint"),
        (key(2).base64, "verify-other-key"),
        (link_of_contact(Node(num=ANNA, public_key=key(2))), "verify-other-key"),
        (link_of_contact(Node(num=BERT, public_key=key(1))), "verify-other-node"),
        (key(1).fingerprint[:7], "given-part"),
        (key(1).base64[:40], "given-no-key"),
        (key(1).raw.hex()[:62], "given-no-key"),
        (key(1).raw.hex() + "ab", "given-no-key"),
        (key(1).raw.hex()[:9], "given-no-key"),
        ("nonsense", "given-no-key"),
        (PublicKey(b"\x01" + bytes(31)).base64, "verify-other-key"),
        ("A" * 43 + "=", "id-key-of-zeros"),
        ("", "given-empty"),
        (" \t", "given-empty"),
        ("nonsense!", "given-no-key"),
        ("x" * 1000, "given-no-key"),
        ("https://example.org/v/#AAAA", "contact-no-link"),
        (link_of_contact(Node(num=ANNA, public_key=key(1)))[:60], "contact-unreadable"),
    ],
)
async def test_what_does_not_match_is_refused_and_changes_nothing(proof, sentence):
    desk = await Desk.opened()
    assert await desk.refused("verify", who="Anna", proof=proof) == sentence


async def test_a_mismatch_tells_both_fingerprints():
    desk = await Desk.opened()
    for proof in (key(2).fingerprint, key(2).base64):
        with pytest.raises(UsageError) as caught:
            await desk.ask("verify", who="Anna", proof=proof)
        assert key(1).fingerprint in str(caught.value)
        assert key(2).fingerprint in str(caught.value)


async def test_another_key_is_taken_as_typed_in_when_the_operator_insists():
    desk = await Desk.opened()
    done = await desk.ask("verify", who="Anna", proof=key(5).base64, replace=True)
    assert (done["fingerprint"], done["trust"]) == (key(5).fingerprint, "verified")
    assert desk.book.get(ANNA).source is KeySource.OPERATOR
    assert [former.key for former in desk.book.history(ANNA)] == [key(1)]


async def test_a_key_for_a_number_that_nobody_has_heard_can_be_typed_in():
    desk = await Desk.opened()
    done = await desk.ask("verify", who=NOBODY, proof=key(5).base64)
    assert (done["node"], done["trust"]) == (NOBODY, "verified")
    assert await desk.refused("verify", who="!00000078") == "who-nobody"
    assert await desk.refused("verify", who="!00000078", proof=key(5).fingerprint) == "who-nobody"


async def test_a_held_key_is_accepted_and_the_one_before_is_history():
    desk = await Desk.opened()
    held(desk)
    done = await desk.ask("accept", who="Anna")
    assert (done["result"], done["fingerprint"], done["before"]) == ("accepted", key(7).fingerprint, key(1).fingerprint)
    assert desk.book.held(ANNA) is None
    assert await desk.refused("accept", who="Anna") == "accept-none"


async def test_accepting_says_when_the_radio_will_not_take_the_key():
    desk = await Desk.opened(radio=Radio())
    held(desk)
    assert (await desk.ask("accept", who="Anna"))["radio_keeps"] is None
    for firmware, is_verified, pushed, kept in (
        ("2.7.26", True, None, key(1).fingerprint),
        ("2.7.26", False, None, None),
        ("2.7.26", True, key(1), None),
        ("2.7.10", True, None, None),
    ):
        desk = await Desk.opened(radio=Radio(firmware))
        held(desk)
        desk.radio.has[ANNA] = HeldKey(key=key(1), is_verified=is_verified)
        desk.contacts[ANNA] = Contact(node=ANNA, pushed=START, pushed_key=pushed)
        assert (await desk.ask("accept", who="Anna"))["radio_keeps"] == kept


async def test_a_rejected_key_leaves_the_current_one_and_does_not_come_up_again():
    desk = await Desk.opened()
    held(desk)
    done = await desk.ask("reject", who="Anna")
    assert (done["result"], done["fingerprint"], done["current"]) == (
        "rejected",
        key(7).fingerprint,
        key(1).fingerprint,
    )
    assert (desk.book.get(ANNA).key, desk.book.held(ANNA)) == (key(1), None)
    assert await desk.refused("reject", who="Anna") == "accept-none"
    held_again = desk.book.observe(ANNA, key(7), KeySource.HEARD, START)
    assert (held_again, desk.book.held(ANNA)) == ((), None)
    done = await desk.ask("verify", who="Anna", proof=key(7).base64, replace=True)
    assert (done["fingerprint"], desk.book.get(ANNA).key) == (key(7).fingerprint, key(7))


async def test_a_held_key_is_not_verified_by_accident():
    desk = await Desk.opened()
    held(desk)
    assert await desk.refused("verify", who="Anna", proof=key(7).fingerprint) == "verify-held"
    done = await desk.ask("verify", who="Anna", proof=key(7).fingerprint, replace=True)
    assert (done["fingerprint"], done["trust"]) == (key(7).fingerprint, "verified")


async def test_a_node_with_a_held_key_only_says_so():
    desk = await Desk.opened()
    held(desk)
    desk.book.revoke(key(1), START)
    for proof in (None, key(1).fingerprint):
        assert await desk.refused("verify", who="Anna", proof=proof) == "only-held"
    assert await desk.refused("link", who="Anna") == "only-held"


async def test_a_revoked_key_is_used_no_more_and_taken_back_only_on_purpose():
    desk = await Desk.opened()
    done = await desk.ask("revoke", who="Anna")
    assert (done["result"], done["fingerprint"], done["trust"]) == ("revoked", key(1).fingerprint, "revoked")
    assert desk.book.get(ANNA) is None
    assert await desk.refused("revoke", who="Anna") == "revoke-again"
    assert await desk.refused("link", who="Anna") == "key-revoked"
    assert await desk.refused("push", who="Anna") == "key-revoked"
    assert await desk.refused("revoke", who=key(1).fingerprint) == "revoke-again"
    assert await desk.refused("verify", who="Anna") == "key-revoked"
    assert await desk.refused("verify", who="Anna", proof=key(1).fingerprint) == "key-revoked"
    assert await desk.refused("verify", who="Anna", proof=key(1).base64) == "verify-revoked"
    assert (await desk.ask("verify", who="Anna", proof=key(1).base64, replace=True))["trust"] == "verified"


def impostor(desk: Desk, *nums: NodeNum) -> None:
    """Let others show Anna's key as well."""
    for num in nums:
        desk.book.observe(num, key(1), KeySource.HEARD, START, long_name=f"Clone {num}")


async def test_a_whole_fingerprint_revokes_the_key_under_every_number():
    desk = await Desk.opened()
    impostor(desk, NodeNum(0x0C), NodeNum(0x0D))
    for word in (key(1).fingerprint.upper(), key(1).base64):
        twin = await Desk.opened()
        impostor(twin, NodeNum(0x0C))
        assert (await twin.ask("revoke", who=word))["nodes"] == ["!0000000a", "!0000000c"]
    assert await desk.refused("show", who=key(1).fingerprint) == "who-several-hold"
    assert await desk.refused("revoke", who=key(1).fingerprint[:7]) == "who-several"
    done = await desk.ask("revoke", who=key(1).fingerprint)
    assert (done["node"], done["nodes"]) == ("!0000000a", ["!0000000a", "!0000000c", "!0000000d"])
    assert [row["trust"] for row in await desk.ask("list")] == ["revoked", "seen", "revoked", "revoked"]
    assert await desk.refused("revoke", who=key(1).fingerprint) == "revoke-again"


async def test_a_fingerprint_that_is_a_number_as_well_revokes_nothing():
    desk = await Desk.opened()
    num = NodeNum(int(key(1).fingerprint, 16))
    desk.names.table[num] = Node(num=num, long_name="Number")
    assert await desk.refused("revoke", who=key(1).fingerprint) == "who-several"


async def test_a_revoked_key_that_is_shown_again_is_advised_about_as_that():
    desk = await Desk.opened(radio=Radio())
    await desk.ask("revoke", who="Anna")
    desk.book.observe(ANNA, key(1), KeySource.HEARD, START)
    assert desk.book.held(ANNA).reason == "revoked"
    for op in ("verify", "push", "link"):
        assert await desk.refused(op, who="Anna") == "only-held-revoked"
    assert await desk.refused("verify", who="Anna", proof=key(1).fingerprint) == "verify-revoked"
    assert await desk.refused("accept", who="Anna") == "keys-accept-revoked"
    assert (await desk.ask("verify", who="Anna", proof=key(1).fingerprint, replace=True))["trust"] == "verified"


async def test_a_revocation_outlives_its_node():
    desk = await Desk.opened()
    await desk.ask("verify", who="Anna", proof=key(4).base64, replace=True)
    await desk.ask("revoke", who=key(1).fingerprint)
    with pytest.raises(UsageError, match=r"delete the one key .* \(verified: 1\).*The key that is revoked stays so\."):
        await desk.ask("forget", who="Anna")
    done = await desk.ask("forget", who="Anna", yes=True)
    assert (done["keys"], done["verified"], done["revoked"]) == (1, 1, 1)
    assert [(one.key, one.trust.value, one.long_name) for one in desk.book.bindings(ANNA)] == [(key(1), "revoked", "")]
    desk.book.observe(ANNA, key(1), KeySource.HEARD, START)
    assert desk.book.get(ANNA) is None
    desk.book.observe(ANNA, key(5), KeySource.HEARD, START)
    assert desk.book.get(ANNA).key == key(5)


async def test_the_key_of_somebody_else_is_not_taken_unless_it_moved_by_2_8():
    from zlib import crc32

    desk = await Desk.opened()
    with pytest.raises(UsageError, match=r"is the key of !0000000b \(Bert\): it can't be that of !0000000a \(Anna\)"):
        await desk.ask("verify", who="Anna", proof=key(2).base64, replace=True)
    assert await desk.refused("verify", who="Anna", proof=key(2).base64, replace=True) == "verify-of-another"
    assert await desk.refused("verify", who=NOBODY, proof=key(2).base64) == "verify-of-another"
    drawn = NodeNum(crc32(key(2).raw))
    done = await desk.ask("verify", who=format_node_num(drawn), proof=key(2).base64)
    assert (done["trust"], done["others"]) == ("verified", [])
    impostor(desk, NodeNum(0x0C))
    assert (await desk.ask("verify", who="Anna"))["others"] == ["!0000000c"]


async def test_replacing_takes_the_whole_key():
    desk = await Desk.opened()
    assert await desk.refused("verify", who="Anna", proof="01234567", replace=True) == "verify-replace-whole"
    assert await desk.refused("verify", who="Anna", proof="01234567") == "verify-fingerprint"


async def test_our_own_radio_has_its_key_once():
    desk = await Desk.opened()
    desk.book.set_own(OWN, key(98))
    shown = await desk.ask("show", who="Base")
    assert (shown["own_fingerprint"], [row["fingerprint"] for row in shown["history"]]) == (
        key(98).fingerprint, [key(99).fingerprint],
    )  # fmt: skip


async def test_a_held_key_is_revoked_by_its_fingerprint():
    desk = await Desk.opened()
    held(desk)
    assert (await desk.ask("revoke", who=key(7).fingerprint))["fingerprint"] == key(7).fingerprint
    assert (desk.book.get(ANNA).key, desk.book.held(ANNA)) == (key(1), None)


async def test_forgetting_says_first_what_would_be_lost():
    desk = await Desk.opened()
    desk.book.verify(ANNA, START, key(4))
    with pytest.raises(UsageError, match=r"delete all 2 keys known of !0000000a \(Anna\) \(verified: 1\).*--yes"):
        await desk.ask("forget", who="Anna")
    assert await desk.refused("forget", who="Anna") == "forget-what"
    assert await desk.ask("forget", who="Anna", yes=True) == {
        "result": "forgotten", "node": "!0000000a", "name": "Anna", "fingerprint": None, "trust": None, "keys": 2, "verified": 1,
        "revoked": 0,
    }  # fmt: skip
    assert desk.book.bindings(ANNA) == ()
    assert await desk.refused("forget", who="!0000000a") in ("who-nobody", "no-key")


@pytest.mark.parametrize("op", ["verify", "accept", "reject", "revoke", "forget", "push", "ask"])
async def test_our_own_radio_is_nobodys_to_decide_about(op):
    desk = await Desk.opened(radio=Radio())
    for who in ("!00000001", "Base", key(99).fingerprint):
        assert await desk.refused(op, who=who) == "desk-own"
    assert desk.radio.pushed == desk.radio.asked == []


async def test_our_own_key_is_nobody_elses():
    desk = await Desk.opened()
    assert await desk.refused("verify", who="Anna", proof=key(99).base64, replace=True) == "verify-own-key"


@pytest.mark.parametrize("op", ["show", "verify", "accept", "reject", "revoke", "forget", "push", "ask", "link"])
@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("nobody", "who-nobody"), ("0", "who-nobody"), ("!0", "id-node-out-of-range"), ("!ffffffff", "who-everybody"),
        ("\x1b[31mAnna", "who-nobody"), ("!12345678x", "id-no-node"),
    ],
)  # fmt: skip
async def test_nobody_is_decided_about_for_a_wrong_word(op, who, sentence):
    desk = await Desk.opened(radio=Radio())
    assert await desk.refused(op, who=who, yes=True) == sentence


@pytest.mark.parametrize("op", ["show", "verify", "accept", "reject", "revoke", "forget", "push", "ask", "link"])
@pytest.mark.parametrize("who", ["", "  "])
async def test_an_empty_word_names_nobody(op, who):
    desk = await Desk.opened(radio=Radio())
    assert await desk.refused(op, who=who, yes=True) == "who-empty"


async def test_an_empty_link_is_no_contact_link():
    desk = await Desk.opened()
    assert await desk.refused("import", link="") == "contact-no-link"


@pytest.mark.parametrize("args", [{"who": 3}, {"who": None}, {"who": "x" * 30_000}, {"who": "Anna", "yes": "yes"}])
async def test_a_request_of_another_shape_is_refused(args):
    desk = await Desk.opened()
    with pytest.raises(UsageError, match="The request needs"):
        await desk.ask("forget", **args)
    for wrong in ({"limit": 0}, {"limit": True}, {"after": 3}, {"held": 1}):
        with pytest.raises(UsageError, match="The request needs"):
            await desk.ask("list", **wrong)
    with pytest.raises(UsageError, match="exported as"):
        await desk.ask("export", form="csv")


# --- the radio ------------------------------------------------------------------------------


async def test_a_key_is_pushed_and_asked_for():
    desk = await Desk.opened(radio=Radio())
    assert (await desk.ask("push", who="Anna"))["result"] == "placed"
    desk.radio.has[ANNA] = HeldKey(key=key(1))
    done = await desk.ask("push", who="Anna")
    assert (done["result"], done["radio"]) == ("held-already", "yes")
    assert (await desk.ask("ask", who=NOBODY))["result"] == "asked"
    assert (desk.radio.pushed, desk.radio.asked) == ([ANNA, ANNA], [0x77])


@pytest.mark.parametrize("why", ["NOT_READY", "PUSH_MANAGED", "PUSH_BUDGET", "MOMENT", "SOMETHING_NEW"])
async def test_a_radio_that_can_not_be_given_a_key_says_why(why):
    desk = await Desk.opened(radio=Radio())
    desk.radio.why = why
    assert await desk.refused("push", who="Anna") == "push-refused"
    assert await desk.refused("ask", who="Anna") == "ask-refused"


async def test_a_key_that_is_not_known_or_held_is_not_pushed():
    desk = await Desk.opened(radio=Radio())
    held(desk)
    desk.book.revoke(key(1), START)
    assert await desk.refused("push", who="Anna") == "only-held"
    desk.names.table[NodeNum(5)] = Node(num=NodeNum(5), long_name="Eve")
    for op in ("push", "revoke", "forget", "link", "verify"):
        assert await desk.refused(op, who="Eve", yes=True) == "no-key"
    assert desk.radio.pushed == []


async def test_without_a_radio_nothing_is_pushed():
    desk = await Desk.opened()
    assert await desk.refused("push", who="Anna") == "desk-no-radio"
    assert await desk.refused("ask", who="Anna") == "desk-no-radio"


# --- in and out -----------------------------------------------------------------------------


async def test_a_contact_link_is_imported_as_verified():
    desk = await Desk.opened()
    report = await desk.ask("import", link=link_of_contact(Node(num=NodeNum(5), long_name="Eve", public_key=key(5))))
    assert (report["imported"], report["skipped"], report["saved"]) == (1, [], True)
    binding = desk.book.get(NodeNum(5))
    assert (binding.source, binding.trust.value, binding.long_name) == (KeySource.LINK, "verified", "Eve")
    assert desk.names.get(NodeNum(5)).long_name == "Eve"


async def test_a_contact_link_says_what_it_replaced_and_what_it_verified():
    desk = await Desk.opened()
    link = link_of_contact(Node(num=ANNA, public_key=key(5)))
    anna = {"node": "!0000000a", "name": "Meshtastic 000a", "fingerprint": key(5).fingerprint}
    assert (await desk.ask("import", link=link))["replaced"] == [{**anna, "before": key(1).fingerprint}]
    assert (await desk.ask("import", link=link))["replaced"] == []
    link = link_of_contact(Node(num=BERT, long_name="Bert", public_key=key(2)))
    [verified] = (await desk.ask("import", link=link))["replaced"]
    assert (verified["node"], verified["fingerprint"], verified["before"]) == ("!0000000b", key(2).fingerprint, None)


async def test_a_link_whose_key_is_held_names_the_node_as_people_write_it():
    desk = await Desk.opened()
    desk.book.verify(ANNA, START)
    [problem] = (await desk.ask("import", link=link_of_contact(Node(num=ANNA, public_key=key(5)))))["skipped"]
    assert (problem["entry"], problem["reason"]) == ("!0000000a", "import-key-held")


async def test_a_contact_link_of_our_own_radio_is_refused():
    desk = await Desk.opened()
    assert await desk.refused("import", link=link_of_contact(Node(num=OWN, public_key=key(5)))) == "contact-own"


async def test_a_key_without_a_number_is_bound_to_whom_it_surely_belongs():
    from zlib import crc32

    desk = await Desk.opened()
    drawn = NodeNum(crc32(key(5).raw))
    row = {"entry": "security.publicKey", "publicKey": key(5).base64, "name": "Eve"}
    report = await desk.ask("import", unbound=[row])
    assert [one["reason"] for one in report["skipped"]] == ["import-config-no-number"]
    desk.names.table[drawn] = Node(num=drawn)
    assert (await desk.ask("import", unbound=[row]))["imported"] == 1
    assert desk.book.get(drawn).key == key(5)
    own = {**row, "publicKey": key(99).base64}
    assert [one["reason"] for one in (await desk.ask("import", unbound=[own]))["skipped"]] == ["import-config-own"]


async def backup_of(desk: Desk, **args) -> bytes:
    told = await desk.ask("export", form="steadymesh", **args)
    return dump(rows=told["keys"], nodes=told["nodes"], own=told["own"], written=told["written"]).encode()


async def test_a_backup_restores_trust_standing_and_history_in_another_book():
    desk = await Desk.opened()
    held(desk)
    await desk.ask("verify", who="Anna", proof=key(8).base64, replace=True)
    await desk.ask("revoke", who="Bert")
    told = parse_file(await backup_of(desk), what="x")
    other = Desk()
    await other.keeper.load()
    rows = json.loads(await backup_of(desk))["keys"]
    report = await other.ask("import", bindings=rows)
    assert (report["imported"], report["unchanged"], report["saved"]) == (len(told.bindings), 0, True)
    for num in (ANNA, BERT):
        assert other.book.bindings(num) == desk.book.bindings(num)
    again = await other.ask("import", bindings=rows)
    assert (again["imported"], again["unchanged"]) == (0, len(told.bindings))


async def test_a_backup_holds_the_history_that_only_the_disk_has():
    desk = await Desk.opened()
    for n in range(10, 30):
        await desk.ask("verify", who="Anna", proof=key(n).base64, replace=True)
    told = parse_file(await backup_of(desk), what="x")
    in_memory = len(desk.book.bindings(ANNA))
    assert len([one for one in told.bindings if one.node == ANNA]) >= in_memory


async def test_a_backup_comes_in_pages():
    desk = await Desk.opened()
    first = await desk.ask("export", form="steadymesh", limit=1)
    assert {row["node"] for row in first["keys"]} == {"!00000001"}, "our own radio's key is kept, too"
    assert first["nodes"] == {}
    second = await desk.ask("export", form="steadymesh", limit=2, after="!00000001")
    assert [row["node"] for row in second["keys"]] == ["!0000000a", "!0000000b"]
    last = await desk.ask("export", form="steadymesh", limit=2, after="!0000000b")
    assert (last["keys"], last["nodes"]["1"]["name"]) == ([], "Base")


async def test_node_names_come_in_pages():
    desk = await Desk.opened()
    assert list(await desk.ask("export", limit=2)) == ["1", "10"]
    assert list(await desk.ask("export", limit=2, after="!0000000a")) == ["11"]


# --- on the disk and in the running house ---------------------------------------------------


def on_disk(state, op: str, **args):
    return json.loads(json.dumps(offline.at_desk(state, f"keys.{op}", args, language="en")))


@pytest.mark.real
def test_what_is_decided_without_a_process_is_on_the_disk(tmp_path):
    state = tmp_path / "state"
    entries = {"10": {"name": "Anna", "publicKey": key(1).base64}, "11": {"name": "Bert", "publicKey": key(2).base64}}
    assert on_disk(state, "import", entries=entries)["imported"] == 2
    assert on_disk(state, "verify", who="Anna", proof=key(1).fingerprint)["trust"] == "verified"
    assert on_disk(state, "revoke", who="Bert")["result"] == "revoked"
    assert on_disk(state, "import", link=link_of_contact(Node(num=ANNA, public_key=key(3))))["imported"] == 0
    shown = on_disk(state, "show", who="Anna")
    assert (shown["current"]["trust"], shown["held"]["fingerprint"]) == ("verified", key(3).fingerprint)
    rows = [(row["node"], row["standing"], row["trust"]) for row in on_disk(state, "list", held=True)]
    assert rows == [
        ("!0000000a", "current", "verified"), ("!0000000a", "held", "verified"), ("!0000000b", "former", "revoked"),
    ]  # fmt: skip
    assert on_disk(state, "reject", who="Anna")["fingerprint"] == key(3).fingerprint
    assert [row["fingerprint"] for row in on_disk(state, "list", held=True)][:-1] == [key(1).fingerprint]
    assert on_disk(state, "import", link=link_of_contact(Node(num=ANNA, public_key=key(3))))["imported"] == 0
    assert on_disk(state, "accept", who="Anna")["fingerprint"] == key(3).fingerprint
    rows = on_disk(state, "export", form="steadymesh")["keys"]
    assert {(row["node"], row["standing"], row["trust"]) for row in rows} >= {("!0000000b", "former", "revoked")}
    assert on_disk(state, "forget", who="Anna", yes=True)["keys"] == 2
    assert [row["node"] for row in on_disk(state, "list")] == ["!0000000b"]
    with pytest.raises(UsageError, match="Nothing is known of !0000000b"):
        on_disk(state, "forget", who="Bert", yes=True)
    assert on_disk(state, "verify", who="Bert", proof=key(2).base64, replace=True)["trust"] == "verified"
    assert on_disk(state, "forget", who="Bert", yes=True)["keys"] == 1
    assert on_disk(state, "list") == []
    with pytest.raises(UsageError, match="not known while no steadymesh runs"):
        on_disk(state, "link")
    with pytest.raises(UsageError, match="no radio to ask"):
        on_disk(state, "ask", who="Bert")


@pytest.mark.real
def test_a_question_without_a_process_logs_no_finding_and_a_decision_only_what_is_new(tmp_path):
    state = tmp_path / "state"
    with capture_logs() as logs:
        on_disk(state, "import", entries={str(num): {"publicKey": key(1).base64} for num in (10, 11)})
        assert [line["event"] for line in logs].count("key-finding") == 2
        logs.clear()
        assert len(on_disk(state, "audit")) == 2
        assert [row["findings"] for row in on_disk(state, "list")] == [["shared"]] * 2
        on_disk(state, "show", who="!0000000a")
        on_disk(state, "verify", who="!0000000a")
    assert [line["event"] for line in logs if line["event"] == "key-finding"] == []


@pytest.mark.real
def test_a_state_directory_that_can_not_be_written_is_one_sentence_and_nothing_is_decided(tmp_path, monkeypatch):
    from steadymesh.store.keys import Keys

    state = tmp_path / "state"
    on_disk(state, "import", entries={"10": {"name": "Anna", "publicKey": key(1).base64}})

    async def unwilling(self, _keys):
        raise StoreError("The database is read-only.")

    with monkeypatch.context() as patched:
        patched.setattr(Keys, "save_keys", unwilling)
        for op, args in (
            ("verify", {"who": "Anna"}),
            ("revoke", {"who": "Anna"}),
            ("import", {"entries": {"12": {"publicKey": key(5).base64}}}),
        ):
            with pytest.raises(StoreError) as caught:
                on_disk(state, op, **args)
            assert "\n" not in str(caught.value)
            assert "nothing was changed" in str(caught.value)
    assert [(row["node"], row["trust"]) for row in on_disk(state, "list")] == [("!0000000a", "seen")]


async def test_the_running_house_answers_about_its_own_radio_and_peers(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(5)
        house = play.house
        handlers = Operations(
            status=house.status,
            link=house.link,
            radio=house.link,
            directory=house.directory,
            book=house.keys.book,
            keeper=house.keys.keeper,
            nodes=play.store.nodes,
            clock=play.clock,
            language="fr",
            further={"why": None},
        ).handlers()
        assert "why" in handlers
        own = await handlers["keys.link"]({})
        assert contact_of_link(own["url"]).num == play.radio.num
        person = format_node_num(play.people[0].num)
        shown = await handlers["keys.show"]({"who": person})
        assert (shown["node"], shown["radio"], shown["radio_favorite"]) == (person, "yes", False)
        assert (await handlers["keys.verify"]({"who": person}))["trust"] == "verified"
        with pytest.raises(UsageError, match="no radio to ask"):
            await handlers["keys.push"]({"who": person})
