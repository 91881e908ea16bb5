#!/usr/bin/python3
"""SPF by this program and by pyspf (Debian's python3-spf 2.0.14), from the same DNS.

    bench/differential/spf.py BUILD [RECORDS]

Two sources: the zones of the RFC 7208 suite crossed with clients and senders, and random
records of a fixed seed. Where the two disagree, pyspf is asked again with repairs switched
on, each of which brings one of its habits to the letter of RFC 7208; the fewest repairs that
end the disagreement are its reason. A disagreement that no repair ends is printed whole
and fails the run."""
import collections
import ipaddress
import itertools
import os
import random
import sys
import types

import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tests", "suites"))
import _worlds
from spf import Probe as SuiteProbe

PYSPF = "/usr/lib/python3/dist-packages/spf.py"
DATA = os.environ.get("ASSAY_DATA", os.path.expanduser("~/.cache/assay-data"))
SEED = 7208
RECORDS = 30000
RECORDS_A_WORLD = 8

# name: (what the section says that pyspf does not do, [(text of pyspf, repaired text)])
# A repair is active while its name is in FIX.
REPAIRS = {
    "redirect-counts-when-used": (
        "4.6.4, 6.1: a redirect that is not followed is no lookup", [
            ("                self.check_lookups()\n                redirect = ",
             "                'redirect-counts-when-used' in FIX or self.check_lookups()\n"
             "                redirect = "),
            ("            if redirect:\n",
             "            if redirect:\n"
             "                'redirect-counts-when-used' in FIX and self.check_lookups()\n")]),
    "void-terms": (
        "4.6.4: void lookups are counted by terms, not by questions: an mx that matches or "
        "whose hosts are gone is at most one; the first record, the addresses behind PTR "
        "names and %{p} are none", [
            ("        if not result and not ignore_void:\n",
             "        if 'void-terms' in FIX and not ignore_void:\n"
             "            ignore_void = not void_term(self, qtype, result)\n"
             "        if not result and not ignore_void:\n"),
            ("    def check_lookups(self):\n",
             "    def check_lookups(self):\n"
             "        self.term_void = False\n")]),
    "mx-in-order": (
        "5.4, 5: the hosts of an MX are asked until one matches or fails; pyspf asks all of "
        "them first", [
            ("self.cidrmatch(self.dns_mx(arg), cidrlength)",
             "mx_match(self, arg, cidrlength)"),
            ("        mxnames.sort()\n",
             "        mxnames.sort()\n        self.in_hosts = True\n"
             "        if 'mx-in-order' in FIX:\n            return [mx[1] for mx in mxnames]\n")]),
    "client-name-counts": (
        "4.6.4: the PTR lookup of %{p} is one of the ten", [
            ("                    self.getp()\n",
             "                    self.getp()\n"
             "                    if 'client-name-counts' in FIX and not self.p_counted and not "
             "self.dry and not self.explaining:\n"
             "                        self.p_counted = True\n"
             "                        self.check_lookups()\n")]),
    "expand-when-reached": (
        "4.6, 5: a term that is not reached asks nothing; pyspf expands all of them, %{p} "
        "and its lookups included, when it parses", [
            ("        # any trailing dot was removed by expand()\n",
             "        if 'expand-when-reached' in FIX:\n"
             "            return dry_expand(self, arg)\n"),
            ("        for mech, m, arg, cidrlength, result in mechs:\n",
             "        for mech, m, arg, cidrlength, result in mechs:\n"
             "            if 'expand-when-reached' in FIX and m in ('include', 'a', 'mx', 'ptr', "
             "'exists'):\n"
             "                arg = Late(self, arg)\n"),
            ("                redirect_record = self.dns_spf(redirect)\n",
             "                if 'expand-when-reached' in FIX:\n"
             "                    redirect = self.expand(redirect)\n"
             "                redirect_record = self.dns_spf(redirect)\n")]),
    "self-include": (
        "5.2: an include of the same domain is an endless loop only where it is reached", [
            ("                if arg == self.d:\n",
             "                if arg == self.d and ('self-include' not in FIX or ':' not in mech):\n")]),
    "exists-needs-target": (
        "5.7: exists without a domain is an error behind a qualifier too", [
            ("        if str == 'exists': d = None\n",
             "        if str == 'exists' or ('exists-needs-target' in FIX and "
             "str.lstrip('+-~?') == 'exists'): d = None\n")]),
    "explanation-last": (
        "6.2, 4.6.4: exp= is fetched after the result, which it cannot change", [
            ("                arg = self.expand_domain(arg)\n                if arg:\n"
             "                    try:\n",
             "                if 'explanation-last' in FIX:\n"
             "                    dry_expand(self, arg)\n"
             "                    late_exp, arg = arg, ''\n"
             "                else:\n"
             "                    arg = self.expand_domain(arg)\n"
             "                if 'expand-when-reached' in FIX and arg:\n"
             "                    arg = self.expand(arg)\n"
             "                if arg:\n                    try:\n"),
            ("        redirect = None\n", "        redirect = None\n        late_exp = None\n"),
            ("        if result == 'fail':\n",
             "        if result == 'fail' and late_exp and not recursion:\n"
             "            explain_late(self, late_exp)\n"
             "        if result == 'fail':\n")]),
    "client-name-by-domain": (
        "7.3: %{p} prefers names of the domain under evaluation, not of the first one", [
            ("        if not self.p:\n            p = self.validated_ptrs()\n",
             "        if self.dry:\n            return self.p\n"
             "        if 'client-name-by-domain' in FIX and self.p_domain != self.d:\n"
             "            self.p, self.p_domain = None, self.d\n"
             "        if not self.p:\n            p = names_for_macro(self)\n")]),
    "ptr-errors-skip": (
        "5.5: a name whose lookup fails is skipped, and without PTR records nothing matches", [
            ("        cidrlength = self.cidrmax\n        return [p for p in",
             "        cidrlength = self.cidrmax\n"
             "        if 'ptr-errors-skip' in FIX:\n            return ptrs_without_errors(self)\n"
             "        return [p for p in")]),
    "joined-by-dots": (
        "7.3: parts are joined by dots whatever they were split at", [
            ("JOINERS.get(letter)", "('.' if 'joined-by-dots' in FIX else JOINERS.get(letter))")]),
    "macro-grammar": (
        "7.1, 12: transformers before delimiters, no zero, known delimiters, closed braces, "
        "visible characters, and %% even at the end", [
            ("        # Check for invalid macro syntax\n",
             "        if 'macro-grammar' in FIX:\n            check_grammar(s, stripdot)\n"),
            ("        if s.find('%') >= 0:\n",
             "        if s.find('%') >= 0 and 'macro-grammar' not in FIX:\n")]),
    "modifiers-unknown": (
        "6: an unknown modifier may stand twice and hold any macro letter", [
            ("            if mod in modifiers:\n",
             "            if mod in modifiers and not ('modifiers-unknown' in FIX and mod not in "
             "('exp', 'redirect')):\n"),
            ("                self.expand(m[1])       #",
             "                dry_expand(self, m[1], False) if 'modifiers-unknown' in FIX else "
             "self.expand(m[1])       #"),
            ("            elif mod == 'op':\n",
             "            elif mod == 'op' and 'modifiers-unknown' not in FIX:\n"),
            ("            elif mod == 'default':\n",
             "            elif mod == 'default' and 'modifiers-unknown' not in FIX:\n")]),
    "modifier-case": (
        "12 (RFC 5234 2.3): names of modifiers have no case", [
            ("            mod,arg = m\n",
             "            mod,arg = m\n            if 'modifier-case' in FIX: mod = mod.lower()\n")]),
    "cut-to-253": (
        "7.3: labels are dropped until the name fits, in names only", [
            ("        if result.count('.') != 0:\n            if len(result) > 253:\n",
             "        while 'cut-to-253' in FIX and stripdot and '.' in result and "
             "len(result) > 253:\n"
             "            result = result[(result.index('.')+1):]\n"
             "        if result.count('.') != 0 and 'cut-to-253' not in FIX:\n"
             "            if len(result) > 253:\n")]),
    "name-length": (
        "4.8 (RFC 1035 2.3.4): a name over 253 octets is not asked, so nothing is void", [
            ("            return []   # invalid DNS name",
             "            return []\n"
             "        if 'name-length' in FIX and len(name) > 253:\n"
             "            return []   # invalid DNS name")]),
    "explanation-text": (
        "6.2: explanations are printable US-ASCII and at most a line of 1,000 octets, or absent", [
            ("                    return str(self.expand(to_ascii(a[0]), stripdot=False))",
             "                    return printable(str(self.expand(to_ascii(a[0]), "
             "stripdot=False)))")]),
    "cname-loop": (
        "4.4, 5 (RFC 1034 3.6.2): a loop of CNAMEs is an error of DNS", [
            ("                if self.strict > 1: raise AmbiguityWarning('CNAME loop', cname)\n",
             "                if 'cname-loop' in FIX: raise TempError('CNAME loop')\n")]),
    "one-label": (
        "4.3: a domain of one label has no policy", [
            ("        for label in domain.split('.'):\n",
             "        if 'one-label' in FIX and '.' not in domain:\n            return None\n"
             "        for label in domain.split('.'):\n")]),
}

