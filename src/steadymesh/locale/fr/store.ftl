# Le stockage.
store-failing = ⚠️ { $error } Ce qui ne doit pas être perdu reste en mémoire et sera écrit dès que possible.
store-recovered = ✅ Base de données de nouveau accessible (après { $seconds } s) ; rien n'a été perdu.
store-read-failed = Lecture de la base impossible : { $error }
store-value-refused = ❌ Une valeur ({ $kind }) refusée par la base a été écartée : { $error } Merci de le signaler.
store-close-failed = La connexion à la base n'a pas pu être fermée proprement.
store-left-behind = ⚠️ Stockage abandonné après { $seconds } s, { $waiting ->
    [one] { $waiting } écriture perdue
   *[other] { $waiting } écritures perdues
} : { $error }
store-notice = ⚠️ { $what }
store-tidied = 🧹 Oubli de ce qui est ancien : { $nodes ->
    [one] { $nodes } nœud
   *[other] { $nodes } nœuds
}, { $texts ->
    [one] { $texts } texte
   *[other] { $texts } textes
} ; la base est plus courte de { $kilobytes } ko
store-not-tidied = Ce qui est ancien n'a pas pu être oublié aujourd'hui : { $error }
state-dir-tightened = ⚠️ Le répertoire d'état { $path } était modifiable par d'autres (mode { $mode }) : il est désormais réservé à son propriétaire (0700).

# Ce qui a été fait du fichier.
store-moved-aside = La base de données { $path } était endommagée : elle est conservée sous { $aside }, et une nouvelle a été commencée. Pour récupérer son contenu : sqlite3 { $aside } .recover. Les clés peuvent être réimportées depuis une sauvegarde.
store-migrated = La base de données { $path } est passée du schéma { $found } au schéma { $known } ; une copie est conservée sous { $backup }.
store-not-yet = { $error } D'ici là, rien n'est écrit : le bot continue de mémoire.

# Ce que disent ses erreurs.
store-error-locked = La base de données { $path } est verrouillée par un autre programme. Fermez ce programme (une sauvegarde, un shell sqlite3).
store-error-full = La base de données { $path } ne peut plus grandir : le disque est plein. Libérez de la place.
store-error-read-only = La base de données { $path } ne peut pas être écrite : elle est en lecture seule pour cet utilisateur. Vérifiez son propriétaire, son mode et le montage.
store-error-unreachable = La base de données { $path } ne peut pas être ouverte. Vérifiez que son répertoire existe et appartient à cet utilisateur.
store-error-io = La base de données { $path } ne peut être ni écrite ni lue : le disque signale une erreur. ({ $detail }) Vérifiez le disque (sa place, dmesg, la carte SD).
store-error-damaged = La base de données { $path } est endommagée. Redémarrez steadymesh : il met le fichier de côté et en commence un nouveau.
store-error-damaged-left = La base de données { $path } est endommagée ; elle a été laissée telle quelle. Pour récupérer son contenu : sqlite3 { $path } .recover. Ou remettez une copie à sa place ; `steadymesh run` la mettrait de côté et en commencerait une nouvelle.
store-error-other = La base de données { $path } a refusé une opération. ({ $detail })
store-error-beside = { $notice } { $error }
store-error-hanging = La base de données ne répond plus : le disque est bloqué. Regardez-le (dmesg, la carte SD, un disque réseau disparu).
store-error-silent = La base de données n'a pas répondu en { $timeout_s } s. Vérifiez le disque.
store-error-closed = Le stockage est fermé.
store-error-questions = Le stockage ne répond pas : trop de questions attendent. Vérifiez le disque.
store-error-overfull = Le stockage ne peut rien accepter de plus ({ $kind }) : { $waiting } sur { $limit } attendent d'être écrits. Cherchez une ligne store-failing : le disque est peut-être plein ou la base verrouillée.
store-error-foreign = La base de données { $path } est inutilisable : c'est celle d'un autre programme. Déplacez-la, ou choisissez un autre --state-dir.
store-error-later = La base de données { $path } vient d'une version plus récente de steadymesh (schéma { $found }, connu { $known }). Réinstallez cette version, ou choisissez un autre --state-dir ; rien n'a été modifié.
store-error-migration-slow = La migration de { $path } a dépassé { $timeout_s } s et a été arrêtée. Rien n'a été modifié ; une copie est dans { $backup }. Réessayez, et vérifiez la vitesse du disque.
store-error-migration-failed = La migration de { $path } du schéma { $found } au schéma { $known } a échoué : { $detail } Rien n'a été modifié ; une copie est dans { $backup }. Réinstallez la version précédente, ou signalez-le.

# Le répertoire d'état.
state-dir-open = Le répertoire d'état { $path } est modifiable par d'autres (mode { $mode }). Indiquez un répertoire réservé avec --state-dir ; ou, si personne d'autre ne s'en sert : chmod go-w { $path }
state-file-odd = { $path } est un lien, un répertoire ou autre chose qu'un fichier ; rien n'y a été touché. Déplacez-le, ou choisissez un autre --state-dir.
state-file-foreign = { $path } appartient à un autre utilisateur ; rien n'y a été touché. Lancez ceci sous cet utilisateur, ou choisissez un autre --state-dir.

import-database-damaged = { $file } est abîmé ({ $why }) ; rien n'a été importé. Sauvez ce qu'il contient avec : sqlite3 { $name } .recover, ou importez node_names.json.

# Ce que les plug-ins ne peuvent pas garder. Pour leurs auteurs.
drawer-no-name = Ce n'est pas un nom de plug-in : rien ne peut être gardé pour lui. Un nom fait 1 à { $most } octets de texte sur une ligne.
drawer-bad-key = { $plugin } ne peut rien garder sous cette clé. Une clé fait 1 à { $most } octets de texte sur une ligne, sans caractère de contrôle.
drawer-no-json = Ce que { $plugin } veut garder ne peut pas s'écrire en JSON. Gardez None, bool, int, float fini, str, list et dict à clés str, sur { $depth } niveaux au plus.
drawer-value-long = Ce que { $plugin } veut garder est trop long : en JSON, une valeur prend { $most } octets au plus. Coupez-le en parties, chacune sous sa propre clé.
drawer-many-keys = Le tiroir de { $plugin } est plein : il contient { $count } clés. Supprimez celles qui ne servent plus.
drawer-full = Le tiroir de { $plugin } est plein : { $most } octets au plus, et il en contient { $size }. Supprimez ce qui ne sert plus.
