#include "ledger/sort.h"

#include <string.h>

/* Two passes of 16 bits, so that the result is where it was. */
void sort_by_upper_half(uint64_t *entries, uint64_t *other, uint32_t count)
{
	for (unsigned shift = 32; shift < 64; shift += 16) {
		static uint32_t first[1 << 16];
		memset(first, 0, sizeof(first));
		for (uint32_t i = 0; i < count; i++)
			first[entries[i] >> shift & 0xFFFF]++;
		uint32_t sum = 0;
		for (unsigned i = 0; i < 1 << 16; i++) {
			uint32_t n = first[i];
			first[i] = sum;
			sum += n;
		}
		for (uint32_t i = 0; i < count; i++)
			other[first[entries[i] >> shift & 0xFFFF]++] = entries[i];
		uint64_t *swap = entries;
		entries = other;
		other = swap;
	}
}
