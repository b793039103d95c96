"""What a command's function takes, and how people's words become it."""

import enum
import functools
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from steadymesh.bot import usage
from steadymesh.bot.contract.arguments import (
    ArgumentError,
    Between,
    Chatter,
    Fault,
    Kind,
    NodeRef,
    Rest,
    parameters_of,
    parse,
)
from steadymesh.bot.contract.spans import LONGEST
from steadymesh.bot.plugin import Context, command
from steadymesh.errors import ConfigError
from steadymesh.ids import NodeNum


class Colour(enum.Enum):
    RED = "red"
    BLUE = 2


NAMES = ("Alice", "Jean Pierre", "Jean Paul", "help", "'t Huis", "Base", "Base Camp", "Base Camp", "Ö☂", "A  B")
PEOPLE = [NodeRef(num=NodeNum(number), name=name) for number, name in enumerate(NAMES, start=1)]


def find(word: str):
    """By whole name, else by beginning, as the bot does."""
    folded = word.strip().casefold()
    if not folded:
        return []
    whole = [one for one in PEOPLE if one.name.casefold() == folded]
    return whole or [one for one in PEOPLE if one.name.casefold().startswith(folded)]


def of(function):
    return parameters_of(function, "x")


def parsed(function, text: str):
    found = dict(parse(of(function), text, find))
    return {name: value.name if isinstance(value, NodeRef) else value for name, value in found.items()}


def fault(function, text: str) -> ArgumentError:
    with pytest.raises(ArgumentError) as caught:
        parse(of(function), text, find)
    return caught.value


async def nothing(context: Context): ...
async def chatty(context: Context, _please: Chatter = ""): ...
async def a_word(context: Context, word: str): ...
async def two_words(context: Context, one: str, other: str = ""): ...
async def all_of_it(context: Context, text: Rest): ...
async def whole(context: Context, count: int): ...
async def bounded(context: Context, count: Annotated[int, Between(1, 20)] = 5): ...
async def fraction(context: Context, km: float): ...
async def how_long(context: Context, duration: timedelta, text: Rest = ""): ...
async def only_how_long(context: Context, duration: timedelta): ...
async def choice(context: Context, sort: Literal["top", "Types", 3]): ...
async def colour(context: Context, colour: Colour | None = None): ...
async def somebody(context: Context, node: NodeRef): ...
async def message(context: Context, node: NodeRef, text: Rest): ...
async def distance(context: Context, one: NodeRef, other: NodeRef | None = None): ...
async def mixed(
    context: Context, word: str, node: NodeRef, count: Annotated[float, Between(-1, 1)] = 0, *, text: Rest | None = None
): ...


EVERY = [nothing, a_word, two_words, all_of_it, whole, bounded, fraction, how_long, choice, colour, somebody, message]
EVERY += [distance, mixed, chatty, only_how_long]


# --- the signature --------------------------------------------------------------------------


def test_a_signature_is_read_with_its_kinds_and_defaults():
    assert [(one.name, one.kind, one.is_optional) for one in of(mixed)] == [
        ("word", Kind.WORD, False),
        ("node", Kind.NODE, False),
        ("count", Kind.NUMBER, True),
        ("text", Kind.REST, True),
    ]
    assert of(nothing) == ()
    assert of(bounded)[0].between == Between(1, 20)
    assert (of(bounded)[0].is_whole, of(fraction)[0].is_whole) == (True, False)
    assert of(choice)[0].choices == {"top": "top", "Types": "Types", "3": 3}
    assert of(colour)[0].choices == {"red": Colour.RED, "2": Colour.BLUE}


async def untyped(context: Context, word): ...
async def star(context: Context, *words: str): ...
async def stars(context: Context, **words: str): ...
async def positional(context: Context, word: str, /): ...
async def nobody_can_type(context: Context, one: dict[str, str]): ...
async def a_bool(context: Context, one: bool): ...
async def two_types(context: Context, one: int | str): ...
async def order(context: Context, one: str = "", *, other: str): ...
async def behind_rest(context: Context, text: Rest, other: str): ...
async def behind_optional_rest(context: Context, text: Rest = "", other: str = ""): ...
async def silent_need(context: Context, text: Chatter): ...
async def unknown(context: Context, one: "Nowhere"): ...  # noqa: F821
async def no_context(): ...
async def forgot_context(node: NodeRef): ...
async def forgot_context_too(text: Rest): ...


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (untyped, "“word” of the command “x” has no type"),
        (star, "“words” of the command “x” has no type"),
        (stars, "“words” of the command “x” has no type"),
        (positional, "“word” of the command “x” has no type"),
        (nobody_can_type, "nobody can write"),
        (a_bool, "nobody can write"),
        (two_types, "nobody can write"),
        (order, "“other” needs a default"),
        (behind_rest, "nothing can follow “text”"),
        (behind_optional_rest, "nothing can follow “text”"),
        (silent_need, "“text” needs a default"),
        (unknown, "can't be read"),
        (functools.partial(a_word), "can't be read"),
        (no_context, "takes no context"),
        (forgot_context, "takes no context"),
        (forgot_context_too, "takes no context"),
    ],
)
def test_a_signature_that_can_not_be_typed_is_refused_when_it_is_declared(function, why):
    with pytest.raises(ConfigError, match=why):
        parameters_of(function, "x")


