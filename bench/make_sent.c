/* A Sent folder of somebody who wrote a great deal, as an mbox on standard output: the same
 * bytes each time. Some people are written to every day and most once or twice (the k-th as
 * often as 1/k); six letters in ten answer one, with the ids of the thread so far. Everybody
 * is written to at least once, and new people come all the time.
 *
 *	make_sent LETTERS CORRESPONDENTS */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/must.h"

enum {
	THREADS = 4096, /* that may be continued */
	IDS_MAX = 6,
	ID_BYTES = 80,
	RECIPIENTS_MAX = 4,
	BODY_BYTES = 1 << 20,
	YEARS = 8,
};
#define FROM_S 1483228800LL /* 2017-01-01 */

struct thread {
	char ids[IDS_MAX][ID_BYTES];
	size_t id_count;
	uint64_t people[RECIPIENTS_MAX];
	size_t people_count;
	unsigned subject;
};

struct sent {
	uint64_t random, letters, people, orgs;
	struct thread threads[THREADS];
	char body[BODY_BYTES];
};

static uint64_t mix(uint64_t x)
{
	x += 0x9E3779B97F4A7C15u;
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

static uint64_t below(struct sent *s, uint64_t n)
{
	s->random++;
	return mix(s->random) % n;
}

/* The k-th of n as often as 1/k. */
static uint64_t rank(struct sent *s, uint64_t n)
{
	double u = (double)below(s, 1u << 30) / (double)(1u << 30);
	uint64_t k = (uint64_t)exp(u * log((double)n + 1)) - 1;
	return k < n ? k : n - 1;
}

/* --- people --- */

static const char *const given[] = { "Anna", "Ben", "Chiara", "David", "Elif", "Farid",
	"Greta", "Hiroshi", "Ines", "Jonas", "Karin", "Liam", "Marta", "Nils", "Olga",
	"Pedro", "Quentin", "Rosa", "Stefan", "Tuuli", "Uma", "Viktor", "Wanda", "Xenia",
	"Yuki", "Zoltan", "Aiko", "Bruno", "Clara", "Dmitri", "Esther", "Franz" };
static const char *const family[] = { "Adler", "Bianchi", "Castro", "Dubois", "Eriksen",
	"Fischer", "Garcia", "Haddad", "Ivanova", "Jansen", "Kowalski", "Lindholm",
	"Moreau", "Nakamura", "Okafor", "Petrov", "Quist", "Rossi", "Schneider", "Tanaka",
	"Ulrich", "Varga", "Weber", "Xu", "Yilmaz", "Zimmer", "Albrecht", "Brandt",
	"Costa", "Drexler", "Engel", "Ferrari" };
static const char *const syllables[] = { "ba", "ken", "lo", "mir", "ta", "sol", "ver",
	"dan", "gri", "ho", "nu", "pal", "ros", "stel", "tri", "vo", "wen", "zan", "kar",
	"le", "mon", "ne", "or", "pro", "qua", "ri", "sa", "tek", "ul", "fin", "dor",
	"cas" };
static const char *const suffixes[] = { "com", "de", "co.jp", "org", "fr", "co.uk", "net",
	"io" };
static const char *const free_mail[] = { "gmail.com", "outlook.com", "yahoo.com",
	"gmx.de", "web.de", "icloud.com", "hotmail.com", "proton.me" };
#define PICK(list, n) (list)[(n) % (sizeof(list) / sizeof(list[0]))]

struct person {
	char name[40], address[120], domain[60];
};

static struct person person_of(const struct sent *s, uint64_t k)
{
	struct person p;
	uint64_t h = mix(k ^ 0xA55A);
	const char *first = PICK(given, h), *last = PICK(family, h >> 8);
	if ((h >> 16) % 10 < 4) {
		snprintf(p.domain, sizeof(p.domain), "%s", PICK(free_mail, h >> 24));
	} else {
		double u = (double)((h >> 24) & 0xFFFFF) / (double)(1 << 20);
		uint64_t o = mix((uint64_t)exp(u * log((double)s->orgs)));
		snprintf(p.domain, sizeof(p.domain), "%s%s%s%s.%s", PICK(syllables, o),
			PICK(syllables, o >> 8), PICK(syllables, o >> 16),
			PICK(syllables, o >> 24), PICK(suffixes, o >> 32));
	}
	/* one in sixteen has the name of somebody before: another address, or a namesake */
	uint64_t n = mix((h >> 40) % 16 ? k : k / 2);
	snprintf(p.name, sizeof(p.name), "%s %s%s%s", first, last, PICK(syllables, n),
		PICK(syllables, n >> 8));
	snprintf(p.address, sizeof(p.address), "%s.%s%llx@%s", first, last,
		(unsigned long long)k, p.domain);
	return p;
}

/* --- threads --- */

static void add_id(struct thread *t, const char *id)
{
	if (t->id_count == IDS_MAX)
		memmove(t->ids[0], t->ids[1], --t->id_count * ID_BYTES);
	snprintf(t->ids[t->id_count++], ID_BYTES, "%s", id);
}

static void add_foreign_id(struct sent *s, struct thread *t)
{
	struct person p = person_of(s, t->people[below(s, t->people_count)]);
	char id[ID_BYTES];
	unsigned long long a = mix(below(s, UINT64_MAX)), b = mix(a);
	switch (a % 3) {
	case 0:
		snprintf(id, sizeof(id), "CA+%016llx%08llx@mail.gmail.com", a, b >> 32);
		break;
	case 1:
		snprintf(id, sizeof(id), "%08llX-%04llX-4%03llX-%012llX@%.30s", a >> 32,
			a & 0xFFFF, b & 0xFFF, b >> 16, p.domain);
		break;
	default:
		snprintf(id, sizeof(id), "%llu.%llu@%.40s", a >> 24, b >> 44, p.domain);
		break;
	}
	add_id(t, id);
}

static uint64_t somebody(struct sent *s, uint64_t letter)
{
	uint64_t known = letter * s->people / s->letters + 1;
	return rank(s, known);
}

static void begin_thread(struct sent *s, struct thread *t, uint64_t letter)
{
	static const unsigned char count_of[] = { 1, 1, 1, 1, 1, 1, 2, 2, 3, 4 };
	uint64_t every = s->letters / s->people;
	*t = (struct thread){ .people_count = count_of[below(s, sizeof(count_of))],
		.subject = (unsigned)below(s, 1000) };
	for (size_t i = 0; i < t->people_count; i++)
		t->people[i] = somebody(s, letter);
	if (letter % every == 0)
		t->people[0] = letter / every;
}

/* --- letters --- */

static void print_people(
	const struct sent *s, const char *field, const uint64_t *people, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct person p = person_of(s, people[i]);
		const char *before = i == 0 ? field : ",\n";
		if (people[i] % 16 == 5)
			printf("%s %s", before, p.address);
		else if (people[i] % 16 == 6)
			printf("%s \"%s\" <%s>", before, p.name, p.address);
		else if (people[i] % 16 == 7) /* "é" */
			printf("%s =?UTF-8?Q?%.*s=C3=A9?= %s <%s>", before,
				(int)strcspn(p.name, " "), p.name,
				strrchr(p.name, ' ') + 1, p.address);
		else
			printf("%s %s <%s>", before, p.name, p.address);
	}
	if (count)
		printf("\n");
}

