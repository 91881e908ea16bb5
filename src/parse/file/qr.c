/* Finds QR codes in a picture: dark and light by a threshold of the place around, the three
 * eyes by their runs of 1:1:3:1:1 along rows and columns (ISO/IEC 18004 section 12), three
 * eyes that stand in a right angle, the size by the line of dots between them, and the dots
 * through a map that also follows the lower alignment pattern. Turned, mirrored and inverse
 * codes are found as well.
 *
 * The eyes are the filter: nearly every other picture ends there, after one look at each
 * dot. Left out: codes that are bent or whose eyes are drawn as something else. */
#include "parse/file/qr.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	EYES_MAX = 400, /* of one shade in a picture; a page of text has some */
	EYES_BEST = 24, /* that are put together by threes */
	TRIPLES_BEST = 24,
	BLOCK = 8,	  /* dots, of the threshold */
	FLAT = 24,	  /* shades of gray that are noise */
	SMALL_SIDE = 200, /* pictures that are made larger first */
};

struct point {
	double x, y;
};

struct eye {
	struct point at;
	double unit_x; /* width of one module along a row */
	unsigned seen;
	bool used;
};

struct triple {
	unsigned corner, one, other;
	double wrong;
};

struct qr_room {
	struct arena *arena;
	unsigned char *dark, *means, *large;
	size_t dark_n, means_n, large_n;
	struct eye eyes[2][EYES_MAX]; /* of dark on light, and of light on dark */
	size_t eye_count[2];
	struct qr_dots dots;
};

struct search {
	struct qr_room *room;
	const struct picture *picture;
	bool inverse;
	struct arena *arena;
	struct qr_found *found;
	size_t max;
};

struct qr_room *qr_room_create(struct arena *a)
{
	struct qr_room *r = arena_new(a, struct qr_room);
	r->arena = a;
	return r;
}

static unsigned char *widen(
	struct qr_room *r, unsigned char *p, size_t *have, size_t want)
{
	if (*have >= want)
		return p;
	*have = *have ? *have : 4096;
	while (*have < want)
		*have *= 2;
	return arena_alloc(r->arena, *have);
}

/* --- dark and light --- */

static unsigned char global_threshold(const struct picture *p)
{
	uint64_t counts[256] = { 0 }, all = 0, sum = 0, below = 0, sum_below = 0;
	double best = -1;
	unsigned at = 127;
	for (size_t i = 0; i < (size_t)p->width * p->height; i++)
		counts[p->gray[i]]++;
	for (unsigned i = 0; i < 256; i++) {
		all += counts[i];
		sum += counts[i] * i;
	}
	for (unsigned i = 0; i < 255; i++) {
		below += counts[i];
		sum_below += counts[i] * i;
		if (!below || below == all)
			continue;
		double left = (double)sum_below / (double)below;
		double right = (double)(sum - sum_below) / (double)(all - below);
		double between = (double)below * (double)(all - below) * (right - left) *
				 (right - left);
		if (between > best) {
			best = between;
			at = i;
		}
	}
	return (unsigned char)at;
}

/* In pieces of a size that is known, which the compiler does at once. */
static void darken(unsigned char *restrict dark, const unsigned char *restrict gray,
	size_t n, unsigned char threshold)
{
	for (; n >= BLOCK; n -= BLOCK, dark += BLOCK, gray += BLOCK)
		for (size_t i = 0; i < BLOCK; i++)
			dark[i] = gray[i] <= threshold;
	for (size_t i = 0; i < n; i++)
		dark[i] = gray[i] <= threshold;
}

static void darken_all(struct qr_room *r, const struct picture *p)
{
	darken(r->dark, p->gray, (size_t)p->width * p->height, global_threshold(p));
}

/* The mean of a block; of a flat one what makes it light, unless its neighbours that are
 * known say that it is the inner of something dark. */
