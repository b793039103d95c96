# Le carnet de clés : clés changées, décisions, audit. Les identifiants ne changent jamais.

key-held = ⚠️ { $node } { $name } présente une autre clé publique ({ $before } → { $after }). Elle est retenue, rien n'est chiffré pour elle : { $reason ->
    [policy] keys.on_change vaut "hold"
    [verified] la clé d'avant est vérifiée
    [admin] la clé d'avant est celle d'un administrateur
    [favorite] le nœud est un favori que vous avez mis dans la radio
    [own-number] le numéro du nœud a été tiré de la clé d'avant
    [recent-dm] un message direct a été échangé sous la clé d'avant il y a moins de 24 heures
    [too-many] trop de clés ont changé aujourd'hui ; elle sera réexaminée quand elle sera entendue de nouveau
    [revoked] la nouvelle clé est révoquée
   *[other] { $reason }
}. { $reason ->
    [revoked] Si elle doit resservir : steadymesh keys verify { $node } avec la clé et --replace. Sinon : steadymesh keys reject { $node }
   *[other] Demandez à son propriétaire, puis : steadymesh keys accept { $node }, ou reject
}
key-alternating = 🚨 Deux clés publiques alternent sous { $node } { $name } ({ $before }, { $after }) : deux radios ont le même numéro, ou quelqu'un joue son propriétaire. { $before } reste en usage. Demandez au propriétaire laquelle est la bonne, puis acceptez ou rejetez celle qui est retenue
node-renumbered = 🔁 { $before } continue sous { $node } : même clé publique ({ $fingerprint }), nouveau numéro par le firmware 2.8
key-decided = 🔑 { $what ->
    [accepted] La clé publique { $fingerprint } de { $node } est acceptée
    [rejected] La clé publique { $fingerprint } de { $node } est rejetée : sa clé reste celle d'avant
    [verified] La clé publique { $fingerprint } de { $node } est vérifiée
    [revoked] La clé publique { $fingerprint } de { $node } est révoquée
   *[forgotten] Toutes les clés publiques de { $node } sont oubliées
}
key-finding = ⚠️ { $kind ->
    [weak] La clé publique { $fingerprint } de { $node } est connue pour être faible (CVE-2025-52464) : d'autres peuvent lire ce qui est chiffré pour elle. Son propriétaire devrait en faire tirer une nouvelle par sa radio
    [shared] La clé publique { $fingerprint } de { $node } est aussi celle de { $others } : un vendeur l'a copiée, ou quelqu'un s'attribue la clé d'un autre. Leurs propriétaires devraient en faire tirer de nouvelles
    [impostor] { $node } annonce notre propre clé publique ({ $fingerprint }) : c'est une copie de notre radio, ou quelqu'un la joue
    [not-own-number] Le numéro de { $node } a été tiré d'une autre clé publique que { $fingerprint }, qu'il présente : demandez à son propriétaire
   *[malformed] { $node } a donné une clé publique qui n'en est pas une (pas 32 octets, ou tous nuls) ; elle n'a pas été prise
}
rekey-asked = 🙋 { $node } { $name } demande que sa nouvelle clé publique soit prise ({ $proved ->
    [true] prouvée : { $fingerprint }
   *[false] sans preuve
}) : { $outcome ->
    [current] elle est déjà en usage
    [accepted] elle a été acceptée
    [held] elle attend votre décision. Demandez à son propriétaire, puis : steadymesh keys accept { $node }, ou reject
    [filed] une clé attend votre décision ({ $fingerprint }). Demandez à son propriétaire, puis : steadymesh keys accept { $node }, ou reject
   *[unknown] on ne lui connaît pas de nouvelle clé ; son prochain NodeInfo la dira
}
keys-acts-unread = Les changements de clé acceptés aujourd'hui ne peuvent pas être lus : la limite du jour repart de zéro
keys-act-unsaved = Un changement de clé accepté ne peut pas être noté : { $error }

keys-accept-none = Aucune clé de { $node } n'attend de décision.
keys-accept-revoked = La clé que présente { $node } est révoquée. Si elle doit resservir : `steadymesh keys verify { $node }` avec la clé et --replace ; sinon `steadymesh keys reject { $node }`.
keys-decide-unknown = On ne connaît aucune clé de { $node }. Son NodeInfo la dit ; un lien de contact aussi.
keys-decide-own = { $node } est notre propre radio.
keys-revoke-none = La clé { $fingerprint } ne peut pas être révoquée : inconnue, la nôtre, ou déjà révoquée.
keys-decision-unsaved = La décision vaut dans le steadymesh qui tourne jusqu'à son redémarrage, mais n'est pas sur le disque. Elle sera écrite dès que le disque la prend : regardez s'il y reste de la place.
keys-forget-unsaved = Rien n'a été oublié : { $why }
import-node-renumbered = « { $entry } » écarté : le nœud continue sous { $detail }, avec la même clé
