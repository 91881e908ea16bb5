/* One source into a ledger (import.h). */
#include "import/import.h"

#include <errno.h>
#include <string.h>

#include "base/must.h"

static const struct import_form *const forms[] = {
	&import_form_csv,
	&import_form_etl,
	&import_form_btc_etl,
	&import_form_blocks,
	&import_form_etherscan,
	&import_form_node,
};

const struct import_form *import_form_row(unsigned i)
{
	return i < sizeof(forms) / sizeof(*forms) ? forms[i] : NULL;
}

const struct import_form *import_form_find(struct span name)
{
	const struct import_form *form;
	for (unsigned i = 0; (form = import_form_row(i)); i++)
		if (span_equal(span_from_cstr(form->name), name))
			return form;
	return NULL;
}

const struct import_form *import_form_taste(struct span head, const char *name)
{
	const struct import_form *form, *best = NULL;
	unsigned most = 0;
	for (unsigned i = 0; (form = import_form_row(i)); i++) {
		unsigned sure = form->taste(head, name);
		if (sure > most) {
			best = form;
			most = sure;
		}
	}
	return best;
}

void import_refuse(struct import *import, struct span row, const char *reason)
{
	import->refused++;
	if (import->set_aside)
		import->set_aside(import->state, import->line, reason, row);
}

int import_mark(struct import *import, struct err *err_r)
{
	return import_mark_at(import, source_place(import->source), err_r);
}

int import_mark_at(struct import *import, uint64_t place, struct err *err_r)
{
	writer_taken(import->writer, place, import->refused);
	arena_reset(import->scratch);
	if (import->go_on && import->go_on(import->state, import))
		return err_set(
			err_r, ECANCELED, "%s: broken off", source_name(import->source));
	return writer_is_full(import->writer) ? writer_commit(import->writer, err_r) : 0;
}

int import_asset(struct import *import, struct span token, struct span symbol,
	unsigned decimals, uint32_t *asset_r, struct err *err_r)
{
	struct span name = import->options->chain.n ? import->options->chain : token;
	if (token.n && import->options->chain.n)
		name = span_from_cstr(arena_printf(
			import->scratch, "%.*s/%.*s", SPAN_ARG(name), SPAN_ARG(token)));
	return writer_asset(import->writer, name, symbol, decimals, asset_r, err_r);
}

static const struct import_form *choose(struct import *import, struct err *err_r)
{
	struct span head, wanted = import->options->form;
	if (source_peek(import->source, SOURCE_BLOCK, &head, err_r) < 0)
		return NULL;
	const char *name = source_name(import->source);
	const struct import_form *form =
		wanted.n ? import_form_find(wanted) : import_form_taste(head, name);
	if (!form)
		err_set(err_r, EINVAL,
			"%s: what form it has is not known; --form names it", name);
	return form;
}

int import_source(struct import *import, bool *was_in_r, struct err *err_r)
{
	uint64_t digest, taken;
	const struct import_form *form = choose(import, err_r);
	if (!form)
		return -EINVAL;
	int r = source_digest(import->source, &digest, err_r);
	if (r < 0)
		return r;
	writer_begin(import->writer, digest, span_from_cstr(source_name(import->source)),
		&taken, was_in_r);
	if (*was_in_r)
		return 0;
	import->resume_at = taken;
	import->refused = import->writer->import->refused;
	r = form->run(import, err_r);
	if (r == 0)
		writer_done(import->writer);
	if (r < 0 && r != -ECANCELED)
		return r;
	int committed = writer_commit(import->writer, err_r);
	return committed < 0 ? committed : r;
}
