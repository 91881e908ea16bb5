/* Tables of memos (memos.h). */
#include "front/memos.h"

#include <errno.h>
#include <fcntl.h>

#include "known/folder.h"
#include "parse/csv.h"

static int read_table(struct arena *a, const char *path, struct span table,
	struct hop_memos *memos_r, struct err *err_r)
{
	struct hop_memo_row *rows = NULL;
	struct csv_record r;
	size_t count = 0, capacity = 0;
	unsigned line = 0;
	*memos_r = (struct hop_memos){ .links = NULL };
	while (csv_next(a, &table, ',', &r)) {
		struct hop_memo_row row;
		line += r.lines;
		bool good = !r.broken && r.count >= 2 && hop_id_read(r.field[0], row.id);
		if (!good && line == 1)
			continue; /* the columns' names */
		if (!good)
			return err_set(err_r, EBADMSG,
				"%s: line %u is not \"transaction,memo\"", path, line);
		row.memo = hop_memo_read(r.field[1]);
		rows = arena_grow(a, rows, count, &capacity, sizeof(row));
		rows[count++] = row;
	}
	*memos_r = hop_memos_link(a, rows, count);
	return 0;
}

int memos_read(
	struct arena *a, const char *path, struct hop_memos *memos_r, struct err *err_r)
{
	struct span table;
	*memos_r = (struct hop_memos){ .links = NULL };
	int r = path ? known_read_file(a, AT_FDCWD, path, &table, err_r) : 0;
	return r < 0 || !path ? r : read_table(a, path, table, memos_r, err_r);
}
