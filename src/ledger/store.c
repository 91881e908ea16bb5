/* Opening a ledger: the state says which files belong to it and how long they are; whatever
 * else lies in the folder is of an import that did not end, and is not looked at. */
#include "ledger/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/num.h"
#include "ledger/map.h"

enum { STORE_ARENA_MAX = 1 << 30 };

char *store_file_name(struct arena *a, uint32_t number, const char *ending)
{
	return arena_printf(a, "%06" PRIu32 ".%s", number, ending);
}

static int read_state(struct store *s, struct err *err_r)
{
	struct stat st;
	if (fstatat(s->folder, "state", &st, 0) < 0)
		return err_set(err_r, errno, "no ledger stands there: state: %s",
			strerror(errno));
	if (st.st_size > STATE_BYTES_MAX)
		return err_set(err_r, EUCLEAN, "state is too long for a ledger's");
	struct span map;
	int r = map_file(s->folder, "state", (uint64_t)st.st_size, &map, err_r);
	if (r < 0)
		return r;
	struct span text = arena_copy(s->arena, map);
	unmap_file(&map);
	return state_parse(s->arena, text, "state", &s->state, err_r);
}

static int open_names(struct store *s, struct err *err_r)
{
	const struct state *state = &s->state;
	s->names = (struct names){ .key = state->key, .count = state->name_count };
	s->names.runs = arena_array(s->arena, state->run_count, sizeof(*s->names.runs));
	int r = map_file(s->folder, "names", state->name_bytes, &s->names.bytes, err_r);
	if (r == 0)
		r = map_file(s->folder, "names.at", state->name_count * 4ull,
			&s->names.at, err_r);
	for (size_t i = 0; r == 0 && i < state->run_count; i++) {
		struct name_run *run = &s->names.runs[s->names.run_count++];
		run->count = state->runs[i].count;
		r = map_file(s->folder,
			store_file_name(s->arena, state->runs[i].number, "names"),
			run->count * 8ull, &run->map, err_r);
	}
	return r;
}

/* A line for each asset: name, symbol, decimals, with tabs between them. */
static bool read_asset(struct span line, struct asset *asset_r)
{
	uint64_t decimals;
	asset_r->name = span_split(&line, '\t');
	asset_r->symbol = span_split(&line, '\t');
	if (asset_r->name.n == 0 || !num_parse(line, LEDGER_DECIMALS_MAX, &decimals))
		return false;
	asset_r->decimals = (unsigned)decimals;
	return true;
}

static int open_assets(struct store *s, struct err *err_r)
{
	int r = map_file(
		s->folder, "assets", s->state.asset_bytes, &s->assets_map, err_r);
	struct span rest = s->assets_map;
	/* A line has five bytes or more: so a count cannot ask for more than the file holds. */
	if (r == 0 && s->state.asset_count > rest.n / 5)
		return err_set(err_r, EUCLEAN, "assets is damaged");
	s->assets =
		arena_array(s->arena, s->state.asset_count + 1ull, sizeof(*s->assets));
	for (uint32_t i = 0; r == 0 && i < s->state.asset_count; i++)
		if (!read_asset(span_line(&rest), &s->assets[i]))
			r = err_set(err_r, EUCLEAN, "assets is damaged: line %" PRIu32,
				i + 1);
	return r;
}

static int open_segments(struct store *s, struct err *err_r)
{
	const struct state *state = &s->state;
	s->segments = arena_array(s->arena, state->segment_count, sizeof(*s->segments));
	for (size_t i = 0; i < state->segment_count; i++) {
		char *name = store_file_name(s->arena, state->segments[i].number, "rows");
		struct span map;
		int r = map_file(s->folder, name, state->segments[i].bytes, &map, err_r);
		if (r < 0)
			return r;
		s->segments[i].map = map;
		r = segment_open(map, name, &s->segments[i], err_r);
		if (r == 0 && s->segments[i].rows != state->segments[i].rows)
			r = err_set(
				err_r, EUCLEAN, "%s is damaged: it has other rows", name);
		if (r < 0)
			return r;
	}
	return 0;
}

int store_open_folder(int folder, struct store **store_r, struct err *err_r)
{
	struct arena *a = arena_create(STORE_ARENA_MAX);
	struct store *s = arena_new(a, struct store);
	*s = (struct store){ .arena = a, .folder = folder };
	int r = folder < 0 ? err_set(err_r, errno, "ledger: %s", strerror(errno)) : 0;
	r = r < 0 ? r : read_state(s, err_r);
	r = r < 0 ? r : open_names(s, err_r);
	r = r < 0 ? r : open_assets(s, err_r);
	r = r < 0 ? r : open_segments(s, err_r);
	*store_r = s;
	if (r < 0)
		store_close(store_r);
	return r;
}

int store_open(const char *path, struct store **store_r, struct err *err_r)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*store_r = NULL;
	if (folder < 0)
		return err_set(err_r, errno, "%s: %s", path, strerror(errno));
	return store_open_folder(folder, store_r, err_r);
}

void store_close(struct store **store)
{
	struct store *s = *store;
	*store = NULL;
	if (!s)
		return;
	for (size_t i = 0; s->segments && i < s->state.segment_count; i++)
		unmap_file(&s->segments[i].map);
	for (size_t i = 0; i < s->names.run_count; i++)
		unmap_file(&s->names.runs[i].map);
	unmap_file(&s->names.bytes);
	unmap_file(&s->names.at);
	unmap_file(&s->assets_map);
	if (s->folder >= 0)
		close(s->folder);
	struct arena *a = s->arena; /* in which the store itself lies */
	arena_destroy(&a);
}

uint64_t store_rows(const struct store *s)
{
	uint64_t rows = 0;
	for (size_t i = 0; i < s->state.segment_count; i++)
		rows += s->segments[i].rows;
	return rows;
}

uint32_t store_find_asset(const struct store *s, struct span name)
{
	for (uint32_t i = 0; i < s->state.asset_count; i++)
		if (span_equal(s->assets[i].name, name))
			return i;
	return LEDGER_NONE;
}

/* Each name is found under its own number. */
static int verify_names(const struct store *s, struct err *err_r)
{
	for (uint32_t i = 0; i < s->names.count; i++) {
		struct span stored = names_get(&s->names, i);
		if (stored.n == 0 ||
			names_find(&s->names, stored, name_hash(&s->names, stored)) != i)
			return err_set(err_r, EUCLEAN,
				"names are damaged: account %" PRIu32
				" is not found by its name",
				i);
	}
	return 0;
}

int store_verify(const struct store *s, struct err *err_r)
{
	int r = verify_names(s, err_r);
	for (size_t i = 0; r == 0 && i < s->state.segment_count; i++)
		r = segment_verify(&s->segments[i],
			store_file_name(s->arena, s->state.segments[i].number, "rows"),
			s->state.name_count, s->state.asset_count, err_r);
	return r;
}
