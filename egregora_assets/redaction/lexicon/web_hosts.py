"""Web hosts and the parts of addresses that tell what a link leads to: data for the detector of links."""

# ruff: noqa: SIM905 - word lists are easier to read as text

from __future__ import annotations

INVITATION_HOSTS = tuple(
    """
    chat.whatsapp.com whatsapp.com/channel t.me/joinchat t.me/+ telegram.me/joinchat discord.gg discord.com/invite
    discordapp.com/invite signal.group line.me/r/ti join.slack.com zoom.us meet.google.com teams.microsoft.com
    teams.live.com whereby.com meet.jit.si join.skype.com webex.com invite.viber.com groupme.com/join_group m.me/j
    call.whatsapp.com facetime.apple.com
    """.split()
)
"""Hosts of invitations, some with the beginning of a path."""
MAP_HOSTS = tuple(
    """
    maps.google. google.com/maps goo.gl/maps maps.app.goo.gl maps.apple.com openstreetmap.org osm.org waze.com
    w3w.co what3words.com bing.com/maps yandex.ru/maps here.com share.here.com plus.codes glympse.com
    find-my.apple.com maps.me citymapper.com strava.com/activities wikiloc.com
    """.split()
)
"""Hosts of maps and shared positions."""
PROFILE_HOSTS = tuple(
    """
    instagram.com facebook.com fb.com fb.me m.me twitter.com x.com linkedin.com/in linkedin.com/pub t.me
    telegram.me wa.me api.whatsapp.com tiktok.com/@ youtube.com/@ youtube.com/channel youtube.com/user
    youtube.com/c medium.com/@ threads.net/@ threads.com/@ snapchat.com/add reddit.com/u reddit.com/user
    pinterest.com tumblr.com bsky.app/profile twitch.tv venmo.com paypal.me cash.app onlyfans.com patreon.com
    linktr.ee soundcloud.com last.fm/user steamcommunity.com/id open.spotify.com/user keybase.io mastodon.social/@
    signal.me vk.com xing.com/profile lattes.cnpq.br goodreads.com/user about.me calendly.com github.com
    gitlab.com strava.com/athletes
    """.split()
)
"""Hosts of personal profiles, some with the beginning of a path."""
CONTENT_SEGMENTS = frozenset(
    "p reel reels tv explore stories watch groups events marketplace share photo photos video videos permalink story "
    "hashtag search i home intent status s settings features about pricing topics "
    "trending collections sponsors login posts pages gaming help legal news business playlist clip feed orgs".split()
)
"""First segments of addresses at such hosts that lead to content or pages of the service."""
FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sr.ht")
"""Hosts of source code, where two segments name a repository."""
PUBLISHED_WORKS = frozenset(
    ("open.spotify.com", kind) for kind in ("track", "album", "artist", "playlist", "episode", "show")
)
"""Hosts and segments before the identifier of a published work."""
FILE_SHARING_HOSTS = tuple(
    """
    docs.google.com drive.google.com photos.google.com photos.app.goo.gl dropbox.com 1drv.ms onedrive.live.com
    sharepoint.com we.tl wetransfer.com icloud.com mega.nz notion.so notion.site figma.com/file forms.gle
    splitwise.com doodle.com 1fichier.com mediafire.com sendgb.com box.com/s pastebin.com
    """.split()
)
"""Hosts of shared files and documents, whose addresses grant access."""
SECRET_PARAMETERS = frozenset(
    """
    token access_token refresh_token id_token auth authorization key api_key apikey secret session sessionid
    session_id sid sess jsessionid phpsessid pwd passwd password pass senha code otp pin sig signature sign ticket
    invite invitation invite_code inv jwt hash reset confirm confirmation verify verification magic nonce state
    oobcode credential credentials user username login email mail phone tel uid userid user_id account acc
    customer client_secret share_id si igsh igshid fbclid gclid msclkid mc_eid mc_cid ttclid twclid yclid wbraid
    gbraid dclid _hsenc _hsmi vero_id rb_clickid s_cid share_token resourcekey usp authkey access link_token
    unsubscribe subscriber ref_token t_token guest guestid guest_id rsvp booking pnr cpf dni ssn iban name
    fullname first_name last_name nome nombre
    """.split()
)
"""Query parameters that hold secrets, trackers or somebody's data."""
SECRET_SEGMENTS = frozenset(
    "reset reset-password password verify verification confirm confirmation token invite invitation invites join "
    "unsubscribe magic auth login share shared s shr secret activate activation redefinir senha "
    "convite confirmar verificar invitar unirse einladung passwort ticket tickets rsvp guest d u r".split()
)
"""Segments before a secret."""
