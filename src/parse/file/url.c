/* Small files that make a program open something, to the addresses and commands in them. The
 * forms differ (INI, XML, lines, PDF's FDF); what counts in each is an address behind "=",
 * ">", ":" or a quote, so that one search serves all. A key on the same line tells what it
 * is for: IconFile, WorkingDirectory, Exec ([MS-SHLLINK] has no part in these; the keys are
 * those of the Desktop Entry Specification 1.5 and of .url files as Windows writes them).
 * Names of XML namespaces are no addresses. Leaves out: what is encoded within the values. */
#include "parse/file/url.h"

#include "base/utf8.h"

enum { TEXT_MAX = 4 << 20, KEY_MAX = 64 };

static struct span from_utf16(struct arena *a, struct span s, bool big)
{
	struct text t;
	text_init(&t, a, TEXT_MAX);
	for (size_t i = 0; i + 2 <= s.n && !t.cut; i += 2)
		utf8_add(&t, big ? (uint32_t)(s.p[i] << 8 | s.p[i + 1])
				 : (uint32_t)(s.p[i + 1] << 8 | s.p[i]));
	return text_span(&t);
}

static struct span as_text(struct arena *a, struct span s)
{
	if (span_starts_with(s, SPAN("\xFF\xFE")))
		return from_utf16(a, span_skip(s, 2), false);
	if (span_starts_with(s, SPAN("\xFE\xFF")))
		return from_utf16(a, span_skip(s, 2), true);
	if (s.n > 8 && s.p[1] == 0 && s.p[3] == 0 && s.p[5] == 0)
		return from_utf16(a, s, false);
	return s;
}

static bool begins_address(struct span s)
{
	static const struct span schemes[] = { SPAN("http://"), SPAN("https://"),
		SPAN("file:"), SPAN("ftp://"), SPAN("smb:"), SPAN("afp:"),
		SPAN("search-ms:"), SPAN("search:"), SPAN("ms-"), SPAN("javascript:"),
		SPAN("\\\\") };
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (span_starts_with_nocase(s, schemes[i]))
			return true;
	return false;
}

static bool ends_address(unsigned char c)
{
	return c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == ')' ||
	       c == ';' || c == 0x7F;
}

static bool is_word(unsigned char c)
{
	return ascii_is_alnum(c) || c == '_' || c == '-';
}

/* The text of the line before `at`, as much as tells the key. */
static struct span line_before(struct span text, size_t at)
{
	size_t start = at;
	while (start > 0 && at - start < KEY_MAX && text.p[start - 1] != '\n' &&
		text.p[start - 1] != '\r')
		start--;
	return span_between(text.p + start, text.p + at);
}

static bool is_namespace(struct span before)
{
	size_t at = SPAN_NONE;
	struct span rest = before;
	for (size_t n; (n = span_find_nocase(rest, SPAN("xmlns"))) != SPAN_NONE;) {
		rest = span_skip(rest, n + 5);
		at = (size_t)(rest.p - before.p);
	}
	if (at == SPAN_NONE)
		return span_find_nocase(before, SPAN("<!DOCTYPE")) != SPAN_NONE ||
		       span_find_nocase(before, SPAN("DTD")) != SPAN_NONE;
	struct span behind = span_skip(before, at);
	return span_find_byte(behind, ' ') == SPAN_NONE &&
	       span_find_byte(behind, '>') == SPAN_NONE;
}

static enum url_use use_of(struct span before)
{
	if (span_find_nocase(before, SPAN("icon")) != SPAN_NONE)
		return URL_ICON;
	if (span_find_nocase(before, SPAN("workingdir")) != SPAN_NONE)
		return URL_FOLDER;
	return URL_TARGET;
}

/* --- items --- */

struct list {
	struct arena *arena;
	struct url_file *file;
	size_t max, capacity;
};

