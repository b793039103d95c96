"""Keys, contacts, airtime, plug-ins, HTTP and alerts, as a running bot tells of them: each as it should be, and not."""

import pytest

from steadymesh.doctor import rooms
from steadymesh.doctor.answer import Answer
from steadymesh.words import LANGUAGES

WELL = {
    "health": {"is_healthy": True, "ailment": "ready", "answered_s": 3.0, "limit_s": 60.0},
    "keys": {"known": 40},
    "key_book": {"loaded": True, "held": 0, "findings": {}},
    "custody": {"obstacle": "", "our_favorites": 3, "favorites_cap": 40},
    "air": {"used_s": 10.0, "budget_s": 90.0},
    "plugins": {"loaded": ["help", "ping"], "paused": {}, "dropped": {}, "refused": {}},
    "web": {"listening": "127.0.0.1:8480"},
    "alerts": {"services": [{"service": "ntfy", "failures": 0, "is_unusable": False}]},
}


def names(**changes):
    return [f"{one.check}-{one.what}" for one in rooms.report(Answer(WELL | changes))]


def bad(**changes):
    found = rooms.report(Answer(WELL | changes))
    return [f"{one.check}-{one.what}" for one in found if one.level.value in ("warning", "problem")]


def test_a_bot_that_is_well_says_so_of_every_room():
    assert bad() == []
    assert names() == ["keys-sound", "favourites-room", "share-room", "plugins-loaded", "web-listens", "alerts-told"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"health": {"is_healthy": False, "ailment": "silent", "answered_s": 75, "limit_s": 60}}, ["health-silent"]),
        ({"health": {"is_healthy": False, "ailment": "away"}}, []),  # the link's own line has it
        ({"key_book": {"loaded": False, "held": 0}}, ["keys-unread"]),
        ({"key_book": {"held": 2, "findings": {}}}, ["keys-waiting"]),
        ({"key_book": {"held": 0, "findings": {"weak": 2, "shared": 1}}}, ["keys-findings"]),
        ({"key_book": {"held": 1, "findings": {"weak": 1}}}, ["keys-findings", "keys-waiting"]),
        ({"key_book": {"held": 0, "findings": {"impostor": 1, "weak": 1}}}, ["keys-impostor"]),
        ({"custody": {"our_favorites": 40, "favorites_cap": 40}}, ["favourites-full"]),
        ({"custody": {"our_favorites": 0, "favorites_cap": 0}}, []),
        ({"air": {"used_s": 71.9, "budget_s": 90.0}}, []),
        ({"air": {"used_s": 72.0, "budget_s": 90.0}}, ["share-short"]),
        ({"air": None}, []),
        ({"plugins": {"loaded": [], "refused": {"tide": "No module named tides"}}}, ["plugins-refused"]),
        ({"plugins": {"loaded": ["wx"], "paused": {"wx": 600, "tide": 0}}}, ["plugins-paused"]),
        ({"plugins": {"loaded": ["wx"], "dropped": {"wx": 7}}}, []),
        ({"web": None}, []),
        ({"web": {"listening": None}}, ["web-not-listening"]),
        ({"alerts": {}}, []),
        ({"alerts": {"services": [{"service": "ntfy", "failures": 3}]}}, ["alerts-failing"]),
        ({"alerts": {"services": [{"service": "ntfy", "failures": 0, "is_unusable": True}]}}, ["alerts-failing"]),
    ],
)
def test_each_trouble_is_one_line(changes, found):
    assert bad(**changes) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"web": None}, "web-off"),
        ({"alerts": {}}, "alerts-nobody"),
        ({"alerts": {"services": []}}, "alerts-nobody"),
        ({"custody": {"obstacle": "PUSH_OFF"}}, "contacts-not-pushed"),
        ({"plugins": {"loaded": ["wx"], "dropped": {"wx": 7}}}, "plugins-slow"),
    ],
)
def test_what_somebody_may_want_so_is_a_note(changes, found):
    assert found in names(**changes)
    assert bad(**changes) == []


@pytest.mark.parametrize("status", [{}, [], None, 3, {"plugins": 3, "web": [], "alerts": "x", "key_book": [1], "air": {"used_s": "x"}}])  # fmt: skip
def test_a_status_of_another_version_is_read_as_far_as_it_goes(status):
    for finding in rooms.report(Answer(status)):
        for language in LANGUAGES:
            assert finding.sentence(language)
    if not status:
        assert list(rooms.report(Answer(status))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plug_ins_name_and_reason_are_one_line(language):
    status = WELL | {"plugins": {"refused": {"a\nb": "first\n\x1b[31msecond"}}}
    [found] = [one for one in rooms.report(Answer(status)) if one.check == "plugins"]
    assert len(found.sentence(language).splitlines()) == 1
    assert "\x1b" not in found.sentence(language)
