#ifndef ASSAY_AUTH_SPF_MACRO_H
#define ASSAY_AUTH_SPF_MACRO_H

#include <stdint.h>

#include "base/arena.h"
#include "base/ip.h"

/* Macro strings of RFC 7208 section 7: judged as syntax first, expanded later. */

/* What the letters stand for (section 7.2). A record may hold one letter thousands of
 * times, so none costs memory each time it stands. */
struct spf_macros {
	struct span sender;		  /* s: local "@" sender_domain */
	struct span local, sender_domain; /* l, o */
	struct span domain;		  /* d: the domain under evaluation */
	struct span helo, receiver;	  /* h, r; no receiver: "unknown" */
	struct ip client;		  /* v */
	struct span dotted, readable;	  /* i, c: made where first wanted */
	int64_t now_s;			  /* t */
	struct span now;		  /* the same as text, made where first wanted */
	/* p: a validated name of the client, or "unknown". Asked only where it stands. */
	struct span (*client_name)(void *state);
	void *state;
};

/* Where a macro string stands decides what may be in it. */
enum spf_macro_use {
	SPF_MACRO_DOMAIN,      /* visible characters; not the letters c, r and t */
	SPF_MACRO_MODIFIER,    /* visible characters; every letter */
	SPF_MACRO_EXPLANATION, /* the same and spaces */
};

/* True when `s` is of the grammar of section 7.1. */
bool spf_macro_is_valid(struct span s, enum spf_macro_use use);
/* True when it is a macro string that ends in a macro or in "." and a top label. */
bool spf_domain_spec_is_valid(struct span s);
/* True when %{p} or %{P} is in `s`. */
bool spf_macro_has_client_name(struct span s);

enum { SPF_EXPANSION_MAX = 64 * 1024 };

/* `s`, which is valid, with its macros expanded. False when that is over
 * SPF_EXPANSION_MAX bytes. */
bool spf_macro_expand(struct arena *a, struct spf_macros *macros, struct span s,
	struct span *expanded_r);
/* The same for a domain-spec: without a final dot, and cut from the left, label by label,
 * to the 253 octets of a name (section 7.3). */
bool spf_domain_expand(
	struct arena *a, struct spf_macros *macros, struct span s, struct span *domain_r);

/* The name that is asked for the client's PTR records (section 5.5). */
struct span spf_reverse_name(struct arena *a, const struct ip *client);

#endif
