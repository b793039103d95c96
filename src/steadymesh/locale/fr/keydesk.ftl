# Ce que l'opérateur fait des clés : `steadymesh keys …`.

## De qui un mot parle

who-empty = Personne n'est nommé. Écrivez !0badcafe, une empreinte ou un nom ; `steadymesh keys list` les montre.
who-nobody = Personne n'est connu sous « { $word } ». `steadymesh keys list` et `steadymesh nodes` montrent qui est connu.
who-several = « { $word } » peut être { $listed }{ $more ->
    [0] {""}
   *[other] {" "}et { $more } de plus
}. Écrivez le numéro, ou les huit chiffres de l'empreinte.
who-several-hold = « { $word } » est la clé de { $listed }{ $more ->
    [0] {""}
   *[other] {" "}et { $more } de plus
}. Écrivez le numéro de celui qui est visé.
who-out-of-range = « { $word } » n'est pas un numéro de nœud : il doit être entre 1 et 4294967295. Personne ne s'appelle ainsi non plus.
who-everybody = !ffffffff est le numéro de tous, pas celui d'un nœud. Écrivez le numéro, l'empreinte ou le nom d'un seul nœud.

## Ce qui ne peut être décidé

desk-own = { $who } est notre propre radio : sa clé ne se décide pas ici. `steadymesh keys link` la montre.
desk-no-radio = Aucune radio à qui le demander. Lancez steadymesh avec `steadymesh run`, puis réessayez.
no-key = Aucune clé publique de { $who } n'est connue. `steadymesh keys ask` la demande, `steadymesh keys import` prend un lien de contact.
only-held = { $who } n'a aucune clé utilisable ; une attend une décision ({ $fingerprint }). Comparez-la avec son propriétaire, puis `steadymesh keys accept` ou `steadymesh keys reject`.
only-held-revoked = { $who } n'a aucune clé utilisable ; celle qu'il présente ({ $fingerprint }) est révoquée. Si elle doit resservir, `steadymesh keys verify { $node }` avec la clé et --replace ; sinon `steadymesh keys reject { $node }`.
key-revoked = La clé { $fingerprint } de { $who } est révoquée, et aucune autre n'est connue. `steadymesh keys verify { $node }` avec une autre clé, ou avec celle-ci et --replace, lui en donne une.
given-part = « { $text } » ne fait que { $digits } chiffres d'une empreinte : cela ne prouve rien. Donnez les huit, la clé, ou un lien de contact.
given-no-key = Ce n'est ni une clé ni une empreinte : une clé fait 64 chiffres hexadécimaux ou 44 caractères base64, une empreinte 8 chiffres hexadécimaux, et ceci fait { $length } caractères. Copiez-la en entier. Rien n'a été changé.
given-empty = Ce à quoi comparer la clé est vide : cela ne prouve rien, et rien n'a été changé. Donnez les huit chiffres de l'empreinte, la clé, ou un lien de contact.
verify-other-node = Ce lien de contact est celui de { $other }, pas de { $who }. Rien n'a été changé.
verify-fingerprint = La clé actuelle de { $who } a l'empreinte { $current }, pas { $given }. Rien n'a été changé : comparez-les encore, chiffre par chiffre, avec son propriétaire.
verify-replace-whole = { $given } n'est pas l'empreinte de la clé actuelle de { $who } ({ $current }). Pour la remplacer, --replace demande la clé entière ou un lien de contact : huit chiffres ne font pas une clé. Rien n'a été changé.
verify-of-another = { $fingerprint } est la clé de { $other } : elle ne peut pas être aussi celle de { $who }. Si son propriétaire est passé à ce numéro, oubliez d'abord l'autre par `steadymesh keys forget`. Rien n'a été changé.
verify-held = { $given } est la clé qui attend une décision pour { $who } ; { $current ->
    [none] il n'en a pas d'autre
   *[other] l'actuelle est { $current }
}. Si son propriétaire confirme la nouvelle, ajoutez --replace. Rien n'a été changé.
verify-other-key = Ce n'est pas la clé actuelle de { $who } : son empreinte est { $given }, celle de l'actuelle { $current }. Si son propriétaire vous a donné celle-ci, ajoutez --replace. Rien n'a été changé.
verify-own-key = { $fingerprint } est la clé de notre propre radio, elle ne peut être celle de { $who }. Rien n'a été changé.
verify-revoked = La clé { $fingerprint } de { $who } est révoquée. Si elle peut resservir, ajoutez --replace. Rien n'a été changé.
accept-none = Aucune clé de { $who } n'attend de décision. `steadymesh keys list --held` montre celles qui attendent.
revoke-again = La clé { $fingerprint } de { $who } est déjà révoquée.
forget-what = Cela effacerait { $keys ->
    [one] la seule clé connue
   *[other] les { $keys } clés connues
} de { $who }{ $verified ->
    [0] {""}
   *[other] {" "}(vérifiées : { $verified })
}, avec dates et historique ; le réseau redira sa clé, comme une clé que personne n'a comparée. { $revoked ->
    [0] Une clé qui attend une décision s'écarte seule par `steadymesh keys reject`.
    [one] La clé révoquée le reste.
   *[other] Les { $revoked } clés révoquées le restent.
} Rien n'a été changé : ajoutez --yes pour le faire.
forget-revoked = On ne sait de { $who } que la révocation de sa clé, et cela reste. `steadymesh keys verify` avec la clé et --replace revient dessus.
push-refused = La clé de { $who } n'a pas été mise dans la radio : { $reason ->
    [NOT_READY] pas de lien avec la radio en ce moment. Réessayez quand `steadymesh link status` dit PRÊT.
    [KEY_UNKNOWN] aucune clé de ce nœud n'est connue.
    [PUSH_UNSUPPORTED] son firmware ne prend pas de contacts. Passez au 2.6.8 ou plus récent.
    [PUSH_MANAGED] elle est administrée à distance et ne prend pas d'ordre local. Son administrateur peut ajouter le contact.
    [PUSH_VERIFIED] elle a une autre clé pour ce nœud, marquée vérifiée dans une application. Comparez la clé avec son propriétaire, puis `steadymesh keys verify`.
    [PUSH_BUDGET] les écritures que sa mémoire flash supporte sont épuisées pour l'instant. Réessayez plus tard dans la journée, ou demain.
    [PUSH_BUSY] des messages sont sans cesse sur les ondes, et il y faut du silence. Réessayez dans une minute.
    [PUSH_TABLE_FULL] un quart de sa table porte déjà nos marques, et aucune ne peut être reprise. Réessayez plus tard.
    [PUSH_FAILED] elle a refusé. Consultez le journal.
    [PUSH_NO_EFFECT] elle n'en dit rien, ou c'est resté sans effet : un programme entre nous et la radio avale peut-être ces ordres.
    [MOMENT] elle est occupée. Réessayez dans une minute.
   *[other] { $reason }.
}
ask-refused = La clé de { $who } ne lui a pas été demandée : { $reason ->
    [NOT_READY] pas de lien avec la radio en ce moment. Réessayez quand `steadymesh link status` dit PRÊT.
    [ASK_LATELY] elle l'a été il y a moins de 26 heures, et redemander ne ferait que prolonger son silence.
    [ASK_BUDGET] quatre nœuds ont déjà été interrogés cette heure. Réessayez plus tard.
    [ASK_BUSY] le canal est occupé plus d'un quart du temps. Réessayez plus tard.
    [MOMENT] la radio est occupée. Réessayez dans une minute.
   *[other] { $reason }.
}
link-own-unknown = La clé de notre radio n'est pas connue tant qu'aucun steadymesh ne tourne ici. Lancez-le, ou nommez quelqu'un : `steadymesh keys link !0badcafe`.
link-qr-twice = --qr et --no-qr se contredisent. Donnez l'un des deux.

