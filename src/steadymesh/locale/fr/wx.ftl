### La météo. Court : avec un nom et une région de 24 octets chacun, l'essentiel tient dans un message.

help-wx = La météo là où vous êtes, sinon là où je suis, ou dans un lieu ; « pluie » : celle des prochaines heures.
words-wx = météo meteo
argument-place_or_rain = LIEU|pluie
wx-words-rain = pluie

wx-here = Où vous êtes
wx-our-place = Où je suis
wx-now = { $emoji } { $place } : { $degrees } { $unit }, { $sky }
wx-wind = Vent { $speed } { $unit } { $wind }
wx-humidity = humidité { $percent } %
wx-today = Aujourd'hui { $emoji } { $least } à { $most } { $unit }
wx-tomorrow = Demain { $emoji } { $least } à { $most } { $unit }, { $sky }
wx-water = { $amount } { $unit }

wx-rain = 🌧️ { $place } : { $water } en { $hours } h
wx-rain-when = { $begins ->
    [now] Dès maintenant
   *[other] À partir de { $begins }
} ; le plus fort à { $most } : { $water } par heure
wx-rain-none = 🌂 { $place } : pas de pluie pendant { $hours } h, jusqu'à { $until }
wx-rain-unknown = { $place } : le serveur météo ne donne pas la pluie.

wx-unknown = Je ne connais pas de lieu appelé « { $word } ». Écrivez un seul nom, et le pays après une virgule.
wx-several = 📍 { $name } peut être ici : { $places }{ $more ->
    [true] {" ; …"}
   *[false] {""}
}. Écrivez { $way }
wx-nowhere = Je ne connais aucune position, ni la vôtre ni la mienne. Écrivez { $prefix }météo et un lieu, ou partagez votre position.
wx-between = {" ; "}
wx-off = La météo vient d'Internet, qui est désactivé ici (internet.enabled).
wx-down = Le serveur météo ne répond pas. Réessayez plus tard.
wx-busy = Le serveur météo reçoit trop de questions. Réessayez plus tard.
wx-nonsense = Le serveur météo répond, mais pas par la météo. L'opérateur peut lire pourquoi dans le journal.
wx-enough = J'ai assez interrogé le serveur météo. Réessayez dans { $wait }.
wx-why = { $error }

wx-error-nonsense = { $host } a répondu autre chose que la météo ou un lieu. Vérifiez plugin.wx.forecast_url et plugin.wx.search_url.
wx-failed = ⚠️ Pas de météo : { $detail }
wx-back = ✅ Le serveur météo répond de nouveau.

wx-wind-n = N
wx-wind-ne = NE
wx-wind-e = E
wx-wind-se = SE
wx-wind-s = S
wx-wind-sw = SO
wx-wind-w = O
wx-wind-nw = NO

wx-sky-clear = ciel clair
wx-sky-mainly-clear = plutôt clair
wx-sky-partly-cloudy = en partie nuageux
wx-sky-overcast = couvert
wx-sky-fog = brouillard
wx-sky-rime-fog = brouillard givrant
wx-sky-drizzle = bruine
wx-sky-freezing-drizzle = bruine verglaçante
wx-sky-light-rain = pluie faible
wx-sky-rain = pluie
wx-sky-heavy-rain = forte pluie
wx-sky-freezing-rain = pluie verglaçante
wx-sky-light-snow = neige faible
wx-sky-snow = neige
wx-sky-heavy-snow = forte neige
wx-sky-snow-grains = neige en grains
wx-sky-light-showers = averses faibles
wx-sky-showers = averses
wx-sky-violent-showers = fortes averses
wx-sky-snow-showers = averses de neige
wx-sky-thunderstorm = orage
wx-sky-hail = orage et grêle
wx-sky-unknown = ciel non précisé
