### Mail: one message each, with room for names of 24 bytes.

help-msg = Leaves a letter for somebody who is away: they get it when I hear them, and I let you know.
help-inbox = The letters that wait for you, or that you have not read yet.
help-read = Has letter NUMBER come now, or shows it again; without a number, the first one.
help-del = Throws letter NUMBER away; or takes back one of yours.
help-sent = Your letters that have not arrived yet.
argument-page = PAGE
argument-letter_number = NUMBER

mail-letter = ✉ from { $name } { $proof ->
    [proved] (proved)
    [operator] (operator)
   *[none] (not proved)
} { $ago } ago{ $again ->
    [yes] {" "}(again)
   *[no] {""}
}:
mail-delivered = ✉ { $number } to { $name }: delivered { $after } after you wrote it.
mail-returned = ✉ { $number } to { $name } comes back: { $because }
mail-because-unheard = they could not be reached in time.
mail-because-unreadable = it never got through, or they could not read it.
mail-because-unconfirmed = it was sent and nobody confirmed it. They may have it.
mail-because-partly = only the beginning was confirmed.
mail-because-discarded = they threw it away.
mail-because-taken-back = you took it back.
mail-because-barred = no mail goes to them any more.
mail-no-such = No letter { $number } of yours. See { $prefix }inbox and { $prefix }sent.
mail-failed = Sorry, I can't keep or find letters at the moment. Please try again later.

msg-kept = ✉ { $number } kept for { $name } until I hear them, { $days ->
    [one] a day
   *[other] { $days } days
} at most.
msg-trying = ✉ { $number } for { $name }: they are here, it is on its way. I'll tell you.
msg-operators-kept = ✉ { $number } kept for { $name } until I hear them, { $days ->
    [one] a day
   *[other] { $days } days
} at most; “sent” and the log tell what becomes of it.
msg-operators-trying = ✉ { $number } for { $name }: they are here, it is on its way; “sent” and the log tell what becomes of it.
msg-operator = ✉ { $number } kept for my operator, who reads it at the console.
msg-empty = There is nothing in that letter.
msg-self = That is you.
msg-barred = { $name } gets no mail here.
msg-unmessagable = Nobody reads messages at { $name }: that node says so itself.
msg-too-long = That letter has { $bytes } bytes; { $most } are the most.
msg-full-recipient = { $name } has so many letters waiting that I take no more.
msg-full-sender = So many of your letters wait that I take no more. { $prefix }sent lists them, { $prefix }del NUMBER takes one back.
msg-full-office = My mailbox is full. Please try again in a few days.

mail-page = ✉ Page { $page } of { $pages }:
mail-more = … { $way }
inbox-none = ✉ No letters for you.
inbox-count = ✉ { $count ->
    [one] One letter
   *[other] { $count } letters
} for you; { $prefix }read NUMBER, { $prefix }del NUMBER
inbox-line = { $number }: { $name }, { $ago } ago
sent-none = ✉ None of your letters is under way.
sent-count = ✉ { $count ->
    [one] One letter
   *[other] { $count } letters
} of yours; { $prefix }del NUMBER takes one back
sent-line = { $number }: { $name }, { $ago } ago, { $state ->
    [waiting] waits
    [out] on its way
    [unsure] sent, not confirmed
    [delivered] delivered
   *[returned] came back
}
sent-returned = { $number }: { $name }, { $ago } ago, came back: { $because }
read-coming = ✉ { $number } comes as soon as it can.
read-out = ✉ { $number } is on its way to you.
del-gone = ✉ { $number } from { $name } is thrown away.
del-back = ✉ { $number } to { $name } is taken back, unread.
del-stopped = ✉ { $number } to { $name } is not sent again. They may have read it.
del-out = ✉ { $number } is on its way: that can't be stopped.

mail-ended = ✉ Letter { $number }: { $outcome ->
    [delivered] delivered
    [unheard] its recipient was not heard in time
    [unreadable] its recipient could not read it
    [unconfirmed] nobody confirmed it
    [partly] confirmed in part
    [discarded] thrown away unread
    [barred] sender or recipient is banned
    [taken-back] taken back
   *[other] { $outcome }
}
mail-not-read = ⚠️ The letters can't be read from the disk: { $error } It is tried again whenever somebody is heard.
mail-not-written = ⚠️ A letter was not written down: { $error } It is tried again at its next step.
mail-not-handed-in = ⚠️ The outbox did not take a letter: { $error } It is tried again at the next hearing.
mail-fate-unknown = ⚠️ The outbox can't tell what became of a letter: { $error } It is asked again later.
