/* Small files that make a program open something: the addresses in them as links, with what
 * each is for. All forms go through one parser; file.opener judges. */
#include "checks/file/openers.h"
#include "parse/file/url.h"

file_opener open_url;

enum { ITEMS_MAX = 2000 };

static const enum link_role roles[] = {
	[URL_TARGET] = LINK_SHOWN,
	[URL_ICON] = LINK_LOADED,
	[URL_FOLDER] = LINK_OPENED,
	[URL_COMMAND] = LINK_CODE,
};

/* Made to be followed without a further click. */
static bool opens_at_once(enum file_type type)
{
	return file_type_family(type) == FAMILY_OPENER && type != TYPE_ICS;
}

void open_url(struct file *f)
{
	struct url_file *url = arena_new(f->files->job->arena, struct url_file);
	enum got got = url_read(f->files->job->arena, f->bytes, f->type, ITEMS_MAX, url);
	f->facts = url;
	for (size_t i = 0; i < url->count; i++) {
		const struct url_item *item = &url->items[i];
		enum link_role role = item->use == URL_TARGET && opens_at_once(f->type)
					      ? LINK_OPENED
					      : roles[item->use];
		if (item->use != URL_COMMAND)
			file_add_link(f, role, item->text, item->offset);
	}
	if (got == GOT_LIMIT)
		file_unread(f, GAP_LIMIT);
}
