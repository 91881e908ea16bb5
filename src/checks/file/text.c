/* Addresses for payments in the text of files (text.h).
 *
 * Left out: program text, where addresses are what the program is about; pictures but for their
 * QR codes; PDFs whose fonts do not tell which letter is which; cells that hold their text
 * themselves (inlineStr), and text of old Office documents across two of their pieces. */
#include "checks/file/text.h"

#include "parse/html.h"

/* --- what is found --- */

void file_read_text(struct file *f, struct span text)
{
	struct arena *a = f->files->job->arena;
	struct wallets found = { .count = 0 };
	struct wallets *into = f->wallets ? f->wallets : &found;
	wallets_find(a, text, into);
	if (into != &found || (!found.count && !found.cut))
		return;
	f->wallets = arena_new(a, struct wallets);
	*f->wallets = found;
}

void file_text_is_cut(struct file *f)
{
	if (!f->wallets)
		f->wallets = arena_new(f->files->job->arena, struct wallets);
	f->wallets->cut = true;
}

/* --- XML --- */

/* By the local names of all formats. */
static bool parts_words(struct span tag)
{
	static const struct span LONGER[] = { SPAN("tab"), SPAN("row"), SPAN("cell"),
		SPAN("note"), SPAN("comment"), SPAN("line-break"), SPAN("lineBreak"),
		SPAN("table-cell") };
	switch (tag.n) {
	case 1: return span_find_byte(SPAN("psch"), tag.p[0]) != SPAN_NONE;
	case 2: return span_find(SPAN("br cr si li tr tc"), tag) != SPAN_NONE;
	default: break;
	}
	for (size_t i = 0; i < sizeof(LONGER) / sizeof(*LONGER); i++)
		if (span_equal(tag, LONGER[i]))
			return true;
	return false;
}

void xml_reading_begin(struct xml_reading *r, struct file *f, size_t bytes)
{
	r->file = f;
	r->arena = arena_create(SIZE_MAX);
	text_init(&r->text, r->arena, bytes + 1);
}

void xml_reading_take(struct xml_reading *r, const struct xml_tag *tag)
{
	text_add(&r->text, tag->text);
	if (parts_words(tag->name))
		text_add_byte(&r->text, '\n');
}

void xml_reading_end(struct xml_reading *r)
{
	file_read_text(r->file, text_span(&r->text));
	arena_destroy(&r->arena);
}

void file_read_xml(struct file *f, struct span xml)
{
	struct xml_reading r;
	struct xml_tag tag;
	struct span rest = xml_bytes(f->files->job->arena, xml);
	xml_reading_begin(&r, f, rest.n);
	while (xml_next(&rest, &tag))
		xml_reading_take(&r, &tag);
	xml_reading_end(&r);
}

/* --- binary forms --- */

enum {
	RUN_MIN = 24, /* letters and digits in a row: no address is shorter */
	BESIDE = 200, /* characters around one, which may speak of it */
};

/* Bytes as characters of `step` bytes, of which all but the first are zero. */
struct characters {
	struct span bytes;
	size_t step, count;
};

static unsigned char character(const struct characters *s, size_t i)
{
	const unsigned char *p = s->bytes.p + i * s->step;
	bool is_shown = *p > ' ' && *p < 0x7F && (s->step == 1 || !p[1]);
	return is_shown ? *p : ' ';
}

static bool is_in_run(const struct characters *s, size_t i)
{
	return ascii_is_alnum(character(s, i));
}

static void read_between(
	struct file *f, const struct characters *s, size_t from, size_t to)
{
	struct arena *a = arena_create(SIZE_MAX);
	unsigned char *text = arena_alloc(a, to - from + 1);
	for (size_t i = from; i < to; i++)
		text[i - from] = character(s, i);
	file_read_text(f, span_of(text, to - from));
	arena_destroy(&a);
}

/* Looks at one character of each RUN_MIN only, and around those that could be in a run. */
static void read_runs(struct file *f, struct span bytes, size_t step)
{
	struct characters s = { bytes, step, bytes.n / step };
	size_t last = 0, from = 0, to = 0; /* of what is to be read */
	for (size_t i = RUN_MIN - 1; i < s.count; i += RUN_MIN) {
		size_t first = i, end = i;
		while (first > last && is_in_run(&s, first - 1))
			first--;
		while (end < s.count && is_in_run(&s, end))
			end++;
		if (end == i || end - first < RUN_MIN)
			continue;
		if (first > to + BESIDE) {
			read_between(f, &s, from, to);
			from = first > BESIDE ? first - BESIDE : 0;
		}
		to = end + BESIDE < s.count ? end + BESIDE : s.count;
		last = i = end;
	}
	read_between(f, &s, from, to);
}

void file_read_binary(struct file *f, struct span bytes)
{
	read_runs(f, bytes, 1);
	read_runs(f, bytes, 2);
	read_runs(f, span_skip(bytes, 1), 2);
}

/* --- files that are their text --- */

static void read_page(struct file *f)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct html_options options = { .max = f->bytes.n, .keep_quotes = true };
	file_read_text(f, html_to_text(a, f->bytes, &options));
	arena_destroy(&a);
}

static void read_bytes(struct file *f)
{
	switch (f->type) {
	case TYPE_DOC:
	case TYPE_XLS:
	case TYPE_PPT:
	case TYPE_MSG:
	case TYPE_ONENOTE: file_read_binary(f, f->bytes); break;
	case TYPE_WORDML: file_read_xml(f, f->bytes); break;
	case TYPE_HTML: read_page(f); break;
	case TYPE_TEXT:
	case TYPE_CSV:
	case TYPE_XML:
	case TYPE_ICS:
	case TYPE_VCARD:
		file_read_text(f, xml_bytes(f->files->job->arena, f->bytes));
		break;
	case TYPE_RTF:
	case TYPE_SLK: file_read_text(f, f->bytes); break;
	default: break;
	}
}

void file_read_own_text(struct file *f)
{
	if (f->role != ROLE_SCRIPT)
		read_bytes(f);
	for (const struct file_link *l = f->links; l; l = l->next)
		if (l->role == LINK_PICTURED || money_is_payment_link(l->target))
			file_read_text(f, l->target);
}
