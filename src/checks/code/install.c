/* What a package manager runs by itself: the scripts preinstall, install, postinstall, and
 * for a project that was cloned prepare and prepublish, in package.json. What they run in
 * the tree is followed. In a project's own package.json also dependencies that come from an
 * address instead of a register, without TLS or from a bare number; in npm's lock file packages that come from elsewhere than
 * most and run a script. */
#include "base/ip.h"
#include "checks/code/code.h"

static bool is_hook(struct span key)
{
	static const char *const keys[] = { "preinstall", "install", "postinstall",
		"prepare", "prepublish", "preprepare", "postprepare" };
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (span_equal(key, span_from_cstr(keys[i])))
			return true;
	return false;
}

static bool is_of_dependencies(struct span key)
{
	return span_equal(key, SPAN("dependencies")) ||
	       span_equal(key, SPAN("devDependencies")) ||
	       span_equal(key, SPAN("optionalDependencies")) ||
	       span_equal(key, SPAN("peerDependencies"));
}

/* "http://host/x.tgz", "https://192.0.2.1:1/x.tgz". */
static bool is_odd_source(struct span value)
{
	size_t at = span_find(value, SPAN("://"));
	struct ip ip;
	if (at == SPAN_NONE || span_starts_with(value, SPAN("file:")))
		return false;
	struct span host = span_skip(value, at + 3);
	size_t n = 0;
	while (n < host.n && host.p[n] != '/' && host.p[n] != ':')
		n++;
	return span_starts_with(value, SPAN("http://")) ||
	       ip_parse(span_take(host, n), &ip);
}

static bool judge_script(struct file *f, const struct json_item *item, struct span line)
{
	struct command c = command_read(f, line);
	if (command_is_grave(&c)) {
		struct finding *found = file_hit_at(f, "grave", line, item->offset);
		finding_text(found, "script", item->key);
		return true;
	}
	if (!code_is_vendored(f) && c.runs) {
		struct finding *found = file_hit_at(f, "runs", line, item->offset);
		finding_text(found, "script", item->key);
	}
	return c.runs && !code_is_vendored(f);
}

static bool read_package(struct job *job, struct file *f)
{
	struct json j = json_of(f->bytes);
	struct json_item item;
	bool found = false;
	while (json_next(&j, &item)) {
		struct span group = item.depth == 2 ? json_key_at(&j, 1) : SPAN("");
		if (item.kind != JSON_STRING)
			continue;
		struct span text = json_text(job->arena, item.text);
		if (span_equal(group, SPAN("scripts")) && is_hook(item.key))
			found |= judge_script(f, &item, text);
		if (is_of_dependencies(group) && is_odd_source(text) &&
			!code_is_vendored(f)) {
			file_hit_at(f, "source", text, item.offset);
			found = true;
		}
	}
	if (!code_is_vendored(f)) /* tests of packages keep broken ones */
		code_told_by_json(f, &j);
	return found;
}

/* --- the lock file of npm --- */

static struct span host_of(struct span url)
{
	size_t at = span_find(url, SPAN("://")), n = 0;
	if (at == SPAN_NONE)
		return SPAN("");
	struct span host = span_skip(url, at + 3);
	while (n < host.n && host.p[n] != '/' && host.p[n] != ':')
		n++;
	return span_take(host, n);
}

/* Most packages come from one register, whichever that is: its host, by the vote of
 * Boyer and Moore (the only one that can have more than half). */
static struct span usual_host(struct file *f)
{
	struct json j = json_of(f->bytes);
	struct json_item item;
	struct span host = SPAN("");
	size_t votes = 0;
	while (json_next(&j, &item)) {
		if (!span_equal(item.key, SPAN("resolved")) || item.kind != JSON_STRING)
			continue;
		struct span one = host_of(item.text);
		if (votes == 0)
			host = one;
		votes = span_equal(one, host) ? votes + 1 : votes - 1;
	}
	return host;
}

/* A package from elsewhere that runs a script when it is installed, and one from a bare
 * address. The script is told behind the address, in the same object. */
static bool read_lock(struct file *f)
{
	struct span usual = usual_host(f), odd = SPAN("");
	struct json j = json_of(f->bytes);
	struct json_item item;
	size_t offset = 0;
	bool found = false;
	while (json_next(&j, &item)) {
		if (item.kind == JSON_OBJECT || item.kind == JSON_CLOSE)
			odd = SPAN("");
		if (span_equal(item.key, SPAN("resolved")) && item.kind == JSON_STRING &&
			host_of(item.text).n && !span_equal(host_of(item.text), usual)) {
			odd = item.text;
			offset = item.offset;
		}
		bool script = span_equal(item.key, SPAN("hasInstallScript")) &&
			      span_equal(item.text, SPAN("true"));
		struct ip ip;
		if (odd.n && (script || ip_parse(host_of(odd), &ip))) {
			file_hit_at(f, script ? "elsewhere" : "source", odd, offset);
			found = true;
			odd = SPAN("");
		}
	}
	code_told_by_json(f, &j);
	return found;
}

static bool is_lock(const struct file *f)
{
	return (code_base_is(f, "package-lock.json") ||
		       code_base_is(f, "npm-shrinkwrap.json")) &&
	       !code_is_vendored(f) && f->bytes.n;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	for (struct file *f = files->first; f; f = f->next)
		if (code_base_is(f, "package.json") && f->bytes.n)
			found |= read_package(job, f);
		else if (is_lock(f))
			found |= read_lock(f);
	files_say_clear(files, found);
}

const struct check check_code_install = {
	.code = "code.install",
	.title = "Installing the project runs a command",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
