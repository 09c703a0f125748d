"""Discord's JSON, built from the frozen values: pure functions, no state."""

from collections.abc import Sequence

from tests.e2e.actors import Channel, Chat, Guild, Member, Payload, Place, User

MEMBER_PERMISSIONS = sum(1 << bit for bit in (6, 10, 11, 14, 15, 16, 18, 26, 31, 35, 37, 38, 50))
"""A common @everyone: view, send, embed, attach, react, use commands; nothing that manages."""
ALL_PERMISSIONS = (1 << 53) - 1
_DENIED = {"view": 1 << 10, "write": 1 << 11}
JOINED = "2024-02-29T12:00:00+00:00"


def user(who: User, *, bot: bool = False) -> Payload:
    return {
        "id": str(who.id),
        "username": who.name,
        "global_name": None if bot else who.name.title(),
        "discriminator": "0000" if bot else "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "banner": None,
        "accent_color": None,
        "public_flags": 0,
        "flags": 0,
        "bot": bot,
    }


def own_user(who: User) -> Payload:
    """The bot's own account, as only it may see it."""
    private = {"mfa_enabled": True, "locale": "en-US", "email": None, "verified": True}
    return user(who, bot=True) | private


def application(
    bot: User, owner: User, team: Sequence[User], *, guilds: int, users: int = 0
) -> Payload:
    """/oauth2/applications/@me; a team's application is owned by a made-up user of its own."""
    team_id = owner.id + 1
    shown = User(team_id, f"team{team_id}") if team else owner
    return {
        "id": str(bot.id),
        "name": bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(bot, bot=True),
        "bot_public": True,
        "bot_require_code_grant": False,
        "integration_types_config": {"0": {}, "1": {}},
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "event_webhooks_status": 1,
        "owner": user(shown),
        "approximate_guild_count": guilds,
        "approximate_user_install_count": users,
        "approximate_user_authorization_count": users,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": ["applications.commands", "bot"],
        "rpc_origins": [],
        "team": _team(team_id, team) if team else None,
    }


def _team(team_id: int, members: Sequence[User]) -> Payload:
    return {
        "id": str(team_id),
        "icon": None,
        "name": "The librarians",
        "owner_user_id": str(members[0].id),
        "members": [
            {
                "user": user(member),
                "team_id": str(team_id),
                "membership_state": 2,
                "role": "admin",
                "permissions": ["*"],
            }
            for member in members
        ],
    }


def member(who: Member, *, with_permissions: bool) -> Payload:
    body: Payload = {
        "user": user(who.user),
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [str(role_id) for role_id in who.role_ids],
        "joined_at": JOINED,
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    if with_permissions:
        body["permissions"] = str(who.permissions)
    return body


def text_channel(channel: Channel, position: int = 0, guild: Guild | None = None) -> Payload:
    body: Payload = {
        "id": str(channel.id),
        "type": 0,
        "name": channel.name,
        "position": position,
        "flags": 0,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": None,
        "permission_overwrites": [],
    }
    return body | ({"guild_id": str(guild.id)} if guild else {})


def _overwrites(channel: Channel, guild: Guild) -> list[Payload]:
    """What is taken from everyone, and so from the bot."""
    denied = _DENIED.get(channel.forbids, 0)
    return [{"id": str(guild.id), "type": 0, "allow": "0", "deny": str(denied)}] if denied else []


def role(role_id: int, name: str, position: int, permissions: int) -> Payload:
    return {
        "id": str(role_id),
        "name": name,
        "position": position,
        "permissions": str(permissions),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


_ONLY_TOLD = {
    "channels", "threads", "members", "member_count", "presences", "voice_states",
    "stage_instances", "guild_scheduled_events", "joined_at", "large", "unavailable",
}  # fmt: skip
"""Of a guild, by the gateway alone."""


def guild(who: Guild) -> Payload:
    """What REST tells about a guild."""
    told = guild_create(who, User(0, ""))
    return {key: value for key, value in told.items() if key not in _ONLY_TOLD}


def guild_create(guild: Guild, bot: User) -> Payload:
    """What the gateway tells about a guild to a bot without privileged intents."""
    everyone = role(guild.id, "@everyone", 0, MEMBER_PERMISSIONS)
    named = [role(each.id, each.name, n, 0) for n, each in enumerate(guild.roles, start=1)]
    itself = member(Member(bot), with_permissions=False)
    itself["user"]["bot"] = True
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "icon": None,
        "splash": None,
        "banner": None,
        "description": None,
        "features": [],
        "roles": [everyone, *named],
        "emojis": [],
        "stickers": [],
        "soundboard_sounds": [],
        "channels": [
            text_channel(channel, n) | {"permission_overwrites": _overwrites(channel, guild)}
            for n, channel in enumerate(guild.channels)
        ],
        "threads": [],
        "members": [itself],
        "member_count": len(guild.members) + 1,
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "preferred_locale": "en-US",
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "afk_timeout": 300,
        "afk_channel_id": None,
        "system_channel_id": guild.system_channel_id and str(guild.system_channel_id),
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
    }


def interaction(
    *,
    kind: int,
    interaction_id: int,
    token: str,
    bot: User,
    who: User,
    place: Place,
    channel_id: int,
    data: Payload,
    message: Payload | None = None,
) -> Payload:
    """INTERACTION_CREATE. kind: 2 command, 3 component, 4 autocomplete."""
    body: Payload = {
        "id": str(interaction_id),
        "application_id": str(bot.id),
        "type": kind,
        "token": token,
        "version": 1,
        "data": data,
        "channel_id": str(channel_id),
        "locale": who.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10_485_760,
        "app_permissions": str(MEMBER_PERMISSIONS),
    }
    if message is not None:
        body["message"] = message
    if not isinstance(place, Guild):
        return body | {"user": user(who)} | _without_guild(place, channel_id, who)
    typed_in = next(channel for channel in place.channels if channel.id == channel_id)
    owners = {"0": str(place.id)} if place.installed else {"1": str(who.id)}
    return body | {
        "context": 0,
        "guild_id": str(place.id),
        "guild": {"id": str(place.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member(place.member(who), with_permissions=True),
        "authorizing_integration_owners": owners,
        "channel": text_channel(typed_in, guild=place)
        | {"permissions": str(place.member(who).permissions)},
    }


def _without_guild(chat: Chat | None, channel_id: int, who: User) -> Payload:
    """Where a user acts who is in no guild: with the bot alone, or with others and without it."""
    channel: Payload = {"id": str(channel_id), "flags": 0, "last_message_id": None}
    if chat is None:
        return {
            "context": 1,
            "authorizing_integration_owners": {"0": "0"},
            "channel": channel | {"type": 1, "recipients": [user(who)]},
        }
    group = {
        "type": 3,
        "name": None,
        "icon": None,
        "owner_id": str(chat.members[0].id),
        "recipients": [user(member) for member in chat.members],
    }
    return {
        "context": 2,
        "authorizing_integration_owners": {"1": str(who.id)},
        "channel": channel | group,
    }
