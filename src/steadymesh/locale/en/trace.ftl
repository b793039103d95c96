help-trace = The way to a node and back, with the SNR of each hop; without a name, how your message came, at no cost.
trace-there = There (dB):
trace-back = Back (dB):
trace-me = me
trace-hop = { $name } { $snr_db }
trace-no-back = It does not tell the way back.
trace-passive = No air was spent on this. { $prefix }trace NAME asks the mesh for the way there and back.
trace-name-one = Name a node: { $usage }
trace-ours = That is my own radio: there is no way to it.
trace-too-soon = Every node on the way sends a traceroute, there and back: yours has to wait. Please ask again in { $wait }.
trace-refused = There were traceroutes enough for everybody's air. Please ask again in { $wait }.
trace-unanswered = ⌛ { $name } did not answer within a minute: out of reach, switched off, or on another channel.{ $again ->
    [true] {" You can ask again in "}{ $wait }.
   *[false] {""}
}
trace-unavailable = My radio could not send it: no link, or no air. Please ask again in { $wait }.
