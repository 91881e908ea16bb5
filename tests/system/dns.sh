#!/bin/bash
# Starts a real name server (nsd) with freshly signed zones on a loopback port, without any
# privilege, and has a program ask it through the broker.
#	dns.sh PROGRAM BROKER [ARGUMENTS...]
# The program gets BROKER, the server's port, the file of trust anchors, then ARGUMENTS.
set -eu
export PATH="$PATH:/usr/sbin"
for tool in nsd ldns-keygen ldns-signzone; do
	command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
program=$(realpath "$1") broker=$(realpath "$2")
shift 2

folder=$(mktemp -d)
server=
cleanup()
{
	[ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" || true; }
	rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"

head()
{
	cat <<-ZONE
		\$ORIGIN $1.
		\$TTL 300
		@ SOA ns hostmaster 1 3600 600 86400 60
		@ NS ns
		ns A 127.0.0.1
		host A 192.0.2.1
		host AAAA 2001:db8::1
		*.many A 192.0.2.5
	ZONE
}

{
	head signed.test
	cat <<-'ZONE'
		host MX 10 Mail.Signed.Test.
		host MX 20 host
		nomail MX 0 .
		ptr PTR host
		text TXT "v=spf1 " "include:_spf.signed.test " "-all"
		odd\092name TXT "backslash"
		alias CNAME host
		chain CNAME alias
		dangling CNAME nowhere
		loop CNAME loop2
		loop2 CNAME loop
		tampered TXT "before"
	ZONE
	printf 'big TXT'
	for i in {1..30}; do printf ' "%0200d"' "$i"; done
	echo
} >signed.test
head plain.test >plain.test

key=$(ldns-keygen -r /dev/urandom -a ECDSAP256SHA256 -k signed.test)
ldns-signzone -n signed.test "$key"
sed -i '/^tampered/s/"before"/"after"/' signed.test.signed
cp "$key.key" anchors

cat >common <<-CONF
	username: "$(id -un)"
	chroot: ""
	zonesdir: "$folder"
	pidfile: ""
	database: ""
	xfrdfile: "$folder/xfrd"
	zonelistfile: "$folder/zones"
	logfile: "$folder/log"
	server-count: 1
	rrl-ratelimit: 0
CONF
# A port is free until somebody takes it: another is tried then.
for try in 1 2 3 4 5; do
	port=$((20000 + RANDOM % 12000))
	cat >conf <<-CONF
		server:
		ip-address: 127.0.0.1@$port
		$(cat common)
		remote-control:
		control-enable: no
		zone:
		name: signed.test
		zonefile: signed.test.signed
		zone:
		name: plain.test
		zonefile: plain.test
	CONF
	nsd -d -c conf 2>>errors &
	server=$!
	for wait in {1..50}; do
		kill -0 "$server" 2>/dev/null || break
		grep -q 'nsd started' log 2>/dev/null && break 2
		sleep 0.05
	done
	kill "$server" 2>/dev/null || true
	wait "$server" || true
	server=
done
[ -n "$server" ] || { echo "nsd does not start:"; cat errors log; exit 1; }

"$program" "$broker" "$port" "$folder/anchors" "$@"
