/* What is in a part (RFC 2045 section 6, and uuencode as POSIX has it), and whether bytes
 * look like a letter at all. Decoding is lenient, as mailers are, and never makes more
 * than it is allowed to. */
#include "base/codec.h"
#include "parse/lines.h"
#include "parse/mail.h"

/* ---- uuencode */

/* Decodes one line of uuencode. Returns its bytes; `*clean` is cleared for a short one. */
static size_t uu_line(struct span line, unsigned char *out, bool *clean)
{
	size_t n = (line.p[0] - ' ') & 63, done = 0;
	unsigned bits = 0;
	for (size_t i = 1; done < n; i++) {
		unsigned char c = i < line.n ? line.p[i] : ' ';
		if (c < ' ' || c > '`')
			*clean = false;
		bits = (bits << 6 | ((c - ' ') & 63)) & 0xFFFFFF;
		if (i % 4 != 1)
			out[done++] = (unsigned char)(bits >> (6 - 2 * ((i - 1) % 4)));
	}
	if (line.n < 1 + (n * 4 + 2) / 3)
		*clean = false; /* spaces at its end were lost */
	return n;
}

static struct span uu_decode(struct arena *a, struct span s, bool *clean_r)
{
	struct lines lines = lines_of(s);
	struct span line = { NULL, 0 };
	bool begun = false, ended = false;
	*clean_r = true;
	while (!begun && lines_next(&lines, &line))
		begun = span_starts_with(line, SPAN("begin "));
	/* a line of two bytes may claim 63 */
	unsigned char *out = arena_alloc(a, (size_t)(lines.end - lines.p) + 63);
	size_t n = 0;
	while (!ended && lines_next(&lines, &line)) {
		ended = span_equal(line, SPAN("end"));
		if (line.n < 2 || ended)
			continue;
		if (((line.p[0] - ' ') & 63u) > line.n) {
			*clean_r = false;
			continue;
		}
		n += uu_line(line, out + n, clean_r);
	}
	*clean_r = *clean_r && begun && ended;
	return span_of(out, n);
}

/* ---- content */

/* So many encoded bytes make `max` of content: base64 with line ends has 4 to 3 and some. */
static struct span enough(struct span body, size_t max, size_t factor)
{
	size_t n;
	if (__builtin_mul_overflow(max, factor, &n) || __builtin_add_overflow(n, 128, &n))
		return body;
	return span_take(body, n);
}

struct span mail_part_decode(
	struct arena *a, const struct mail_part *part, size_t max, bool *clean_r)
{
	bool clean = true;
	struct span in = part->body, out = in;
	switch (part->encoding) {
	case ENCODING_BASE64:
		in = enough(in, max, 2);
		out = base64_decode(a, in, &clean);
		break;
	case ENCODING_QP:
		in = enough(in, max, 3);
		out = qp_decode(a, in, &clean);
		break;
	case ENCODING_UU:
		in = enough(in, max, 2);
		out = uu_decode(a, in, &clean);
		break;
	case ENCODING_UNKNOWN: clean = false; break;
	case ENCODING_IDENTITY: break;
	}
	if (clean_r)
		*clean_r = clean && in.n == part->body.n && out.n <= max;
	return span_take(out, max);
}

/* ---- taste */

/* Names that letters have and other texts of "name: value" lines have not. */
static bool is_known_name(struct span name)
{
	static const char *const names[] = { "arc-seal", "authentication-results", "bcc",
		"cc", "content-transfer-encoding", "content-type", "date", "delivered-to",
		"dkim-signature", "from", "in-reply-to", "list-id", "message-id",
		"mime-version", "received", "references", "reply-to", "return-path",
		"sender", "subject", "to", "x-mailer", "x-original-to" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_equal_nocase(name, span_from_cstr(names[i])))
			return true;
	return false;
}

enum { TASTE_BYTES = 16384, TASTE_FIELDS = 64 };

/* One name that only letters have is worth 50; each more, 10. A line that is no field
 * takes 10 away. */
int mail_taste(struct span head)
{
	struct lines lines = lines_of(span_take(head, TASTE_BYTES));
	struct span line;
	int known = 0, fields = 0, stray = 0;
	lines_skip_mark(&lines);
	while (fields + stray < TASTE_FIELDS && lines_next(&lines, &line) && line.n) {
		if (ascii_is_space(line.p[0]) && fields)
			continue;
		struct span name = span_trim(span_split(&line, ':'));
		if (!line.p || name.n == 0 || span_find_byte(name, ' ') != SPAN_NONE ||
			span_find_byte(name, '\0') != SPAN_NONE) {
			bool envelope = fields + stray == 0 &&
					span_starts_with(name, SPAN("From "));
			stray += !envelope;
			continue;
		}
		fields++;
		known += is_known_name(name);
	}
	if (known == 0)
		return 0;
	int bid = 40 + 10 * known - 10 * stray;
	return bid > 100 ? 100 : bid < 0 ? 0 : bid;
}

/* A field that a letter gets when it is written to somebody or on its way. */
static bool is_of_a_way(struct span name, struct span value)
{
	static const char *const names[] = { "bcc", "cc", "delivered-to",
		"dkim-signature", "message-id", "received", "reply-to", "return-path",
		"sender", "to", "x-original-to" };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_equal_nocase(name, span_from_cstr(names[i])))
			return true;
	return span_equal_nocase(name, SPAN("from")) &&
	       span_find_nocase(value, SPAN("saved by ")) == SPAN_NONE;
}

bool mail_is_page(struct span head)
{
	struct lines lines = lines_of(span_take(head, TASTE_BYTES));
	struct span line;
	bool is_related = false;
	lines_skip_mark(&lines);
	for (int i = 0; i < TASTE_FIELDS && lines_next(&lines, &line) && line.n; i++) {
		struct span name = span_trim(span_split(&line, ':'));
		if (!line.p)
			line = name;
		if (is_of_a_way(name, line))
			return false;
		is_related |=
			span_equal_nocase(name, SPAN("content-type")) &&
			span_find_nocase(line, SPAN("multipart/related")) != SPAN_NONE;
	}
	return is_related;
}
