/* checks/mail/asks: what letters want, and as many honest ones that want nothing of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "checks/mail/asks.h"
#include "checks/mail/phrase.h"
#include "checks/registry.h"
#include "core/engine.h"
#include "parse/html.h"

static const struct {
	const char *text;
	unsigned asks;
} texts[] = {
	/* run */
	{ "To fix the audio, run the following command:\n", ASK_RUN },
	{ "Open Terminal and paste this line.", ASK_RUN },
	{ "Press Windows + R, then Ctrl+V and Enter.", ASK_RUN },
	{ "curl -fsSL https://x.example/i | bash", ASK_RUN | ASK_LINK },
	{ "Please copy and paste this short command into your terminal", ASK_RUN },
	{ "Clone the repository and run it before our call.", ASK_RUN },
	{ "Then click Enable Editing, Enable Content.", ASK_RUN },
	{ "Bitte laden Sie die App herunter.", ASK_RUN },
	{ "マクロを有効にしてください", ASK_RUN },
	/* secret */
	{ "Enter your 12-word recovery phrase to go on.", ASK_SECRET },
	{ "Please verify your\n   wallet within 24 hours", ASK_SECRET },
	{ "Kindly reply with your password.", ASK_SECRET },
	{ "If you do not confirm your password, it is lost.", ASK_SECRET },
	{ "Do not panic. Confirm your password here.", ASK_SECRET },
	{ "pass\xe2\x80\x8bword: please con\xe2\x80\x8b"
	  "firm your pass\xc2\xadword",
		ASK_SECRET },
	{ "Bitte geben Sie Ihr Passwort ein.", ASK_SECRET },
	{ "パスワードを入力してください。", ASK_SECRET },
	{ "秘密鍵を\n教えてください。", ASK_SECRET },
	/* pay */
	{ "Our bank details have changed, see below.", ASK_PAY },
	{ "Please send 0.5 BTC to the address below.", ASK_PAY },
	{ "Can you process a wire transfer today?", ASK_PAY },
	{ "Please buy five Google Play cards for me.", ASK_PAY },
	{ "お振込先の口座が変更になりました。", ASK_PAY },
	/* move */
	{ "Message me on Telegram, it is faster.", ASK_MOVE },
	{ "My WhatsApp number: +49 151 1", ASK_MOVE },
	{ "Let's continue this chat on Signal.", ASK_MOVE },
	{ "LINEで連絡してください。", ASK_MOVE },
	{ "Join me: https://t.me/x", ASK_MOVE | ASK_LINK },
	/* locked */
	{ "The password is Tk42x.", ASK_LOCKED },
	{ "Archive password: 2026", ASK_LOCKED },
	{ "解凍パスワードは別途お知らせします。", ASK_LOCKED },
	/* links */
	{ "see https://x.example/", ASK_LINK },
	{ "see www.x.example", ASK_LINK },
	{ "-- \nsee HTTP://x.example/ now", ASK_LINK },
	{ "Hello.\n-- \nAnn\nhttps://ann.example/\n", 0 },
	{ "Hello.\n______________________________\nlist\nhttps://l.example/\n", 0 },

	/* honest */
	{ "", 0 },
	{ "We never ask for your password.", 0 },
	{ "We will never ask you to confirm your password or PIN.", 0 },
	{ "Do not give your one-time code to anyone. Bank staff do not need it.", 0 },
	{ "Never share your recovery phrase, even if somebody calls.", 0 },
	{ "Beware of anyone who wants you to enter your seed phrase.", 0 },
	{ "You should not send your password by mail.", 0 },
	{ "Scammers will tell you to enter your 24 word seed phrase.", 0 },
	{ "Wir fragen Sie nie: bitte geben Sie Ihr Passwort ein.", 0 },
	{ "パスワードを教えないでください。", 0 },
	{ "当社がパスワードを入力していただくことはありません。", 0 },
	{ "The command fails on arm64. Running the tests shows a leak.", 0 },
	{ "I ran make check and it passed; the code looks right.", 0 },
	{ "Your one-time password is 482913.", 0 },
	{ "Thank you for your payment. Invoice 2231 is paid; nothing is left to do.", 0 },
	{ "The attached invoice for November; the terms are as always.", 0 },
	{ "Our new bank opens on Monday.", 0 },
	{ "The signal is weak on that line.", 0 },
	{ "The password manager is described in the wiki.", 0 },
	{ "It is 3.5 GHz; the www. prefix is not needed.", 0 },
	{ "Remove the bank. Details have changed in version 2.", 0 },
};