static unsigned char mean_of(const struct qr_room *r, const struct picture *p,
	unsigned bx, unsigned by, unsigned across)
{
	unsigned sum = 0, low = 255, high = 0;
	const unsigned char *row = p->gray + (size_t)by * BLOCK * p->width + bx * BLOCK;
	for (unsigned y = 0; y < BLOCK; y++, row += p->width)
		for (unsigned x = 0; x < BLOCK; x++) {
			unsigned g = row[x];
			sum += g;
			low = g < low ? g : low;
			high = g > high ? g : high;
		}
	if (high - low > FLAT)
		return (unsigned char)(sum / (BLOCK * BLOCK));
	if (!bx || !by)
		return (unsigned char)(low / 2);
	const unsigned char *m = r->means + (size_t)by * across + bx;
	unsigned around = (*(m - across) + 2u * *(m - 1) + *(m - across - 1)) / 4;
	return (unsigned char)(low < around ? around : low / 2);
}

static void darken_block(struct qr_room *r, const struct picture *p, unsigned bx,
	unsigned by, unsigned across, unsigned down)
{
	unsigned left = bx < 2 ? 0 : bx > across - 3 ? across - 5 : bx - 2;
	unsigned top = by < 2 ? 0 : by > down - 3 ? down - 5 : by - 2, sum = 0;
	for (unsigned y = top; y < top + 5; y++)
		for (unsigned x = left; x < left + 5; x++)
			sum += r->means[(size_t)y * across + x];
	unsigned x_end = bx == across - 1 ? p->width : (bx + 1) * BLOCK;
	unsigned y_end = by == down - 1 ? p->height : (by + 1) * BLOCK;
	for (unsigned y = by * BLOCK; y < y_end; y++) {
		size_t at = (size_t)y * p->width + bx * BLOCK;
		darken(r->dark + at, p->gray + at, x_end - bx * BLOCK,
			(unsigned char)(sum / 25));
	}
}

static void darken_locally(struct qr_room *r, const struct picture *p)
{
	unsigned across = p->width / BLOCK, down = p->height / BLOCK;
	if (across < 5 || down < 5) {
		darken_all(r, p);
		return;
	}
	r->means = widen(r, r->means, &r->means_n, (size_t)across * down);
	for (unsigned y = 0; y < down; y++)
		for (unsigned x = 0; x < across; x++)
			r->means[(size_t)y * across + x] = mean_of(r, p, x, y, across);
	for (unsigned y = 0; y < down; y++)
		for (unsigned x = 0; x < across; x++)
			darken_block(r, p, x, y, across, down);
}

/* --- eyes --- */

static bool is_eye(const unsigned runs[5], double *unit_r)
{
	unsigned all = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
	if (all < 7)
		return false;
	double unit = all / 7.0, slack = unit * 0.6 > 0.75 ? unit * 0.6 : 0.75;
	*unit_r = unit;
	return fabs(runs[0] - unit) < slack && fabs(runs[1] - unit) < slack &&
	       fabs(runs[3] - unit) < slack && fabs(runs[4] - unit) < slack &&
	       fabs(runs[2] - 3 * unit) < 3 * slack * 0.8;
}

static bool shade(const struct search *s, long x, long y)
{
	const struct picture *p = s->picture;
	return (s->room->dark[(size_t)y * p->width + (size_t)x] != 0) != s->inverse;
}

