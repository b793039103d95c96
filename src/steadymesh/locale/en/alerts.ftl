# Told to whoever looks after the bot, and to the service manager.
link-away = 🔴 The radio has been away for { $away_s } s ({ $reason }). Check the node, the network, how often it reconnects, and whether another client holds the node.
link-back = 🟢 The radio is back; it was away for { $away_s } s
service-manager-deaf = ⚠️ The service manager takes no messages: { $error }
