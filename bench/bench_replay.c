/* An archive of a mailing list judged as its members would have had it judged: each member
 * who wrote often enough is in turn taken as the user, every letter of others is judged with
 * only what came before in that member's memory, and thieves' letters (impersonate.h) are
 * judged at fixed moments in between. Paths come on standard input; lines of tab-separated
 * words go to standard output, and bench/replay makes tables of them:
 *
 *	archive  LETTERS PROVED LACKING MEMBERS TAKEN
 *	member   ADDRESS LETTERS JUDGED DANGER CAUTION UNDECIDED NOTHING
 *	honest   USER PATH VERDICT REASONS HITS FROM	a DANGER, a CAUTION, or a hit of --show
 *	trick    USER NAME VERDICT REASONS HITS FROM DATE
 *	code     CODE[/variant] LETTERS			hits among all honest ones judged
 *
 *	bench_replay POLICY [--half tune|held] [--members N] [--part I/N] [--sent-min N]
 *		[--direct] [--whole] [--every DAYS] [--show CODE]
 *
 * Checks that ask no memory find the same whoever the user is: their findings of each letter
 * are made once and added to what the others find. --whole runs all of them every time. */
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "base/num.h"
#include "base/text.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "core/verdict.h"
#include "impersonate.h"
#include "people/people.h"
#include "replay_letters.h"

enum {
	CHECKS_MAX = 400,
	CODES_MAX = 400,
	DAY_S = 86400,
	/* what makes a person worth imitating: written to on so many days, so long */
	KNOWN_DAYS_MIN = 3,
	KNOWN_SPAN_DAYS_MIN = 14,
	PROOFS_MIN = 5,
	PROOF_SPAN_DAYS_MIN = 30,
	THREADS_KEPT = 64,
	THREAD_DAYS_MAX = 60,
};

static struct {
	const char *policy, *half, *show;
	uint64_t members, part, parts, sent_min, every_days;
	bool direct, whole;
} options = { .members = UINT64_MAX, .parts = 1, .sent_min = 3, .every_days = 14 };

static const struct check *asking[CHECKS_MAX], *not_asking[CHECKS_MAX];
static struct registry people_checks, other_checks;
static struct policy *policy;
static struct archive archive;

static struct {
	char *key;
	uint64_t count;
} codes[CODES_MAX];
static size_t code_count;

/* What the user of this run has done with an author so far. */
struct tie {
	uint64_t days, proofs;
	int64_t last_day, first_s, last_s, proof_first_s, proof_last_s;
	size_t last_letter; /* from them, plus one */
};

struct run {
	const struct member *member;
	struct people *memory;
	struct oracle oracle;
	struct arena *arena; /* of one job */
	struct tie *ties;    /* by author */
	size_t threads[THREADS_KEPT], thread_count;
	bool started;
	int64_t next_s; /* when thieves write next */
	uint64_t judged[VERDICT_DANGER + 1];
};

static void fail(const char *what)
{
	fprintf(stderr, "bench_replay: %s\n", what);
	exit(2);
}

/* --- checks that ask the memory, and others --- */

