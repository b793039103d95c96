### `stats` : qui et quoi occupe le canal.

help-stats = Qui et quoi occupe le canal depuis 24 heures : paquets, nœuds les plus actifs, types, canal, sauts, heures.
words-stats = statistiques
words-stats-top = palmarès palmares
words-stats-channel = canal
words-stats-hops = sauts saut
words-stats-hour = heure heures

stats-nothing = Rien n'a encore été entendu.
stats-heard = 📊 { $hours } h : { $packets ->
    [one] { $packets } paquet
   *[other] { $packets } paquets
} de { $nodes ->
    [one] { $nodes } nœud
   *[other] { $nodes } nœuds
}
stats-more = { $prefix }statistiques palmarès|types|canal|sauts|heure
stats-use = Canal occupé à { $percent } %
stats-most = En tête : { $name }, { $packets }
stats-top = Les plus actifs sur { $hours } h, { $packets } paquets en tout :
stats-top-one = { $name } { $packets } ({ $percent } %)
stats-types = Types de paquets sur { $hours } h, { $packets } en tout :
stats-type-one = { $kind } { $percent } %
stats-kind-text = textes
stats-kind-position = positions
stats-kind-telemetry = télémétrie
stats-kind-node = noms
stats-kind-neighbors = voisins
stats-kind-trace = tracés
stats-kind-ack = accusés
stats-kind-sealed = illisibles
stats-kind-other = autres
stats-no-use = Ma radio n'a pas encore dit à quel point le canal est occupé.
stats-uses = Moyenne { $average } %, maximum { $most } % (dès { $hour })
stats-own = Mon antenne : { $percent } % de mes { $minutes } min par heure
stats-hops = Sauts { $nodes ->
    [one] du seul nœud entendu
   *[other] des { $nodes } nœuds entendus
} en 24 h, à partir de 0 :
stats-hops-unknown = inconnus : { $nodes }
stats-hops-mqtt = par MQTT : { $nodes }
stats-hours = Paquets par heure, { $hours } h, { $packets } en tout :
stats-hours-most = Maximum : { $packets } dès { $hour }
stats-hours-now = Cette heure : { $packets }
