words-nodes = nœuds noeuds
words-nodes-router = routeur routeurs
words-nodes-router_client = routeur-client
words-nodes-router_late = routeur-tardif
words-nodes-repeater = répéteur repeteur répéteurs repeteurs
words-nodes-client = clients
words-nodes-client_mute = client-muet muet muets
words-nodes-client_hidden = client-caché client-cache
words-nodes-client_base = client-base
words-nodes-tracker = traceur traceurs
words-nodes-sensor = capteur capteurs
words-nodes-lost_and_found = objet-perdu
help-nodes = Combien de nœuds je connais, et les derniers entendus ; une page, ou certains : direct, un rôle, un bout de nom.
argument-chosen = PAGE|FILTRE
nodes-none = Je ne connais encore aucun autre nœud.
nodes-known = { $known ->
    [one] { $known } nœud connu
   *[other] { $known } nœuds connus
} ; entendus depuis 1 h : { $hour }, depuis 24 h : { $day }
nodes-latest = Derniers :
nodes-more = … { $way }
nodes-page = Page { $page } sur { $pages } :
nodes-matching = { $count ->
    [one] { $count } nœud
   *[other] { $count } nœuds
}, « { $filter } »{ $pages ->
    [1] {""}
   *[other] {", page "}{ $page } sur { $pages }
} :
nodes-no-match = Aucun nœud ne répond à « { $filter } ». Écrivez une page, direct, un rôle tel que routeur, ou un bout de nom.
