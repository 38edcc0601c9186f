#!/bin/sh
# Dumps the database PG* name into BACKUP_FOLDER and forgets dumps older than KEEP_DAYS. A dump is there whole or not at all;
# old ones go only after a new one has come.
set -eu
. "${0%/*}/server.sh"
wait_for_server
name="millrace-$(date -u +%Y%m%dT%H%M%SZ).dump"
part="$BACKUP_FOLDER/.$name.part"
trap 'rm -f "$part"' EXIT
pg_dump --format=custom --no-owner --no-privileges --file="$part"
pg_restore --list "$part" > /dev/null
sync "$part"
mv "$part" "$BACKUP_FOLDER/$name"
find "$BACKUP_FOLDER" -name 'millrace-*.dump' -mtime "+$KEEP_DAYS" -delete
echo "$BACKUP_FOLDER/$name"
