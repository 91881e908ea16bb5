/* One pass over program text: an automaton of all words at once (Aho and Corasick,
 * Communications of the ACM 18(6), 1975) over bytes with their case folded, and beside it
 * the shape of the lines. Languages are not told apart and nothing is parsed: what a word
 * means where it stands is for who asks. Tabs count as one blank; a run of blanks counts
 * only with something to read behind it, for editors leave many at ends of lines. */
#include "parse/file/source.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { CLASSES_MAX = 64, STATES_MAX = 4096 };

/* Lower case; at most 255 words a use. */
static const struct {
	enum source_use use;
	const char *word;
} table[] = {
	{ USE_RUN, "eval(" },
	{ USE_RUN, "new function(" },
	{ USE_RUN, "function.constructor(" },
	{ USE_RUN, "runinthiscontext(" },
	{ USE_RUN, "runinnewcontext(" },
	{ USE_RUN, "module._compile" },
	{ USE_RUN, "._compile(" },
	{ USE_RUN, "exec(" },
	{ USE_RUN, "__import__('builtins')" },
	{ USE_RUN, "invoke-expression" },
	{ USE_DECODE, "atob(" },
	{ USE_DECODE, "'base64'" },
	{ USE_DECODE, "\"base64\"" },
	{ USE_DECODE, "b64decode" },
	{ USE_DECODE, "fromcharcode" },
	{ USE_DECODE, "zlib.decompress" },
	{ USE_DECODE, "marshal.loads" },
	{ USE_DECODE, "bytes.fromhex" },
	{ USE_DECODE, "unhexlify" },
	{ USE_DECODE, "codecs.decode" },
	{ USE_DECODE, "frombase64string" },
	{ USE_DECODE, "base64 -d" },
	{ USE_DECODE, "base64 --decode" },
	{ USE_FETCH, "fetch(" },
	{ USE_FETCH, "axios" },
	{ USE_FETCH, "https.get(" },
	{ USE_FETCH, "http.get(" },
	{ USE_FETCH, "https.request(" },
	{ USE_FETCH, "require('request')" },
	{ USE_FETCH, "require(\"request\")" },
	{ USE_FETCH, "xmlhttprequest" },
	{ USE_FETCH, "urllib.request" },
	{ USE_FETCH, "urlopen(" },
	{ USE_FETCH, "requests.get" },
	{ USE_FETCH, "requests.post" },
	{ USE_FETCH, "curl " },
	{ USE_FETCH, "wget " },
	{ USE_FETCH, "certutil" },
	{ USE_FETCH, "bitsadmin" },
	{ USE_FETCH, "invoke-webrequest" },
	{ USE_FETCH, "downloadstring" },
	{ USE_FETCH, "downloadfile(" },
	{ USE_PROCESS, "child_process" },
	{ USE_PROCESS, "subprocess" },
	{ USE_PROCESS, "os.system(" },
	{ USE_PROCESS, "powershell" },
	{ USE_PROCESS, "rundll32" },
	{ USE_PROCESS, "mshta" },
	{ USE_PROCESS, "regsvr32" },
	{ USE_WALLET, "nkbihfbeogaeaoehlefnkodbefgpgknn" },
	{ USE_WALLET, "ejbalbakoplchlghecdalmeeeajnimhm" },
	{ USE_WALLET, "bfnaelmomeimhlpmgjnjophhpkkoljpa" },
	{ USE_WALLET, "hnfanknocfeofbddgcijnmhnfnkdnaad" },
	{ USE_WALLET, "fhbohimaelbohpjbbldcngcnapndodjp" },
	{ USE_WALLET, "ibnejdfjmmkpcnlpebklmnkoeoihofec" },
	{ USE_WALLET, "aeachknmefphepccionboohckonoeemg" },
	{ USE_WALLET, "egjidjbpglichdcondbcbdnbeeppgdph" },
	{ USE_WALLET, "acmacodkjbdgmoleebolmdjonilkdbch" },
	{ USE_WALLET, "mcohilncbfahbmgdjkbpemcciiolgcge" },
	{ USE_WALLET, "local extension settings" },
	{ USE_WALLET, "/solana/id.json" },
	{ USE_WALLET, "login.keychain" },
	{ USE_WALLET, "exodus.wallet" },
	{ USE_WALLET, "brave-browser/user data" },
	{ USE_WALLET, "bravesoftware/brave-browser" },
	{ USE_WALLET, "google/chrome/user data" },
	{ USE_WALLET, "logins.json" },
	{ USE_POST, "api.npoint.io" },
	{ USE_POST, "jsonkeeper.com/b/" },
	{ USE_POST, "jsonsilo.com" },
	{ USE_POST, "pastebin.com/raw" },
	{ USE_POST, "rentry.co/" },
	{ USE_POST, "api.telegram.org/bot" },
	{ USE_POST, "discord.com/api/webhooks" },
	{ USE_POST, "ipcheck-" },
	{ USE_CHAIN, "api.trongrid.io" },
	{ USE_CHAIN, "fullnode.mainnet.aptoslabs.com" },
	{ USE_CHAIN, "bsc-dataseed" },
	{ USE_CHAIN, "bsc-rpc.publicnode.com" },
	{ USE_MARK, "global['!']" },
	{ USE_MARK, "global[\"!\"]" },
	{ USE_MARK, "global['_v']" },
	{ USE_MARK, "global['r']=require" },
	{ USE_MARK, "_$_1e42" },
	{ USE_GLOBAL, "global['" },
	{ USE_GLOBAL, "global[\"" },
	{ USE_GLOBAL, "globalthis[" },
	{ USE_ROTATION, "['push'](" },
	{ USE_ROTATION, "['shift']()" },
	{ USE_ROTATION, "[\"push\"](" },
	{ USE_ROTATION, "[\"shift\"]()" },
};