static bool asks_people(const struct check *check)
{
	static const char *const heads[] = { "mail.known.", "mail.thread.", "mail.turn",
		"mail.habit", "mail.first", "mail.organisation", "mail.mass",
		"mail.reply", "mail.owner" };
	if (check->needs & NEED_PEOPLE)
		return true;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (strncmp(check->code, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

static void part_checks(void)
{
	size_t people = 0, others = 0;
	for (size_t i = 0; registry.checks[i]; i++) {
		must(i + 1 < CHECKS_MAX);
		if (asks_people(registry.checks[i]))
			asking[people++] = registry.checks[i];
		else
			not_asking[others++] = registry.checks[i];
	}
	people_checks = other_checks = registry;
	people_checks.checks = asking;
	other_checks.checks = not_asking;
}

/* --- judging --- */

static void answer(void *state, struct arena *a, const struct people_question *question,
	struct people_answer *answer_r)
{
	people_answer(state, a, question, answer_r);
	if (answer_r->status != PEOPLE_OK)
		fail(people_trouble(state));
}

/* The job's arena holds what was found until the next letter. */
static struct verdict judge(struct run *run, struct job *job, struct span bytes,
	int64_t now_s, struct replay_letter *cached)
{
	arena_reset(run->arena);
	job_init(job, run->arena);
	job->settings = replay_settings;
	job->now_s = now_s;
	job->oracle = &run->oracle;
	engine_run(job, cached ? &people_checks : &registry, bytes);
	if (!cached || !cached->others)
		return verdict_judge(job->findings, policy);
	cached->others_last->next = job->findings;
	struct verdict v = verdict_judge(cached->others, policy);
	cached->others_last->next = NULL;
	return v;
}

/* --- lines --- */

static void print_text(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= ' ' && s.p[i] <= '~' && s.p[i] != '\\')
			putchar(s.p[i]);
		else
			printf("\\x%02x", s.p[i]);
	}
}

static void print_key(const struct finding *f, const char *before)
{
	printf("%s%s%s%s", before, f->code, f->variant ? "/" : "",
		f->variant ? f->variant : "");
}

static void print_judged(const struct job *job, const struct verdict *v)
{
	const char *before = "";
	printf("\t%s\t", verdict_name(v->level));
	for (size_t i = 0; i < v->reason_count; i++)
		print_key(v->reasons[i], i ? " + " : "");
	printf("\t");
	for (const struct finding *f = job->findings; f; f = f->next) {
		if (f->state == STATE_CLEAR)
			continue;
		print_key(f, before);
		before = " ";
		if (f->state == STATE_UNKNOWN)
			printf("?%s", gap_name(f->gap));
		for (size_t i = 0; f->state == STATE_HIT && i < f->arg_count; i++) {
			printf("%s%s=", i ? "," : "(", f->args[i].name);
			if (f->args[i].kind == ARG_TEXT)
				print_text(f->args[i].text);
			else
				printf("%lld", (long long)f->args[i].number);
			printf("%s", i + 1 == f->arg_count ? ")" : "");
		}
	}
	printf("\t");
}

static void count_code(const struct finding *f)
{
	const char *made = arena_printf(archive.arena, "%s%s%s", f->code,
		f->variant ? "/" : "", f->variant ? f->variant : "");
	size_t i = 0;
	while (i < code_count && strcmp(codes[i].key, made) != 0)
		i++;
	if (i == code_count) {
		must(code_count < CODES_MAX);
		codes[code_count++].key = arena_cstr(archive.arena, span_from_cstr(made));
	}
	codes[i].count++;
}

/* --show names a code, or "code/variant". */
static bool is_shown(const struct finding *f)
{
	struct span rest = span_from_cstr(options.show), code = span_split(&rest, '/');
	return f->state == STATE_HIT && span_equal(code, span_from_cstr(f->code)) &&
	       (!rest.p || span_equal(rest, span_from_cstr(f->variant)));
}

static void report_honest(struct run *run, const struct job *job, const struct verdict *v,
	const struct replay_letter *letter)
{
	bool shown = v->level >= VERDICT_CAUTION;
	for (const struct finding *f = job->findings; f; f = f->next) {
		if (f->state == STATE_HIT)
			count_code(f);
		shown |= is_shown(f);
	}
	run->judged[v->level]++;
	if (!shown)
		return;
	printf("honest\t");
	print_text(archive.authors[run->member->author].address);
	printf("\t%s", letter->path);
	print_judged(job, v);
	print_text(letter->from);
	printf("\n");
}

/* --- learning --- */

static bool is_of(const struct run *run, const struct replay_letter *letter)
{
	return letter->has_memo &&
	       &archive.members[archive.authors[letter->author].member] == run->member;
}

static void keep_thread(struct run *run, size_t letter)
{
	run->threads[run->thread_count++ % THREADS_KEPT] = letter;
}

/* The archive's copy of a letter of the user came through the list. What is modelled is the
 * copy in the user's own "Sent" folder, which bears no marks of delivery and of no list. */
static void learn_own(struct run *run, const struct replay_letter *letter)
{
	struct memo memo = letter->memo;
	enum learned learned = LEARNED_NOTHING;
	struct err err;
	memo.delivered = memo.list = memo.automatic = false;
	memo.proof = PROOF_UNKNOWN;
	if (people_begin(run->memory, &err) < 0 ||
		people_learn_sent(run->memory, &memo, letter->came_s, &learned, &err) <
			0 ||
		people_commit(run->memory, &err) < 0)
		fail(err.text);
	must(learned != LEARNED_NOT_MINE && learned != LEARNED_DELIVERED);
	for (size_t i = 0; i < letter->to_count; i++) {
		struct tie *tie = &run->ties[letter->to[i]];
		if (tie->days == 0)
			tie->first_s = letter->came_s;
		tie->last_s = letter->came_s;
		tie->days += tie->days == 0 || tie->last_day != letter->came_s / DAY_S;
		tie->last_day = letter->came_s / DAY_S;
	}
	if (letter->parent_count && !is_of(run, &archive.letters[letter->parents[0]]))
		keep_thread(run, letter->parents[0]);
	run->started = true;
}

static void learn_other(struct run *run, const struct replay_letter *letter)
{
	enum learned learned;
	struct err err;
	if (!letter->has_memo)
		return;
	if (people_begin(run->memory, &err) < 0 ||
		people_learn_received(
			run->memory, &letter->memo, letter->came_s, &learned, &err) < 0 ||
		people_commit(run->memory, &err) < 0)
		fail(err.text);
	struct tie *tie = &run->ties[letter->author];
	tie->last_letter = (size_t)(letter - archive.letters) + 1;
	if (letter->memo.proof == PROOF_GIVEN) {
		if (tie->proofs++ == 0)
			tie->proof_first_s = letter->came_s;
		tie->proof_last_s = letter->came_s;
	}
	for (size_t i = 0; i < letter->parent_count; i++)
		if (is_of(run, &archive.letters[letter->parents[i]])) {
			keep_thread(run, tie->last_letter - 1);
			break;
		}
}

/* --- thieves --- */

static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCDu;
	x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53u;
	return x ^ (x >> 33);
}

