/* A worker that lies. The thing that it is given names the lie: the front must end that job
 * as a gap and stay well. It reports no child's end, which is a lie too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ask/lists_message.h"
#include "ask/message.h"
#include "ask/people_message.h"
#include "base/must.h"
#include "isolate/wire.h"
#include "isolate/worker.h"

static struct arena *arena;
static int job_socket;

static void send_bytes(const void *p, size_t n)
{
	if (send(job_socket, p, n, MSG_NOSIGNAL) < 0)
		_exit(0);
}

static void send_text(struct text *t)
{
	send_bytes(t->p, t->n);
	text_init(t, arena, SIZE_MAX);
}

static struct text fresh(void)
{
	struct text t;
	text_init(&t, arena, SIZE_MAX);
	return t;
}

static void send_item(unsigned kind, struct span payload)
{
	struct text t = fresh();
	wire_item_write(&t, (enum wire_kind)kind, payload);
	send_text(&t);
}

/* Little-endian numbers and spans, as base/pack.h has them. */
static void put(struct text *t, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		text_add_byte(t, (unsigned char)(value >> (8 * i)));
}

static void send_evidence(
	uint32_t number, uint32_t parent, uint64_t offset, uint64_t n, struct span path)
{
	struct text t = fresh();
	put(&t, number, 4);
	put(&t, parent, 4);
	put(&t, 1, 1); /* a letter */
	put(&t, 0, 2);
	put(&t, 1, 1); /* inside the thing */
	put(&t, offset, 8);
	put(&t, n, 8);
	put(&t, path.n, 1);
	text_add(&t, path);
	send_item(WIRE_EVIDENCE, text_span(&t));
}

static void send_finding(unsigned state, unsigned gap, uint32_t evidence,
	struct span code, struct span variant)
{
	struct text t = fresh();
	put(&t, state, 1);
	put(&t, gap, 1);
	put(&t, evidence, 4);
	put(&t, code.n, 1);
	text_add(&t, code);
	put(&t, variant.n, 1);
	text_add(&t, variant);
	put(&t, 0, 1);
	send_item(WIRE_FINDING, text_span(&t));
}

static void send_end(uint32_t evidence, uint32_t findings)
{
	struct text t = fresh();
	struct wire_end end = { evidence, findings, 0, 0 };
	wire_end_write(&t, &end);
	send_text(&t);
}

static void send_question_of(enum dns_type type, uint32_t id, struct span name, bool soon)
{
	struct text t = fresh();
	struct question q = { id, type, soon, name };
	question_write(&t, &q);
	send_item(WIRE_QUESTION, text_span(&t));
}

static void send_question(uint32_t id, struct span name, bool soon)
{
	send_question_of(DNS_A, id, name, soon);
}

static void root(void)
{
	send_evidence(1, 0, 0, 1, SPAN("mail"));
}

static void honest(void)
{
	root();
	send_finding(2, GAP_LIMIT, 1, SPAN("job.read"), SPAN(""));
	send_end(1, 1);
}

static void garbage(void)
{
	unsigned char bytes[3000];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 167 + 13);
	send_bytes(bytes, sizeof(bytes));
}

