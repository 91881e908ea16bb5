/* Calls within calls (calls.h), by a stack of our own. */
#include "parse/file/calls.h"

#include <inttypes.h>

#include "base/text.h"

/* What is open. */
enum kind {
	ROOT,	      /* the whole answer */
	TRANSACTIONS, /* its result */
	TRANSACTION,
	CALL,
	INNER, /* the calls of a call */
	OTHER
};

struct open {
	enum kind kind;
	bool is_object;
	uint32_t call; /* of CALL and INNER */
};

struct reading {
	struct arena *arena;
	struct span rest;
	struct open stack[CALLS_DEPTH_MAX];
	size_t depth;
	struct call *call;
	size_t count, capacity;
	size_t first; /* call of the transaction that is open */
	struct span transaction;
	uint32_t transactions;
	bool has_result;
};

static void skip_space(struct reading *r)
{
	size_t n = 0;
	while (n < r->rest.n && (r->rest.p[n] == ' ' || r->rest.p[n] == '\t' ||
					r->rest.p[n] == '\r' || r->rest.p[n] == '\n'))
		n++;
	r->rest = span_skip(r->rest, n);
}

static bool take_byte(struct reading *r, unsigned char byte)
{
	skip_space(r);
	if (!r->rest.n || r->rest.p[0] != byte)
		return false;
	r->rest = span_skip(r->rest, 1);
	return true;
}

/* Behind its first quote; without quotes, and with escapes as they stand. */
static bool take_string(struct reading *r, struct span *string_r)
{
	size_t n = 0;
	while (n < r->rest.n && r->rest.p[n] != '"')
		n += r->rest.p[n] == '\\' ? 2 : 1;
	if (n >= r->rest.n)
		return false;
	*string_r = span_take(r->rest, n);
	r->rest = span_skip(r->rest, n + 1);
	return true;
}

/* Letters and digits alone can be written into JSON as they are. */
static bool is_plain(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_is_alnum(s.p[i]))
			return false;
	return s.n <= 80;
}

/* ---- what stands where */

static struct call *new_call(struct reading *r, uint32_t parent)
{
	if (r->count == CALLS_MAX)
		return NULL;
	r->call = arena_grow(r->arena, r->call, r->count, &r->capacity, sizeof(*r->call));
	struct call *c = &r->call[r->count++];
	*c = (struct call){ .parent = parent, .index = r->transactions };
	return c;
}

/* What opens as the value of `key`; false: too deep, or too many. */
static bool open_value(struct reading *r, struct span key, bool is_object)
{
	if (r->depth == CALLS_DEPTH_MAX)
		return false;
	const struct open *in = r->depth ? &r->stack[r->depth - 1] : NULL;
	struct open *o = &r->stack[r->depth++];
	*o = (struct open){ .kind = OTHER, .is_object = is_object };
	if (!in) {
		o->kind = ROOT;
		return is_object;
	}
	if (in->kind == ROOT && span_equal(key, SPAN("result")) && !is_object) {
		o->kind = TRANSACTIONS;
		r->has_result = true;
	} else if (in->kind == TRANSACTIONS && is_object) {
		o->kind = TRANSACTION;
		r->first = r->count;
		r->transaction = SPAN("");
	} else if (in->kind == TRANSACTION && span_equal(key, SPAN("result")) &&
		   is_object) {
		o->kind = CALL;
		o->call = (uint32_t)r->count;
		return new_call(r, UINT32_MAX) != NULL;
	} else if (in->kind == CALL && span_equal(key, SPAN("calls")) && !is_object) {
		o->kind = INNER;
		o->call = in->call;
	} else if (in->kind == INNER && is_object) {
		o->kind = CALL;
		o->call = (uint32_t)r->count;
		return new_call(r, in->call) != NULL;
	}
	return true;
}

/* A transaction that was not traced, and a call of nobody's, leave the answer without worth. */
static bool close_value(struct reading *r, bool is_object)
{
	if (!r->depth || r->stack[r->depth - 1].is_object != is_object)
		return false;
	struct open closed = r->stack[--r->depth];
	if (closed.kind == CALL)
		return r->call[closed.call].from.n > 0;
	if (closed.kind != TRANSACTION)
		return true;
	for (size_t i = r->first; i < r->count; i++)
		r->call[i].transaction = r->transaction;
	r->transactions++;
	return r->first < r->count && r->transaction.n > 0;
}

static bool put_string(struct reading *r, struct span key, struct span value)
{
	const struct open *in = &r->stack[r->depth - 1];
	if (in->kind == TRANSACTION && span_equal(key, SPAN("txHash")))
		r->transaction = value;
	if (in->kind == TRANSACTION)
		return is_plain(value) && !span_equal(key, SPAN("error"));
	if (in->kind != CALL)
		return true;
	struct call *c = &r->call[in->call];
	if (span_equal(key, SPAN("error")))
		c->failed = true;
	struct span *field = span_equal(key, SPAN("type"))    ? &c->type
			     : span_equal(key, SPAN("from"))  ? &c->from
			     : span_equal(key, SPAN("to"))    ? &c->to
			     : span_equal(key, SPAN("value")) ? &c->value
							      : NULL;
	if (field)
		*field = value;
	return !field || is_plain(value);
}

