/* Office documents that fetch something by themselves: external relationships (ECMA-376 part
 * 2, 9.3) by what they are for and where they lead. A template on the author's own disk is
 * a common leftover and says nothing; links that a person clicks are for others. */
#include "checks/file/reach.h"
#include "checks/file/where.h"

static bool is_one(struct span kind, const char *const *kinds)
{
	for (; *kinds; kinds++)
		if (span_equal_nocase(kind, span_from_cstr(*kinds)))
			return true;
	return false;
}

static const char *const OPENED[] = { "attachedTemplate", "oleObject", "subDocument",
	"aFChunk", "package", "control", NULL };
static const char *const FRAMES[] = { "frame", NULL };
static const char *const LINKED[] = { "externalLinkPath", "xlExternalLinkPath",
	"externalLink", "mailMergeSource", "customXml", "slide", NULL };
static const char *const PICTURES[] = { "image", "video", "audio", "media", NULL };

/* A name without a dot is one of the network that the machine is in. */
static bool is_near(struct span host)
{
	return span_find_byte(host, '.') == SPAN_NONE &&
	       span_find_byte(host, '@') == SPAN_NONE;
}

/* False: nothing to say. */
static bool judge(const struct reach_remote *r, const char **variant_r)
{
	enum where where = where_leads(r->target);
	bool share = where == WHERE_SHARE;
	*variant_r = NULL;
	if (where != WHERE_WEB && !share)
		return false;
	/* Fields name the servers of the office that they were written in. */
	if (r->is_field && share && is_near(where_host(r->target)))
		return false;
	if (is_one(r->kind, OPENED))
		*variant_r = share ? "share" : NULL;
	else if (is_one(r->kind, FRAMES))
		*variant_r = share ? "share" : "frame";
	else if (is_one(r->kind, LINKED))
		*variant_r = "linked";
	else if (is_one(r->kind, PICTURES))
		*variant_r = share ? "share" : "picture";
	else
		return false;
	return true;
}

static bool look_at(struct file *f, const struct reach *reach)
{
	const char *said[4] = { NULL };
	size_t count = 0;
	for (const struct reach_remote *r = reach->remotes; r && count < 4; r = r->next) {
		const char *variant;
		bool again = false;
		if (!judge(r, &variant))
			continue;
		for (size_t i = 0; i < count; i++)
			again |= said[i] == (variant ? variant : "");
		if (again)
			continue;
		said[count++] = variant ? variant : "";
		finding_text(
			file_hit_at(f, variant, r->target, r->offset), "part", r->part);
	}
	return count > 0;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next) {
		const struct reach *reach = reach_of(f);
		found |= reach && look_at(f, reach);
	}
	files_say_clear(files, found);
}

const struct check check_file_remote = {
	.code = "file.remote",
	.title = "A document fetches something when it is opened",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
