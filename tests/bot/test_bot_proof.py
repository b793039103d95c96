"""What proves who wrote a text, and who is an administrator."""

import pytest

from botkit import ALICE, ALICES_KEY, BOB, Mesh
from steadymesh.bot.proof import Person, is_admins, writer
from steadymesh.ids import BROADCAST, PublicKey

OTHER_KEY = PublicKey(b"\x07" * 32)


def nothing_is_revoked(_key):
    return False


@pytest.mark.parametrize(
    ("fields", "proved", "admin"),
    [
        pytest.param({}, True, True, id="the-radio-opened-it-with-the-administrators-key"),
        pytest.param({"sender": BOB}, True, True, id="the-same-key-under-another-number"),
        pytest.param({"public_key": OTHER_KEY}, True, False, id="the-radio-opened-it-with-another-key"),
        pytest.param({"public_key": None}, True, False, id="the-radio-does-not-tell-the-key"),
        pytest.param({"pki_encrypted": False}, False, False, id="under-a-channels-key-with-a-key-beside-it"),
        pytest.param({"pki_encrypted": False, "opened_here": True}, True, False, id="opened-here"),
        pytest.param({"opened_here": True}, True, False, id="opened-here-whatever-else-is-marked"),
        pytest.param(
            {"pki_encrypted": False, "opened_here": True, "public_key": None}, False, False, id="opened-without-a-key"
        ),
        pytest.param({"via_mqtt": True}, False, False, id="marked-by-mqtt"),
        pytest.param(
            {"via_mqtt": True, "pki_encrypted": False, "opened_here": True}, True, False, id="by-mqtt-and-opened-here"
        ),
        pytest.param({"to": BROADCAST}, False, False, id="on-a-channel-and-marked"),
        pytest.param(
            {"to": BROADCAST, "pki_encrypted": False, "public_key": None}, False, False, id="on-a-channel"
        ),
    ],
)  # fmt: skip
async def test_who_proves_what(fields, proved, admin):
    message = Mesh().text("/x", **fields)
    assert message.is_proved is proved
    assert is_admins(message, (PublicKey(b"\x01" * 32), ALICES_KEY), nothing_is_revoked) is admin
    assert not is_admins(message, (PublicKey(b"\x01" * 32), ALICES_KEY), lambda key: key == ALICES_KEY)
    assert writer(message) == Person(message.sender, proved, message.public_key if proved else None)


async def test_without_a_list_nobody_is_an_administrator():
    message = Mesh().text("/x", public_key=None)
    assert not is_admins(message, (), nothing_is_revoked)
    assert not is_admins(Mesh().text("/x"), (), nothing_is_revoked)


async def test_what_a_key_proves_what_another_one_does_and_what_nothing_does_are_three_persons():
    mesh = Mesh()
    own, other, forged = mesh.text("/x"), mesh.text("/x", public_key=OTHER_KEY), mesh.text("/x", pki_encrypted=False)
    unnamed = mesh.text("/x", public_key=None)
    assert len({writer(one) for one in (own, other, forged, unnamed)}) == 4
    assert {writer(one).node for one in (own, other, forged, unnamed)} == {ALICE}
