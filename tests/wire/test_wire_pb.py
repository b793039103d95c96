"""The protobuf classes come without the package's own start-up, whoever was here first."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from steadymesh.wire import pb


def test_the_lent_package_is_taken_away_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "meshtastic", raising=False)
    assert pb._load("mesh_pb2") == [pb.mesh_pb2]
    assert "meshtastic" not in sys.modules


def test_a_package_that_is_there_already_stays(monkeypatch: pytest.MonkeyPatch):
    there = ModuleType("meshtastic")
    monkeypatch.setitem(sys.modules, "meshtastic", there)
    assert pb._load("mesh_pb2") == [pb.mesh_pb2]
    assert sys.modules["meshtastic"] is there


def test_a_missing_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "meshtastic", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ImportError, match="make setup"):
        pb._load("mesh_pb2")