FIX = set()
zone = {}
GRAMMAR = None


def lookup(name, qtype, strict=True, timeout=0):
    """The DNS that pyspf sees: the zone that the probe has too."""
    out, timed_out = [], False
    for kind, value in zone.get(str(name).lower().rstrip("."), ()):
        if kind == "TIMEOUT" and value in (None, qtype):
            timed_out = True
        elif kind in (qtype, "CNAME"):
            out.append(((name, kind), value))
    if timed_out and not out:
        raise pyspf.TempError("DNS timeout")
    return out


def load():
    """pyspf with its repairs built in, all switched off."""
    with open(PYSPF, encoding="utf-8") as f:
        source = f.read()
    for name, (_, patches) in REPAIRS.items():
        for old, new in patches:
            if old not in source:
                sys.exit(f"{PYSPF} is of another version: repair {name} does not fit")
            source = source.replace(old, new, 1)
    module = types.ModuleType("pyspf")
    module.__dict__.update(
        FIX=FIX, dry_expand=dry_expand, Late=late, explain_late=explain_late,
        void_term=void_term, mx_match=mx_match,
        names_for_macro=names_for_macro, ptrs_without_errors=ptrs_without_errors,
        check_grammar=check_grammar, printable=printable)
    exec(compile(source, PYSPF, "exec"), module.__dict__)
    module.DNSLookup = lookup
    for field in ("dry", "explaining", "p_counted", "term_void", "in_names", "in_hosts",
                  "host_void", "in_macro"):
        setattr(module.query, field, False)
    module.query.p_domain = None
    return module


