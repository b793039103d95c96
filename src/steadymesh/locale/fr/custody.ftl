# Le gardien des clés : ce qui est écrit dans la table de la radio, et les messages directs déchiffrés ici.

contacts-loaded = ✅ Qui nous écrit et ce qui a été écrit dernièrement dans la radio a finalement pu être lu dans la base
contacts-not-loaded = ⚠️ Impossible de lire dans la base qui nous écrit et ce qui a été écrit dernièrement dans la radio : { $error } Les budgets repartent de zéro
contact-pushed = 🔑 La radio a maintenant la clé de { $node } { $name } ({ $fingerprint } ; une écriture en flash, { $seconds }s)
contact-push-failed = ⚠️ La clé de { $node } { $name } n'a pas pu être placée dans la radio : { $reason ->
    [PUSH_NO_EFFECT] aucune réponse
    [PUSH_MANAGED] la radio est administrée et refuse
    [PUSH_LATER] le numéro de la radio a changé, nouvel essai
   *[other] la radio a refusé
}
contact-not-stored = ⚠️ La table de la radio ne montre pas la clé de { $node } ({ $fingerprint }) qui y a été placée : déjà évincée, ou quelque chose entre nous et la radio l'avale
contact-unfavorited = { $node } { $name } n'est plus un favori dans la radio : quelqu'un d'autre avait besoin de sa place
key-asked = 🔎 La clé de { $node } { $name } lui a été demandée (une fois en 26 h)
table-not-refreshed = La table des nœuds de la radio n'a pas pu être relue ; prochain essai dans une demi-heure
push-no-effect = ⚠️ Ce qui est écrit dans la table de la radio reste sans effet : quelque chose entre nous et la radio répond à sa place ou l'avale (un proxy, un nœud virtuel). Connectez-vous à la radio elle-même, ou mettez keys.push à off
keys-not-pushed = ℹ️ Aucune clé n'est écrite dans la table de cette radio : { $reason ->
    [PUSH_OFF] keys.push est à off
    [PUSH_MANAGED] la radio est administrée
    [PUSH_ROLE] c'est un { $role }, dont les favoris changent la manière de relayer (keys.push_on_router l'autorise)
    [PUSH_UNSUPPORTED] son micrologiciel { $firmware } est antérieur à 2.6.8
   *[other] { $reason }
}
sealed-opened = 🔓 Un message direct de { $node } { $name } que la radio ne pouvait pas lire a été déchiffré ici (clé { $fingerprint }{ $standing ->
    [held] , qui attend votre décision
    [former] , une ancienne
   *[current] {""}
})
sealed-unreadable = 🔒 Un message direct de { $node } { $name } est illisible : { $known ->
    [yes] il n'a été chiffré avec aucune clé que nous lui connaissons
   *[no] sa clé n'est pas connue
}

# In `steadymesh status`.

cli-status-contacts = Contacts
cli-status-decisions = Décisions

cli-contacts = { $needed ->
    [one] { $needed } personne peut écrire
   *[other] { $needed } personnes peuvent écrire
}, { $waiting } pas encore dans la radio ; { $pushed_today ->
    [one] { $pushed_today } clé placée
   *[other] { $pushed_today } clés placées
} aujourd'hui, encore { $pushes_left_today } possibles ; places occupées : { $our_favorites } sur { $favorites_cap }
cli-contacts-not-pushed = aucune clé n'est placée : { $reason ->
    [PUSH_OFF] keys.push est à off
    [PUSH_MANAGED] la radio est administrée
    [PUSH_ROLE] son rôle relaie autrement les favoris (keys.push_on_router l'autorise)
    [PUSH_UNSUPPORTED] son micrologiciel est antérieur à 2.6.8
    [PUSH_NO_EFFECT] quelque chose entre nous et la radio les avale
   *[other] { $reason }
}
cli-decisions = { $held ->
    [0] { $findings } anomalies : voir `steadymesh keys audit`
    [one] { $held } clé changée vous attend : voir `steadymesh keys list --held` ; { $findings } anomalies
   *[other] { $held } clés changées vous attendent : voir `steadymesh keys list --held` ; { $findings } anomalies
}
