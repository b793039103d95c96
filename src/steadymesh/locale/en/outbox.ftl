# `send`, `outbox`, `airtime`. The errors' own English is taken from here.

## Whom to, and what

send-everybody = !ffffffff is everybody's number, nobody's node. Write a channel, such as '#0' or '#LongFast', or one node.
send-unknown = Nobody is known under { $node }. `steadymesh nodes` shows who is known; --force sends all the same.
send-moved = { $who } has another number now: { $other }. Write to that one; --force writes to the old one all the same.
send-unmessagable = { $who } reads no messages: nobody sits at that node. --force sends all the same.
send-channels-unknown = Our radio has not told its channels yet. Try again when `steadymesh link status` says READY.
send-which-channel = Which channel? Our radio has { $channels }. Write its name or number, such as '#0'.
send-no-channel = Our radio has no channel { $channel }. It has { $channels }.
send-channel-off = The channel { $channel } is switched off in our radio. It has { $channels }.
send-channel-several = { $channel } may be { $listed }. Write the number.
send-not-utf8 = The text is not valid UTF-8. Send it as UTF-8.
send-like-an-option = A text like that goes by standard input: TEXT -.
send-nothing-left = Nothing of this text can be sent: it is made of control characters. Write something.
send-who-not-utf8 = The recipient's name is not valid UTF-8. Write it as UTF-8.
send-stdin-too-long = The text on standard input is longer than 1 MB: no radio carries that.
send-too-long = The text is too long: { $size } bytes, and { $pieces } messages take { $room } at most. Send it in parts.
send-lifetime-out-of-range = A message may wait for 10 s to 7 days. Give a lifetime within that.
send-no-duration = { $option } { $text }: write seconds, or a time such as 90s, 2m or 1h, at most 7d.
send-stdin-unreadable = Standard input can't be read: { $why }.

outbox-no-key = Which message? Write its key, or the beginning of it; `steadymesh outbox list` shows them.
outbox-no-message = No message has a key that begins with “{ $key }”. `steadymesh outbox list --all` shows those that are kept.
outbox-several = “{ $key }” may be { $listed }. Write more of it.
outbox-several-more = “{ $key }” may be { $listed } and others. Write more of it.
outbox-ended = The message { $key } has ended ({ $outcome ->
    [acknowledged] acknowledged
    [relayed] relayed
    [refused] refused
    [expired] expired
   *[other] { $outcome }
}): there is nothing to take back.
outbox-left = The message { $key } is with the radio already: what is on the air can't be taken back.
outbox-all-and-failed = --all and --failed exclude each other. Give one.
outbox-wrong-limit = --limit { $limit } is no number of messages. Give 1 to { $most }.

airtime-no-day = “{ $text }” is no day. Write it as 2026-03-01.

## How it ended

cli-send-taken = Handed in for { $who }{ $count ->
    [0] {""}
    [1] {""}
   *[other] {" "}in { $count } messages
}: { $key }
cli-send-acknowledged = { $who } has received it.
cli-send-relayed = A neighbour passed it on; { $who } has not confirmed it.
cli-send-relayed-to-channel = A neighbour passed it on: on a channel, nobody can say more.
cli-send-refused = { $count ->
    [1] It was refused.
   *[other] It was refused; { $arrived } of { $count } messages arrived.
}
cli-send-expired = { $count ->
    [1] It has expired.
   *[other] It has expired; { $arrived } of { $count } messages arrived.
}
cli-send-cancelled = { $count ->
    [1] It was taken back before it left.
   *[other] It was taken back before all of it had left; { $arrived } of { $count } messages arrived.
}
cli-send-open = It is still under way{ $wait ->
    [none] {""}
   *[other] {": "}{ $wait }
}. `steadymesh outbox show { $key }` says how it stands.

cli-outcome-waiting = waiting
cli-outcome-sent = on its way
cli-outcome-sent-relayed = passed on
cli-outcome-acknowledged = acknowledged
cli-outcome-relayed = relayed
cli-outcome-refused = refused
cli-outcome-cancelled = taken back
cli-outcome-expired = expired