/* The same for the same member, moment and trick, whatever else is measured. */
static uint64_t seed_of(const struct run *run, int64_t now_s, enum trick trick)
{
	uint64_t seed = 0;
	for (size_t i = 0; i < 8; i++)
		seed = seed << 8 | run->member->hash[i];
	return mix(mix(seed ^ (uint64_t)now_s) + trick);
}

static bool is_wanted(const struct run *run, size_t author, unsigned wants)
{
	const struct tie *tie = &run->ties[author];
	const struct author *who = &archive.authors[author];
	if (tie->days < KNOWN_DAYS_MIN ||
		tie->last_s - tie->first_s < (int64_t)KNOWN_SPAN_DAYS_MIN * DAY_S ||
		tie->last_letter == 0 || &archive.members[who->member] == run->member)
		return false;
	if ((wants & WANTS_OWN_DOMAIN) && impersonate_is_freemail(who->org))
		return false;
	return !(wants & WANTS_PROVED) ||
	       (tie->proofs >= PROOFS_MIN &&
		       tie->proof_last_s - tie->proof_first_s >=
			       (int64_t)PROOF_SPAN_DAYS_MIN * DAY_S);
}

static bool pick_person(
	struct run *run, unsigned wants, uint64_t seed, struct scene *scene)
{
	size_t count = 0, chosen = SPAN_NONE;
	for (size_t i = 0; i < archive.author_count; i++)
		count += is_wanted(run, i, wants);
	if (count == 0)
		return false;
	count = (size_t)(seed % count);
	for (size_t i = 0; i < archive.author_count && chosen == SPAN_NONE; i++)
		if (is_wanted(run, i, wants) && count-- == 0)
			chosen = i;
	const struct author *who = &archive.authors[chosen];
	const struct replay_letter *last =
		&archive.letters[run->ties[chosen].last_letter - 1];
	scene->local = who->local;
	scene->domain = who->domain;
	scene->org = who->org;
	scene->from = last->from;
	scene->name = last->memo.from.name;
	return scene->name.n > 0;
}