def dry_expand(query, arg, stripdot=True):
    """Finds the errors of a domain-spec without asking anything; gives it back."""
    if stripdot and pyspf.RE_TOPLAB.split(arg)[-1]:
        raise pyspf.PermError("Invalid domain found (use FQDN)", arg)
    before, query.dry = query.dry, True
    try:
        query.expand(arg, stripdot=stripdot)
    finally:
        query.dry = before
    return arg


def late(query, arg):
    """The target of a term that is reached; its lookup is counted before it is expanded."""
    lookups = query.lookups
    if lookups >= pyspf.MAX_LOOKUP:
        query.check_lookups()
    return query.expand(arg)


def explain_late(query, spec):
    query.explaining = True
    before = query.void_lookups
    query.void_lookups = -1000000
    try:
        text = query.get_explanation(query.expand(spec))
        if text:
            query.exps["fail"] = text
    except Exception:
        pass
    query.explaining, query.void_lookups = False, before


def void_term(query, qtype, result):
    """Is this question the one that makes its term void?"""
    if result or query.in_names or query.in_macro or query.dry or query.explaining or query.term_void or \
            not query.lookups or qtype in ("TXT", "SPF"):
        return False
    if query.in_hosts:
        query.host_void = True
        return False
    query.term_void = True
    return True


