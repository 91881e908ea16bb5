#ifndef ASSAY_REPORT_SAY_MONEY_H
#define ASSAY_REPORT_SAY_MONEY_H

#include "trace/trace.h"

/* Accounts, amounts and transactions of a ledger, as all reports on money write them. */

/* What is known of an account beside the ledger: "Exchange X", and who says so. */
struct trace_label {
	enum stop stop;
	struct span text, source;
};

/* Where a report on money reads names and writes lines. */
struct money_paper {
	struct edges *edges;
	struct arena *scratch; /* reset at each line */
	bool (*label)(
		void *state, uint32_t account, struct trace_label *label_r); /* or NULL */
	/* Writes; false: nothing more can be written. */
	bool (*write)(void *state, struct span bytes);
	void *state;
};

/* A line, begun and written. */
struct text money_begin(struct money_paper *p);
void money_write(struct money_paper *p, struct text *line);
/* An account's name, in scratch. */
struct span money_account(struct money_paper *p, uint32_t account);
/* Its name, and behind it "[Exchange X]" where it has a label. */
void money_add_account(struct money_paper *p, struct text *line, uint32_t account);

/* "173600 ETH" */
void say_amount(struct text *t, struct edges *edges, struct u256 amount, uint32_t asset);
/* The transaction's identity in hexadecimal digits, or nothing. */
void say_transaction(struct text *t, struct edges *edges, const struct transfer *row);
/* "key":"value", with what is foreign escaped. */
void say_json(struct text *t, const char *key, struct span value);
/* "key":"173600", an exact text. */
void say_json_amount(struct text *t, struct edges *edges, const char *key,
	struct u256 amount, uint32_t asset);
/* "asset":"name","key":"173600" */
void say_json_sum(struct text *t, struct edges *edges, const char *key,
	struct u256 amount, uint32_t asset);
/* ,"label":"Exchange X","source":"who says so", or nothing. */
void say_json_label(struct text *t, struct money_paper *p, uint32_t account);
/* Its name alone, with room of its own for it: for reports that stand in others. */
void say_account(struct text *t, struct edges *edges, uint32_t account);
void say_json_account(
	struct text *t, struct edges *edges, const char *key, uint32_t account);

#endif
