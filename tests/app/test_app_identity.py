"""The identity desk on a scripted radio: read whole, written whole or not at all, compared, and never told to a log."""

import asyncio
import json
import zlib

import pytest
import structlog.testing

from identitykit import (
    ADMIN,
    CHANNELS,
    NUM,
    OTHER_PRIVATE,
    PRIVATE,
    PSKS,
    START,
    ScriptedRadio,
    a_desk,
    an_identity,
    public_of,
    secrets_in,
    slot,
)
from steadymesh.app import identity as desk_module
from steadymesh.app.identity import ORDER_S
from steadymesh.app.identityplan import Plan, check, number_after, plan
from steadymesh.app.identityreport import as_dict, plan_as_dict
from steadymesh.errors import InputFileError, UsageError
from steadymesh.ids import ChannelIndex
from steadymesh.model import ErrandEnd, PrivateKey
from steadymesh.model.identity import ChannelSlot
from steadymesh.wire import pb

SILENCE = ErrandEnd(taken=None)


@pytest.fixture
def radio():
    scripted = ScriptedRadio()
    yield scripted
    scripted.close()


@pytest.fixture
def reflashed():
    """A radio after a reflash: another key, one default channel, default names."""
    scripted = ScriptedRadio(private=OTHER_PRIVATE)
    yield scripted
    scripted.close()


@pytest.fixture(autouse=True)
def no_secret_is_logged():
    with structlog.testing.capture_logs() as lines:
        yield lines
    assert secrets_in(repr(lines)) == []


async def refusal(work) -> str:
    with pytest.raises(UsageError) as caught:
        await work
    assert secrets_in(f"{caught.value} {caught.value.told!r}") == []
    return caught.value.told.sentence


def now() -> float:
    return asyncio.get_running_loop().time()


# --- backup ---------------------------------------------------------------------------------


async def test_a_backup_is_what_the_radio_has(radio):
    radio.channels[3].CopyFrom(
        pb.Channel(index=3, role="SECONDARY", settings=pb.channel_pb2.ChannelSettings(name="room", psk=PSKS[1]))
    )
    radio.security.admin_key.append(ADMIN.raw)
    told = []
    identity = await a_desk(radio).backup(told.append)
    assert identity.private_key == PrivateKey(PRIVATE)
    assert identity.public_key == public_of(PRIVATE)
    assert identity.admin_keys == (ADMIN,)
    assert (identity.node, identity.long_name, identity.short_name) == (NUM, "Meshtastic cafe", "cafe")
    assert (identity.firmware, identity.hw_model, identity.saved_at) == (
        "2.7.26.54e0d8d",
        "HELTEC_V3",
        identity.saved_at,
    )
    assert [(one.index, one.role, one.name) for one in identity.used_channels] == [
        (0, "PRIMARY", ""),
        (3, "SECONDARY", "room"),
    ]
    assert len(identity.channels) == 8
    assert identity.saved_at >= START
    assert told == ["reading"]
    assert radio.writes == 0
    assert set(radio.orders) == {"get_config_request", "get_channel_request", "get_owner_request"}


async def test_a_radio_that_did_not_derive_its_public_key_yet_is_backed_up_all_the_same(radio):
    radio.security.public_key = b""
    assert (await a_desk(radio).backup()).public_key == public_of(PRIVATE)


async def test_keys_that_do_not_belong_together_are_not_kept(radio):
    radio.security.public_key = public_of(OTHER_PRIVATE).raw
    assert await refusal(a_desk(radio).backup()) == "identity-keys-apart"
    radio.security.private_key = b"short"
    assert await refusal(a_desk(radio).backup()) == "identity-keys-apart"


async def test_a_radio_without_a_key_pair_is_told(radio):
    radio.security.private_key = b""
    assert await refusal(a_desk(radio).backup()) == "identity-no-key"


async def test_without_a_link_nobody_is_asked(radio):
    radio.is_ready = False
    assert await refusal(a_desk(radio).backup()) == "identity-no-link"
    assert radio.orders == []


async def test_a_radio_that_was_never_ready_is_not_asked(radio, monkeypatch):
    monkeypatch.setattr(radio, "radio", lambda: None)
    assert await refusal(a_desk(radio).backup()) == "identity-no-link"


async def test_a_managed_radio_is_refused_before_and_when_it_says_so_itself(radio):
    radio.is_managed = True
    assert await refusal(a_desk(radio).backup()) == "identity-managed"
    assert radio.orders == []
    radio.is_managed = False
    radio.security.is_managed = True
    assert await refusal(a_desk(radio).backup()) == "identity-managed"


