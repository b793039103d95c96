# Pour qui veille sur le bot, et pour le gestionnaire de services.
link-away = 🔴 Radio absente depuis { $away_s } s ({ $reason }). Vérifier le nœud, le réseau, la fréquence des reconnexions, et si un autre client occupe le nœud.
link-back = 🟢 Radio de retour après { $away_s } s d'absence
service-manager-deaf = ⚠️ Le gestionnaire de services ne prend pas de messages : { $error }
service-status-waiting = En attente avant la prochaine tentative vers { $target }
service-status-connecting = Connexion à { $target }
service-status-handshake = Connecté à { $target }, lecture de sa configuration
service-status-ready = Prêt sur { $target }, { $nodes } nœuds connus
service-status-yielded = Un autre client occupe { $target } ; la place lui est laissée un moment
service-status-released = { $target } est cédé volontairement
service-status-closing = Départ de { $target }
service-status-stopped = Arrêté