/* Five runs through a place in one direction; the middle one's centre replaces `*at`. */
static bool cross(const struct search *s, double *x, double *y, bool down, double unit,
	double *unit_r)
{
	const struct picture *p = s->picture;
	unsigned runs[5] = { 0 }, longest = (unsigned)(unit * 6) + 4;
	long from = (long)(down ? *y : *x), fixed = (long)(down ? *x : *y);
	long end = down ? p->height : p->width, i = from;
	if (from < 0 || from >= end)
		return false;
	for (int k = 2; k >= 0; k--)
		for (; i >= 0 && runs[k] <= longest &&
			(down ? shade(s, fixed, i) : shade(s, i, fixed)) == (k != 1);
			i--)
			runs[k]++;
	long first = i;
	i = from + 1;
	for (int k = 2; k < 5; k++)
		for (; i < end && runs[k] <= longest &&
			(down ? shade(s, fixed, i) : shade(s, i, fixed)) == (k != 3);
			i++)
			runs[k]++;
	if (!runs[0] || !runs[4] || !is_eye(runs, unit_r))
		return false;
	double middle = (double)first + 1 + runs[0] + runs[1] + runs[2] / 2.0;
	*(down ? y : x) = middle;
	return *unit_r > unit / 2 && *unit_r < unit * 2;
}

static void add_eye(struct search *s, double x, double y, double unit)
{
	struct eye *eyes = s->room->eyes[s->inverse];
	size_t *count = &s->room->eye_count[s->inverse];
	for (size_t i = 0; i < *count; i++) {
		struct eye *e = &eyes[i];
		if (fabs(e->at.x - x) > 2 * unit + 1 ||
			fabs(e->at.y - y) > 2 * unit + 1 || e->unit_x > 1.6 * unit + 1 ||
			unit > 1.6 * e->unit_x + 1)
			continue;
		double n = e->seen++;
		e->at.x = (e->at.x * n + x) / (n + 1);
		e->at.y = (e->at.y * n + y) / (n + 1);
		e->unit_x = (e->unit_x * n + unit) / (n + 1);
		return;
	}
	if (*count < EYES_MAX)
		eyes[(*count)++] = (struct eye){ { x, y }, unit, 1, false };
}

static void try_eye(struct search *s, const unsigned runs[5], unsigned end, unsigned y)
{
	double unit, unit_y, unit_x;
	if (!is_eye(runs, &unit))
		return;
	double cx = end - runs[4] - runs[3] - runs[2] / 2.0, cy = y;
	if (cross(s, &cx, &cy, true, unit, &unit_y) &&
		cross(s, &cx, &cy, false, unit, &unit_x))
		add_eye(s, cx, cy, unit_x);
}

static void scan_row(struct search *s, unsigned y)
{
	const unsigned char *row = s->room->dark + (size_t)y * s->picture->width;
	unsigned runs[5] = { 0 }, n = s->picture->width, from = 0, count = 0;
	while (from < n) {
		unsigned char c = row[from];
		const unsigned char *next = memchr(row + from, !c, n - from);
		unsigned end = next ? (unsigned)(next - row) : n;
		for (int i = 0; i < 4; i++)
			runs[i] = runs[i + 1];
		runs[4] = end - from;
		from = end;
		if (++count < 5 || runs[2] <= runs[1] || runs[2] <= runs[3])
			continue;
		s->inverse = !c;
		try_eye(s, runs, end, y);
	}
}

/* --- three eyes --- */

static double distance(struct point a, struct point b)
{
	return hypot(a.x - b.x, a.y - b.y);
}

/* The width of a module, of an eye that is turned like the line from `a` to `b`. */
static double unit_of(const struct eye *e, struct point a, struct point b)
{
	double d = distance(a, b);
	double x = fabs(a.x - b.x) / d, y = fabs(a.y - b.y) / d;
	return e->unit_x * (x > y ? x : y);
}

static void keep_best(struct qr_room *r, bool inverse)
{
	struct eye *eyes = r->eyes[inverse];
	size_t n = r->eye_count[inverse];
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && eyes[k].seen > eyes[k - 1].seen; k--) {
			struct eye e = eyes[k];
			eyes[k] = eyes[k - 1];
			eyes[k - 1] = e;
		}
	if (n > EYES_BEST)
		r->eye_count[inverse] = EYES_BEST;
}

