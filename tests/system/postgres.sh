#!/bin/bash
# Starts a real PostgreSQL server in a temporary folder, on a loopback port, without any
# privilege, and runs a command with its URL in ASSAY_TEST_PG.
#	postgres.sh COMMAND [ARGUMENTS...]
# PostgreSQL refuses to run as root, who therefore becomes `postgres` or `nobody` for it.
set -eu
bin=
for folder in /usr/lib/postgresql/*/bin; do
	[ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && bin=$folder
done
[ -n "$bin" ] || { echo "skipped: PostgreSQL is not installed"; exit 77; }

as=
if [ "$(id -u)" = 0 ]; then
	user=postgres
	id -u "$user" >/dev/null 2>&1 || user=nobody
	as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups --inh-caps=-all"
fi

folder=$(mktemp -d)
server=
cleanup()
{
	# SIGINT: a fast end, without waiting for clients.
	[ -z "$server" ] || { kill -INT "$server" 2>/dev/null && wait "$server" || true; }
	rm -rf "$folder"
}
trap cleanup EXIT
[ -z "$as" ] || chown "$user" "$folder"
log=$folder/log
: >"$log"

# shellcheck disable=SC2086  # a command and its arguments
(cd "$folder" && $as "$bin/initdb" -D "$folder/data" -U assay --auth=trust \
	--encoding=UTF8 --locale=C.UTF-8 --no-sync >>"$log" 2>&1) ||
	{ echo "initdb fails:"; cat "$log"; exit 1; }

# A port is free until somebody takes it: another is tried then.
for try in 1 2 3 4 5; do
	port=$((20000 + RANDOM % 12000))
	cd "$folder"
	# shellcheck disable=SC2086
	$as "$bin/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 \
		-c unix_socket_directories="$folder" -c fsync=off \
		-c synchronous_commit=off -c full_page_writes=off \
		-c shared_buffers=16MB -c max_connections=20 -c autovacuum=off \
		-c wal_level=minimal -c max_wal_senders=0 >>"$log" 2>&1 &
	server=$!
	cd "$OLDPWD"
	for wait in {1..200}; do
		kill -0 "$server" 2>/dev/null || break
		"$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break 2
		sleep 0.05
	done
	kill -INT "$server" 2>/dev/null || true
	wait "$server" || true
	server=
done
[ -n "$server" ] || { echo "PostgreSQL does not start:"; cat "$log"; exit 1; }

result=0
ASSAY_TEST_PG="postgresql://assay@127.0.0.1:$port/postgres" "$@" || result=$?
exit "$result"
