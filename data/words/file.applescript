en.sees            AppleScript, as text or compiled: commands for the shell, questions for passwords, and commands pushed out of sight.
en.why             One click in Script Editor runs it. BlueNoroff sent such scripts as updates of meeting programs (Huntress).
en.next            Do not open it. Nobody needs to send you a script for a meeting or a document.
en.says/lines      {file} is an AppleScript that pushes its commands out of sight with {lines} empty lines.
en.says/password   {file} is an AppleScript that asks for a password.
en.says/fetches    {file} is an AppleScript that fetches something and runs it: {quote}
en.says/shell      {file} is an AppleScript that runs commands: {quote}
en.says/script     {file} is an AppleScript: one click runs it.
ja.next            開かないでください。会議や文書のためにスクリプトを送る必要はありません。
ja.says/lines      「{file}」は、{lines}行の空行でコマンドを見えなくしたAppleScriptです。
ja.says/password   「{file}」は、パスワードを尋ねるAppleScriptです。
ja.says/fetches    「{file}」は、何かを取得して実行するAppleScriptです: {quote}
ja.says/shell      「{file}」は、コマンドを実行するAppleScriptです: {quote}
ja.says/script     「{file}」はAppleScriptで、クリックすると実行されます。
