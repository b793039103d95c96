"""A whole mesh around our radio: people with nodes of their own, their beacons, another bot, copies by MQTT.

The air that they share is `terrain`'s; here live those who use it. `ether` is where our radio joins them, `village`
puts all together, `ledger` is what a judge looks at.
"""
