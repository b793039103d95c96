"""The identity file: what is in it comes out again, what was damaged is recognised, and nothing shows a secret."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identitykit import ADMIN, CHANNELS, OTHER_PRIVATE, PRIVATE, an_identity, public_of, secrets_in, settings, slot
from steadymesh.errors import InputFileError
from steadymesh.ids import ChannelIndex, NodeNum, PublicKey
from steadymesh.keys.files import identity as file
from steadymesh.model import PrivateKey
from steadymesh.model.identity import ChannelSlot, Identity

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
PRIVATES = st.binary(min_size=32, max_size=32).filter(any)
PUBLICS = st.binary(min_size=32, max_size=32).filter(any).map(PublicKey)


@st.composite
def identities(draw) -> Identity:
    private = draw(PRIVATES)
    indexes = draw(st.lists(st.integers(0, 7), min_size=1, max_size=8, unique=True))
    primary = draw(st.sampled_from(indexes))
    channels = [
        ChannelSlot(
            index=ChannelIndex(index),
            role="PRIMARY" if index == primary else draw(st.sampled_from(("SECONDARY", "DISABLED"))),
            name=draw(TEXT),
            settings=draw(st.binary(max_size=80)),
        )
        for index in sorted(indexes)
    ]
    return an_identity(
        node=NodeNum(draw(st.integers(1, 0xFFFFFFFF))), long_name=draw(TEXT), short_name=draw(TEXT),
        firmware=draw(TEXT), hw_model=draw(TEXT), private_key=PrivateKey(private), public_key=public_of(private),
        admin_keys=tuple(draw(st.lists(PUBLICS, max_size=3))), channels=tuple(channels),
    )  # fmt: skip


def parsed(data: bytes) -> Identity:
    return file.parse_identity(data, "my.json")


def refusal(data: bytes) -> str:
    with pytest.raises(InputFileError) as caught:
        parsed(data)
    assert secrets_in(str(caught.value)) == []
    assert secrets_in(repr(caught.value.__cause__)) == []
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value.told.sentence


def document(**changes) -> dict:
    return {**file.document_of(an_identity()), **changes}


def sealed(document: dict) -> bytes:
    """Return a document's file with a right checksum, whatever is in it."""
    body = {name: value for name, value in document.items() if name != "checksum"}
    return json.dumps({**body, "checksum": file._checksum(body)}).encode()


# --- there and back -------------------------------------------------------------------------


@given(identities())
def test_what_is_kept_comes_out_as_it_was(identity):
    assert parsed(file.format_identity(identity).encode()) == identity


@given(identities(), st.data())
def test_a_file_that_was_cut_off_is_never_taken(identity, data):
    whole = file.format_identity(identity).encode().rstrip()
    with pytest.raises(InputFileError):
        parsed(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(identities(), st.data())
def test_a_file_with_another_byte_is_never_taken_for_another_identity(identity, data):
    whole = bytearray(file.format_identity(identity).encode())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    try:
        found = parsed(bytes(whole))
    except InputFileError:
        return
    assert found == identity  # white space between its parts


def test_the_file_says_what_it_is_to_whoever_opens_it():
    told = json.loads(file.format_identity(an_identity()))
    assert list(told)[:4] == ["format", "version", "saved_at", "node"]
    assert told["format"] == "steadymesh-identity"
    assert told["node"] == "!0badcafe"
    assert told["fingerprint"] == public_of(PRIVATE).fingerprint
    assert told["channels"][1]["name"] == "admin"
    assert told["admin_keys"] == [ADMIN.base64]


def test_an_order_of_its_own_and_other_white_space_change_nothing():
    told = json.loads(file.format_identity(an_identity()))
    assert parsed(json.dumps(dict(reversed(told.items()))).encode()) == an_identity()


# --- refusals -------------------------------------------------------------------------------


def test_a_checksum_that_does_not_fit_is_damage():
    told = json.loads(file.format_identity(an_identity()))
    assert refusal(json.dumps({**told, "long_name": "somebody else"}).encode()) == "identity-file-damaged"
    assert refusal(json.dumps({**told, "checksum": "0" * 64}).encode()) == "identity-file-damaged"
    assert refusal(json.dumps({k: v for k, v in told.items() if k != "checksum"}).encode()) == "identity-file-damaged"


@pytest.mark.parametrize("version", [0, 2, "1", None, True, 1.5, []])
def test_another_version_is_named(version):
    assert refusal(sealed(document(version=version))) == "identity-file-version"


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b"null", b"7", b"\xff\xfe\x00", b"SQLite format 3\x00", b'{"195939070": {"publicKey": null}}',
     b"[" * 50_000, b'{"format": "steadymesh-keys"}', b'{"format": 7}'],
)  # fmt: skip
def test_another_file_is_no_identity(data):
    assert refusal(data) == "identity-file-foreign"