static void huge(void)
{
	static unsigned char bytes[WIRE_PACKET_BYTES_MAX + 500] = { WIRE_EVIDENCE };
	int room = 1 << 20;
	setsockopt(job_socket, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	send_bytes(bytes, sizeof(bytes));
}

static void kind_unknown(void)
{
	send_item(77, SPAN("x"));
}

static void kind_zero(void)
{
	send_item(0, SPAN(""));
}

static void item_cut(void)
{
	send_bytes("\x04\xff\x00\x00\x00x", 6);
}

static void hello_twice(void)
{
	send_item(WIRE_HELLO, SPAN(""));
	honest();
}

static void code_unknown(void)
{
	send_finding(1, 0, 0, SPAN("mail.no.such.check"), SPAN(""));
}

static void variant_escapes(void)
{
	send_finding(1, 0, 0, SPAN("job.read"), SPAN("\x1b[2J"));
}

static void evidence_missing(void)
{
	root();
	send_finding(2, GAP_LIMIT, 9, SPAN("job.read"), SPAN(""));
}

static void offset_past_end(void)
{
	send_evidence(1, 0, 1 << 20, 1, SPAN("mail"));
}

static void offset_overflows(void)
{
	send_evidence(1, 0, 1, UINT64_MAX, SPAN("mail"));
}

static void parent_unknown(void)
{
	root();
	send_evidence(2, 7, 0, 1, SPAN("mail"));
}

static void parent_is_itself(void)
{
	send_evidence(1, 1, 0, 1, SPAN("mail"));
}

static void number_twice(void)
{
	root();
	root();
}

static void path_escapes(void)
{
	send_evidence(1, 0, 0, 1, SPAN("mail\x1b]0;x\x07"));
}

static void state_unknown(void)
{
	send_finding(9, 0, 0, SPAN("job.read"), SPAN(""));
}

static void gap_unknown(void)
{
	send_finding(2, 200, 0, SPAN("job.read"), SPAN(""));
}

static void gap_without_unknown(void)
{
	send_finding(0, GAP_LIMIT, 0, SPAN("job.read"), SPAN(""));
}

static void findings_flood(void)
{
	root();
	for (;;)
		send_finding(2, GAP_LIMIT, 1, SPAN("job.read"), SPAN(""));
}

static void evidence_flood(void)
{
	for (uint32_t i = 1;; i++)
		send_evidence(i, i - 1, 0, 1, SPAN("mail"));
}

static void questions_flood(void)
{
	for (uint32_t i = 1;; i++)
		send_question(i, SPAN("example.com"), true);
}

static void answers_unread(void)
{
	for (uint32_t i = 1;; i++)
		send_question(i, SPAN("example.com"), false);
}

static void question_without_name(void)
{
	send_question(1, SPAN("a..b"), false);
}

/* --- registries --- */

/* A registry hears of one domain a letter, asked or announced. */
static void registry_flood(void)
{
	for (uint32_t i = 1;; i++)
		send_question_of(DNS_REGISTERED, i, SPAN("example.com"), true);
}

/* Honest where the answer is a failure: nobody who was asked has told anything. */
static void ask_in_vain(enum dns_type type)
{
	static char room[WIRE_PACKET_BYTES_MAX];
	struct dns_answer a;
	uint32_t id;
	send_question_of(type, 1, SPAN("example.com"), false);
	ssize_t n = recv(job_socket, room, sizeof(room), 0);
	if (n <= 0 || !answer_read(arena, span_of(room, (size_t)n), &id, &a) || id != 1 ||
		dns_is_answer(a.status))
		_exit(0);
	honest();
}

static void name_in_vain(void)
{
	ask_in_vain(DNS_A);
}

static void registry_in_vain(void)
{
	ask_in_vain(DNS_REGISTERED);
}

/* --- people --- */

static struct party somebody(void)
{
	return (struct party){ .local = SPAN("ann"),
		.domain = SPAN("example.com"),
		.org = SPAN("example.com"),
		.shape = SPAN("exarnple.corn"),
		.name = SPAN(""),
		.fold = SPAN("") };
}

static void send_people_question(struct span org)
{
	struct text t = fresh();
	struct people_question q = { .who = somebody(), .message_id = SPAN("") };
	q.who.org = org;
	must(people_question_write(&t, &q));
	send_item(WIRE_PEOPLE, text_span(&t));
}

static void people_flood(void)
{
	for (;;)
		send_people_question(SPAN("example.com"));
}

static void people_broken(void)
{
	send_item(WIRE_PEOPLE, SPAN("\x03"
				    "ann"));
}

static void people_empty(void)
{
	send_item(WIRE_PEOPLE, SPAN(""));
}

static void people_unfit(void)
{
	send_people_question(SPAN("example.net"));
}

/* The answers are those of the world, and the end is an honest one. */
static void people_asked(void)
{
	static char room[WIRE_PACKET_BYTES_MAX];
	struct people_answer a;
	for (int i = 0; i < 2; i++) {
		send_people_question(SPAN("example.com"));
		ssize_t n = recv(job_socket, room, sizeof(room), 0);
		if (n <= 0 || !people_answer_read(arena, span_of(room, (size_t)n), &a) ||
			a.status != PEOPLE_OK || a.person.sent != 1)
			_exit(0);
	}
	honest();
}

/* The first waits for a broker that never answers. */
static void people_while_asking(void)
{
	send_question(1, SPAN("example.com"), false);
	send_people_question(SPAN("example.com"));
}

/* --- lists --- */

static void send_lists_question(void)
{
	struct text t = fresh();
	must(lists_question_write(&t, SPAN("1Archive1n2C579dMsAu3iC6tWzuQJz8dN")));
	send_item(WIRE_LISTS, text_span(&t));
}

static void lists_flood(void)
{
	for (;;)
		send_lists_question();
}

static void lists_broken(void)
{
	send_item(WIRE_LISTS, SPAN("\x04"
				   "ab\x1b"));
}

static void lists_unfit(void)
{
	send_item(WIRE_LISTS, SPAN("\x02"
				   "\x1b["));
}

static void lists_while_asking(void)
{
	send_question(1, SPAN("example.com"), false);
	send_lists_question();
}

/* Asked once, and of a world without a row: nobody stands there. */
static void lists_asked(void)
{
	static char room[WIRE_PACKET_BYTES_MAX];
	struct lists_told told;
	send_lists_question();
	ssize_t n = recv(job_socket, room, sizeof(room), 0);
	if (n <= 0 || !lists_told_read(arena, span_of(room, (size_t)n), &told) ||
		told.status != LISTS_OK || told.standing != STANDS_NOWHERE)
		_exit(0);
	honest();
}

static void send_memo(size_t recipients)
{
	static struct party to[PEOPLE_PARTIES_MAX];
	struct memo m = { .from = somebody(), .to = to, .to_count = recipients };
	struct text t = fresh();
	for (size_t i = 0; i < recipients; i++)
		to[i] = (struct party){ .domain = SPAN("a"), .org = SPAN("a") };
	must(memo_write(&t, &m));
	send_item(WIRE_MEMO, text_span(&t));
}

static void send_end_with(uint32_t evidence, uint32_t findings, uint32_t memos)
{
	struct text t = fresh();
	struct wire_end end = { evidence, findings, memos, 0, 0 };
	wire_end_write(&t, &end);
	send_text(&t);
}

static void judged(void)
{
	root();
	send_finding(2, GAP_LIMIT, 1, SPAN("job.read"), SPAN(""));
}

static void memo_given(void)
{
	judged();
	send_memo(1);
	send_end_with(1, 1, 1);
}

static void memo_twice(void)
{
	judged();
	send_memo(1);
	send_memo(1);
	send_end_with(1, 1, 2);
}

static void memo_broken(void)
{
	judged();
	send_item(WIRE_MEMO, SPAN("not a memo"));
	send_end_with(1, 1, 1);
}

static void memo_count_wrong(void)
{
	judged();
	send_memo(1);
	send_end_with(1, 1, 0);
}

static void memo_none_but_counted(void)
{
	judged();
	send_end_with(1, 1, 1);
}

/* More than the front would have memory for. */
static void memo_flood(void)
{
	for (;;)
		send_memo(PEOPLE_PARTIES_MAX);
}

static void memos_of_a_batch(void)
{
	for (int i = 0; i < 3; i++)
		send_memo(1);
	send_end_with(0, 0, 3);
}

/* --- the end --- */

static void end_counts_wrong(void)
{
	root();
	send_end(1, 5);
}

static void end_and_more(void)
{
	struct text t = fresh();
	struct wire_end end = { 0 };
	wire_end_write(&t, &end);
	wire_item_write(&t, WIRE_HELLO, SPAN(""));
	send_text(&t);
}

/* No word is not a good word. */
static void says_nothing(void)
{
	struct wire_end end = { 0 };
	struct text t = fresh();
	wire_end_write(&t, &end);
	send_text(&t);
}

static void passes_descriptors(void)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec iov = { (void *)"zz", 2 };
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &job_socket, sizeof(int));
	sendmsg(job_socket, &m, MSG_NOSIGNAL);
}

