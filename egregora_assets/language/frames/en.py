"""English."""

from __future__ import annotations

from egregora_assets.language.frames.model import (
    Calendar,
    Counts,
    JournalPhrases,
    Language,
    PostPhrases,
    ProfilePhrases,
    Vocabulary,
    phrases,
    words,
)

ENGLISH = Language(
    "en",
    Calendar(
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        short_weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        day_pattern="{weekday} {day} {month}",
        full_day_pattern="{weekday} {day} {month} {year}",
    ),
    Counts(
        messages=("{n} message", "{n} messages"),
        texts=("{n} message with text", "{n} messages with text"),
        people=("{n} person", "{n} people"),
        links=("{n} link", "{n} links"),
        pictures=("{n} picture", "{n} pictures"),
        videos=("{n} video", "{n} videos"),
        recordings=("{n} recording", "{n} recordings"),
        files=("{n} file", "{n} files"),
        more=("{n} other", "{n} others"),
        quotes=("{n} quote", "{n} quotes"),
        laughed=("{n} person laughed.", "{n} people laughed."),
        thousands=",",
        conjunction="and",
        quotation=("“", "”"),
    ),
    PostPhrases(
        one_day="On {day}, {people} wrote {messages}.",
        several_days="From {first_day} to {last_day}, {people} wrote {messages}.",
        most="{names} wrote the most.",
        brief="{people}, {messages}.",
        asked="Asked: {quote}",
        settled="Settled: {quote}",
        shared="Shared: {things}.",
        links="Links",
        pictures="Pictures",
        unanswered="Questions without a reply in the next three hours",
        earlier="Earlier on this",
    ),
    ProfilePhrases(
        opening="{name} wrote {messages} from {first_day} to {last_day}.",
        summary="{name}, {messages}, about {topics}.",
        plain_summary="{name}, {messages}.",
        topics="Subjects",
        words="In their own words",
        rhythm="Hours and days",
        partners="In conversation with",
        links="Links shared",
        hours="Most often between {from_hour} and {to_hour}: {share} of the messages.",
        weekdays="The days with the most messages: {weekdays}.",
        partner="{name}: wrote right after one another {n} times",
    ),
    JournalPhrases(
        title="Journal: {span}",
        span="{first_day} to {last_day}",
        read="Read: {messages} from {people}, {from_time} to {to_time}.",
        counts="What was read",
        skipped="What was left out, and why",
        outcome="What came of it",
        kinds={
            "text": "messages with text",
            "media": "media without text",
            "location": "locations",
            "contact": "contact cards",
            "poll": "polls",
            "call": "calls",
            "deleted": "deleted messages",
            "system": "notices of the application",
        },
        short="short replies, laughter, links or emoji alone",
        opted_out="messages of people who asked to be left out",
        unquoted="longer messages that were read and not quoted",
        written="A post with {quotes}: {title}.",
        too_few="No post: {n}, and a post needs at least {minimum}.",
        nothing="No post: nothing in these messages stands on its own as a quote.",
    ),
    Vocabulary(
        stemmer="english",
        common=words(
            "the and is are was were you your they we our this that those these with for from have has had not "
            "but what when where who how why would could should will can did does don't i'm it's can't didn't "
            "isn't i my me he she his her of to in on at it be been so if or an as by"
        ),
        fillers=words(
            "rest surprised saved getting else whatever instead together already ok okay yeah yep yes nope nah "
            "lol lmao omg btw imo idk guys guy everyone everybody anyone anybody someone somebody nobody thing "
            "things stuff bit lot lots kind sort really actually basically literally honestly maybe probably "
            "please pls thanks thank thx ty sorry hey hello hi hiya morning night evening good great nice cool "
            "awesome amazing perfect lovely fine bad better best worse worst sure definitely exactly totally "
            "right wrong true same also just even still though anyway gonna wanna gotta kinda dunno let lets "
            "let's today tomorrow yesterday tonight now later soon week weekend month year day days time times "
            "hour hours minute minutes monday tuesday wednesday thursday friday saturday sunday think thought "
            "know knew mean guess feel felt look looks looking looked see saw seen say said says tell told ask "
            "asked want wanted need needs needed make made making take took taking get got getting give gave put "
            "try tried trying come came coming go went going gone do doing done use used using work works keep "
            "kept start started stop stopped happen happened love loved like liked hate hope wish wonder agree "
            "agreed understand bring brought find found read remind reminder rather prefer first last next new "
            "old big small little long whole half two three four five one once twice way oh ah hmm haha wow yay "
            "ugh dear mate folks man dude bro lads vote voted opinion question answer idea point something "
            "nothing anything everything else ones can't won't"
        ),
        subjects=words("home novel tip website world order invention state system index problem problems"),
        articles=words("the a an my your our their his her this that these those some any each every"),
        joints=words("of for"),
        infinitives=words("to can could will would should must might may i you we they let's don't didn't"),
        elisions=frozenset(),
        agreements=phrases(
            "agreed|deal|done|perfect|sounds good|works for me|fine by me|count me in|i'm in|im in|me too|same|"
            "yes|yep|yes please|great|great idea|good idea|good point|ok|okay|sure|absolutely|exactly|+1|"
            "let's do it|go for it|love it|sold|booked|makes sense|fair enough|happy with that|good plan|"
            "perfect thanks"
        ),
        openers=words("also and but so then or because it that this he she they these those yes no well of"),
        verbs=r"(?:ed|ing)$",
        settling=(
            r"\b(?:let's|lets) (?:go with|say|do|make it|meet|keep|take|book|stick)\b",
            r"\b(?:it's|its|that's|thats|all) (?:settled|decided|agreed|booked|confirmed|sorted)\b",
            r"\bwe(?:'ve| have)? (?:decided|agreed|settled|voted)\b",
            r"\b(?:i|we)(?:'ve| have|'ll)? (?:just )?(?:booked|confirmed|reserved|signed)\b",
            r"^(?:decided|agreed|settled|confirmed|final answer|so)[:,] ",
        ),
    ),
    no_picture_description="Picture",
)