async def test_a_question_without_an_answer_is_asked_twice(radio):
    radio.fails["get_config_request"] = SILENCE
    with pytest.raises(UsageError) as caught:
        await a_desk(radio).backup()
    assert caught.value.told.fields == {"what": "security", "index": 0, "reason": "silent"}
    assert radio.orders == ["get_config_request"] * 2
    assert now() == pytest.approx(2 * ORDER_S)


@pytest.mark.parametrize(
    ("order", "what"),
    [("get_config_request", "security"), ("get_channel_request", "channel"), ("get_owner_request", "owner")],
)
async def test_an_answer_that_is_another_is_told(radio, order, what):
    radio.fails[order] = ErrandEnd(taken=True, answer=pb.AdminMessage(session_passkey=b"x").SerializeToString())
    with pytest.raises(UsageError) as caught:
        await a_desk(radio).backup()
    assert (caught.value.told.fields["what"], caught.value.told.fields["reason"]) == (what, "unreadable")


@pytest.mark.parametrize(
    ("end", "reason"),
    [(ErrandEnd(taken=True, error=8), "NO_RESPONSE"), (ErrandEnd(taken=True, error=33), "NOT_AUTHORIZED"),
     (ErrandEnd(taken=True, error=99), "99"), (ErrandEnd(taken=False), "refused"), (ErrandEnd(taken=True, error=0), "empty")],
)  # fmt: skip
async def test_what_the_radio_says_instead_is_told(radio, end, reason):
    radio.fails["get_owner_request"] = end
    with pytest.raises(UsageError) as caught:
        await a_desk(radio).backup()
    assert caught.value.told.fields["reason"] == reason


# --- restore --------------------------------------------------------------------------------


async def test_a_reflashed_radio_gets_its_identity_back(reflashed):
    identity = an_identity()
    told = []
    report = await a_desk(reflashed).restore(identity, told.append)
    assert report.outcome == "restored"
    assert [(end.step.what, end.state, end.came) for end in report.steps] == [
        ("channel", "done", "same"), ("channel", "done", "same"), ("key-and-admins", "done", "same"), ("owner", "done", "same"),
    ]  # fmt: skip
    assert told == ["reading", "writing", "restarting", "checking"]
    assert reflashed.orders[10:16] == [
        "begin_edit_settings", "set_channel", "set_channel", "set_config", "set_owner", "commit_edit_settings",
    ]  # fmt: skip
    assert reflashed.writes == 1
    assert reflashed.security.private_key == PRIVATE
    assert reflashed.security.serial_enabled  # what is not of the identity stays
    assert now() == pytest.approx(16 * 0.2 + 7 - 0.2 + 12 + 10 * 0.2, abs=0.5)
    assert (await a_desk(reflashed).backup()).channels == CHANNELS


async def test_a_backup_restored_is_the_same_radio(radio, reflashed):
    kept = await a_desk(radio).backup()
    assert (await a_desk(reflashed).restore(kept)).outcome == "restored"
    again = await a_desk(reflashed).backup()
    assert (again.private_key, again.channels, again.long_name) == (kept.private_key, kept.channels, kept.long_name)


async def test_the_radio_that_it_was_taken_from_has_nothing_to_gain(radio):
    kept = await a_desk(radio).backup()
    radio.orders.clear()
    assert await refusal(a_desk(radio).restore(kept)) == "identity-nothing-to-do"
    assert await refusal(a_desk(radio).plan(kept)) == "identity-nothing-to-do"
    assert not [order for order in radio.orders if order.startswith(("set", "begin", "commit"))]


async def test_only_what_differs_is_written(radio):
    kept = await a_desk(radio).backup()
    radio.owner.long_name = "Somebody"
    radio.orders.clear()
    report = await a_desk(radio).restore(kept)
    assert [end.step.what for end in report.steps] == ["owner"]
    assert report.outcome == "restored"


async def test_a_plan_writes_nothing(reflashed):
    info, planned = await a_desk(reflashed).plan(an_identity())
    assert info.num == NUM
    assert [step.what for step in planned.steps] == ["channel", "channel", "key-and-admins", "owner"]
    assert reflashed.writes == 0
    assert not [order for order in reflashed.orders if not order.startswith("get_")]