static void dies(void)
{
	_exit(9);
}

static void dies_halfway(void)
{
	root();
	send_finding(2, GAP_LIMIT, 1, SPAN("job.read"), SPAN(""));
	_exit(9);
}

static void hangs(void)
{
	for (;;)
		pause();
}

/* Its own template's reports are believed by nobody either. */
static void reports_garbage(void)
{
	send(WORKER_FD_REPORTS, "garbage", 7, MSG_NOSIGNAL);
	hangs();
}

/* The end of a process that serves somebody else: its job must not end by it. */
static void reports_init_dead(void)
{
	struct text t = fresh();
	struct wire_exit e = { .pid = 1, .by_signal = true };
	wire_exit_write(&t, &e);
	send(WORKER_FD_REPORTS, t.p, t.n, MSG_NOSIGNAL);
	honest();
}

#define LIE(name)                                                                        \
	{                                                                                \
#name, name                                                              \
	}
static const struct {
	const char *name;
	void (*tell)(void);
} lies[] = {
	LIE(honest),
	LIE(garbage),
	LIE(huge),
	LIE(kind_unknown),
	LIE(kind_zero),
	LIE(item_cut),
	LIE(hello_twice),
	LIE(code_unknown),
	LIE(variant_escapes),
	LIE(evidence_missing),
	LIE(offset_past_end),
	LIE(offset_overflows),
	LIE(parent_unknown),
	LIE(parent_is_itself),
	LIE(number_twice),
	LIE(path_escapes),
	LIE(state_unknown),
	LIE(gap_unknown),
	LIE(gap_without_unknown),
	LIE(findings_flood),
	LIE(evidence_flood),
	LIE(questions_flood),
	LIE(answers_unread),
	LIE(question_without_name),
	LIE(registry_flood),
	LIE(name_in_vain),
	LIE(registry_in_vain),
	LIE(people_flood),
	LIE(people_broken),
	LIE(people_empty),
	LIE(people_unfit),
	LIE(people_asked),
	LIE(people_while_asking),
	LIE(lists_flood),
	LIE(lists_broken),
	LIE(lists_unfit),
	LIE(lists_asked),
	LIE(lists_while_asking),
	LIE(memo_given),
	LIE(memo_twice),
	LIE(memo_broken),
	LIE(memo_count_wrong),
	LIE(memo_none_but_counted),
	LIE(memo_flood),
	LIE(memos_of_a_batch),
	LIE(end_counts_wrong),
	LIE(end_and_more),
	LIE(says_nothing),
	LIE(passes_descriptors),
	LIE(dies),
	LIE(dies_halfway),
	LIE(hangs),
	LIE(reports_garbage),
	LIE(reports_init_dead),
};

static void serve(int thing, int socket)
{
	char name[64] = { 0 };
	job_socket = socket;
	must(pread(thing, name, sizeof(name) - 1, 0) > 0);
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		if (strcmp(name, lies[i].name) != 0)
			continue;
		send_item(WIRE_HELLO, SPAN(""));
		lies[i].tell();
		hangs();
	}
	must_failed("there is a lie of that name", __FILE__, __LINE__);
}

int main(void)
{
	static unsigned char packet[WIRE_PACKET_BYTES_MAX];
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control;
	int fds[2];
	struct wire_ready ready = { 0 };
	arena = arena_create(SIZE_MAX);
	struct text t = fresh();
	wire_ready_write(&t, &ready);
	must(send(WORKER_FD_REPORTS, t.p, t.n, MSG_NOSIGNAL) > 0);
	for (;;) {
		struct iovec iov = { packet, sizeof(packet) };
		struct msghdr m = { .msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = &control,
			.msg_controllen = sizeof(control) };
		if (recvmsg(WORKER_FD_JOBS, &m, 0) <= 0)
			return 0;
		memcpy(fds, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(fds));
		if (fork() == 0)
			serve(fds[0], fds[1]);
		close(fds[0]);
		close(fds[1]);
	}
}