def names_for_macro(query):
    query.in_macro = True
    try:
        return query.validated_ptrs()
    finally:
        query.in_macro = False


def mx_match(query, arg, cidrlength):
    query.host_void = False
    try:
        hosts = query.dns_mx(arg)
        if "mx-in-order" in FIX:
            matches = any(query.cidrmatch(query.dns_a(h, query.A), cidrlength) for h in hosts)
        else:
            matches = query.cidrmatch(hosts, cidrlength)
    finally:
        query.in_hosts = False
    if not matches and query.host_void and not query.term_void:
        query.term_void = True
        query.void_lookups += 1
        if query.void_lookups > pyspf.MAX_VOID_LOOKUPS:
            raise pyspf.PermError("void lookups")
    return matches


def ptrs_without_errors(query):
    names = []
    try:
        found = query.dns_ptr(query.i)[:pyspf.MAX_PTR]
    except pyspf.TempError:
        return []
    query.in_names = True
    for name in found:
        try:
            if query.cidrmatch(query.dns_a(name, query.A), query.cidrmax):
                names.append(name)
        except pyspf.TempError:
            pass
    query.in_names = False
    return names


def check_grammar(text, is_target):
    import re
    macro = r"%(?:[%_-]|\{[slodiphcrtv][0-9]*r?[-.+,/_=]*\})"
    literal = r"[\x21-\x24\x26-\x7e]" if is_target else r"[\x20-\x24\x26-\x7e]"
    if not re.fullmatch(f"(?:{macro}|{literal})*", text, re.IGNORECASE) or \
            re.search(r"%\{[a-z]0+[^1-9]", text.replace("%%", ""), re.IGNORECASE):
        raise pyspf.PermError("macro grammar", text)


def printable(text):
    good = all(" " <= c <= "~" for c in text) and len(text) <= 1000
    return text if good or "explanation-text" not in FIX else None


def ask_pyspf(question, fixes=()):
    FIX.clear()
    FIX.update(fixes)
    ip, helo, mail_from = question
    try:
        query = pyspf.query(i=ip, s=mail_from, h=helo)
        result, _, explanation = query.check()
    except Exception as problem:  # pyspf itself broke
        return f"broke: {type(problem).__name__}", ""
    if result != "fail" or explanation == pyspf.EXPLANATIONS["fail"]:
        explanation = ""
    return result, explanation


def agree(ours, theirs):
    return ours[0] == theirs[0] and ours[1].lower() == theirs[1].lower()


def reason_of(question, ours):
    """The fewest repairs that end the disagreement, or None."""
    if not agree(ours, ask_pyspf(question, REPAIRS)):
        return None
    for one in REPAIRS:
        if agree(ours, ask_pyspf(question, [one])):
            return (one,)
    needed = list(REPAIRS)
    for one in list(needed):
        fewer = [n for n in needed if n != one]
        if agree(ours, ask_pyspf(question, fewer)):
            needed = fewer
    return tuple(needed)


def zone_of(zonedata):
    """What _worlds.rows() writes for the probe, for pyspf."""
    out = collections.defaultdict(list)
    for name, entries in (zonedata or {}).items():
        entries = entries or []
        has_txt = any(isinstance(e, dict) and "TXT" in e for e in entries)
        for entry in entries:
            if entry == "TIMEOUT":
                out[str(name).lower()].append(("TIMEOUT", None))
                continue
            for kind, value in entry.items():
                if value == "NONE" or (kind == "SPF" and has_txt):
                    continue
                kind = "TXT" if kind == "SPF" else kind
                if value == "TIMEOUT":
                    kind, value = "TIMEOUT", kind
                elif kind == "TXT":
                    value = [_worlds.as_bytes(v)
                             for v in (value if isinstance(value, list) else [value])]
                elif kind == "MX":
                    value = (value[0], value[1])
                out[str(name).lower().rstrip(".")].append((kind, value))
    return out


