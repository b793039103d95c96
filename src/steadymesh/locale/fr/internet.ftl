### Internet : ce qui en est récupéré, et pourquoi quelque chose ne l'est pas. Les identifiants ne changent jamais.

internet-fetched = 🌍 { $host } a répondu { $status } avec { $size_bytes } octets en { $seconds } s
internet-not-fetched = 🌍 Rien n'a été récupéré après { $seconds } s : { $detail }

## Pourquoi rien n'a été récupéré

internet-error-off = Rien n'est récupéré : internet.enabled est désactivé. Écrivez internet.enabled = true.
internet-error-closing = Plus rien n'est récupéré : steadymesh s'arrête.
internet-error-not-loaded = Le client HTTP n'était pas prêt en { $timeout_s } s. Vérifiez le disque.
internet-error-no-certificates = Les certificats auxquels ce système fait confiance sont illisibles : { $why }.
internet-error-no-url = Ce qui devait être récupéré n'a pas d'adresse utilisable. Elle commence par https:// ou http:// et un hôte.
internet-error-scheme = { $host } n'est interrogé qu'en https et en http.
internet-error-user = L'adresse de { $host } contient un nom d'utilisateur ou un mot de passe. Envoyez-le dans un en-tête.
internet-error-private = { $host } se trouve dans un réseau privé. Pour l'autoriser quand même, ajoutez "{ $place }" à internet.allow.
internet-error-busy = { $host } n'a pas pu être interrogé en { $timeout_s } s : trop d'autres requêtes sont en cours.
internet-error-unanswered = { $host } n'a pas répondu en { $timeout_s } s.
internet-error-lookups = { $host } n'est pas recherché : { $count } autres noms attendent encore une réponse. Vérifiez le serveur de noms de cette machine.
internet-error-no-address = { $host } n'a pas d'adresse : { $why }.
internet-error-unreachable = { $host } n'est pas joignable : { $why }.
internet-error-untrusted = { $host } n'est pas digne de confiance : { $why }.
internet-error-no-tls = { $host } ne parle pas TLS comme il le faut ({ $why }).
internet-error-broken = { $host } a mis fin à la connexion avant la fin de sa réponse.
internet-error-garbled = { $host } a envoyé quelque chose d'incompréhensible.
internet-error-too-large = { $host } envoie plus de { $limit_kb } ko. S'il en faut autant, augmentez internet.limit.
internet-error-status = { $host } a répondu avec le code { $status }.
internet-error-redirects = { $host } redirige encore une fois, après { $most } redirections.
internet-error-downgrade = { $host } redirige de https vers http, ce qui n'est pas suivi.
internet-error-body-elsewhere = { $host } redirige vers un autre hôte ce qui lui a été envoyé, ce qui n'est pas suivi.
internet-error-unsendable = Ce qui devait être envoyé à { $host } n'est pas un en-tête correct, ou ne s'écrit pas en JSON.
internet-error-no-json = { $host } n'a pas répondu en JSON.

internet-why-refused = il a refusé la connexion
internet-why-not-there = il n'y a personne à cette adresse
internet-why-no-way = cette machine n'a aucun chemin jusque-là
internet-why-timed-out = rien n'est revenu à temps
internet-why-unknown-name = personne ne connaît ce nom
internet-why-no-name-server = aucun serveur de noms ne répond

## Réglages

internet-no-place = « { $text } » n'est pas un hôte. Écrivez localhost:11434, 192.168.1.20 ou [::1]:8080.
