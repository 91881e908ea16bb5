/* A mark is a number under the hash of a source's name. It is a short cut and no more: whoever
 * loses it reads letters again, which the memory knows by their Message-IDs. */
#include "front/marks.h"

#include <limits.h>
#include <stdlib.h>

struct mark {
	const char *path; /* of a mailbox file, as it was named; or NULL */
	struct span source;
	uint64_t position;
	struct mark *next;
};

struct marks {
	struct arena *arena;
	struct people *people;
	bool received;
	struct mark *last;
};

struct marks *marks_create(struct arena *a, struct people *people, bool received)
{
	struct marks *m = arena_new(a, struct marks);
	*m = (struct marks){ .arena = a, .people = people, .received = received };
	return m;
}

static struct span source(struct marks *m, const char *kind, const char *name)
{
	return span_from_cstr(arena_printf(
		m->arena, "%s %s %s", m->received ? "received" : "sent", kind, name));
}

uint64_t marks_known(struct marks *m, const char *kind, const char *name)
{
	int64_t position = people_position(m->people, source(m, kind, name));
	return position > 0 ? (uint64_t)position : 0;
}

static void add(struct marks *m, const char *path, struct span of, uint64_t position)
{
	struct mark *mark = arena_new(m->arena, struct mark);
	*mark = (struct mark){ path, of, position, m->last };
	m->last = mark;
}

void marks_set(struct marks *m, const char *kind, const char *name, uint64_t position)
{
	add(m, NULL, source(m, kind, name), position);
}

uint64_t marks_file_known(void *marks, const char *path)
{
	char real[PATH_MAX];
	return realpath(path, real) ? marks_known(marks, "file", real) : 0;
}

/* Called for each letter; a file's name is the same pointer for all of them. */
void marks_set_file(struct marks *m, const struct thing *thing)
{
	char real[PATH_MAX];
	if (!thing->end || strcmp(thing->name, "-") == 0)
		return;
	if (m->last && m->last->path == thing->name)
		m->last->position = thing->end;
	else if (realpath(thing->name, real))
		add(m, thing->name, source(m, "file", real), thing->end);
}

int marks_keep(struct marks *m, struct err *err_r)
{
	int r = 0;
	for (const struct mark *mark = m->last; mark && r == 0; mark = mark->next)
		r = people_set_position(
			m->people, mark->source, (int64_t)mark->position, err_r);
	return r;
}
