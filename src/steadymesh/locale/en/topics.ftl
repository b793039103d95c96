### Topics: people are told of what they have subscribed to.

help-subscribe = Tells you by direct message when there is news: lists the topics, or subscribes to one.
help-unsubscribe = Tells you of a topic no more; all stands for every one.
help-publish = Tells the subscribers of a topic something.
argument-topic = TOPIC
topics-list = 🔔 Topics (✓ yours): { $topics }. { $prefix }subscribe TOPIC, { $prefix }unsubscribe TOPIC
topics-none = There is no topic “{ $topic }”. There are: { $topics }
topics-not-yours = You have not subscribed to “{ $topic }”. Topics (✓ yours): { $topics }
topics-full = All { $most } places are taken. Please try again another day.
topics-subscribed = 🔔 I shall write to you when there is news: { $topic }. { $prefix }unsubscribe { $topic } ends it.
topics-unsubscribed = 🔕 No more news of { $topic }. { $prefix }subscribe lists what else there is.
topics-unsubscribed-all = 🔕 No more news of anything.
topics-lead = 🔔 { $topic }:
topics-ending = { $prefix }unsubscribe { $topic } ends these.
topics-published = 🔔 Goes out to { $subscribers ->
    [one] { $subscribers } subscriber
   *[other] { $subscribers } subscribers
} of { $topic }, as the air allows.
topics-too-long = That is too long: { $bytes } bytes, and { $most } are the most.
topics-unread = The subscriptions can't be read just now. Please try again later.

## The log

topics-not-loaded = ⚠️ The subscriptions can't be read: { $error }
topics-not-kept = ⚠️ The subscriptions could not be written down yet: { $error }
topics-unknown = ⚠️ { $publisher } has news for a topic “{ $topic }” that does not exist. Name it in plugin.topics.names.
topics-crowded = ⚠️ Too many notices wait: the oldest one, of { $topic }, goes; { $people ->
    [one] { $people } person is
   *[other] { $people } people are
} not told of it.
topics-dropped = 🔕 { $name } ({ $node }) is no subscriber any more: { $failures } notices in a row did not arrive.
topics-not-told = { $node } could not be told: { $error }
