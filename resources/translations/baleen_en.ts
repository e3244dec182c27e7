<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>Announcer</name>
    <message numerus="yes">
        <source>Still thinking, %n second(s).</source>
        <translation>
            <numerusform>Still thinking, %n second.</numerusform>
            <numerusform>Still thinking, %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Answer finished, %n word(s).</source>
        <translation>
            <numerusform>Answer finished, %n word.</numerusform>
            <numerusform>Answer finished, %n words.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message numerus="yes">
        <source>%n word(s) per second</source>
        <translation>
            <numerusform>%n word per second</numerusform>
            <numerusform>%n words per second</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s), thinking included</source>
        <translation>
            <numerusform>%n token, thinking included</numerusform>
            <numerusform>%n tokens, thinking included</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n oldest message(s)</source>
        <translation>
            <numerusform>The oldest message</numerusform>
            <numerusform>The %n oldest messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DownloadTime</name>
    <message numerus="yes">
        <source>about %n min</source>
        <translation>
            <numerusform>about %n min</numerusform>
            <numerusform>about %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n h</source>
        <translation>
            <numerusform>about %n h</numerusform>
            <numerusform>about %n h</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GreetingWords</name>
    <message numerus="yes">
        <source>It works: {name} runs Ollama {version} and has %n model(s).</source>
        <translation>
            <numerusform>It works: {name} runs Ollama {version} and has %n model.</numerusform>
            <numerusform>It works: {name} runs Ollama {version} and has %n models.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It works: {name} has %n model(s), which are looked after there.</source>
        <translation>
            <numerusform>It works: {name} has %n model, which is looked after there.</numerusform>
            <numerusform>It works: {name} has %n models, which are looked after there.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InstalledRow</name>
    <message numerus="yes">
        <source>Used %n day(s) ago</source>
        <translation>
            <numerusform>Used yesterday</numerusform>
            <numerusform>Used %n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeepRow</name>
    <message numerus="yes">
        <source>%n chat(s) are deleted now, the others once they are that old.</source>
        <translation>
            <numerusform>%n chat is deleted now, others once they are that old.</numerusform>
            <numerusform>%n chats are deleted now, others once they are that old.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LongChatNote</name>
    <message numerus="yes">
        <source>This chat is very long. The model has forgotten the %n oldest message(s).</source>
        <translation>
            <numerusform>This chat is very long. The model has forgotten the oldest message.</numerusform>
            <numerusform>This chat is very long. The model has forgotten the %n oldest messages.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemoryPanel</name>
    <message numerus="yes">
        <source>The last answer went without the %n oldest message(s).</source>
        <translation>
            <numerusform>The last answer went without the oldest message.</numerusform>
            <numerusform>The last answer went without the %n oldest messages.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageFooter</name>
    <message numerus="yes">
        <source>%n word(s) per second</source>
        <translation>
            <numerusform>%n word per second</numerusform>
            <numerusform>%n words per second</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message numerus="yes">
        <source>%n downloading</source>
        <translation>
            <numerusform>%n downloading</numerusform>
            <numerusform>%n downloading</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NoteRow</name>
    <message numerus="yes">
        <source>The %n oldest message(s) did not fit and were left out.</source>
        <translation>
            <numerusform>The oldest message did not fit and was left out.</numerusform>
            <numerusform>The %n oldest messages did not fit and were left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OldChatsWiring</name>
    <message numerus="yes">
        <source>%n old chat(s) were deleted.</source>
        <translation>
            <numerusform>%n old chat was deleted.</numerusform>
            <numerusform>%n old chats were deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SpeedWords</name>
    <message numerus="yes">
        <source>%n word(s) per second</source>
        <translation>
            <numerusform>%n word per second</numerusform>
            <numerusform>%n words per second</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n word(s) per second</source>
        <translation>
            <numerusform>about %n word per second</numerusform>
            <numerusform>about %n words per second</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThinkingRow</name>
    <message numerus="yes">
        <source>Thought for %n second(s)</source>
        <translation>
            <numerusform>Thought for %n second</numerusform>
            <numerusform>Thought for %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimeLeft</name>
    <message numerus="yes">
        <source>about %n min left</source>
        <translation>
            <numerusform>about %n min left</numerusform>
            <numerusform>about %n min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n h left</source>
        <translation>
            <numerusform>about %n h left</numerusform>
            <numerusform>about %n h left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnfoldButton</name>
    <message numerus="yes">
        <source>Show all %n line(s)</source>
        <translation>
            <numerusform>Show all %n line</numerusform>
            <numerusform>Show all %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>YourChatsWiring</name>
    <message numerus="yes">
        <source>%n chat(s) were added.</source>
        <translation>
            <numerusform>%n chat was added.</numerusform>
            <numerusform>%n chats were added.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n chat(s) were deleted.</source>
        <translation>
            <numerusform>%n chat was deleted.</numerusform>
            <numerusform>%n chats were deleted.</numerusform>
        </translation>
    </message>
</context>
</TS>
