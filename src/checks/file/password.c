/* Passwords that a letter tells: the words behind "password", "пароль", "パスワード" and so on in
 * its subject, its text, the names of its files, short text files beside them, subjects and
 * texts of letters among them (one that was forwarded, an earlier one of the thread); then lines
 * that are one word with a digit; and "infected", by which samples are exchanged. The user's
 * own come first. Each word is taken as it stands and without quotation marks and full stops
 * around it, since nobody can tell which of them belong to it.
 *
 * Left out: passwords told in a letter that is not at hand or in a picture, and every guess. */
#include "checks/file/password.h"

#include "checks/file/open_mail.h"
#include "checks/mail/letter.h"
#include "checks/mail/readable.h"
#include "checks/mail/sender.h"
#include "parse/word.h"

enum {
	PASSWORD_BYTES_MAX = 64,
	REACH_BYTES = 160,
	WORDS_BEHIND = 6,
	NOTE_BYTES_MAX = 2000,
	TEXT_BYTES_MAX = 64 << 10, /* of a letter among the files */
	SEARCHES_MAX = 16
};

struct passwords {
	struct password list[PASSWORDS_MAX];
	size_t count;
	size_t files,
		searches; /* how many files there were when they were looked through */
};

static void add(struct passwords *p, struct span word, enum file_lock how)
{
	if (word.n == 0 || word.n > PASSWORD_BYTES_MAX || p->count == PASSWORDS_MAX)
		return;
	for (size_t i = 0; i < p->count; i++)
		if (span_equal(p->list[i].text, word))
			return;
	p->list[p->count++] = (struct password){ word, how };
}

/* --- words --- */

/* What stands between words beside white space; in CJK text there is none. */
static const char *const BREAKS[] = { "\xC2\xA0", "\xE3\x80\x80", "：", "「", "」", "『",
	"』", "“", "”", "„", "‘", "’", "«", "»", "は", "是", "为", "為", "、", "。", "，",
	"（", "）", "【", "】" };

static size_t break_at(struct span s)
{
	if (s.n && (s.p[0] <= ' ' || s.p[0] == 0x7F))
		return 1;
	if (s.n && s.p[0] < 0x80)
		return 0;
	for (size_t i = 0; i < sizeof(BREAKS) / sizeof(BREAKS[0]); i++)
		if (span_starts_with(s, span_from_cstr(BREAKS[i])))
			return strlen(BREAKS[i]);
	return 0;
}

static struct span next_word(struct span *rest)
{
	for (size_t n; (n = break_at(*rest)) > 0;)
		*rest = span_skip(*rest, n);
	struct span word = { rest->p, 0 };
	while (rest->n && break_at(*rest) == 0) {
		word.n++;
		*rest = span_skip(*rest, 1);
	}
	return word;
}

static struct span strip(struct span word, const char *marks)
{
	size_t n = strlen(marks);
	while (word.n && memchr(marks, word.p[0], n))
		word = span_skip(word, 1);
	while (word.n && memchr(marks, word.p[word.n - 1], n))
		word.n--;
	return word;
}

static void add_word(struct passwords *p, struct span word)
{
	add(p, strip(word, "\"'`()<>[]{}.,;:!?*_="), LOCK_OPENED_TOLD);
	add(p, strip(word, "\"'`*:="), LOCK_OPENED_TOLD);
}

static bool is_filler(struct span word)
{
	static const char *const FILLERS[] = { "is", "the", "for", "to", "this", "file",
		"ist", "das", "est", "es", "la", "le", "of", "open", "it", "and",
		"please", "use", ":", "=", "-", "archive", "document", "zip", "your",
		"attached", "below", "a" };
	word = strip(word, ":=-.,");
	for (size_t i = 0; i < sizeof(FILLERS) / sizeof(FILLERS[0]); i++)
		if (span_equal_nocase(word, span_from_cstr(FILLERS[i])))
			return true;
	return word.n == 0;
}

/* --- where they stand --- */

static const struct {
	const char *word;
	bool alone; /* short: a word of its own, not a part of one */
} KEYS[] = { { "password", false }, { "passcode", false }, { "passwort", false },
	{ "passphrase", false }, { "passwd", false }, { "kennwort", false },
	{ "mot de passe", false }, { "contraseña", false }, { "contrasena", false },
	{ "senha", true }, { "пароль", false }, { "Пароль", false }, { "ПАРОЛЬ", false },
	{ "密码", false }, { "密碼", false }, { "パスワード", false },
	{ "暗証番号", false }, { "비밀번호", false }, { "암호", false },
	{ "패스워드", false }, { "pass", true }, { "pwd", true }, { "pw", true },
	{ "code", true }, { "pin", true } };

