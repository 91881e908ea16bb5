/* file.link: a link of a document, a page or a picture's QR code is not what it seems. The
 * judgement is that of letters (checks/link/): thieves who know that links of letters are
 * followed put them into a PDF, an invitation or a code.
 *
 * Variants: those of link_fault(). Leaves out: links in program text, which nobody clicks. */
#include "checks/file/file.h"
#include "checks/link/links.h"

enum { HOSTS_SEEN = 1024 }; /* direct-mapped, by hash */

struct looking {
	struct job *job;
	struct arena *arena;
	uint32_t seen[HOSTS_SEEN]; /* hashes of hosts that are what they seem */
	size_t looked;
	bool spent;
};

static bool is_followed(enum link_role role)
{
	return role == LINK_SHOWN || role == LINK_PICTURED || role == LINK_SUBMIT;
}

static uint32_t hash_of(struct span host)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < host.n; i++)
		hash = (hash ^ host.p[i]) * 16777619u;
	return hash | 1;
}

/* The finding's variant, or NULL. Each host is looked at once, each link for its disguise. */
static const char *fault_of(
	struct looking *in, const struct link *link, struct link_match *match_r)
{
	uint32_t hash = hash_of(link->last.host), *seen = &in->seen[hash % HOSTS_SEEN];
	const char *how = link_disguise(in->arena, link);
	*match_r = (struct link_match){ .how = LOOKALIKE_NONE };
	if (how || *seen == hash)
		return how;
	if (in->looked++ >= in->job->budget.links) {
		in->spent = true;
		return NULL;
	}
	how = link_fault(in->arena, link, match_r);
	if (!how)
		*seen = hash;
	return how;
}

static bool look_at(struct looking *in, struct file *f)
{
	for (const struct file_link *l = f->links; l; l = l->next) {
		struct link link;
		struct link_match match;
		if (!is_followed(l->role) ||
			!link_make(in->arena, l->target, SPAN(""), &link))
			continue;
		const char *fault = fault_of(in, &link, &match);
		if (!fault)
			continue;
		struct finding *found = file_hit_at(f, fault, l->target, l->offset);
		finding_text(found, "host", link.last.host);
		finding_text(found, "known", match.domain);
		return true;
	}
	return false;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	struct looking *in = arena_new(job->arena, struct looking);
	bool found = false;
	in->job = job;
	in->arena = job->arena;
	for (struct file *f = files->first; f; f = f->next) {
		found |= look_at(in, f);
		job_breathe(job);
	}
	if (in->spent)
		job_unknown(job, on, GAP_LIMIT);
	else
		files_say_clear(files, found);
}

const struct check check_file_link = {
	.code = "file.link",
	.title = "A link in a file is not what it seems",
	.on = EV_FILES,
	.run = run,
};