def test_a_type_whose_comparison_raises_is_its_authors_own_trouble():
    class Sour(type):
        def __eq__(cls, other):
            raise ValueError("sour")

        def __hash__(cls):
            return 1

    class Lemon(metaclass=Sour): ...

    async def f(context: Context, one: Lemon): ...

    with pytest.raises(ValueError, match="sour"):
        parameters_of(f, "x")


# --- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "text", "arguments"),
    [
        (nothing, " ", {}),
        (chatty, "please, will you", {"_please": "please, will you"}),
        (a_word, " hello ", {"word": "hello"}),
        (a_word, '"two words"', {"word": "two words"}),
        (a_word, "“deux mots”", {"word": "deux mots"}),
        (a_word, "« deux mots »", {"word": "deux mots"}),
        (a_word, "„zwei Worte“", {"word": "zwei Worte"}),
        (a_word, "'tis", {"word": "'tis"}),
        (a_word, '""', {"word": ""}),
        (two_words, "one", {"one": "one"}),
        (two_words, "one\nother", {"one": "one", "other": "other"}),
        (two_words, "one\tother", {"one": "one", "other": "other"}),
        (two_words, "one\u00a0other", {"one": "one", "other": "other"}),
        (two_words, '"a b" "c d"', {"one": "a b", "other": "c d"}),
        (all_of_it, '  "as it"  is ', {"text": '"as it"  is'}),
        (whole, "-3", {"count": -3}),
        (bounded, "", {}),
        (bounded, "20", {"count": 20}),
        (fraction, "1.5", {"km": 1.5}),
        (fraction, "1,5", {"km": 1.5}),
        (fraction, "2", {"km": 2.0}),
        (choice, "TYPES", {"sort": "Types"}),
        (choice, "3", {"sort": 3}),
        (colour, "Red", {"colour": Colour.RED}),
        (colour, "2", {"colour": Colour.BLUE}),
        (colour, "", {}),
    ],
)
def test_words_become_arguments(function, text, arguments):
    assert parsed(function, text) == arguments


@pytest.mark.parametrize(
    ("text", "duration", "left"),
    [
        ("90s", timedelta(seconds=90), ""),
        ("15m", timedelta(minutes=15), ""),
        ("15min", timedelta(minutes=15), ""),
        ("15", timedelta(minutes=15), ""),
        ("2H", timedelta(hours=2), ""),
        ("1j", timedelta(days=1), ""),
        ("1d12h", timedelta(hours=36), ""),
        ("1h30", timedelta(minutes=90), ""),
        ("1m30", timedelta(seconds=90), ""),
        ("1h30m", timedelta(minutes=90), ""),
        ("30 min de pause", timedelta(minutes=30), "de pause"),
        ("2 h", timedelta(hours=2), ""),
        ("2 hugs", timedelta(minutes=2), "hugs"),
        ("1h 30m", timedelta(minutes=90), ""),
        ("1h 30min de pause", timedelta(minutes=90), "de pause"),
        ("1 j 2 h 30 min 5s", timedelta(days=1, hours=2, minutes=30, seconds=5), ""),
        ("1h 2h", timedelta(hours=1), "2h"),
        ("30m 1h", timedelta(minutes=30), "1h"),
        ("1h 30", timedelta(hours=1), "30"),
        ("15 30m", timedelta(minutes=15), "30m"),
        ("1h 30x", timedelta(hours=1), "30x"),
        ("0", timedelta(0), ""),
        ("999999d", LONGEST, ""),
    ],
)
def test_durations_are_written_in_either_language(text, duration, left):
    assert parsed(how_long, text) == {"duration": duration} | ({"text": left} if left else {})


