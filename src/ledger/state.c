/* The state of a ledger as text (state.h). The file is small and written by us, but a disk or
 * a hand may have changed it: each number is bounded, and the checksum covers all of it. */
#include "ledger/state.h"

#include <errno.h>
#include <inttypes.h>

#include "base/hash.h"
#include "base/num.h"
#include "ledger/format.h"

enum { WORDS_MAX = 8 };

static const struct span magic = { (const unsigned char *)"assay-ledger", 12 };

struct line {
	struct span word[WORDS_MAX]; /* the last holds the rest of the line */
	unsigned count;
};

static struct line line_split(struct span text, unsigned words)
{
	struct line line = { .count = 0 };
	while (text.p && line.count + 1 < words)
		line.word[line.count++] = span_split(&text, ' ');
	if (text.p)
		line.word[line.count++] = text;
	return line;
}

static bool number(const struct line *line, unsigned i, uint64_t max, uint64_t *n_r)
{
	return i < line->count && num_parse(line->word[i], max, n_r);
}

static bool number32(const struct line *line, unsigned i, uint32_t max, uint32_t *n_r)
{
	uint64_t n;
	bool good = number(line, i, max, &n);
	if (good)
		*n_r = (uint32_t)n;
	return good;
}

static bool read_key(struct arena *a, struct span text, struct state *s)
{
	(void)a;
	struct line line = line_split(text, 2);
	return line.count == 2 && num_parse_hex(line.word[1], UINT64_MAX, &s->key);
}

static bool read_next(struct arena *a, struct span text, struct state *s)
{
	(void)a;
	struct line line = line_split(text, 2);
	return number32(&line, 1, 1u << 30, &s->next);
}

static bool read_names(struct arena *a, struct span text, struct state *s)
{
	(void)a;
	struct line line = line_split(text, 3);
	return number32(&line, 1, LEDGER_NONE - 1, &s->name_count) &&
	       number(&line, 2, 1ull << 40, &s->name_bytes);
}

static bool read_assets(struct arena *a, struct span text, struct state *s)
{
	(void)a;
	struct line line = line_split(text, 3);
	return number32(&line, 1, LEDGER_ASSETS_MAX, &s->asset_count) &&
	       number(&line, 2, 1ull << 40, &s->asset_bytes);
}

static bool read_run(struct arena *a, struct span text, struct state *s)
{
	struct line line = line_split(text, 3);
	struct state_run run;
	if (s->run_count >= STATE_SEGMENTS_MAX ||
		!number32(&line, 1, 1u << 30, &run.number) ||
		!number32(&line, 2, LEDGER_NONE - 1, &run.count))
		return false;
	s->runs = arena_grow(a, s->runs, s->run_count, &s->run_capacity, sizeof(run));
	s->runs[s->run_count++] = run;
	return true;
}

static bool read_segment(struct arena *a, struct span text, struct state *s)
{
	struct line line = line_split(text, 4);
	struct state_segment segment;
	if (s->segment_count >= STATE_SEGMENTS_MAX ||
		!number32(&line, 1, 1u << 30, &segment.number) ||
		!number(&line, 2, 1ull << 44, &segment.bytes) ||
		!number32(&line, 3, SEGMENT_ROWS_MAX, &segment.rows))
		return false;
	s->segments = arena_grow(
		a, s->segments, s->segment_count, &s->segment_capacity, sizeof(segment));
	s->segments[s->segment_count++] = segment;
	return true;
}

static bool read_import(struct arena *a, struct span text, struct state *s)
{
	struct line line = line_split(text, 8);
	struct state_import import = { .name = line.word[7] };
	uint64_t done;
	if (s->import_count >= STATE_IMPORTS_MAX || line.count != 8 ||
		!num_parse_hex(line.word[1], UINT64_MAX, &import.digest) ||
		!number(&line, 2, UINT64_MAX, &import.taken) ||
		!number(&line, 3, UINT64_MAX, &import.rows) ||
		!number(&line, 4, UINT64_MAX, &import.refused) ||
		!number(&line, 5, UINT64_MAX, &import.repeated) ||
		!number(&line, 6, 1, &done))
		return false;
	import.done = done;
	s->imports = arena_grow(
		a, s->imports, s->import_count, &s->import_capacity, sizeof(import));
	s->imports[s->import_count++] = import;
	return true;
}

