/* GIF (89a) to shades of gray: the first picture, with its own or the common palette, its
 * transparent colour as white, rows in their four passes where they come so. LZW as of
 * appendix F. Later pictures of a moving one are not looked at. */
#include "parse/file/picture_sink.h"

enum { CODES = 4096, CODE_BITS_MAX = 12, NO_CODE = 0xFFFF };

struct gif {
	struct sink *sink;
	struct span blocks; /* sub-blocks that are not yet read */
	struct span block;
	uint32_t bits;
	unsigned bit_count;
	unsigned char shades[256];
	int clear; /* transparent colour, or -1 */
	bool interlaced;
	unsigned x, y, pass;
	unsigned char *row;
	uint16_t prefix[CODES];
	unsigned char last[CODES], first[CODES];
};

static void take_palette(struct gif *g, struct span s)
{
	for (size_t i = 0; i < 256 && i * 3 + 3 <= s.n; i++)
		g->shades[i] = gray_of(s.p[i * 3], s.p[i * 3 + 1], s.p[i * 3 + 2]);
}

static bool next_block(struct span *rest, struct span *block)
{
	if (!rest->n || !rest->p[0])
		return false;
	*block = span_take(span_skip(*rest, 1), rest->p[0]);
	*rest = span_skip(*rest, 1 + (size_t)rest->p[0]);
	return true;
}

/* The next code of `width` bits, or NO_CODE at the end. */
static unsigned next_code(struct gif *g, unsigned width)
{
	while (g->bit_count < width) {
		if (!g->block.n && !next_block(&g->blocks, &g->block))
			return NO_CODE;
		if (!g->block.n)
			return NO_CODE;
		g->bits |= (uint32_t)g->block.p[0] << g->bit_count;
		g->bit_count += 8;
		g->block = span_skip(g->block, 1);
	}
	unsigned code = g->bits & ((1u << width) - 1);
	g->bits >>= width;
	g->bit_count -= width;
	return code;
}

static void next_row(struct gif *g)
{
	static const unsigned char from[] = { 0, 4, 2, 1 }, step[] = { 8, 8, 4, 2 };
	g->x = 0;
	if (!g->interlaced) {
		g->y++;
		return;
	}
	g->y += step[g->pass];
	while (g->y >= g->sink->height && g->pass < 3)
		g->y = from[++g->pass];
}

/* False when the picture is full. */
static bool put(struct gif *g, unsigned char colour)
{
	struct sink *s = g->sink;
	if (g->y >= s->height)
		return false;
	unsigned char shade = colour == g->clear ? 255 : g->shades[colour];
	if (g->interlaced)
		sink_dot(s, g->x, g->y, shade);
	else
		g->row[g->x] = shade;
	if (++g->x < s->width)
		return true;
	if (!g->interlaced)
		sink_row(s, g->y, g->row);
	next_row(g);
	return g->y < s->height;
}

static bool put_string(struct gif *g, unsigned code)
{
	unsigned char stack[CODES + 1];
	unsigned n = 0;
	for (; n < CODES; code = g->prefix[code]) {
		stack[n++] = g->last[code];
		if (g->prefix[code] == NO_CODE)
			break;
	}
	while (n)
		if (!put(g, stack[--n]))
			return false;
	return true;
}

static enum got unpack(struct gif *g, unsigned root)
{
	unsigned clear = 1u << root, end = clear + 1, next = clear + 2, width = root + 1;
	unsigned before = NO_CODE;
	for (unsigned i = 0; i < clear; i++) {
		g->prefix[i] = NO_CODE;
		g->last[i] = g->first[i] = (unsigned char)i;
	}
	for (;;) {
		unsigned code = next_code(g, width);
		if (code == NO_CODE || code == end)
			return g->y >= g->sink->height ? GOT_ALL : GOT_SOME;
		if (code == clear) {
			next = clear + 2;
			width = root + 1;
			before = NO_CODE;
			continue;
		}
		if (code > next || (code == next && before == NO_CODE) ||
			(code >= clear && code < clear + 2))
			return GOT_SOME;
		if (before != NO_CODE && next < CODES) {
			g->prefix[next] = (uint16_t)before;
			g->first[next] = g->first[before];
			g->last[next] = g->first[code == next ? before : code];
			next++;
		} else if (code >= next) {
			return GOT_SOME;
		}
		if (!put_string(g, code))
			return GOT_ALL;
		before = code;
		if (next == 1u << width && width < CODE_BITS_MAX)
			width++;
	}
}

static enum got read_image(struct gif *g, struct span s)
{
	if (s.n < 11)
		return GOT_NONE;
	unsigned flags = s.p[9];
	enum got got = sink_start(g->sink, (uint64_t)(s.p[6] << 8 | s.p[5]),
		(uint64_t)(s.p[8] << 8 | s.p[7]));
	if (got != GOT_ALL)
		return got;
	g->row = picture_buffer(g->sink->room, BUFFER_ROW, g->sink->width);
	g->interlaced = flags & 0x40;
	s = span_skip(s, 10);
	if (flags & 0x80) {
		size_t n = (size_t)3 << ((flags & 7) + 1);
		take_palette(g, span_take(s, n));
		s = span_skip(s, n);
	}
	if (!s.n || s.p[0] < 2 || s.p[0] > 8)
		return GOT_SOME;
	g->blocks = span_skip(s, 1);
	return unpack(g, s.p[0]);
}

enum got picture_gif(struct sink *sink, struct span bytes)
{
	struct gif *g = (struct gif *)picture_buffer(
		sink->room, BUFFER_TABLE, sizeof(struct gif));
	g->sink = sink;
	g->clear = -1;
	if (bytes.n < 13)
		return GOT_NONE;
	struct span s = span_skip(bytes, 13), block;
	if (bytes.p[10] & 0x80) {
		size_t n = (size_t)3 << ((bytes.p[10] & 7) + 1);
		take_palette(g, span_take(s, n));
		s = span_skip(s, n);
	}
	while (s.n) {
		if (s.p[0] == ',')
			return read_image(g, s);
		if (s.p[0] != '!')
			break;
		if (s.n >= 7 && s.p[1] == 0xF9)
			g->clear = s.p[3] & 1 ? s.p[6] : -1;
		for (s = span_skip(s, 2); next_block(&s, &block);)
			;
		s = span_skip(s, 1);
	}
	return GOT_NONE;
}
