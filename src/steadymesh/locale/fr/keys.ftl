# Les clés : synchronisation, carnet, import. Les identifiants ne changent jamais.

pubkey-sync-scheduled = 🔑 Synchronisation clés publiques programmée dans { $delay_s }s...
pubkey-sync-cancelled = 🔑 Synchronisation clés publiques annulée : le lien qui l'avait programmée est perdu, le prochain programmera la sienne
pubkey-sync-postponed = ⏳ Des clés ont changé, mais la dernière synchronisation clés publiques a échoué : la suivante vient dans { $delay_s }s
pubkey-sync-delay-short = ⚠️ keys.sync_delay vaut { $delay_s }s : sur un ESP32, au moins { $least_s }s sont conseillées, sinon la synchronisation clés publiques peut tomber pendant que le nœud est encore occupé
pubkey-sync-deferred-start = 🔑 Démarrage synchronisation clés publiques différée...
pubkey-sync-started = 🔄 Starting public key synchronization to interface.nodes...
pubkey-sync-nodes = {"   "}Current interface.nodes count: { $count }
pubkey-sync-known = {"   "}Keys to sync from node_names: { $known }
pubkey-sync-complete = { $known ->
    [one] ✅ SYNC COMPLETE: { $known } public key synchronized to interface.nodes
   *[other] ✅ SYNC COMPLETE: { $known } public keys synchronized to interface.nodes
}
pubkey-sync-result = { $known ->
    [one] ✅ { $known } clé publique re-synchronisée
   *[other] ✅ { $known } clés publiques re-synchronisées
}
pubkey-sync-none = ℹ️ Aucune clé à re-synchroniser
pubkey-sync-skipped = ⏭️ Synchronisation clés publiques ignorée : { $reason ->
    [no-key] aucune clé connue pour l'instant
    [nothing-changed] rien n'a changé sur ce lien depuis la dernière
   *[other] { $reason }
}
pubkey-sync-nodes-error = ⚠️ Error accessing interface.nodes: { $error } (nouvel essai à la prochaine synchronisation ; si cela se répète, portez keys.sync_delay à { $remedy }) / ❌ Cannot sync pubkeys: interface.nodes not accessible
pubkey-sync-nodes-none = ❌ Cannot sync pubkeys: interface.nodes is None
pubkey-sync-remedy = Nouvel essai à la prochaine synchronisation clés publiques ; si cela se répète, portez keys.sync_delay à { $remedy }
pubkey-sync-error = ⚠️ Erreur re-sync clés après reconnexion: { $error } (nouvel essai à la prochaine synchronisation ; si cela se répète, portez keys.sync_delay à { $remedy })
pubkey-sync-trace = Endroit où la synchronisation clés publiques a échoué

keys-loaded = { $known ->
    [one] 🔑 { $known } clé publique connue des sessions précédentes
   *[other] 🔑 { $known } clés publiques connues des sessions précédentes
}
keys-load-failed = ⚠️ Les clés publiques connues ne peuvent pas être lues dans la base : { $error } Nouvel essai plus tard ; d'ici là, celles que la radio annonce sont utilisées
keys-save-failed = { $unsaved ->
    [one] ⚠️ { $unsaved } clé publique ne peut pas être écrite dans la base : { $error } Elle reste en mémoire, nouvel essai plus tard
   *[other] ⚠️ { $unsaved } clés publiques ne peuvent pas être écrites dans la base : { $error } Elles restent en mémoire, nouvel essai plus tard
}
keys-store-back = { $failures ->
    [one] ✅ La base garde de nouveau les clés publiques (après { $failures } échec)
   *[other] ✅ La base garde de nouveau les clés publiques (après { $failures } échecs)
}
keys-learned = { $learned ->
    [one] 🔑 { $learned } nouvelle clé publique dans la table de la radio, { $known } connues
   *[other] 🔑 { $learned } nouvelles clés publiques dans la table de la radio, { $known } connues
}
keys-imported = 📥 Clés publiques importées : { $imported ->
    [one] { $imported } nouvelle
   *[other] { $imported } nouvelles
}, { $unchanged ->
    [one] { $unchanged } déjà connue
   *[other] { $unchanged } déjà connues
}, { $without_key ->
    [one] { $without_key } nœud
   *[other] { $without_key } nœuds
} sans clé, { $skipped ->
    [one] { $skipped } écartée
   *[other] { $skipped } écartées
}
key-learned = 🔑 Nouvelle clé publique : { $node } { $name } ({ $fingerprint })
key-changed = ⚠️ La clé publique de { $node } { $name } a changé ({ $before } → { $after }) : le nœud a été réinitialisé, ou quelqu'un d'autre utilise son numéro. Demandez à son propriétaire avant de lui faire confiance

import-node-missing = Une entrée sans numéro de nœud écartée
import-node-unusable = « { $entry } » écarté : ce n'est pas un numéro de nœud
import-node-broadcast = « { $entry } » écarté : c'est le numéro de tous, pas celui d'un nœud
import-node-own = « { $entry } » écarté : c'est notre propre radio
import-node-twice = « { $entry } » : le nœud { $detail } figure deux fois avec des clés différentes ; la plus récente a été prise
import-entry-kind = « { $entry } » écarté : un objet ou un nom était attendu, ceci est { $detail ->
    [null] null
    [boolean] vrai ou faux
    [number] un nombre
   *[list] une liste
}
import-key-text = « { $entry } » écarté : sa publicKey de { $detail } caractères n'est pas une clé publique de 32 octets (44 caractères base64 ou 64 chiffres hexadécimaux, pas tous nuls)
import-key-bytes = « { $entry } » écarté : sa clé publique fait { $detail } octets ; il en faut 32, pas tous nuls
import-key-kind = « { $entry } » écarté : sa publicKey devrait être un texte, ceci est { $detail ->
    [boolean] vrai ou faux
    [number] un nombre
    [list] une liste
   *[object] un objet
}
import-field-unusable = « { $entry } » pris sans son champ { $detail }, inutilisable
import-key-older = « { $entry } » écarté : une autre clé est connue pour ce nœud, d'une meilleure source ({ $detail ->
    [heard] entendue sur les ondes
    [radio] la table de la radio
    [import] un fichier plus récent
    [link] un lien de contact
   *[operator] saisie à la main
})
import-book-full = « { $entry } » écarté : le carnet de clés est plein
