#ifndef ASSAY_BASE_IP_H
#define ASSAY_BASE_IP_H

#include "base/text.h"

/* An address of IPv4 (4 bytes used) or IPv6 (16), in network order. `bits` is 32 or 128,
 * and 0 for "no address". An IPv4-mapped IPv6 address is parsed as the IPv4 one. */
struct ip {
	unsigned char bytes[16];
	unsigned bits;
};

/* Dotted quad or RFC 4291 text; brackets and "IPv6:" (RFC 5321 literals) are accepted. */
bool ip_parse(struct span s, struct ip *ip_r);
bool ip_equal(const struct ip *a, const struct ip *b);
/* True when both are of one family and agree in the first `prefix` bits. */
bool ip_in_net(const struct ip *ip, const struct ip *net, unsigned prefix);
void ip_print(struct text *t, const struct ip *ip);

#endif
