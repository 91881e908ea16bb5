/* Adding to a ledger (writer.h). The order of what is made durable: new names, new assets, the
 * segment, and only then the state that tells of them, by renaming. */
#include "ledger/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/must.h"
#include "ledger/format.h"
#include "ledger/hop_memo.h"
#include "ledger/map.h"
#include "ledger/repeats.h"

enum { ASSET_SLOTS_FIRST = 256 };

/* ---- opening */

static int write_file(
	int folder, const char *name, struct span bytes, uint64_t at, struct err *err_r)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	int r = 0;
	/* What stands behind `at` is of an import that did not end. */
	if (fd < 0 || ftruncate(fd, (off_t)at) < 0 || lseek(fd, (off_t)at, SEEK_SET) < 0)
		r = err_set(err_r, errno, "%s: %s", name, strerror(errno));
	r = r < 0 ? r : write_all(fd, bytes, name, err_r);
	if (r == 0 && fsync(fd) < 0)
		r = err_set(err_r, errno, "%s: %s", name, strerror(errno));
	if (fd >= 0)
		close(fd);
	return r;
}

static int replace_state(
	struct arena *a, int folder, const struct state *s, struct err *err_r)
{
	int r = write_file(folder, "state.new", state_print(a, s), 0, err_r);
	if (r == 0 &&
		(renameat(folder, "state.new", folder, "state") < 0 || fsync(folder) < 0))
		r = err_set(err_r, errno, "state: %s", strerror(errno));
	return r;
}

static int create(const char *path, struct err *err_r)
{
	struct state s = { .next = 1 };
	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		return err_set(err_r, errno, "%s: %s", path, strerror(errno));
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return err_set(err_r, errno, "%s: %s", path, strerror(errno));
	int r = 0;
	if (faccessat(folder, "state", F_OK, 0) < 0) {
		struct arena *a = arena_create(1 << 20);
		if (getrandom(&s.key, sizeof(s.key), 0) != sizeof(s.key))
			r = err_set(err_r, errno, "random bytes: %s", strerror(errno));
		static const char *const empty[] = { "names", "names.at", "assets" };
		for (size_t i = 0; r == 0 && i < 3; i++)
			r = write_file(folder, empty[i], SPAN(""), 0, err_r);
		r = r < 0 ? r : replace_state(a, folder, &s, err_r);
		arena_destroy(&a);
	}
	close(folder);
	return r;
}

static int lock(const char *path, int *fd_r, struct err *err_r)
{
	*fd_r = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd_r < 0)
		return err_set(err_r, errno, "%s: %s", path, strerror(errno));
	if (flock(*fd_r, LOCK_EX | LOCK_NB) == 0)
		return 0;
	int code = errno == EWOULDBLOCK ? EBUSY : errno;
	close(*fd_r);
	*fd_r = -1;
	return err_set(err_r, code, "%s: %s", path,
		code == EBUSY ? "another program adds to this ledger" : strerror(code));
}

static void put_asset(struct writer *w, uint32_t number)
{
	uint64_t slot = hash_bytes(w->assets[number].name, w->store->state.key);
	while (w->asset_table[slot & (w->asset_slots - 1)])
		slot++;
	w->asset_table[slot & (w->asset_slots - 1)] = number + 1;
}

static void grow_assets(struct writer *w)
{
	w->asset_slots = w->asset_slots ? w->asset_slots * 2 : ASSET_SLOTS_FIRST;
	w->asset_table = arena_array(w->arena, w->asset_slots, sizeof(*w->asset_table));
	for (uint32_t i = 0; i < w->asset_count; i++)
		put_asset(w, i);
}

static void take_assets(struct writer *w)
{
	const struct store *s = w->store;
	while (w->asset_slots <= 2 * s->state.asset_count)
		grow_assets(w);
	for (uint32_t i = 0; i < s->state.asset_count; i++) {
		w->assets = arena_grow(w->arena, w->assets, w->asset_count,
			&w->asset_capacity, sizeof(*w->assets));
		w->assets[w->asset_count++] =
			(struct asset){ arena_copy(w->arena, s->assets[i].name),
				arena_copy(w->arena, s->assets[i].symbol),
				s->assets[i].decimals };
		put_asset(w, i);
	}
}

int writer_open(const char *path, struct writer **writer_r, struct err *err_r)
{
	struct arena *a = arena_create(1ull << 32);
	struct writer *w = arena_new(a, struct writer);
	w->arena = a;
	w->lock = -1;
	w->rows_max = WRITER_ROWS;
	int r = create(path, err_r);
	r = r < 0 ? r : lock(path, &w->lock, err_r);
	r = r < 0 ? r : store_open_folder(dup(w->lock), &w->store, err_r);
	if (r == 0) {
		name_adder_init(&w->names, &w->store->names);
		take_assets(w);
	}
	*writer_r = w;
	if (r < 0)
		writer_close(writer_r);
	return r;
}

