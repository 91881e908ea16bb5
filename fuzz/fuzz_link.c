/* Links: splitting, undoing redirects and finding them in text and pages end, and what they
 * give lies in the input or in the arena. */
#include <stdint.h>

#include "base/must.h"
#include "parse/html.h"
#include "parse/link/unwrap.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena *a = arena_create((16 << 20) + n * 64);
	struct span all = span_of(bytes, n), rest = all, link;
	struct html_links links = { .max = 50 };
	struct html_options options = { .max = 65536, .links = &links };
	struct url url, last;
	unsigned steps;
	const char *by;
	if (url_split(a, all, &url)) {
		must(url.host.n > 0 && url.host.n <= 255);
		url_unwrap_all(a, &url, &last, &steps, &by);
		must(steps <= UNWRAP_STEPS_MAX && last.host.n > 0);
	}
	for (unsigned i = 0; i < 100 && url_next_in_text(&rest, &link); i++) {
		must(span_inside(all, link));
		if (url_split(a, link, &url))
			url_unwrap_all(a, &url, &last, &steps, &by);
	}
	html_to_text(a, all, &options);
	must(links.count <= 50);
	for (size_t i = 0; i < links.count; i++)
		url_split(a, links.list[i].target, &url);
	arena_destroy(&a);
	return 0;
}