## Liens de contact

contact-too-long = Ce n'est pas un lien de contact : il a plus de { $limit } caractères.
contact-channels = Ce lien porte des canaux, pas un contact. Dans l'application, partagez le contact, pas le canal.
contact-no-link = Ce n'est pas un lien de contact. Un tel lien ressemble à https://meshtastic.org/v/#….
contact-empty = Ce lien de contact est vide. Copiez-le en entier, aussi ce qui suit https://meshtastic.org/v/#.
contact-unreadable = Ce que porte ce lien de contact est illisible. Copiez à nouveau le lien entier.
contact-nobody = Ce contact n'a pas de numéro de nœud. Partagez-le à nouveau depuis l'application.
contact-contradicts = Ce contact se contredit : son numéro est { $node }, son identifiant { $other }. Partagez-le à nouveau depuis l'application.
contact-everybody = Ce contact est le numéro de tous, pas celui d'un nœud.
contact-own = { $node } est notre propre radio, pas un de ses contacts.
contact-no-key = Le contact { $node } ne porte pas de clé. Partagez-le depuis une application qui connaît la clé du nœud.

## Fichiers

import-file-none = { $file } n'est pas un fichier ; rien n'a été importé. Indiquez un fichier.
import-file-unreadable = { $file } ne peut pas être lu : { $why }. Vérifiez son nom et ses droits.
import-file-too-large = { $file } fait plus de { $limit } Mo ; rien n'a été importé. Vérifiez que c'est un fichier de clés.
import-file-encoding = { $file } n'est pas en UTF-8 à la ligne { $line }, colonne { $column } ; rien n'a été importé. Enregistrez-le en UTF-8 et importez-le à nouveau.
import-file-empty = { $file } est vide ; rien n'a été importé. Prenez-en une sauvegarde.
import-file-identity = { $file } est une sauvegarde de l'identité d'une radio, pas un fichier de clés ; rien n'a été importé. Elle est pour `steadymesh identity restore`.
import-file-no-json = { $file } n'est pas du JSON à la ligne { $line }, colonne { $column } ({ $why }) ; rien n'a été importé. Réparez cet endroit ou prenez une sauvegarde du fichier.
import-file-absurd = { $file } est un JSON qu'aucun bot n'a écrit (un nombre ou une imbrication sans fin) ; rien n'a été importé. Prenez une sauvegarde du fichier.
import-file-no-object = { $file } ne contient pas d'objet JSON de nœuds à la ligne 1, colonne 1 ; rien n'a été importé. Ce doit être un objet avec une entrée par nœud, comme "195939070" avec son "name" et sa "publicKey".
import-info-damaged = La liste des nœuds de { $file } est abîmée ou coupée à la ligne { $line } ({ $why }) ; rien n'a été importé. Réécrivez-le avec `meshtastic --info`.
import-config-too-large = { $file } fait plus de { $limit } Ko ; rien n'a été importé. Vérifiez que `meshtastic --export-config` l'a écrit.
import-config-damaged = { $file } n'est pas du YAML à la ligne { $line } ; rien n'a été importé. Réécrivez-le avec `meshtastic --export-config`.
import-config-too-deep = { $file } est trop imbriqué à la ligne { $line } ; rien n'a été importé. Vérifiez que `meshtastic --export-config` l'a écrit.
import-config-alias = { $file } renvoie à lui-même à la ligne { $line }, ce qu'aucun export ne fait ; rien n'a été importé. Vérifiez que `meshtastic --export-config` l'a écrit.
import-backup-version = { $file } est une sauvegarde d'une autre version que { $version } ; rien n'a été importé. Importez-la avec le steadymesh qui l'a écrite, ou un plus récent.
import-backup-no-keys = { $file } est une sauvegarde sans sa liste de clés ; rien n'a été importé. Prenez une autre sauvegarde.
export-unwritable = Les clés ne peuvent pas être écrites dans { $file } : { $why }. Indiquez un autre répertoire.
export-nowhere = Aucun fichier n'est indiqué ; rien n'a été exporté. Indiquez-en un, ou - pour l'afficher.
import-nothing = Aucun fichier n'est indiqué ; rien n'a été importé. Indiquez un fichier, ou donnez un lien de contact.

