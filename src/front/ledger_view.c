/* The ledger that is read, with the lists beside it (ledger_view.h). */
#include "front/ledger_view.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/num.h"
#include "front/command.h"
#include "front/ledger_lock.h"
#include "front/lists.h"
#include "import/source.h"
#include "known/assets.h"
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

/* ---- what the user names */

bool ledger_view_read_id(struct span text, unsigned char id_r[32])
{
	if (span_starts_with_nocase(text, SPAN("0x")))
		text = span_skip(text, 2);
	return num_hex_bytes(text, id_r, 32);
}

int ledger_view_find(const struct ledger_view *v, const char *name, uint32_t *account_r,
	struct err *err_r)
{
	*account_r = v->edges->ops->find_account(v->edges, span_from_cstr(name));
	return *account_r == LEDGER_NONE
		       ? err_set(err_r, ENOENT, "%s: the ledger knows no such account",
				 name)
		       : 0;
}

static void add_account(struct arena *a, struct account_list *list, uint32_t account)
{
	list->accounts = arena_grow(
		a, list->accounts, list->count, &list->capacity, sizeof(*list->accounts));
	list->accounts[list->count++] = account;
}

int ledger_view_add_named(const struct ledger_view *v, char **names, struct arena *a,
	struct account_list *list, struct err *err_r)
{
	int r = 0;
	for (; r == 0 && *names; names++) {
		uint32_t account;
		r = ledger_view_find(v, *names, &account, err_r);
		add_account(a, list, account);
	}
	return r;
}

static void add_lines(const struct ledger_view *v, struct span lines, struct arena *a,
	struct account_list *list)
{
	while (lines.p) {
		struct span name = span_trim(span_split(&lines, '\n'));
		if (name.n == 0 || name.p[0] == '#')
			continue;
		uint32_t account = v->edges->ops->find_account(v->edges, name);
		if (account == LEDGER_NONE)
			list->unknown++;
		else
			add_account(a, list, account);
	}
}

int ledger_view_add_file(const struct ledger_view *v, const char *path, struct arena *a,
	struct account_list *list, struct err *err_r)
{
	struct source *source;
	struct span lines;
	if (!path)
		return 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_set(err_r, errno, "%s: %s", path, strerror(errno));
	int r = source_open(fd, path, &source, err_r);
	while (r == 0 && (r = source_lines(source, &lines, err_r)) == 0 && lines.n)
		add_lines(v, lines, a, list);
	source_close(&source);
	return r;
}

/* ---- accounts that lists have */

static void add_listed_row(const struct ledger_view *v, const struct known_row *row,
	struct arena *a, struct account_list *list)
{
	struct lists_answer answer;
	uint32_t account = v->edges->ops->find_account(v->edges, row->address);
	if (account == LEDGER_NONE)
		return;
	lists_ask(&v->lists, row->address, &answer);
	for (size_t i = 0; i < list->count; i++)
		if (list->accounts[i] == account)
			return;
	if (lists_is_hit(&answer))
		add_account(a, list, account);
}

void ledger_view_add_listed(
	const struct ledger_view *v, struct arena *a, struct account_list *list)
{
	for (size_t i = 0; i < known_list_count(v->lists.known); i++) {
		const struct known_list *known = known_list_at(v->lists.known, i);
		bool counts = known->kind != KNOWN_LABEL && !known_is_of_names(known);
		for (size_t k = 0; counts && k < known->count; k++)
			add_listed_row(v, &known->rows[k], a, list);
	}
}

/* ---- words */

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

enum worth *ledger_view_worth(const struct ledger_view *v, struct arena *a)
{
	static const enum worth worth_of[] = {
		[KNOWN_ASSET_OWN] = WORTH_REAL,
		[KNOWN_ASSET_TRUE] = WORTH_REAL,
		[KNOWN_ASSET_OTHER] = WORTH_UNKNOWN,
		[KNOWN_ASSET_COUNTERFEIT] = WORTH_COUNTERFEIT,
		[KNOWN_ASSET_ADVERT] = WORTH_ADVERT,
	};
	struct known_assets *known = known_assets_create(a);
	const struct asset *asset;
	enum worth *worth;
	uint32_t count = 0;
	while (v->edges->ops->asset(v->edges, count))
		count++;
	worth = arena_array(a, count, sizeof(*worth));
	for (uint32_t i = 0; (asset = v->edges->ops->asset(v->edges, i)); i++)
		worth[i] =
			worth_of[known_asset_of(known, asset->name, asset->symbol, NULL)];
	return worth;
}

bool ledger_view_write(void *state, struct span bytes)
{
	(void)state;
	return fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n;
}

struct money_paper ledger_view_paper(struct ledger_view *v, struct arena *scratch)
{
	return (struct money_paper){ .edges = v->edges,
		.scratch = scratch,
		.label = ledger_view_label,
		.state = v,
		.write = ledger_view_write };
}

int ledger_view_flush(void)
{
	return fflush(stdout) == 0
		       ? EX_OK
		       : complain(EX_IOERR, "standard output: %s", strerror(errno));
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
