### Nos propres commandes : un message chacune, avec de la place pour des noms de 24 octets.

help-list =
    Commandes : { $commands }
    Détail : { $prefix }help ping
help-one =
    { $what }
    Écrire : { $ways }
help-near = Cette commande n'existe pas. Vouliez-vous dire { $prefix }{ $command } ?
help-unknown = Cette commande n'existe pas. { $prefix }help donne la liste.
help-help = La liste des commandes ; avec un nom, ce que fait celle-là.
help-ping = Comment je vous reçois : signal, sauts, et par où le message est venu.
help-nodes = Combien de nœuds je connais, et qui j'ai entendu en dernier.
help-keys = Combien de clés publiques je connais, et si j'ai la vôtre.
help-status = Où en est mon lien avec la radio, et depuis quand.

ping-pong = 🏓 Pong, { $name } !
ping-way-direct = Reçu en direct
ping-way-relayed = { $hops ->
    [one] Relayé, { $hops } saut
   *[other] Relayé, { $hops } sauts
} ; le dernier :
ping-way-mqtt = Venu par MQTT, pas seulement par radio
ping-way-unknown = Votre nœud ne dit pas les sauts
ping-snr = SNR { $snr_db } dB
ping-rssi = RSSI { $rssi_dbm } dBm
ping-how-channel = Sur le canal { $channel }
ping-how-direct = Message direct sans votre clé publique
ping-how-pki = Message direct avec votre clé { $fingerprint }

nodes-none = Je ne connais encore aucun autre nœud.
nodes-known = { $known ->
    [one] { $known } nœud connu
   *[other] { $known } nœuds connus
} ; entendus en 1 h : { $hour }, en 24 h : { $day }
nodes-latest = Derniers : { $names }

keys-known = { $known ->
    [one] 🔑 { $known } clé connue
   *[other] 🔑 { $known } clés connues
}, { $held } dans ma radio
keys-yours-proved = La vôtre : { $fingerprint }, prouvée par ce message
keys-yours-known = La vôtre : { $fingerprint } ; ce message ne la prouve pas
keys-yours-new = La vôtre : { $fingerprint }, nouvelle pour moi
keys-yours-differ = ⚠️ Votre message est venu avec la clé { $shown }, je vous connais par { $fingerprint }. Prévenez l'opérateur si vous l'avez changée.
keys-yours-unknown = Je n'ai pas la vôtre. Faites envoyer à votre nœud ses informations.

status-all =
    📡 { $state } depuis { $duration }, { $reconnections ->
        [one] { $reconnections } reconnexion
       *[other] { $reconnections } reconnexions
    } aujourd'hui
    🔑 { $known ->
        [one] { $known } clé connue
       *[other] { $known } clés connues
    }, { $held } dans ma radio
    ⏱ En marche depuis { $uptime }
status-link-waiting = Lien coupé
status-link-connecting = Lien en connexion
status-link-handshake = Lien en démarrage
status-link-ready = Lien établi
status-link-yielded = Lien laissé à un autre client
status-link-released = Lien libéré par l'opérateur
status-link-closing = Lien en fermeture
status-link-stopped = Lien arrêté
