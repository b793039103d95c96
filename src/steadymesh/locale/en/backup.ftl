# Backups of the whole state directory, and back again.
cli-backed-up = { $file }: { $keys ->
    [one] { $keys } key
   *[other] { $keys } keys
}, { $nodes ->
    [one] { $nodes } node
   *[other] { $nodes } nodes
}, { $texts ->
    [one] { $texts } text
   *[other] { $texts } texts
} that came in and { $outbox } of ours ({ $megabytes } MB), checked. It holds people's texts, positions and public keys: keep it to yourself.
cli-backup-waiting = { $waiting ->
    [one] One change is
   *[other] { $waiting } changes are
} not in the backup: the disk does not take what the running steadymesh has in memory.
cli-restored = The backup of { $made } is in its place: { $keys ->
    [one] { $keys } key
   *[other] { $keys } keys
}, { $nodes ->
    [one] { $nodes } node
   *[other] { $nodes } nodes
}, { $texts ->
    [one] { $texts } text
   *[other] { $texts } texts
} that came in and { $outbox } of ours.
cli-restored-aside = What was there is kept as { $name } in { $path }.

backup-no-name = No file is named. Name one: what goes into a pipe can't be checked, and not be put in its place whole.
backup-nothing = There is no database in { $path }: there is nothing to back up. Name the --state-dir of the steadymesh that runs.
backup-unwritable = It can't be written to { $file }: { $why }. Name another place, or free some space.
backup-no-file = { $file } is there already, and is no file: it was not touched. Name another one.
backup-over-ours = { $file } is a file of the running state itself. Name another one, best on another disk.
backup-too-large = { $file } has more than { $most } GB, which a backup does not hold. Look at [store] in the configuration: how much is kept is set there.
backup-file-none = { $file } is no file. Name one that `steadymesh backup` wrote.
backup-file-unreadable = { $file } can't be read: { $why }. Name one that `steadymesh backup` wrote.
backup-file-foreign = { $file } is no backup of steadymesh. Nothing was changed; name one that `steadymesh backup` wrote.
backup-file-damaged = { $file } is damaged: it is not as it was written. Nothing was changed; take another backup.
backup-file-later = { $file } was written by a later version of steadymesh. Nothing was changed; install that version.
backup-not-migrated = { $file } is of an older version and can't be brought up to date ({ $detail }). Nothing was changed; restore it with the version that wrote it, or report this.
