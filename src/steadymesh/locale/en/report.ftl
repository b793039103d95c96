### The command line's words about `steadymesh report`.

report-about = A report of steadymesh, for whoever helps with it.
report-privacy = It has no message in it, no key, no password, and no notification address. { $nodes ->
        [yes] Names, numbers and places of nodes are in it as they are.
       *[no] Each node has another name in it, the same one throughout, and in the next report another; places are left out.
    } It does have the radio's address in your network, paths of files, names of channels and of plug-ins, and times. Read it before you give it away.
report-piece-README = what is in here
report-piece-machine = versions of steadymesh, Python, the system and the libraries; processor and memory
report-piece-config = settings that are not at their defaults, secrets hidden, with where they were written
report-piece-plugins = plug-ins and scripts: what they offer, their settings as far as they show them, why one is not loaded
report-piece-status = what the running process knows of itself: states and counters
report-piece-keys-audit = what is wrong with known keys, by fingerprint
report-piece-stacks = where each task and each thread of the running process stands
report-piece-database = the database: its schema, its sizes, how many rows; names and sizes of the files beside it
report-piece-log = the last lines of the log, without DEBUG
report-piece-doctor = what the check-up found
report-line = { $name }  { $kilobytes } kB: { $what }
report-missing = { $name } is not in it: { $why }
report-refused = { $name } was left out: the secret { $secret } stood in it.
report-lines = { $count ->
        [1] One line of the log was left out: a secret stood in it.
       *[other] { $count } lines of the log were left out: secrets stood in them.
    }
report-written = Written to { $file } ({ $kilobytes } kB, for you alone). Look into it before you give it away: tar -xOzf { $file } steadymesh-report/README.txt
report-exists = { $file } is there already; it was not touched. Name another file, or add --replace.
report-unwritable = The report can't be written to { $file }: { $why }. Name another place.