void writer_close(struct writer **writer)
{
	struct writer *w = *writer;
	*writer = NULL;
	if (!w)
		return;
	name_adder_finish(&w->names);
	columns_free(&w->columns);
	store_close(&w->store);
	if (w->lock >= 0)
		close(w->lock);
	struct arena *a = w->arena; /* in which the writer itself lies */
	arena_destroy(&a);
}

/* ---- adding */

uint32_t writer_account_stored(struct writer *w, struct span stored)
{
	return name_adder_take(&w->names, stored, name_hash(w->names.old, stored));
}

uint32_t writer_account(struct writer *w, struct span text)
{
	struct name name;
	return name_read(text, &name)
		       ? writer_account_stored(w, span_of(name.bytes, name.n))
		       : LEDGER_NONE;
}

static bool is_word(struct span s, size_t max)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] == 0x7F)
			return false;
	return s.n <= max;
}

const struct asset *writer_find_asset(const struct writer *w, struct span name)
{
	uint64_t slot = hash_bytes(name, w->store->state.key);
	for (; w->asset_table[slot & (w->asset_slots - 1)]; slot++) {
		uint32_t number = w->asset_table[slot & (w->asset_slots - 1)] - 1;
		if (span_equal(w->assets[number].name, name))
			return &w->assets[number];
	}
	return NULL;
}

int writer_asset(struct writer *w, struct span name, struct span symbol,
	unsigned decimals, uint32_t *asset_r, struct err *err_r)
{
	const struct asset *there = writer_find_asset(w, name);
	if (there) {
		*asset_r = (uint32_t)(there - w->assets);
		return there->decimals == decimals
			       ? 0
			       : err_set(err_r, EINVAL,
					 "the ledger counts it with %u decimals, not "
					 "with %u",
					 there->decimals, decimals);
	}
	if (name.n == 0 || !is_word(name, 200) || decimals > LEDGER_DECIMALS_MAX)
		return err_set(err_r, EINVAL, "no name of an asset");
	if (w->asset_count >= LEDGER_ASSETS_MAX)
		return err_set(err_r, ENOSPC, "the ledger is full: no more assets");
	w->assets = arena_grow(w->arena, w->assets, w->asset_count, &w->asset_capacity,
		sizeof(*w->assets));
	w->assets[w->asset_count] = (struct asset){ arena_copy(w->arena, name),
		is_word(symbol, 64) ? arena_copy(w->arena, symbol) : SPAN(""), decimals };
	*asset_r = w->asset_count++;
	if (w->asset_count * 2 > w->asset_slots)
		grow_assets(w);
	else
		put_asset(w, *asset_r);
	return 0;
}

int writer_add(struct writer *w, const struct transfer *row, const unsigned char *tx_id,
	struct err *err_r)
{
	must(tx_id || row->order.tx_index == 0);
	if (row->order.time_s < 0 || row->order.time_s > LEDGER_TIME_MAX)
		return err_set(err_r, ERANGE, "a transfer before 1970 or after 2106");
	if (w->columns.count >= SEGMENT_ROWS_MAX)
		return err_set(err_r, ENOSPC, "too many rows between two commits");
	columns_add(&w->columns, row, tx_id, w->store->state.key);
	return 0;
}

/* ---- accounts by name */

struct names_wanted {
	size_t count;
	struct name_wanted list[NAMES_AT_ONCE];
	uint32_t numbers[NAMES_AT_ONCE];
	struct name names[NAMES_AT_ONCE]; /* of those that nobody else keeps */
	uint32_t first_row;		  /* two names a row, from it on */
	bool is_full;			  /* more accounts than a ledger holds */
};

struct name_wanted writer_want(const struct writer *w, struct span stored)
{
	return (struct name_wanted){ stored, name_hash(w->names.old, stored) };
}

void writer_settle(struct writer *w)
{
	struct names_wanted *n = w->wanted;
	if (!n || !n->count)
		return;
	uint32_t *from = w->columns.from.p, *to = w->columns.to.p;
	name_adder_take_many(&w->names, n->list, n->count, n->numbers);
	for (size_t i = 0; i < n->count; i += 2) {
		from[n->first_row + i / 2] = n->numbers[i];
		to[n->first_row + i / 2] = n->numbers[i + 1];
		n->is_full |=
			n->numbers[i] == LEDGER_NONE || n->numbers[i + 1] == LEDGER_NONE;
	}
	n->count = 0;
}

