### `ban`, `unban` and `bans`: whom the bot does not answer.

help-ban = I answer a node no more, for a while or for good.
help-unban = I answer a node again.
help-bans = Whom I don't answer, and for how long still.
node-banned = 🚫 { $by } has the bot answer { $node } no more, { $for_good ->
    [true] for good
   *[false] for { $duration }
}
node-unbanned = ✅ { $by } has the bot answer { $node } again

ban-done = 🚫 I answer { $name } no more. { $way } ends that.
ban-done-for = 🚫 I don't answer { $name } for { $duration }. { $way } ends that.
ban-admin = As an administrator you are answered all the same.
ban-other-admin = As an administrator they are answered all the same.
ban-not-us = That is me.
ban-out-of-range = Write a time up to { $most }, such as 2h or 7d; without one it is for good.
ban-failed = { $error }
ban-over = ✅ I answer { $name } again.
ban-was-not = { $name } is not banned.
bans-none = Nobody is banned.
bans-head = 🚫 Banned: { $count }
