/* Office documents under the password that the program itself tries ("VelvetSweatshop"): they
 * open without a question, and filters see only locked bytes. Excel does so by itself for a
 * workbook whose sheets or windows may not be changed, which the unlocked document tells:
 * then it is a habit and no trick. What lies inside is for other checks. */
#include "checks/file/open_ole.h"
#include "checks/file/open_ooxml.h"

/* The unlocked package stands behind the document in the list. */
static bool package_is_protected(const struct file *f)
{
	for (const struct file *c = f->next; c; c = c->next) {
		if (c->parent != f || c->role != ROLE_CONTENT || c->type != TYPE_OOXML)
			continue;
		const struct ooxml_facts *facts = ooxml_facts_of(c);
		return facts && facts->book.is_protected;
	}
	return false;
}

static bool is_protected(const struct file *f, const struct ole_facts *facts)
{
	for (size_t i = 0; i < facts->workbook_count; i++)
		if (facts->workbooks[i].is_protected)
			return true;
	return f->type == TYPE_OFFICE_LOCKED && package_is_protected(f);
}

static void run(struct job *job, const struct evidence *on)
{
	enum { SAID_MAX = 20 };
	struct files *files = files_of(on);
	unsigned said = 0;
	(void)job;
	for (struct file *f = files->first; f && said < SAID_MAX; f = f->next) {
		const struct ole_facts *facts = ole_facts_of(f);
		if (!facts || !f->lock_is_own || f->lock != LOCK_OPENED_EMPTY)
			continue;
		file_hit(f, is_protected(f, facts) ? "protected" : NULL);
		said++;
	}
	files_say_clear(files, said > 0);
}

const struct check check_file_default_password = {
	.code = "file.default-password",
	.title = "A document is locked, but opens without a question",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
