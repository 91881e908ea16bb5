#ifndef ASSAY_CORE_ASK_H
#define ASSAY_CORE_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* The only door out of a job: typed questions. Those about names are answered by the broker,
 * those about people (core/people.h) by the memory that the front holds, both by a test's
 * world.txt, or by nobody. A check sees no socket and no file. */

struct job;
struct people_question;
struct people_answer;
struct lists_told;

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	/* No DNS, hence of a number for private use (RFC 6895 section 3.1): the day on which
	 * a domain was registered. Its registry tells it by RDAP (RFC 9083), and learns that
	 * somebody asks: so only where the user wants it, for few names (NEED_REGISTRY). */
	DNS_REGISTERED = 0xFF00,
};

/* Never folded together: what may be concluded differs for each. */
enum dns_status {
	DNS_OK,	       /* at least one record */
	DNS_NODATA,    /* the name is there, the type is not */
	DNS_NXDOMAIN,  /* there is no such name */
	DNS_SERVFAIL,  /* servers failed or answered nonsense */
	DNS_TIMEOUT,   /* no answer in time */
	DNS_BOGUS,     /* DNSSEC validation failed */
	DNS_TRUNCATED, /* cut, and not to be had whole over TCP */
	DNS_OVERSPENT, /* the job's allowance of questions is spent */
	DNS_OFFLINE,   /* the network was not to be used */
	DNS_INVALID, /* the question is no name: a label over 63, a name over 253, empty label */
	DNS_STATUSES
};

/* TXT: the record's character-strings joined without separator (RFC 7208 section 3.3).
 * A, AAAA: 4 or 16 bytes in network order. MX: `preference`, and the host in `data`.
 * PTR, NS: the host. REGISTERED: "2026-11-20". Hosts are dotted text, lower case, without a
 * final dot. */
struct dns_record {
	struct span data;
	uint16_t preference;
};

struct dns_answer {
	enum dns_status status;
	bool secure; /* DNSSEC validated */
	uint32_t ttl_s;
	size_t count;
	struct dns_record *records; /* in the order of the answer */
};

/* Answers `name` (dotted text; a final dot is dropped) into `arena`; may block, but never
 * past the job's time. */
struct oracle {
	/* NULL: offline. */
	void (*dns)(void *state, struct arena *arena, struct span name,
		enum dns_type type, struct dns_answer *answer_r);
	/* Tells that the question will be asked soon; may be NULL. */
	void (*dns_soon)(void *state, struct span name, enum dns_type type);
	void *state;
	/* NULL: there is no memory of people. */
	void (*people)(void *state, struct arena *arena,
		const struct people_question *question, struct people_answer *answer_r);
	/* NULL: there are no lists (core/lists.h). */
	void (*lists)(void *state, struct arena *arena, struct span address,
		struct lists_told *told_r);
};

/* The answer to one question: never NULL, valid for the job. The same question is asked
 * outside only once a job. Names that are none are answered DNS_INVALID here, a spent
 * allowance DNS_OVERSPENT; both cost nothing. */
const struct dns_answer *ask_dns(struct job *job, struct span name, enum dns_type type);

/* Sets a look-up going whose answer will be wanted: many are then in flight at once. */
void ask_dns_soon(struct job *job, struct span name, enum dns_type type);

/* RFC 1035 section 2.3.4: labels of 1 to 63 octets, at most 253 in dotted text, no final
 * dot. NUL is refused because names become C strings in resolvers. */
bool dns_name_is_valid(struct span name);

/* RFC 6761, 6762, 7686: names that nobody of the world can know. Asking would only tell others
 * what stands in a letter. ".test" is not among them: it is for tests. */
bool dns_name_is_local(struct span name);

/* Lets what follows ask at most `more` questions, so that no part of a letter can spend what
 * another part's judgement needs; returns what ask_allow() takes to end that. */
uint64_t ask_restrict(struct job *job, uint64_t more);
void ask_allow(struct job *job, uint64_t before);

/* True for the statuses that are facts about the name: OK, NODATA, NXDOMAIN. */
bool dns_is_answer(enum dns_status status);
const char *dns_status_name(enum dns_status status); /* "nxdomain" */
/* "A" ... ; NULL for a number that is no type of ours. */
const char *dns_type_name(enum dns_type type);
bool dns_type_parse(struct span s, enum dns_type *type_r);

#endif
