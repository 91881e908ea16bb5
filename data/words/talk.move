en.sees        Whether a stranger wants to go on in another channel.
en.why         In another channel nobody else reads along, and what was said there can be deleted.
en.next        Stay where you are until you know by another way who it is.
en.says        {name}, whom you do not know, wants to leave {channel} for another channel: "{words}"
ja.next        相手が誰か別の方法でわかるまで、今の連絡手段から移らないでください。
ja.says        見知らぬ相手 {name} が、{channel} から別の連絡手段に移ろうとしています：「{words}」
