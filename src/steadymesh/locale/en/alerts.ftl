# Told to whoever looks after the bot, and to the service manager.
link-away = 🔴 The radio has been away for { $away_s } s ({ $reason }). Check the node, the network, how often it reconnects, and whether another client holds the node.
link-back = 🟢 The radio is back; it was away for { $away_s } s
service-manager-deaf = ⚠️ The service manager takes no messages: { $error }
service-status-waiting = Waiting before the next attempt to reach { $target }
service-status-connecting = Connecting to { $target }
service-status-handshake = Connected to { $target }, reading its configuration
service-status-ready = Ready on { $target }, { $nodes } nodes known
service-status-yielded = Another client uses { $target }; leaving it the place for a while
service-status-released = { $target } is given away on purpose
service-status-closing = Saying goodbye to { $target }
service-status-stopped = Stopped
