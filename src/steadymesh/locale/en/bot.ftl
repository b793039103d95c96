### The bot: log lines by event id, then what people on the mesh read.

bot-channel-unknown = ⚠️ bot.channels names “{ $channel }”, but the radio has no such channel. Write a name as the app shows it, or its index.
bot-busy = ⚠️ Too many commands at work ({ $running }): “{ $command }” is not taken until some of them end.
bot-idle-again = ✅ Commands are taken again.
bot-overrun = ⚠️ More texts came than the bot could look at: { $dropped } were left out since the start.
bot-defect = ❌ A defect in the bot cost an answer: { $error }. The bot goes on; please report it.
bot-traceback = Where it happened:
command-received = 💬 { $name } ({ $sender }) asks for { $command } ({ $how })
command-refused = A command of { $sender } is not answered: { $reason }
command-denied = 🚫 { $name } ({ $sender }) may not do that with { $command } ({ $how }).
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

plugin-not-loaded = ⚠️ { $error } The bot goes on without it ({ $origin }).
plugin-import-failed = The plug-in “{ $plugin }” can't be loaded: { $why }. Mend it, or name it in bot.disabled.
plugin-declares-nothing = The plug-in “{ $plugin }” declares no command and no hook. Decorate a function with @command, @on or @every.
plugin-word-taken = The plug-ins “{ $one }” and “{ $other }” both have a command “{ $word }”. Leave one of them out.
plugin-name-taken = There is a plug-in “{ $plugin }” already. Give one of them another name.
plugin-wrong-name = “{ $plugin }” can't be a plug-in's name. Rename it: lower case, digits, - and _, no more than 24 characters.
plugin-too-many-appointments = The plug-in has { $most } appointments already. Cancel some, or make fewer.
plugin-appointment-over = “{ $what }” will not be due any more: { $error }
plugin-overrun = ⚠️ The plug-in { $plugin } is too slow for the events that it asks for; { $dropped } are lost to it.
plugin-no-cron = “{ $expression }” is no cron expression. Write minute, hour, day, month and day of the week, such as "0 8 * * *" for every day at eight.
plugin-not-published = Nothing can be published to “{ $topic }”. Give a topic of one word, and a text.
plugin-posts-too-much = The plug-in { $plugin } has handed in { $texts } texts within an hour: no more are taken.
plugin-folder-unreadable = ⚠️ The plug-ins' folder { $folder } can't be read: { $error }
plugin-settings-unused = ⚠️ Settings that nobody reads: { $error }
plugin-takes-none = The plug-in “{ $plugin }” has no settings ({ $origin }).
plugin-unknown-near = There is no plug-in “{ $plugin }” ({ $origin }); did you mean “{ $near }”?
plugin-unknown = There is no plug-in “{ $plugin }” ({ $origin }).
plugin-name-unknown = ⚠️ The configuration names what there is not: { $error }
plugin-disabled-near = No plug-in or command that is loaded is called “{ $name }” (bot.disabled, { $origin }); did you mean “{ $near }”?
plugin-disabled-unknown = No plug-in or command that is loaded is called “{ $name }” (bot.disabled, { $origin }).
plugin-prints = “{ $module }” prints; what it prints is logged at DEBUG.
plugin-printed = “{ $module }” printed: { $text }
plugin-change-not-kept = ⚠️ What { $by } wanted with { $command } holds, but could not be written down: { $error }
plugin-recovered = ✅ “{ $what }” works again.
plugin-failed = ⚠️ “{ $what }” failed (more of it is logged at DEBUG): { $error }
plugin-timed-out = ⚠️ “{ $what }” took longer than { $timeout_s } s and was ended.
plugin-blocked = ⚠️ “{ $what }” kept everything else waiting and was ended. It must await, or do less at once.
plugin-traceback = Where “{ $what }” failed:
plugin-script-said = “{ $what }” wrote to its standard error: { $said }
plugin-paused = ⚠️ “{ $what }” failed five times in a row ({ $error }) and is left alone for { $minutes } min.
people-not-loaded = ⚠️ It is not known who chose a language and who is banned: { $error }
people-loaded = ✅ Who chose a language ({ $languages }) and who is banned ({ $banned }) is known again.
people-too-many-banned = { $most } nodes are banned already. Let some of them in again first.

## On air: one message each

reply-unknown = I don't know that command. { $prefix }help lists what I understand.
reply-near = I don't know that command. Did you mean { $prefix }{ $command }?
reply-too-fast = That is a lot for one radio channel. Please ask again in { $wait }.
reply-muted = Are you a bot? The same came back right after each of my answers. I answer you again in { $wait }.
reply-late-minutes = ({ $minutes } min late)
reply-late-hours = ({ $hours } h late)
reply-not-admin = Only an administrator may do that, in a direct message under the key that I know.
reply-not-proved = That takes a direct message under your public key: so I know that it is you.
reply-directly-only = Please write { $prefix }{ $command } in a direct message.
reply-channel-only = Please write { $prefix }{ $command } on a channel.
reply-console-only = { $command } works at the operator's console only.
reply-not-here = { $prefix }{ $command } makes sense on the mesh only.
reply-paused = { $command } has gone wrong too often and rests. Please try again in { $wait }.
reply-not-kept = I could not write that down: it holds until I am restarted.
reply-failed = Sorry, { $command } went wrong here. The operator can read why in the log.
reply-timed-out = Sorry, { $command } took too long. Please try again later.

duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h { $minutes } min
duration-days = { $days } d { $hours } h

mistyped-usage = Write: { $usage }
mistyped-missing = Something is missing: { $what }.
mistyped-too-many = “{ $word }” is too much.
mistyped-no-number = “{ $word }” is no number.
mistyped-out-of-bounds = “{ $word }” is not from { $least } to { $most }.
mistyped-no-duration = “{ $word }” is no duration, such as 90s, 15m, 2h or 1d.
mistyped-no-choice = “{ $word }” is none of { $what }.
mistyped-nobody = I know nobody called “{ $word }”. Write a name, or a number such as !0badcafe.
mistyped-several = “{ $word }” may be: { $names }{ $more ->
    [true] , …
   *[false] {""}
}

argument-word = WORD
argument-text = TEXT
argument-number = NUMBER
argument-duration = DURATION
argument-node = NODE
