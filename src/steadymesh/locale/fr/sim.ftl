# La porte de la radio simulée
sim-listening = 📡 La radio simulée écoute sur { $host }:{ $port }
sim-client-connected = 📡 Radio simulée : client { $number } connecté depuis { $peer }
sim-client-evicted = 📡 Radio simulée : le client { $number } doit céder la place à un autre
sim-client-left = 📡 Radio simulée : le client { $number } est parti ({ $why ->
        [goodbye] il a dit au revoir
        [left] il a fermé
        [reset] il a coupé net
        [idle] il se taisait depuis trop longtemps
        [reboot] la radio redémarre
        [recorded] la radio ferme ici, comme dans l'enregistrement
        [cut] coupé par une panne
       *[other] { $why }
    })
sim-radio-rebooted = 📡 Radio simulée : redémarrage, de retour dans { $down_s } s
sim-fault-begun = 💥 Radio simulée : la panne « { $fault } » commence
sim-fault-ended = 🩹 Radio simulée : la panne « { $fault } » est finie
