help-sun = Sunrise, sunset and the moon, where you are, else where my radio is.
sun-day = ☀️ { $rise } – { $set } ({ $zone }), { $duration } of daylight
sun-never-sets = ☀️ The sun does not set today
sun-never-rises = ☀️ The sun does not rise today
sun-place = { $place ->
    [yours] Where your node is
    [ours] Where my radio is
   *[set] In this area
}
sun-nowhere = Nobody told me where you or my radio are: no sun without a place.
sun-moon = { $phase ->
    [0] 🌑 New moon
    [1] 🌒 Waxing crescent
    [2] 🌓 First quarter
    [3] 🌔 Waxing gibbous
    [4] 🌕 Full moon
    [5] 🌖 Waning gibbous
    [6] 🌗 Last quarter
   *[7] 🌘 Waning crescent
}