@pytest.mark.parametrize("text", ["1h 30m", "1h 30", "1 h 30", "1 h 30 min"])
def test_where_nothing_else_can_follow_minutes_need_no_unit(text):
    assert parsed(only_how_long, text) == {"duration": timedelta(minutes=90)}


@pytest.mark.parametrize(("text", "word"), [("1h 2h", "2h"), ("30 30", "30"), ("1h please", "please")])
def test_what_does_not_go_on_with_a_duration_is_too_much(text, word):
    error = fault(only_how_long, text)
    assert (error.fault, error.word) == (Fault.TOO_MANY, word)


@pytest.mark.parametrize(
    "text", ["soon", "1x", "h", "-5m", "1.5h", "1234567", "1d30", "1s5", "999999d1s", "999999d" * 9, "9" * 99]
)
def test_what_is_no_duration_is_not_guessed(text):
    assert fault(how_long, text).fault is Fault.NO_DURATION


@pytest.mark.parametrize(
    ("function", "text", "wrong", "word"),
    [
        (nothing, "please", Fault.TOO_MANY, "please"),
        (a_word, "", Fault.MISSING, ""),
        (a_word, "one two", Fault.TOO_MANY, "two"),
        (two_words, "one two three four", Fault.TOO_MANY, "three four"),
        (whole, "three", Fault.NO_NUMBER, "three"),
        (whole, "3.0", Fault.NO_NUMBER, "3.0"),
        (whole, "1_000", Fault.NO_NUMBER, "1_000"),
        (whole, "9" * 20, Fault.NO_NUMBER, "9" * 20),
        (whole, "9" * 5000, Fault.NO_NUMBER, "9" * 5000),
        (fraction, "nan", Fault.NO_NUMBER, "nan"),
        (fraction, "inf", Fault.NO_NUMBER, "inf"),
        (fraction, "1e999", Fault.NO_NUMBER, "1e999"),
        (fraction, "1.234,5", Fault.NO_NUMBER, "1.234,5"),
        (bounded, "0", Fault.OUT_OF_BOUNDS, "0"),
        (bounded, "21", Fault.OUT_OF_BOUNDS, "21"),
        (choice, "flop", Fault.NO_CHOICE, "flop"),
        (choice, '""', Fault.NO_CHOICE, ""),
    ],
)
def test_what_does_not_fit_is_told_with_the_word(function, text, wrong, word):
    error = fault(function, text)
    assert (error.fault, error.word) == (wrong, word)


# --- people ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "text", "arguments"),
    [
        (somebody, "alice", {"node": "Alice"}),
        (somebody, "Jean Pierre", {"node": "Jean Pierre"}),
        (somebody, "jean pi", {"node": "Jean Pierre"}),
        (somebody, "help", {"node": "help"}),
        (somebody, "'t Huis", {"node": "'t Huis"}),
        (somebody, '"Jean Paul"', {"node": "Jean Paul"}),
        (message, "Alice how are you?", {"node": "Alice", "text": "how are you?"}),
        (message, "Jean Pierre ça va ?", {"node": "Jean Pierre", "text": "ça va ?"}),
        (message, "jean pau hi", {"node": "Jean Paul", "text": "hi"}),
        (message, '"Jean Paul" hi there', {"node": "Jean Paul", "text": "hi there"}),
        (message, "« Jean Paul » salut", {"node": "Jean Paul", "text": "salut"}),
        (message, "help me", {"node": "help", "text": "me"}),
        (message, "Alice " + "word " * 30, {"node": "Alice", "text": ("word " * 30).strip()}),
        (message, "Alice\nhow", {"node": "Alice", "text": "how"}),
        (message, "A  B  hello", {"node": "A  B", "text": "hello"}),
        (distance, "Jean Pierre", {"one": "Jean Pierre"}),
        (distance, "Jean Pierre Jean Paul", {"one": "Jean Pierre", "other": "Jean Paul"}),
        (distance, "Alice Ö☂", {"one": "Alice", "other": "Ö☂"}),
        (mixed, "w Jean Pierre 0,5 and more", {"word": "w", "node": "Jean Pierre", "count": 0.5, "text": "and more"}),
        (mixed, "w Alice", {"word": "w", "node": "Alice"}),
    ],
)
def test_people_are_found_by_names_with_spaces(function, text, arguments):
    assert parsed(function, text) == arguments