static bool add(struct list *l, enum url_use use, struct span text)
{
	struct url_file *f = l->file;
	if (f->count >= l->max)
		return false;
	f->items =
		arena_grow(l->arena, f->items, f->count, &l->capacity, sizeof(*f->items));
	f->items[f->count++] = (struct url_item){
		.use = use, .text = text, .offset = (uint64_t)(text.p - f->text.p)
	};
	return true;
}

static bool add_addresses(struct list *l)
{
	struct span text = l->file->text;
	for (size_t i = 0; i < text.n; i++) {
		if (!memchr("hfsmjaHFSMJA\\", text.p[i], 13) ||
			(i > 0 && (is_word(text.p[i - 1]) || text.p[i - 1] == '\\')))
			continue;
		struct span rest = span_skip(text, i), before = line_before(text, i);
		if (!begins_address(rest) || is_namespace(before))
			continue;
		size_t n = 0;
		while (n < rest.n && !ends_address(rest.p[n]))
			n++;
		if (n > 4 && !add(l, use_of(before), span_take(rest, n)))
			return false;
		i += n ? n - 1 : 0;
	}
	return true;
}

static const struct {
	enum file_type type;
	struct span head, tail; /* a line's start; or a tag and what ends it */
} commands[] = {
	{ TYPE_DESKTOP, SPAN("Exec="), SPAN("\n") },
	{ TYPE_DESKTOP, SPAN("TryExec="), SPAN("\n") },
	{ TYPE_SETTINGCONTENT_MS, SPAN("<DeepLink>"), SPAN("</DeepLink>") },
	{ TYPE_RDP, SPAN("alternate shell:s:"), SPAN("\n") },
	{ TYPE_RDP, SPAN("remoteapplicationprogram:s:"), SPAN("\n") },
	{ TYPE_RDP, SPAN("full address:s:"), SPAN("\n") },
	{ TYPE_ODC, SPAN("<odc:CommandText>"), SPAN("</odc:CommandText>") },
};

static bool add_commands(struct list *l, enum file_type type)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		struct span rest = l->file->text;
		if (commands[i].type != type)
			continue;
		for (size_t at;
			(at = span_find_nocase(rest, commands[i].head)) != SPAN_NONE;) {
			rest = span_skip(rest, at + commands[i].head.n);
			struct span value =
				span_take(rest, span_find(rest, commands[i].tail));
			value = span_trim(value);
			if (value.n && !add(l, URL_COMMAND, value))
				return false;
		}
	}
	return true;
}

enum got url_read(struct arena *a, struct span bytes, enum file_type type,
	size_t items_max, struct url_file *file_r)
{
	*file_r = (struct url_file){ .text = as_text(a, span_take(bytes, TEXT_MAX)) };
	struct list l = { .arena = a, .file = file_r, .max = items_max };
	bool all = add_addresses(&l) && add_commands(&l, type);
	return all && bytes.n <= TEXT_MAX ? GOT_ALL : GOT_LIMIT;
}

bool url_is_share(struct span s)
{
	if (span_starts_with_nocase(s, SPAN("file:"))) {
		s = span_skip(s, 5);
		size_t slashes = 0;
		while (slashes < s.n && (s.p[slashes] == '/' || s.p[slashes] == '\\'))
			slashes++;
		struct span host = span_skip(s, slashes);
		size_t end = 0;
		while (end < host.n && host.p[end] != '/' && host.p[end] != '\\')
			end++;
		bool is_drive = host.n > 1 && (host.p[1] == ':' || host.p[1] == '|');
		host = span_take(host, end);
		return (slashes == 2 || slashes >= 4) && host.n && !is_drive &&
		       !span_equal_nocase(host, SPAN("localhost"));
	}
	if (span_starts_with_nocase(s, SPAN("smb:")) ||
		span_starts_with_nocase(s, SPAN("afp:")))
		return true;
	return span_starts_with(s, SPAN("\\\\")) && s.n > 3 && s.p[2] != '?' &&
	       s.p[2] != '.' && s.p[2] != '\\';
}
