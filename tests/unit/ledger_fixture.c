#include "ledger_fixture.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

uint32_t ledger_fixture_chance(struct ledger_fixture *f, uint32_t below)
{
	f->seed = f->seed * 6364136223846793005 + 1442695040888963407;
	return (uint32_t)(f->seed >> 33) % below;
}

void ledger_fixture_start(struct ledger_fixture *f)
{
	struct err err;
	strcpy(f->folder, "/tmp/assay-ledger-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	if (writer_open(f->folder, &f->writer, &err) < 0)
		fail_msg("%s", err.text);
}

struct store *ledger_fixture_open(struct ledger_fixture *f)
{
	struct store *s;
	struct err err;
	if (writer_commit(f->writer, &err) < 0)
		fail_msg("%s", err.text);
	writer_close(&f->writer);
	if (store_open(f->folder, &s, &err) < 0)
		fail_msg("%s", err.text);
	return s;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

void ledger_fixture_end(struct ledger_fixture *f)
{
	writer_close(&f->writer);
	nftw(f->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void ledger_fixture_add(struct ledger_fixture *f, struct transfer t, const char *from,
	const char *to, const char *asset, const unsigned char *tx)
{
	struct err err;
	t.from = writer_account(f->writer, span_from_cstr(from));
	t.to = writer_account(f->writer, span_from_cstr(to));
	assert_int_equal(writer_asset(f->writer, span_from_cstr(asset), SPAN(""),
				 f->decimals, &t.asset, &err),
		0);
	assert_int_equal(writer_add(f->writer, &t, tx, &err), 0);
}
