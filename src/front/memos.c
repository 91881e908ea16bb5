/* Memos of a ledger and of a table (memos.h). */
#include "front/memos.h"

#include <errno.h>
#include <fcntl.h>

#include "known/folder.h"
#include "parse/csv.h"

struct reading {
	struct arena *arena;
	struct hop_memo_row *rows;
	size_t count, capacity;
};

/* The first line that is no row, or 0. */
static unsigned add_rows(struct reading *m, struct span table)
{
	struct csv_record r;
	unsigned line = 0, wrong = 0;
	while (csv_next(m->arena, &table, ',', &r)) {
		struct hop_memo_row row;
		line += r.lines;
		if (r.broken || r.count < 2 || !hop_id_read(r.field[0], row.id)) {
			wrong = wrong || line == 1 ? wrong : line;
			continue; /* the first may name the columns */
		}
		row.memo = hop_memo_read(r.field[1]);
		m->rows = arena_grow(
			m->arena, m->rows, m->count, &m->capacity, sizeof(row));
		m->rows[m->count++] = row;
	}
	return wrong;
}

int memos_read(struct arena *a, const char *ledger, const char *path,
	struct hop_memos *memos_r, struct err *err_r)
{
	struct reading m = { .arena = a };
	struct span table = SPAN("");
	const char *own = arena_printf(a, "%s/" LEDGER_MEMOS, ledger);
	*memos_r = (struct hop_memos){ .links = NULL };
	int r = known_read_file(a, AT_FDCWD, own, &table, err_r);
	if (r < 0 && r != -ENOENT)
		return r;
	if (r == 0)
		add_rows(&m, table); /* what a broken import left is read over */
	r = path ? known_read_file(a, AT_FDCWD, path, &table, err_r) : 0;
	unsigned wrong = r == 0 && path ? add_rows(&m, table) : 0;
	if (wrong)
		r = err_set(err_r, EBADMSG, "%s: line %u is not \"transaction,memo\"",
			path, wrong);
	if (r == 0)
		*memos_r = hop_memos_link(a, m.rows, m.count);
	return r;
}
