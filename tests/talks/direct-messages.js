window.YTD.direct_messages.part0 = [
  { "dmConversation" : { "conversationId" : "500-7", "messages" : [
    { "messageCreate" : { "recipientId" : "7", "reactions" : [ ], "urls" : [ { "url" : "https://t.example/a", "expanded" : "https://docs.example/n", "display" : "docs.example/n" } ], "text" : "see https://t.example/a", "mediaUrls" : [ ], "senderId" : "500", "id" : "1", "createdAt" : "2026-03-01T10:00:00.000Z" } },
    { "messageCreate" : { "recipientId" : "500", "urls" : [ ], "text" : "ok", "senderId" : "7", "id" : "2", "createdAt" : "2026-03-01T10:01:00.000Z" } }
  ] } },
  { "dmConversation" : { "conversationId" : "7-600", "messages" : [
    { "messageCreate" : { "recipientId" : "7", "urls" : [ ], "text" : "hi", "senderId" : "600", "id" : "3", "createdAt" : "2026-03-01T10:02:00.000Z" } }
  ] } }
]
