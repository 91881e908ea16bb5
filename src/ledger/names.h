#ifndef ASSAY_LEDGER_NAMES_H
#define ASSAY_LEDGER_NAMES_H

#include "base/arena.h"
#include "base/big.h"
#include "ledger/ledger.h"

/* The dictionary of accounts: a number for each name, and the name of each number. What is
 * on disk is only ever added to; each import adds one run of new names, sorted by hash. */

enum { NAME_BYTES_MAX = 250, NAME_RUNS_MAX = 4096 };

/* The families of names, each in one form only. */
enum name_family {
	NAME_EVM = 1,  /* 20 bytes: "0x" and 40 hexadecimal digits */
	NAME_TEXT = 2, /* as written */
};

/* A name as it is stored: family, length, bytes. */
struct name {
	unsigned n; /* of `bytes` */
	unsigned char bytes[2 + NAME_BYTES_MAX];
};

/* Writes it as it is stored, at most NAME_BYTES_MAX + 2 bytes and no more than the text has and
 * two; gives how many, 0 for what is no name. */
unsigned name_store(struct span text, unsigned char *out);
/* False for what is no name: empty, too long, or with control characters. */
bool name_read(struct span text, struct name *name_r);
/* As people write it. */
struct span name_text(struct arena *a, struct span stored);

struct name_run {
	struct span map; /* u64: the hash's upper half, and the number */
	uint32_t count;
};

struct names {
	uint64_t key;
	uint32_t count;
	struct span bytes, at; /* mapped */
	struct name_run *runs;
	unsigned run_count;
};

uint64_t name_hash(const struct names *names, struct span stored);
/* LEDGER_NONE where it is not in. */
uint32_t names_find(const struct names *names, struct span stored, uint64_t hash);
/* The stored form; empty where there is none, or the files are damaged. */
struct span names_get(const struct names *names, uint32_t number);

/* New names on top of a dictionary, for an import. */
struct name_adder {
	const struct names *old;
	struct big table; /* u64: half a hash and a number + 1; 0 is free */
	uint64_t slots, used;
	struct big bytes, at; /* of the new ones, as they will stand in the files */
	uint64_t byte_count;
	uint32_t count; /* of the new ones */
};

void name_adder_init(struct name_adder *adder, const struct names *old);
void name_adder_finish(struct name_adder *adder);
/* The number of a name, new or old; LEDGER_NONE where the ledger is full. */
uint32_t name_adder_take(struct name_adder *adder, struct span stored, uint64_t hash);
/* Many at once, in order: what each of them needs comes out of memory while others are at work. */
enum { NAMES_AT_ONCE = 256 };
struct name_wanted {
	struct span stored;
	uint64_t hash;
};
void name_adder_take_many(struct name_adder *adder, const struct name_wanted *wanted,
	size_t count, uint32_t *numbers_r);
/* Brings near what name_adder_take() will look at. */
static inline void name_adder_expect(const struct name_adder *adder, uint64_t hash)
{
	const uint64_t *table = adder->table.p;
	__builtin_prefetch(&table[hash & (adder->slots - 1)]);
}
struct span name_adder_get(const struct name_adder *adder, uint32_t number);
/* The run of the new names, sorted; valid until the adder ends. */
struct span name_adder_run(struct name_adder *adder, struct big *room);

#endif
