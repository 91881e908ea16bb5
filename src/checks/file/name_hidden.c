/* Names with characters that make them look like others: letters shown in another order
 * (U+202E: "CV_\u{202E}fdp.exe" is shown as "CV_exe.pdf"), characters that show nothing,
 * blanks that push the ending out of sight, and dots that are none (MITRE ATT&CK T1036.002).
 * One that hides what the system runs is worse than one that hides nothing.
 *
 * Leaves out what honest names have: see parse/file/name.c. */
#include "checks/file/file.h"
#include "parse/file/name.h"

/* Control characters stand in names of broken archives; no system shows or makes them, so that
 * they disguise little. */
static bool is_control(uint32_t code_point)
{
	return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

static const char *variant_of(const struct name_look *look)
{
	static const char *const names[][2] = {
		[NAME_BIDI] = { "turned", "turned-program" },
		[NAME_INVISIBLE] = { "invisible", "invisible-program" },
		[NAME_BLANKS] = { "blanks", "blanks-program" },
		[NAME_DOT] = { "dot", "dot-program" },
	};
	if (look->hiding == NAME_INVISIBLE && look->act == NAME_OPENS &&
		is_control(look->code_point))
		return "control";
	return names[look->hiding][look->act != NAME_OPENS];
}

static bool look_at(struct file *f)
{
	if (f->role == ROLE_PART || f->role == ROLE_SCRIPT)
		return false;
	struct name_look look = name_look(f->name);
	if (look.hiding == NAME_PLAIN)
		return false;
	struct finding *found = file_hit(f, variant_of(&look));
	finding_text(found, "extension", look.extension);
	if (look.code_point)
		finding_text(found, "character",
			span_from_cstr(arena_printf(f->files->job->arena, "U+%04X",
				(unsigned)look.code_point)));
	if (look.hiding == NAME_BLANKS)
		finding_number(found, "blanks", (int64_t)look.blanks);
	return true;
}

static void run(struct job *job, const struct evidence *on)
{
	struct files *files = files_of(on);
	bool found = false;
	(void)job;
	for (struct file *f = files->first; f; f = f->next)
		found |= look_at(f);
	files_say_clear(files, found);
}

const struct check check_file_name_hidden = {
	.code = "file.name.hidden",
	.title = "Hidden characters disguise the name of a file",
	.on = EV_FILES,
	.needs = NEED_NOTHING,
	.run = run,
};
