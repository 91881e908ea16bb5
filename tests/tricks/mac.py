"""What macOS runs: AppleScript, bundles, set-up scripts, files for Terminal."""
from _tricks import trick, zipped

PLIST = ('<?xml version="1.0"?>\n<plist version="1.0"><dict><key>CFBundleIdentifier</key>'
         "<string>{}</string>{}</dict></plist>\n")
AGENT = "<key>LSUIElement</key><true/>"
SCRIPTS = [
    ("scpt-lines", "Zoom SDK.applescript", "file.applescript/lines",
     "-- update\n" + "\n" * 3000 + 'do shell script "echo hello"\n'),
    ("scpt-fetches", "Zoom SDK.applescript", "file.applescript/fetches",
     'do shell script "curl https://example.com/a"\n'),
    ("scpt-password", "Update.applescript", "file.applescript/password",
     'display dialog "Password" default answer "" with hidden answer\n'),
    ("scpt-shell", "Tidy.applescript", "file.applescript/shell", 'do shell script "ls"\n'),
    ("mac-terminal", "Report.command", "file.mac/terminal", "#!/bin/sh\necho hello\n"),
]
for id, name, finds, text in SCRIPTS:
    trick(id, name, finds)(lambda text=text: text.encode())


def bundle(name, id, more=""):
    return zipped([(f"{name}/Contents/Info.plist", PLIST.format(id, more).encode())])


@trick("scpt-compiled", "Notes.scpt", "file.applescript/fetches")
def compiled():
    return (b"FasdUAS 1.101.10\x0e\0\0\0" + b"sysoexec"
            + "curl https://example.com/a".encode("utf-16-be"))


@trick("mac-disguised", "CV.zip", "file.mac/disguised")
def disguised():
    return bundle("CV.pdf.app", "com.example.cv")


@trick("mac-apple", "Update.zip", "file.mac/apple")
def apple():
    return bundle("Update.app", "com.apple.update")


@trick("mac-agent", "Tool.zip", "file.mac/windowless")
def agent():
    return bundle("Tool.app", "com.example.tool", AGENT)


@trick("mac-honest", "Tool.zip")
def honest():
    return bundle("Tool.app", "com.example.tool")


@trick("mac-setup", "Package.zip", "file.mac/setup")
def setup():
    return zipped([("Scripts/postinstall", b"#!/bin/sh\ncurl https://example.com/a\n")])


@trick("mac-setup-honest", "Package.zip")
def setup_honest():
    return zipped([("Scripts/postinstall", b"#!/bin/sh\nexit 0\n")])
