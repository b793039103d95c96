# The simulated radio's door
sim-listening = 📡 The simulated radio listens on { $host }:{ $port }
sim-client-connected = 📡 Simulated radio: client { $number } connected from { $peer }
sim-client-evicted = 📡 Simulated radio: client { $number } has to go, another one came
sim-client-left = 📡 Simulated radio: client { $number } is gone ({ $why ->
        [goodbye] it said goodbye
        [left] it closed
        [reset] it reset the connection
        [idle] it was silent for too long
        [reboot] the radio restarts
        [recorded] the radio closed it here, as in the recording
        [cut] cut by a fault
       *[other] { $why }
    })
sim-radio-rebooted = 📡 Simulated radio: restarting, back in { $down_s } s
sim-fault-begun = 💥 Simulated radio: fault “{ $fault }” begins
sim-fault-ended = 🩹 Simulated radio: fault “{ $fault }” is over
