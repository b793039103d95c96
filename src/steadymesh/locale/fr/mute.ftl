### `mute` et `unmute` : si d'autres que les administrateurs reçoivent des réponses.

help-mute = Je ne réponds qu'aux administrateurs, pour un temps (une heure sauf indication).
words-mute = silence
help-unmute = Je réponds de nouveau à tout le monde.
words-unmute = parole
bot-silenced = 🔇 { $by } : le bot ne répond qu'aux administrateurs, pendant { $duration }
bot-unsilenced = 🔊 { $by } : le bot répond de nouveau à tout le monde

mute-done = 🔇 Je ne réponds qu'aux administrateurs, pendant { $duration }. { $prefix }parole y met fin.
mute-out-of-range = Écrivez une durée d'au plus { $most }, comme 30m ou 2h.
mute-over = 🔊 Je réponds de nouveau à tout le monde.
mute-was-not = Je réponds déjà à tout le monde.
