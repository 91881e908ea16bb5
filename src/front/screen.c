/* The terminal: its width, its colours (NO_COLOR, no-color.org), and one line that tells
 * how far a long check has got, rewritten in place and wiped before anything else. */
#include "front/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { EVERY_MS = 100, WIDTH_MIN = 40, WIDTH_MAX = 100, BAR = 20 };

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool wants_colour(unsigned choice)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	if (choice != COLOR_AUTO)
		return choice == COLOR_ALWAYS;
	if ((no_color && *no_color) || !term || strcmp(term, "dumb") == 0)
		return false;
	return isatty(STDOUT_FILENO);
}

static unsigned width_of_output(void)
{
	struct winsize size;
	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 80;
	return size.ws_col < WIDTH_MIN	 ? WIDTH_MIN
	       : size.ws_col > WIDTH_MAX ? WIDTH_MAX
					 : size.ws_col;
}

void screen_init(struct screen *s, const struct options *o, bool many)
{
	*s = (struct screen){ .colour = !o->json && wants_colour(o->color),
		.width = width_of_output(),
		.progress = many && !o->no_progress && isatty(STDERR_FILENO) };
}

/* Begins the line anew with its bar; false when it is too early for that. */
static bool draw_bar(struct screen *s, uint64_t done, uint64_t total)
{
	static const char full[] = "####################",
			  empty[] = "....................";
	int64_t now = now_ms();
	if (!s->progress || now - s->last_ms < EVERY_MS)
		return false;
	int part = total ? (int)((double)done / (double)total * BAR) : 0;
	part = part > BAR ? BAR : part;
	fprintf(stderr, "\r[%.*s%.*s] ", part, full, BAR - part, empty);
	s->last_ms = now;
	s->shown = true;
	return true;
}

void screen_progress(struct screen *s, size_t letters, size_t dangers, size_t cautions,
	uint64_t done, uint64_t total)
{
	if (draw_bar(s, done, total))
		fprintf(stderr, "%zu checked, %zu danger, %zu caution\033[K", letters,
			dangers, cautions);
}

void screen_progress_of_learning(struct screen *s, uint64_t letters, uint64_t learned,
	uint64_t done, uint64_t total)
{
	if (draw_bar(s, done, total))
		fprintf(stderr, "%llu read, %llu learned\033[K",
			(unsigned long long)letters, (unsigned long long)learned);
}

void screen_progress_of_import(
	struct screen *s, uint64_t rows, uint64_t done, uint64_t total)
{
	if (draw_bar(s, done, total))
		fprintf(stderr, "%llu rows\033[K", (unsigned long long)rows);
}

void screen_progress_of_trace(struct screen *s, uint64_t rows, uint64_t accounts)
{
	if (draw_bar(s, 0, 0))
		fprintf(stderr, "%llu transfers looked at, %llu accounts\033[K",
			(unsigned long long)rows, (unsigned long long)accounts);
}

void screen_clear(struct screen *s)
{
	if (s->shown)
		fputs("\r\033[K", stderr);
	s->shown = false;
}
