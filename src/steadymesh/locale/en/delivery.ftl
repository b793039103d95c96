# Delivery.
outbox-restored = 📬 { $count ->
    [one] One message of an earlier run is still on its way.
   *[other] { $count } messages of an earlier run are still on their way.
}
outbox-unreadable = ⚠️ Messages of an earlier run can't be read yet: { $error } It is tried again.
outbox-journal-failing = ⚠️ Messages can't be written down: { $error } What comes now leaves from memory and is written down later.
outbox-journal-recovered = ✅ Messages are written down again (after { $seconds } s).
message-sent = ➡️ The radio took the message to { $to } (packet { $id }).
message-again = 🔁 The message to { $to } was refused ({ $reason }) and is tried again as packet { $id }.
message-acknowledged = ✅ { $to } has received the message (packet { $id }, { $seconds } s).
message-acknowledged-late = ✅ The message to { $to } (packet { $id }) was delivered after all: { $outcome }.
message-relayed = 📡 The message to { $to } was passed on by a neighbour (packet { $id }, { $seconds } s).
message-awaits-key = 🔑 The message to { $to } (packet { $id }) waits until our radio has that node's public key ({ $reason }).
message-unread = 🔑 { $to } could not read the message, as it seems ({ $reason }): once its key is certain, the message goes again (packet { $id }).
message-unheard = 📡 Nobody confirmed the message to { $to }, which has not been heard meanwhile: when it is, the message goes once more (packet { $id }).
duty-cycle-reached = ⏳ Our radio has used up its hour of airtime (the region's duty cycle): it sends nothing for { $minutes } min; what waits goes then.
message-refused = ❌ The message to { $to } was refused ({ $reason }): { $why } { $remedy }
message-cancelled = ↩️ The message to { $to } (packet { $id }) was taken back before it left, after { $seconds } s.
message-impossible = ❌ The message to { $to } (packet { $id }) can't be sent: { $error }
message-expired = ⌛ The message to { $to } (packet { $id }) got no answer in { $seconds } s, handed to the radio { $attempts }×: { $why } { $remedy }
traceroute-refused = 🛤 There were traceroutes enough: this one is not sent, the next may go in { $wait_s } s.
errand-impossible = ❌ The radio can't be handed this ({ $what }): { $error }

## What can't be handed in

text-empty = An empty text can't be sent. Write something.
text-half = The text holds half a character. Send valid Unicode.
text-too-long = The text is too long: { $size } bytes in UTF-8, and one packet takes { $room }. Cut it in pieces.
text-to-nobody = { $to } is nobody's node number. Give a number within 1 and 4294967295.
text-to-ourselves = { $node } is our own radio: it sends nothing to itself. Name another node.
text-to-no-channel = There is no channel { $channel }. Channels are 0 to { $last }.
key-unfit = That can't be the key of a message. Take 1 to { $most } printable ASCII signs without blanks, a letter or digit first, no time.
