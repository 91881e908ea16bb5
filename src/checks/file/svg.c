/* Drawings (SVG) that do something: a browser runs what is in them as in a web page. Scripts
 * that only move the drawing are rare but honest (flame graphs); those that lead elsewhere,
 * decode or ask for input are no drawing. SVG 2, chapters 15 (linking) and 12.4
 * (foreignObject). */
#include "checks/file/came.h"
#include "checks/file/open_html.h"

static const char *const acts[] = { "location.href=", "location=", "location.replace(",
	"location.assign(", "window.open(", "atob(", "eval(", "fetch(", "document.write(",
	"fromcharcode(", "newfunction(", "xmlhttprequest", "createelement('script",
	"createelement(\"script", "createobjecturl", "unescape(", "constructor(", NULL };

static bool hit(struct file *f, const char *variant, const struct page_place *place)
{
	file_hit_at(f, variant, place->quote, place->offset);
	return true;
}

static bool judge(struct came *came, struct file *f, const struct page_facts *facts)
{
	struct span act = find_word(facts->script, acts);
	if (facts->inner.quote.n)
		return hit(f, "page", &facts->inner);
	if (facts->foreign.quote.n)
		return hit(f, "page", &facts->foreign);
	if (act.n) {
		finding_text(file_hit(f, NULL), "quote", around(facts->script, act));
		return true;
	}
	const char *variant = file_came(came, f) ? "script" : "project";
	if (facts->script_link.quote.n)
		return hit(f, variant, &facts->script_link);
	if (facts->element.quote.n)
		return hit(f, variant, &facts->element);
	if (facts->handler.quote.n)
		return hit(f, variant, &facts->handler);
	return false;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	struct came came = { 0 };
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->type == TYPE_SVG && f->facts)
			found |= judge(&came, f, f->facts);
	files_say_clear(files, found);
}

const struct check check_file_svg = {
	.code = "file.svg",
	.title = "A picture runs a program or shows a page",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
