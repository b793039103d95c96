### `mute` and `unmute`: whether anybody but administrators is answered.

help-mute = I answer administrators only, for a while (an hour unless you say so).
help-unmute = I answer everybody again.
bot-silenced = 🔇 { $by } has the bot answer administrators only, for { $duration }
bot-unsilenced = 🔊 { $by } has the bot answer everybody again

mute-done = 🔇 I answer administrators only, for { $duration }. { $prefix }unmute ends that.
mute-out-of-range = Write a time up to { $most }, such as 30m or 2h.
mute-over = 🔊 I answer everybody again.
mute-was-not = I answer everybody already.
