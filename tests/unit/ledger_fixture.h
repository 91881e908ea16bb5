#ifndef TESTS_LEDGER_FIXTURE_H
#define TESTS_LEDGER_FIXTURE_H

#include "ledger/writer.h"

/* Ledgers in a folder that a test throws away. */
struct ledger_fixture {
	char folder[64];
	struct writer *writer;
	uint64_t seed;
	unsigned decimals; /* of its assets */
};

void ledger_fixture_start(struct ledger_fixture *f);
/* Commits and opens what was written. */
struct store *ledger_fixture_open(struct ledger_fixture *f);
void ledger_fixture_end(struct ledger_fixture *f);

/* The same on every run. */
uint32_t ledger_fixture_chance(struct ledger_fixture *f, uint32_t below);

/* Adds one row of the asset called so. */
void ledger_fixture_add(struct ledger_fixture *f, struct transfer t, const char *from,
	const char *to, const char *asset, const unsigned char *tx);

#endif
