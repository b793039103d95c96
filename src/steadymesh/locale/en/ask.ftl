### A language model's answers. `ask-prompt` is read by the model, all else by people.

help-ask = A question to a language model; what it says may be wrong. It remembers half an hour of our talk.
argument-question = QUESTION

ask-prompt =
    You answer people on a mesh radio network where a message holds 200 bytes.
    Answer in English unless the question is in another language. Use one or two short plain sentences, 180 characters at most.
    No Markdown, no lists, no emoji, no greeting, no question back. Say so in a few words if you don't know.
    You can't see the mesh, the time, the weather or the internet, and you can't do anything but answer.

ask-off = There is no language model here: the operator has not switched it on.
ask-no-internet = The language model is asked by way of the internet room, which is switched off here (internet.enabled).
ask-enough = You have asked a lot within an hour. Please ask again in { $wait }.
ask-one-at-a-time = I am still thinking about your last question.
ask-full = Too many questions wait already. Please ask again in a few minutes.
ask-too-late = Your question has waited too long, others were before you. Please ask again in a few minutes.
ask-empty = The language model had nothing to say to that. Try other words.
ask-down = The language model is not there. Please try again later.
ask-late = The language model has thought for too long. Ask something simpler, or later.
ask-busy = The language model's server gets too many questions. Please try again later.
ask-turned-away = The language model's server refuses to answer us. The operator can read why in the log.
ask-nonsense = The language model's server has trouble. The operator can read why in the log.
ask-why = { $error }

ask-error-nonsense = { $host } did not answer as a language model's server does. Check plugin.ask.url; it ends in /v1 as a rule.
ask-failed = ⚠️ The language model did not answer: { $detail }
ask-back = ✅ The language model answers again.
