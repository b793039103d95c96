# The house as a whole: its log, its loop.
log-dropped = ⚠️ { $count } log lines were lost: nobody read them in time
foreign-log = { $logger }: { $message }
thread-failed = ❌ The thread { $thread } ended by a defect: { $error }
loop-lagging = ⚠️ The event loop is late by { $lag_s } s: the machine is busy, or a plug-in blocks
loop-steady = ✅ The event loop is on time again (it was late by up to { $lag_s } s)
