/* Disk images of macOS to their partitions. Apple never wrote the form down; what is read is
 * what its readers agree on: the trailer "koly" in the last 512 bytes, big-endian, the list
 * under "blkx" in the property list that it points to, and in each item's data a table "mish"
 * of chunks.
 *
 * Left out: sums, images without a property list (their resource fork has the same tables),
 * and what chunks hold, which the opener unpacks. */
#include "parse/file/dmg.h"

#include "base/codec.h"
#include "parse/file/number.h"
#include "parse/file/xml.h"

enum { TRAILER_BYTES = 512, SECTOR_BYTES = 512, PARTITIONS_MAX = 100 };

struct reading {
	struct arena *arena;
	struct span file, data; /* `data`: where chunks are counted from */
	struct dmg *dmg;
	size_t chunks_left;
	enum got got;
};

/* --- chunks --- */

static enum dmg_packing packing_of(uint64_t kind)
{
	switch (kind) {
	case 0x00000000:
	case 0x00000002: return DMG_ZERO;
	case 0x00000001: return DMG_RAW;
	case 0x80000005: return DMG_ZLIB;
	case 0x80000006: return DMG_BZIP2;
	case 0x80000008: return DMG_LZMA;
	default: return DMG_OTHER; /* ADC, LZFSE */
	}
}

static void add_chunk(
	struct reading *r, struct dmg_partition *p, struct span row, uint64_t data_at)
{
	enum { COMMENT = 0x7FFFFFFE };
	uint64_t kind = number_be(row, 0, 4), packed_n = number_be(row, 32, 8);
	uint64_t first = number_be(row, 8, 8), sectors = number_be(row, 16, 8);
	if (kind == COMMENT || kind == 0xFFFFFFFF)
		return;
	if (first > UINT32_MAX || sectors > UINT32_MAX) {
		r->got = GOT_SOME;
		return;
	}
	struct dmg_chunk c = { packing_of(kind), first * SECTOR_BYTES,
		sectors * SECTOR_BYTES, SPAN(""), false };
	if (c.packing != DMG_ZERO) {
		c.packed = span_part(span_part(r->data, data_at, r->data.n),
			number_be(row, 24, 8), packed_n);
		c.is_cut = c.packed.n < packed_n;
	}
	p->chunks = arena_grow(r->arena, p->chunks, p->count, &p->capacity, sizeof(c));
	p->chunks[p->count++] = c;
	if (c.at + c.n > p->size)
		p->size = c.at + c.n;
}

static void read_table(struct reading *r, struct dmg_partition *p, struct span table)
{
	enum { HEAD_BYTES = 204, ROW_BYTES = 40 };
	uint64_t count = number_be(table, 200, 4), data_at = number_be(table, 24, 8);
	if (!span_starts_with(table, SPAN("mish")) ||
		table.n < HEAD_BYTES + count * ROW_BYTES)
		r->got = GOT_SOME;
	for (uint64_t i = 0; i < count; i++) {
		struct span row = span_part(table, HEAD_BYTES + i * ROW_BYTES, ROW_BYTES);
		if (row.n < ROW_BYTES)
			return;
		if (r->chunks_left == 0) {
			r->got = GOT_LIMIT;
			return;
		}
		r->chunks_left--;
		add_chunk(r, p, row, data_at);
	}
}

/* --- the property list --- */

static struct dmg_partition *add_partition(struct reading *r)
{
	struct dmg *dmg = r->dmg;
	if (dmg->count >= PARTITIONS_MAX) {
		r->got = GOT_LIMIT;
		return NULL;
	}
	dmg->partitions = arena_grow(r->arena, dmg->partitions, dmg->count,
		&dmg->capacity, sizeof(*dmg->partitions));
	dmg->partitions[dmg->count] = (struct dmg_partition){ .name = SPAN("") };
	return &dmg->partitions[dmg->count++];
}

/* <key>blkx</key> <array> <dict> <key>Data</key> <data>...</data> <key>Name</key>
 * <string>...</string> </dict> ... </array> */
static void read_list(struct reading *r, struct span list)
{
	struct xml_tag tag;
	struct dmg_partition *p = NULL;
	struct span key = SPAN("");
	bool inside = false;
	while (xml_next(&list, &tag)) {
		struct span text = span_trim(tag.text);
		if (tag.is_end && span_equal(tag.name, SPAN("key")))
			key = text;
		else if (span_equal(tag.name, SPAN("array")))
			inside = !tag.is_end && span_equal(key, SPAN("blkx"));
		else if (inside && span_equal(tag.name, SPAN("dict")))
			p = tag.is_end ? NULL : add_partition(r);
		else if (!p || !tag.is_end)
			continue;
		else if (span_equal(tag.name, SPAN("string")) &&
			 span_equal(key, SPAN("Name")))
			p->name = xml_text(r->arena, text);
		else if (span_equal(tag.name, SPAN("data")) &&
			 span_equal(key, SPAN("Data")))
			read_table(r, p, base64_decode(r->arena, text, NULL));
	}
}

enum got dmg_read(struct arena *a, struct span file, size_t chunks_max, struct dmg *dmg_r)
{
	struct reading r = {
		.arena = a, .file = file, .dmg = dmg_r, .chunks_left = chunks_max
	};
	struct span trailer = span_skip(file, file.n - TRAILER_BYTES);
	*dmg_r = (struct dmg){ 0 };
	if (file.n < TRAILER_BYTES || !span_starts_with(trailer, SPAN("koly")))
		return GOT_NONE;
	uint64_t list_at = number_be(trailer, 216, 8),
		 list_n = number_be(trailer, 224, 8);
	struct span list = span_part(file, list_at, list_n);
	r.data = span_part(file, number_be(trailer, 24, 8), file.n);
	dmg_r->is_part = number_be(trailer, 60, 4) > 1;
	read_list(&r, list);
	if (r.got == GOT_ALL && (list.n < list_n || dmg_r->count == 0))
		return GOT_SOME;
	return r.got;
}
