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
        [reset] coupure nette
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
        [reset] coupure nette
        [probe] la radio ne répond plus
        [defect] défaut de steadymesh
       *[other] { $reason }
    }) : { $detail } Les suivantes ne sont plus affichées, elles continuent sans fin.
link-unstable = ⚠️ Liaison instable : { $losses } pertes en { $minutes } min. À vérifier : la stabilité du nœud (alimentation, redémarrages), le réseau (Wi-Fi, signal), la fréquence des reconnexions, un autre client TCP sur ce nœud (téléphone, autre bot). Pour un nœud fragile : link.preset = "gentle".
link-cut-short = ⚠️ Le nœud a accepté puis refermé { $times } connexions de suite avant la fin de sa configuration : un autre client TCP reprend peut-être la place (téléphone, autre bot), ou le nœud redémarre sans cesse (alimentation).
link-contended = 🤝 Un autre client prend la place sur ce nœud, sans doute le téléphone du propriétaire ou un autre bot : le nœud n'accepte qu'un client TCP. Nous la lui laissons { $yield_min } min. Pour la reprendre tout de suite : steadymesh link take
link-released = 🤝 Place libérée pour { $duration }. Pour la reprendre : steadymesh link take
link-reconnect-asked = 🔌 Lien à refaire, à la demande
link-taken = 🔌 Attente terminée à la demande, connexion immédiate
link-rebooted = 🔁 { $what ->
        [number] La radio porte un autre numéro : { $before } est devenu { $after }
        [uptime] La radio a redémarré : en marche depuis { $after }s, { $before }s auparavant
       *[other] La radio a redémarré ({ $before } → { $after } démarrages)
    }
link-proxy-suspected = ⚠️ Quelque chose répond à la place de la radio ({ $what }) : sans doute un proxy, par exemple un nœud virtuel. Connectez steadymesh directement au nœud.
link-address-remembered = ⚠️ { $host } ne se résout pas, dernière bonne adresse utilisée : { $address }. { $detail }

## Le secours

link-rescue-started = 🛟 Radio absente depuis { $duration }, commande de secours lancée : { $command }
link-rescue-done = ✅ Commande de secours terminée : { $command }
link-rescue-failed = ❌ Échec de la commande de secours { $command } : { $detail }. Vérifiez link.rescue_command.

## Ce qui n'a pas marché, et quoi faire : la suite des lignes ci-dessus

link-error-refused = { $where } a refusé la connexion. La machine est là : l'API réseau de la radio est-elle activée, et est-ce bien son port ?
link-error-not-there = { $where } n'est pas là. La radio est-elle allumée, et est-ce bien son adresse ?
link-error-no-way = { $where } est dans un réseau que cette machine ne peut pas joindre. Vérifiez le réseau de cette machine.
link-error-unreachable = { $where } est injoignable : { $why }.
link-error-unanswered = { $where } n'a pas répondu en { $seconds } s. La radio est-elle allumée, et est-ce bien son adresse ?
link-error-reset = { $where } a coupé la connexion net.
link-error-broken = La connexion à { $where } s'est rompue : { $why }.
link-error-lookup-stuck = La recherche de { $host } est toujours bloquée. Donnez l'adresse IP de la radio.
link-error-lookup-late = La recherche de { $host } a pris plus de { $timeout_s } s. Donnez l'adresse IP de la radio.
link-error-no-address = { $host } n'a pas d'adresse : { $why }. Vérifiez le nom, ou donnez l'adresse IP de la radio.
link-error-zone = { $host } ne peut pas servir d'adresse ici. Vérifiez la zone après le %.
link-error-release = La place ne peut pas être libérée pour { $seconds } s. Écrivez par exemple 10m.

link-why-timed-out = rien n'est revenu à temps
link-why-not-there = il n'y a plus personne à cette adresse
link-why-no-way = cette machine n'a plus de chemin pour y aller
link-why-network-down = le réseau de cette machine est coupé
link-why-machine-down = cette machine-là est arrêtée
link-why-no-file = ce fichier n'existe pas
link-why-not-allowed = il n'est pas permis de la lancer
link-why-unknown-name = personne ne connaît ce nom
link-why-no-name-server = aucun serveur de noms ne répond
link-why-late = toujours en cours après { $timeout_s } s
link-why-exit-code = code de sortie { $code }

## Nos propres défauts

link-defect = ❌ Défaut de steadymesh dans la liaison ({ $kind } : { $detail }). Elle continue ; merci de le signaler avec le journal en DEBUG.
link-hook-defect = ❌ Défaut de steadymesh au moment où la radio est prête ({ $kind } : { $detail }). La liaison n'en souffre pas ; merci de le signaler.
link-traceback = Trace de { $kind } :

## How we are

health-ready = Le lien est PRÊT ; la radio a répondu il y a { $answered } s.
health-never = Il n'y a pas encore eu de lien avec la radio.
health-away = Le lien avec la radio est perdu ({ $reason }).
health-given-away = La seule place sur la radio a été laissée à quelqu'un d'autre.
health-silent = Le lien semble tenir, mais la radio n'a rien répondu depuis { $answered } s (plus de { $limit } s).
health-untold = Le steadymesh en cours ne dit pas comment il va. Est-il d'une version plus ancienne ? Redémarrez-le.
