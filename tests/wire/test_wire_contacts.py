"""Contact links: every spelling that the apps and the official library write, and what is no contact."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh import words
from steadymesh.errors import InvalidIdError, UsageError
from steadymesh.ids import BROADCAST, NodeNum, PublicKey
from steadymesh.model import Node
from steadymesh.wire import pb
from steadymesh.wire.convert.contacts import contact_of_link, link_of_contact
from steadymesh.wire.convert.links import PREFIX, is_link, link_of_data

OFFICIAL = (
    "https://meshtastic.org/v/#CKqkvZgIElEKCSE4MzBmNTIyYRIQUm9hZHJ1bm5lciBSaWRnZRoE"
    "UktTTiIGAAAAAAAAKAk4AkIgRxo_Fw_ergQIhRqBbrHasLYy3gU-Ay8hrhu4OVnIPQc="
)
"""From the official library's own tests (`test_contact.py`, --add-contact)."""

DATA = OFFICIAL.removeprefix(PREFIX)
ROADRUNNER = NodeNum(0x830F522A)
KEY = PublicKey(base64.urlsafe_b64decode(DATA.rstrip("=") + "==")[-32:])


def link(num: int = 7, key: bytes = KEY.raw, told: str | None = None, **more: object) -> str:
    user = pb.User(id=f"!{num:08x}" if told is None else told, long_name="Anna", short_name="AN", public_key=key)
    return link_of_data(pb.SharedContact(node_num=num, user=user, **more).SerializeToString())


def test_the_official_librarys_link_is_read():
    node = contact_of_link(OFFICIAL)
    assert (node.num, node.long_name, node.short_name) == (ROADRUNNER, "Roadrunner Ridge", "RKSN")
    assert (node.hw_model, node.role, node.public_key) == ("RAK4631", "ROUTER", KEY)
    assert (node.is_key_verified, node.is_ignored) == (False, False)


@pytest.mark.parametrize(
    "text",
    [
        OFFICIAL.rstrip("="),
        f"  {OFFICIAL}\n",
        f"<{OFFICIAL}>",
        f'"{OFFICIAL}"',
        f"http://www.meshtastic.org/v/#{DATA}",
        f"meshtastic.org/v/#{DATA}",
        f"www.meshtastic.org/v#{DATA}",
        f"HTTPS://MESHTASTIC.ORG/V/#{DATA}",
        f"https://meshtastic.org/contact/v/#{DATA}",
        f"https://meshtastic.org/v/?exchange=true#{DATA}",
        f"https://meshtastic.org/v/#{DATA}?add=true",
        f"meshtastic://v#{DATA}",
        f"meshtastic:///v#{DATA}",
        PREFIX + DATA.replace("-", "+").replace("_", "/"),
        PREFIX + DATA.replace("=", "%3D"),
        f"{PREFIX}{DATA[:40]}\n  {DATA[40:]}",
    ],
)
def test_every_spelling_of_a_link(text):
    assert is_link(text)
    assert contact_of_link(text).public_key == KEY


def test_the_sharers_marks_are_told():
    node = contact_of_link(link(manually_verified=True, should_ignore=True))
    assert (node.is_key_verified, node.is_ignored) == (True, True)


@pytest.mark.parametrize("told", ["", "Anna", "7", "!7"])
def test_an_id_that_says_nothing_else_is_none(told):
    assert contact_of_link(link(told=told)).num == 7


