### Les mots de la ligne de commande sur les extensions : `steadymesh plugin`.

plugin-new-name = « { $plugin } » ne peut pas être le nom d'une extension. Écrivez un mot en minuscules et chiffres, une lettre d'abord, qui ne soit pas de Python.
plugin-new-taken = Steadymesh a déjà une commande « { $plugin } », de son extension « { $owner } ». Choisissez un autre nom.
plugin-new-exists = { $file } existe déjà ; rien n'a été écrit. Choisissez un autre nom, ou un autre dossier avec --dir.
plugin-new-unwritable = On ne peut pas écrire dans { $folder } : { $why }. Choisissez un autre dossier avec --dir.
plugin-new-written = Écrit : { $file } et { $test }.
plugin-new-test = Pour la tester : python -m pytest { $test } (une fois avant : python -m pip install pytest)
plugin-new-check = Pour la vérifier : steadymesh plugin check { $plugin } ; un bot en marche la charge à son prochain démarrage.
plugin-new-elsewhere = Le bot cherche les extensions dans le dossier « plugins » à côté de son fichier de configuration : déplacez-y { $file }, ou faites-en un paquet.
plugin-new-docs = Comment en écrire une : docs/plugins.md

plugin-list-nobody = Il n'y a pas d'extension « { $plugin } ». `steadymesh plugin list` les montre toutes.
plugin-list-commands = commandes : { $value }
plugin-list-hooks = accroches : { $value }
plugin-list-settings = réglages : { $value }
plugin-list-problem = pas chargée : { $value }
plugin-list-disabled = désactivée (bot.disabled)
plugin-list-paused = en pause { $minutes } min : { $what }

plugin-check-no-file = Il n'y a pas de fichier de configuration : aucun dossier plugins à côté n'a donc été regardé. Un steadymesh.toml vide suffit.
plugin-check-fine = Toutes les extensions sont utilisables.
plugin-check-one = { $plugin } est utilisable.
plugin-problem = { $plugin } ({ $origin }) : { $what }
