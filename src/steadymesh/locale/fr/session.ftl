# Pourquoi une conversation avec la radio est finie, et quoi faire.
session-error-closed = La radio a fermé la connexion.
session-error-endless = La configuration de la radio n'a pas de fin. Redémarrez la radio.
session-error-config-stalled = La radio a été interrogée deux fois sur sa configuration et ne l'a pas envoyée en entier. Redémarrez-la si cela continue ; un nœud chargé peut demander un link.stall_timeout plus long.
session-error-nodes-stalled = La radio a été interrogée deux fois sur sa table des nœuds et ne l'a pas envoyée en entier. Redémarrez-la si cela continue ; un nœud chargé peut demander un link.stall_timeout plus long.
session-error-restarts = La radio redémarre sans cesse. Vérifiez son alimentation.
session-error-dead = La radio ne répond plus : deux sondes de suite sont restées sans aucun signe de vie. Vérifiez son alimentation et son réseau.
session-error-deaf = La radio émet encore mais n'entend rien : trois queueStatus de suite ne sont pas venus. Si cela se répète, redémarrez la radio.
