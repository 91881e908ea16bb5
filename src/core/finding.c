/* Findings and the names of their states: the words of the JSON and of the test cases. */
#include "core/finding.h"

#include "base/must.h"

const char *finding_state_name(enum finding_state state)
{
	static const char *const names[] = { "clear", "hit", "unknown" };
	must(state <= STATE_UNKNOWN);
	return names[state];
}

const char *gap_name(enum gap gap)
{
	static const char *const names[GAPS] = {
		[GAP_NONE] = "none",
		[GAP_OFFLINE] = "offline",
		[GAP_NO_CLIENT] = "no-client",
		[GAP_DNS_TIMEOUT] = "dns-timeout",
		[GAP_DNS_SERVFAIL] = "dns-servfail",
		[GAP_DNS_BOGUS] = "dns-bogus",
		[GAP_DNS_TRUNCATED] = "dns-truncated",
		[GAP_QUESTIONS] = "questions",
		[GAP_LIMIT] = "limit",
		[GAP_MEMORY] = "memory",
		[GAP_TIME] = "time",
		[GAP_DIED] = "died",
		[GAP_PROTOCOL] = "protocol",
		[GAP_UNREADABLE] = "unreadable",
		[GAP_NO_PEOPLE] = "no-people",
		[GAP_PEOPLE] = "people",
		[GAP_UNTRUSTED] = "untrusted",
		[GAP_OLD] = "old",
		[GAP_SEALED] = "sealed",
		[GAP_DAMAGED] = "damaged",
		[GAP_FORMAT] = "format",
		[GAP_LANGUAGE] = "language",
		[GAP_REGISTRY] = "registry",
		[GAP_NO_LISTS] = "no-lists",
		[GAP_OLD_LIST] = "old-list",
	};
	must(gap < GAPS && names[gap]);
	return names[gap];
}

const char *evidence_kind_name(enum evidence_kind kind)
{
	static const char *const names[EV_KINDS] = { "none", "mail", "header", "part",
		"signature", "files", "file", "talk", "message" };
	must(kind < EV_KINDS);
	return names[kind];
}

const char *seen_name(enum seen seen)
{
	static const char *const names[] = { "whole", "cut", "sealed", "skipped" };
	must(seen <= SEEN_SKIPPED);
	return names[seen];
}

static struct arg *next_arg(struct finding *f, const char *name)
{
	must(f->arg_count < FINDING_ARGS_MAX);
	struct arg *a = &f->args[f->arg_count++];
	a->name = name;
	return a;
}

struct finding *finding_text(struct finding *f, const char *name, struct span value)
{
	struct arg *a = next_arg(f, name);
	a->kind = ARG_TEXT;
	a->text = value;
	return f;
}

struct finding *finding_number(struct finding *f, const char *name, int64_t value)
{
	struct arg *a = next_arg(f, name);
	a->kind = ARG_NUMBER;
	a->number = value;
	return f;
}

const struct arg *finding_arg(const struct finding *f, const char *name)
{
	for (size_t i = 0; i < f->arg_count; i++)
		if (strcmp(f->args[i].name, name) == 0)
			return &f->args[i];
	return NULL;
}
