"""`keys list`, `keys show`, `keys audit`: what the book knows, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steadymesh.cli.answers import local_time, pick, rows, text
from steadymesh.cli.keys_door import at_desk, label_of, pages
from steadymesh.cli.listing import show as show_list
from steadymesh.cli.nodes import LONGEST_NAME
from steadymesh.cli.options import Flag, Given, Json, Who
from steadymesh.cli.output import out, out_json, table
from steadymesh.words import clean, has, render


def list_keys(*, held: Flag = False, findings: Flag = False, json: Json = False, options: Given) -> int:
    """List the known public keys, and whether the radio holds them; from the disk when no steadymesh runs.

    Parameters
    ----------
    held
        Also the keys that wait for a decision.
    findings
        Only keys about which an audit found something.
    """
    config = options.load()
    answers = pages(config, "keys.list", {"held": held, "findings": findings})
    listed = [row for answer in answers for row in rows(answer)]
    columns = ("node", "name", "fingerprint", "trust", "source", "radio", "seen", "note")
    return show_list(listed, columns, _cells, language=config.language, json=json)


def show(who: Who, /, *, json: Json = False, options: Given) -> int:
    """Show everything about one node's keys: current, held, former, what is wrong, and what the radio has."""
    config = options.load()
    answer = at_desk(config, "keys.show", {"who": who})
    if json:
        out_json(answer)
        return 0
    lines = [(render(f"cli-key-{name}", {}, config.language), line) for name, line in _lines(answer, config.language)]
    out(table(lines[0], lines[1:]))
    return 0


def audit(*, json: Json = False, options: Given) -> int:
    """Look for what is wrong with the known keys, and say what to do about it."""
    config = options.load()
    answer = at_desk(config, "keys.audit", {})
    if json:
        out_json(answer)
        return 0
    found = rows(answer)
    for row in found:
        out(_finding(row, config.language))
    if not found:
        out(render("cli-audit-clean", {}, config.language))
    return 0


def _cells(row: Mapping[str, object], language: str) -> list[str]:
    radio = text(row, "radio")
    return [
        text(row, "node"),
        clean(text(row, "name"), LONGEST_NAME),
        text(row, "fingerprint"),
        _word("cli-trust", text(row, "trust"), language),
        _word("cli-source", text(row, "source"), language),
        render(f"cli-{radio}" if radio in ("yes", "no") else "cli-unknown", {}, language),
        local_time(row, "last_seen"),
        _note(row, language),
    ]


def _note(row: Mapping[str, object], language: str) -> str:
    """Return what is special about a key: that it waits for a decision, and what an audit found."""
    notes = [render("cli-held-mark", {}, language)] if text(row, "standing") == "held" else []
    found = row.get("findings")
    kinds = [str(kind) for kind in found] if isinstance(found, list) else []
    return ", ".join([*notes, *(_word("cli-found", kind, language) for kind in kinds)])


def _lines(answer: object, language: str) -> Iterator[tuple[str, str]]:
    """Yield what each line is about, and what it says."""
    yield "node", label_of(answer)
    if pick(answer, "own"):
        yield "current", render("cli-key-is-own", {"fingerprint": text(answer, "own_fingerprint") or "–"}, language)
    else:
        current, held = pick(answer, "current"), pick(answer, "held")
        yield "current", _binding(current, language) if current else render("cli-key-none", {}, language)
        if held:
            yield "held", _held(answer, held, language)
        yield "radio", _radio(answer, language)
    if text(answer, "successor"):
        yield "successor", text(answer, "successor")
    for binding in rows(pick(answer, "history")):
        yield "former", _former(binding, language)
    for row in rows(pick(answer, "findings")):
        yield "finding", _finding(row, language)
    for field in ("last_dm", "pushed", "asked"):
        if text(answer, field):
            yield field, local_time(answer, field)


def _binding(binding: object, language: str) -> str:
    fields = {
        "fingerprint": text(binding, "fingerprint"),
        "trust": _word("cli-trust", text(binding, "trust"), language),
        "source": _word("cli-source", text(binding, "source"), language),
        "first": local_time(binding, "first_seen"),
        "last": local_time(binding, "last_seen"),
    }
    return render("cli-key-binding", fields, language)


def _held(answer: object, held: object, language: str) -> str:
    reason = text(held, "reason")
    fields = {
        "fingerprint": text(held, "fingerprint"),
        "since": local_time(held, "first_seen"),
        "why": _word("cli-hold", reason, language),
        "node": text(answer, "node"),
    }
    return render("cli-key-waits-revoked" if reason == "revoked" else "cli-key-waits", fields, language)


def _former(binding: object, language: str) -> str:
    fields = {
        "fingerprint": text(binding, "fingerprint"),
        "trust": _word("cli-trust", text(binding, "trust"), language),
        "first": local_time(binding, "first_seen"),
        "until": local_time(binding, "until") or local_time(binding, "last_seen"),
    }
    sentence = "cli-key-renumbered" if text(binding, "reason") == "renumbered" else "cli-key-was"
    return render(sentence, fields, language)


def _radio(answer: object, language: str) -> str:
    """Return what the radio has of the node."""
    state, other = text(answer, "radio"), text(answer, "radio_fingerprint")
    if state == "no" and other:
        sentence = "cli-key-radio-other"
    else:
        sentence = f"cli-key-radio-{state}" if state in ("yes", "no") else "cli-key-radio-unknown"
    marks = [
        render(f"cli-key-radio-{mark}", {}, language)
        for mark in ("favorite", "verified")
        if pick(answer, f"radio_{mark}") is True
    ]
    return ", ".join([render(sentence, {"fingerprint": other}, language), *marks])


def _finding(row: object, language: str) -> str:
    """Return what an audit found, and what to do about it."""
    kind = text(row, "finding")
    others = pick(row, "others")
    fields = {
        "who": label_of(row),
        "fingerprint": text(row, "fingerprint") or "–",
        "others": clean(", ".join(str(one) for one in others)) if isinstance(others, list) else "",
        "kind": kind,
    }
    message = f"cli-finding-{kind}"
    return render(message if has(message, language) else "cli-finding-other", fields, language)


def _word(family: str, word: str, language: str) -> str:
    """Return a word of the answer in the person's language; as it is where we have none for it."""
    message = f"{family}-{word}"
    return render(message, {}, language) if word and has(message, language) else word