static void print_body(struct sent *s)
{
	size_t n = 1400 + below(s, 4000);
	fwrite(s->body + below(s, BODY_BYTES - n), 1, n, stdout);
	printf("\n\n");
}

static void print_letter(struct sent *s, uint64_t letter, struct thread *t, bool answers)
{
	char id[ID_BYTES], date[64], line[64];
	unsigned long long a = mix(letter ^ 0x1D), b = mix(a);
	time_t when =
		(time_t)(FROM_S + (int64_t)(letter * (YEARS * 31557600LL) / s->letters));
	struct tm tm;
	gmtime_r(&when, &tm);
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0100", &tm);
	strftime(line, sizeof(line), "%a %b %e %H:%M:%S %Y", &tm);
	snprintf(id, sizeof(id), "%08llx-%04llx-4%03llx-%04llx-%012llx@example.org",
		a >> 32, a & 0xFFFF, b & 0xFFF, b >> 48,
		(unsigned long long)mix(b) >> 16);
	printf("From mara@example.org %s\n", line);
	printf("Message-ID: <%s>\nDate: %s\nMIME-Version: 1.0\n", id, date);
	printf("User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101\n"
	       " Thunderbird/102.%u.0\n",
		(unsigned)(letter * 12 / s->letters));
	if (t->subject % 5)
		printf("Subject: %sthe plan for %s and number %u\n",
			answers ? "Re: " : "", PICK(family, t->subject), t->subject);
	else
		printf("Subject: %s=?UTF-8?B?w5xiZXJsZWd1bmdlbiB6dXIgUGxhbnVuZw==?= %u\n",
			answers ? "Re: " : "", t->subject);
	printf("Content-Language: en-US\n");
	size_t in_to = t->people_count > 2 ? 2 : t->people_count;
	print_people(s, "To:", t->people, in_to);
	print_people(s, "Cc:", t->people + in_to, t->people_count - in_to);
	for (size_t i = 0; answers && i < t->id_count; i++)
		printf("%s <%s>\n", i == 0 ? "References:" : "", t->ids[i]);
	printf("From: Mara Lindholm <mara@example.org>\nOrganization: Lindholm\n");
	if (answers)
		printf("In-Reply-To: <%s>\n", t->ids[t->id_count - 1]);
	printf("X-Mozilla-Draft-Info: internal/draft; vcard=0; receipt=0; DSN=0; "
	       "uuencode=0\n"
	       "X-Identity-Key: id1\nFcc: "
	       "imap://mara%%40example.org@imap.example.org/Sent\n"
	       "Content-Type: text/plain; charset=UTF-8; format=flowed\n"
	       "Content-Transfer-Encoding: 8bit\n\n");
	add_id(t, id);
	print_body(s);
}

