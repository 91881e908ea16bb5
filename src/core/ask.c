/* Questions on their way out: refused when they are none or when the allowance is spent,
 * answered from the job's own memory when they were asked before. */
#include "core/ask.h"

#include "base/must.h"
#include "core/job.h"

struct asked {
	struct asked *next;
	struct span name;
	enum dns_type type;
	bool answered; /* else it was only announced */
	struct dns_answer answer;
};

static const struct {
	enum dns_type type;
	const char *name;
} types[] = { { DNS_A, "A" }, { DNS_NS, "NS" }, { DNS_PTR, "PTR" }, { DNS_MX, "MX" },
	{ DNS_TXT, "TXT" }, { DNS_AAAA, "AAAA" }, { DNS_REGISTERED, "REGISTERED" } };

const char *dns_type_name(enum dns_type type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			return types[i].name;
	return NULL;
}

bool dns_type_parse(struct span s, enum dns_type *type_r)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (!span_equal_nocase(s, span_from_cstr(types[i].name)))
			continue;
		*type_r = types[i].type;
		return true;
	}
	return false;
}

const char *dns_status_name(enum dns_status status)
{
	static const char *const names[DNS_STATUSES] = { "ok", "nodata", "nxdomain",
		"servfail", "timeout", "bogus", "truncated", "overspent", "offline",
		"invalid" };
	must(status < DNS_STATUSES);
	return names[status];
}

bool dns_is_answer(enum dns_status status)
{
	return status == DNS_OK || status == DNS_NODATA || status == DNS_NXDOMAIN;
}

bool dns_name_is_valid(struct span name)
{
	if (name.n == 0 || name.n > 253 || span_find_byte(name, '\0') != SPAN_NONE)
		return false;
	struct span rest = name;
	while (rest.p) {
		struct span label = span_split(&rest, '.');
		if (label.n == 0 || label.n > 63)
			return false;
	}
	return true;
}

bool dns_name_is_local(struct span name)
{
	static const char *const tops[] = { "invalid", "localhost", "local", "onion" };
	struct span top = span_skip(name, span_rfind_byte(name, '.') + 1);
	for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++)
		if (span_equal_nocase(top, span_from_cstr(tops[i])))
			return true;
	return false;
}

static struct asked *find(struct job *job, struct span name, enum dns_type type)
{
	for (struct asked *q = job->asked; q; q = q->next)
		if (q->type == type && span_equal_nocase(q->name, name))
			return q;
	return NULL;
}

static struct asked *remember(struct job *job, struct span name, enum dns_type type)
{
	struct asked *q = arena_new(job->arena, struct asked);
	q->name = arena_copy(job->arena, name);
	q->type = type;
	q->next = job->asked;
	job->asked = q;
	job->question_count++;
	return q;
}

static const struct dns_answer *refusal(enum dns_status status)
{
	static const struct dns_answer refusals[DNS_STATUSES] = {
		[DNS_INVALID] = { .status = DNS_INVALID },
		[DNS_OVERSPENT] = { .status = DNS_OVERSPENT },
		[DNS_OFFLINE] = { .status = DNS_OFFLINE },
	};
	return &refusals[status];
}

static bool is_spent(const struct job *job, enum dns_type type)
{
	size_t registered = 0;
	for (const struct asked *q = job->asked; q; q = q->next)
		registered += q->type == DNS_REGISTERED;
	return job->question_count >= job->budget.questions ||
	       (type == DNS_REGISTERED && registered >= job->budget.registry_questions);
}

const struct dns_answer *ask_dns(struct job *job, struct span name, enum dns_type type)
{
	name = span_without_final_dot(name);
	if (!dns_name_is_valid(name))
		return refusal(DNS_INVALID);
	if (!job_is_online(job))
		return refusal(DNS_OFFLINE);
	struct asked *q = find(job, name, type);
	if (!q && is_spent(job, type))
		return refusal(DNS_OVERSPENT);
	if (!q)
		q = remember(job, name, type);
	if (!q->answered) {
		job->oracle->dns(
			job->oracle->state, job->arena, q->name, type, &q->answer);
		q->answered = true;
	}
	return &q->answer;
}

void ask_dns_soon(struct job *job, struct span name, enum dns_type type)
{
	name = span_without_final_dot(name);
	if (!job_is_online(job) || !job->oracle->dns_soon || !dns_name_is_valid(name) ||
		find(job, name, type) || is_spent(job, type))
		return;
	struct asked *q = remember(job, name, type);
	job->oracle->dns_soon(job->oracle->state, q->name, type);
}

uint64_t ask_restrict(struct job *job, uint64_t more)
{
	uint64_t before = job->budget.questions, spent = job->question_count;
	if (before > spent && before - spent > more)
		job->budget.questions = spent + more;
	return before;
}

void ask_allow(struct job *job, uint64_t before)
{
	job->budget.questions = before;
}
