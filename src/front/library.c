/* The public library over the crew: a handle is a table of options, a crew and what is in
 * flight; a result is what the crew found, judged by the policy. The command line goes
 * through here as well.
 *
 * The library may not end its host, while the layers beneath end the process when an
 * invariant of ours breaks or memory runs out (base/must.h). So each entrance that does
 * work runs its body under a catch: what is then left half done is marked broken and never
 * touched again, but for ending the children. */
#include "front/library.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "base/num.h"
#include "front/lists.h"
#include "front/memory.h"
#include "front/result.h"

#define EXPORT __attribute__((visibility("default")))

enum { POLICY_BYTES_MAX = 1 << 20, NAME_BYTES_MAX = 4096, CONTEXT_PAIRS_MAX = 64 };

struct assay {
	struct arena *arena;
	struct options options;
	struct rules *rules;
	struct crew *crew;
	struct people *people;			  /* the memory, or NULL */
	struct lists *lists;			  /* or NULL */
	struct assay_result *flying;		  /* in no order */
	struct assay_result *ready, **ready_tail; /* done, while assay_check() waited */
	size_t pending;				  /* in flight or ready */
	bool broken;
	struct err err;
};

/* --- the catch --- */

struct call {
	const void *bytes;
	size_t n;
	const char *const *context;
	const char *name, *value;
	const char *extract;
	enum job_kind kind;
	void *user;
	int timeout_ms;
	struct assay_result *result;
};

/* Runs `body` so that a broken invariant comes back as -EIO instead of ending the host. */
static int guarded(struct assay *a, int (*body)(struct assay *a, struct call *call),
	struct call *call)
{
	jmp_buf out;
	if (a->broken)
		return err_set(&a->err, EIO, "this handle failed before; close it");
	jmp_buf *before = must_catch(&out);
	int r;
	if (setjmp(out) == 0) {
		r = body(a, call);
	} else {
		a->broken = true;
		r = err_set(&a->err, EIO, "out of memory, or a fault of assay's own");
	}
	must_catch(before);
	return r;
}

/* --- the handle --- */

EXPORT const char *assay_version(void)
{
	return ASSAY_VERSION;
}

EXPORT struct assay *assay_open(void)
{
	jmp_buf out;
	struct assay *volatile a = NULL;
	jmp_buf *before = must_catch(&out);
	if (setjmp(out) == 0) {
		struct arena *arena = arena_create(SIZE_MAX);
		a = arena_new(arena, struct assay);
		a->arena = arena;
		a->ready_tail = &a->ready;
		options_init(&a->options, arena);
	} else {
		a = NULL;
	}
	must_catch(before);
	return a;
}

static void destroy_all(struct assay_result *r)
{
	for (struct assay_result *next; r; r = next) {
		next = r->next;
		result_destroy(r);
	}
}

static int close_body(struct assay *a, struct call *call)
{
	(void)call;
	crew_destroy(&a->crew);
	people_close(&a->people);
	destroy_all(a->flying);
	destroy_all(a->ready);
	rules_let_go(a->rules);
	return 0;
}

EXPORT void assay_close(struct assay **a)
{
	if (!a || !*a)
		return;
	(*a)->broken = false;
	if (guarded(*a, close_body, NULL) == 0) {
		struct arena *arena = (*a)->arena;
		arena_destroy(&arena);
	}
	*a = NULL;
}

struct options *library_options(struct assay *a)
{
	return &a->options;
}

EXPORT const char *assay_error(const struct assay *a)
{
	return a ? a->err.text : "no handle";
}

EXPORT size_t assay_pending(const struct assay *a)
{
	return a ? a->pending : 0;
}

static int set_body(struct assay *a, struct call *call)
{
	const struct option *row = option_find(span_from_cstr(call->name));
	if (!row || !(row->places & PLACE_LIBRARY))
		return err_set(&a->err, ENOENT, "no such option: %.100s", call->name);
	if (a->crew)
		return err_set(
			&a->err, EBUSY, "%s: it is too late to set this", row->name);
	return option_set(&a->options, row, span_from_cstr(call->value), &a->err);
}