@pytest.mark.parametrize(
    "data", [b"# start of Meshtastic configure yaml\nowner: x\n", b"\nowner: Echo\nowner_short: E\nconfig:\n"]
)
def test_an_export_of_the_official_client_is_named(data):
    assert refusal(data) == "identity-file-official"


def test_one_of_ours_that_was_cut_off_is_called_damaged():
    assert refusal(file.format_identity(an_identity()).encode()[:400]) == "identity-file-damaged"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("private_key", None), ("private_key", "AAAA"), ("private_key", "not base64!"), ("private_key", "é" * 44),
        ("private_key", "A" * 43 + "="), ("public_key", 7), ("public_key", "AAAA"),
        ("public_key", public_of(OTHER_PRIVATE).base64), ("fingerprint", "00000000"), ("fingerprint", None),
        ("node", "nobody"), ("node", 7), ("node", "!00000000"), ("saved_at", "yesterday"), ("saved_at", 7),
        ("saved_at", "2026-03-01T12:00:00"), ("long_name", None), ("long_name", "\ud800"), ("short_name", 1),
        ("firmware", []), ("hw_model", {}), ("admin_keys", None), ("admin_keys", ["AAAA"]), ("admin_keys", [7]),
        ("admin_keys", [ADMIN.base64] * 4), ("channels", None), ("channels", []), ("channels", [7]), ("channels", {}),
    ],
)  # fmt: skip
def test_a_part_that_can_not_be_is_damage_whatever_the_checksum_says(part, value):
    assert refusal(sealed(document(**{part: value}))) == "identity-file-damaged"


@pytest.mark.parametrize(
    "change",
    [
        {"index": 8}, {"index": -1}, {"index": True}, {"index": "0"}, {"role": "BOSS"}, {"role": "SECONDARY"},
        {"name": None}, {"settings": None}, {"settings": "?"}, {"settings": "A" * 400}, {"index": 1},
    ],
)  # fmt: skip
def test_a_channel_that_can_not_be_is_damage(change):
    told = copy.deepcopy(document())
    told["channels"][0].update(change)
    assert refusal(sealed(told)) == "identity-file-damaged"


def test_two_primary_channels_are_damage():
    told = file.document_of(an_identity(channels=(slot(0, "PRIMARY"), slot(1, "PRIMARY"))))
    assert refusal(sealed(told)) == "identity-file-damaged"


# --- secrets --------------------------------------------------------------------------------


def test_nothing_shows_a_secret_by_its_repr():
    identity = an_identity()
    assert secrets_in(f"{identity!r} {identity} {identity.channels!r} {CHANNELS[0]} {identity.private_key!r}") == []
    assert settings().hex() not in repr(identity)


def test_the_used_channels_are_those_with_a_channel_in_them():
    assert [slot.index for slot in an_identity().used_channels] == [0, 1]


def test_a_private_key_of_zeros_or_of_another_length_has_no_public_one():
    assert file.public_key_of(PrivateKey(bytes(32))) is None
    assert file.public_key_of(PrivateKey(b"x" * 31)) is None
    assert file.public_key_of(PrivateKey(PRIVATE)) == public_of(PRIVATE)
