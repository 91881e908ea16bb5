/* The tables of a memory, and all statements over them, in the dialect that SQLite and
 * PostgreSQL share. Every key is a hash under the memory's own key (people_id()), so that
 * whoever gets the file alone can test a guess about a Message-ID or, in a memory with
 * hashed addresses, about a local part only with the key in it; what stands readable are
 * domains, and names and addresses where they are not hashed.
 *
 * org, person, name, near, member(how = 1), message(flags & 3): from what the user sent.
 * heard, habit, proof, member(how > 1), message(flags & 12): from what was received. */
#include "people/inside.h"

const char people_schema[] =
	"CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value TEXT NOT NULL)%s;"
	"CREATE TABLE IF NOT EXISTS total(one BIGINT PRIMARY KEY, sent BIGINT NOT NULL,"
	" received BIGINT NOT NULL, sent_since_s BIGINT NOT NULL,"
	" received_since_s BIGINT NOT NULL)%s;"
	"CREATE TABLE IF NOT EXISTS me(id BIGINT PRIMARY KEY, address TEXT NOT NULL)%s;"
	"CREATE TABLE IF NOT EXISTS org(id BIGINT PRIMARY KEY, domain TEXT NOT NULL,"
	" sent BIGINT NOT NULL, started BIGINT NOT NULL, days BIGINT NOT NULL,"
	" first_s BIGINT NOT NULL, last_s BIGINT NOT NULL, book BIGINT NOT NULL)%s;"
	"CREATE TABLE IF NOT EXISTS near(mark BIGINT NOT NULL, org BIGINT NOT NULL,"
	" PRIMARY KEY(mark, org))%s;"
	"CREATE TABLE IF NOT EXISTS person(id BIGINT PRIMARY KEY, org BIGINT NOT NULL,"
	" address TEXT NOT NULL, name TEXT NOT NULL, sent BIGINT NOT NULL,"
	" started BIGINT NOT NULL, days BIGINT NOT NULL, first_s BIGINT NOT NULL,"
	" last_s BIGINT NOT NULL, book BIGINT NOT NULL, unproved BIGINT NOT NULL)%s;"
	"CREATE TABLE IF NOT EXISTS name(fold BIGINT NOT NULL, person BIGINT NOT NULL,"
	" PRIMARY KEY(fold, person))%s;"
	"CREATE TABLE IF NOT EXISTS message(id BIGINT PRIMARY KEY, thread BIGINT NOT "
	"NULL,"
	" flags BIGINT NOT NULL, day BIGINT NOT NULL, who BIGINT NOT NULL)%s;"
	"CREATE TABLE IF NOT EXISTS member(thread BIGINT NOT NULL, person BIGINT NOT "
	"NULL,"
	" org BIGINT NOT NULL, how BIGINT NOT NULL, PRIMARY KEY(thread, person))%s;"
	"CREATE TABLE IF NOT EXISTS heard(id BIGINT PRIMARY KEY, org BIGINT NOT NULL,"
	" count BIGINT NOT NULL, barbed BIGINT NOT NULL, grave BIGINT NOT NULL,"
	" early BIGINT NOT NULL, first_s BIGINT NOT NULL, last_s BIGINT NOT NULL)%s;"
	"CREATE TABLE IF NOT EXISTS habit(person BIGINT NOT NULL, kind BIGINT NOT NULL,"
	" value TEXT NOT NULL, count BIGINT NOT NULL, last_s BIGINT NOT NULL,"
	" PRIMARY KEY(person, kind, value))%s;"
	"CREATE TABLE IF NOT EXISTS proof(person BIGINT NOT NULL, domain TEXT NOT NULL,"
	" selector TEXT NOT NULL, count BIGINT NOT NULL, days BIGINT NOT NULL,"
	" first_s BIGINT NOT NULL, last_s BIGINT NOT NULL,"
	" PRIMARY KEY(person, domain, selector))%s;"
	"CREATE TABLE IF NOT EXISTS allow(about TEXT NOT NULL, code TEXT NOT NULL,"
	" other TEXT NOT NULL, PRIMARY KEY(about, code, other))%s;"
	"CREATE TABLE IF NOT EXISTS source(id BIGINT PRIMARY KEY, position BIGINT NOT "
	"NULL)%s;";