def test_a_name_that_is_no_utf8_does_not_hide_the_contact():
    broken = base64.urlsafe_b64decode(link().removeprefix(PREFIX) + "==").replace(b"Anna", b"A\xffna")
    assert contact_of_link(link_of_data(broken)).long_name == "A\N{REPLACEMENT CHARACTER}na"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "contact-no-link"),
        ("https://example.org/v/#AAAA", "contact-no-link"),
        ("https://example.org/?x=https://meshtastic.org/v/#AAAA", "contact-no-link"),
        ("https://meshtastic.org.example.org/v/#AAAA", "contact-no-link"),
        ("https://meshtastic.org/v/", "contact-no-link"),
        ("https://meshtastic.org/e/#CgMSAQESCAgBOANAA0gB", "contact-channels"),
        (PREFIX, "contact-empty"),
        (PREFIX + "?add", "contact-empty"),
        (PREFIX + "A", "contact-unreadable"),
        (PREFIX + "é", "contact-unreadable"),
        (PREFIX + "____", "contact-unreadable"),
        (PREFIX + DATA[:60], "contact-unreadable"),
        (PREFIX + "A" * 1_000_000, "contact-too-long"),
        ("x" * 1_000_000, "contact-too-long"),
        (link(0), "contact-nobody"),
        (link(BROADCAST), "contact-everybody"),
        (link(9), "contact-own"),
        (link(told="!00000008"), "contact-contradicts"),
        (link(key=b""), "contact-no-key"),
        (link(key=bytes(31)), "id-key-length"),
        (link(key=bytes(33)), "id-key-length"),
        (link(key=bytes(32)), "id-key-of-zeros"),
    ],
)
def test_what_is_no_contact_is_one_sentence_in_both_languages(text, sentence):
    with pytest.raises(UsageError) as caught:
        contact_of_link(text, own=NodeNum(9))
    told = caught.value.told
    assert told.sentence == sentence
    assert words.tell(told, "en") == told.english
    assert words.tell(told, "fr") != told.english
    assert "\n" not in told.english
    assert len(told.english) < 200


@pytest.mark.parametrize("text", ["node_names.json", "/tmp/v/x.json", "Anna", "!0badcafe", KEY.base64, "C:", "", "a b"])
def test_files_names_and_keys_are_no_links(text):
    assert not is_link(text)


def test_a_written_link_is_what_an_app_reads():
    node = Node(num=ROADRUNNER, long_name="Gîte", short_name="GITE", hw_model="TBEAM", role="CLIENT", public_key=KEY)
    text = link_of_contact(node, verified=True)
    assert text.startswith(PREFIX)
    assert "=" not in text
    contact = pb.SharedContact.FromString(base64.urlsafe_b64decode(text.removeprefix(PREFIX) + "=="))
    assert (contact.node_num, contact.user.id, contact.manually_verified) == (ROADRUNNER, "!830f522a", True)
    assert not contact.user.HasField("is_unmessagable"), "present and false would say that the node told so"


def test_a_node_without_a_name_gets_the_firmwares():
    node = contact_of_link(link_of_contact(Node(num=ROADRUNNER, public_key=KEY)))
    assert (node.long_name, node.short_name) == ("Meshtastic 522a", "522a")


def test_no_link_is_written_that_would_erase_a_key_or_name_everybody():
    with pytest.raises(InvalidIdError, match="carries no key"):
        link_of_contact(Node(num=ROADRUNNER))
    with pytest.raises(UsageError, match="everybody's number"):
        link_of_contact(Node(num=BROADCAST, public_key=KEY))
    with pytest.raises(UsageError, match="no node number"):
        link_of_contact(Node(num=NodeNum(0), public_key=KEY))


@given(
    num=st.integers(1, BROADCAST - 1),
    raw=st.binary(min_size=32, max_size=32).filter(any),
    name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=39),
    is_unmessagable=st.booleans(),
)
def test_reading_what_was_written_gives_the_same_node(num, raw, name, is_unmessagable):
    node = Node(
        num=NodeNum(num),
        long_name=name,
        short_name="X",
        role="CLIENT",
        public_key=PublicKey(raw),
        is_unmessagable=is_unmessagable,
    )
    assert contact_of_link(link_of_contact(node)) == node


@given(st.text(max_size=80))
def test_any_data_give_a_contact_or_one_sentence(data):
    try:
        node = contact_of_link(PREFIX + data)
    except UsageError:
        return
    assert node.public_key is not None