static bool pick_thread(
	struct run *run, int64_t now_s, uint64_t seed, struct scene *scene)
{
	size_t count =
		run->thread_count < THREADS_KEPT ? run->thread_count : THREADS_KEPT;
	if (count == 0)
		return false;
	const struct replay_letter *l = &archive.letters[run->threads[seed % count]];
	if (l->memo.message_id.n == 0 ||
		now_s - l->came_s > (int64_t)THREAD_DAYS_MAX * DAY_S)
		return false;
	scene->answered_from = l->from;
	scene->answered_name = l->memo.from.name;
	scene->answered_id = l->memo.message_id;
	scene->answered_references = l->references;
	scene->answered_subject = l->subject;
	scene->answered_text = l->text;
	return true;
}

static void report_trick(const struct run *run, enum trick trick, const struct job *job,
	const struct verdict *v, const struct scene *scene, struct span letter)
{
	struct span from = span_skip(letter, span_find(letter, SPAN("\nFrom: ")) + 7);
	printf("trick\t");
	print_text(scene->user);
	printf("\t%s", trick_name(trick));
	print_judged(job, v);
	print_text(span_line(&from));
	printf("\t%s\n", replay_date(run->arena, scene->now_s));
}

static void play(struct run *run, enum trick trick, int64_t now_s)
{
	struct job job;
	struct span letter;
	const struct replay_letter *own = NULL;
	uint64_t seed = seed_of(run, now_s, trick);
	const struct author *me = &archive.authors[run->member->author];
	struct scene scene = { .now_s = now_s, .user = me->address };
	for (size_t i = 0; i < archive.count && !own; i++)
		if (is_of(run, &archive.letters[i]))
			own = &archive.letters[i];
	scene.user_name = own->memo.from.name;
	unsigned wants = trick_wants(trick);
	if ((wants & WANTS_PERSON) && !pick_person(run, wants, seed, &scene))
		return;
	if ((wants & WANTS_THREAD) && !pick_thread(run, now_s, seed, &scene))
		return;
	struct arena *a = arena_create(1 << 24);
	if (impersonate(a, trick, &scene, mix(seed), &letter)) {
		struct verdict v = judge(run, &job, letter, now_s, NULL);
		report_trick(run, trick, &job, &v, &scene, letter);
	}
	arena_destroy(&a);
}

/* Whoever cannot be a thief's model yet has nobody to be imitated. */
static void play_all(struct run *run, int64_t until_s)
{
	for (; run->next_s <= until_s; run->next_s += (int64_t)options.every_days * DAY_S)
		for (int trick = 0; trick < TRICKS && run->started; trick++)
			play(run, (enum trick)trick, run->next_s);
}

/* --- a member as the user --- */

static void open_memory(struct run *run)
{
	struct people_settings settings = { .create = true };
	struct err err;
	if (people_open(&settings, &run->memory, &err) < 0)
		fail(err.text);
	for (size_t i = 0; i < archive.author_count; i++) {
		const struct author *who = &archive.authors[i];
		if (&archive.members[who->member] == run->member &&
			people_add_me(run->memory, who->local, who->domain, &err) < 0)
			fail(err.text);
	}
	run->oracle = (struct oracle){ .state = run->memory, .people = answer };
}

static void judge_honest(struct run *run, struct replay_letter *letter)
{
	struct job job;
	struct verdict v = judge(
		run, &job, letter->bytes, letter->came_s, options.whole ? NULL : letter);
	report_honest(run, &job, &v, letter);
}

static void print_member(const struct run *run)
{
	const uint64_t *n = run->judged;
	printf("member\t");
	print_text(archive.authors[run->member->author].address);
	printf("\t%zu\t%llu\t%llu\t%llu\t%llu\t%llu\n", run->member->letters,
		(unsigned long long)(n[0] + n[1] + n[2] + n[3]),
		(unsigned long long)n[VERDICT_DANGER],
		(unsigned long long)n[VERDICT_CAUTION],
		(unsigned long long)n[VERDICT_UNDECIDED],
		(unsigned long long)n[VERDICT_NOTHING_FOUND]);
	fflush(stdout);
}

