# The running process's door for its own command line.
control-client-dropped = A client of the control socket was dropped: { $reason }
control-request-failed = ❌ The request { $op } met a defect: { $error }
control-request-late = ⚠️ The request { $op } had no answer within { $timeout_s } s
control-back = ✅ The control socket is there again: commands such as `steadymesh status` reach this process

# What it says when it can't be asked.
control-in-the-way = The control socket can't be made: { $path } is there already, and is no socket. Move it away, or choose another --state-dir.
control-not-made = The control socket { $path } can't be made: { $reason }. Look at the disk, its space and the directory's mode, or choose another --state-dir.
control-too-many = { $limit } others are asking already. Try again in a moment, or end some of them; one that asks nothing is dropped after { $idle_s } s.
control-request-stale = ⚠️ A request of the command line ({ $op }) came too late to be done: nobody waits for it any more.
