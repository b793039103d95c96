### The internet: what is fetched from there, and why something is not. The ids never change.

internet-fetched = 🌍 { $host } answered { $status } with { $size_bytes } bytes in { $seconds } s
internet-not-fetched = 🌍 Nothing fetched after { $seconds } s: { $detail }

## Why nothing was fetched

internet-error-off = Nothing is fetched: internet.enabled is off. Set internet.enabled = true.
internet-error-closing = Nothing is fetched any more: steadymesh is ending.
internet-error-not-loaded = The HTTP client was not ready within { $timeout_s } s. Look at the disk.
internet-error-no-certificates = The certificates that this system trusts can't be read: { $why }.
internet-error-no-url = What was to be fetched has no usable address. It begins with https:// or http:// and a host.
internet-error-scheme = { $host } is asked by https and http only.
internet-error-user = The address of { $host } has a user name or a password in it. Send that as a header.
internet-error-private = { $host } lies in a private network. If it is to be reached all the same, add "{ $place }" to internet.allow.
internet-error-busy = { $host } was not asked within { $timeout_s } s: too many other requests are under way.
internet-error-unanswered = { $host } did not answer within { $timeout_s } s.
internet-error-lookups = { $host } is not looked up: { $count } other names still wait for an answer. Check this machine's name server.
internet-error-no-address = { $host } has no address: { $why }.
internet-error-unreachable = { $host } can't be reached: { $why }.
internet-error-untrusted = { $host } is not trusted: { $why }.
internet-error-no-tls = { $host } does not speak TLS as it should ({ $why }).
internet-error-broken = { $host } ended the connection before its answer was whole.
internet-error-garbled = { $host } sent something that can't be understood.
internet-error-too-large = { $host } sends more than { $limit_kb } kB. If it has to be so much, raise internet.limit.
internet-error-status = { $host } answered with status { $status }.
internet-error-redirects = { $host } redirects once more, after { $most } redirects.
internet-error-downgrade = { $host } redirects from https to http, which is not followed.
internet-error-body-elsewhere = { $host } redirects what it was sent to another host, which is not followed.
internet-error-unsendable = What was to be sent to { $host } is no proper header, or can't be written as JSON.
internet-error-no-json = { $host } did not answer with JSON.

internet-why-refused = it refused the connection
internet-why-not-there = nobody is at that address
internet-why-no-way = this machine has no way there
internet-why-timed-out = nothing came back in time
internet-why-unknown-name = nobody knows that name
internet-why-no-name-server = no name server answers

## Settings

internet-no-place = “{ $text }” is not a host. Write localhost:11434, 192.168.1.20 or [::1]:8080.
