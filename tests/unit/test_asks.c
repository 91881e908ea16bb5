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
	{ "Clone the repository and run it before our call.", ASK_RUN | ASK_TEST },
	{ "Then click Enable Editing, Enable Content.", ASK_RUN },
	{ "Bitte laden Sie die App herunter.", ASK_RUN },
	{ "マクロを有効にしてください", ASK_RUN },
	/* secret */
	{ "Enter your 12-word recovery phrase to go on.", ASK_SECRET },
	{ "Please verify your\n   wallet within 24 hours", ASK_SECRET | ASK_HURRY },
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
	/* before the harm */
	{ "I came across your profile on a job site.", ASK_OFFER },
	{ "Senior developer (remote position), 120 USD per hour", ASK_OFFER },
	{ "The next step is a short coding assessment.", ASK_TEST },
	{ "Please clone our repository before the interview.", ASK_TEST },
	{ "Your microphone is blocked by the browser.", ASK_FIX },
	{ "We can't hear you.", ASK_FIX },
	{ "I need it within 24 hours.", ASK_HURRY },
	{ "Please keep this strictly confidential.", ASK_QUIET },
	{ "Do not tell anyone about it.", ASK_QUIET },
	/* French */
	{ "Copiez et collez la commande suivante dans le terminal.", ASK_RUN },
	{ "Pour télécharger l’application, voir plus bas.", 0 },
	{ "Téléchargez l’application.", ASK_RUN },
	{ "Saisissez votre phrase de récupération.", ASK_SECRET },
	{ "Ne communiquez jamais votre mot de passe.", 0 },
	{ "Nos coordonnées bancaires ont changé.", ASK_PAY },
	{ "Écrivez-moi sur Telegram.", ASK_MOVE },
	{ "Mot de passe : a81x", ASK_LOCKED },
	{ "Une offre d’emploi pour vous", ASK_OFFER },
	{ "Nous vous proposons un test technique.", ASK_TEST },
	{ "Votre micro ne fonctionne pas.", ASK_FIX },
	{ "Répondez dans les 24 heures.", ASK_HURRY },
	{ "C'est strictement confidentiel.", ASK_QUIET },
	/* Spanish */
	{ "Copie y pegue este comando.", ASK_RUN },
	{ "Introduzca su frase de recuperación.", ASK_SECRET },
	{ "Nunca comparta su contraseña.", 0 },
	{ "No le pedimos que introduzca su contraseña.", 0 },
	{ "Realice el pago hoy.", ASK_PAY },
	{ "Hablemos por Telegram.", ASK_MOVE },
	{ "Contraseña: 2026ab", ASK_LOCKED },
	{ "Una oferta de empleo", ASK_OFFER },
	{ "La prueba técnica dura una hora.", ASK_TEST },
	{ "El micrófono no funciona.", ASK_FIX },
	{ "Responda lo antes posible.", ASK_HURRY },
	{ "Es estrictamente confidencial.", ASK_QUIET },
	{ "El código fuente está en el repositorio.", 0 },
	/* Russian, in capitals too */
	{ "Выполните эту "
	  "команду.",
		ASK_RUN },
	{ "ВВЕДИТЕ СИД-ФРАЗУ", ASK_SECRET },
	{ "Никогда не сообщайте пароль.", 0 },
	{ "Оплатите счёт сегодня.", ASK_PAY },
	{ "Напишите мне в Телеграм.", ASK_MOVE },
	{ "Пароль от архива в следующем письме", ASK_LOCKED },
	{ "Ваше резюме нас заинтересовало.", ASK_OFFER },
	{ "Выполните тестовое задание.", ASK_TEST },
	{ "Микрофон не работает.", ASK_FIX },
	{ "Это срочно.", ASK_HURRY },
	{ "Никому не говорите об этом.", ASK_QUIET },
	{ "Команда выполняется долго.", 0 },
	/* Korean */
	{ "아래 명령어를 실행해 주세요.", ASK_RUN },
	{ "복구 문구를 입력해 주세요.", ASK_SECRET },
	{ "비밀번호를 입력하지 마세요.", 0 },
	{ "절대 비밀번호를 알려 주는 일은 없습니다.", 0 },
	{ "입금 계좌가 변경되었습니다.", ASK_PAY },
	{ "텔레그램으로 연락 주세요.", ASK_MOVE },
	{ "파일 비밀번호는 별도로 알려 드립니다.", ASK_LOCKED },
	{ "채용 담당자입니다.", ASK_OFFER },
	{ "코딩 테스트가 있습니다.", ASK_TEST },
	{ "마이크가 작동하지 않습니다.", ASK_FIX },
	{ "긴급합니다.", ASK_HURRY },
	{ "아무에게도 말하지 말아 주세요.", ASK_QUIET },
	{ "명령어 목록은 설명서에 있습니다.", 0 },
	/* Chinese */
	{ "请运行以下命令。", ASK_RUN },
	{ "请输入您的助记词。", ASK_SECRET },
	{ "请勿向他人提供密码。", 0 },
	{ "收款账户已变更。", ASK_PAY },
	{ "请加我微信。", ASK_MOVE },
	{ "解压密码是8842", ASK_LOCKED },
	{ "高薪远程工作", ASK_OFFER },
	{ "请完成编程测试。", ASK_TEST },
	{ "您的麦克风无法使用。", ASK_FIX },
	{ "请尽快回复。", ASK_HURRY },
	{ "不要告诉任何人。", ASK_QUIET },
	{ "密码学是一门学科。", 0 },
	/* German and Japanese */
	{ "Wir suchen Entwickler.", ASK_OFFER },
	{ "Die Testaufgabe liegt bei.", ASK_TEST },
	{ "Ihr Mikrofon ist blockiert.", ASK_FIX },
	{ "Bitte antworten Sie umgehend.", ASK_HURRY },
	{ "Bitte vertraulich behandeln.", ASK_QUIET },
	{ "プロフィールを拝見しました。", ASK_OFFER },
	{ "コーディングテストを受けてください。", ASK_TEST },
	{ "マイクが動作しません。", ASK_FIX },
	{ "至急ご返信ください。", ASK_HURRY },
	{ "他言無用でお願いします。", ASK_QUIET },
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
	size_t wrong = 0;
	struct arena *a = arena_create(1 << 22);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		unsigned asks = asks_in_text(a, span_from_cstr(texts[i].text), NULL);
		if (asks == texts[i].asks)
			continue;
		print_error("%s: %x\n", texts[i].text, asks);
		wrong++;
	}
	arena_destroy(&a);
	assert_int_equal(wrong, 0);
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

