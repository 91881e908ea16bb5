/* Hangul documents 5.0: the head (3.2.1), scripts (3.2.9), members of BinData (3.2.5), and
 * of the sections' records (4.1, 4.3) the targets of links.
 *
 * A script stream is a row of texts, each behind the number of its UTF-16 units; Hangul puts
 * an empty handler or two into every document, which says nothing. A link is a control
 * "%hlk" whose command begins with the target, ":" and ";" escaped by "\". Left out: the
 * cipher of documents for distribution, and everything else in the records. */
#include "parse/file/hwp.h"

#include "base/text.h"

enum {
	FLAG_PACKED = 1 << 0,
	FLAG_LOCKED = 1 << 1,
	FLAG_SPREAD = 1 << 2,
	FLAG_RIGHTS = 1 << 4,
	FLAG_CERTIFICATE = 1 << 8,
	FLAG_CERTIFICATE_RIGHTS = 1 << 10,
};

enum got hwp_head_read(struct span stream, struct hwp_head *head_r)
{
	enum { VERSION_AT = 32, FLAGS_AT = 36, HEAD_BYTES = 40 };
	*head_r = (struct hwp_head){ 0 };
	if (stream.n < HEAD_BYTES || !span_starts_with(stream, SPAN("HWP Document File")))
		return GOT_NONE;
	uint32_t flags = le32(stream, FLAGS_AT);
	head_r->version = le32(stream, VERSION_AT);
	head_r->is_packed = flags & FLAG_PACKED;
	head_r->is_locked = flags & FLAG_LOCKED;
	head_r->is_spread = flags & FLAG_SPREAD;
	head_r->is_sealed_else =
		flags & (FLAG_RIGHTS | FLAG_CERTIFICATE | FLAG_CERTIFICATE_RIGHTS);
	return GOT_ALL;
}

struct span hwp_member(struct span bytes)
{
	static const struct span mark = SPAN("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
	if (bytes.n > 4 && span_starts_with(span_skip(bytes, 4), mark))
		return span_skip(bytes, 4); /* its size stands before it */
	return bytes;
}

/* --- scripts --- */

enum got hwp_script_text(struct arena *a, struct span stream, struct span *text_r)
{
	enum { TEXTS_MAX = 4, END = 0xFFFFFFFF };
	struct text t;
	enum got got = GOT_ALL;
	text_init(&t, a, stream.n * 2 + 16);
	for (int i = 0; i < TEXTS_MAX && stream.n >= 4; i++) {
		uint64_t bytes = 2ull * le32(stream, 0);
		if (le32(stream, 0) == END)
			break;
		stream = span_skip(stream, 4);
		if (bytes > stream.n)
			got = GOT_SOME;
		struct span text =
			span_take(stream, bytes < stream.n ? (size_t)bytes : stream.n);
		stream = span_skip(stream, text.n);
		if (!text.n)
			continue;
		text_add(&t, utf16le_text(a, text));
		text_add_byte(&t, '\n');
	}
	*text_r = text_span(&t);
	return got;
}

bool hwp_script_is_stock(struct span text)
{
	static const struct span stock[] = { SPAN("{"), SPAN("}"),
		SPAN("var Documents = XHwpDocuments;"),
		SPAN("var Document = Documents.Active_XHwpDocument;"),
		SPAN("function OnDocument_New()"), SPAN("function OnDocument_Open()") };
	while (text.n) {
		struct span line = span_trim(span_line(&text));
		bool known = line.n == 0 || span_starts_with(line, SPAN("//"));
		for (size_t i = 0; i < sizeof(stock) / sizeof(stock[0]); i++)
			known |= span_equal(line, stock[i]);
		/* A lone carriage return ends a line for the engine, not for span_line(). */
		if (!known || span_find_byte(line, '\r') != SPAN_NONE)
			return false;
	}
	return true;
}

/* --- records --- */

/* Of its head: ten bits of tag, ten of level, twelve of size; a size of all ones stands in
 * four bytes more. */
static bool next_record(
	struct span *rest, unsigned *tag_r, struct span *body_r, bool *broken_r)
{
	enum { SIZE_IS_FAR = 0xFFF };
	if (rest->n < 4) {
		*broken_r |= rest->n > 0;
		return false;
	}
	uint32_t head = le32(*rest, 0);
	size_t size = head >> 20, skip = 4;
	if (size == SIZE_IS_FAR) {
		size = le32(*rest, 4);
		skip = 8;
	}
	if (rest->n < skip) {
		*broken_r = true;
		return false;
	}
	*rest = span_skip(*rest, skip);
	*tag_r = head & 0x3FF;
	*body_r = span_take(*rest, size);
	*broken_r |= body_r->n < size;
	*rest = span_skip(*rest, body_r->n);
	return true;
}

/* "http\:\/\/example.com\/;1;0;0;" */
struct span hwp_command_target(struct arena *a, struct span command)
{
	struct text t;
	text_init(&t, a, command.n);
	for (size_t i = 0; i < command.n && command.p[i] != ';'; i++) {
		if (command.p[i] == '\\' && i + 1 < command.n)
			i++;
		text_add_byte(&t, command.p[i]);
	}
	return text_span(&t);
}

bool hwp_next_link(
	struct arena *a, struct span *rest, struct span *target_r, bool *broken_r)
{
	enum { TAG_CONTROL = 0x10 + 55, COMMAND_AT = 11, COMMAND_BYTES_MAX = 16384 };
	unsigned tag;
	struct span body;
	while (next_record(rest, &tag, &body, broken_r)) {
		if (tag != TAG_CONTROL || !span_starts_with(body, SPAN("klh%")))
			continue;
		size_t bytes = 2u * le16(body, COMMAND_AT - 2);
		struct span command = span_take(span_skip(body, COMMAND_AT), bytes);
		command = span_take(command, COMMAND_BYTES_MAX);
		*target_r = hwp_command_target(a, utf16le_text(a, command));
		if (target_r->n)
			return true;
	}
	return false;
}
