/* assay-broker: answers DNS questions on descriptor 3, a SOCK_SEQPACKET socket, until it
 * is closed. Started by assay, which hands the settings in as arguments; it has no letter,
 * and what it answers with comes from the network. */
#include <getopt.h>
#include <stdio.h>

#include "ask/broker.h"
#include "ask/message.h"
#include "base/num.h"

enum { SOCKET_FD = 3, TIMEOUT_MS = 5000, TIMEOUT_MS_MAX = 60000 };

static const struct option options[] = {
	{ "resolver", required_argument, NULL, 'r' },
	{ "trust-anchor", required_argument, NULL, 'a' },
	{ "timeout-ms", required_argument, NULL, 't' },
	{ 0 },
};

static bool take_option(int option, struct broker_settings *settings)
{
	uint64_t ms;
	switch (option) {
	case 'r': settings->resolver = optarg; return true;
	case 'a': settings->trust_anchor = optarg; return true;
	case 't':
		if (!num_parse(span_from_cstr(optarg), TIMEOUT_MS_MAX, &ms) || ms == 0)
			return false;
		settings->timeout_ms = (unsigned)ms;
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	struct broker_settings settings = { .timeout_ms = TIMEOUT_MS };
	struct err err = { { 0 } };
	int option;
	bool good = true;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		good = good && take_option(option, &settings);
	if (!good || optind != argc) {
		fprintf(stderr, "usage: assay-broker [--resolver=root|ADDRESS[@PORT]] "
				"[--trust-anchor=FILE] [--timeout-ms=N]\n");
		return 2;
	}
	if (!message_fits_socket(SOCKET_FD)) {
		fprintf(stderr, "assay-broker: is started by assay, with a socket as "
				"descriptor 3\n");
		return 2;
	}
	if (broker_run(SOCKET_FD, &settings, &err) == 0)
		return 0;
	fprintf(stderr, "assay-broker: %s\n", err.text);
	return 1;
}
