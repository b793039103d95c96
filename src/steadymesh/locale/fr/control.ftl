# La porte du processus pour sa propre ligne de commande.
control-client-dropped = Client du socket de contrôle abandonné : { $reason }
control-request-failed = ❌ La requête { $op } a rencontré un défaut : { $error }
control-request-late = ⚠️ La requête { $op } est restée sans réponse pendant { $timeout_s } s
