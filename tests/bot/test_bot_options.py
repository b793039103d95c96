import pytest

from steadymesh.bot.options import BotOptions, OtherChannels
from steadymesh.errors import ConfigError


def test_the_defaults_are_the_ones_of_the_manual():
    options = BotOptions()
    assert (options.max_pieces, options.other_channels) == (3, OtherChannels.DM)
    assert (options.prefix, options.channels, options.max_age_s, options.handler_timeout_s) == ("/", (), 600, 10)
    assert (options.commands_per_minute, options.commands_per_hour) == (4, 30)
    assert (options.channel_replies_per_hour, options.max_late_s, options.ignore) == (6, 12 * 3600, ())


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"prefix": ""}, "bot.prefix"),
        ({"prefix": "a b"}, "bot.prefix"),
        ({"prefix": "\x1b"}, "bot.prefix"),
        ({"prefix": "123456789"}, "bot.prefix"),
        ({"language": "de"}, "“de”"),
        ({"channels": (8,)}, "bot.channels"),
        ({"channels": (-1,)}, "bot.channels"),
        ({"channels": (" ",)}, "bot.channels"),
        ({"max_age_s": 0}, "bot.max_age "),
        ({"max_age_s": float("nan")}, "bot.max_age "),
        ({"commands_per_minute": -1}, "bot.commands_per_minute"),
        ({"handler_timeout_s": 0}, "bot.handler_timeout "),
        ({"commands_per_hour": 0}, "bot.commands_per_hour"),
        ({"max_late_s": -1}, "bot.max_late can't be less than 0"),
        ({"channel_replies_per_hour": -1}, "bot.channel_replies_per_hour"),
        ({"ignore": (0,)}, "there is no node 0"),
        ({"ignore": (0xFFFFFFFF,)}, "there is no node"),
        ({"ignore": (" ",)}, "a node's name is empty"),
        ({"max_pieces": 0}, "bot.max_pieces: an answer can't take 0 "),
        ({"max_pieces": 10}, "bot.max_pieces"),
    ],
)
def test_what_can_not_work_is_named(fields, named):
    with pytest.raises(ConfigError, match=named):
        BotOptions(**fields)


def test_a_prefix_may_be_a_sign_of_several_characters():
    assert BotOptions(prefix="!!").prefix == "!!"
