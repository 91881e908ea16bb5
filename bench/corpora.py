"""The real letters of $ASSAY_DATA (letters/README.md there), read where they stand, and how they are
counted: phishing one vote a campaign, each honest letter once, halves by author or campaign."""
import glob
import hashlib
import os
import sys
from collections import defaultdict


def data_folder():
    data = os.environ.get('ASSAY_DATA', os.path.expanduser('~/.cache/assay-data'))
    if not os.path.isdir(os.path.join(data, 'letters')):
        print('skipped: $ASSAY_DATA has no letters')
        sys.exit(77)
    return data


class Letter:
    def __init__(self, corpus, path, group):
        self.corpus, self.path, self.group = corpus, path, group
        self.verdict, self.hits, self.reasons, self.unknown = None, [], [], []


def author_of(path):
    """The From field as it stands: what tells one author from another in all lists."""
    with open(path, 'rb') as f:
        head = f.read(65536).replace(b'\r\n', b'\n').split(b'\n\n', 1)[0]
    for line in head.replace(b'\n ', b' ').replace(b'\n\t', b' ').split(b'\n'):
        if line[:5].lower() == b'from:':
            return line[5:].strip().lower()
    return path.encode()


def is_tune(group):
    return hashlib.sha256(group).digest()[0] % 2 == 0


def table(root, corpus):
    """Letters of one .tsv: a campaign is a group, or each letter its own."""
    for line in open(os.path.join(root, corpus + '.tsv'), encoding='utf-8'):
        cell = line.rstrip('\n').split('\t')
        path = os.path.join(root, corpus, cell[0])
        if os.path.exists(path):
            group = cell[0] if corpus == 'fraud' else cell[2]
            yield Letter(corpus, path, group.encode())


def folder(corpus, path, honest=True):
    for name in sorted(glob.glob(path, recursive=True)):
        if os.path.isfile(name):
            yield Letter(corpus, name, author_of(name) if honest else name.encode())


def all_letters(data):
    letters = os.path.join(data, 'letters')
    bad = [x for c in ('phish', 'spam', 'fraud') for x in table(letters, c)]
    bad += folder('spear', letters + '/spear/*.eml', honest=False)
    good = []
    for kind in ('ham', 'replay'):
        for name in sorted(os.listdir(os.path.join(letters, kind))):
            good += folder(kind + ' ' + name, os.path.join(letters, kind, name, '*.eml'))
    good += folder('spamassassin nice', data + '/suites/spamassassin/nice/**/*')
    return bad, good


def by_corpus(letters):
    found = defaultdict(list)
    for letter in letters:
        found[letter.corpus].append(letter)
    return found


def votes(letters, is_it):
    """Mean over campaigns of the part of their letters for which it holds."""
    campaigns = defaultdict(list)
    for letter in letters:
        campaigns[letter.group].append(is_it(letter))
    if not campaigns:
        return 0.0, 0
    return sum(sum(v) / len(v) for v in campaigns.values()) / len(campaigns), len(campaigns)


def once(letters):
    """The corpora overlap (a replayed list holds letters of its folder): each counts once."""
    return list({os.path.basename(x.path): x for x in letters}.values())