EXPORT int assay_set(struct assay *a, const char *name, const char *value)
{
	if (!a)
		return -EINVAL;
	if (!name || !value)
		return err_set(&a->err, EINVAL, "a name and a value are wanted");
	return guarded(a, set_body, &(struct call){ .name = name, .value = value });
}

static int configure_body(struct assay *a, struct call *call)
{
	if (a->crew)
		return err_set(&a->err, EBUSY, "it is too late to read settings");
	return options_read_files(&a->options, call->name, &a->err);
}

EXPORT int assay_configure(struct assay *a, const char *path)
{
	return a ? guarded(a, configure_body, &(struct call){ .name = path }) : -EINVAL;
}

/* --- the start --- */

static int read_policy_file(struct assay *a, const char *path, struct span *text_r)
{
	FILE *f = fopen(path, "rbe");
	if (!f)
		return err_set(&a->err, errno, "%s: %s", path, strerror(errno));
	unsigned char *p = arena_alloc(a->arena, POLICY_BYTES_MAX);
	size_t n = fread(p, 1, POLICY_BYTES_MAX, f);
	int why = ferror(f) ? EIO : n == POLICY_BYTES_MAX ? EFBIG : 0;
	fclose(f);
	*text_r = span_of(p, n);
	return why ? err_set(&a->err, why, "%s: %s", path, strerror(why)) : 0;
}

static int load_policy(struct assay *a)
{
	const char *path = a->options.policy;
	struct span text = span_from_cstr(words_policy);
	struct err why;
	int r = a->rules || !path ? 0 : read_policy_file(a, path, &text);
	if (a->rules || r < 0)
		return r;
	r = rules_create(text, &a->rules, &why);
	if (r < 0)
		err_set(&a->err, -r, "%s: %s", path ? path : "built-in policy", why.text);
	return r;
}

static const char *program_in(struct assay *a, const char *name)
{
	const char *folder = a->options.programs;
	return folder ? arena_printf(a->arena, "%s/%s", folder, name) : NULL;
}

/* For what can be made again: $XDG_CACHE_HOME/assay, or NULL. */
static const char *cache_folder(struct arena *a)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	if (cache && *cache == '/')
		return arena_printf(a, "%s/assay", cache);
	return home && *home == '/' ? arena_printf(a, "%s/.cache/assay", home) : NULL;
}

static int start_body(struct assay *a, struct call *call)
{
	const struct options *o = &a->options;
	bool system = !o->resolver || strcmp(o->resolver, "system") == 0;
	(void)call;
	if (a->crew)
		return 0;
	int r = load_policy(a);
	if (r < 0)
		return r;
	people_close(&a->people); /* of a start that failed */
	a->people = memory_for_checks(o, &a->err);
	r = lists_for_checks(o, &a->lists, &a->err);
	if (r < 0)
		return r;
	return crew_create(
		&(struct crew_settings){ .sandbox = (enum sandbox_mode)o->sandbox,
			.worker = (enum worker_mode)o->isolation,
			.jobs_max = (unsigned)o->jobs,
			.worker_path = program_in(a, "assay-worker"),
			.broker_path = program_in(a, "assay-broker"),
			.offline = o->offline,
			.resolver = system ? NULL : o->resolver,
			.trust_anchor = o->trust_anchor,
			.dns_timeout_ms = (unsigned)o->dns_timeout_ms,
			.rdap_path = program_in(a, "assay-rdap"),
			.rdap = options_setting(o, "rdap"),
			.world = o->world,
			.rules = o->rules,
			.cache = o->rules ? cache_folder(a->arena) : NULL,
			.people = a->people,
			.lists = a->lists ? lists_tell : NULL,
			.lists_state = a->lists },
		&a->crew, &a->err);
}

EXPORT int assay_start(struct assay *a)
{
	return a ? guarded(a, start_body, &(struct call){ 0 }) : -EINVAL;
}

/* --- handing a letter over --- */

static int read_index(struct assay *a, struct assay_result *r, struct span value)
{
	uint64_t index;
	if (!num_parse(value, SIZE_MAX, &index))
		return err_set(&a->err, EINVAL, "index: a number is wanted");
	r->report.index = (size_t)index;
	return 0;
}

