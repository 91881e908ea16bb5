#!/usr/bin/python3
"""Plays the attacks of tests/seeds against the real program, step by step.

    seeds.py ASSAY SEEDS-FOLDER [OPTION]...
"""
import csv
import datetime
import io
import json
import os
import subprocess
import sys
import tempfile

ASSAY, FOLDER, *OPTIONS = sys.argv[1:]
NOW = "2026-11-23T12:00:00"
HARMLESS = ["See you at the office.", "The report looks fine.", "Lunch on Friday?", "Thanks a lot."]
LEVELS = ["nothing-found", "caution", "danger"]


class Story:
    def __init__(self, name):
        self.name, self.facts, self.world = name, {}, [f"clock {NOW}Z"]
        self.messages, self.letter = [], None

    def say(self, when, mine, text, file=None):
        self.messages.append((datetime.datetime.fromisoformat(when + "+00:00"), mine, text, file))

    def old(self, count):
        for i in range(count):
            when = datetime.datetime.fromisoformat(NOW) - datetime.timedelta(days=2 * (count - i) + 5)
            self.say(when.isoformat(), i % 2 == 0, HARMLESS[i % len(HARMLESS)])

    def telegram(self):
        messages = [{"id": i, "type": "message", "date_unixtime": str(int(when.timestamp())),
                     "from": self.facts["me" if mine else "them"],
                     "from_id": "user7" if mine else "user500",
                     **({"file": "files/" + file} if file else {}), "text": text}
                    for i, (when, mine, text, file) in enumerate(self.messages)]
        return json.dumps({"name": self.facts["them"], "type": "personal_chat", "id": 500,
                           "messages": messages}, ensure_ascii=False)

    def linkedin(self):
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow("CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,"
                      "RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS".split(","))
        urls = ["https://www.linkedin.example/in/them", "https://www.linkedin.example/in/me"]
        names = [self.facts["them"], self.facts["me"]]
        for when, mine, text, file in reversed(self.messages):
            rows.writerow(["2-a", "", names[mine], urls[mine], names[not mine], urls[not mine],
                           when.strftime("%Y-%m-%d %H:%M:%S UTC"), "", text,
                           "SENT" if mine else "INBOX",
                           "https://files.example/" + file if file else ""])
        return out.getvalue()

    def thing(self):
        form = self.facts["form"]
        return self.letter if form == "mail" else getattr(self, form)()


def judge(story, folder):
    thing, world = os.path.join(folder, "thing"), os.path.join(folder, "world")
    with open(thing, "w", encoding="utf-8") as f:
        f.write(story.thing())
    with open(world, "w", encoding="utf-8") as f:
        f.write("\n".join(story.world) + "\n")
    run = subprocess.run([ASSAY, "check", "--json", *OPTIONS, "--world", world, thing],
                         stdout=subprocess.PIPE, check=False)
    return json.loads(run.stdout)


def faults_of(got, verdict, wanted, words):
    if got["verdict"] != verdict:
        yield f"verdict {got['verdict']}"
    hits = {f["code"] + ("/" + f["variant"] if f.get("variant") else ""): f["says"]
            for f in got["findings"] if f["state"] == "hit"}
    if wanted and not any(key == wanted or key.startswith(wanted + "/") for key in hits):
        yield f"no {wanted} among {sorted(hits)}"
    if words and not any(words in says for key, says in hits.items() if key.startswith(wanted)):
        yield f"its sentence lacks \"{words}\": {list(hits.values())}"


def play(path, folder):
    """The faults of one story, and how many steps were judged."""
    story, steps, faults = Story(os.path.basename(path)), 0, []
    lines = iter(open(path, encoding="utf-8").read().splitlines())
    for line in lines:
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word == "say":
            when, who, text = rest.split(" ", 2)
            story.say(when, who == "me", text)
        elif word == "file":
            when, name = rest.split(" ", 1)
            story.say(when, False, "", name)
        elif word == "old":
            story.old(int(rest))
        elif word == "world":
            story.world.append(rest)
        elif word == "letter":
            story.letter = "\n".join(iter(lambda: next(lines), ".")) + "\n"
        elif word == "want":
            verdict, wanted, words = (rest.split(" ", 2) + ["", ""])[:3]
            steps += 1
            faults += [f"{story.name}, step {steps}: {fault}"
                       for fault in faults_of(judge(story, folder), verdict, wanted, words)]
        elif word:
            story.facts[word] = rest
    if steps < 2 or not story.facts.get("source"):
        faults.append(f"{story.name}: a story has a source and two steps")
    return faults, steps


def main():
    names = sorted(n for n in os.listdir(FOLDER) if n != "README")
    faults, steps = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            more, n = play(os.path.join(FOLDER, name), folder)
            faults, steps = faults + more, steps + n
    for fault in faults:
        print("FAIL", fault)
    print(f"seeds: {len(names)} stories, {steps} steps, {len(faults)} faults")
    return 1 if faults or len(names) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
