#ifndef ASSAY_KNOWN_FACTS_H
#define ASSAY_KNOWN_FACTS_H

#include "base/arena.h"
#include "base/span.h"

/* What has been told of thefts and of who is said to be behind them: data/facts/, compiled
 * in. Each row has its source; where sources disagree, each has a row, and nothing is
 * merged. An attribution is what somebody said on a day, with a grade (Admiralty code) of
 * how far he is to be believed. */

enum fact_table {
	FACT_INCIDENT,
	FACT_ATTRIBUTION, /* of an incident, which its first column names */
	FACT_STATEMENT,	  /* of an authority */
	FACT_ACTOR, /* a group as it is described; a name for behaviour, not for people */
	FACT_UNIT,  /* an organisation that is said to be */
	FACT_NAME,  /* who calls whom what */
	FACT_TABLES
};

enum { FACT_FIELDS_MAX = 9 };

struct fact {
	struct span field[FACT_FIELDS_MAX];
};

struct fact_rows {
	struct fact columns; /* their names */
	unsigned column_count;
	struct fact *facts;
	size_t count;
};

struct facts {
	struct fact_rows table[FACT_TABLES];
};

/* All of it; lives as long as `a`. */
const struct facts *facts_read(struct arena *a);
/* The field of that column; empty where there is none of that name. */
struct span fact_field(
	const struct fact_rows *rows, const struct fact *fact, const char *column);
/* Whether each of the words stands in some field, in any case. */
bool fact_has(const struct fact *fact, const struct span *words, size_t count);

const char *fact_table_name(enum fact_table table); /* "incident" */

#endif
