#include "base/big.h"

#include <stdint.h>
#include <sys/mman.h>

#include "base/must.h"

enum { PAGE = 4096 };

void big_grow(struct big *b, size_t bytes)
{
	if (bytes <= b->bytes)
		return;
	must(bytes < SIZE_MAX - PAGE);
	bytes = (bytes + PAGE - 1) / PAGE * PAGE;
	void *p = b->p ? mremap(b->p, b->bytes, bytes, MREMAP_MAYMOVE)
		       : mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(p != MAP_FAILED);
	*b = (struct big){ p, bytes };
}

void big_room(struct big *b, size_t count, size_t size)
{
	size_t wanted;
	must(!__builtin_mul_overflow(count, size, &wanted));
	if (wanted > b->bytes)
		big_grow(b, wanted < SIZE_MAX / 2 && wanted < 2 * b->bytes ? 2 * b->bytes
									   : wanted);
}

void big_free(struct big *b)
{
	if (b->p)
		munmap(b->p, b->bytes);
	*b = (struct big){ NULL, 0 };
}
