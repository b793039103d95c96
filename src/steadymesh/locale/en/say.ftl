### `say`: an administrator speaks through the bot.

help-say = Says something on the primary channel, on a #channel, or to a @node or !number.
said-for-admin = 📣 { $by } had something said to { $to }: { $bytes } bytes, { $pieces } { $pieces ->
    [one] message
   *[other] messages
}

say-nothing = What am I to say? Write the text behind the name.
say-to-us = That is me. I hear you already.
say-no-channel = My radio has no channel “{ $word }”. Write a name as the app shows it, or its index, such as #0.
say-nobody = I know nobody called “{ $word }”. Write @name, or a number such as !0badcafe.
say-no-number = “{ $word }” is no node's number, such as !0badcafe. If everybody is to read it, begin with #0.
say-several = “{ $word }” may be one of { $count }; write the number:
say-handed-in = 📣 Handed in for { $name }{ $pieces ->
    [one] {""}
   *[other] {" "}in { $pieces } messages
}.
say-waits = 📣 Handed in for { $name }{ $pieces ->
    [one] {""}
   *[other] {" "}in { $pieces } messages
}; it goes out when the link to the radio is back.
say-refused = It was not taken for { $name }: { $reason }
say-failed = It was not taken for { $name }.
say-slow = Nobody knows whether it was taken for { $name }: the outbox did not answer in time.
