# Une phrase par réglage : ce qu'il fait, et quand le changer.
setting-language = Langue du journal, des réponses et des tableaux ; par défaut celle de votre système.
setting-state-dir = Répertoire de tout ce qui est conservé : base de données, verrou, socket de contrôle.
setting-link-node = Où se trouve la radio ; `run --node` la désigne aussi.
setting-link-preset = `gentle` ménage un nœud fragile : 15 s avant une nouvelle connexion, 3 s de stabilisation, 15 s avant la synchronisation des clés.
setting-link-connect-timeout = Attente maximale pour résoudre le nom, puis pour ouvrir la connexion.
setting-link-first-frame-timeout = Attente maximale de la première réponse après la demande de configuration.
setting-link-stall-timeout = Plus long silence admis pendant l'envoi de la configuration ; une radio saine fait des pauses de 10 s.
setting-link-heartbeat-interval = Silence de la radio au bout duquel elle est sondée.
setting-link-heartbeat-timeout = Attente maximale de la réponse à une sonde ; deux de suite sans réponse mettent fin au lien.
setting-link-queue-status-timeout = Attente maximale avant que la radio confirme avoir pris un paquet.
setting-link-room-timeout = Attente maximale d'une place dans la file d'émission de la radio.
setting-link-stable-after = Prêt depuis cette durée, le lien est stable : les attentes repartent de la première.
setting-link-backoff-first = Première pause après la tentative immédiate de reconnexion ; chaque suivante est plus longue.
setting-link-backoff-max = Plus longue pause entre deux tentatives ; elles ne s'arrêtent jamais.
setting-link-reconnect-delay = Pause avant chaque nouvelle connexion, pour un nœud qui a besoin de temps après une coupure (l'ancien TCP_INTERFACE_CLEANUP_DELAY).
setting-link-settle = Pause entre la connexion et la première demande (l'ancien TCP_INTERFACE_STABILIZATION_DELAY).
setting-link-yields = Durée pendant laquelle on laisse tranquille un autre client qui reprend sans cesse la seule place de la radio : première, deuxième, puis chaque fois suivante.
setting-link-nodelay = Envoyer les petits paquets sans attendre (TCP_NODELAY).
setting-link-keepalive = Laisser aussi le système d'exploitation sonder une connexion silencieuse.
setting-link-keepalive-idle = Silence au bout duquel le système d'exploitation sonde.
setting-link-keepalive-interval = Pause entre deux sondes du système d'exploitation.
setting-link-keepalive-count = Nombre de sondes sans réponse après lequel le système d'exploitation coupe la connexion.
setting-link-user-timeout = Durée pendant laquelle des octets envoyés peuvent rester sans accusé avant que le système coupe la connexion ; 0 laisse le choix au système.
setting-link-rescue-command = Commande lancée, sans shell, quand la radio reste absente : une prise commandée qui la redémarre, par exemple.
setting-link-rescue-after = Durée d'absence de la radio avant de lancer la commande de secours.
setting-link-rescue-interval = Délai minimal entre deux secours.
setting-radio-text-gap = Délai minimal entre deux textes ; le firmware jette le second de deux envoyés en moins de 2 s.
setting-keys-sync-delay = Délai entre le lien prêt et la synchronisation des clés : 10 s au moins sur un ESP32, 20 à 30 s pour un nœud lent, 0 sur un nœud Linux.
setting-keys-sync-interval = Délai entre deux synchronisations périodiques des clés ; 0 les désactive.
setting-keys-push = Les clés de qui sont écrites dans la radio, qui en a besoin pour chiffrer : `needed` celles des personnes dont on attend un message ou à qui un message est destiné, `all` autant qu'elle peut en tenir, `off` aucune.
setting-keys-on-change = Ce qui advient d'une clé changée : `cautious` la retient si l'ancienne est vérifiée, d'un administrateur, d'un favori ou en usage, et l'accepte ailleurs avec un avertissement ; `accept` les prend toutes ; `hold` aucune avant `steadymesh keys accept`.
setting-keys-push-on-router = Écrire les clés aussi dans une radio de rôle ROUTER, ROUTER_LATE ou CLIENT_BASE : chacune y devient un favori, et les favoris changent sa façon de relayer.
setting-keys-table-size = Combien de nœuds tient la table de la radio ; 0 : ce que son matériel tient au moins, pour autant qu'on sache.
setting-bot-prefix = Ce par quoi commence une commande.
setting-bot-channels = Canaux où les commandes reçoivent aussi une réponse, par numéro ou par nom ; les messages directs en reçoivent toujours.
setting-bot-max-age = Une question plus ancienne reste sans réponse.
setting-bot-commands-per-minute = Nombre de commandes par minute qui reçoivent une réponse, pour chaque personne, à la longue.
setting-bot-commands-at-once = Nombre de commandes de suite qui reçoivent une réponse, pour chaque personne, avant que compte la limite par minute.
setting-bot-admins = Clés publiques des administrateurs : seul un message direct sous l'une d'elles peut appeler leurs commandes.
setting-alerts-link-after = Durée d'absence de la radio avant l'alerte ; 0 la désactive.
setting-log-format = `text` pour les personnes, `json` pour les programmes : un objet par ligne.
setting-log-level = Ce qui est écrit : `debug` montre chaque étape et les traces d'erreur.

## Listes de clés : ce qui est admis, ce qui ne va pas

accepts-public-keys = une liste de clés publiques, chacune en base64, base64 pour URL ou hexadécimal, ou en lien de contact
refused-entry = élément { $number }, « { $text } » : { $why }
