#ifndef ASSAY_BASE_ERR_H
#define ASSAY_BASE_ERR_H

/* One sentence about how the world failed, written where it happened and shown once, by
 * whoever ends the work. Functions that can so fail return 0 or -errno. */
struct err {
	char text[256];
};

/* Writes the sentence (cut at the buffer's end) and returns -`code`, so that a caller can
 * say `return err_set(err_r, ENOENT, ...)`. `e` may be NULL. */
int err_set(struct err *e, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
