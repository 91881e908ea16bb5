en.sees        Whether what a stranger's letter says adds up to a known way of stealing.
en.why         An offer, a test, a call without sound, haste: each is said in honest letters, and together they are how thieves begin.
en.next        Do nothing that it asks on your own computer; look up the organization yourself and ask there.
en.says        What this stranger says adds up to a known fraud.
en.says/fix    A stranger says that something of yours is broken and gives you a program or command to repair it; that is how wallets are emptied.
en.says/code   A stranger offers work and wants you to run code for it; that is how wallets and employers' networks are emptied.
en.says/offer  A stranger offers something you did not ask for, and wants a secret or sends a program or a locked file.
en.says/test   A stranger offers work and wants you to take a test behind a link or in a file.
en.says/file   A stranger offers work or money and sends a file; such files have opened the networks of whole firms.
en.says/pay    A stranger wants money, at once, and in secret.
ja.next        相手の言うことを自分のコンピューターで行わず、会社を自分で調べて、そこに問い合わせてください。
ja.says        見知らぬ人の言うことを合わせると、知られている詐欺の形になります。
ja.says/fix    見知らぬ人が、あなたの機器に問題があると言い、直すためのプログラムやコマンドを渡してきました。資産を盗む手口です。
ja.says/code   見知らぬ人が、仕事を持ちかけ、そのためにコードを実行させようとしています。資産や勤務先から盗む手口です。
ja.says/offer  見知らぬ人が、頼んでいない話を持ちかけ、秘密の情報を求めるか、プログラムや鍵のかかったファイルを送ってきました。
ja.says/test   見知らぬ人が、仕事を持ちかけ、リンクやファイルのテストを受けさせようとしています。
ja.says/file   見知らぬ人が、仕事やお金の話を持ちかけ、ファイルを送ってきました。そのようなファイルから会社全体が侵入された例があります。
ja.says/pay    見知らぬ人が、急いで、しかも内密にお金を払わせようとしています。
