# Sauvegardes de tout le répertoire d'état, et retour.
cli-backed-up = { $file } : { $keys ->
    [one] { $keys } clé
   *[other] { $keys } clés
}, { $nodes ->
    [one] { $nodes } nœud
   *[other] { $nodes } nœuds
}, { $texts ->
    [one] { $texts } texte reçu
   *[other] { $texts } textes reçus
} et { $outbox } des nôtres ({ $megabytes } Mo), vérifiés. Ce fichier contient des textes, des positions et des clés publiques de personnes : gardez-le pour vous.
cli-backup-waiting = { $waiting ->
    [one] Une modification n'est
   *[other] { $waiting } modifications ne sont
} pas dans la sauvegarde : le disque ne prend pas ce que steadymesh, en marche, a en mémoire.
cli-restored = La sauvegarde du { $made } est en place : { $keys ->
    [one] { $keys } clé
   *[other] { $keys } clés
}, { $nodes ->
    [one] { $nodes } nœud
   *[other] { $nodes } nœuds
}, { $texts ->
    [one] { $texts } texte reçu
   *[other] { $texts } textes reçus
} et { $outbox } des nôtres.
cli-restored-aside = Ce qui s'y trouvait est gardé sous le nom { $name } dans { $path }.

backup-no-name = Aucun fichier n'est indiqué. Indiquez-en un : ce qui part dans un tube ne peut être ni vérifié ni mis en place d'un bloc.
backup-nothing = Il n'y a pas de base de données dans { $path } : il n'y a rien à sauvegarder. Indiquez le --state-dir du steadymesh en marche.
backup-unwritable = Impossible d'écrire dans { $file } : { $why }. Indiquez un autre endroit, ou libérez de la place.
backup-no-file = { $file } existe déjà et n'est pas un fichier : rien n'y a été touché. Indiquez-en un autre.
backup-over-ours = { $file } est un fichier de l'état en service. Indiquez-en un autre, de préférence sur un autre disque.
backup-too-large = { $file } dépasse { $most } Go, ce qu'une sauvegarde ne contient pas. Voyez [store] dans la configuration : c'est là que se règle ce qui est gardé.
backup-file-none = { $file } n'est pas un fichier. Indiquez-en un que `steadymesh backup` a écrit.
backup-file-unreadable = { $file } est illisible : { $why }. Indiquez-en un que `steadymesh backup` a écrit.
backup-file-foreign = { $file } n'est pas une sauvegarde de steadymesh. Rien n'a été modifié ; indiquez-en une que `steadymesh backup` a écrite.
backup-file-damaged = { $file } est endommagé : il n'est plus tel qu'il a été écrit. Rien n'a été modifié ; prenez une autre sauvegarde.
backup-file-later = { $file } a été écrit par une version plus récente de steadymesh. Rien n'a été modifié ; installez cette version.
backup-not-migrated = { $file } vient d'une version plus ancienne et ne peut pas être mis à jour ({ $detail }). Rien n'a été modifié ; restaurez-le avec la version qui l'a écrit, ou signalez ceci.
