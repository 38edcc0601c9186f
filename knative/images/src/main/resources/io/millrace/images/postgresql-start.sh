#!/bin/sh
# Makes the database that POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB name where there is none yet, then runs the server with the
# options that it is given.
set -eu
: "${POSTGRES_USER:=postgres}" "${POSTGRES_DB:=$POSTGRES_USER}"
umask 077
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?says what the user $POSTGRES_USER logs in with}"
  # Beside it, and renamed when it is whole: a start that was killed leaves nothing that looks like a database.
  making=$PGDATA.making
  rm -rf "$making"
  printf '%s\n' "$POSTGRES_PASSWORD" |
    initdb --pgdata="$making" --username="$POSTGRES_USER" --pwfile=/dev/stdin --auth-local=trust --auth-host=scram-sha-256 \
      --encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8 --data-checksums
  printf 'host all all all scram-sha-256\n' >>"$making/pg_hba.conf"
  if [ "$POSTGRES_DB" != postgres ]; then
    printf 'CREATE DATABASE "%s"\n' "$POSTGRES_DB" | postgres --single -D "$making" postgres
  fi
  sync
  mv "$making" "$PGDATA"
fi
unset POSTGRES_PASSWORD
postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp "$@" &
server=$!
# A server that is told TERM waits until its last client has gone; INT ends their sessions.
trap 'kill -INT "$server"' TERM INT
while :; do
  code=0
  wait "$server" || code=$?
  kill -0 "$server" 2>/dev/null || exit "$code"
done
