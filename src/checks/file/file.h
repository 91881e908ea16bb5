#ifndef ASSAY_CHECKS_FILE_FILE_H
#define ASSAY_CHECKS_FILE_FILE_H

#include "core/check.h"
#include "parse/file/type.h"

/* All files that came with a thing, through every layer of packing: the file itself or the
 * attachments of a letter, what is packed in them, what is embedded in that, down to the
 * text of a macro. The list is built before the checks run; nothing here recurses: what is
 * found within a file goes to the end of the list and is opened in its turn.
 *
 * A file's bytes are in the job's input or in its arena; both live as long as the job. */

enum file_role {
	ROLE_THING,  /* what came: the file that was named, or an attachment */
	ROLE_MEMBER, /* unpacked from an archive, an image or a folder: it gets `name` */
	ROLE_PART,   /* of a document's own form, seen by no person: word/document.xml */
	ROLE_EMBEDDED, /* a person can open it from within the document: package, attachment */
	ROLE_SCRIPT,  /* program text that a document carries: macro, JavaScript */
	ROLE_CONTENT, /* the same file, unwrapped: of a gzip, of a lock that was opened */
};

/* How a file came to be read, where it was locked. */
enum file_lock {
	LOCK_NONE,
	LOCK_OPENED_EMPTY, /* no password was needed: PDF's owner lock, VelvetSweatshop */
	LOCK_OPENED_TOLD,  /* with a password that the letter itself gave */
	LOCK_OPENED_GIVEN, /* with one that the user gave */
	LOCK_CLOSED,	   /* not opened: seen is SEEN_SEALED */
};

/* Where something in a file leads when a person or a program follows it. */
enum link_role {
	LINK_SHOWN, /* a person clicks it */
	LINK_OPENED, /* followed without a click when the file is opened: template, frame */
	LINK_LOADED,   /* a picture or style sheet from afar */
	LINK_CODE,     /* stands in program text */
	LINK_PICTURED, /* a QR code */
	LINK_SUBMIT,   /* a form is sent there */
};

struct file_link {
	struct span target; /* as it stands, after the format's own decoding */
	enum link_role role;
	uint64_t offset; /* in the bytes of the file */
	struct file_link *next;
};

struct files;
struct letter;
struct source;
struct wallets;

struct file {
	struct files *files;
	struct file *parent; /* the file it was found in, or NULL */
	struct file *next;   /* in the list of all */
	struct span name; /* as told, with folders; raw bytes, UTF-8 where it is known */
	struct span base; /* `name` behind its last separator */
	struct span declared; /* media type by the letter or container, or empty */
	enum file_role role;
	enum file_type type;
	unsigned depth;	   /* layers around it; 0 for what came */
	struct span bytes; /* what was read of it */
	uint64_t size;	   /* of all of it, as found or as told */
	uint64_t
		offset; /* where it begins in the parent's bytes, as far as that is known */
	int64_t date_s; /* last change as told, Unix time; 0: not told */
	uint32_t mode;	/* Unix mode of a member as told; 0: not told */
	bool hidden;	/* an attribute or a leading dot hides it from people */
	bool is_folder, is_symlink; /* a symlink's target is its bytes */
	enum file_lock lock;
	const char
		*lock_name;   /* "zipcrypto", "aes-256": a literal; NULL without a lock */
	bool lock_is_own;     /* of the document itself, not of the archive around it */
	struct span password; /* that opened it, with LOCK_OPENED_TOLD or _GIVEN */
	enum gap gap;	      /* why it was not wholly read, or GAP_NONE */
	struct file_link *links;
	size_t link_count;
	struct wallets *wallets; /* in its text (text.h), or NULL */
	/* What the opener of that type found: see checks/file/open_TYPE.h. NULL until then. */
	const void *facts;
	const struct source *source; /* checks/code/code.h makes it when it is wanted */
	struct file *second; /* the same bytes as another program reads them, or NULL */
	const struct zip
		*zip; /* of any file that is a zip archive inside (parse/file/zip.h) */
	struct evidence *evidence;

	/* --- of the opening --- */
	/* Bytes of a member that is read when it is its turn: at most `max` of them into
	 * memory that files_room() allowed; false: damaged or locked, with what could be
	 * read. NULL: `bytes` is there. */
	bool (*read)(struct file *f, size_t max, struct span *bytes_r);
	void *read_state;
	bool opened;
};

struct files {
	struct job *job;
	struct evidence
		*evidence; /* of kind EV_FILES; findings about nothing rest on it */
	struct file *first, **tail;
	size_t count;
	uint64_t unpacked;     /* bytes that were made out of packed ones */
	struct letter *letter; /* that they came in, or NULL (checks/mail/letter.h) */
	bool more;	       /* there were more files than the budget allows */
	void *passwords;       /* of checks/file/password.c */
	void *pictures;	       /* of checks/file/open_picture.c */
	uint64_t lock_rounds;  /* of hashing passwords, spent */
	struct arena *scratch; /* of files_scratch() */
};

/* The list behind evidence of kind EV_FILES. */
struct files *files_of(const struct evidence *e);

/* `parent` may be NULL. The job gets an evidence; nothing is copied but the path. NULL
 * when the budget of files or of depth is spent: then the parent is marked as cut. */
struct file *file_add(struct files *files, struct file *parent, enum file_role role,
	struct span name, struct span bytes);
/* The same for a member whose bytes are unpacked in its turn. */
struct file *file_add_packed(struct file *parent, struct span name, uint64_t size,
	bool (*read)(struct file *f, size_t max, struct span *bytes_r), void *state);
struct file_link *file_add_link(
	struct file *f, enum link_role role, struct span target, uint64_t offset);

/* Marks a file as not wholly read; the first reason stays. GAP_SEALED, GAP_DAMAGED,
 * GAP_LIMIT, GAP_FORMAT. */
void file_unread(struct file *f, enum gap why);

/* How many of `wanted` more bytes may be unpacked for `f`, counted as spent at once. When it
 * gives less, the caller unpacks so much and the file is marked GAP_LIMIT. What was asked
 * for and not used is given back by files_return(). */
size_t files_room(struct file *f, uint64_t wanted);
void files_return(struct file *f, size_t unused);

/* Opens everything on the list, and what is found by that. */
void files_open(struct files *files);

/* Memory for one look, empty: what the one before had in it is gone. */
struct arena *files_scratch(struct files *files);

/* An empty list behind `evidence`, which is of kind EV_FILES. */
struct files *files_create(struct job *job, struct evidence *evidence);

/* What a file of that type is opened by; one row a type in openers.c. */
typedef void file_opener(struct file *f);

/* --- findings --- */

/* A hit on that file, with what every such finding shows: "file". */
struct finding *file_hit(struct file *f, const char *variant);
/* With the quoted bytes and their offset in the file: "quote", "offset". The quote is cut
 * to a length that can be shown. */
struct finding *file_hit_at(
	struct file *f, const char *variant, struct span quote, uint64_t offset);
/* Says clear on the list when the running check found nothing in it. */
void files_say_clear(struct files *files, bool found);

/* Members of a document as people see it: the nearest ancestor that is no part, script or
 * content of another. */
struct file *file_shown(struct file *f);

#endif