#define WHO "p.address, p.name, p.sent, p.started, p.days, p.first_s, p.last_s, p.book"
#define ORG "o.domain, '', o.sent, o.started, o.days, o.first_s, o.last_s, o.book"
/* The earlier and the later of what is kept and what comes, `n` being its parameter. */
#define FIRST_OF(t, n) "CASE WHEN " n " < " t ".first_s THEN " n " ELSE " t ".first_s END"
/* The same of letters that were sent, `k` being how many of them come: a card is none. */
#define FIRST_SENT(t, n, k)                                                              \
	"CASE WHEN " k " = 0 THEN " t ".first_s WHEN " t ".sent = 0 OR " n " < " t       \
	".first_s THEN " n " ELSE " t ".first_s END"
#define LAST_SENT(t, n, k)                                                               \
	"CASE WHEN " k " = 0 THEN " t ".last_s WHEN " t ".sent = 0 OR " n " > " t        \
	".last_s THEN " n " ELSE " t ".last_s END"
#define LAST_OF(t, n) "CASE WHEN " n " > " t ".last_s THEN " n " ELSE " t ".last_s END"

const char *const people_statements[STATEMENTS + 1] = {
	[GET_META] = "SELECT value FROM meta WHERE name = $1",
	[SET_META] = "INSERT INTO meta(name, value) VALUES($1, $2)"
		     " ON CONFLICT(name) DO NOTHING",
	/* $1: an address; what else is not worth a question is told at once */
	[GET_TOTAL] = "SELECT t.sent, t.received, t.sent_since_s, t.received_since_s,"
		      " (SELECT COUNT(*) FROM me WHERE id = $1),"
		      " (SELECT COUNT(*) FROM (SELECT 1 FROM allow LIMIT 1) a)"
		      " FROM (SELECT 1 AS one) o LEFT JOIN total t ON t.one = o.one",
	[ADD_TOTAL] =
		"INSERT INTO total(one, sent, received, sent_since_s, received_since_s)"
		" VALUES(1, $1, $2, $3, $4) ON CONFLICT(one) DO UPDATE SET"
		" sent = total.sent + $1, received = total.received + $2,"
		" sent_since_s = CASE WHEN $3 < total.sent_since_s THEN $3"
		" ELSE total.sent_since_s END,"
		" received_since_s = CASE WHEN $4 < total.received_since_s THEN $4"
		" ELSE total.received_since_s END",

	[GET_ME] = "SELECT 1 FROM me WHERE id = $1",
	[ADD_ME] =
		"INSERT INTO me(id, address) VALUES($1, $2) ON CONFLICT(id) DO NOTHING",
	[LIST_ME] = "SELECT address FROM me ORDER BY address",

	[GET_PERSON] = "SELECT " WHO ", p.unproved FROM person p WHERE p.id = $1",
	[GET_ORG] = "SELECT " ORG " FROM org o WHERE o.id = $1",
	[GET_NAMESAKES] =
		"SELECT " WHO ", p.id FROM name n JOIN person p ON p.id = n.person"
		" WHERE n.fold = $1 AND p.id <> $2"
		" ORDER BY p.book DESC, p.sent DESC, p.id LIMIT 5",
	[GET_NEAR] =
		"SELECT DISTINCT " ORG " FROM near m JOIN org o ON o.id = m.org"
		" WHERE m.mark IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
		" $13, $14, $15) AND o.id <> $16",
	[GET_HEARD] = "SELECT count, barbed, grave, first_s, last_s, early FROM heard "
		      "WHERE id = $1",
	[GET_HABITS] =
		"SELECT kind, value, count FROM habit WHERE person = $1"
		" ORDER BY CASE WHEN kind = 4 THEN 0 ELSE 1 END, count DESC,"
		" last_s LIMIT 24", /* 4: HABIT_WALLET, which few others may hide */
	/* $1: a name as ID_TELLER, $2: who asks is not who told; 5: HABIT_TOLD */
	[GET_TOLD] = "SELECT h.kind, h.value, h.count FROM name n JOIN habit h"
		     " ON h.person = n.person WHERE n.fold = $1 AND n.person <> $2"
		     " AND h.kind >= 5 ORDER BY h.last_s DESC, h.value LIMIT 8",
	[GET_PROOFS] = "SELECT domain, selector, count, days, first_s, last_s FROM proof"
		       " WHERE person = $1 ORDER BY count DESC LIMIT 8",
	[GET_ALLOWED] =
		"SELECT code, other FROM allow WHERE about IN ($1, $2, $3) LIMIT 16",
	[GET_MESSAGE] = "SELECT thread, flags, who, day FROM message WHERE id = $1",
	[GET_MEMBER] = "SELECT how FROM member WHERE thread = $1 AND person = $2",
	[GET_MEMBER_OF_ORG] =
		"SELECT 1 FROM member m LEFT JOIN person p ON p.id = m.person"
		" WHERE m.thread = $1 AND (m.org = $2 OR p.org = $2) LIMIT 1",
	[GET_MEMBERS] = "SELECT p.address FROM member m JOIN person p ON p.id = m.person"
			" WHERE m.thread = $1 ORDER BY p.sent DESC LIMIT 3",

	[ADD_MESSAGE] = "INSERT INTO message(id, thread, flags, day, who)"
			" VALUES($1, $2, $3, $4, $5) ON CONFLICT(id) DO UPDATE SET"
			" flags = message.flags | $3,"
			" who = CASE WHEN message.who = 0 THEN $5 ELSE message.who END"
			" RETURNING thread, flags, who, day",
	[ADD_MEMBER] =
		"INSERT INTO member(thread, person, org, how) VALUES($1, $2, $3, $4)"
		" ON CONFLICT(thread, person) DO UPDATE SET how = CASE"
		" WHEN $4 < member.how THEN $4 ELSE member.how END",
	[ADD_ORG] =
		"INSERT INTO org(id, domain, sent, started, days, first_s, last_s, book)"
		" VALUES($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT(id) DO UPDATE SET"
		" sent = org.sent + $3, started = org.started + $4,"
		" days = org.days | $5, first_s = " FIRST_SENT(
			"org", "$6", "$3") ","
					   " last_s = " LAST_SENT("org", "$7",
						   "$3") ", book = org.book | $8"
							 " RETURNING sent + book",
	[ADD_NEAR] = "INSERT INTO near(mark, org) VALUES($1, $2)"
		     " ON CONFLICT(mark, org) DO NOTHING",
	[ADD_PERSON] = "INSERT INTO person(id, org, address, name, sent, started, days,"
		       " first_s, last_s, book, unproved)"
		       " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)"
		       " ON CONFLICT(id) DO UPDATE SET name = CASE WHEN $4 <> '' THEN $4"
		       " ELSE person.name END, sent = person.sent + $5,"
		       " started = person.started + $6, days = person.days | $7,"
		       " first_s = " FIRST_SENT("person", "$8",
			       "$5") ","
				     " last_s = " LAST_SENT("person", "$9",
					     "$5") ","
						   " book = person.book | $10",
	[ADD_NAME] = "INSERT INTO name(fold, person) VALUES($1, $2)"
		     " ON CONFLICT(fold, person) DO NOTHING",
	[ADD_HEARD] =
		"INSERT INTO heard(id, org, count, barbed, grave, early, first_s, last_s)"
		" VALUES($1, $2, 1, $3, $4, $6, $5, $5) ON CONFLICT(id) DO UPDATE SET"
		" count = heard.count + 1, barbed = heard.barbed + $3,"
		" grave = heard.grave + $4, early = heard.early + $6,"
		" first_s = " FIRST_OF("heard", "$5") ","
						      " last_s = " LAST_OF("heard", "$5"),
	[ADD_HABIT] =
		"INSERT INTO habit(person, kind, value, count, last_s)"
		" VALUES($1, $2, $3, 1, $4) ON CONFLICT(person, kind, value) DO UPDATE"
		" SET count = habit.count + 1, last_s = " LAST_OF("habit", "$4"),
	[ADD_PROOF] =
		"INSERT INTO proof(person, domain, selector, count, days, first_s, "
		"last_s)"
		" VALUES($1, $2, $3, 1, $4, $5, $5)"
		" ON CONFLICT(person, domain, selector) DO UPDATE SET"
		" count = proof.count + 1, days = proof.days | $4,"
		" first_s = " FIRST_OF("proof", "$5") ","
						      " last_s = " LAST_OF("proof", "$5"),
	[ADD_UNPROVED] = "UPDATE person SET unproved = unproved + 1 WHERE id = $1",

	[NAME_UNNAMED] = "UPDATE person SET name = $2 WHERE id = $1 AND name = ''",

	[GET_POSITION] = "SELECT position FROM source WHERE id = $1",
	[SET_POSITION] = "INSERT INTO source(id, position) VALUES($1, $2)"
			 " ON CONFLICT(id) DO UPDATE SET position = $2",
	[DROP_POSITIONS] = "DELETE FROM source",

	[LIST_PERSONS] = "SELECT " WHO " FROM person p ORDER BY p.sent DESC, p.address",
	[LIST_ALLOWED] =
		"SELECT code, about, other FROM allow ORDER BY code, about, other",
	[ADD_ALLOWED] = "INSERT INTO allow(code, about, other) VALUES($1, $2, $3)"
			" ON CONFLICT(about, code, other) DO NOTHING",
	[DROP_ALLOWED] =
		"DELETE FROM allow WHERE code = $1 AND about = $2 AND other = $3",
	[MERGE_PERSON] = "INSERT INTO person(id, org, address, name, sent, started, days,"
			 " first_s, last_s, book, unproved)"
			 " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)"
			 " ON CONFLICT(id) DO NOTHING RETURNING 1",
	[MERGE_ORG] =
		"INSERT INTO org(id, domain, sent, started, days, first_s, last_s, book)"
		" VALUES($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT(id) DO UPDATE SET"
		" sent = org.sent + $3, started = org.started + $4,"
		" days = org.days | $5, first_s = " FIRST_SENT(
			"org", "$6", "$3") ","
					   " last_s = " LAST_SENT("org", "$7",
						   "$3") ", book = org.book | $8",
	[FIND_PERSONS] = "SELECT id, org FROM person WHERE id = $1 OR org = $2",
	[DROP_PERSON] = "DELETE FROM person WHERE id = $1",
	[DROP_NAMES] = "DELETE FROM name WHERE person = $1",
	[DROP_HABITS] = "DELETE FROM habit WHERE person = $1",
	[DROP_PROOFS] = "DELETE FROM proof WHERE person = $1",
	[DROP_MEMBER] = "DELETE FROM member WHERE person = $1",
	[DROP_MEMBERS_OF_ORG] = "DELETE FROM member WHERE org = $1",
	[DROP_HABITS_OF_ORG] = "DELETE FROM habit WHERE person IN"
			       " (SELECT id FROM heard WHERE org = $1)",
	[DROP_NAMES_OF_ORG] = "DELETE FROM name WHERE person IN"
			      " (SELECT id FROM heard WHERE org = $1)",
	[DROP_WHO] = "UPDATE message SET who = 0 WHERE who = $1"
		     " OR who IN (SELECT id FROM heard WHERE org = $2)",
	[DROP_HEARD] = "DELETE FROM heard WHERE id = $1 OR org = $2",
	[DROP_ORG] = "DELETE FROM org WHERE id = $1",
	[DROP_NEAR] = "DELETE FROM near WHERE org = $1",
	[COUNT_OF_ORG] = "SELECT COUNT(*) FROM person WHERE org = $1",

	[TIDY_MESSAGES] = "DELETE FROM message WHERE day < $1 AND (flags & 1) = 0",
	[TIDY_FLOOD_OF_MESSAGES] =
		"DELETE FROM message WHERE (flags & 3) = 0 AND day <= (SELECT day"
		" FROM message WHERE (flags & 3) = 0 ORDER BY day DESC LIMIT 1 OFFSET "
		"$1)",
	[TIDY_MEMBERS] = "DELETE FROM member WHERE thread NOT IN"
			 " (SELECT thread FROM message WHERE day >= $1)",
	[TIDY_HEARD] = "DELETE FROM heard WHERE last_s < $1",
	[TIDY_FLOOD_OF_HEARD] =
		"DELETE FROM heard WHERE id NOT IN (SELECT id FROM person) AND last_s <="
		" (SELECT last_s FROM heard ORDER BY last_s DESC LIMIT 1 OFFSET $1)",
	[TIDY_HEARD_OF_ORG] =
		"DELETE FROM heard WHERE org IN (SELECT org FROM heard GROUP BY org"
		" HAVING COUNT(*) > $1) AND last_s < $2",
	[TIDY_PROOFS] = "DELETE FROM proof WHERE last_s < $1"
			" AND person NOT IN (SELECT id FROM person)",
	[TIDY_HABITS] = "DELETE FROM habit WHERE last_s < $1",
	[TIDY_FLOOD_OF_TOLD] =
		"DELETE FROM habit WHERE kind >= 5 AND last_s <= (SELECT last_s"
		" FROM habit WHERE kind >= 5 ORDER BY last_s DESC LIMIT 1 OFFSET $1)",
	[TIDY_NAMES] = "DELETE FROM name WHERE person NOT IN (SELECT id FROM person)"
		       " AND person NOT IN (SELECT person FROM habit)",
};
