/* A DNS message to records (RFC 1035 section 4): header, question, answer section; the
 * authority and additional sections are not looked at.
 *
 * Names are unfolded to dotted lower-case text. Compression pointers must point backwards
 * and at most HOPS_MAX of them make a name, so a hostile message costs no more than its
 * length times a constant. A byte that would make the text ambiguous (a dot inside a label,
 * a control character, anything of 8 bits) becomes "?", which is in no host's name.
 *
 * A message with one malformed record is nonsense as a whole: half an SPF record must not
 * look like a shorter one. */
#include "ask/dns_rr.h"

enum {
	HEAD_BYTES = 12,
	NAME_BYTES_MAX = 253,
	HOPS_MAX = 64,
	TYPE_CNAME = 5,
	CLASS_IN = 1,
	RCODE_NXDOMAIN = 3,
};

struct reader {
	struct span packet;
	size_t at;
	bool broken;
};

struct name {
	size_t n;
	unsigned char text[NAME_BYTES_MAX];
};

struct rr {
	struct name owner;
	unsigned type, class;
	size_t data, end; /* where its data stand in the packet */
};

static unsigned take_u8(struct reader *r)
{
	if (r->at >= r->packet.n) {
		r->broken = true;
		return 0;
	}
	return r->packet.p[r->at++];
}

static unsigned take_u16(struct reader *r)
{
	unsigned high = take_u8(r);
	return high << 8 | take_u8(r);
}

static void skip(struct reader *r, size_t n)
{
	if (n > r->packet.n - r->at)
		r->broken = true;
	else
		r->at += n;
}

static void add_label(struct reader *r, unsigned n, struct name *name)
{
	size_t dot = name->n > 0;
	if (n > r->packet.n - r->at || name->n + dot + n > sizeof(name->text)) {
		r->broken = true;
		return;
	}
	if (dot)
		name->text[name->n++] = '.';
	for (unsigned i = 0; i < n; i++) {
		unsigned char c = ascii_lower(r->packet.p[r->at++]);
		bool odd = c <= ' ' || c >= 0x7F || c == '.' || c == '\\';
		name->text[name->n++] = odd ? '?' : c;
	}
}

/* RFC 1035 section 4.1.4. The reader ends behind the name as it stands, pointers apart. */
static void take_name(struct reader *r, struct name *name_r)
{
	size_t behind = 0, start = r->at;
	name_r->n = 0;
	for (unsigned hops = 0; !r->broken;) {
		unsigned n = take_u8(r);
		if (n == 0)
			break;
		if (n < 64) {
			add_label(r, n, name_r);
			continue;
		}
		size_t target = (n & 63) << 8 | take_u8(r);
		if (n < 192 || target >= start || ++hops > HOPS_MAX)
			r->broken = true;
		if (!behind)
			behind = r->at;
		r->at = start = target;
	}
	if (behind)
		r->at = behind;
}

static void take_rr(struct reader *r, struct rr *rr_r)
{
	take_name(r, &rr_r->owner);
	rr_r->type = take_u16(r);
	rr_r->class = take_u16(r);
	skip(r, 4);
	unsigned n = take_u16(r);
	rr_r->data = r->at;
	skip(r, r->broken ? 0 : n);
	rr_r->end = r->at;
}

static struct span span_of_name(const struct name *name)
{
	return span_of(name->text, name->n);
}

/* The name that fills the rest of the data, which a pointer may leave. */
static struct span take_host(struct arena *a, struct reader *r, size_t end)
{
	struct name host;
	take_name(r, &host);
	if (r->at != end)
		r->broken = true;
	return r->broken ? (struct span){ 0 } : arena_copy(a, span_of_name(&host));
}

/* Character-strings joined (RFC 7208 section 3.3); they fill the data exactly. */
static struct span take_strings(struct arena *a, struct reader *r, size_t end)
{
	unsigned char *joined = arena_alloc(a, end - r->at);
	size_t n = 0;
	if (r->at == end)
		r->broken = true;
	while (!r->broken && r->at < end) {
		unsigned length = take_u8(r);
		if (length > end - r->at) {
			r->broken = true;
			break;
		}
		memcpy(joined + n, r->packet.p + r->at, length);
		n += length;
		r->at += length;
	}
	return span_of(joined, n);
}