@pytest.mark.parametrize(
    ("function", "text", "wrong", "word", "several"),
    [
        (somebody, "Nobody", Fault.NOBODY, "Nobody", []),
        (somebody, "Nobody at all", Fault.NOBODY, "Nobody at all", []),
        (somebody, "Jean", Fault.SEVERAL, "Jean", ["Jean Pierre", "Jean Paul"]),
        (somebody, "Base Camp", Fault.SEVERAL, "Base Camp", ["Base Camp", "Base Camp"]),
        # Never to “Base”, whose name is the beginning of two others'.
        (message, "Base Camp we are here", Fault.SEVERAL, "Base Camp", ["Base Camp", "Base Camp"]),
        (message, "Jean hi", Fault.SEVERAL, "Jean", ["Jean Pierre", "Jean Paul"]),
        (message, "Alice", Fault.MISSING, "", []),
        (message, "Jean Pierre", Fault.MISSING, "", []),
        (message, "jean pi", Fault.MISSING, "", []),
        (message, "Jean P", Fault.SEVERAL, "Jean P", ["Jean Pierre", "Jean Paul"]),
        (message, "Bob hi", Fault.NOBODY, "Bob", []),
        (message, '"" hi', Fault.NOBODY, "", []),
        (distance, "Alice Bob", Fault.NOBODY, "Bob", []),
        (somebody, '"Alice" "Bob"', Fault.TOO_MANY, '"Bob"', []),
    ],
)
def test_of_several_nobody_is_guessed(function, text, wrong, word, several):
    error = fault(function, text)
    assert (error.fault, error.word, [one.name for one in error.several]) == (wrong, word, several)


# --- anything that anybody may write --------------------------------------------------------

PIECES = st.sampled_from(
    [
        *NAMES,
        *"\"“”«»„' \n\t\u00a0",
        "1",
        "20",
        "1,5",
        "nan",
        "1h30",
        "999999d",
        "red",
        "top",
        "-",
        "_",
        "e9",
        "🚀",
        "\x00",
        "\ud800",
    ]
)
ANYTHING = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=20).map("".join), st.lists(PIECES, max_size=12).map(" ".join)
)


@given(st.sampled_from(EVERY), ANYTHING)
@example(whole, "٣")
@example(how_long, "999999d" * 40)
def test_whatever_is_written_either_fits_or_is_an_argument_error(function, text):
    parameters = of(function)
    try:
        found = parse(parameters, text, find)
    except ArgumentError as error:
        made = command("x", help="help-help")(function)
        for language in ("en", "fr"):
            told = usage.say(error, made, prefix="/", language=language, limit_bytes=215)
            assert told
            assert len(told.encode("utf-8", "surrogatepass")) <= 215
    else:
        assert {one.name for one in parameters if not one.is_optional} <= set(found)
        for one in parameters:
            value = found.get(one.name)
            if isinstance(value, int | float) and one.between is not None:
                assert one.between.least <= value <= one.between.most


@dataclass(frozen=True)
class Writing:
    """How somebody may fill a parameter in, as usage shows it."""

    text: str
    value: object


FILLED = {
    Kind.WORD: st.sampled_from([Writing("word", "word"), Writing('"a b"', "a b")]),
    Kind.REST: st.sampled_from([Writing("all that is left", "all that is left")]),
    Kind.NUMBER: st.sampled_from([Writing("1", 1), Writing("0", 0)]),
    Kind.DURATION: st.sampled_from([Writing("1j", timedelta(days=1)), Writing("5", timedelta(minutes=5))]),
    Kind.NODE: st.sampled_from([Writing("Alice", PEOPLE[0]), Writing('"Jean Paul"', PEOPLE[2])]),
}


@given(st.data())
def test_what_usage_shows_can_be_typed(data):
    function = data.draw(st.sampled_from([one for one in EVERY if one not in (bounded, chatty)]))
    parameters = of(function)
    shown = usage.usage(command("x", help="help-help")(function), "/", "en").split()[1:]
    assert [one.startswith("[") for one in shown] == [one.is_optional for one in parameters]
    given_ = data.draw(st.integers(sum(not one.is_optional for one in parameters), len(parameters)))
    texts, values = [], {}
    for one, label in list(zip(parameters, shown, strict=True))[:given_]:
        if one.kind is Kind.CHOICE:
            word = data.draw(st.sampled_from(label.strip("[]").split("|")))
            writing = Writing(word, one.choices[word])
        else:
            writing = data.draw(FILLED[one.kind])
        texts.append(writing.text)
        values[one.name] = writing.value
    assert parse(parameters, " ".join(texts), find) == values