import-info-own = « { $entry } » écarté : c'est la radio où ceci a été lu. Si ce n'est pas celle du bot, importez son lien de contact
import-backup-field = « { $entry } » écarté : son champ { $detail } est inutilisable
import-backup-twice = « { $entry } » écarté : elle figure deux fois, ou son nœud a deux clés { $detail ->
    [current] actuelles
    [held] en attente
   *[former] anciennes
}
import-config-admin = « { $entry } » ({ $detail }) écarté : c'est la clé de qui peut administrer cette radio, pas celle d'un nœud
import-config-without-key = Cet export ne contient pas de clé publique : il a été écrit sans les réglages de sécurité de la radio
import-config-own = « { $entry } » ({ $detail }) écarté : c'est la clé de notre propre radio
import-config-no-number = « { $entry } » ({ $detail }) écarté : un export ne dit pas le numéro du nœud, et aucun nœud connu ne convient. Si la radio est en firmware 2.8, son numéro vient de sa clé ; sinon importez son lien de contact ou la sortie de `meshtastic --info`
import-key-held = « { $entry } » attend votre décision ({ $detail ->
    [policy] keys.on_change retient toute clé changée
    [verified] la clé connue est vérifiée
    [admin] la clé connue est celle d'un administrateur
    [favorite] le nœud est un favori dans la radio
    [own-number] la clé connue est, preuve à l'appui, celle de ce numéro
    [recent-dm] des messages ont été échangés sous la clé connue
    [alternating] deux clés alternent
    [too-many] trop de clés ont changé aujourd'hui
   *[other] { $detail }
}) : `steadymesh keys show` en dit plus, `steadymesh keys accept` la prend, `steadymesh keys reject` l'écarte
import-key-revoked = « { $entry } » écarté : cette clé est révoquée
import-key-replaced = « { $entry } » écarté : une autre clé a pris la place de celle-ci, et aucun fichier ne la ramène. Si c'est la bonne : `steadymesh keys verify` avec la clé et --replace
import-key-rejected = « { $entry } » écarté : vous avez rejeté cette clé. Si c'est la bonne : `steadymesh keys verify` avec la clé et --replace
