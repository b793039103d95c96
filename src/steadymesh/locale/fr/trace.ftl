words-trace = trajet
help-trace = Le trajet vers un nœud et retour, avec le SNR de chaque saut ; sans nom, celui de votre message, sans frais.
trace-there = Aller (dB) :
trace-back = Retour (dB) :
trace-me = moi
trace-hop = { $name } { $snr_db }
trace-no-back = Il ne dit pas le trajet du retour.
trace-passive = Sans occuper les ondes. { $prefix }trajet NŒUD demande au réseau le trajet aller et retour.
trace-name-one = Donnez un nœud : { $usage }
trace-ours = C'est ma propre radio : aucun trajet n'y mène.
trace-too-soon = Chaque nœud du trajet émet un traceroute, aller et retour : le vôtre doit attendre. Redemandez dans { $wait }.
trace-refused = Assez de traceroutes pour les ondes de tous. Redemandez dans { $wait }.
trace-unanswered = ⌛ { $name } n'a pas répondu en une minute : hors de portée, éteint, ou sur un autre canal.{ $again ->
    [true] {" Vous pourrez redemander dans "}{ $wait }.
   *[false] {""}
}
trace-unavailable = Ma radio n'a pas pu l'émettre : pas de lien, ou pas de temps d'antenne. Redemandez dans { $wait }.
