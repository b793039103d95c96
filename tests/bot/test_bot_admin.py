"""Administrators' commands: who gets as far as the function, and what everybody else is told."""

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, ALICES_KEY, BOB, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.bot.plugin import Context, Reply, Scope, Who, command
from steadymesh.ids import PublicKey
from steadymesh.plugins.help import show_help

REFUSAL = "Only an administrator may do that, in a direct message under the key that I know."
OTHER_KEY = PublicKey(b"\x07" * 32)


@command("reboot", aliases=("restart",), help="help-help", who=Who.ADMIN)
async def reboot(context: Context) -> Reply:
    assert context.is_admin
    return Reply("rebooting")


@command("book", help="help-help")
async def book(context: Context) -> Reply:
    return Reply("yours") if context.is_admin else context.not_admin()


def guarded(**options) -> Mesh:
    return Mesh(reboot, book, show_help, options=BotOptions(admins=(ALICES_KEY,), **options))


async def test_an_administrators_direct_message_is_answered():
    mesh = guarded()
    async with mesh.running() as bot:
        assert (await mesh.ask("/reboot")).text == "rebooting"
        assert (await mesh.ask("/book")).text == "yours"
        assert (await mesh.ask("/restart", sender=BOB)).text == "rebooting"  # the key counts, not the number
        assert bot.counters["answered"] == 3


async def test_a_revoked_key_opens_nothing_though_it_still_stands_in_the_list():
    mesh = guarded()
    mesh.keys.revoked.add(ALICES_KEY)
    async with mesh.running():
        assert (await mesh.ask("/reboot")).text == REFUSAL


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"pki_encrypted": False, "public_key": None}, id="under-the-channels-key"),
        pytest.param({"public_key": OTHER_KEY}, id="under-another-key"),
        pytest.param({"public_key": None}, id="under-a-key-that-is-not-told"),
        pytest.param({"pki_encrypted": False, "opened_here": True}, id="opened-here"),
        pytest.param({"via_mqtt": True}, id="by-mqtt"),
    ],
)
@pytest.mark.parametrize("text", ["/reboot", "/restart now", "/book"])
async def test_whoever_else_calls_it_is_refused_once_each_time_and_counted(text, fields):
    mesh = guarded()
    with capture_logs() as logs:
        async with mesh.running() as bot:
            message = mesh.say(text, **fields)
            (posted,) = await mesh.outbox.wait_for(1)
            mesh.hear(message)
            await mesh.nothing_for()
            assert (bot.counters["refused"], bot.counters["copy"]) == (1, 1)
    assert (posted.to, posted.text, posted.reply_id) == (ALICE, REFUSAL, message.id)
    assert [handled.outcome for handled in mesh.handled.take_all()] == ["refused"]
    (denied,) = [line for line in logs if line["event"] == "command-denied"]
    assert (denied["log_level"], denied["sender"]) == ("info", "!0badcafe")
    assert "reply-sent" in {line["event"] for line in logs}


async def test_a_channel_is_refused_on_the_channel():
    mesh = guarded(channels=(1,))
    async with mesh.running():
        mesh.say_on(1, "/reboot")
        (posted,) = await mesh.outbox.wait_for(1)
    assert (posted.text, posted.channel) == (REFUSAL, 1)


async def test_without_administrators_everybody_is_refused():
    mesh = Mesh(reboot, options=BotOptions(language="fr"))
    async with mesh.running():
        assert (await mesh.ask("/reboot")).text == (
            "Réservé à un administrateur, en message direct sous la clé que je lui connais."
        )


async def test_refusals_have_no_more_air_than_answers():
    mesh = guarded(commands_per_minute=3)
    async with mesh.running() as bot:
        for _ in range(10):
            mesh.say("/reboot", public_key=OTHER_KEY)
        posted = await mesh.outbox.wait_for(4)
        await mesh.nothing_for(10)
        assert sorted(one.text for one in posted)[:3] == [REFUSAL] * 3
        assert bot.counters["too-fast"] == 7


async def test_nobody_is_sent_to_a_direct_message_to_be_refused_there():
    @command("hush", help="x", who=Who.ADMIN, scope=Scope.PRIVATE)
    async def hush(context: Context) -> Reply:
        return Reply("hushed")

    mesh = Mesh(hush, options=BotOptions(admins=(ALICES_KEY,), channels=(1,)))
    async with mesh.running():
        mesh.say_on(1, "/hush")
        (posted,) = await mesh.outbox.wait_for(1)
        assert posted.text == REFUSAL


async def test_a_refusal_of_an_earlier_run_is_not_repeated():
    mesh = guarded()
    message = mesh.text("/reboot", public_key=OTHER_KEY)
    mesh.messages.seen.add((ALICE, message.id))
    async with mesh.running():
        mesh.hear(message)
        await mesh.nothing_for()


async def test_help_shows_administrators_commands_to_administrators_only():
    mesh = guarded()
    async with mesh.running():
        assert (await mesh.ask("/help")).text.startswith("Commands: reboot book help\n")
        assert (await mesh.ask("/help reboot")).text.endswith("Write: /reboot · /restart")
        assert "/reboot?" in (await mesh.ask("/help rebot")).text
        others = {"sender": BOB, "public_key": OTHER_KEY}
        assert (await mesh.ask("/help", **others)).text.startswith("Commands: book help\n")
        for word in ("reboot", "restart", "rebot"):
            assert "reboot" not in (await mesh.ask(f"/help {word}", **others)).text


async def test_a_slip_is_led_to_an_administrators_command_for_administrators_only():
    mesh = guarded()
    async with mesh.running():
        assert (await mesh.ask("/rebot")).text.endswith("Did you mean /reboot?")
        assert "reboot" not in (await mesh.ask("/rebot", sender=BOB, public_key=OTHER_KEY)).text
