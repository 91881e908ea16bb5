/* Hits of names, written (names.h). */
#include "report/names.h"

#include "report/escape.h"

static struct known_fact fact_of(const struct name_hit *h)
{
	return (struct known_fact){ .list = h->list, .row = h->row, .state = h->state };
}

/* ---- words of a name */

static void add_words(struct text *t, const struct name *n, size_t at, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		text_add_cstr(t, i ? " " : "");
		escape_terminal(t, n->words[at + i].text);
	}
}

static bool is_paired(const struct name_match *m, size_t at, bool asked)
{
	for (size_t i = 0; i < m->pair_count; i++) {
		const struct name_pair *p = &m->pairs[i];
		size_t first = asked ? p->a : p->b;
		if (at >= first && at < first + (asked ? p->a_count : p->b_count))
			return true;
	}
	return false;
}

static void add_left_over(struct text *t, const struct name_hit *h, bool asked)
{
	const struct name *n = asked ? &h->asked : &h->listed;
	const char *before = asked ? "; not there: " : "; only there: ";
	for (size_t i = 0; i < n->count; i++) {
		if (is_paired(&h->match, i, asked))
			continue;
		text_add_cstr(t, before);
		escape_terminal(t, n->words[i].text);
		before = " ";
	}
}

void names_add_hit(struct text *t, const struct name_hit *h)
{
	struct known_fact fact = fact_of(h);
	text_printf(t, "%.2f to be \"", h->match.probability);
	escape_terminal_short(t, h->row->address, 120);
	text_add_cstr(t, "\": ");
	for (size_t i = 0; i < h->match.pair_count; i++) {
		const struct name_pair *p = &h->match.pairs[i];
		text_add_cstr(t, i ? ", " : "");
		add_words(t, &h->asked, p->a, p->a_count);
		text_add_cstr(t, p->likeness >= 1 ? " = " : " ~ ");
		add_words(t, &h->listed, p->b, p->b_count);
	}
	add_left_over(t, h, true);
	add_left_over(t, h, false);
	text_add_cstr(t, ". ");
	lists_add_sentence(t, &fact);
}

/* ---- JSON */

static void add_json_words(
	struct text *t, const struct name *n, size_t at, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		text_add_cstr(t, i ? " " : "");
		escape_json(t, n->words[at + i].text);
	}
}

static void add_json_pairs(struct text *t, const struct name_hit *h)
{
	text_add_cstr(t, ",\"pairs\":[");
	for (size_t i = 0; i < h->match.pair_count; i++) {
		const struct name_pair *p = &h->match.pairs[i];
		text_add_cstr(t, i ? ",{\"asked\":\"" : "{\"asked\":\"");
		add_json_words(t, &h->asked, p->a, p->a_count);
		text_add_cstr(t, "\",\"listed\":\"");
		add_json_words(t, &h->listed, p->b, p->b_count);
		text_printf(t, "\",\"likeness\":%.3f}", p->likeness);
	}
	text_add_byte(t, ']');
}

static void add_json_left_over(
	struct text *t, const char *key, const struct name_hit *h, bool asked)
{
	const struct name *n = asked ? &h->asked : &h->listed;
	const char *comma = "";
	text_printf(t, ",\"%s\":[", key);
	for (size_t i = 0; i < n->count; i++) {
		if (is_paired(&h->match, i, asked))
			continue;
		text_printf(t, "%s\"", comma);
		escape_json(t, n->words[i].text);
		text_add_byte(t, '"');
		comma = ",";
	}
	text_add_byte(t, ']');
}

void names_add_json(struct text *t, const struct name_hit *hits, size_t count)
{
	text_add_cstr(t, "\"hits\":[");
	for (size_t i = 0; i < count; i++) {
		struct known_fact fact = fact_of(&hits[i]);
		text_printf(t, "%s{\"probability\":%.4f,\"listed_as\":\"", i ? "," : "",
			hits[i].match.probability);
		escape_json(t, hits[i].row->address);
		text_add_byte(t, '"');
		add_json_pairs(t, &hits[i]);
		add_json_left_over(t, "not_there", &hits[i], true);
		add_json_left_over(t, "only_there", &hits[i], false);
		text_add_cstr(t, ",\"fact\":");
		lists_add_json_fact(t, &fact);
		text_add_byte(t, '}');
	}
	text_add_byte(t, ']');
}
