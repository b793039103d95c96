# La maison dans son ensemble : son journal, sa boucle.
log-dropped = ⚠️ { $count } lignes de journal perdues : personne ne les lisait à temps
foreign-log = { $logger } : { $message }
thread-failed = ❌ Le fil { $thread } s'est arrêté sur un défaut : { $error }
loop-lagging = ⚠️ Boucle d'événements en retard de { $lag_s } s : machine chargée, ou un plug-in qui bloque
loop-steady = ✅ Boucle d'événements de nouveau à l'heure (retard maximal { $lag_s } s)
