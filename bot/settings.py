"""Every setting with its default and its limits; `config.example.yaml` tells what each is for."""

from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.model import DatabaseServer, VaultSettings, VideoSite
from bot.places import is_server, names_several, place_fault, server_fault
from bot.remotes import branch_fault, folder_fault, remote_fault
from bot.shards import Shards, read_shards
from bot.sites import YOUTUBE, template_fault

FilePath = Annotated[Path, Field(strict=False)]


def _is_an_address(url: str) -> str:
    if fault := server_fault(url):
        raise ValueError(fault)
    return url


ServerAddress = Annotated[str, AfterValidator(_is_an_address)]


class Section(BaseModel):
    """A group of keys; types are taken as written, unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SiteSection(Section):
    """A site that hosts videos; its templates are checked when the file is read."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    address: str
    moment: str

    @field_validator("address", "moment")
    @classmethod
    def _is_a_template(cls, template: str, info: ValidationInfo) -> str:
        if fault := template_fault(template, moment=info.field_name == "moment"):
            raise ValueError(fault)
        return template

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if "{host}" in self.moment and "{host}" not in self.address:
            raise ValueError("a moment with {host} only where the address has it too")
        return self


class GitSection(Section):
    """Where a vault that is kept in git is fetched from."""

    url: str | None = None
    branch: str | None = None
    every: int = Field(default=10, ge=1)
    folder: str = ""

    @field_validator("url", "branch", "folder")
    @classmethod
    def _is_safe(cls, value: str | None, info: ValidationInfo) -> str | None:
        faults = {"url": remote_fault, "branch": branch_fault, "folder": folder_fault}
        if value is not None and (fault := faults[str(info.field_name)](value)):
            raise ValueError(fault)
        return value


class VaultSection(Section):
    """Where the notes are, and how they are read."""

    path: FilePath = Path("vault")
    max_file_bytes: int = Field(default=2_000_000, ge=1_000)
    repair_times: bool = True
    sites: Annotated[
        tuple[SiteSection, ...], BeforeValidator(lambda sites: () if sites is None else sites)
    ] = Field(default=(), strict=False)

    watch: bool = False
    git: GitSection = GitSection()

    @field_validator("sites")
    @classmethod
    def _have_names_of_their_own(cls, sites: tuple[SiteSection, ...]) -> tuple[SiteSection, ...]:
        if len({YOUTUBE.name, *(site.name for site in sites)}) <= len(sites):
            raise ValueError("a list of sites with names of their own, and none called youtube")
        return sites

    @property
    def settings(self) -> VaultSettings:
        """For the reader of the vault."""
        sites = tuple(VideoSite(site.name, (site.address,), site.moment) for site in self.sites)
        return VaultSettings(self.max_file_bytes, self.repair_times, sites)

    @property
    def notes(self) -> Path:
        """The folder of the notes: of a vault in git it may be one inside the repository."""
        return self.path / self.git.folder if self.git.url else self.path


def _is_a_file(path: Path) -> Path:
    if fault := place_fault(str(path)):
        raise ValueError(fault)
    return path


class DatabaseSection(Section):
    """Where the database is: a file, or where `url` is set a server."""

    path: Annotated[FilePath, AfterValidator(_is_a_file)] = Path("data/vaultbot.db")
    url: ServerAddress | None = None
    replica: ServerAddress | None = None
    connections: int = Field(default=8, ge=2, le=1_000)

    @property
    def place(self) -> Path | DatabaseServer:
        """For the store."""
        if self.url is None:
            return self.path
        return DatabaseServer(self.url, self.replica or "", self.connections)

    @model_validator(mode="after")
    def _is_followed(self) -> Self:
        if self.replica and not self.url:
            raise ValueError("a replica only beside the url of the server that it follows")
        if self.replica and names_several(self.replica):
            raise ValueError("a replica that is one server: of several each may hold another load")
        return self


def _database(value: object) -> object:
    """Short for the one key that is needed: an address, or a path."""
    if not isinstance(value, str):
        return value
    if fault := place_fault(value):
        raise ValueError(fault)
    return {"url" if is_server(value) else "path": value}


class DiscordSection(Section):
    """How the bot presents itself to Discord."""

    admin_role: int | None = None
    admin_guild: int | None = None
    sync: bool = True
    shards: Literal["auto"] | Shards = "auto"
    api_url: str | None = Field(default=None, pattern=r"^https?://\S+[^/]$")

    @field_validator("shards", mode="before")
    @classmethod
    def _are_there(cls, shards: object) -> object:
        return shards if shards == "auto" or isinstance(shards, Shards) else read_shards(shards)


class RepliesSection(Section):
    """How answers look."""

    lead_in: int = Field(default=0, ge=0, le=15)
    moments: int = Field(default=5, ge=1, le=5)
    display: Literal["embed", "plain"] = "embed"


class CooldownSection(Section):
    """How often one person may ask."""

    uses: int = Field(default=5, ge=1)
    seconds: float = Field(default=10.0, gt=0, strict=False)


class UsageSection(Section):
    """What is kept of how the bot is used."""

    misses: bool = False


class LogSection(Section):
    """What the process writes to standard error."""

    level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    format: Literal["text", "json"] = "text"


class MonitoringSection(Section):
    """Where the process tells how it is."""

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8765, ge=0, le=65_535)


class Config(Section):
    """Every setting, with its default; documented key by key in `config.example.yaml`."""

    vault: VaultSection = VaultSection()
    database: Annotated[DatabaseSection, BeforeValidator(_database)] = DatabaseSection()
    discord: DiscordSection = DiscordSection()
    replies: RepliesSection = RepliesSection()
    cooldown: CooldownSection = CooldownSection()
    usage: UsageSection = UsageSection()
    log: LogSection = LogSection()
    monitoring: MonitoringSection = MonitoringSection()


def config_keys() -> tuple[str, ...]:
    """Every key in dotted form, in the order of the example file."""
    return tuple(_keys(Config))


def section_names() -> tuple[str, ...]:
    """Every section in dotted form."""
    keys = [key.split(".")[:-1] for key in config_keys()]
    return tuple(dict.fromkeys(".".join(key) for key in keys))


def setting(config: Config, key: str) -> object:
    """The value of a key in dotted form."""
    return attrgetter(key)(config)


def _keys(section: type[Section], prefix: str = "") -> Iterator[str]:
    for key, field in section.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            yield from _keys(field.annotation, f"{prefix}{key}.")
        else:
            yield prefix + key
