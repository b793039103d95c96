### The weather. Short: with a place's name and region of 24 bytes each, all that matters fits one message.

help-wx = The weather where you are, else where I am, or at a place; “rain”: that of the next hours.
argument-place_or_rain = PLACE|rain
wx-words-rain = rain

wx-here = Where you are
wx-our-place = Where I am
wx-now = { $emoji } { $place }: { $degrees } { $unit }, { $sky }
wx-wind = Wind { $speed } { $unit } { $wind }
wx-humidity = humidity { $percent } %
wx-today = Today { $emoji } { $least } to { $most } { $unit }
wx-tomorrow = Tomorrow { $emoji } { $least } to { $most } { $unit }, { $sky }
wx-water = { $amount } { $unit }

wx-rain = 🌧️ { $place }: { $water } in { $hours } h
wx-rain-when = { $begins ->
    [now] Now
   *[other] From { $begins }
}; most at { $most }: { $water } an hour
wx-rain-none = 🌂 { $place }: no rain for { $hours } h, until { $until }
wx-rain-unknown = { $place }: the weather server does not tell the rain.

wx-unknown = I know no place called “{ $word }”. Of several names write one, and the country behind a comma.
wx-several = 📍 { $name } may be in: { $places }{ $more ->
    [true] ; …
   *[false] {""}
}. Write { $way }
wx-nowhere = I know no position, neither yours nor mine. Write { $prefix }wx and a place, or share your position.
wx-between = {"; "}
wx-off = The weather comes from the internet, which is switched off here (internet.enabled).
wx-down = The weather server does not answer. Please try again later.
wx-busy = The weather server gets too many questions. Please try again later.
wx-nonsense = The weather server answers, but not with the weather. The operator can read why in the log.
wx-enough = I have asked the weather server often enough. Please try again in { $wait }.
wx-why = { $error }

wx-error-nonsense = { $host } answered something else than the weather or a place. Check plugin.wx.forecast_url and plugin.wx.search_url.
wx-failed = ⚠️ No weather: { $detail }
wx-back = ✅ The weather server answers again.

wx-wind-n = N
wx-wind-ne = NE
wx-wind-e = E
wx-wind-se = SE
wx-wind-s = S
wx-wind-sw = SW
wx-wind-w = W
wx-wind-nw = NW

wx-sky-clear = clear
wx-sky-mainly-clear = mostly clear
wx-sky-partly-cloudy = partly cloudy
wx-sky-overcast = overcast
wx-sky-fog = fog
wx-sky-rime-fog = freezing fog
wx-sky-drizzle = drizzle
wx-sky-freezing-drizzle = freezing drizzle
wx-sky-light-rain = light rain
wx-sky-rain = rain
wx-sky-heavy-rain = heavy rain
wx-sky-freezing-rain = freezing rain
wx-sky-light-snow = light snow
wx-sky-snow = snow
wx-sky-heavy-snow = heavy snow
wx-sky-snow-grains = snow grains
wx-sky-light-showers = light showers
wx-sky-showers = showers
wx-sky-violent-showers = violent showers
wx-sky-snow-showers = snow showers
wx-sky-thunderstorm = thunderstorm
wx-sky-hail = thunderstorm with hail
wx-sky-unknown = sky not told