/* How far three eyes are from a right angle with like sides; beyond 1 they are none. */
static double wrongness(const struct eye *c, const struct eye *a, const struct eye *b)
{
	double one = distance(c->at, a->at), two = distance(c->at, b->at);
	double far = distance(a->at, b->at), low = c->unit_x, high = c->unit_x;
	low = fmin(low, fmin(a->unit_x, b->unit_x));
	high = fmax(high, fmax(a->unit_x, b->unit_x));
	if (one < 8 || two < 8 || high > 1.6 * low + 0.5)
		return 9;
	double unit = unit_of(c, c->at, a->at), modules = one / unit;
	if (modules < 10 || modules > 190)
		return 9;
	double sides = fabs(one - two) / fmax(one, two);
	double square = one * one + two * two;
	double angle = fabs(far * far - square) / square;
	return sides > 0.35 || angle > 0.35 ? 9 : sides + angle + (high - low) / high / 2;
}

static void add_triple(struct triple *best, size_t *count, struct triple t)
{
	size_t at = *count;
	if (at < TRIPLES_BEST)
		(*count)++;
	else if (best[--at].wrong <= t.wrong)
		return;
	for (; at > 0 && best[at - 1].wrong > t.wrong; at--)
		best[at] = best[at - 1];
	best[at] = t;
}

static size_t find_triples(const struct qr_room *r, bool inverse, struct triple *best)
{
	const struct eye *e = r->eyes[inverse];
	unsigned n = (unsigned)r->eye_count[inverse];
	size_t count = 0;
	for (unsigned c = 0; c < n; c++)
		for (unsigned a = 0; a < n; a++)
			for (unsigned b = a + 1; b < n; b++) {
				if (a == c || b == c)
					continue;
				double wrong = wrongness(&e[c], &e[a], &e[b]);
				if (wrong < 1)
					add_triple(best, &count,
						(struct triple){ c, a, b, wrong });
			}
	return count;
}

/* --- dots --- */

/* From modules to the picture: x = (m0 u + m1 v + m2) / (m6 u + m7 v + 1), and so on. */
struct map {
	double m[8];
};

/* Gauss and Jordan, with the largest pivot. */
static bool solve(double a[8][9], double out[8])
{
	for (int i = 0; i < 8; i++) {
		int best = i;
		for (int k = i + 1; k < 8; k++)
			if (fabs(a[k][i]) > fabs(a[best][i]))
				best = k;
		if (fabs(a[best][i]) < 1e-9)
			return false;
		for (int j = 0; j < 9; j++) {
			double t = a[i][j];
			a[i][j] = a[best][j];
			a[best][j] = t;
		}
		for (int k = 0; k < 8; k++) {
			double by = k == i ? 0 : a[k][i] / a[i][i];
			for (int j = i; by != 0 && j < 9; j++)
				a[k][j] -= by * a[i][j];
		}
	}
	for (int i = 0; i < 8; i++)
		out[i] = a[i][8] / a[i][i];
	return true;
}

static bool make_map(
	const struct point from[4], const struct point to[4], struct map *map)
{
	double a[8][9] = { { 0 } };
	for (int i = 0; i < 4; i++) {
		double u = from[i].x, v = from[i].y, x = to[i].x, y = to[i].y;
		double rows[2][9] = { { u, v, 1, 0, 0, 0, -u * x, -v * x, x },
			{ 0, 0, 0, u, v, 1, -u * y, -v * y, y } };
		for (int j = 0; j < 9; j++) {
			a[2 * i][j] = rows[0][j];
			a[2 * i + 1][j] = rows[1][j];
		}
	}
	return solve(a, map->m);
}

static struct point mapped(const struct map *map, double u, double v)
{
	const double *m = map->m;
	double w = m[6] * u + m[7] * v + 1;
	return (struct point){ (m[0] * u + m[1] * v + m[2]) / w,
		(m[3] * u + m[4] * v + m[5]) / w };
}

