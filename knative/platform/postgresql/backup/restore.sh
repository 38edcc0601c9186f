#!/bin/sh
# Puts a dump in the place of the database PG* name. DUMP is its name in BACKUP_FOLDER, or 'latest'. It is read into a database beside that one, which is used
# meanwhile; then the two change names at once. What was there before stays, closed, as PGDATABASE_before_restore until the next restore.
set -eu
if [ "$DUMP" = latest ]; then
    for file in "$BACKUP_FOLDER"/millrace-*.dump; do DUMP=${file##*/}; done
fi
case $DUMP in
    */* | .*) echo "DUMP is the name of a file in $BACKUP_FOLDER, not '$DUMP'"; exit 2 ;;
esac
file=$BACKUP_FOLDER/$DUMP
if [ ! -f "$file" ]; then
    echo "there is no dump '$DUMP'. Those that are there:"
    find "$BACKUP_FOLDER" -name 'millrace-*.dump'
    exit 2
fi
pg_restore --list "$file" > /dev/null
. "${0%/*}/server.sh"
wait_for_server

name=$PGDATABASE
restored=${name}_restored
before=${name}_before_restore
export PGDATABASE=postgres
sql() {
    psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"
}
sql --command="drop database if exists \"$restored\" with (force)" --command="create database \"$restored\""
pg_restore --no-owner --no-privileges --exit-on-error --single-transaction --dbname="$restored" "$file"
sql --dbname="$restored" --command=analyze

# From here on nobody gets in until the names are changed, some milliseconds later, or the database is opened again.
reopen() {
    sql --command="alter database \"$name\" allow_connections true" > /dev/null 2>&1 || true
}
trap reopen EXIT
sql --command="drop database if exists \"$before\" with (force)" \
    --command="alter database \"$name\" allow_connections false" \
    --command="select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where datname in ('$name', '$restored')" > /dev/null
sql --single-transaction \
    --command="alter database \"$name\" rename to \"$before\"" \
    --command="alter database \"$restored\" rename to \"$name\""
trap - EXIT
echo "$file"
