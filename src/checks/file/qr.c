/* QR codes in pictures, and where they lead. Filters follow the links of letters and see no
 * picture, and a telephone that scans one is outside of what guards the office: so thieves
 * send their links as codes, since 2023 in numbers. Honest letters hold codes as well:
 * tickets, payments, invitations; a code alone is no blame. It is one when it pairs a
 * messenger's account with a foreign machine, leads to a program or to a bare number. */
#include "checks/file/open_picture.h"
#include "checks/file/where.h"
#include "money/address.h"

/* Scanned with the messenger, these hand over the account. */
static bool is_pairing(struct span text)
{
	static const char *const heads[] = { "sgnl://linkdevice", "tsdevice:/",
		"tsdevice:?", "tg://login", "https://signal.org/linkdevice" };
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (span_starts_with_nocase(text, span_from_cstr(heads[i])))
			return true;
	return false;
}

/* An address for payments, or a link that pays to one. */
static bool is_wallet(struct span text)
{
	struct money_address address;
	struct span s = span_trim(text);
	return money_is_payment_link(s) ||
	       (money_address_read(s, &address) && !money_address_by_chance(&address));
}

static const char *variant_of(struct span text)
{
	if (is_pairing(text))
		return "pairing";
	if (is_wallet(text))
		return "wallet";
	if (where_leads(text) != WHERE_WEB)
		return where_leads(text) == WHERE_OTHER ? "other" : "text";
	return where_is_download(text)	    ? "download"
	       : where_is_raw_address(text) ? "address"
	       : where_is_shortener(text)   ? "shortened"
					    : NULL;
}

static bool look_at(struct file *f, const struct picture_facts *facts)
{
	for (size_t i = 0; i < facts->count; i++) {
		struct span text = facts->texts[i];
		struct finding *found = file_hit_at(f, variant_of(text), text, 0);
		if (where_leads(text) == WHERE_WEB)
			finding_text(found, "host", where_host(text));
	}
	return facts->count > 0;
}

static bool is_picture(const struct file *f)
{
	switch (f->type) {
	case TYPE_PNG:
	case TYPE_JPEG:
	case TYPE_GIF:
	case TYPE_BMP:
	case TYPE_WEBP:
	case TYPE_PICTURE: return f->facts != NULL;
	default: return false;
	}
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	for (struct file *f = files->first; f; f = f->next) {
		const struct picture_facts *facts = f->facts;
		if (!is_picture(f))
			continue;
		found |= look_at(f, facts);
		if (facts->gap == GAP_NONE)
			continue;
		finding_text(job_unknown(job, f->evidence, facts->gap), "file",
			file_shown(f)->base);
		found = true;
	}
	files_say_clear(files, found);
}

const struct check check_file_qr = {
	.code = "file.qr",
	.title = "A picture holds a QR code",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
