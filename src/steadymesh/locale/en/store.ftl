# The store.
store-failing = ⚠️ { $error } What must not be lost is kept in memory and written as soon as that works again.
store-recovered = ✅ The database is written again (after { $seconds } s); nothing was lost.
store-read-failed = A question to the database failed: { $error }
store-value-refused = ❌ One of the { $kind } can't be written to the database and was left out: { $error } Please report this.
store-close-failed = The database's connection could not be closed cleanly.
store-left-behind = ⚠️ The store was given up after { $seconds } s, with { $waiting ->
    [one] { $waiting } write
   *[other] { $waiting } writes
} left behind: { $error }
store-notice = ⚠️ { $what }
store-tidied = 🧹 Old things forgotten: { $nodes ->
    [one] { $nodes } node
   *[other] { $nodes } nodes
}, { $texts ->
    [one] { $texts } text
   *[other] { $texts } texts
}; the database is { $kilobytes } kB shorter
store-not-tidied = Old things could not be forgotten today: { $error }
state-dir-tightened = ⚠️ The state directory { $path } was writable by others (mode { $mode }): now it is for its owner alone (0700).

# What was done with the file.
store-moved-aside = The database { $path } was damaged: it is kept as { $aside }, and a new one was begun. To save what is in it: sqlite3 { $aside } .recover. Keys can be imported again from a backup.
store-migrated = The database { $path } was migrated from schema { $found } to { $known }; a copy is kept as { $backup }.
store-not-yet = { $error } Until then nothing is written down: the bot goes on from memory.

# What its errors say.
store-error-locked = The database { $path } is locked by another program. Close that program (a backup, an sqlite3 shell).
store-error-full = The database { $path } can't grow: the disk is full. Free some space.
store-error-read-only = The database { $path } can't be written: it is read-only for this user. Check its owner, its mode and the mount.
store-error-unreachable = The database { $path } can't be opened. Check that its directory exists and belongs to this user.
store-error-io = The database { $path } can't be written or read: the disk reports an error. ({ $detail }) Check the disk (its space, dmesg, the SD card).
store-error-damaged = The database { $path } is damaged. Restart steadymesh: it moves the file aside and begins a new one.
store-error-damaged-left = The database { $path } is damaged; it was left as it is. To save what is in it: sqlite3 { $path } .recover. Or put a copy back in its place; `steadymesh run` would move it aside and begin a new one.
store-error-other = The database { $path } refused an operation. ({ $detail })
store-error-beside = { $notice } { $error }
store-error-hanging = The database does not answer: the disk hangs. Look at it (dmesg, the SD card, a network drive that is gone).
store-error-silent = The database did not answer within { $timeout_s } s. Look at the disk.
store-error-closed = The store is closed.
store-error-questions = The store does not answer: too many questions wait. Look at the disk.
store-error-overfull = The store can't take more { $kind }: { $waiting } of { $limit } wait to be written. Look for a store-failing line: the disk may be full or the database locked.
store-error-foreign = The database { $path } can't be used: it is the database of another program. Move it away, or choose another --state-dir.
store-error-later = The database { $path } was written by a later version of steadymesh (schema { $found }, known { $known }). Install that version again, or choose another --state-dir; nothing was changed.
store-error-migration-slow = The migration of { $path } took longer than { $timeout_s } s and was stopped. Nothing was changed; a copy is { $backup }. Try again, and look at the disk's speed.
store-error-migration-failed = The migration of { $path } from schema { $found } to { $known } failed: { $detail } Nothing was changed; a copy is { $backup }. Install the version before, or report this.

# The state directory.
state-dir-open = The state directory { $path } can be written by others (mode { $mode }). Name a directory of its own with --state-dir; or, if nobody else uses it: chmod go-w { $path }
state-file-odd = { $path } is a link, a directory or no file at all; it was not touched. Move it away, or choose another --state-dir.
state-file-foreign = { $path } belongs to another user; it was not touched. Run this as that user, or choose another --state-dir.

import-database-damaged = { $file } is damaged ({ $why }); nothing was imported. Save what is in it with: sqlite3 { $name } .recover, or import node_names.json.

# What plug-ins can't keep. For their authors.
drawer-no-name = That is no plug-in's name: nothing can be kept for it. A name is 1 to { $most } bytes of text in one line.
drawer-bad-key = { $plugin } can't keep anything under that key. A key is 1 to { $most } bytes of text in one line, without control characters.
drawer-no-json = What { $plugin } wants to keep can't be written as JSON. Keep None, bool, int, finite float, str, list and dict with str keys, { $depth } deep at most.
drawer-value-long = What { $plugin } wants to keep is too long: as JSON, one value takes { $most } bytes at most. Cut it in parts, each under a key of its own.
drawer-many-keys = The drawer of { $plugin } is full: it holds { $count } keys. Delete those that are not needed any more.
drawer-full = The drawer of { $plugin } is full: { $most } bytes are the most, and it holds { $size }. Delete what is not needed any more.
