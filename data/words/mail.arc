en.sees             Whether the relays that forwarded the letter sealed what they saw (ARC), and whether their seals hold.
en.why              A relay that you trust may have seen proof of the sender that its own changes broke.
en.next             Nothing to do for this alone.
en.says             The chain of relays' seals on the letter does not hold, so what the relays wrote cannot be relied on.
en.clear            The chain of relays' seals holds.
en.clear/none       No relay sealed the letter.
en.clear/passed     {sets} relays sealed the letter, {domain} last, and all seals are unbroken; whether they told the truth is not proved.
en.proved/trusted    The letter came through {domain}, whom you trust as a relay, and its seal is unbroken.
ja.next             これだけなら何もする必要はありません。
ja.says             中継者の封印の連鎖が壊れているため、中継者の記録は当てになりません。
ja.clear/passed     {sets} 台の中継サーバーが封印し（最後は {domain}）、封印は壊れていません。ただし、その記録が真実かどうかは証明されません。
ja.proved/trusted    信頼する中継者 {domain} を通って届き、その封印は壊れていません。
