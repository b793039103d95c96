help-test = Short radio check: how I heard this message of yours.
test-heard = 📻 { $name }: { $heard }