/* ---- the grammar */

static bool take_word(struct reading *r, struct span *word_r)
{
	size_t n = 0;
	while (n < r->rest.n &&
		(ascii_is_alnum(r->rest.p[n]) || memchr("+-.", r->rest.p[n], 3)))
		n++;
	*word_r = span_take(r->rest, n);
	r->rest = span_skip(r->rest, n);
	return n > 0;
}

/* One value, or what opens it. */
static bool take_value(struct reading *r, struct span key, bool *opened_r)
{
	struct span value;
	*opened_r = take_byte(r, '{') || take_byte(r, '[');
	if (*opened_r)
		return open_value(r, key, r->rest.p[-1] == '{');
	if (!r->depth)
		return false;
	if (take_byte(r, '"'))
		return take_string(r, &value) && put_string(r, key, value);
	/* an error that is null is none, and so is a result */
	return take_word(r, &value);
}

static bool take_key(struct reading *r, struct span *key_r)
{
	*key_r = SPAN("");
	return !r->stack[r->depth - 1].is_object ||
	       (take_byte(r, '"') && take_string(r, key_r) && take_byte(r, ':'));
}

/* Behind a value: the ends of what is complete, and a comma before the next. */
static bool take_ends(struct reading *r)
{
	while (r->depth) {
		bool object = take_byte(r, '}');
		if (!object && !take_byte(r, ']'))
			return take_byte(r, ',');
		if (!close_value(r, object))
			return false;
	}
	return true;
}

static bool take_all(struct reading *r)
{
	struct span key = SPAN("");
	bool opened;
	do {
		if (r->depth && !take_key(r, &key))
			return false;
		if (!take_value(r, key, &opened))
			return false;
		skip_space(r);
		bool is_empty = opened && r->rest.n &&
				(r->rest.p[0] == '}' || r->rest.p[0] == ']');
		if ((!opened || is_empty) && !take_ends(r))
			return false;
	} while (r->depth);
	skip_space(r);
	return !r->rest.n;
}

bool calls_read(struct arena *a, struct span answer, struct calls *calls_r)
{
	struct reading *r = arena_new(a, struct reading);
	r->arena = a;
	r->rest = answer;
	if (!take_all(r) || !r->has_result)
		return false;
	for (size_t i = 0; i < r->count; i++) {
		struct call *c = &r->call[i];
		c->failed |= c->parent != UINT32_MAX && r->call[c->parent].failed;
	}
	*calls_r = (struct calls){ r->call, r->count };
	return true;
}

/* ---- as traces */

static void add_member(struct text *t, const char *key, struct span value)
{
	if (value.n)
		text_printf(t, "\"%s\":\"%.*s\",", key, SPAN_ARG(value));
}

static void add_call(struct text *t, const struct call *c, uint64_t block)
{
	bool ends = span_equal(c->type, SPAN("SELFDESTRUCT"));
	bool makes = span_starts_with(c->type, SPAN("CREATE"));
	const char *type = ends ? "suicide" : makes ? "create" : "call";
	text_printf(t, "{\"type\":\"%s\",\"action\":{", type);
	add_member(t, ends ? "address" : "from", c->from);
	add_member(t, ends ? "balance" : "value", c->value);
	if (!makes)
		add_member(t, ends ? "refundAddress" : "to", c->to);
	/* a delegated call moves nothing, whatever value is told */
	text_printf(t, "\"callType\":\"%s\"},",
		span_equal(c->type, SPAN("CALL")) ? "call" : "other");
	if (makes)
		text_printf(t, "\"result\":{\"address\":\"%.*s\"},", SPAN_ARG(c->to));
	if (c->failed)
		text_add_cstr(t, "\"error\":\"failed\",");
	text_printf(t,
		"\"transactionHash\":\"%.*s\",\"transactionPosition\":%u,\"blockNumber\":"
		"%" PRIu64 "}",
		SPAN_ARG(c->transaction), c->index, block);
}

struct span calls_as_traces(struct arena *a, const struct calls *calls, uint64_t block)
{
	enum { CALL_BYTES_MAX = 1000 };
	struct text t;
	text_init(&t, a, calls->count * CALL_BYTES_MAX + 64);
	text_add_cstr(&t, "{\"result\":[");
	for (size_t i = 0; i < calls->count; i++) {
		text_add_cstr(&t, i ? "," : "");
		add_call(&t, &calls->call[i], block);
	}
	text_add_cstr(&t, "]}");
	return text_span(&t);
}
