# The fault table as people read it.
drill-column-fault = fault
drill-column-noticed = noticed after
drill-column-ready = READY again
drill-column-answered = answered (meanwhile)
drill-column-left = left over
drill-column-stopped = stopped in
drill-stays = – (stays)
drill-nothing-left = nothing
drill-at-once = at once
drill-seconds = { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } s
drill-passed = { $passed } of { $total } passed in { $seconds } s.

# The key table.
drill-keys-column-cause = cause
drill-keys-seconds = { $seconds } s
drill-keys-minutes = { $minutes } min
drill-keys-unheard = unheard
drill-keys-unreadable = unreadable
drill-keys-open = silence
drill-keys-legend = ✓ read by the person, encrypted, after so long; +1: one write of our radio's flash for it. Else the reason that /why explains. unheard: what they wrote never came to us. unreadable: it came, and nobody has its key.
