#!/bin/sh
# The same letters through assay, rspamd and SpamAssassin: offline, on loopback, in one run;
# prints CPU time for a letter and the ratios. Each server is started for this, by the user
# who runs it, in a folder of its own, and is ended by its pid.
#	bench/peers.sh BUILD [LETTERS-A-FOLDER]
exec /usr/bin/python3 "$(dirname "$0")/peers.py" "$@"