/* Room for a row's two names behind those of the row before. */
static struct names_wanted *room_for_row(struct writer *w)
{
	if (!w->wanted)
		w->wanted = arena_new(w->arena, struct names_wanted);
	struct names_wanted *n = w->wanted;
	if (n->count == NAMES_AT_ONCE || n->first_row + n->count / 2 != w->columns.count)
		writer_settle(w);
	if (n->count == 0)
		n->first_row = w->columns.count;
	return n;
}

int writer_add_wanted(struct writer *w, const struct transfer *row,
	const struct name_wanted *from, const struct name_wanted *to,
	const unsigned char *tx_id, struct err *err_r)
{
	struct names_wanted *n = room_for_row(w);
	int r = writer_add(w, row, tx_id, err_r);
	if (r < 0)
		return r;
	name_adder_expect(&w->names, from->hash);
	name_adder_expect(&w->names, to->hash);
	n->list[n->count++] = *from;
	n->list[n->count++] = *to;
	return n->is_full ? err_set(err_r, ENOSPC, "the ledger is full of accounts") : 0;
}

int writer_add_named(struct writer *w, const struct transfer *row, struct span from,
	struct span to, const unsigned char *tx_id, const char **why_r, struct err *err_r)
{
	struct names_wanted *n = room_for_row(w);
	struct name *sender = &n->names[n->count], *receiver = sender + 1;
	*why_r = !name_read(from, sender)   ? "no sender"
		 : !name_read(to, receiver) ? "no receiver"
					    : NULL;
	if (*why_r)
		return 0;
	struct name_wanted a = writer_want(w, span_of(sender->bytes, sender->n)),
			   b = writer_want(w, span_of(receiver->bytes, receiver->n));
	return writer_add_wanted(w, row, &a, &b, tx_id, err_r);
}

/* ---- sources */

void writer_begin(struct writer *w, uint64_t digest, struct span name, uint64_t *taken_r,
	bool *done_r)
{
	struct state *s = &w->store->state;
	w->import = NULL;
	for (size_t i = 0; i < s->import_count; i++)
		if (s->imports[i].digest == digest)
			w->import = &s->imports[i];
	if (!w->import) {
		s->imports = arena_grow(w->store->arena, s->imports, s->import_count,
			&s->import_capacity, sizeof(*s->imports));
		w->import = &s->imports[s->import_count++];
		unsigned char *copy = (unsigned char *)arena_cstr(w->store->arena, name);
		for (size_t i = 0; i < name.n; i++)
			copy[i] = copy[i] < ' ' ? '?' : copy[i];
		*w->import = (struct state_import){ .digest = digest,
			.name = span_of(copy, name.n) };
	}
	*taken_r = w->import->taken;
	*done_r = w->import->done;
}

void writer_taken(struct writer *w, uint64_t taken, uint64_t refused)
{
	w->import->taken = taken;
	w->import->refused = refused;
}

void writer_done(struct writer *w)
{
	w->import->done = true;
}

/* ---- committing */

/* By names, where two rows are of one moment and place: numbers depend on what came first. */
static int compare_tied(const void *context, uint32_t a, uint32_t b)
{
	const struct writer *w = context;
	struct transfer x, y;
	columns_get(&w->columns, a, &x);
	columns_get(&w->columns, b, &y);
	int c = transfer_compare(&x, &y);
	if (c == 0 && x.asset != y.asset)
		c = span_compare(w->assets[x.asset].name, w->assets[y.asset].name);
	if (c == 0 && x.from != y.from)
		c = span_compare(name_adder_get(&w->names, x.from),
			name_adder_get(&w->names, y.from));
	if (c == 0 && x.to != y.to)
		c = span_compare(
			name_adder_get(&w->names, x.to), name_adder_get(&w->names, y.to));
	return c ? c : (a > b) - (a < b);
}

static int write_names(struct writer *w, struct state *s, struct err *err_r)
{
	struct name_adder *n = &w->names;
	struct store *store = w->store;
	if (n->count == 0)
		return 0;
	struct big room = { NULL, 0 };
	struct state_run run = { s->next, n->count };
	uint64_t before = (s->name_bytes + 3) / 4 * 4;
	int r = write_file(store->folder, "names", span_of(n->bytes.p, n->byte_count),
		before, err_r);
	r = r < 0 ? r
		  : write_file(store->folder, "names.at",
			    span_of(n->at.p, n->count * 4ull), s->name_count * 4ull,
			    err_r);
	r = r < 0 ? r
		  : write_file(store->folder,
			    store_file_name(w->arena, run.number, "names"),
			    name_adder_run(n, &room), 0, err_r);
	big_free(&room);
	s->runs = arena_grow(
		store->arena, s->runs, s->run_count, &s->run_capacity, sizeof(run));
	s->runs[s->run_count++] = run;
	s->name_bytes = before + n->byte_count;
	s->name_count += n->count;
	return r;
}

