"""What the official command line writes: nodes of `--info`, the public key of `--export-config`, and never a secret."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh import words
from steadymesh.errors import InputFileError, UsageError
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.files.imports import read_text_file
from steadymesh.keys.files.official_config import MAX_CONFIG, parse_config
from steadymesh.keys.files.recognition import parse_file
from steadymesh.keys.files.records import FileKind, KeyRecord, Problem, UnboundKey
from steadymesh.keys.files.unbound import bound, row_of_unbound, unbound_of_row

OWN = PublicKey(bytes(range(1, 33)))
KEY = PublicKey(bytes(range(2, 34)))
ADMIN = PublicKey(bytes(range(51, 83)))
PRIVATE = base64.b64encode(bytes(range(101, 133))).decode()

NODES = {
    "!0badcafe": {
        "num": 195939070,
        "user": {"id": "!0badcafe", "longName": "Base", "shortName": "BASE", "hwModel": "HELTEC_V3", "publicKey": OWN.base64},
        "snr": 0,
    },
    "!a1b2c3d4": {
        "num": 2712847316,
        "user": {
            "id": "!a1b2c3d4", "longName": "Gîte", "shortName": "GITE", "macaddr": "00:10:83:10:51:87", "hwModel": "TBEAM",
            "publicKey": KEY.base64, "isUnmessagable": False,
        },
        "position": {"latitudeI": 481000000, "altitude": 90, "time": 1758000000, "latitude": 48.1, "longitude": -1.6},
        "snr": 6.5, "lastHeard": 1758000000, "deviceMetrics": {"batteryLevel": 101}, "hopsAway": 1,
    },
    "!00000007": {"num": 7, "user": {"id": "!00000007", "longName": "Meshtastic 0007", "hwModel": "UNSET"}, "isFavorite": True},
}  # fmt: skip

INFO = f"""Connected to radio

Owner: Base (BASE)
My info: {{ "myNodeNum": 195939070, "rebootCount": 3, "minAppVersion": 0, "deviceId": "", "nodedbCount": 3 }}
Metadata: {{ "firmwareVersion": "2.7.26.54e0d8d", "hwModel": "HELTEC_V3", "hasPKC": true }}

Nodes in mesh: {json.dumps(NODES, indent=2)}

Preferences: {{
  "security": {{ "publicKey": "{OWN.base64}", "privateKey": "{PRIVATE}", "adminKey": ["{ADMIN.base64}"] }},
  "version": 0
}}

Module preferences: {{ }}

Channels:
  Index 0: PRIMARY psk=default {{ "psk": "AQ==", "name": "" }}
"""
"""As the official library 2.7 prints it."""

CONFIG = f"""# start of Meshtastic configure yaml
channel_url: https://meshtastic.org/e/#CgMSAQESCAgBOANAA0gB
config:
  bluetooth:
    enabled: false
  device: {{}}
  lora:
    region: EU_868
    usePreset: true
  security:
    adminKey:
    - base64:{ADMIN.base64}
    privateKey: base64:{PRIVATE}
    publicKey: base64:{OWN.base64}
    serialEnabled: true
location:
  alt: 90
  lat: 48.1
  lon: -1.6
module_config:
  mqtt:
    address: mqtt.example.org
