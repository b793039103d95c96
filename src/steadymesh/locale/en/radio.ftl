### `reconnect`, `release` and `reboot-node`: the link and the radio, from afar.

help-reconnect = I end my link to the radio and make it anew.
help-release = I leave the radio's only place to somebody else, for a while (10 min unless you say so).
help-reboot-node = I have my radio restart; write it twice within a minute.
admin-reconnects = 🔌 { $by } has the link made anew, behind the answer
admin-releases = 🤝 { $by } has the radio left to somebody else for { $duration }, behind the answer
admin-reboots = ♻️ { $by } has the radio restart, behind the answer
radio-restart-ordered = ♻️ The radio was ordered to restart, as { $by } wished
radio-not-restarted = ⚠️ The radio did not take the order to restart that { $by } wished (error { $error })
radio-restart-untold = ⚠️ { $to } could not be told that the radio did not restart: { $error }

reconnect-done = 🔌 After this message I make the link to my radio anew; that takes some seconds.
release-done = 🤝 After this message I leave my radio to somebody else, for { $duration }. Until then nobody reaches me.
release-out-of-bounds = Write a time up to { $most }, such as 10m or 2h.
reboot-again = ♻️ My radio would restart, and nobody reach me for a minute. If you mean it, write { $prefix }reboot-node again within { $seconds } s.
reboot-done = ♻️ After this message my radio restarts; that takes about a minute.
reboot-failed = ⚠️ My radio did not take the order to restart.