static const struct {
	struct span word;
	bool (*read)(struct arena *a, struct span text, struct state *s);
} kinds[] = {
	{ { (const unsigned char *)"key", 3 }, read_key },
	{ { (const unsigned char *)"next", 4 }, read_next },
	{ { (const unsigned char *)"names", 5 }, read_names },
	{ { (const unsigned char *)"assets", 6 }, read_assets },
	{ { (const unsigned char *)"run", 3 }, read_run },
	{ { (const unsigned char *)"rows", 4 }, read_segment },
	{ { (const unsigned char *)"import", 6 }, read_import },
};

static bool read_line(struct arena *a, struct span text, struct state *s)
{
	struct span rest = text, word = span_split(&rest, ' ');
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_equal(word, kinds[i].word))
			return kinds[i].read(a, text, s);
	return false;
}

/* The last line is "checksum" and the hash of all before it. */
static bool checksum_holds(struct span text, struct span *lines_r)
{
	if (!span_ends_with(text, SPAN("\n")))
		return false;
	struct span whole = span_take(text, text.n - 1);
	size_t at = span_rfind_byte(whole, '\n');
	uint64_t told;
	struct span last = span_skip(whole, at == SPAN_NONE ? whole.n : at + 1);
	if (!span_starts_with(last, SPAN("checksum ")) ||
		!num_parse_hex(span_skip(last, 9), UINT64_MAX, &told))
		return false;
	*lines_r = span_take(text, at + 1);
	return told == hash_bytes(*lines_r, SEGMENT_MAGIC);
}

int state_parse(struct arena *a, struct span text, const char *name,
	struct state *state_r, struct err *err_r)
{
	struct state s = { .key = 0 };
	struct span rest = text;
	struct line head = line_split(span_line(&rest), 2);
	uint64_t version;
	if (head.count != 2 || !span_equal(head.word[0], magic) ||
		!num_parse(head.word[1], 1000000, &version))
		return err_set(err_r, EUCLEAN, "%s is no ledger's state", name);
	if (version != LEDGER_VERSION)
		return err_set(err_r, ENOTSUP,
			"%s is of version %" PRIu64 ", and this program reads %d", name,
			version, LEDGER_VERSION);
	if (!checksum_holds(text, &rest))
		return err_set(
			err_r, EUCLEAN, "%s is damaged: its checksum is wrong", name);
	span_line(&rest);
	while (rest.n)
		if (!read_line(a, span_line(&rest), &s))
			return err_set(err_r, EUCLEAN, "%s is damaged", name);
	*state_r = s;
	return 0;
}

struct span state_print(struct arena *a, const struct state *s)
{
	struct text t;
	text_init(&t, a, STATE_BYTES_MAX);
	text_printf(&t, "assay-ledger %d\nkey %" PRIx64 "\nnext %" PRIu32 "\n",
		LEDGER_VERSION, s->key, s->next);
	text_printf(&t, "names %" PRIu32 " %" PRIu64 "\nassets %" PRIu32 " %" PRIu64 "\n",
		s->name_count, s->name_bytes, s->asset_count, s->asset_bytes);
	for (size_t i = 0; i < s->run_count; i++)
		text_printf(&t, "run %" PRIu32 " %" PRIu32 "\n", s->runs[i].number,
			s->runs[i].count);
	for (size_t i = 0; i < s->segment_count; i++)
		text_printf(&t, "rows %" PRIu32 " %" PRIu64 " %" PRIu32 "\n",
			s->segments[i].number, s->segments[i].bytes, s->segments[i].rows);
	for (size_t i = 0; i < s->import_count; i++) {
		const struct state_import *im = &s->imports[i];
		text_printf(&t,
			"import %" PRIx64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
			" %d ",
			im->digest, im->taken, im->rows, im->refused, im->repeated,
			im->done);
		text_add(&t, im->name);
		text_add_byte(&t, '\n');
	}
	uint64_t sum = hash_bytes(text_span(&t), SEGMENT_MAGIC);
	text_printf(&t, "checksum %" PRIx64 "\n", sum);
	return text_span(&t);
}
