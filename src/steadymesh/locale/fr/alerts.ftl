# Pour qui veille sur le bot, et pour le gestionnaire de services.
link-away = 🔴 Radio absente depuis { $duration } ({ $reason ->
        [never-ready] pas encore jointe
        [resolve] nom introuvable
        [connect] pas de connexion
        [handshake] configuration incomplète
        [closed] l'autre côté a fermé
        [reset] coupure nette
        [probe] elle ne répond plus
        [defect] défaut de steadymesh
       *[other] { $reason }
    }). Vérifier le nœud, le réseau, la fréquence des reconnexions, et si un autre client occupe le nœud.
link-back = 🟢 Radio de retour après { $duration } d'absence
service-manager-deaf = ⚠️ Le gestionnaire de services ne prend pas de messages : { $error }
