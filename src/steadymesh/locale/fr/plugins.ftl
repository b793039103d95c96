### Nos propres commandes : un message chacune, avec de la place pour des noms de 24 octets.

help-list =
    Commandes : { $commands }
    Détail : { $prefix }help ping
help-one =
    { $what }
    À écrire : { $ways }
help-help = La liste des commandes ; avec un nom, ce que fait celle-là.
help-ping = Comment je vous reçois : signal, sauts, et par où votre message est arrivé.
help-nodes = Combien de nœuds je connais, et qui j'ai entendu en dernier.
help-keys = Combien de clés publiques je connais, et si j'ai la vôtre.
help-status = Où en est mon lien avec la radio, et depuis quand.

ping-pong = 🏓 Pong, { $name } !
ping-way-direct = Reçu en direct
ping-way-relayed = { $hops ->
    [one] Relayé, { $hops } saut
   *[other] Relayé, { $hops } sauts
} ; le dernier :
ping-way-mqtt = Arrivé par MQTT, pas seulement par radio
ping-way-unknown = Votre nœud n'indique pas les sauts
ping-snr = SNR { $snr_db } dB
ping-rssi = RSSI { $rssi_dbm } dBm
ping-how-channel = Sur le canal { $channel }
ping-how-direct = Message direct sans votre clé publique
ping-how-pki = Message direct avec votre clé { $fingerprint }

nodes-none = Je ne connais encore aucun autre nœud.
nodes-known = { $known ->
    [one] { $known } nœud connu
   *[other] { $known } nœuds connus
} ; entendus depuis 1 h : { $hour }, depuis 24 h : { $day }
nodes-latest = Derniers : { $names }

keys-known = { $known ->
    [one] 🔑 { $known } clé connue
   *[other] 🔑 { $known } clés connues
}, { $held } dans ma radio
keys-yours-proved = La vôtre : { $fingerprint }, prouvée par ce message
keys-yours-known = La vôtre : { $fingerprint } ; ce message ne la prouve pas
keys-yours-new = La vôtre : { $fingerprint }, nouvelle pour moi
keys-yours-differ = ⚠️ Votre message porte la clé { $shown }, je vous connais avec { $fingerprint }. Si vous en avez changé, prévenez l'opérateur.
keys-yours-unknown = Je n'ai pas la vôtre. Faites envoyer ses infos (NodeInfo) à votre nœud.

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
status-link-connecting = Connexion en cours
status-link-handshake = Démarrage du lien
status-link-ready = Lien établi
status-link-yielded = Lien laissé à un autre client
status-link-released = Lien libéré par l'opérateur
status-link-closing = Fermeture du lien
status-link-stopped = Lien arrêté
