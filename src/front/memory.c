/* Where the memory of people is: --people, else the XDG Base Directory for data. */
#include "front/memory.h"

#include <errno.h>
#include <stdlib.h>

const char *data_place(struct arena *a, const char *name)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (data && data[0] == '/')
		return arena_printf(a, "%s/assay/%s", data, name);
	if (home && home[0] == '/')
		return arena_printf(a, "%s/.local/share/assay/%s", home, name);
	return NULL;
}

const char *memory_where(const struct options *o)
{
	return o->people ? o->people : data_place(o->arena, "people.db");
}

int memory_open(
	const struct options *o, bool create, struct people **people_r, struct err *err_r)
{
	struct people_settings settings = { .where = memory_where(o),
		.user = o->people_user,
		.create = create,
		.hashed = o->hashed };
	*people_r = NULL;
	if (!settings.where)
		return err_set(err_r, ENOENT,
			"no home folder is known: name the memory with --people");
	return people_open(&settings, people_r, err_r);
}

/* A world has its own people. And a host of the library, which may judge for anybody, gets no
 * memory but the one that it names. */
static bool is_wanted(const struct options *o)
{
	return !o->no_people && (o->people || (o->own_people && !o->world));
}

struct people *memory_for_checks(const struct options *o, struct err *trouble_r)
{
	struct people *people = NULL;
	trouble_r->text[0] = '\0';
	if (!is_wanted(o))
		return NULL;
	int r = memory_open(o, false, &people, trouble_r);
	if (r == 0 || (r == -ENOENT && !o->people))
		trouble_r->text[0] = '\0';
	else
		people = people_out_of_order(trouble_r->text);
	return people;
}