static bool at_point(const struct search *s, struct point p)
{
	if (!(p.x >= 0 && p.y >= 0 && p.x < s->picture->width &&
		    p.y < s->picture->height))
		return false;
	return shade(s, (long)p.x, (long)p.y);
}

/* The shade of a module by five places in it. */
static bool module(const struct search *s, const struct map *map, double u, double v)
{
	int n = at_point(s, mapped(map, u + 0.5, v + 0.5));
	n += at_point(s, mapped(map, u + 0.3, v + 0.3));
	n += at_point(s, mapped(map, u + 0.7, v + 0.3));
	n += at_point(s, mapped(map, u + 0.3, v + 0.7));
	n += at_point(s, mapped(map, u + 0.7, v + 0.7));
	return n >= 3;
}

static double timing(const struct search *s, const struct map *map, unsigned side)
{
	unsigned right = 0;
	for (unsigned i = 8; i < side - 8; i++)
		right += (module(s, map, i, 6) == (i % 2 == 0)) +
			 (module(s, map, 6, i) == (i % 2 == 0));
	return right / (2.0 * (side - 16));
}

/* The lower right alignment pattern near where it should be: its centre, in modules. */
static bool find_alignment(
	const struct search *s, const struct map *map, double centre, struct point *at_r)
{
	enum { AROUND = 10, ENOUGH = 23 };
	int best = ENOUGH - 1, count = 0;
	double u = 0, v = 0;
	for (int i = -AROUND; i <= AROUND; i++)
		for (int k = -AROUND; k <= AROUND; k++) {
			double x = centre + i / 3.0, y = centre + k / 3.0;
			int n = 0;
			for (int dx = -2; dx <= 2; dx++)
				for (int dy = -2; dy <= 2; dy++) {
					int far = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
					n += at_point(s, mapped(map, x + dx, y + dy)) ==
					     (far != 1);
				}
			if (n < best || n < ENOUGH)
				continue;
			if (n > best) {
				best = n;
				u = v = count = 0;
			}
			u += x;
			v += y;
			count++;
		}
	if (!count)
		return false;
	*at_r = mapped(map, u / count, v / count);
	return true;
}

static enum got read_dots(
	struct search *s, const struct map *map, unsigned side, struct span *text_r)
{
	struct qr_dots *d = &s->room->dots;
	d->side = side;
	for (unsigned y = 0; y < side; y++)
		for (unsigned x = 0; x < side; x++)
			d->dots[y * side + x] = module(s, map, x, y);
	return qr_decode(s->arena, d, text_r);
}

static enum got read_sized(struct search *s, const struct point corner[3], unsigned side,
	struct span *text_r)
{
	enum { TIMING_PERCENT = 78 };
	double far = side - 3.5, align = side - 6.5;
	struct point from[4] = { { 3.5, 3.5 }, { far, 3.5 }, { 3.5, far }, { far, far } };
	struct point to[4] = { corner[0], corner[1], corner[2],
		{ corner[1].x + corner[2].x - corner[0].x,
			corner[1].y + corner[2].y - corner[0].y } };
	struct map map, finer;
	if (!make_map(from, to, &map) || timing(s, &map, side) * 100 < TIMING_PERCENT)
		return GOT_NONE;
	enum got got = read_dots(s, &map, side, text_r);
	if (got == GOT_ALL || side == 21 || !find_alignment(s, &map, align, &to[3]))
		return got;
	from[3] = (struct point){ align, align };
	if (!make_map(from, to, &finer))
		return got;
	enum got again = read_dots(s, &finer, side, text_r);
	return again == GOT_NONE ? got : again;
}

