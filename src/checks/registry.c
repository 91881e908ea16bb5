/* The one list of all readers and checks. A new check is one line here. Order is the order
 * in which findings are reported before weights sort them. */
#include "checks/registry.h"

#include "checks/file/look.h"
#include "checks/mail/memo.h"

extern const struct reader reader_file;
extern const struct reader reader_mail;
extern const struct check check_file_name_extension;
extern const struct check check_file_name_hidden;
extern const struct check check_file_shortcut;
extern const struct check check_file_shortcut_hidden;
extern const struct check check_file_shortcut_icon;
extern const struct check check_file_shortcut_payload;
extern const struct check check_file_type;
extern const struct check check_file_console;
extern const struct check check_file_note;
extern const struct check check_file_page;
extern const struct check check_file_script;
extern const struct check check_file_smuggling;
extern const struct check check_file_svg;
extern const struct check check_file_rule;
extern const struct check check_file_archive;
extern const struct check check_file_bomb;
extern const struct check check_file_holds;
extern const struct check check_file_sealed;
extern const struct check check_file_unread;
extern const struct check check_mail_arc;
extern const struct check check_mail_authres;
extern const struct check check_mail_authres_forged;
extern const struct check check_mail_dkim;
extern const struct check check_mail_dkim_added;
extern const struct check check_mail_dkim_partial;
extern const struct check check_mail_dkim_weak;
extern const struct check check_mail_dmarc;
extern const struct check check_mail_domain_mixed;
extern const struct check check_mail_duplicate;
extern const struct check check_mail_first;
extern const struct check check_mail_from_bytes;
extern const struct check check_mail_from_craft;
extern const struct check check_mail_from_disguised;
extern const struct check check_mail_from_many;
extern const struct check check_mail_from_missing;
extern const struct check check_mail_habit;
extern const struct check check_mail_known_ask;
extern const struct check check_mail_known_domain;
extern const struct check check_mail_known_name;
extern const struct check check_mail_known_unproved;
extern const struct check check_mail_mass;
extern const struct check check_mail_name_address;
extern const struct check check_mail_name_hidden;
extern const struct check check_mail_name_mixed;
extern const struct check check_mail_organisation;
extern const struct check check_mail_owner;
extern const struct check check_mail_reply_fake;
extern const struct check check_mail_reply_to;
extern const struct check check_mail_reply_unheard;
extern const struct check check_mail_return_path;
extern const struct check check_mail_spf;
extern const struct check check_mail_thread_stranger;
extern const struct check check_mail_turn;

static const struct reader *const readers[] = {
	&reader_mail,
	&reader_file,
	NULL,
};

/* Sorted by code. */
static const struct check *const checks[] = {
	&check_file_name_extension,
	&check_file_name_hidden,
	&check_file_shortcut,
	&check_file_shortcut_hidden,
	&check_file_shortcut_icon,
	&check_file_shortcut_payload,
	&check_file_type,
	&check_file_console,
	&check_file_note,
	&check_file_page,
	&check_file_script,
	&check_file_smuggling,
	&check_file_svg,
	&check_file_rule,
	&check_file_archive,
	&check_file_bomb,
	&check_file_holds,
	&check_file_sealed,
	&check_file_unread,
	&check_mail_arc,
	&check_mail_authres,
	&check_mail_authres_forged,
	&check_mail_dkim,
	&check_mail_dkim_added,
	&check_mail_dkim_partial,
	&check_mail_dkim_weak,
	&check_mail_dmarc,
	&check_mail_domain_mixed,
	&check_mail_duplicate,
	&check_mail_first,
	&check_mail_from_bytes,
	&check_mail_from_craft,
	&check_mail_from_disguised,
	&check_mail_from_many,
	&check_mail_from_missing,
	&check_mail_habit,
	&check_mail_known_ask,
	&check_mail_known_domain,
	&check_mail_known_name,
	&check_mail_known_unproved,
	&check_mail_mass,
	&check_mail_name_address,
	&check_mail_name_hidden,
	&check_mail_name_mixed,
	&check_mail_organisation,
	&check_mail_owner,
	&check_mail_reply_fake,
	&check_mail_reply_to,
	&check_mail_reply_unheard,
	&check_mail_return_path,
	&check_mail_spf,
	&check_mail_thread_stranger,
	&check_mail_turn,
	NULL,
};

const struct registry registry = { readers, checks, memo_of_judged, memo_learn, look };
