# For bots on the official library; the ids of the key sync stand in keys.ftl.

compat-nodes-error = ⚠️ Error accessing interface.nodes: { $error } / ❌ Cannot sync pubkeys: interface.nodes not accessible
compat-hangs = ❌ Cannot sync pubkeys: interface.nodes not accessible: { $reason ->
    [late] no answer within { $deadline_s } s. Close that interface and open a new one
    [again] its last sync has not returned yet. Close that interface and open a new one
    [busy] the sync of another interface took the whole { $deadline_s } s. The next call tries again
   *[many] too many interfaces of this process have hung and never come back. Restart the bot
}
compat-keys-missing = ❌ Cannot sync pubkeys: the keys are { $kind }, not a mapping of nodes to keys. Hand over a dict such as node_names.json holds
compat-keys-unusable = { $count ->
    [one] ⚠️ { $count } entry without a usable public key left out of the sync: “{ $first }”
   *[other] ⚠️ { $count } entries without a usable public key left out of the sync, the first is “{ $first }”
}
compat-push-replaces = ⚠️ The radio holds another public key for { $node }; it is replaced, as the bot asked
compat-pushed = 📤 { $pushed ->
    [one] { $pushed } public key
   *[other] { $pushed } public keys
} pushed to the radio, { $left } left ({ $reason ->
    [none] all done
    [no-radio] the interface is not connected to a radio
    [dump] the radio is still telling its nodes, the next call goes on
    [quota] no more for this interface: each one is a favourite in the radio and costs its flash a write
    [deadline] the time was over, the next call goes on
    [send-failed] the interface could not send
    [refused] the radio refused
   *[no-answer] the radio did not answer
})
