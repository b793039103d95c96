# The store.
store-failing = ⚠️ { $what } { $remedy } What must not be lost is kept in memory and written as soon as that works again.
store-recovered = ✅ The database is written again (after { $seconds } s); nothing was lost.
store-read-failed = A question to the database failed: { $what }
store-value-refused = ❌ One of the { $kind } can't be written to the database and was left out: { $what } Please report this.
store-close-failed = The database's connection could not be closed cleanly.
store-left-behind = ⚠️ The store was not finished after { $timeout_s } s: { $waiting } writes are left behind.
store-notice = ⚠️ { $what }
