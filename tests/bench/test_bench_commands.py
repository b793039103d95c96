"""The bench of the commands works on today's ports: what it hands its messages to is a stand-in of its own."""

import pytest

from bench import commands


@pytest.mark.real
async def test_every_question_is_answered_and_counted(monkeypatch):
    monkeypatch.setattr(commands, "QUESTIONS", 40)
    monkeypatch.setattr(commands, "AT_ONCE", 20)
    monkeypatch.setattr(commands, "CALLS", 10)
    monkeypatch.setattr(commands, "ROUTED", 60)
    assert await commands.answered() > 0
    assert await commands.called() > 0
    assert await commands.bare() > 0
    assert commands.routed() > 0