/* Both sides of the mirror, and the sizes next to what the distance says. */
static enum got read_triple(struct search *s, const struct triple *t, struct span *text_r)
{
	static const int near[] = { 0, 4, -4, 8, -8 };
	const struct eye *e = s->room->eyes[s->inverse];
	struct point c = e[t->corner].at, a = e[t->one].at, b = e[t->other].at;
	double unit = (unit_of(&e[t->corner], c, a) + unit_of(&e[t->one], c, a) +
			      unit_of(&e[t->other], c, a)) /
		      3;
	int guess =
		(int)((distance(c, a) + distance(c, b)) / 2 / unit + 7 + 1.5) / 4 * 4 + 1;
	bool turned = (a.x - c.x) * (b.y - c.y) - (a.y - c.y) * (b.x - c.x) < 0;
	enum got best = GOT_NONE;
	for (int mirrored = 0; mirrored < 2; mirrored++) {
		struct point one = turned != mirrored ? b : a;
		struct point corners[3] = { c, one, turned != mirrored ? a : b };
		for (size_t i = 0; i < sizeof(near) / sizeof(*near); i++) {
			int side = guess + near[i];
			if (side < 21 || side > QR_SIDE_MAX || (i > 2 && guess < 45))
				continue;
			enum got got = read_sized(s, corners, (unsigned)side, text_r);
			if (got == GOT_ALL)
				return got;
			best = got == GOT_SOME ? got : best;
		}
	}
	return best;
}

static void read_shade(struct search *s)
{
	struct triple best[TRIPLES_BEST];
	struct eye *e = s->room->eyes[s->inverse];
	keep_best(s->room, s->inverse);
	size_t n = find_triples(s->room, s->inverse, best);
	for (size_t i = 0; i < n && s->found->count < s->max; i++) {
		struct triple *t = &best[i];
		struct span text = SPAN("");
		if (e[t->corner].used || e[t->one].used || e[t->other].used)
			continue;
		enum got got = read_triple(s, t, &text);
		if (got == GOT_SOME)
			s->found->unread++;
		if (got != GOT_ALL)
			continue;
		e[t->corner].used = e[t->one].used = e[t->other].used = true;
		s->found->texts[s->found->count++] = text;
	}
}

static void look(struct search *s)
{
	struct qr_room *r = s->room;
	unsigned step = s->picture->height >= 600 ? 3 : s->picture->height >= 300 ? 2 : 1;
	r->eye_count[0] = r->eye_count[1] = 0;
	for (unsigned y = 0; y < s->picture->height; y += step)
		scan_row(s, y);
	for (int inverse = 0; inverse < 2; inverse++) {
		s->inverse = inverse;
		if (r->eye_count[inverse] >= 3)
			read_shade(s);
	}
}

/* --- the picture --- */

static void enlarge(struct qr_room *r, const struct picture *p, struct picture *out)
{
	enum { BY = 4 };
	unsigned w = p->width * BY, h = p->height * BY;
	r->large = widen(r, r->large, &r->large_n, (size_t)w * h);
	for (unsigned y = 0; y < h; y++) {
		unsigned char *row = r->large + (size_t)y * w;
		const unsigned char *from = p->gray + (size_t)(y / BY) * p->width;
		if (y % BY)
			memcpy(row, row - w, w);
		else
			for (unsigned x = 0; x < w; x++)
				row[x] = from[x / BY];
	}
	*out = (struct picture){ w, h, r->large, p->scale };
}

void qr_find(struct qr_room *room, struct arena *a, const struct picture *picture,
	size_t max, struct qr_found *found_r)
{
	struct picture large;
	*found_r = (struct qr_found){ .texts = arena_array(a, max, sizeof(struct span)) };
	if (picture->width < 21 || picture->height < 21)
		return;
	if (picture->width < SMALL_SIDE && picture->height < SMALL_SIDE) {
		enlarge(room, picture, &large);
		picture = &large;
	}
	struct search s = { room, picture, false, a, found_r, max };
	room->dark = widen(room, room->dark, &room->dark_n,
		(size_t)picture->width * picture->height);
	darken_locally(room, picture);
	look(&s);
	if (found_r->count)
		return;
	found_r->unread = 0;
	darken_all(room, picture);
	look(&s);
}
