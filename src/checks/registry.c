/* The one list of all readers and checks. A new check is one line here. Order is the order
 * in which findings are reported before weights sort them. */
#include "checks/registry.h"

#include "checks/file/look.h"
#include "checks/mail/memo.h"
#include "checks/talk/talks.h"

extern const struct reader reader_file;
extern const struct reader reader_mail;
extern const struct reader reader_talk;
extern const struct check check_code_build;
extern const struct check check_code_disguised;
extern const struct check check_code_git;
extern const struct check check_code_install;
extern const struct check check_code_offscreen;
extern const struct check check_code_python;
extern const struct check check_code_remote;
extern const struct check check_code_scrambled;
extern const struct check check_code_settings;
extern const struct check check_code_task;
extern const struct check check_code_wallet;
extern const struct check check_file_applescript;
extern const struct check check_file_archive;
extern const struct check check_file_bomb;
extern const struct check check_file_console;
extern const struct check check_file_dde;
extern const struct check check_file_default_password;
extern const struct check check_file_disk;
extern const struct check check_file_help;
extern const struct check check_file_holds;
extern const struct check check_file_hwp;
extern const struct check check_file_installer;
extern const struct check check_file_link;
extern const struct check check_file_listed;
extern const struct check check_file_mac;
extern const struct check check_file_macro;
extern const struct check check_file_macro_sheet;
extern const struct check check_file_name_extension;
extern const struct check check_file_name_hidden;
extern const struct check check_file_note;
extern const struct check check_file_opener;
extern const struct check check_file_package;
extern const struct check check_file_page;
extern const struct check check_file_pair;
extern const struct check check_file_pdf_action;
extern const struct check check_file_pdf_odd;
extern const struct check check_file_pdf_page;
extern const struct check check_file_pdf_script;
extern const struct check check_file_polyglot;
extern const struct check check_file_program;
extern const struct check check_file_qr;
extern const struct check check_file_remote;
extern const struct check check_file_rtf;
extern const struct check check_file_rule;
extern const struct check check_file_script;
extern const struct check check_file_sealed;
extern const struct check check_file_shortcut;
extern const struct check check_file_shortcut_hidden;
extern const struct check check_file_shortcut_icon;
extern const struct check check_file_shortcut_payload;
extern const struct check check_file_smuggling;
extern const struct check check_file_svg;
extern const struct check check_file_type;
extern const struct check check_file_unread;
extern const struct check check_file_wallet;
extern const struct check check_link_bare;
extern const struct check check_link_disguised;
extern const struct check check_link_drain;
extern const struct check check_link_known;
extern const struct check check_link_lookalike;
extern const struct check check_link_meeting;
extern const struct check check_link_page;
extern const struct check check_link_shown;
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
extern const struct check check_mail_invite;
extern const struct check check_mail_known_ask;
extern const struct check check_mail_known_domain;
extern const struct check check_mail_known_name;
extern const struct check check_mail_known_unproved;
extern const struct check check_mail_listed;
extern const struct check check_mail_lure;
extern const struct check check_mail_mass;
extern const struct check check_mail_name_address;
extern const struct check check_mail_name_hidden;
extern const struct check check_mail_name_mixed;
extern const struct check check_mail_organisation;
extern const struct check check_mail_owner;
extern const struct check check_mail_plot;
extern const struct check check_mail_reply_fake;
extern const struct check check_mail_reply_to;
extern const struct check check_mail_reply_unheard;
extern const struct check check_mail_return_path;
extern const struct check check_mail_spf;
extern const struct check check_mail_thread_stranger;
extern const struct check check_mail_turn;
extern const struct check check_mail_told;
extern const struct check check_mail_wallet;
extern const struct check check_mail_young;
extern const struct check check_talk_account;
extern const struct check check_talk_known;
extern const struct check check_talk_listed;
extern const struct check check_talk_link;
extern const struct check check_talk_move;
extern const struct check check_talk_plot;
extern const struct check check_talk_told;
extern const struct check check_talk_turn;
extern const struct check check_talk_wallet;
extern const struct check check_talk_young;

static const struct reader *const readers[] = {
	&reader_mail,
	&reader_talk,
	&reader_file,
	NULL,
};

/* Sorted by code. */
static const struct check *const checks[] = {
	&check_code_build,
	&check_code_disguised,
	&check_code_git,
	&check_code_install,
	&check_code_offscreen,
	&check_code_python,
	&check_code_remote,
	&check_code_scrambled,
	&check_code_settings,
	&check_code_task,
	&check_code_wallet,
	&check_file_applescript,
	&check_file_archive,
	&check_file_bomb,
	&check_file_console,
	&check_file_dde,
	&check_file_default_password,
	&check_file_disk,
	&check_file_help,
	&check_file_holds,
	&check_file_hwp,
	&check_file_installer,
	&check_file_link,
	&check_file_listed,
	&check_file_mac,
	&check_file_macro,
	&check_file_macro_sheet,
	&check_file_name_extension,
	&check_file_name_hidden,
	&check_file_note,
	&check_file_opener,
	&check_file_package,
	&check_file_page,
	&check_file_pair,
	&check_file_pdf_action,
	&check_file_pdf_odd,
	&check_file_pdf_page,
	&check_file_pdf_script,
	&check_file_polyglot,
	&check_file_program,
	&check_file_qr,
	&check_file_remote,
	&check_file_rtf,
	&check_file_rule,
	&check_file_script,
	&check_file_sealed,
	&check_file_shortcut,
	&check_file_shortcut_hidden,
	&check_file_shortcut_icon,
	&check_file_shortcut_payload,
	&check_file_smuggling,
	&check_file_svg,
	&check_file_type,
	&check_file_unread,
	&check_file_wallet,
	&check_link_bare,
	&check_link_disguised,
	&check_link_drain,
	&check_link_known,
	&check_link_lookalike,
	&check_link_meeting,
	&check_link_page,
	&check_link_shown,
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
	&check_mail_invite,
	&check_mail_known_ask,
	&check_mail_known_domain,
	&check_mail_known_name,
	&check_mail_known_unproved,
	&check_mail_listed,
	&check_mail_lure,
	&check_mail_mass,
	&check_mail_name_address,
	&check_mail_name_hidden,
	&check_mail_name_mixed,
	&check_mail_organisation,
	&check_mail_owner,
	&check_mail_plot,
	&check_mail_reply_fake,
	&check_mail_reply_to,
	&check_mail_reply_unheard,
	&check_mail_return_path,
	&check_mail_spf,
	&check_mail_thread_stranger,
	&check_mail_turn,
	&check_mail_told,
	&check_mail_wallet,
	&check_mail_young,
	&check_talk_account,
	&check_talk_known,
	&check_talk_listed,
	&check_talk_link,
	&check_talk_move,
	&check_talk_plot,
	&check_talk_told,
	&check_talk_turn,
	&check_talk_wallet,
	&check_talk_young,
	NULL,
};

static bool remember(struct job *job, struct memo *memo_r)
{
	bool is_talk = job->evidence && job->evidence->kind == EV_TALK;
	return is_talk ? talk_memo(job, memo_r) : memo_of_judged(job, memo_r);
}

const struct registry registry = { readers, checks, remember, memo_learn, look };