async def test_an_identity_that_no_radio_could_take_is_refused_before_the_radio_is_asked(reflashed):
    for identity in (
        an_identity(channels=(slot(0, "PRIMARY", psk=b"x" * 31),)), an_identity(long_name="x" * 40), an_identity(short_name=" "),
    ):  # fmt: skip
        with pytest.raises(InputFileError) as caught:
            await a_desk(reflashed).restore(identity)
        assert caught.value.told.sentence == "identity-file-damaged"
    assert reflashed.orders == []


async def test_a_key_that_the_radio_would_throw_away_is_not_written(reflashed, monkeypatch):
    monkeypatch.setattr(desk_module, "is_weak", lambda raw: raw == public_of(PRIVATE).raw)
    assert await refusal(a_desk(reflashed).restore(an_identity())) == "identity-weak"
    assert reflashed.orders == []


async def test_a_licensed_radio_is_refused(reflashed):
    reflashed.owner.is_licensed = True
    assert await refusal(a_desk(reflashed).restore(an_identity())) == "identity-licensed"
    assert reflashed.writes == 0


@pytest.mark.parametrize(
    ("order", "states"),
    [
        ("begin_edit_settings", ["left", "left", "left", "left"]),
        ("set_channel", ["failed", "left", "left", "left"]),
        ("set_config", ["done", "done", "failed", "left"]),
        ("set_owner", ["done", "done", "done", "failed"]),
        ("commit_edit_settings", ["done", "done", "done", "done"]),
    ],
)
async def test_whatever_is_refused_nothing_is_saved_and_the_radio_forgets_the_rest(reflashed, order, states):
    before = reflashed.security.SerializeToString()
    reflashed.fails[order] = ErrandEnd(taken=True, error=32)
    report = await a_desk(reflashed).restore(an_identity())
    assert (report.outcome, report.reason, report.was_dropped) == ("failed", "BAD_REQUEST", True)
    assert [end.state for end in report.steps] == states
    assert reflashed.writes == 0
    assert reflashed.orders[-1] == "reboot_seconds"
    await asyncio.sleep(30)
    assert reflashed.security.SerializeToString() == before


async def test_a_radio_that_takes_no_order_to_restart_has_to_be_restarted_by_hand(reflashed):
    reflashed.fails = {"set_config": ErrandEnd(taken=False), "reboot_seconds": SILENCE}
    report = await a_desk(reflashed).restore(an_identity())
    assert (report.outcome, report.reason, report.was_dropped) == ("failed", "refused", False)


async def test_a_link_that_is_lost_in_the_middle_ends_it_there(reflashed):
    reflashed.hooks["set_config"] = reflashed.cut
    report = await a_desk(reflashed).restore(an_identity())
    assert (report.outcome, report.reason) == ("failed", "link-lost")
    assert [end.state for end in report.steps] == ["done", "done", "failed", "left"]
    assert "commit_edit_settings" not in reflashed.orders
    assert reflashed.writes == 0
    reflashed.close()


async def test_a_commit_without_a_word_is_looked_at_afterwards(reflashed):
    reflashed.fails["commit_edit_settings"] = SILENCE
    report = await a_desk(reflashed).restore(an_identity())
    assert report.outcome == "restored"  # as far as the radio says; it has not restarted


async def test_a_radio_that_does_not_come_back_is_told(reflashed):
    reflashed.comes_back = False
    report = await a_desk(reflashed).restore(an_identity())
    assert (report.outcome, report.reason, report.after) == ("unread", "not-back", "")
    assert [end.came for end in report.steps] == ["", "", "", ""]
    assert now() < 150


async def test_a_radio_that_comes_back_and_tells_nothing_is_told(reflashed):
    reflashed.hooks["down"] = lambda: reflashed.fails.update(get_owner_request=SILENCE)
    report = await a_desk(reflashed).restore(an_identity())
    assert (report.outcome, report.reason) == ("unread", "silent")


async def test_a_radio_that_made_another_key_is_found_out(reflashed):
    def meddle():
        reflashed.security.private_key, reflashed.security.public_key = OTHER_PRIVATE, public_of(OTHER_PRIVATE).raw
        reflashed.channels[1].settings.module_settings.position_precision = 13
        reflashed.owner.long_name = "Écho"

    reflashed.hooks["down"] = meddle
    report = await a_desk(reflashed).restore(an_identity())
    assert report.outcome == "different"
    assert [end.came for end in report.steps] == ["same", "adjusted", "other", "adjusted"]


