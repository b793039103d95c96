# Pour les bots sur la bibliothèque officielle ; les identifiants de la synchronisation sont dans keys.ftl.

compat-nodes-error = ⚠️ Error accessing interface.nodes: { $error } / ❌ Cannot sync pubkeys: interface.nodes not accessible
compat-hangs = ❌ Cannot sync pubkeys: interface.nodes not accessible: { $reason ->
    [late] pas de réponse en { $deadline_s } s. Fermez cette interface et ouvrez-en une nouvelle
    [again] sa dernière synchronisation n'est pas encore revenue. Fermez cette interface et ouvrez-en une nouvelle
    [busy] la synchronisation d'une autre interface a pris les { $deadline_s } s. Nouvel essai au prochain appel
   *[many] trop d'interfaces de ce processus se sont bloquées sans jamais revenir. Redémarrez le bot
}
compat-keys-missing = ❌ Cannot sync pubkeys: les clés sont { $kind }, pas une table de nœuds et de clés. Donnez un dict comme celui de node_names.json
compat-keys-unusable = { $count ->
    [one] ⚠️ { $count } entrée sans clé publique utilisable écartée de la synchronisation : « { $first } »
   *[other] ⚠️ { $count } entrées sans clé publique utilisable écartées de la synchronisation, la première est « { $first } »
}
compat-push-replaces = ⚠️ La radio a une autre clé publique pour { $node } ; elle est remplacée, comme le bot l'a demandé
compat-pushed = 📤 { $pushed ->
    [one] { $pushed } clé publique écrite
   *[other] { $pushed } clés publiques écrites
} dans la radio, { $left ->
    [one] { $left } restante
   *[other] { $left } restantes
} ({ $reason ->
    [none] tout est fait
    [no-radio] l'interface n'est reliée à aucune radio
    [dump] la radio annonce encore ses nœuds, le prochain appel continue
    [quota] pas davantage pour cette interface : chacune devient un favori de la radio et use sa mémoire flash
    [deadline] le temps est écoulé, le prochain appel continue
    [send-failed] l'interface n'a pas pu envoyer
    [refused] la radio a refusé
   *[no-answer] la radio n'a pas répondu
})
