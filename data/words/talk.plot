en.sees        Whether what a stranger says in a conversation, over all its days, adds up to a known way of stealing.
en.why         An offer, a test, a call without sound, haste: each is said in honest talk, and together they are how thieves begin.
en.next        Do nothing that it asks on your own computer; look up the organization yourself and ask there.
en.says        What {name} says adds up to a known fraud: "{words}"
en.says/fix    {name}, whom you do not know, says that something of yours is broken and gives you a program or command to repair it; that is how wallets are emptied.
en.says/code   {name}, whom you do not know, offers work and wants you to run code for it; that is how wallets and employers' networks are emptied.
en.says/offer  {name}, whom you do not know, offers something you did not ask for, and wants a secret or sends a program or a locked file.
en.says/test   {name}, whom you do not know, offers work and wants you to take a test behind a link or in a file.
en.says/file   {name}, whom you do not know, offers work or money and sends a file; such files have opened the networks of whole firms.
en.says/pay    {name}, whom you do not know, wants money, at once, and in secret.
ja.next        相手の言うことを自分のコンピューターで行わず、会社を自分で調べて、そこに問い合わせてください。
ja.says        {name} の言うことを合わせると、知られている詐欺の形になります：「{words}」
ja.says/fix    見知らぬ相手の {name} が、あなたの機器に問題があると言い、直すためのプログラムやコマンドを渡してきました。資産を盗む手口です。
ja.says/code   見知らぬ相手の {name} が、仕事を持ちかけ、そのためにコードを実行させようとしています。資産や勤務先から盗む手口です。
ja.says/offer  見知らぬ相手の {name} が、頼んでいない話を持ちかけ、秘密の情報を求めるか、プログラムや鍵のかかったファイルを送ってきました。
ja.says/test   見知らぬ相手の {name} が、仕事を持ちかけ、リンクやファイルのテストを受けさせようとしています。
ja.says/file    見知らぬ相手の {name} が、仕事やお金の話を持ちかけ、ファイルを送ってきました。そのようなファイルから会社全体が侵入された例があります。
ja.says/pay    見知らぬ相手の {name} が、急いで、しかも内密にお金を払わせようとしています。
