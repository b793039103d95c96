words-nodes = noeuds nœuds
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
nodes-no-match = Aucun de mes nœuds n'est « { $filter } ». Écrivez une page, direct, un rôle tel que router, ou un bout de nom.
