# Pour qui veille sur le bot, et pour le gestionnaire de services.
link-away = 🔴 Radio absente depuis { $away_s } s ({ $reason }). Vérifier le nœud, le réseau, la fréquence des reconnexions, et si un autre client occupe le nœud.
link-back = 🟢 Radio de retour après { $away_s } s d'absence
service-manager-deaf = ⚠️ Le gestionnaire de services ne prend pas de messages : { $error }
