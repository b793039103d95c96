# La porte du processus pour sa propre ligne de commande.
control-client-dropped = Client du socket de contrôle abandonné : { $reason }
control-request-failed = ❌ La requête { $op } a rencontré un défaut : { $error }
control-request-late = ⚠️ La requête { $op } est restée sans réponse pendant { $timeout_s } s
control-back = ✅ Socket de contrôle rétabli : les commandes comme `steadymesh status` joignent de nouveau ce processus

# Ce qu'elle dit quand on ne peut pas l'interroger.
control-in-the-way = Le socket de contrôle ne peut pas être créé : { $path } existe déjà et n'est pas un socket. Déplacez-le, ou choisissez un autre --state-dir.
control-not-made = Le socket de contrôle { $path } ne peut pas être créé : { $reason }. Vérifiez le disque, sa place et le mode du répertoire, ou choisissez un autre --state-dir.
control-too-many = { $limit } autres interrogent déjà. Réessayez dans un instant, ou arrêtez-en ; qui ne demande rien est écarté après { $idle_s } s.
control-request-stale = ⚠️ Une demande de la ligne de commande ({ $op }) est arrivée trop tard pour être faite : plus personne ne l'attend.
