#ifndef ASSAY_CHECKS_FILE_CAME_H
#define ASSAY_CHECKS_FILE_CAME_H

#include "base/text.h"
#include "checks/file/file.h"

/* Whether a person was sent this file to open it, or whether it lies among the many of a
 * project. Remembers its last answer, so that asking for each file is cheap: start with {}. */
struct came {
	const struct file *parent;
	enum file_type type;
	bool is_known, answer;
};
bool file_came(struct came *came, const struct file *f);

/* True for an archive, image or folder that holds the source of a program, by the file that each
 * such tree has: package.json, Makefile, x.csproj; or several files of program text. */
bool holds_project(const struct file *parent);
/* Whether a file of this type is a piece of such a tree: scripts that only a thief sends (HTA,
 * VBScript, encoded ones) are none. */
bool is_project_text(enum file_type type);

/* The file's text as UTF-8: files of Windows may be UTF-16. */
struct span file_words(struct file *f);

/* Program text in lower case, without blanks and without the joints of strings that are put
 * together ("a"+"tob"), with runs of more than 400 letters and digits shortened: what words are
 * looked for in. Its places are not those of the text. */
void squeeze(struct text *t, struct span script);

/* The first of `words` (a list that ends in NULL) in `text`, or an empty span. */
struct span find_word(struct span text, const char *const *words);
/* What stands around `word`, which find_word() found in `text`, to be quoted. */
struct span around(struct span text, struct span word);

#endif