struct source_words {
	unsigned char classes[256];
	size_t class_count;
	uint16_t next[STATES_MAX][CLASSES_MAX];
	uint16_t fail[STATES_MAX];
	uint8_t ends[STATES_MAX]; /* row of the table that ends here plus one, or 0 */
	uint16_t states;
};

/* --- the automaton --- */

static void add_classes(struct source_words *w, const char *word)
{
	for (; *word; word++) {
		unsigned char c = (unsigned char)*word;
		if (!w->classes[c])
			w->classes[c] = (unsigned char)++w->class_count;
		if (ascii_is_alpha(c))
			w->classes[c - 32] = w->classes[c];
	}
}

static void add_word(struct source_words *w, size_t row)
{
	uint16_t state = 0;
	for (const char *p = table[row].word; *p; p++) {
		uint16_t *next = &w->next[state][w->classes[(unsigned char)*p]];
		if (!*next)
			*next = ++w->states;
		state = *next;
	}
	w->ends[state] = (uint8_t)(row + 1);
}

/* In breadth order: where a word breaks off, the longest of its ends that begins another. */
static void link_states(struct source_words *w, uint16_t *queue)
{
	size_t first = 0, behind = 0;
	for (size_t c = 0; c < CLASSES_MAX; c++)
		if (w->next[0][c])
			queue[behind++] = w->next[0][c];
	while (first < behind) {
		uint16_t state = queue[first++], fail = w->fail[state];
		if (!w->ends[state])
			w->ends[state] = w->ends[fail];
		for (size_t c = 0; c < CLASSES_MAX; c++) {
			uint16_t next = w->next[state][c];
			if (next) {
				w->fail[next] = w->next[fail][c];
				queue[behind++] = next;
			} else {
				w->next[state][c] = w->next[fail][c];
			}
		}
	}
}

static struct source_words automaton;

void source_warm_up(void)
{
	static uint16_t queue[STATES_MAX];
	if (automaton.states)
		return;
	for (size_t i = 0; i < COUNT(table); i++)
		add_classes(&automaton, table[i].word);
	for (size_t i = 0; i < COUNT(table); i++)
		add_word(&automaton, i);
	link_states(&automaton, queue);
}

/* --- the pass --- */

static void note_word(struct source *s, unsigned row, size_t end)
{
	struct source_word *w = &s->uses[table[row].use];
	w->kinds |= 1ull << row % 64;
	if (w->count++ == 0) {
		w->word = table[row].word;
		w->first = end + 1 - strlen(w->word);
	}
}

static bool is_hex(unsigned char c)
{
	c = ascii_lower(c);
	return ascii_is_digit(c) || (c >= 'a' && c <= 'f');
}

/* A name of an obfuscator: _0x and at least four digits. */
static void note_underscore(struct source *s, struct span all, size_t i)
{
	if (all.n - i < 7 || all.p[i + 1] != '0' || all.p[i + 2] != 'x' ||
		!is_hex(all.p[i + 3]) || !is_hex(all.p[i + 4]) || !is_hex(all.p[i + 5]) ||
		!is_hex(all.p[i + 6]))
		return;
	if (s->hex_names++ == 0)
		s->hex_names_first = i;
}

struct line {
	size_t start, number, blanks;
	bool has_code;
};

static void end_line(struct source *s, struct line *line, size_t at)
{
	if (at - line->start > s->longest_line)
		s->longest_line = at - line->start;
	*line = (struct line){ at + 1, line->number + 1, 0, false };
}

static void note_code(struct source *s, struct line *line, size_t at)
{
	if (line->blanks > s->blanks) {
		s->blanks = line->blanks;
		s->blanks_line = line->number;
		s->blanks_column = at - line->start + 1;
		s->blanks_offset = at;
		s->code_before = line->has_code;
	}
	line->blanks = 0;
	line->has_code = true;
}

struct source source_read(struct span bytes)
{
	const struct source_words *words = &automaton;
	source_warm_up();
	struct source s = { 0 };
	struct line line = { 0, 1, 0, false };
	uint16_t state = 0;
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = bytes.p[i];
		state = words->next[state][words->classes[c]];
		if (words->ends[state])
			note_word(&s, words->ends[state] - 1u, i);
		if (c == ' ' || c == '\t') {
			line.blanks++;
		} else if (c == '\n') {
			end_line(&s, &line, i);
		} else if (c != '\r') {
			if (line.blanks > 8)
				note_code(&s, &line, i);
			line.blanks = 0;
			line.has_code = true;
			if (c == '_')
				note_underscore(&s, bytes, i);
			else if (c == '\\' && i + 1 < bytes.n &&
				 (bytes.p[i + 1] == 'x' || bytes.p[i + 1] == 'u'))
				s.escapes++;
		}
	}
	s.lines = line.number;
	end_line(&s, &line, bytes.n);
	return s;
}

bool source_is_packed(const struct source *s, size_t bytes)
{
	enum { LONG_LINE = 2000, LONG_ON_AVERAGE = 300 };
	return s->longest_line > LONG_LINE && bytes / s->lines > LONG_ON_AVERAGE;
}
