/* Archives and documents that are locked: closed, or opened with a password that stood in the same letter.
 * The lock by itself is common among honest people and weighs nothing; it says why filters saw
 * nothing. One finding an archive, for the first member that is locked, and one a document. */
#include "checks/file/file.h"

/* What a person unlocks: the archive, or the document itself. */
static struct file *locked_thing(struct file *f)
{
	bool is_of_archive = f->role == ROLE_MEMBER && f->parent && !f->lock_is_own;
	return is_of_archive ? f->parent : f;
}

static void say(struct file *f, struct file *thing)
{
	bool closed = f->lock == LOCK_CLOSED;
	struct finding *found = file_hit(thing, closed ? "closed" : "opened");
	finding_text(
		found, "lock", span_from_cstr(f->lock_name ? f->lock_name : "unknown"));
	finding_text(found, "member", f->name);
	if (!closed)
		finding_text(found, "password", f->password);
}

static void run(struct job *job, const struct evidence *on)
{
	enum { SAID_MAX = 20 };
	struct files *files = files_of(on);
	struct file *last = NULL;
	unsigned said = 0;
	(void)job;
	for (struct file *f = files->first; f && said < SAID_MAX; f = f->next) {
		struct file *thing = locked_thing(f);
		if ((f->lock != LOCK_CLOSED && f->lock != LOCK_OPENED_TOLD) ||
			thing == last)
			continue;
		say(f, thing);
		last = thing;
		said++;
	}
	files_say_clear(files, said > 0);
}

const struct check check_file_sealed = {
	.code = "file.sealed",
	.title = "A file is locked with a password",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