static void test_languages(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum phrase_listed listed;
	} rows[] = {
		{ "", LANGUAGE_LISTED },
		{ "Dobar dan, ovo je kratko.", LANGUAGE_LISTED },
		{ "We would like to hear from you about the report that was sent to all "
		  "members of the board in the first week of the month.",
			LANGUAGE_LISTED },
		{ "Wir haben den Bericht gelesen und möchten uns bei Ihnen für die "
		  "Arbeit "
		  "bedanken, die Sie und das ganze Team in diesem Jahr geleistet haben.",
			LANGUAGE_LISTED },
		{ "Мы прочитали ваш отчет и хотим поблагодарить вас за работу, которую "
		  "вы "
		  "и ваша команда сделали в этом году, но у нас есть вопросы.",
			LANGUAGE_LISTED },
		{ "우리는 보고서를 읽었습니다. 귀하의 팀이 올해 한 일에 감사드립니다.",
			LANGUAGE_LISTED },
		{ "We hebben het verslag gelezen en willen je bedanken voor het werk dat "
		  "jij en het hele team dit jaar voor ons hebben gedaan.",
			LANGUAGE_UNLISTED },
		{ "Olemme lukeneet raportin ja haluamme kiittää teitä työstä, jonka te "
		  "ja "
		  "koko tiimi olette tehneet tänä vuonna meidän hyväksemme Suomessa.",
			LANGUAGE_UNLISTED },
		{ "Lemos o relatório e queremos agradecer pelo trabalho que você e a "
		  "equipe fizeram neste ano, mas não temos como pagar o valor.",
			LANGUAGE_UNLISTED },
	};
	struct arena *a = arena_create(1 << 22);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (phrase_language_of(phrase_fold(a, span_from_cstr(rows[i].text))) !=
			rows[i].listed)
			fail_msg("%s", rows[i].text);
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
		{ "co&shy;de &eacute;", "code é" },
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
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_html),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
