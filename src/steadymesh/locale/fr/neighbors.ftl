words-neighbors = voisins
help-neighbors = Qui ma radio reçoit en direct, les mieux reçus d'abord ; avec un nom, qui ce nœud dit recevoir.
neighbors-ours = 📶 { $count ->
    [one] { $count } nœud reçu en direct
   *[other] { $count } nœuds reçus en direct
} depuis 24 h :
neighbors-nobody = Je n'ai reçu personne en direct ces dernières 24 h.
neighbors-theirs = 📶 { $name } recevait, selon lui il y a { $age } :
neighbors-silent = 📶 { $name } ne m'a pas dit qui il reçoit. La plupart des nœuds ne le font jamais : NeighborInfo est à activer par son propriétaire.
neighbors-one = { $name } { $snr_db } dB
