#ifndef ASSAY_PARSE_FILE_MSPACK_MEMORY_H
#define ASSAY_PARSE_FILE_MSPACK_MEMORY_H

#include <mspack.h>

#include "base/arena.h"
#include "parse/got.h"

/* The system that libmspack sees: one file to read, which is a span, one file to write, which
 * is the room that the caller has, and memory from the arena. */
struct mspack_memory {
	struct mspack_system system;
	struct arena *arena;
	struct span in;
	unsigned char *out;
	size_t out_n, out_room;
	struct mspack_block *free_blocks;
};

/* Every call of libmspack is for the memory that was made or written to last. */
void mspack_memory_init(struct mspack_memory *m, struct arena *a, struct span in);
/* What is extracted next is written to `room`; more than fits makes the extraction fail. */
void mspack_memory_into(struct mspack_memory *m, unsigned char *room, size_t room_n);
/* What a status of libmspack means for what was written. */
enum got mspack_memory_got(int status);

#endif
