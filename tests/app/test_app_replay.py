"""The whole house on conversations recorded with real firmware: READY on each, and what it shows is what they contain."""

import asyncio
import base64
import json
from pathlib import Path

import pytest

from housekit import replaying
from steadymesh.app.rows import key_rows, node_rows
from steadymesh.ids import format_node_num
from steadymesh.wire import pb

VECTORS = Path(__file__).parent.parent / "vectors"
RECORDINGS = sorted(VECTORS.glob("*.jsonl"))


def from_radio(path: Path) -> list:
    """Decode a recording independently of the program: whole frames only, first connection only where it says so."""
    data, found = b"", []
    for line in path.read_text().splitlines()[1:]:
        entry = json.loads(line)
        if entry["from"] == "radio":
            data += bytes.fromhex(entry["hex"])
    while len(data) >= 4:
        assert data[:2] == b"\x94\xc3"
        size = int.from_bytes(data[2:4], "big")
        found.append(pb.FromRadio.FromString(data[4 : 4 + size]))
        data = data[4 + size :]
    return found


def private_keys(messages) -> set[bytes]:
    return {
        message.config.security.private_key
        for message in messages
        if message.WhichOneof("payload_variant") == "config" and message.config.security.private_key
    }


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
async def test_the_bot_is_ready_and_shows_what_the_recording_contains(path, tmp_path):
    messages = from_radio(path)
    told = {m.node_info.num: m.node_info for m in messages if m.WhichOneof("payload_variant") == "node_info"}
    # More than one where the radio restarts in the recording: a new key gave it a new number.
    own = {m.my_info.my_node_num for m in messages if m.WhichOneof("payload_variant") == "my_info"}
    async with replaying(path, tmp_path) as play:
        await asyncio.sleep(3)
        radio = play.house.link.radio()
        assert radio is not None, "never READY"
        assert radio.num in own
        rows = {row["node"]: row for row in node_rows(play.house.directory.snapshot().values())}
        for num, info in told.items():
            row = rows[format_node_num(num)]
            if info.HasField("user"):
                assert row["short_name"] is not None
                assert node_of(play, num).long_name == info.user.long_name
                assert node_of(play, num).short_name == info.user.short_name
        held = {
            num: bytes(info.user.public_key) for num, info in told.items() if info.user.public_key and num not in own
        }
        listed = {row["node"]: row["public_key"] for row in key_rows(play.house.keys.book.all(), None)}
        for num, key in held.items():
            assert listed[format_node_num(num)] == base64.b64encode(key).decode()
        channels = {m.channel.index: m.channel for m in messages if m.WhichOneof("payload_variant") == "channel"}
        for channel in radio.channels:
            assert channel.name == channels[channel.index].settings.name
            assert channel.role == type(channels[channel.index]).Role.Name(channels[channel.index].role)
        await asyncio.sleep(60)
        play.flush()
        everything = (tmp_path / "log").read_text() + json.dumps(play.house.status.status()) + repr(radio) + str(rows)
    database = b"".join(file.read_bytes() for file in tmp_path.glob("steadymesh.db*"))
    secrets = private_keys(messages)
    assert secrets
    for secret in secrets:
        assert secret not in database
        for spelling in (secret.hex(), base64.b64encode(secret).decode(), repr(secret)[2:-1]):
            assert spelling not in everything


def node_of(play, num):
    return play.house.directory.get(num)


def test_there_are_recordings_of_both_firmwares():
    names = {path.name.split("-")[0] for path in RECORDINGS}
    assert names == {"v2_7", "v2_8"}
    assert len(RECORDINGS) == 15
