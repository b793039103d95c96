# For bots on the official library; the ids of the key sync stand in keys.ftl.

compat-nodes-error = ⚠️ Error accessing interface.nodes: { $error } / ❌ Cannot sync pubkeys: interface.nodes not accessible
compat-hangs = ❌ Cannot sync pubkeys: interface.nodes not accessible: { $error }. Close that interface and open a new one
compat-keys-unusable = ⚠️ { $count } entries without a usable public key left out of the sync, the first is “{ $first }”
compat-push-replaces = ⚠️ The radio holds another public key for { $node }; it is replaced, as the bot asked
compat-pushed = 📤 { $pushed } public keys pushed to the radio, { $left } left ({ $reason ->
    [none] all done
    [no-radio] the interface is not connected to a radio
    [dump] the radio is still telling its nodes, the next call goes on
    [quota] no more for this interface: each one is a favourite in the radio and costs its flash a write
    [deadline] the time was over, the next call goes on
    [send-failed] the interface could not send
    [refused] the radio refused
   *[no-answer] the radio did not answer
})
