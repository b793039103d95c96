# Le tableau des pannes, pour les personnes.
drill-column-fault = panne
drill-column-noticed = remarquée en
drill-column-ready = de nouveau prêt
drill-column-answered = réponses (pendant)
drill-column-left = restes
drill-column-stopped = arrêt en
drill-stays = – (tient)
drill-nothing-left = aucun
drill-at-once = aussitôt
drill-seconds = { NUMBER($seconds, minimumFractionDigits: 1, maximumFractionDigits: 1) } s
drill-passed = { $passed } sur { $total } réussies en { $seconds } s.
