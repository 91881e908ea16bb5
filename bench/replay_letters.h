#ifndef ASSAY_BENCH_REPLAY_LETTERS_H
#define ASSAY_BENCH_REPLAY_LETTERS_H

#include "core/check.h"
#include "core/people.h"

/* The letters of a mailing list's archive in the order in which they came, each as the
 * user's own border would have handed it over.
 *
 * The border is a model: most keys of the letters' days are gone and no name may be looked
 * up, so `mx.user.example` is made to write a Received field and one Authentication-Results
 * field. It says "pass" where the letter bears a DKIM signature of the From domain's own
 * organization; else "fail (p=none)" where other letters from the domain bear one, and
 * "none" where none does. */

#define BORDER_HOST "mx.user.example"

struct replay_letter {
	const char *path; /* its last two parts */
	struct span bytes;
	int64_t came_s;
	bool has_memo;
	struct memo memo;
	struct span from, subject, references; /* fields, unfolded */
	struct span text;		       /* the first lines of the body */
	size_t author;			       /* index into `authors`, with `has_memo` */
	size_t *to;			       /* recipients that are authors */
	size_t to_count;
	size_t *parents; /* letters of the archive that it answers, the nearest first */
	size_t parent_count;
	struct finding *others, *others_last; /* what checks without a memory found */
};

struct author {
	struct span address, local, domain, org;
	struct span fold;
	size_t letters;
	size_t member; /* index into `members` */
};

/* One human being: all addresses under one name. The first is the one most used. */
struct member {
	size_t author; /* the main address */
	size_t letters;
	bool tune;
	unsigned char hash[32]; /* SHA-256 of the main address */
};

struct archive {
	struct arena *arena;
	struct replay_letter *letters;
	size_t count;
	struct author *authors;
	size_t author_count;
	struct member *members; /* by their hash */
	size_t member_count;
	size_t proved, lacking;
};

/* Settings that every job is judged with. */
extern const struct settings replay_settings;

/* Reads the files whose paths stand on standard input. With `direct`, the marks of the list
 * and its hops are taken off, as if each letter had come straight from its author.
 * `remember` and `others` judge each letter once without any memory. */
void archive_read(struct archive *archive, bool direct, const struct registry *others);

/* "Mon, 13 Jul 2020 14:51:08 +0000" */
const char *replay_date(struct arena *a, int64_t unix_s);

#endif