cli-waits-writing = it is being written down
cli-waits-verdict = waits for an acknowledgement{ $time ->
    [none] {""}
   *[other] {", "}{ $time } at most
}
cli-waits-recipient = a neighbour passed it on; waits for the recipient{ $time ->
    [none] {""}
   *[other] {", "}{ $time } at most
}
cli-waits-repeat = goes once more{ $time ->
    [none] {""}
   *[other] {" in "}{ $time }
}, the link was lost under it
cli-waits-link = waits for the link to the radio
cli-waits-key = waits for the recipient's key ({ $reason })
cli-waits-heard = waits for the recipient to be heard
cli-waits-piece = waits for the piece before it ({ $before })
cli-waits-pause = was refused ({ $reason }), goes once more{ $time ->
    [none] {""}
   *[other] {" in "}{ $time }
}
cli-waits-channel-busy = the channel is busy{ $percent ->
    [none] {""}
   *[other] {" ("}{ $percent } %)
}
cli-waits-quiet-hours = quiet hours{ $until ->
    [none] {""}
   *[other] {" until "}{ $until }
}
cli-waits-air-budget = our share of the hour's air is used up{ $time ->
    [none] {": it is too long for it"}
   *[other] {": for "}{ $time } at most
}
cli-waits-turn = waits for its turn{ $time ->
    [none] {""}
   *[other] {", the air is left to others for "}{ $time }
}

cli-priority-alert = alert
cli-priority-reply = answer
cli-priority-message = message
cli-priority-announcement = announcement
cli-priority-keys = keys

cli-seconds = { $seconds } s

## Lists

cli-column-message = MESSAGE
cli-column-to = TO
cli-column-made = MADE
cli-column-outcome = STATE
cli-column-priority = KIND
cli-column-sent = SENT
cli-column-bytes = BYTES
cli-column-airtime = AIRTIME
cli-column-kind = KIND
cli-column-recipient = DEAREST
cli-column-messages = MESSAGES
cli-column-hour = HOUR
cli-column-bar = OF THE BUDGET OF AN HOUR
cli-column-part = PART

cli-outbox-none-open = Nothing is under way.
cli-outbox-none-all = No message is kept.
cli-outbox-none-failed = No message that failed is kept.
cli-outbox-more = There are more than { $limit }: --limit shows more.
cli-outbox-cancelled = { $count ->
    [1] The message { $key } to { $who } is taken back.
   *[other] The message { $key } to { $who } is taken back, { $count } pieces in all.
}
cli-outbox-cancelled-rest = The message { $key } to { $who } has left already; taken back behind it: { $count ->
    [1] 1 piece
   *[other] { $count } pieces
}.

cli-message-key = Message
cli-message-to = To
cli-message-made = Made
cli-message-deadline = Expires
cli-message-priority = Kind
cli-message-follows = Behind
cli-message-outcome = State
cli-message-waits = Waits
cli-message-what = Why
cli-message-remedy = What to do
cli-message-handed = Handed over
cli-message-cost = Cost
cli-message-packets = Packets
cli-message-text = Text
cli-message-was-handed = { $count }× under its present packet id, first at { $since }
cli-message-has-cost = { $count }× on the air, { $bytes } bytes each, { $airtime }

## The air

cli-status-air = Air
cli-air = { $used }; { $channel }
cli-air-used = { $budget ->
    [none] { $used } used in the last hour
   *[other] { $used } of { $budget } used in the last hour ({ $percent } %)
}
cli-air-channel = { $percent ->
    [none] use of the channel not known
   *[other] channel used { $percent } % by everybody
}
cli-percent = { $percent } %
cli-airtime-day = Day
cli-airtime-total = Messages
cli-airtime-budget = Now
cli-airtime-channel = Channel
cli-airtime-questions = Questions
cli-airtime-cost = { $messages ->
    [1] { $messages } message
   *[other] { $messages } messages
}, { $transmissions }× on the air: { $bytes } bytes, { $airtime }
cli-airtime-nothing = nothing was sent
cli-airtime-not-running = no steadymesh runs: what may be used is known only with a link to the radio
cli-airtime-share = { $limit ->
    [none] { $share } % of an hour, the region sets no limit
   *[other] { $share } % of the { $limit } % of an hour that the region allows
} ({ $place })
cli-airtime-asked = { $count }× asked for keys and the like since the start, { $airtime }: counted now, not written down, so not in this bill
