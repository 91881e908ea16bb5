/* What an export is, by its first bytes, and what all its readers do with a message. The
 * formats are those that the programs write today, by their public descriptions and the
 * exports that they make; a field that is missing or new is read over.
 *
 * Leaves out: pictures, polls, reactions, and what else asks nothing of the reader. */
#include "parse/talk/talk.h"

#include "base/num.h"
#include "base/when.h"
#include "parse/talk/inside.h"

static const struct {
	const char *name, *words;
	enum got (*read)(struct talk_reader *r);
} formats[TALK_FORMATS] = {
	[TALK_NONE] = { "none", "none", NULL },
	[TALK_TELEGRAM] = { "telegram", "Telegram", talk_read_telegram },
	[TALK_WHATSAPP] = { "whatsapp", "WhatsApp", talk_read_whatsapp },
	[TALK_LINKEDIN] = { "linkedin", "LinkedIn", talk_read_linkedin },
	[TALK_DISCORD] = { "discord", "Discord", talk_read_discord },
	[TALK_SLACK] = { "slack", "Slack", talk_read_slack },
	[TALK_X] = { "x", "X", talk_read_x },
	[TALK_PASTE] = { "paste", "message", talk_read_paste },
};

const char *talk_format_name(enum talk_format format)
{
	return formats[format].name;
}

const char *talk_format_words(enum talk_format format)
{
	return formats[format].words;
}

/* --- taste --- */

static bool has(struct span head, struct span word)
{
	return span_find(head, word) != SPAN_NONE;
}

static bool is_telegram(struct span head)
{
	static const struct span kinds[] = { SPAN("\"personal_chat\""),
		SPAN("\"bot_chat\""), SPAN("\"saved_messages\""),
		SPAN("\"private_group\""), SPAN("\"private_supergroup\""),
		SPAN("\"public_supergroup\""), SPAN("\"private_channel\""),
		SPAN("\"public_channel\"") };
	if (has(head, SPAN("\"about\"")) && has(head, SPAN("Telegram")) &&
		(has(head, SPAN("\"personal_information\"")) ||
			has(head, SPAN("\"contacts\"")) || has(head, SPAN("\"chats\""))))
		return true;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (has(head, kinds[i]) && has(head, SPAN("\"messages\"")))
			return true;
	return false;
}

static bool is_slack(struct span head)
{
	return has(head, SPAN("\"ts\"")) && has(head, SPAN("\"type\"")) &&
	       has(head, SPAN("\"message\"")) &&
	       (has(head, SPAN("\"user\"")) || has(head, SPAN("\"bot_id\"")));
}

static bool is_linkedin(struct span head)
{
	struct span line = span_line(&head);
	return has(line, SPAN("CONVERSATION ID")) && has(line, SPAN("FROM")) &&
	       has(line, SPAN("CONTENT"));
}

enum talk_format talk_taste(struct span head, struct span name)
{
	enum { HEAD_BYTES = 4096 };
	(void)name;
	head = span_take(head, HEAD_BYTES);
	if (span_starts_with(head, SPAN("\xEF\xBB\xBF")))
		head = span_skip(head, 3);
	struct span s = span_trim(head);
	if (span_starts_with(s, SPAN("window.YTD.direct_message")))
		return TALK_X;
	if (span_starts_with(s, SPAN("{")) && is_telegram(s))
		return TALK_TELEGRAM;
	if (span_starts_with(s, SPAN("{")) && has(s, SPAN("\"guild\"")) &&
		has(s, SPAN("\"channel\"")) && has(s, SPAN("\"dateRange\"")))
		return TALK_DISCORD;
	if (span_starts_with(s, SPAN("[")) && is_slack(s))
		return TALK_SLACK;
	if (is_linkedin(s))
		return TALK_LINKEDIN;
	return talk_taste_whatsapp(head) ? TALK_WHATSAPP : TALK_NONE;
}

/* --- one message --- */

void talk_begin(struct talk_reader *r, uint64_t offset)
{
	enum { KEPT_BYTES = 256 << 10 };
	struct talk_message *m = &r->m;
	if (arena_used(r->scratch) > KEPT_BYTES)
		arena_reset(r->scratch);
	m->kind = TALK_SAID;
	m->side = TALK_UNTOLD;
	m->who = (struct talk_person){ 0 };
	m->edited = m->cut = false;
	m->when_s = INT64_MIN;
	m->text = m->forwarded = SPAN("");
	m->link_count = m->file_count = 0;
	m->offset = offset;
	r->type = SPAN("");
	r->text.arena = NULL;
}

/* One piece is told where it stands, several are put together. */
void talk_add_text(struct talk_reader *r, struct span piece)
{
	struct talk_message *m = &r->m;
	if (m->text.n == 0) {
		m->cut = piece.n > TALK_TEXT_MAX;
		m->text = span_take(piece, TALK_TEXT_MAX);
		return;
	}
	if (!r->text.arena) {
		text_init(&r->text, r->scratch, TALK_TEXT_MAX);
		text_add(&r->text, m->text);
	}
	text_add(&r->text, piece);
	m->text = text_span(&r->text);
	m->cut |= r->text.cut;
}

