/* Internet addresses out of foreign text. The C library parses; what is ours is the exact
 * span (no terminator, no zone, no trailing bytes) and the literals of RFC 5321. */
#include "base/ip.h"

#include <arpa/inet.h>

static struct span without_literal_marks(struct span s)
{
	if (span_starts_with(s, SPAN("[")) && span_ends_with(s, SPAN("]")))
		s = span_take(span_skip(s, 1), s.n - 2);
	if (span_starts_with_nocase(s, SPAN("IPv6:")))
		s = span_skip(s, 5);
	return s;
}

static void unmap(struct ip *ip)
{
	static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	if (memcmp(ip->bytes, mapped, sizeof(mapped)) != 0)
		return;
	memmove(ip->bytes, ip->bytes + 12, 4);
	memset(ip->bytes + 4, 0, 12);
	ip->bits = 32;
}

bool ip_parse(struct span s, struct ip *ip_r)
{
	char text[INET6_ADDRSTRLEN];
	s = without_literal_marks(s);
	if (s.n >= sizeof(text) || span_find_byte(s, '\0') != SPAN_NONE)
		return false;
	if (s.n)
		memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	struct ip ip = { .bits = 32 };
	if (inet_pton(AF_INET, text, ip.bytes) != 1) {
		if (inet_pton(AF_INET6, text, ip.bytes) != 1)
			return false;
		ip.bits = 128;
		unmap(&ip);
	}
	*ip_r = ip;
	return true;
}

bool ip_equal(const struct ip *a, const struct ip *b)
{
	return a->bits == b->bits && memcmp(a->bytes, b->bytes, a->bits / 8) == 0;
}

bool ip_in_net(const struct ip *ip, const struct ip *net, unsigned prefix)
{
	if (ip->bits != net->bits || prefix > ip->bits)
		return false;
	if (memcmp(ip->bytes, net->bytes, prefix / 8) != 0)
		return false;
	unsigned rest = prefix % 8;
	unsigned char mask = (unsigned char)(0xFF00u >> rest);
	return rest == 0 ||
	       ((ip->bytes[prefix / 8] ^ net->bytes[prefix / 8]) & mask) == 0;
}

void ip_print(struct text *t, const struct ip *ip)
{
	char buffer[INET6_ADDRSTRLEN];
	if (ip->bits == 0)
		return;
	if (inet_ntop(ip->bits == 32 ? AF_INET : AF_INET6, ip->bytes, buffer,
		    sizeof(buffer)))
		text_add_cstr(t, buffer);
}
