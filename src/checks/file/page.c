/* Web pages that came as a file and ask for a password: who sends a sign-in page as a file
 * wants what is typed into it, since a real one is visited, not sent. Worse where the form
 * goes to a place that nothing else on the page leads to, to a bare number, or to a chat's
 * robot.
 *
 * Left out: pages within a project or a set of documents, and those that draw their fields by
 * a script of their own. */
#include "base/ip.h"
#include "checks/file/came.h"
#include "checks/file/open_html.h"

static const char *const senders[] = { "fetch(", "xmlhttprequest", "$.ajax", "$.post",
	"axios", "sendbeacon(", ".submit(", NULL };
static const char *const robots[] = { "api.telegram.org", "discord.com/api/webhooks",
	"discordapp.com/api/webhooks", NULL };

/* "evil.test" of "https://user@evil.test:81/x". */
static struct span host_of(struct span address)
{
	size_t at = span_find(address, SPAN("//"));
	if (at == SPAN_NONE)
		return SPAN("");
	struct span host = span_skip(address, at + 2);
	size_t n = 0;
	while (n < host.n && host.p[n] != '/' && host.p[n] != '?' && host.p[n] != '#')
		n++;
	host = span_take(host, n);
	size_t user = span_rfind_byte(host, '@');
	if (user != SPAN_NONE)
		host = span_skip(host, user + 1);
	return span_take(host, span_find_byte(host, ':'));
}

static bool is_number(struct span host)
{
	for (size_t i = 0; i < host.n; i++)
		if (!ascii_is_digit(host.p[i]) && host.p[i] != '.')
			return false;
	return host.n > 0;
}

/* The last two labels: "www.example.com" and "login.example.com" are one owner's. */
static struct span owner_of(struct span host)
{
	size_t dots = 0;
	for (size_t i = host.n; i > 0; i--)
		if (host.p[i - 1] == '.' && ++dots == 2)
			return span_skip(host, i);
	return host;
}

/* True when other links of the page lead to others, and none to where the form goes. */
static bool is_foreign(const struct file *f, struct span host)
{
	bool others = false;
	for (const struct file_link *l = f->links; l; l = l->next) {
		struct span there = host_of(l->target);
		if (l->role == LINK_SUBMIT || there.n == 0)
			continue;
		if (span_equal_nocase(owner_of(there), owner_of(host)))
			return false;
		others = true;
	}
	return others;
}

static bool judge(struct file *f, const struct page_facts *facts)
{
	struct span host = host_of(facts->action);
	struct span robot = find_word(facts->script, robots);
	if (!facts->password.quote.n)
		return false;
	bool is_sent = host.n || find_word(facts->script, senders).n || robot.n;
	if (!is_sent)
		return false;
	bool is_strong = robot.n || (host.n && (is_number(host) || is_foreign(f, host)));
	struct finding *found = file_hit_at(f, is_strong ? "elsewhere" : NULL,
		facts->password.quote, facts->password.offset);
	finding_text(found, "target", robot.n ? robot : host.n ? host : SPAN("?"));
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	struct came came = { 0 };
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		if (f->type == TYPE_HTML && f->facts && file_came(&came, f) &&
			!(f->role == ROLE_PART && f->parent->type == TYPE_MAIL))
			found |= judge(f, f->facts);
	files_say_clear(files, found);
}

const struct check check_file_page = {
	.code = "file.page",
	.title = "A page that came as a file asks for a password",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