static void test_texts(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 22);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		unsigned asks = asks_in_text(a, span_from_cstr(texts[i].text));
		if (asks != texts[i].asks)
			fail_msg("%s: %x", texts[i].text, asks);
	}
	arena_destroy(&a);
}

static const struct {
	const char *name;
	bool is_program;
} files[] = {
	{ "a.exe", true },
	{ "Invoice.pdf.EXE", true },
	{ "a.scr. . ", true },
	{ "a.lnk..", true },
	{ "x.docm", true },
	{ "update.library-ms", true },
	{ "call.scpt", true },
	{ "disk.VHDX", true },
	{ "", false },
	{ "exe", false },
	{ "a.exe.txt", false },
	{ "report.pdf", false },
	{ "x.docx", false },
	{ "...", false },
};

static void test_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (asks_is_program(span_from_cstr(files[i].name)) != files[i].is_program)
			fail_msg("%s", files[i].name);
}

#define HEAD "From: Ann <ann@example.com>\nTo: Ben <ben@example.org>\nSubject: Hello\n"
#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n--b\n"
#define HTML "Content-Type: text/html; charset=utf-8\n\n"

static const struct {
	const char *what, *letter;
	unsigned asks;
} letters[] = {
	{ "quoted", HEAD "\nNo!\n\n> Enter your seed phrase\n> https://x.example\n", 0 },
	{ "below", HEAD "\nNo.\n-----Original Message-----\nSend me the code now\n", 0 },
	{ "attributed",
		HEAD
		"\nNo.\n\nOn Mon, 23 Nov 2026 Eve <e@x.example>\nwrote:\n\nsend me the "
		"code www.x.example\n",
		0 },
	{ "answered beneath", HEAD "\nOn Monday Eve wrote:\n> hm\n\nsend me the code\n",
		ASK_SECRET },
	{ "printed head",
		HEAD "\nNo.\n\nFrom: Eve\nSent: Monday\nTo: Ann\n\nsend me the code\n",
		0 },
	{ "nothing else", HEAD "\n-----Original Message-----\nsend me the code\n",
		ASK_SECRET },
	{ "passed on",
		"From: a@example.com\nTo: b@example.org\nSubject: Fwd: x\n\nSee:\n"
		"-----Original Message-----\nsend me the code\n",
		ASK_SECRET },
	{ "patch",
		HEAD "\nFix it.\n---\n f | 2 +\n\ndiff --git a/f b/f\n--- a/f\n+++ b/f\n"
		     "@@ -1 +1,2 @@\n+run the following command\n+https://x.example\n",
		0 },
	{ "subject",
		"From: a@example.com\nTo: b@example.org\nSubject: Verify your "
		"account\n\nHello.\n",
		ASK_SECRET },
	{ "subject of an answer",
		"From: a@example.com\nTo: b@example.org\nSubject: Re: Verify your "
		"account\n"
		"In-Reply-To: <1@example.org>\n\nThat is a trick.\n",
		0 },
	{ "html",
		HEAD HTML "<style>www.x.example</style><p>Enter&nbsp;your <b>seed</b> "
			  "phrase <a href=\"https://x.example/?a=1&amp;b\">here</a>",
		ASK_SECRET | ASK_LINK },
	{ "html quote",
		HEAD HTML
		"<p>No.</p><div class=\"gmail_quote\"><div>x</div>send me the code "
		"<a href='https://x.example'>y</a></div><p>Ann</p>",
		0 },
	{ "html not plain",
		HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nHello.\n"
		     "--b\nContent-Type: text/html\n\n<p>Send me the code</p>\n--b--\n",
		ASK_SECRET },
	{ "file",
		HEAD MIXED "Content-Type: application/pdf; name=a.pdf\n"
			   "Content-Disposition: attachment\n\nx\n--b--\n",
		ASK_FILE },
	{ "program",
		HEAD MIXED "Content-Type: image/png; name=\"a.png.exe\"\n\nx\n--b--\n",
		ASK_FILE | ASK_PROGRAM },
	{ "picture", HEAD MIXED "Content-Type: image/png; name=a.png\n\nx\n--b--\n", 0 },
	{ "signature",
		HEAD MIXED
		"Content-Type: application/pgp-signature; name=s.asc\n\nx\n--b--\n",
		0 },
	{ "patch file",
		HEAD MIXED
		"Content-Type: application/octet-stream; name=1.patch\n\nx\n--b--\n",
		0 },
	{ "locked",
		HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nPassword: x81\n"
		     "--b\nContent-Type: application/zip; name=a.zip\n\nx\n--b--\n",
		ASK_FILE | ASK_LOCKED },
	{ "password for nothing", HEAD "\nPassword: x81\n", 0 },
	{ "bounce",
		HEAD
		"Content-Type: multipart/report; boundary=b\n\n--b\n\nIt failed.\n--b\n"
		"Content-Type: message/rfc822\n\nContent-Type: application/zip; "
		"name=a.zip\n\nx\n--b--\n",
		0 },
};

