# Told to whoever looks after the bot, and to the service manager.
link-away = 🔴 The radio has been away for { $duration } ({ $reason ->
        [never-ready] not reached yet
        [resolve] the name was not found
        [connect] no connection
        [handshake] incomplete configuration
        [closed] the other side closed
        [reset] cut off
        [probe] it stopped answering
        [defect] a defect of steadymesh
       *[other] { $reason }
    }). Check the node, the network, how often it reconnects, and whether another client holds the node.
link-back = 🟢 The radio is back; it was away for { $duration }
service-manager-deaf = ⚠️ The service manager takes no messages: { $error }
