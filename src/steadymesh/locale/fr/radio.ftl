### `reconnect`, `release` et `reboot-node` : le lien et la radio, à distance.

help-reconnect = Je termine mon lien avec la radio et je le refais.
words-reconnect = reconnecter
help-release = Je laisse la seule place de la radio à quelqu'un d'autre, pour un temps (10 min sauf indication).
words-release = libérer liberer
help-reboot-node = Je fais redémarrer ma radio ; à écrire deux fois en une minute.
words-reboot-node = redémarrer redemarrer
admin-reconnects = 🔌 { $by } fait refaire le lien, après la réponse
admin-releases = 🤝 { $by } fait laisser la radio à quelqu'un d'autre pendant { $duration }, après la réponse
admin-reboots = ♻️ { $by } fait redémarrer la radio, après la réponse
radio-restart-ordered = ♻️ Redémarrage demandé à la radio, comme { $by } le voulait
radio-not-restarted = ⚠️ La radio n'a pas pris l'ordre de redémarrer que voulait { $by } (erreur { $error })
radio-restart-untold = ⚠️ Impossible de dire à { $to } que la radio n'a pas redémarré : { $error }

reconnect-done = 🔌 Après ce message, je refais le lien avec ma radio ; cela prend quelques secondes.
release-done = 🤝 Après ce message, je laisse ma radio à quelqu'un d'autre, pendant { $duration }. D'ici là, personne ne me joint.
release-out-of-bounds = Écrivez une durée d'au plus { $most }, comme 10m ou 2h.
reboot-again = ♻️ Ma radio redémarrerait, et personne ne me joindrait pendant une minute. Pour confirmer, récrivez { $prefix }redémarrer d'ici { $seconds } s.
reboot-done = ♻️ Après ce message, ma radio redémarre ; cela prend environ une minute.
reboot-failed = ⚠️ Ma radio n'a pas pris l'ordre de redémarrer.
