### The board: bulletins that everybody reads.

help-board = Short bulletins for everybody: lists them; with a number, reads one; with post or del, writes or deletes one.
argument-bulletin = N / post TEXT / del N
board-list = 📌 { $count ->
    [one] { $count } bulletin
   *[other] { $count } bulletins
}, { $prefix }board N reads one
board-line = { $number }: { $text } ({ $name }, { $age })
board-one = 📌 { $number }, { $name }, { $age }:
    { $text }
board-empty = 📌 The board is empty. { $prefix }board post TEXT hangs something up.
board-none = There is no bulletin { $number }. { $prefix }board lists what there is.
board-how = 📌 { $prefix }board lists the bulletins, { $prefix }board 12 reads one, { $prefix }board post TEXT writes one, { $prefix }board del 12 deletes it.
board-posted = 📌 Posted as { $number }, { $days ->
    [0] for less than a day
    [one] for { $days } day
   *[other] for { $days } days
}. { $prefix }board del { $number } deletes it.
board-deleted = 🗑 Bulletin { $number } is deleted.
board-not-yours = Bulletin { $number } is somebody else's: only its author and administrators may delete it.
board-enough = { $count ->
    [one] You have a bulletin there already ({ $numbers }).
   *[other] You have { $count } bulletins there already ({ $numbers }).
} Delete one first: { $prefix }board del NUMBER
board-twice = That hangs there already, as { $number }.
board-too-long = That is too long: { $bytes } bytes, and { $most } are the most (an accent takes 2, an emoji 4).
board-unread = The board can't be read just now. Please try again later.
board-notice = { $number }, { $name }: { $text }

## The log

board-not-loaded = ⚠️ The bulletins can't be read: { $error }
board-not-kept = ⚠️ The bulletins could not be written down yet: { $error }