static unsigned found;

static void run(struct job *job, const struct evidence *on)
{
	found = letter_asks(job, letter_of(on));
	assert_int_equal(found, letter_asks(job, letter_of(on)));
}

static const struct check check_asks = { .code = "x", .on = EV_MAIL, .run = run };

static void test_letters(void **state)
{
	(void)state;
	static const struct check *const checks[] = { &check_asks, NULL };
	struct registry one = { registry.readers, checks };
	struct arena *a = arena_create(1 << 24);
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		struct job job;
		job_init(&job, a);
		found = ~0u;
		engine_run(&job, &one, span_from_cstr(letters[i].letter));
		if (found != letters[i].asks)
			fail_msg("%s: %x", letters[i].what, found);
		arena_reset(a);
	}
	arena_destroy(&a);
}

/* A phrase in another form than that of folded text would never be found. */
static void test_phrases_are_folded(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 22);
	for (size_t i = 0; i < phrase_count; i++) {
		struct span rest = span_from_cstr(phrase_table[i].text);
		while (rest.p) {
			struct span choices = span_split(&rest, ' ');
			while (choices.p) {
				struct span word = span_split(&choices, '|');
				if (word.n && strchr("*#:", word.p[0]))
					continue;
				if (word.n && word.p[0] == '(')
					word = span_skip(word, 1);
				if (span_ends_with(word, SPAN(")")))
					word.n--;
				if (!span_equal(phrase_fold(a, word), word))
					fail_msg("%s", phrase_table[i].text);
			}
		}
		arena_reset(a);
	}
	arena_destroy(&a);
}

static void test_html(void **state)
{
	(void)state;
	static const struct {
		const char *html, *text;
	} rows[] = {
		{ "a<br>b", "a\nb" },
		{ "<p>a  \n b</p>", "\n\na b\n\n" },
		{ "1 < 2 &amp;&lt;&#65;&#x42;&nope;&#xffffffff;",
			"1 < 2 &<AB&nope;&#xffffffff;" },
		{ "a<!-- b -->c<!d>e<?f>g", "aceg" },
		{ "a<script>b</ script></script >c", "ac" },
		{ "<a title='>' href=//x.example/?a&amp;b>c</a>",
			"c <http://x.example/?a&b> " },
		{ "<a href='mailto:x'>c</a>", "c" },
		{ "<form action=\"https://x.example\">", " <https://x.example> " },
		{ "a<!-- b", "a" },
		{ "a<b", "a" },
		{ "co&shy;de &eacute;", "code \u00e9" },
	};
	struct arena *a = arena_create(1 << 22);
	struct html_options options = { .max = 1000 };
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text =
			html_to_text(a, span_from_cstr(rows[i].html), &options);
		if (!span_equal(text, span_from_cstr(rows[i].text)))
			fail_msg("%s: %.*s", rows[i].html, SPAN_ARG(text));
	}
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_letters),
		cmocka_unit_test(test_phrases_are_folded),
		cmocka_unit_test(test_html),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