static struct span take_address(struct arena *a, struct reader *r, size_t end, size_t n)
{
	if (end - r->at != n) {
		r->broken = true;
		return (struct span){ 0 };
	}
	return arena_copy(a, span_of(r->packet.p + r->at, n));
}

static struct dns_record take_record(
	struct arena *a, struct reader *r, const struct rr *rr)
{
	struct reader in = { .packet = r->packet, .at = rr->data };
	struct dns_record record = { 0 };
	switch ((enum dns_type)rr->type) {
	case DNS_A: record.data = take_address(a, &in, rr->end, 4); break;
	case DNS_AAAA: record.data = take_address(a, &in, rr->end, 16); break;
	case DNS_TXT: record.data = take_strings(a, &in, rr->end); break;
	case DNS_MX: record.preference = (uint16_t)take_u16(&in); /* fall through */
	case DNS_NS:
	case DNS_PTR: record.data = take_host(a, &in, rr->end); break;
	case DNS_REGISTERED: in.broken = true; break; /* no name server tells it */
	}
	r->broken |= in.broken;
	return record;
}

static void follow(struct reader *r, const struct rr *cname, struct name *wanted)
{
	struct reader in = { .packet = r->packet, .at = cname->data };
	take_name(&in, wanted);
	r->broken |= in.broken || in.at != cname->end;
}

/* The records of `type` at the end of the chain of CNAMEs that starts at `wanted`. */
static void take_answers(struct arena *a, struct reader *r, enum dns_type type,
	struct name *wanted, unsigned count, struct dns_answer *answer)
{
	size_t capacity = 0;
	for (unsigned i = 0; i < count && !r->broken; i++) {
		struct rr rr;
		take_rr(r, &rr);
		if (r->broken || rr.class != CLASS_IN ||
			!span_equal(span_of_name(&rr.owner), span_of_name(wanted)))
			continue;
		if (rr.type == TYPE_CNAME)
			follow(r, &rr, wanted);
		if (rr.type != type)
			continue;
		answer->records = arena_grow(a, answer->records, answer->count, &capacity,
			sizeof(*answer->records));
		answer->records[answer->count++] = take_record(a, r, &rr);
	}
}

static enum dns_status status_of(unsigned flags, bool broken, size_t count)
{
	unsigned rcode = flags & 0x0F;
	if (broken || !(flags & 0x8000))
		return DNS_SERVFAIL;
	if (flags & 0x0200)
		return DNS_TRUNCATED;
	if (rcode == RCODE_NXDOMAIN)
		return DNS_NXDOMAIN;
	if (rcode != 0)
		return DNS_SERVFAIL;
	return count ? DNS_OK : DNS_NODATA;
}

void dns_reply_read(struct arena *a, struct span packet, enum dns_type type,
	struct dns_answer *answer_r)
{
	struct reader r = { .packet = packet };
	struct dns_answer answer = { 0 };
	struct name wanted;
	skip(&r, 2);
	unsigned flags = take_u16(&r), questions = take_u16(&r), count = take_u16(&r);
	skip(&r, 4);
	/* An error's question section may be left out: the rcode says all. */
	if (!r.broken && questions == 1 && (flags & 0x020F) == 0) {
		take_name(&r, &wanted);
		r.broken |= take_u16(&r) != (unsigned)type;
		r.broken |= take_u16(&r) != CLASS_IN;
		take_answers(a, &r, type, &wanted, count, &answer);
	} else if ((flags & 0x020F) == 0) {
		r.broken = true;
	}
	answer.status = status_of(flags, r.broken, answer.count);
	if (answer.status != DNS_OK)
		answer = (struct dns_answer){ .status = answer.status };
	*answer_r = answer;
}
