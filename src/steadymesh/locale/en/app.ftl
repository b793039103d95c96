# The house as a whole: its beginning and its end, its log, its loop.
started = 🚀 Steadymesh { $version } started (process { $pid }, state in { $state_dir })
stopped = 👋 Steadymesh stopped as asked
nodes-not-loaded = ⚠️ The nodes kept on disk could not be read: { $error } The radio will tell them again.
house-failed = ❌ A defect ended the bot: { $error }. It starts again in { $pause_s } s; please report this line.
house-failed-traceback = Where the defect lies
control-unavailable = ⚠️ Commands such as `steadymesh status` can't reach this process: { $error } The mesh is served all the same.
log-dropped = ⚠️ { $count } log lines were lost: nobody read them in time
foreign-log = { $logger }: { $message }
thread-failed = ❌ The thread { $thread } ended by a defect: { $error }
loop-lagging = ⚠️ The event loop is late by { $lag_s } s: the machine is busy, or a plug-in blocks
loop-steady = ✅ The event loop is on time again (it was late by up to { $lag_s } s)

# Shown by `systemctl status`, by the state of the link.
service-waiting = Waiting before the next attempt to reach the radio
service-connecting = Connecting to the radio
service-handshake = Connected, reading the radio's configuration
service-ready = Ready
service-yielded = Another client uses the radio; leaving it the place for a while
service-released = The radio is given away on purpose
service-closing = Saying goodbye to the radio
service-stopped = Stopped

# What a command says that works on the disk.
offline-keys-unreadable = The key book can't be read; nothing was changed. Look at the disk.
offline-keys-unwritten = The keys could not be written down; nothing was changed. Look at the disk.
trace-to-nobody = { $node } is nobody's node number. Give a number within 1 and 4294967294.
trace-to-ourselves = { $node } is our own radio: there is no way to it. Name another node.

stacks = 🔎 { $why ->
    [stalled] The loop stands still
   *[other] As asked by SIGUSR1
}: where { $tasks } tasks and { $threads } threads stand:
stack-of-thread = Thread { $name }: { $where }
stack-of-task = Task { $name }: { $where }
