### `ban`, `unban` et `bans` : à qui le bot ne répond pas.

help-ban = Je ne réponds plus à un nœud, pour un temps ou pour de bon.
words-ban = bannir
help-unban = Je réponds de nouveau à un nœud.
words-unban = débannir debannir
help-bans = À qui je ne réponds pas, et pour combien de temps encore.
words-bans = bannis
node-banned = 🚫 { $by } : le bot ne répond plus à { $node }, { $for_good ->
    [true] pour de bon
   *[false] pendant { $duration }
}
node-unbanned = ✅ { $by } : le bot répond de nouveau à { $node }

ban-done = 🚫 Je ne réponds plus à { $name }. { $way } y met fin.
ban-done-for = 🚫 Je ne réponds pas à { $name } pendant { $duration }. { $way } y met fin.
ban-admin = En tant qu'administrateur, vous aurez quand même mes réponses.
ban-other-admin = En tant qu'administrateur, cette personne aura quand même mes réponses.
ban-not-us = C'est moi.
ban-out-of-range = Écrivez une durée d'au plus { $most }, comme 2h ou 7j ; sans durée, c'est pour de bon.
ban-failed = { $error }
ban-over = ✅ Je réponds de nouveau à { $name }.
ban-was-not = { $name } n'est pas banni.
bans-none = Personne n'est banni.
bans-head = 🚫 Bannis : { $count }
