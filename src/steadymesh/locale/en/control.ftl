# The running process's door for its own command line.
control-client-dropped = A client of the control socket was dropped: { $reason }
control-request-failed = ❌ The request { $op } met a defect: { $error }
control-request-late = ⚠️ The request { $op } had no answer within { $timeout_s } s
