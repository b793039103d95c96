"""What the operator reads (CONTRACT B), in both languages."""

import errno
import socket
from datetime import UTC, datetime

import pytest

from linkkit import a_supervisor
from steadymesh import words
from steadymesh.app.logfields import plain
from steadymesh.app.logs import LogLine, as_json, as_text
from steadymesh.errors import SteadymeshError, UsageError
from steadymesh.link import refusals
from steadymesh.link.target import Target
from steadymesh.session import handshake, traffic

FRENCH = [
    (
        "link-reconnecting",
        {"number": 1, "attempt": 1, "address": Target(host="192.168.1.38").address},
        "🔄 Reconnexion TCP #1 à 192.168.1.38:4403...",
    ),
    ("link-closing-old", {"generation": 1}, "🔄 Fermeture ancienne interface TCP..."),
    ("link-closed", {"generation": 1}, "✅ Ancienne interface TCP fermée"),
    ("link-waiting", {"delay_s": 15.0, "attempt": 1}, "⏳ Attente nettoyage (15s) - tentative 1..."),
    ("link-opening", {"generation": 2}, "🔧 Création nouvelle interface TCP..."),
    ("link-settling", {"settle_s": 3.0}, "⏳ Stabilisation nouvelle interface (3s)..."),
    ("link-connected", {"host": "192.168.1.38", "port": 4403}, "✅ Socket connecté à ('192.168.1.38', 4403)"),
    ("link-reconnected", {"away_s": 18.2, "attempts": 1}, "✅ Reconnexion TCP réussie (background)"),
]


@pytest.mark.parametrize(("event", "fields", "sentence"), FRENCH)
def test_the_french_sentence_is_the_one_agreed(event, fields, sentence):
    assert words.render(event, fields, "fr") == sentence


def link_ids(language: str) -> set[str]:
    ours = {"link-away", "link-back"}  # the alerts' own
    return {name for name in words.message_ids(language) if name.startswith("link-")} - ours


def test_both_languages_know_the_same_lines():
    assert link_ids("fr") == link_ids("en")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_contended_link_names_the_other_client_and_the_way_back(language):
    sentence = words.render("link-contended", {"yield_min": 2.0}, language)
    assert "bot" in sentence
    assert "steadymesh link take" in sentence
    assert "2 min" in sentence


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("fr", ("stabilité du nœud", "réseau", "fréquence des reconnexions", "autre client", 'link.preset = "gentle"')),
        ("en", ("node's stability", "network", "how often it reconnects", "another TCP client", "gentle")),
    ],
)
def test_repeated_loss_names_what_to_check(language, parts):
    sentence = words.render("link-unstable", {"losses": 3, "minutes": 15}, language)
    assert [part for part in parts if part not in sentence] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("reason", ["resolve", "connect", "handshake", "closed", "reset", "probe", "defect"])
def test_every_reason_has_words(language, reason):
    events = ["link-attempt-failed"] if reason in ("resolve", "connect") else ["link-attempt-failed", "link-lost"]
    for event in events:
        sentence = words.render(event, {"reason": reason, "detail": "X.", "attempt": 1, "ready_s": 1.5}, language)
        assert f"({reason})" not in sentence
        assert "X." in sentence
    if reason != "resolve":
        assert f"({reason})" not in words.render("link-away", {"reason": reason, "duration": "2m"}, language)


# --- errors -------------------------------------------------------------------------------------

WHERE = "192.168.1.38:4403"


def of(number: int) -> OSError:
    return OSError(number, "what the system says in its own words")