static void add_new(struct span *list, size_t *count, size_t max, struct span s)
{
	for (size_t i = 0; i < *count; i++)
		if (span_equal(list[i], s))
			return;
	if (s.n && *count < max)
		list[(*count)++] = s;
}

void talk_add_link(struct talk_reader *r, struct span target)
{
	add_new(r->m.links, &r->m.link_count, TALK_LINKS_MAX, target);
}

void talk_add_file(struct talk_reader *r, struct span name)
{
	add_new(r->m.files, &r->m.file_count, TALK_FILES_MAX, name);
}

enum talk_side talk_side_of(const struct talk_reader *r, struct span name)
{
	const struct talk_about *about = r->about;
	if (about->me.n && span_equal_nocase(about->me, name))
		return TALK_MINE;
	if (about->them.n && span_equal_nocase(about->them, name))
		return TALK_THEIRS;
	return TALK_UNTOLD;
}

void talk_end(struct talk_reader *r)
{
	struct talk_message *m = &r->m;
	if (span_starts_with(m->who.handle, SPAN("@")))
		m->who.handle = span_skip(m->who.handle, 1);
	enum talk_side told = talk_side_of(r, m->who.name);
	if (told == TALK_UNTOLD && m->who.handle.n)
		told = talk_side_of(r, m->who.handle);
	if (told != TALK_UNTOLD)
		m->side = told;
	r->count++;
	if (!r->take(r->state, m))
		r->ended = true;
}

enum got talk_read(struct arena *a, struct arena *scratch, struct span bytes,
	enum talk_format format, const struct talk_about *about, talk_take *take,
	void *state)
{
	struct talk_reader own = { .arena = a,
		.scratch = scratch,
		.about = about,
		.take = take,
		.state = state,
		.bytes = bytes };
	struct talk_reader *r = &own;
	if (!formats[format].read)
		return GOT_NONE;
	if (span_starts_with(bytes, SPAN("\xEF\xBB\xBF")))
		r->bytes = span_skip(bytes, 3);
	enum got got = formats[format].read(r);
	if (r->ended)
		return GOT_LIMIT;
	return r->count ? got : GOT_NONE;
}

enum got talk_read_paste(struct talk_reader *r)
{
	talk_begin(r, 0);
	r->m.side = TALK_THEIRS;
	r->m.who.name = r->about->them;
	talk_add_text(r, r->bytes);
	if (r->bytes.n)
		talk_end(r);
	return r->m.cut ? GOT_SOME : GOT_ALL;
}

/* --- dates --- */

static bool take_digits(struct span *s, size_t n, uint64_t *value_r)
{
	if (!num_parse(span_take(*s, n), UINT32_MAX, value_r) || s->n < n)
		return false;
	*s = span_skip(*s, n);
	return true;
}

static bool take_one(struct span *s, unsigned char c)
{
	if (!s->n || s->p[0] != c)
		return false;
	*s = span_skip(*s, 1);
	return true;
}

/* "+09:00", "+0900": what is to be taken off. */
static int64_t zone_s(struct span s)
{
	uint64_t hours, minutes = 0;
	bool west = take_one(&s, '-');
	if ((!west && !take_one(&s, '+')) || !take_digits(&s, 2, &hours) || hours > 18)
		return 0;
	take_one(&s, ':');
	take_digits(&s, 2, &minutes);
	int64_t seconds = (int64_t)(hours * 3600 + minutes * 60);
	return west ? -seconds : seconds;
}

int64_t talk_when_iso(struct span s)
{
	uint64_t year, month, day, hour = 0, minute = 0, second = 0;
	if (!take_digits(&s, 4, &year) || !take_one(&s, '-') ||
		!take_digits(&s, 2, &month) || !take_one(&s, '-') ||
		!take_digits(&s, 2, &day) || month < 1 || month > 12 || day < 1 ||
		day > 31)
		return INT64_MIN;
	int64_t days = when_days((int64_t)year, (unsigned)month, (unsigned)day);
	if (!take_one(&s, 'T') && !take_one(&s, ' '))
		return days * 86400;
	if (!take_digits(&s, 2, &hour) || !take_one(&s, ':') ||
		!take_digits(&s, 2, &minute) || hour > 23 || minute > 59)
		return days * 86400;
	if (take_one(&s, ':'))
		take_digits(&s, 2, &second);
	if (take_one(&s, '.'))
		while (s.n && ascii_is_digit(s.p[0]))
			s = span_skip(s, 1);
	int64_t of_day = (int64_t)(hour * 3600 + minute * 60 + second % 61);
	return days * 86400 + of_day - zone_s(s);
}

int64_t talk_when_unix(struct span s)
{
	uint64_t seconds;
	s = span_take(s, span_find_byte(s, '.'));
	return num_parse(s, (uint64_t)1 << 40, &seconds) ? (int64_t)seconds : INT64_MIN;
}
