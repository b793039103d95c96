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
