# Le stockage.
store-failing = ⚠️ Base de données en échec : { $what } { $remedy } Ce qui ne doit pas être perdu reste en mémoire et sera écrit dès que possible.
store-recovered = ✅ Base de données de nouveau accessible (après { $seconds } s) ; rien n'a été perdu.
store-read-failed = Lecture de la base impossible : { $what }
store-value-refused = ❌ Une valeur ({ $kind }) refusée par la base a été écartée : { $what } Merci de le signaler.
store-close-failed = La connexion à la base n'a pas pu être fermée proprement.
store-left-behind = ⚠️ Stockage pas terminé après { $timeout_s } s : { $waiting } écritures abandonnées.
store-notice = ⚠️ { $what }
