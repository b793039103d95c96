# Pour les bots sur la bibliothèque officielle ; les identifiants de la synchronisation sont dans keys.ftl.

compat-nodes-error = ⚠️ Error accessing interface.nodes: { $error } / ❌ Cannot sync pubkeys: interface.nodes not accessible
compat-hangs = ❌ Cannot sync pubkeys: interface.nodes not accessible: { $error }. Fermez cette interface et ouvrez-en une nouvelle
compat-keys-unusable = ⚠️ { $count } entrées sans clé publique utilisable écartées de la synchronisation, la première est « { $first } »
compat-push-replaces = ⚠️ La radio a une autre clé publique pour { $node } ; elle est remplacée, comme le bot l'a demandé
compat-pushed = 📤 { $pushed } clés publiques écrites dans la radio, { $left } restantes ({ $reason ->
    [none] tout est fait
    [no-radio] l'interface n'est reliée à aucune radio
    [dump] la radio annonce encore ses nœuds, le prochain appel continue
    [quota] pas davantage pour cette interface : chacune devient un favori de la radio et use sa mémoire flash
    [deadline] le temps est écoulé, le prochain appel continue
    [send-failed] l'interface n'a pas pu envoyer
    [refused] la radio a refusé
   *[no-answer] la radio n'a pas répondu
})
