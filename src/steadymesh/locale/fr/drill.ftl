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

# Le tableau des clés.
drill-keys-column-cause = cause
drill-keys-seconds = { $seconds } s
drill-keys-minutes = { $minutes } min
drill-keys-unheard = jamais reçu
drill-keys-unreadable = illisible
drill-keys-open = silence
drill-keys-legend = ✓ lu par la personne, chiffré, après ce temps ; +1 : une écriture dans la mémoire flash de notre radio. Sinon la raison, que /why explique. jamais reçu : ce qu'elle a écrit n'est pas arrivé jusqu'ici. illisible : c'est arrivé, et personne n'en a la clé.
