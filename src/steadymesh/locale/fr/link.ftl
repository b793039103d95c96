### La liaison avec la radio. Les identifiants sont ceux du journal et ne changent jamais.

## La vie d'une liaison

link-connecting = 🔌 Connexion à { $address }...
link-reconnecting = 🔄 Reconnexion TCP #{ $number } à { $address }...
link-closing-old = 🔄 Fermeture ancienne interface TCP...
link-closed = ✅ Ancienne interface TCP fermée
link-waiting = ⏳ Attente nettoyage ({ $delay_s }s) - tentative { $attempt }...
link-opening = 🔧 Création nouvelle interface TCP...
link-settling = ⏳ Stabilisation nouvelle interface ({ $settle_s }s)...
link-connected = ✅ Socket connecté à ('{ $host }', { $port })
link-ready = 📡 Radio prête en { $seconds }s : nœuds { $nodes }, clés publiques { $keys }, micrologiciel { $firmware } (liaison n° { $generation })
link-reconnected = ✅ Reconnexion TCP réussie (background)
link-stopped = 👋 Liaison avec la radio fermée

## Ce qui l'interrompt

link-lost = ⚠️ Liaison perdue après { $ready_s }s ({ $reason ->
        [closed] l'autre côté a fermé
        [probe] la radio ne répond plus
        [handshake] configuration incomplète
        [defect] défaut de steadymesh
       *[other] { $reason }
    }) : { $detail }
link-attempt-failed = ⚠️ Échec de la tentative { $attempt } ({ $reason ->
        [resolve] nom introuvable
        [connect] pas de connexion
        [handshake] configuration incomplète
        [closed] l'autre côté a fermé : redémarrage, ou un autre client
        [probe] la radio ne répond plus
        [defect] défaut de steadymesh
       *[other] { $reason }
    }) : { $detail } Les suivantes ne sont plus affichées, elles continuent sans fin.
link-unstable = ⚠️ Liaison instable : { $losses } pertes en { $minutes } min. À vérifier : la stabilité du nœud (alimentation, redémarrages), le réseau (Wi-Fi, signal), la fréquence des reconnexions, un autre client TCP sur ce nœud (téléphone, autre bot). Pour un nœud fragile : link.preset = "gentle".
link-cut-short = ⚠️ Le nœud a accepté puis refermé { $times } connexions de suite avant la fin de sa configuration : un autre client TCP reprend peut-être la place (téléphone, autre bot), ou le nœud redémarre sans cesse (alimentation).
link-contended = 🤝 Un autre client prend la place sur ce nœud, sans doute le téléphone du propriétaire ou un autre bot : le nœud n'accepte qu'un client TCP. Nous la lui laissons { $yield_min } min. Pour la reprendre tout de suite : steadymesh link take
link-released = 🤝 Place libérée pour { $seconds }s. Pour la reprendre : steadymesh link take
link-taken = 🔌 Attente terminée à la demande, connexion immédiate
link-rebooted = 🔁 { $what ->
        [number] La radio porte un autre numéro : { $before } est devenu { $after }
        [uptime] La radio a redémarré : en marche depuis { $after }s, { $before }s auparavant
       *[other] La radio a redémarré ({ $before } → { $after } démarrages)
    }
link-proxy-suspected = ⚠️ Quelque chose répond à la place de la radio ({ $what }) : sans doute un proxy, par exemple un nœud virtuel. Connectez steadymesh directement au nœud.
link-address-remembered = ⚠️ { $host } ne se résout pas, dernière bonne adresse utilisée : { $address } ({ $detail })

## Le secours

link-rescue-started = 🛟 Radio absente depuis { $after_s }s, commande de secours lancée : { $command }
link-rescue-done = ✅ Commande de secours terminée : { $command }
link-rescue-failed = ❌ Échec de la commande de secours { $command } : { $detail }. Vérifiez link.rescue_command.

## Nos propres défauts

link-defect = ❌ Défaut de steadymesh dans la liaison ({ $kind } : { $detail }). Elle continue ; merci de le signaler avec le journal en DEBUG.
link-hook-defect = ❌ Défaut de steadymesh au moment où la radio est prête ({ $kind } : { $detail }). La liaison n'en souffre pas ; merci de le signaler.
link-traceback = Trace de { $kind } :