/* What the thing itself is called, without the folders that it lies in. */
static struct span last_of_path(struct span path)
{
	while (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	return span_skip(path, span_rfind_byte(path, '/') + 1);
}

static int read_pair(struct assay *a, struct assay_result *r, struct setting *list,
	const char *name, const char *value)
{
	struct span v = span_from_cstr(value);
	const struct option *row = option_find(span_from_cstr(name));
	if (strcmp(name, "name") == 0) {
		r->report.name = arena_copy(r->arena, span_take(v, NAME_BYTES_MAX));
		list[r->job.settings.count++] =
			(struct setting){ "name", last_of_path(r->report.name) };
		return 0;
	}
	if (strcmp(name, "kind") == 0) {
		if (!span_equal(v, SPAN("folder")) && !span_equal(v, SPAN("approach")))
			return err_set(&a->err, EINVAL, "kind: wants folder or approach");
		list[r->job.settings.count++] =
			(struct setting){ "kind", arena_copy(r->arena, v) };
		return 0;
	}
	if (strcmp(name, "index") == 0)
		return read_index(a, r, v);
	if (!row || !(row->places & PLACE_LETTER))
		return err_set(&a->err, ENOENT, "no such context: %.100s", name);
	int error = option_check(row, v, &a->err);
	if (error < 0)
		return error;
	list[r->job.settings.count++] =
		(struct setting){ row->setting, arena_copy(r->arena, v) };
	return 0;
}

/* The letter's own settings stand before the handle's: the first one of a name counts. */
static int read_context(
	struct assay *a, struct assay_result *r, const char *const *context)
{
	const struct options *o = &a->options;
	size_t pairs = 0;
	while (context && context[2 * pairs] && pairs < CONTEXT_PAIRS_MAX) {
		if (!context[2 * pairs + 1])
			return err_set(
				&a->err, EINVAL, "%.100s: no value", context[2 * pairs]);
		pairs++;
	}
	if (pairs == CONTEXT_PAIRS_MAX)
		return err_set(&a->err, EINVAL, "the context does not end");
	struct setting *list =
		arena_array(r->arena, pairs + o->setting_count + 1, sizeof(*list));
	r->job.settings.list = list;
	for (size_t i = 0; i < pairs; i++) {
		int error = read_pair(a, r, list, context[2 * i], context[2 * i + 1]);
		if (error < 0)
			return error;
	}
	for (size_t i = 0; i < o->setting_count; i++)
		list[r->job.settings.count++] = o->settings[i];
	return 0;
}

static struct assay_result *new_result(struct assay *a, const struct call *call)
{
	const struct options *o = &a->options;
	struct assay_result *r = result_create(a->rules);
	/* One byte past the limit is enough to see that the letter is over it. */
	r->job.bytes =
		span_take(span_of(call->bytes, call->n), (size_t)o->budget.bytes + 1);
	r->job.budget = o->budget;
	r->job.now_s = o->now_s;
	r->job.kind = call->kind;
	r->job.remember = a->people && !o->no_remember && call->kind == JOB_JUDGE;
	r->report.language = (enum language)o->language;
	r->report.sandboxed = o->sandbox == SANDBOX_FULL;
	r->user = call->user;
	return r;
}

static void take_off(struct assay *a, struct assay_result *r)
{
	r->next = a->flying;
	r->before = &a->flying;
	if (r->next)
		r->next->before = &r->next;
	a->flying = r;
	a->pending++;
}

/* There is room for one more. */
static void add_setting(struct assay_result *r, const char *name, const char *value)
{
	struct setting *list = (struct setting *)r->job.settings.list;
	list[r->job.settings.count++] =
		(struct setting){ name, arena_copy(r->arena, span_from_cstr(value)) };
}

static int submit_body(struct assay *a, struct call *call)
{
	int error = start_body(a, call);
	if (error < 0)
		return error;
	if (a->pending >= a->options.jobs)
		return err_set(&a->err, EAGAIN, "enough letters are in flight");
	struct assay_result *r = new_result(a, call);
	error = read_context(a, r, call->context);
	if (error == 0 && call->extract)
		add_setting(r, "extract", call->extract);
	if (error == 0)
		error = crew_submit(a->crew, &r->job, &a->err);
	if (error < 0) {
		result_destroy(r);
		return error;
	}
	take_off(a, r);
	call->result = r;
	return 0;
}

EXPORT int assay_submit(struct assay *a, const void *bytes, size_t n,
	const char *const *context, void *user)
{
	if (!a)
		return -EINVAL;
	if (!bytes && n)
		return err_set(&a->err, EINVAL, "no bytes were given");
	return guarded(a, submit_body,
		&(struct call){ .bytes = bytes ? bytes : "",
			.n = n,
			.context = context,
			.user = user });
}

/* --- taking results --- */

static struct assay_result *take_ready(struct assay *a)
{
	struct assay_result *r = a->ready;
	if (!r)
		return NULL;
	a->ready = r->next;
	if (!a->ready)
		a->ready_tail = &a->ready;
	return r;
}

static void keep_ready(struct assay *a, struct assay_result *r)
{
	r->next = NULL;
	*a->ready_tail = r;
	a->ready_tail = &r->next;
}

/* Who was heard, and when: kept apart from whom the user knows. What cannot be kept is only
 * missing there; the letter is judged either way. */
static void remember(struct assay *a, const struct crew_job *job)
{
	enum learned learned;
	int64_t now_s = job->now_s ? job->now_s : (int64_t)time(NULL);
	if (!job->remember || !job->memos || people_begin(a->people, NULL) < 0)
		return;
	if (people_learn_received(a->people, &job->memos->memo, now_s, &learned, NULL) ==
		0)
		people_commit(a->people, NULL);
	else
		people_rollback(a->people);
}

/* What the crew is done with comes down and is judged. */
static struct assay_result *land(struct assay *a, const struct crew_job *job)
{
	struct assay_result *r = job->user;
	remember(a, job);
	*r->before = r->next;
	if (r->next)
		r->next->before = r->before;
	result_judge(r);
	return r;
}

static int wait_body(struct assay *a, struct call *call)
{
	if (a->pending == 0)
		return err_set(&a->err, ENOENT, "nothing is in flight");
	struct assay_result *r = take_ready(a);
	struct crew_job *job = r ? NULL : crew_wait(a->crew, call->timeout_ms);
	if (!r && !job)
		return err_set(&a->err, ETIMEDOUT, "no result in that time");
	if (!r)
		r = land(a, job);
	a->pending--;
	call->result = r;
	return 0;
}

EXPORT int assay_wait(struct assay *a, int timeout_ms, struct assay_result **result_r)
{
	if (!a || !result_r)
		return -EINVAL;
	struct call call = { .timeout_ms = timeout_ms };
	int r = guarded(a, wait_body, &call);
	*result_r = r == 0 ? call.result : NULL;
	return r;
}

static int check_body(struct assay *a, struct call *call)
{
	int error = submit_body(a, call);
	if (error < 0)
		return error;
	for (;;) {
		struct crew_job *job = crew_wait(a->crew, -1);
		if (!job)
			return err_set(&a->err, EIO, "the letter's result got lost");
		struct assay_result *r = land(a, job);
		if (r == call->result)
			break;
		keep_ready(a, r);
	}
	a->pending--;
	return 0;
}

static int take_one(struct assay *a, struct call *call, struct assay_result **result_r)
{
	if (!a || !result_r)
		return -EINVAL;
	*result_r = NULL;
	if (!call->bytes && call->n)
		return err_set(&a->err, EINVAL, "no bytes were given");
	if (!call->bytes)
		call->bytes = "";
	int r = guarded(a, check_body, call);
	*result_r = r == 0 ? call->result : NULL;
	return r;
}

EXPORT int assay_check(struct assay *a, const void *bytes, size_t n,
	const char *const *context, struct assay_result **result_r)
{
	return take_one(a, &(struct call){ .bytes = bytes, .n = n, .context = context },
		result_r);
}

int library_look(struct assay *a, const void *bytes, size_t n, const char *const *context,
	const char *extract, struct assay_result **result_r)
{
	return take_one(a,
		&(struct call){ .bytes = bytes,
			.n = n,
			.context = context,
			.extract = extract,
			.kind = JOB_LOOK },
		result_r);
}