static void replay(const struct member *member)
{
	struct run run = { .member = member };
	run.arena = arena_create(budget_standard().memory);
	run.ties = arena_array(archive.arena, archive.author_count, sizeof(*run.ties));
	int64_t step_s = (int64_t)options.every_days * DAY_S;
	run.next_s = (archive.letters[0].came_s / step_s + 1) * step_s + DAY_S / 2;
	open_memory(&run);
	for (size_t i = 0; i < archive.count; i++) {
		struct replay_letter *letter = &archive.letters[i];
		play_all(&run, letter->came_s);
		if (is_of(&run, letter)) {
			learn_own(&run, letter);
		} else if (run.started) {
			judge_honest(&run, letter);
			learn_other(&run, letter);
		}
	}
	print_member(&run);
	people_close(&run.memory);
	arena_destroy(&run.arena);
}

static bool is_taken(const struct member *m)
{
	if (m->letters < options.sent_min)
		return false;
	return !options.half || m->tune == (strcmp(options.half, "tune") == 0);
}

/* Members stand in the order of their hashes: the first N are a sample by chance. */
static void replay_all(void)
{
	uint64_t fit = 0;
	for (size_t i = 0; i < archive.member_count; i++)
		fit += is_taken(&archive.members[i]);
	printf("archive\t%zu\t%zu\t%zu\t%llu\t%llu\n", archive.count, archive.proved,
		archive.lacking, (unsigned long long)fit,
		(unsigned long long)(fit < options.members ? fit : options.members));
	fit = 0;
	for (size_t i = 0; i < archive.member_count && fit < options.members; i++) {
		if (!is_taken(&archive.members[i]))
			continue;
		if (fit % options.parts == options.part)
			replay(&archive.members[i]);
		fit++;
	}
	for (size_t i = 0; i < code_count; i++)
		printf("code\t%s\t%llu\n", codes[i].key,
			(unsigned long long)codes[i].count);
}

/* --- the command line --- */

static uint64_t number(const char *text)
{
	uint64_t n = 0;
	if (!text || !num_parse(span_from_cstr(text), UINT32_MAX, &n))
		fail("a number is wanted");
	return n;
}

static void read_part(const char *text)
{
	struct span rest = span_from_cstr(text);
	struct span part = span_split(&rest, '/');
	if (!num_parse(part, 1000, &options.part) ||
		!num_parse(rest, 1000, &options.parts) || options.parts == 0)
		fail("--part wants I/N");
}

static int read_option(const char *name, const char *value)
{
	if (strcmp(name, "--direct") == 0 || strcmp(name, "--whole") == 0) {
		*(name[2] == 'd' ? &options.direct : &options.whole) = true;
		return 1;
	}
	if (!value)
		fail("an option wants a value");
	if (strcmp(name, "--half") == 0)
		options.half = value;
	else if (strcmp(name, "--show") == 0)
		options.show = value;
	else if (strcmp(name, "--part") == 0)
		read_part(value);
	else if (strcmp(name, "--members") == 0)
		options.members = number(value);
	else if (strcmp(name, "--sent-min") == 0)
		options.sent_min = number(value);
	else if (strcmp(name, "--every") == 0)
		options.every_days = number(value);
	else
		fail("unknown option");
	return 2;
}

static void read_policy(struct arena *a, const char *path)
{
	static char bytes[1 << 18];
	struct err err;
	FILE *f = fopen(path, "rb");
	if (!f)
		fail("the policy cannot be read");
	struct span text =
		arena_copy(a, span_of(bytes, fread(bytes, 1, sizeof(bytes), f)));
	fclose(f);
	if (policy_parse(a, text, &policy, &err) < 0)
		fail(err.text);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		fail("usage: bench_replay POLICY [OPTION]... <paths");
	for (int i = 2; i < argc;)
		i += read_option(argv[i], argv[i + 1]);
	archive.arena = arena_create(SIZE_MAX);
	read_policy(archive.arena, argv[1]);
	part_checks();
	archive_read(&archive, options.direct, &other_checks);
	if (archive.count == 0 || options.every_days == 0)
		fail("no letters, or no time between thieves");
	replay_all();
	return 0;
}
