# HTTP: what is logged of it.
web-listening = 🌐 HTTP is served on { $address }
web-address-taken = ⚠️ HTTP can't be served on { $address }: { $error }. The bot goes on without it and tries again each minute; another `web.listen` helps at once.
web-request = HTTP { $method } { $path }: { $status } after { $seconds } s
web-request-failed = ❌ A request for { $path } met a defect of steadymesh: { $error }

# Why a request is refused.
web-target-too-long = The address is too long: at most { $limit } bytes.
web-headers-too-large = The header lines are too large: at most { $limit } bytes.
web-header-twice = A header line that may stand once only stands there twice.
web-no-such-path = There is no such address. /api/v1/openapi.json lists them all.
web-method-not-allowed = This address does not take that method; the header Allow says which it takes.
web-body-not-wanted = This request takes no body.
web-body-too-large = The body is too large: at most { $limit } bytes.
web-body-no-json = The body is no JSON.
web-body-no-object = The body must be a JSON object.
web-member-unknown = “{ $name }” is nothing that this address knows; it knows: { $known }.
web-member-missing = “{ $name }” is missing.
web-query-unreadable = What stands behind the question mark can't be read: write name=value, joined by &.
web-param-unknown = “{ $name }” is no parameter of this address; it has: { $known }.
web-param-twice = “{ $name }” stands there twice.
web-param-count = “{ $name }” must be a whole number from { $least } to { $most }.
web-param-choice = “{ $name }” must be one of: { $choices }.
web-param-time = “{ $name }” must be a moment such as 2026-03-01T12:00:00Z.
web-param-node = “{ $name }” must be a node's number such as !0badcafe.
web-param-key = “{ $name }” must be the key of a message, as the page before gave it.
web-too-slow = The request took too long to come, or its answer to be made.
web-too-many-clients = { $limit } clients listen to the events already. Try again later.
web-defect = This request met a defect of steadymesh. Nothing else is affected; please report it with the log.
web-host-missing = The header Host is missing.
web-host-foreign = This server answers under the names of this machine only: localhost, 127.0.0.1 or [::1]. With a token it answers under any.
web-site-foreign = A page of another host may not change anything here.
web-not-json = Send JSON, with the header Content-Type: application/json.
web-token-missing = This needs a token: send the header Authorization: Bearer TOKEN. `steadymesh web token new` makes one.
web-token-wrong = That token is not known here; it may have been taken back.
web-scope-missing = That token is not good for this: it lacks the scope { $scope }.

# Tokens, and the start.
web-needs-token = web.listen = { $address } can be reached from other machines, and there is no token yet. Make one with `steadymesh web token new NAME`, or listen on 127.0.0.1.
web-token-name = That can't be a token's name. Write 1 to 40 letters, digits, dots, dashes or underscores, such as grafana.
web-token-no-scope = A token without a scope is good for nothing.
web-token-taken = There is a token { $name } already. Take it back first, or choose another name.
web-token-too-many = There are { $limit } tokens already. Take one back first.
web-token-unknown = There is no token of that name. `steadymesh web token list` shows them.
web-tokens-unreadable = { $file } can't be used: { $reason }. Until then no token is good. Mend it, or remove it and make new tokens with `steadymesh web token new`.
web-tokens-unwritable = { $file } can't be written: { $reason }. Look at the disk, and the directory's owner and mode.
cli-token-new = Token { $name }, good for { $scopes }. It is shown this once and kept nowhere:
cli-token-revoked = The token { $name } is good for nothing any more.
cli-token-none = There are no tokens.
cli-token-heading-name = NAME
cli-token-heading-scopes = SCOPES
cli-token-heading-created = MADE