ERRORS: dict[str, SteadymeshError] = {
    "refused": refusals.refused(WHERE, of(errno.ECONNREFUSED)),
    "not there": refusals.refused(WHERE, of(errno.EHOSTUNREACH)),
    "no way": refusals.refused(WHERE, of(errno.ENETUNREACH)),
    "timed out by the system": refusals.refused(WHERE, of(errno.ETIMEDOUT)),
    "unanswered": refusals.unanswered(WHERE, 10 / 3),
    "closed": refusals.closed(),
    "reset": refusals.broken(WHERE, ConnectionResetError(errno.ECONNRESET, "reset")),
    "given up": refusals.broken(WHERE, of(errno.ETIMEDOUT)),
    "gone": refusals.broken(WHERE, of(errno.EHOSTUNREACH)),
    "cut off from the network": refusals.broken(WHERE, of(errno.ENETUNREACH)),
    "network down": refusals.broken(WHERE, of(errno.ENETDOWN)),
    "machine down": refusals.broken(WHERE, of(errno.EHOSTDOWN)),
    "lookup stuck": refusals.lookup_is_stuck("node"),
    "lookup late": refusals.lookup_is_late("node", 10.0),
    "unknown name": refusals.no_address("node", socket.gaierror(socket.EAI_NONAME, "unknown")),
    "no name server": refusals.no_address("node", socket.gaierror(socket.EAI_AGAIN, "again")),
    "nothing found": refusals.no_address("node", None),
    "zone": refusals.unusable_zone("fe80::1%nope"),
    "endless": handshake.endless(),
    "config stalled": handshake.stalled(is_config=True),
    "nodes stalled": handshake.stalled(is_config=False),
    "restless": handshake.restless(),
    **{
        finding.value: SteadymeshError(what, remedy=remedy, sentence=sentence)
        for finding, (what, remedy, sentence) in traffic._ENDS.items()
    },
}


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS.keys())
def test_an_error_says_the_same_in_the_locale_as_in_itself(error):
    assert words.tell(error.told, "en") == str(error)


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS.keys())
def test_a_french_line_is_french_to_its_end_and_json_has_the_english(error):
    fields = {"attempt": 1, "reason": "connect", "detail": plain(error)}
    line = LogLine(at=datetime.now(UTC), level="warning", event="link-attempt-failed", room="link", fields=fields)
    french = as_text(line, language="fr").decode()
    assert words.tell(error.told, "fr") in french
    assert not {"the", "radio's", "is", "its", "did", "system"} & set(french.split())
    assert str(error) in as_json(line).decode()


@pytest.mark.parametrize(
    ("exc", "said"),
    [
        (OSError("something of its own"), "something of its own"),
        (OSError(), "OSError"),
        (OSError(errno.EPROTO, "Protocol error"), "Protocol error"),
        (OSError(errno.EPROTO, None), "Protocol error"),
        (ValueError("embedded null byte"), "embedded null byte"),
        (UnicodeError("label too long"), "label too long"),
        (socket.gaierror(socket.EAI_FAMILY, "no such family"), "no such family"),
        (socket.gaierror(socket.EAI_FAMILY), str(socket.gaierror(socket.EAI_FAMILY))),
    ],
)
def test_what_the_system_rarely_says_stays_in_its_words(exc, said):
    assert str(refusals.system_says(exc)) == said
    assert said in str(refusals.broken(WHERE, exc))


def test_an_end_that_is_no_error_of_the_system_is_named():
    assert str(refusals.broken(WHERE, ZeroDivisionError())) == f"The connection to {WHERE} broke: ZeroDivisionError."


async def test_a_release_that_is_refused_is_refused_in_french_too():
    with pytest.raises(UsageError) as refused:
        a_supervisor(Target(host="127.0.0.1")).release(-1)
    assert (
        words.tell(refused.value.told, "fr") == "La place ne peut pas être libérée pour -1 s. Écrivez par exemple 10m."
    )


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "🤝 Place libérée pour 1h. "), ("en", "🤝 Slot released for 1h. ")]
)
def test_a_release_is_told_in_hours_as_the_command_line_does(language, sentence):
    assert words.render("link-released", {"seconds": 3600, "duration": "1h"}, language).startswith(sentence)
