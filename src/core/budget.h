#ifndef ASSAY_CORE_BUDGET_H
#define ASSAY_CORE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* Every limit of the program, in one place. Parsers count, the engine enforces, and a
 * limit that is hit makes a gap which the report names: a letter over a limit is "not
 * fully read", never an error and never "nothing found" in silence. */

/* name, default, ceiling, why. The default is what strangers' letters get; an option may
 * raise it up to the ceiling, never past it. */
#define BUDGET_ROWS(ROW)                                                                 \
	ROW(bytes, 256 << 20, 1 << 30,                                                   \
		"largest honest letters are some 50 MB, exports of chats 100 MB")        \
	ROW(header_bytes, 1 << 20, 16 << 20, "honest headers stay under 100 kB")         \
	ROW(headers, 2000, 100000, "a letter through thirty relays has some 300 fields") \
	ROW(depth, 20, 100,                                                              \
		"forwards of forwards nest five deep; parsers never recurse")            \
	ROW(parts, 1000, 100000, "digests of lists hold some 200 parts")                 \
	ROW(addresses, 5000, 100000,                                                     \
		"the longest honest To fields name some thousand people")                \
	ROW(authors, 20, 1000,                                                           \
		"each address of From is judged; honest letters have up to five")        \
	ROW(recipients, 200, 10000,                                                      \
		"a letter to more is not addressed to anyone in particular")             \
	ROW(links, 500, 10000, "links of a letter whose targets are looked at")          \
	ROW(text, 256 << 10, 16 << 20,                                                   \
		"what a letter wants stands at its beginning; few write over 100 kB")    \
	ROW(hidden_marks, 64, 1000, "emoji and Persian names need up to ten")            \
	ROW(signatures, 20, 100,                                                         \
		"honest letters carry up to six; each may cost a key look-up")           \
	ROW(arc_sets, 50, 50, "RFC 8617 section 4.2.1 stops at 50")                      \
	ROW(questions, 160, 1000,                                                        \
		"the parts below, 20 keys, and three tree walks of DMARC with 8 each")   \
	ROW(spf_questions, 60, 500,                                                      \
		"the envelope's owner writes the record: honest ones ask some 15")       \
	ROW(arc_questions, 30, 200,                                                      \
		"whoever writes the letter writes the sets: honest ones have up to 8")   \
	ROW(card_lines, 2000, 100000,                                                    \
		"of one card: a picture of 100 kB in base64 has some 1,800")             \
	ROW(card_value, 4096, 65536,                                                     \
		"bytes of one name or address of a card: honest ones have 100")          \
	ROW(people_questions, 40, 400,                                                   \
		"twenty authors, whom their answers go to, and what is left")            \
	ROW(lists_questions, 100, 100000,                                                \
		"addresses for payments that are looked up: letters name a few")         \
	ROW(registry_questions, 1, 20,                                                   \
		"domains whose registries learn that they are asked about: the "         \
		"author's")                                                              \
	ROW(record_days, 30, 36500,                                                      \
		"owners change keys and servers: older letters fail without a forger")   \
	ROW(files, 20000, 1000000, "a large project has some 10,000")                    \
	ROW(fields, 4000, 100000,                                                        \
		"of one document that lead out of it: long papers have some 1,000")      \
	ROW(talks, 20000, 1000000,                                                       \
		"people in one export; busy accounts have some 3,000")                   \
	ROW(layers, 8, 100, "honest packing nests two or three deep")                    \
	ROW(unpacked, 96 << 20, 4ull << 30,                                              \
		"bytes made of packed ones, all layers together: bombs end here")        \
	ROW(picture, 40 << 20, 256 << 20,                                                \
		"dots of one picture; most telephones make 12 million")                  \
	ROW(picture_gray, 2 << 20, 16 << 20,                                             \
		"dots in which a QR code is looked for: larger ones are shrunk")         \
	ROW(picture_part, 4 << 20, 1 << 30,                                              \
		"dots of the pictures of one document, which this makes a tenth slower") \
	ROW(pictures, 32 << 20, 1 << 30,                                                 \
		"dots of all pictures that came: some 16 ms a million")                  \
	ROW(lock_rounds, 2000000, 100000000,                                             \
		"a password for a newer document costs 100,000 hashes, some 40 ms")      \
	ROW(page_text, 32 << 20, 1 << 30,                                                \
		"bytes of the pages of one PDF and of the strings in them, which are "   \
		"held at once")                                                          \
	ROW(page_letters, 256 << 20, 4ull << 30,                                         \
		"bytes of the same, once for each of its fonts, and of their tables")    \
	ROW(findings, 500, 5000, "a report of more says nothing more")                   \
	ROW(memory, 160 << 20, 8ull << 30,                                               \
		"bytes handed out by the job's arena: what is unpacked, and what is "    \
		"read in it")                                                            \
	ROW(window, 68 << 20, 2ull << 30,                                                \
		"what a packed stream looks back on: xz -9 asks for 65 MiB")             \
	ROW(cpu_ms, 3000, 60000, "a 64 MB letter with two signatures takes some 500 ms") \
	ROW(wall_ms, 30000, 300000, "DNS may be slow; a milter has 300 s")

struct budget {
#define BUDGET_FIELD(name, standard, ceiling, why) uint64_t name;
	BUDGET_ROWS(BUDGET_FIELD)
#undef BUDGET_FIELD
};

struct budget_row {
	const char *name, *why;
	uint64_t standard, ceiling;
	uint64_t (*get)(const struct budget *b);
};

struct budget budget_standard(void);
/* Sets the limit called `name`, capped at its ceiling. False for an unknown name. */
bool budget_set(struct budget *b, const char *name, uint64_t value);
/* The `i`th row of the table, or NULL behind the last. */
const struct budget_row *budget_row(unsigned i);

#endif