class Comparison:
    def __init__(self, build):
        self.probe = SuiteProbe(build)
        self.asked, self.agreed = 0, 0
        self.results = collections.Counter()
        self.reasons, self.first = collections.Counter(), {}
        self.unexplained = []

    def world(self, zonedata):
        global zone
        zone = zone_of(zonedata)
        self.zonedata = zonedata
        self.probe.world(list(_worlds.rows(zonedata)))

    def ask(self, question):
        answer = self.probe.ask(*question)
        ours = answer[0], answer[1].replace("\\\\", "\\")
        theirs = ask_pyspf(question)
        self.asked += 1
        self.results[ours[0]] += 1
        if agree(ours, theirs):
            self.agreed += 1
            return
        reason = reason_of(question, ours)
        if reason is None:
            self.unexplained.append((question, ours, theirs, ask_pyspf(question, REPAIRS),
                                     answer, self.zonedata))
            return
        self.reasons[reason] += 1
        self.first.setdefault(reason, (question, ours, theirs))

    def report(self, title):
        print(f"spf {title}: {self.asked} questions, {self.agreed} agree, "
              f"{sum(self.reasons.values())} differ for a named reason, "
              f"{len(self.unexplained)} unexplained")
        print("  results: " + ", ".join(f"{k} {v}" for k, v in sorted(self.results.items())))
        for reason, count in self.reasons.most_common():
            question, ours, theirs = self.first[reason]
            print(f"  {count:6} {' + '.join(reason)}")
            if len(reason) == 1:
                print(f"         RFC 7208 {REPAIRS[reason[0]][0]}")
            print(f"         e.g. {question}: here {ours[0]}, pyspf {theirs[0]}")
        for question, ours, theirs, repaired, answer, zonedata in self.unexplained[:5]:
            print(f"  UNEXPLAINED {question}: here {answer}, pyspf {theirs}, repaired {repaired}")
            if os.environ.get("WORLDS"):
                print("    " + "\n    ".join(_worlds.rows(zonedata)))
        return not self.unexplained


def suite_questions(documents):
    """Each zone with every client, HELO and sender that its tests name, and some more."""
    for document in documents:
        tests = document["tests"].values()
        clients = {str(t["host"]) for t in tests} | {"192.0.2.3", "2001:db8::1"}
        helos = {str(t["helo"]) for t in tests}
        senders = {str(t["mailfrom"]) for t in tests}
        senders |= {f"a-b.c+d@{name}" for name in document.get("zonedata") or ()
                    if all("!" <= c <= "~" and c not in '@\\' for c in str(name))}
        yield document.get("zonedata"), [
            (c, h, s) for c in sorted(clients) for h in sorted(helos)[:3] for s in sorted(senders)]


NAMES = [f"{n}.example" for n in "abcdefgh"] + ["mail.a.example", "x.b.example"]
MACROS = ["%{s}", "%{l}", "%{o}", "%{d}", "%{i}", "%{p}", "%{v}", "%{h}", "%{ir}", "%{d2}", "%{d1r}",
          "%{l1r-}", "%{l2+-}", "%{L}", "%{S}", "%{d1}", "%{h2}", "%%", "%_", "%-", "%{c}", "%{r}",
          "%{d0}", "%{x}", "%{d", "%(d)", "%{d2r.}", "%{o3}", "%{i4r}", "%{l/=}", "%{d-}", "%{lr-r}"]
GOOD_MACROS = [m for m in MACROS if m not in ("%{c}", "%{r}", "%{d0}", "%{x}", "%{d", "%(d)", "%{lr-r}",
                                              "%{h2}", "%-", "%_", "%%")]


