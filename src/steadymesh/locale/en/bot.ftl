### The bot: log lines by event id, then what people on the mesh read.

bot-channel-unknown = ⚠️ bot.channels names “{ $channel }”, but the radio has no such channel. Write a name as the app shows it, or its index.
bot-busy = ⚠️ Too many commands at work ({ $running }): “{ $command }” is not taken until some of them end.
bot-idle-again = ✅ Commands are taken again.
bot-overrun = ⚠️ More texts came than the bot could look at: { $dropped } were left out since the start.
bot-defect = ❌ A defect in the bot cost an answer: { $error }. The bot goes on; please report it.
bot-traceback = Where it happened:
command-received = 💬 { $name } ({ $sender }) asks for { $command } ({ $how })
command-refused = A command of { $sender } is not answered: { $reason }
command-denied = 🚫 { $name } ({ $sender }) may not do that with { $command } ({ $how }): it takes an administrator's direct message.
command-recovered = ✅ The command “{ $command }” works again.
command-timed-out = ⚠️ The command “{ $command }” took longer than { $timeout_s } s and was ended.
command-failed = ⚠️ The command “{ $command }” failed: { $error }. The traceback is logged at DEBUG.
command-traceback = Where “{ $command }” failed:
bot-loop-muted = ⚠️ { $name } ({ $node }) answers this bot's answers: { $proved ->
    [true] it is not answered
   *[other] what comes under its number without proof is not answered
} for { $minutes } min. If it is a bot, name it in bot.ignore.
limits-not-restored = ⚠️ What was asked in the last hour is not known ({ $error }): everybody's limits begin anew.
message-log-silent = ⚠️ The message log does not say whether a question came before ({ $error }): it is taken for new.
message-log-back = ✅ The message log answers again.
reply-sent = 📤 { $command ->
    [hint] Hint
    [too-fast] Request to slow down
   *[other] Answer to { $command }
} handed over for { $to }: { $bytes } bytes{ $pieces ->
    [one] {""}
   *[other] {" "}in { $pieces } pieces
} after { $seconds } s
reply-not-posted = ⚠️ The outbox did not take { $command ->
    [hint] the hint
    [too-fast] the request to slow down
   *[other] the answer to { $command }
} for { $to }: { $error }
reply-posting-again = ✅ The outbox takes answers again.

## On air: one message each

reply-unknown = I don't know that command. { $prefix }help lists what I understand.
reply-near = I don't know that command. Did you mean { $prefix }{ $command }?
reply-too-fast = That is a lot for one radio channel. Please ask again in { $wait }.
reply-muted = Are you a bot? The same came back right after each of my answers. I answer you again in { $wait }.
reply-late-minutes = ({ $minutes } min late)
reply-late-hours = ({ $hours } h late)
reply-not-admin = Only an administrator may do that, in a direct message under the key that I know.
reply-failed = Sorry, { $command } went wrong here. The operator can read why in the log.
reply-timed-out = Sorry, { $command } took too long. Please try again later.

duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
duration-days = { $days } d { $hours } h