static void make_body(struct sent *s)
{
	for (size_t i = 0, column = 0; i < BODY_BYTES;) {
		const char *word = below(s, 3) ? PICK(syllables, below(s, 32))
					       : PICK(given, below(s, 32));
		size_t n = strlen(word);
		bool full = column + n + 1 > 72;
		for (size_t k = 0; k < n && i < BODY_BYTES; k++)
			s->body[i++] = word[k];
		if (i < BODY_BYTES)
			s->body[i++] = full ? '\n' : ' ';
		column = full ? 0 : column + n + 1;
	}
}

int main(int argc, char **argv)
{
	static struct sent s;
	must(argc == 3);
	s.letters = strtoull(argv[1], NULL, 10);
	s.people = strtoull(argv[2], NULL, 10);
	s.orgs = s.people / 3 + 1;
	must(s.people > 0 && s.letters >= s.people);
	make_body(&s);
	for (uint64_t i = 0; i < s.letters; i++) {
		struct thread *t = &s.threads[below(&s, THREADS)];
		bool answers = below(&s, 10) < 6;
		bool is_new = !answers || t->people_count == 0;
		/* who is new is begun with, by letter or by answer */
		if (is_new || i % (s.letters / s.people) == 0 || below(&s, 4) == 0)
			begin_thread(&s, t, i);
		if (answers)
			add_foreign_id(&s, t);
		print_letter(&s, i, t, answers);
	}
	return ferror(stdout) || fflush(stdout);
}
