/* The ledger that is read, with the lists beside it (ledger_view.h). */
#include "front/ledger_view.h"

#include <errno.h>
#include <stdio.h>
#include <sysexits.h>

#include "front/command.h"
#include "front/ledger_lock.h"
#include "front/lists.h"
#include "report/lists.h"

/* First the lists: behind the ledger's lock no other file can be opened. */
int ledger_view_open(struct ledger_view *v, const struct options *o, struct err *err_r)
{
	*v = (struct ledger_view){ .shown = arena_create(1 << 20) };
	int r = lists_open(o, &v->lists, err_r);
	if (r == 0 && o->in)
		r = store_open(o->in, &v->store, err_r);
	if (r == 0 && v->store)
		v->edges = store_edges(v->store);
	return r;
}

int ledger_view_lock(struct ledger_view *v, const struct options *o, struct err *err_r)
{
	return v->store && o->sandbox == SANDBOX_FULL
		       ? ledger_lock(v->store->folder, -1, err_r)
		       : 0;
}

void ledger_view_close(struct ledger_view *v)
{
	store_close(&v->store);
	if (v->shown)
		arena_destroy(&v->shown);
}

bool ledger_view_label(void *state, uint32_t account, struct trace_label *label_r)
{
	struct ledger_view *v = state;
	struct lists_answer answer;
	arena_reset(v->shown);
	lists_ask(&v->lists, v->edges->ops->account_name(v->edges, v->shown, account),
		&answer);
	if (answer.count)
		*label_r = (struct trace_label){ .text = lists_label(
							 v->shown, &answer.facts[0]),
			.source = lists_label_source(v->shown, &answer.facts[0]) };
	return answer.count > 0;
}

bool ledger_view_write(void *state, struct span bytes)
{
	(void)state;
	return fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n;
}

int ledger_view_failed(int r, const struct err *err)
{
	return complain(r == -ENOENT			 ? EX_NOINPUT
			: r == -EINVAL || r == -E2BIG	 ? EX_USAGE
			: r == -EUCLEAN || r == -EBADMSG ? EX_DATAERR
			: r == -ERANGE			 ? EX_DATAERR
							 : EX_IOERR,
		"%s", err->text);
}