class Generator:
    def __init__(self):
        self.random = random.Random(SEED)
        self.sloppy = False  # may what is written now be wrong?

    def chance(self, part):
        return self.random.random() < part

    def slip(self, part):
        return self.sloppy and self.chance(part)

    def name(self):
        return self.random.choice(NAMES) if not self.slip(0.15) else self.random.choice(
            ["nowhere.example", "b..example", "a.example.", "slow.example", "A.EXAMPLE",
             "l" * 64 + ".example", "xn--zckzah.example", "q.123", "one"])

    def target(self):
        if self.chance(0.6):
            return self.name()
        macros = MACROS if self.slip(0.2) else GOOD_MACROS
        text = "".join(self.random.choice(macros) + self.random.choice([".", "-", "", "._x."])
                       for _ in range(self.random.choice([1, 1, 1, 2, 2, 3])))
        if self.chance(0.02):
            text *= 14
        return text + self.random.choice(["", self.name(), "." + self.name(), ".%{d}"])

    def prefixes(self):
        return self.random.choice(["", "", "", "/24", "/0", "//64", "/16//32", "/33", "/024", "//129",
                                   "/24/64", "/", "/32//128"][:None if self.slip(0.3) else 7]) \
            if self.chance(0.3) else ""

    def client(self):
        return self.random.choice(["192.0.2.1", "192.0.2.7", "192.0.2.130", "198.51.100.9",
                                   "203.0.113.5", "2001:db8::1", "2001:db8:1::7", "::ffff:192.0.2.1"])

    def network(self):
        net = self.random.choice(["ip4:192.0.2.0/24", "ip4:192.0.2.1", "ip4:198.51.100.0/25",
                                  "ip6:2001:db8::/32", "ip6:2001:db8::1", "ip4:203.0.113.5/32",
                                  "ip6:::ffff:192.0.2.1"])
        if self.slip(0.04):
            net = self.random.choice(["ip4:192.0.2", "ip4:192.0.2.0/33", "ip4", "ip6:2001:db8::/129",
                                      "ip6:192.0.2.1", "ip4:2001:db8::1", "ip:192.0.2.1", "192.0.2.1",
                                      "ip4:192.0.2.0/24,", "ip4:192.0.02.1", "ip6:::1//3"])
        return net

    def mechanism(self):
        kind = self.random.choice(["net", "net", "net", "a", "a", "mx", "mx", "include", "include",
                                   "exists", "ptr", "all"])
        qualifier = self.random.choice(["", "", "", "+", "-", "~", "?"])
        if kind == "net":
            return qualifier + self.network()
        if kind == "all":
            return qualifier + (self.random.choice(["all:", "all/8", "ALL", "all."])
                                if self.slip(0.1) else "all") if self.chance(0.3) else self.network()
        text = kind.upper() if self.chance(0.05) else kind
        if kind in ("include", "exists") or self.chance(0.5):
            text += ":" + self.target() if not self.slip(0.02) else self.random.choice(["", ":"])
        if kind in ("a", "mx"):
            text += self.prefixes()
        elif self.slip(0.01):
            text += "/24"
        return qualifier + text

    def modifier(self):
        kind = self.random.choice(["redirect", "redirect", "redirect", "exp", "exp", "exp", "m", "x.y-z",
                                   "op", "default", "Redirect", "EXP", "a"]
                                  if self.sloppy else ["redirect", "redirect", "exp", "m"])
        if kind.lower() in ("redirect", "exp"):
            value = "" if self.slip(0.03) else self.target()
            if kind.lower() == "exp" and self.chance(0.6):
                value = self.random.choice(["why.example", "%{d}.why.example"])
        else:
            value = "".join(self.random.choice((MACROS if self.sloppy else GOOD_MACROS) + ["a", "1", "/", ":", "="])
                            for _ in range(self.random.randrange(4)))
        return f"{kind}={value}"

    def record(self):
        self.sloppy = self.chance(0.3)
        terms = [self.mechanism() for _ in range(self.random.choice([0, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12]))]
        if self.chance(0.7):
            terms.append(self.random.choice(["-all", "-all", "~all", "?all", "+all"]))
        for _ in range(self.random.choice([0, 0, 0, 1, 1, 2 if self.sloppy else 1])):
            terms.insert(self.random.randrange(len(terms) + 1), self.modifier())
        if self.slip(0.05):
            terms.append(self.random.choice(["moo", "=a", "-", "a:b:c", "\t", "\x80", "m/n=o", "mx:"]))
        return self.random.choice(["v=spf1 "] * 9 + ["V=SPF1 "]) + \
            (" " if self.chance(0.95) else "  ").join(terms)

    def world(self):
        zonedata, records = {}, 0
        for name in self.random.sample(NAMES, RECORDS_A_WORLD):
            zonedata[name] = [{"TXT": self.record()}]
            records += 1
            if self.chance(0.02):
                zonedata[name].append({"TXT": "v=spf1 -all" if self.chance(0.5) else "other"})
        for name in NAMES:
            rows = zonedata.setdefault(name, [])
            for _ in range(self.random.choice([0, 0, 1, 1, 2])):
                rows.append({"A": self.random.choice(["192.0.2.1", "192.0.2.7", "198.51.100.9", "203.0.113.5"])})
            if self.chance(0.3):
                rows.append({"AAAA": self.random.choice(["2001:db8::1", "2001:db8:1::7"])})
            many = 11 if self.chance(0.03) else self.random.choice([0, 0, 1, 1, 2, 3])
            for i in range(many):
                rows.append({"MX": [i, self.name().rstrip(".") if self.chance(0.95) else ""]})
            if self.chance(0.02):
                rows.append("TIMEOUT")
        for client in ("192.0.2.1", "192.0.2.7", "198.51.100.9", "2001:db8::1"):
            rows = zonedata.setdefault(_worlds.reverse_name(client), [])
            for _ in range(self.random.choice([0, 1, 1, 2, 3, 12])):
                rows.append({"PTR": self.random.choice(NAMES)})
            if self.chance(0.03):
                rows.append("TIMEOUT")
        zonedata["slow.example"] = ["TIMEOUT"]
        zonedata["why.example"] = [{"TXT": self.random.choice([
            "Not for %{i}.", "See %{p} and %{S} of %{d}", "%{c} %{r} is broken %{", "caf\xe9", "100%% %{l1r+-.}",
            "a\tb", "%{h} said it"])}]
        if self.chance(0.2):
            zonedata["why.example"].append({"TXT": "two"})
        for name in NAMES:
            zonedata[f"{name}.why.example"] = [{"TXT": f"{name} refuses %{{s}}"}]
        for name in ("1.2.0.192.a.example", "1.2.0.192.b.example", "user.a.example", "b.example.c.example"):
            zonedata[name] = [{"A": "127.0.0.2"}]
        return {k: v for k, v in zonedata.items() if v}, records

    def questions(self, zonedata):
        domains = [n for n in zonedata if any(isinstance(e, dict) and "TXT" in e for e in zonedata[n])
                   and n in NAMES]
        for domain in domains:
            local = self.random.choice(["user", "a-b", "a.b+c", "x=y/z", "p q", "User_1"])
            sender = f"{local}@{domain}" if self.chance(0.9) else ""
            helo = self.random.choice(["mail.a.example", "helo.example", "[192.0.2.1]", "H", domain])
            yield self.client(), helo, sender
            yield self.client(), domain, self.random.choice(["", f"{local}@{domain}"])


def main():
    build = sys.argv[1]
    records = int(sys.argv[2]) if len(sys.argv) > 2 else RECORDS
    path = os.path.join(DATA, "suites/spf/rfc7208-tests.yml")
    good = True
    if os.path.exists(path):
        comparison = Comparison(build)
        with open(path, encoding="utf-8") as f:
            documents = [d for d in yaml.safe_load_all(f) if d]
        for zonedata, questions in suite_questions(documents):
            comparison.world(zonedata)
            for question in questions:
                comparison.ask(question)
        good = comparison.report("suite zones")
    else:
        print("spf suite zones: skipped, $ASSAY_DATA has none")
    comparison, generator, made = Comparison(build), Generator(), 0
    while made < records:
        zonedata, n = generator.world()
        made += n
        comparison.world(zonedata)
        for question in generator.questions(zonedata):
            comparison.ask(question)
    good = comparison.report(f"{made} random records") and good
    sys.exit(0 if good else 1)


pyspf = load()

if __name__ == "__main__":
    main()
