/* Web pages and drawings that carry a file as text and put it on the disk by themselves
 * ("HTML smuggling", MITRE ATT&CK T1027.006): bytes of a program, archive or disk written as
 * text, and script words that decode, make a file of the bytes, and click on it. Words count
 * together only where they stand near each other: large libraries hold each of them somewhere.
 *
 * Left out: pages that fetch the file, which is an ordinary download. */
#include "checks/file/came.h"
#include "checks/file/open_html.h"

enum { NEAR_BYTES = 16384, PLACES_MAX = 200 };

static const char *const decodes[] = { "atob(", "unescape(", "fromcharcode",
	"base64toarraybuffer", "charcodeat(", "base64decode", NULL };
static const char *const makes[] = { "newblob(", "createobjecturl", "mssaveoropenblob",
	"mssaveblob", "newfile([", NULL };
static const char *const clicks[] = { ".click(", "dispatchevent(", "mssaveoropenblob",
	"mssaveblob", NULL };
static const char *const keeps[] = { ".download=", "\"download\"", "'download'",
	"mssaveoropenblob", "mssaveblob", "[\"download\"]", NULL };

struct trick {
	unsigned count; /* of decode, make, click */
	struct span at;
};

static struct span window_of(struct span script, struct span word)
{
	size_t at = (size_t)(word.p - script.p);
	size_t from = at > NEAR_BYTES ? at - NEAR_BYTES : 0;
	return span_take(span_skip(script, from), at - from + NEAR_BYTES);
}

static unsigned count_near(struct span near)
{
	bool is_clicked = find_word(near, clicks).n && find_word(near, keeps).n;
	return 1u + (find_word(near, decodes).n > 0) + is_clicked;
}

/* The places where a file is made, and what else happens around each. */
static struct trick best_of(struct span script)
{
	struct trick best = { 0 };
	for (size_t i = 0; makes[i]; i++) {
		struct span rest = script, word = span_from_cstr(makes[i]);
		for (size_t n = 0; n < PLACES_MAX && best.count < 3; n++) {
			size_t at = span_find(rest, word);
			if (at == SPAN_NONE)
				break;
			struct span found = span_take(span_skip(rest, at), word.n);
			unsigned count = count_near(window_of(script, found));
			if (count > best.count)
				best = (struct trick){ count, found };
			rest = span_skip(rest, at + NEAR_BYTES / 2);
		}
	}
	return best;
}

static bool judge(struct came *came, struct file *f, const struct page_facts *facts)
{
	struct trick trick = best_of(facts->script);
	bool is_sent = file_came(came, f);
	if (facts->payload.quote.n && (trick.count || facts->download.quote.n ||
					      find_word(facts->script, decodes).n)) {
		file_hit_at(f, "payload", facts->payload.quote, facts->payload.offset);
		return true;
	}
	if (trick.count < 2)
		return false;
	struct span quote = around(facts->script, trick.at);
	finding_text(file_hit(f, !is_sent	    ? "project"
				 : trick.count == 3 ? NULL
						    : "makes"),
		"quote", quote);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	struct came came = { 0 };
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if ((f->type == TYPE_HTML || f->type == TYPE_SVG ||
			    f->type == TYPE_HTA) &&
			f->facts)
			found |= judge(&came, f, f->facts);
	files_say_clear(files, found);
}

const struct check check_file_smuggling = {
	.code = "file.smuggling",
	.title = "A page builds a file on the disk by itself",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
