/* Words for why a trace ended (stop.h). */
#include "report/stop.h"

static const struct {
	const char *name, *sentence;
} stops[STOPS] = {
	[STOP_NONE] = { "none", "" },
	[STOP_HELD] = { "held", "It has not moved on, as far as the ledger goes." },
	[STOP_SERVICE] = { "service",
		"A service: what it pays out is not this money any more." },
	[STOP_MIXER] = { "mixer",
		"A mixer: what goes in and what comes out must be matched." },
	[STOP_BRIDGE] = { "bridge", "A bridge: the money goes on on another chain." },
	[STOP_BUSY] = { "busy", "So many transfers as only a service has." },
	[STOP_DUST] = { "dust", "Too little to be followed." },
	[STOP_DORMANT] = { "dormant", "It lay for longer than is followed." },
	[STOP_HOPS] = { "hops", "Farther away than is followed (--hops)." },
	[STOP_FEE] = { "fee", "Paid as a fee." },
	[STOP_BURNED] = { "burned", "Taken out of being." },
	[STOP_SWAP] = { "swap",
		"Exchanged: what was got for it is followed instead (--swaps both)." },
	[STOP_LIMIT] = { "limit", "More accounts than are followed (--accounts)." },
};

const char *stop_name(enum stop stop)
{
	return stop < STOPS ? stops[stop].name : "?";
}

const char *stop_sentence(enum stop stop)
{
	return stop < STOPS ? stops[stop].sentence : "";
}
