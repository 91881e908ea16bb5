/* libmspack asks a system for its files and its memory; here both are memory of the job. Blocks
 * that it gives back are kept for the next time, since an arena takes none back: a cabinet of
 * many folders needs as much as its largest. */
#include "parse/file/mspack_memory.h"

#include <stdio.h>

enum { BLOCK_BYTES_MAX = 32 << 20 };

struct mspack_block {
	struct mspack_memory *owner;
	struct mspack_block *next;
	size_t n;
	size_t unused; /* what follows is aligned for any type */
};

/* Behind libmspack's own word for a file, which tells nothing of it. */
struct memory_file {
	struct mspack_memory *memory;
	size_t at;
	bool writes;
};

/* Whose call runs: libmspack hands back copies of its system, not what it was given. */
static _Thread_local struct mspack_memory *current;

static void *take(struct mspack_system *self, size_t n)
{
	struct mspack_memory *m = current;
	(void)self;
	if (n > BLOCK_BYTES_MAX)
		return NULL;
	for (struct mspack_block **b = &m->free_blocks; *b; b = &(*b)->next)
		if ((*b)->n >= n && (*b)->n / 2 <= n) {
			struct mspack_block *found = *b;
			*b = found->next;
			return found + 1;
		}
	struct mspack_block *fresh = arena_alloc(m->arena, sizeof(*fresh) + n);
	*fresh = (struct mspack_block){ .owner = m, .n = n };
	return fresh + 1;
}

static void give(void *p)
{
	if (!p)
		return;
	struct mspack_block *b = (struct mspack_block *)p - 1;
	b->next = b->owner->free_blocks;
	b->owner->free_blocks = b;
}

static struct mspack_file *open_file(
	struct mspack_system *self, const char *name, int mode)
{
	struct mspack_memory *m = current;
	(void)self;
	struct memory_file *f = take(self, sizeof(*f));
	(void)name;
	*f = (struct memory_file){ m, 0, mode == MSPACK_SYS_OPEN_WRITE };
	return (struct mspack_file *)(void *)f;
}

static struct memory_file *mine(struct mspack_file *file)
{
	return (struct memory_file *)(void *)file;
}

static void close_file(struct mspack_file *f)
{
	give(f);
}

static int read_file(struct mspack_file *file, void *buffer, int n)
{
	struct memory_file *f = mine(file);
	if (f->writes || n < 0)
		return -1;
	struct span there = span_take(span_skip(f->memory->in, f->at), (size_t)n);
	if (there.n)
		memcpy(buffer, there.p, there.n);
	f->at += there.n;
	return (int)there.n;
}

static int write_file(struct mspack_file *file, void *buffer, int n)
{
	struct memory_file *f = mine(file);
	struct mspack_memory *m = f->memory;
	if (!f->writes || n < 0 || (size_t)n > m->out_room - m->out_n)
		return -1;
	if (n)
		memcpy(m->out + m->out_n, buffer, (size_t)n);
	m->out_n += (size_t)n;
	return n;
}

static int seek_file(struct mspack_file *file, off_t offset, int mode)
{
	struct memory_file *f = mine(file);
	off_t from = mode == MSPACK_SYS_SEEK_START ? 0
		     : mode == MSPACK_SYS_SEEK_CUR ? (off_t)f->at
						   : (off_t)f->memory->in.n;
	off_t to;
	if (__builtin_add_overflow(from, offset, &to) || to < 0)
		return -1;
	f->at = (size_t)to;
	return 0;
}

static off_t tell_file(struct mspack_file *file)
{
	struct memory_file *f = mine(file);
	return (off_t)f->at;
}

static void hear(struct mspack_file *f, const char *format, ...)
{
	(void)f, (void)format;
}

static void copy(void *from, void *to, size_t n)
{
	memcpy(to, from, n);
}

void mspack_memory_init(struct mspack_memory *m, struct arena *a, struct span in)
{
	*m = (struct mspack_memory){
		.system = { .open = open_file,
			.close = close_file,
			.read = read_file,
			.write = write_file,
			.seek = seek_file,
			.tell = tell_file,
			.message = hear,
			.alloc = take,
			.free = give,
			.copy = copy },
		.arena = a,
		.in = in,
	};
	current = m;
}

void mspack_memory_into(struct mspack_memory *m, unsigned char *room, size_t room_n)
{
	current = m;
	m->out = room;
	m->out_n = 0;
	m->out_room = room_n;
}

enum got mspack_memory_got(int status)
{
	return status == MSPACK_ERR_OK	    ? GOT_ALL
	       : status == MSPACK_ERR_WRITE ? GOT_LIMIT
					    : GOT_SOME;
}