static int write_assets(struct writer *w, struct state *s, struct err *err_r)
{
	struct text t;
	text_init(&t, w->arena, 1u << 30);
	for (uint32_t i = s->asset_count; i < w->asset_count; i++) {
		text_add(&t, w->assets[i].name);
		text_add_byte(&t, '\t');
		text_add(&t, w->assets[i].symbol);
		text_printf(&t, "\t%u\n", w->assets[i].decimals);
	}
	if (w->asset_count == s->asset_count)
		return 0;
	int r = write_file(
		w->store->folder, "assets", text_span(&t), s->asset_bytes, err_r);
	s->asset_bytes += t.n;
	s->asset_count = w->asset_count;
	return r;
}

static int write_rows(struct writer *w, struct state *s, struct err *err_r)
{
	struct big room = { NULL, 0 };
	struct columns *c = &w->columns;
	uint32_t *order = columns_order(c, compare_tied, w, &room);
	struct state_segment segment = { .number = s->next,
		.rows = repeats_leave_out(w, order, c->count) };
	int r = 0;
	if (segment.rows)
		r = columns_write(c, order, segment.rows, s->name_count, s->key,
			w->store->folder,
			store_file_name(w->arena, segment.number, "rows"), &segment.bytes,
			err_r);
	big_free(&room);
	if (r < 0 || segment.rows == 0)
		return r;
	if (s->segment_count >= STATE_SEGMENTS_MAX)
		return err_set(err_r, ENOSPC, "the ledger is full: no more segments");
	s->segments = arena_grow(w->store->arena, s->segments, s->segment_count,
		&s->segment_capacity, sizeof(segment));
	s->segments[s->segment_count++] = segment;
	return 0;
}

/* The new state is the old one from now on: what was written is opened. */
static int reopen(struct writer *w, struct err *err_r)
{
	uint64_t digest = w->import ? w->import->digest : 0, taken;
	bool done, importing = w->import != NULL;
	name_adder_finish(&w->names);
	columns_clear(&w->columns);
	store_close(&w->store);
	int r = store_open_folder(dup(w->lock), &w->store, err_r);
	if (r < 0)
		return r;
	name_adder_init(&w->names, &w->store->names);
	if (importing)
		writer_begin(w, digest, SPAN(""), &taken, &done);
	return 0;
}

/* ---- memos */

enum { MEMOS_MAX = 1 << 28 };

static bool is_line(struct span memo)
{
	for (size_t i = 0; i < memo.n; i++)
		if (memo.p[i] <= ' ' || memo.p[i] > '~' || memo.p[i] == ',' ||
			memo.p[i] == '"')
			return false;
	return true;
}

void writer_memo(struct writer *w, const unsigned char tx_id[32], struct span memo)
{
	if (hop_memo_read(memo).kind == MEMO_OTHER || !is_line(memo))
		return;
	if (!w->memos.arena)
		text_init(&w->memos, w->arena, MEMOS_MAX);
	for (size_t i = 0; i < 32; i++)
		text_printf(&w->memos, "%02x", tx_id[i]);
	text_printf(&w->memos, ",%.*s\n", SPAN_ARG(memo));
}

/* Behind those that are there: what a broken import leaves is read over, or stands there twice. */
static int write_memos(struct writer *w, struct err *err_r)
{
	if (!w->memos.n)
		return 0;
	int fd = openat(w->store->folder, LEDGER_MEMOS,
		O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
	bool good = fd >= 0 && write(fd, w->memos.p, w->memos.n) == (ssize_t)w->memos.n &&
		    fsync(fd) == 0;
	int r = good ? 0
		     : err_set(err_r, errno ? errno : EIO, "memos: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
	w->memos.n = 0;
	return r;
}

int writer_commit(struct writer *w, struct err *err_r)
{
	writer_settle(w);
	columns_settle(&w->columns, w->store->state.key);
	struct state *s = &w->store->state;
	uint64_t rows = w->columns.count;
	int r = write_names(w, s, err_r);
	r = r < 0 ? r : write_assets(w, s, err_r);
	r = r < 0 ? r : write_rows(w, s, err_r);
	r = r < 0 ? r : write_memos(w, err_r);
	if (r < 0)
		return r;
	s->next++;
	if (w->import) {
		w->import->rows += rows - w->repeated - w->differed;
		w->import->repeated += w->repeated;
		w->import->refused += w->differed;
		w->repeated = w->differed = 0;
	}
	return writer_replace_state(w, err_r);
}

int writer_replace_state(struct writer *w, struct err *err_r)
{
	int folder = w->store->folder;
	int r = fsync(folder) < 0
			? err_set(err_r, errno, "ledger: %s", strerror(errno))
			: replace_state(w->arena, folder, &w->store->state, err_r);
	return r < 0 ? r : reopen(w, err_r);
}
