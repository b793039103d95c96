### Announcements on schedule: lines of the log, and what is wrong with an entry.

announced = 📢 Announcement #{ $entry } of { $due } is handed over
announce-missed = 📢 Announcement #{ $entry } of { $due } was missed and is not made up (catch_up)
announce-no-such-channel = ⚠️ Announcement #{ $entry } is for the channel “{ $channel }”, which the radio does not have. Write a name as the app shows it, or its index.
announce-not-posted = ⚠️ Announcement #{ $entry } was not taken: { $error }
announce-not-loaded = ⚠️ It is not known what was announced, so nothing is: { $error }
announce-not-kept = ⚠️ What was announced could not be written down yet: { $error }

announce-no-cron = entry { $entry }: { $error }
announce-no-target = entry { $entry } needs a channel or a topic, and only one of them.
announce-no-channel = entry { $entry }: there is no channel { $channel }; write 0 to { $most }, or a name.
announce-no-topic = entry { $entry }: there is no topic “{ $topic }”; there are { $known }. Name it in plugin.topics.names.
announce-no-topics = entry { $entry } is for a topic, and nobody is told of topics while bot.disabled has the plug-in topics.
announce-no-text = entry { $entry } says nothing.
announce-no-language = entry { $entry }: there is no language “{ $language }”; there are { $known }.
announce-no-placeholder = entry { $entry }: “{ $placeholder }” is not known; there are { $known }.
announce-too-long = entry { $entry } is too long: it may take { $bytes } bytes, and { $most } are the most.