async def test_on_2_8_the_number_follows_the_key_and_that_is_said_before(reflashed):
    reflashed.firmware = "2.8.0.abcdef0"
    after = zlib.crc32(public_of(PRIVATE).raw)
    _, planned = await a_desk(reflashed).plan(an_identity())
    notes = {note.what: note.facts for note in planned.notes}
    assert notes["renumbered"] == {"before": "!0badcafe", "after": f"!{after:08x}"}
    assert notes["known-elsewhere"] == {"before": "!0badcafe", "after": f"!{after:08x}"}
    report = await a_desk(reflashed).restore(an_identity())
    assert (report.outcome, report.before, report.after) == ("restored", "!0badcafe", f"!{after:08x}")


async def test_no_report_and_no_plan_holds_a_secret(reflashed):
    identity = an_identity()
    info, planned = await a_desk(reflashed).plan(identity)
    report = await a_desk(reflashed).restore(identity)
    shown = json.dumps([plan_as_dict(identity, info, planned), as_dict(report)], ensure_ascii=False)
    assert secrets_in(f"{shown} {planned!r} {report!r}") == []


# --- the plan -------------------------------------------------------------------------------


async def seen(radio: ScriptedRadio):
    return await a_desk(radio)._read()


async def planned_for(radio: ScriptedRadio, **changes) -> Plan:
    return plan(an_identity(**changes), await seen(radio))


async def test_the_primary_channel_goes_first(reflashed):
    channels = (slot(0, name="one"), slot(1, "PRIMARY", name="two"))
    planned = await planned_for(reflashed, channels=channels)
    assert [step.facts["index"] for step in planned.steps if step.what == "channel"] == [1, 0]
    await a_desk(reflashed).restore(an_identity(channels=channels))
    assert [channel.role for channel in reflashed.channels[:2]] == [pb.Channel.SECONDARY, pb.Channel.PRIMARY]


async def test_a_channel_that_the_backup_does_not_know_is_switched_off_and_named(reflashed):
    reflashed.channels[4].CopyFrom(
        pb.Channel(index=4, role="SECONDARY", settings=pb.channel_pb2.ChannelSettings(name="new", psk=b"\1"))
    )
    planned = await planned_for(reflashed, channels=CHANNELS[:2])
    (off,) = [step for step in planned.steps if step.what == "channel-off"]
    assert off.facts == {"index": 4, "name": "", "role": "DISABLED", "was": "new", "was_role": "SECONDARY"}


async def test_a_backup_without_admin_keys_leaves_the_radios(reflashed):
    reflashed.security.admin_key.append(ADMIN.raw)
    assert (await a_desk(reflashed).restore(an_identity(admin_keys=()))).outcome == "restored"
    assert list(reflashed.security.admin_key) == [ADMIN.raw]


async def test_admin_keys_alone_are_a_step_of_their_own(radio):
    kept = await a_desk(radio).backup()
    radio.security.admin_key.append(ADMIN.raw)
    with_admin = await a_desk(radio).backup()
    del radio.security.admin_key[:]
    assert [step.what for step in plan(with_admin, await seen(radio)).steps] == ["admins"]
    assert plan(kept, await seen(radio)).steps == ()
    assert (await a_desk(radio).restore(with_admin)).steps[0].came == "same"


async def test_what_a_person_should_know_is_noted(reflashed):
    reflashed.region = "UNSET"
    reflashed.hw_model = "TBEAM"
    notes = {note.what: note.facts for note in (await planned_for(reflashed, node=0x11223344)).notes}
    assert notes == {
        "key-lost": {"fingerprint": public_of(OTHER_PRIVATE).fingerprint},
        "peers": {"fingerprint": public_of(PRIVATE).fingerprint},
        "known-elsewhere": {"before": "!11223344", "after": "!0badcafe"},
        "hardware": {"before": "HELTEC_V3", "now": "TBEAM"},
        "region": {},
    }


async def test_a_radio_without_a_key_loses_none():
    fresh = ScriptedRadio(private=b"")
    notes = [note.what for note in (await planned_for(fresh)).notes]
    assert notes == ["peers"]
    assert (await planned_for(fresh)).steps[2].facts["was"] == ""


async def test_before_2_8_the_number_stays(reflashed):
    info = (await seen(reflashed)).info
    assert number_after(an_identity(), info) == NUM


def test_a_slot_that_is_off_may_hold_anything():
    check(an_identity(channels=(*CHANNELS[:1], ChannelSlot(index=ChannelIndex(1), role="DISABLED"))), "x")
