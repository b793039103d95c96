help-time = The time here, its zone, and how far my radio's clock is off.
time-now = 🕐 { $date } { $clock } { $zone }
time-radio-same = My radio's clock agrees.
time-radio-ahead = My radio's clock is { $duration } fast.
time-radio-behind = My radio's clock is { $duration } slow.
time-radio-none = My radio does not know the time.
