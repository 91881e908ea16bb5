#ifndef ASSAY_REPORT_SAY_MONEY_H
#define ASSAY_REPORT_SAY_MONEY_H

#include "ledger/edges.h"

/* Amounts and transactions of a ledger, as all reports on money write them. */

/* "173600 ETH" */
void say_amount(struct text *t, struct edges *edges, struct u256 amount, uint32_t asset);
/* The transaction's identity in hexadecimal digits, or nothing. */
void say_transaction(struct text *t, struct edges *edges, const struct transfer *row);
/* "key":"value", with what is foreign escaped. */
void say_json(struct text *t, const char *key, struct span value);

#endif