static bool is_alone(struct span text, size_t at, size_t n)
{
	return (at == 0 || !ascii_is_alpha(text.p[at - 1])) &&
	       (at + n >= text.n || !ascii_is_alpha(text.p[at + n]));
}

/* "password is: 1234", "password for the file below\n\n1234". */
static void add_behind(struct passwords *p, struct span rest)
{
	rest = span_take(rest, REACH_BYTES);
	while (rest.n && (rest.p[0] == ':' || rest.p[0] == '=' || rest.p[0] == '_' ||
				 rest.p[0] == '-' || ascii_is_space(rest.p[0])))
		rest = span_skip(rest, 1);
	for (int taken = 0; taken < WORDS_BEHIND && rest.n;) {
		struct span word = next_word(&rest);
		if (word.n == 0 || is_filler(word))
			continue;
		/* A word cut off by the reach is no word. */
		add_word(p, word);
		taken++;
		if (p->count > PASSWORDS_MAX - 4)
			return;
	}
}

static void search(struct passwords *p, struct span text)
{
	for (size_t i = 0; i < sizeof(KEYS) / sizeof(KEYS[0]); i++) {
		struct span key = span_from_cstr(KEYS[i].word), rest = text;
		for (size_t at; (at = span_find_nocase(rest, key)) != SPAN_NONE;) {
			size_t place = (size_t)(rest.p - text.p) + at;
			if (!KEYS[i].alone || is_alone(text, place, key.n))
				add_behind(p, span_skip(text, place + key.n));
			rest = span_skip(rest, at + key.n);
		}
	}
}

static void search_lone_lines(struct passwords *p, struct span text)
{
	while (text.n && p->count < PASSWORDS_MAX - 2) {
		struct span line = span_trim(span_line(&text));
		bool digit = false, one = line.n >= 4 && line.n <= 24;
		for (size_t i = 0; one && i < line.n; i++) {
			one = line.p[i] > ' ';
			digit |= ascii_is_digit(line.p[i]);
		}
		if (one && digit)
			add(p, line, LOCK_OPENED_TOLD);
	}
}

static struct span without_extension(struct span base)
{
	struct span extension = file_extension(base);
	return extension.n ? span_take(base, base.n - extension.n - 1) : base;
}

static bool is_text_of_letter(const struct file *f)
{
	return f->role == ROLE_PART && f->parent &&
	       file_type_family(f->parent->type) == FAMILY_LETTER;
}

static bool is_letter(const struct file *f)
{
	return (f->type == TYPE_MAIL || f->type == TYPE_MHT) && f->opened && f->facts;
}

/* The list grows while it is opened: it is looked through again when it has. */
static void search_files(struct files *files, struct passwords *p)
{
	if (files->count == p->files || p->searches == SEARCHES_MAX)
		return;
	p->files = files->count;
	p->searches++;
	for (struct file *f = files->first; f; f = f->next) {
		search(p, without_extension(f->base));
		if (is_text_of_letter(f))
			search(p, span_take(f->bytes, TEXT_BYTES_MAX));
		if (is_letter(f))
			search(p, ((const struct mail_facts *)f->facts)->subject);
		if ((!f->read || f->opened) && f->bytes.n < NOTE_BYTES_MAX &&
			span_equal_nocase(file_extension(f->base), SPAN("txt"))) {
			search(p, f->bytes);
			search_lone_lines(p, f->bytes);
		}
	}
}

static void search_letter(struct files *files, struct passwords *p)
{
	struct letter *letter = files->letter;
	struct span text = letter_text(files->job, letter);
	search(p, word_decode(files->job->arena,
			  sender_value(files->job, letter, "Subject"), NULL));
	search(p, text);
	search(p, letter_html_text(files->job, letter));
	search_lone_lines(p, text);
}

const struct password *files_passwords(struct files *files, size_t *count_r)
{
	struct passwords *p = files->passwords;
	if (!p) {
		p = files->passwords = arena_new(files->job->arena, struct passwords);
		const struct settings *s = &files->job->settings;
		for (size_t i = 0; i < s->count; i++)
			if (strcmp(s->list[i].name, "password") == 0)
				add(p, s->list[i].value, LOCK_OPENED_GIVEN);
		if (files->letter)
			search_letter(files, p);
		add(p, SPAN("infected"), LOCK_OPENED_TOLD);
	}
	search_files(files, p);
	*count_r = p->count;
	return p->list;
}

void file_opened_by(struct file *f, const struct password *p, const char *lock_name)
{
	f->lock = p->how;
	f->password = p->text;
	f->lock_name = lock_name;
}