owner: "G\\xEEte d'\\xE9tape"
owner_short: GITE
"""
"""As the official library 2.7 writes it."""

GITE = KeyRecord(
    num=NodeNum(0xA1B2C3D4), name="Gîte", short_name="GITE", hw_model="TBEAM", key=KEY, latitude=48.1, longitude=-1.6, altitude_m=90.0,
    at=None,
)  # fmt: skip


def parsed(text: str, what: str = "x.txt"):
    return parse_file(text.encode(), what=what)


# --- meshtastic --info ----------------------------------------------------------------------


def test_the_nodes_of_info_are_read_and_its_own_radio_is_left_out():
    told = parsed(INFO)
    assert told.kind is FileKind.INFO
    first, second = told.records
    assert first.at is not None
    assert first.at.timestamp() == 1758000000
    assert first == KeyRecord(**{field: getattr(GITE, field) for field in GITE.__slots__ if field != "at"}, at=first.at)
    assert second == KeyRecord(num=NodeNum(7), name="Meshtastic 0007")
    assert told.problems == (Problem(entry="!0badcafe", reason="import-info-own"),)


def test_info_that_the_shell_of_windows_wrote_is_read():
    assert len(parse_file(INFO.replace("\n", "\r\n").encode("utf-16"), what="x").records) == 2


def test_info_without_my_info_takes_every_node():
    assert len(parsed(INFO.replace("My info", "No info")).records) == 3


def test_an_unusable_node_of_info_is_told_of_and_the_rest_imports():
    nodes = {
        **NODES,
        "!00000008": {"user": {"publicKey": "AAAA"}},
        "x": {"user": {}},
        "!00000009": 3,
        "!0000000a": {"user": 7},
    }
    told = parsed(f"Nodes in mesh: {json.dumps(nodes)}\n")
    assert {p.entry: p.reason for p in told.problems} == {
        "!00000008": "import-key-text", "x": "import-node-unusable", "!00000009": "import-entry-kind",
    }  # fmt: skip
    assert len(told.records) == 4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (INFO[: INFO.index("GITE")], "import-info-damaged"),
        (INFO.replace('"num": 7', '"num" 7'), "import-info-damaged"),
        ("Nodes in mesh: {" + '"a":{' * 200_000, "import-file-absurd"),
    ],
)
def test_damaged_info_is_one_sentence_without_the_files_text(text, sentence):
    with pytest.raises(InputFileError) as caught:
        parsed(text)
    assert caught.value.told.sentence == sentence
    assert_no_secret(caught.value)


# --- meshtastic --export-config -------------------------------------------------------------


def test_only_the_public_key_of_a_config_is_read_and_admin_keys_are_told_as_what_they_are():
    told = parsed(CONFIG)
    assert told.kind is FileKind.CONFIG
    assert told.records == ()
    assert told.unbound == (
        UnboundKey(
            entry="security.publicKey", key=OWN, name="Gîte d'étape", short_name="GITE", latitude=48.1, longitude=-1.6, altitude_m=90.0,
        ),
    )  # fmt: skip
    assert told.problems == (
        Problem(entry="security.adminKey[1]", reason="import-config-admin", detail=ADMIN.fingerprint),
    )
    assert PRIVATE not in repr(told)


def test_camel_case_and_a_missing_place_are_read():
    text = CONFIG.replace("owner_short", "ownerShort").replace("  lat: 48.1\n", "  lat: here\n")
    told = parsed(text)
    assert (told.unbound[0].short_name, told.unbound[0].latitude, told.unbound[0].longitude) == ("GITE", None, -1.6)
    assert told.problems[-1].reason in ("import-field-unusable", "import-config-admin")


def test_a_config_without_a_public_key_says_so():
    told = parsed("owner: Base\nconfig:\n  lora:\n    region: EU_868\n")
    assert [p.reason for p in told.problems] == ["import-config-without-key"]
    told = parsed(CONFIG.replace(OWN.base64, "AAAA"))
    assert ("security.publicKey", "import-key-text") in [(p.entry, p.reason) for p in told.problems]


BOMB = "owner: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, "import-config-alias"),
        ("owner: " + "[" * 50, "import-config-too-deep"),
        ("config:\n" + "".join(" " * n + "a:\n" for n in range(1, 40)) + "\n", "import-config-too-deep"),
        (CONFIG.replace("  security:", "  security"), "import-config-damaged"),
        (CONFIG.replace("privateKey: ", "privateKey: '"), "import-config-damaged"),
        ("owner: x\n? [a, b]\n: c\n", "import-config-damaged"),
        ("owner: x\x00y\n", "import-config-damaged"),
        ("owner: !!python/object/apply:os.system [x\n", "import-config-damaged"),
        ("owner: " + "x" * MAX_CONFIG, "import-config-too-large"),
        ("owner: @x\n", "import-config-damaged"),
    ],
)
def test_a_config_that_nobody_exported_is_one_sentence_without_the_files_text(text, sentence):
    with pytest.raises(InputFileError) as caught:
        parse_config(text, what="x.yaml")
    assert caught.value.told.sentence == sentence
    assert words.has_own(sentence, "fr")
    assert_no_secret(caught.value)


def assert_no_secret(error: BaseException | None) -> None:
    """Nothing that hangs on an error shows the private key, as a traceback with all its causes would."""
    import traceback

    assert error is not None
    shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=False).format())
    assert PRIVATE not in shown
    assert PRIVATE not in repr(error)
    assert error.__context__ is None
    assert error.__cause__ is None


def test_tags_make_no_object():
    assert parse_config("owner: !!python/object/apply:os.system ['true']\n", what="x").unbound == ()


@given(st.text(max_size=80))
def test_any_text_is_read_or_one_sentence(text):
    for whole in (text, f"config:\n  security:\n    publicKey: {text}\n", f"Nodes in mesh: {{{text}"):
        try:
            parse_file(whole.encode(), what="x")
        except UsageError:
            continue


# --- whose key it may be --------------------------------------------------------------------

NUMBERED = UnboundKey(entry="security.publicKey", key=KEY, name="Anna")
DRAWN = NodeNum(0x4C3D1B5C)


def drawn() -> NodeNum:
    from zlib import crc32

    return NodeNum(crc32(KEY.raw))


def whose(**known: object):
    given_ = {"own": None, "own_key": None, "numbers": (), "known": (), **known}
    return bound(NUMBERED, **given_)


def test_a_key_without_a_number_is_never_guessed():
    assert whose() == Problem(entry="security.publicKey", reason="import-config-no-number", detail=KEY.fingerprint)


def test_our_own_radios_key_is_told_as_that():
    for known in ({"own": NodeNum(1), "own_key": KEY}, {"own": drawn()}):
        assert whose(**known) == Problem(entry="security.publicKey", reason="import-config-own", detail=KEY.fingerprint)


def test_a_known_node_whose_number_is_drawn_from_the_key_gets_it():
    found = whose(known=(NodeNum(3), drawn()))
    assert [(record.num, record.key, record.name) for record in found] == [(drawn(), KEY, "Anna")]


def test_a_key_that_the_book_has_names_its_number():
    assert [record.num for record in whose(numbers=(NodeNum(5),))] == [5]


def test_such_a_key_goes_through_the_control_socket():
    for unbound in (NUMBERED, parsed(CONFIG).unbound[0]):
        assert unbound_of_row(json.loads(json.dumps(row_of_unbound(unbound)))) == unbound


# --- recognition ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (INFO, FileKind.INFO),
        (CONFIG, FileKind.CONFIG),
        ("owner: x\n", FileKind.CONFIG),
        ('{"1": "Nodes in mesh: {"}', FileKind.NODE_NAMES),
        ('{"owner": "x"}', FileKind.NODE_NAMES),
        ('\n {"format": "steadymesh-keys", "version": 1, "keys": []}', FileKind.BACKUP),
        ('{"keys": [], "version": 1, "format": "steadymesh-keys"}', FileKind.BACKUP),
    ],
)
def test_a_file_is_told_by_what_is_in_it_never_by_its_name(tmp_path: Path, text, kind):
    path = tmp_path / "x.json"
    path.write_text(text)
    assert read_text_file(path).kind is kind


def test_what_is_nothing_that_we_know_is_told_as_no_json():
    with pytest.raises(InputFileError, match=r"x\.txt is not JSON at line 1, column 1"):
        parsed("Dear diary,\n")
