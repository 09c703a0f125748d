"""A database's place as people write it, slips and secrets among it."""

import pytest

from bot.places import is_server, names_several, place_fault, schema_of, server_fault, shown


@pytest.mark.parametrize(
    "place",
    [
        "data/vaultbot.db",
        "/data/a b.db",
        "C:/vaultbot.db",
        "postgresql://db/vaultbot",
        "postgres://me@db:5432/vaultbot?sslmode=require",
        "postgresql://me:a%2Fb%40c@[::1]:5432/x",
        "postgresql://me@db1:5432,db2/x",
        "postgresql://me@/x?host=/run/postgresql",
    ],
)
def test_files_and_addresses_are_taken(place: str) -> None:
    assert place_fault(place) == ""
    assert is_server(place) == place.startswith("postgres")


@pytest.mark.parametrize(
    "place",
    [
        "",
        "  ",
        "mysql://x@y/z",
        "POSTGRESQL://x/y",
        "postgresql:/x/y",
        " postgresql://x/y",
        "postgresql://x y/z",
        "postgresql://me:geh/eim@db/x",
        "postgresql://me:geh@eim@db/x",
        "postgresql://me:geh#eim@db/x",
        "postgresql://me@db:many/x",
        "postgresql://me@[::1/x",
    ],
)
def test_slips_are_told_and_nothing_of_them_is_repeated(place: str) -> None:
    fault = place_fault(place)
    assert "postgresql://host/database" in fault
    assert "geh" not in fault


def test_a_file_is_no_address() -> None:
    assert server_fault("vaultbot.db") == "an address, postgresql://host/database"


@pytest.mark.parametrize(
    ("url", "name", "schema"),
    [
        ("postgresql://me:geheim@db/x", "postgresql://db/x", ""),
        ("postgresql://db/x?sslpassword=geheim", "postgresql://db/x", ""),
        ("postgresql://db/x?search_path=a", "postgresql://db/x?search_path=a", "a"),
        ("postgresql://db/x?options=-csearch_path%3Da", "postgresql://db/x?search_path=a", "a"),
        ("postgresql://me@/x?host=/run/pg", "postgresql:///x?host=/run/pg", ""),
    ],
)
def test_an_address_is_shown_by_where_it_leads_alone(url: str, name: str, schema: str) -> None:
    assert shown(url) == name
    assert schema_of(url) == schema


@pytest.mark.parametrize(
    ("url", "several"),
    [
        ("postgresql://db/x", False),
        ("postgresql://a,b@db/x", False),
        ("postgresql://db1,db2/x", True),
        ("postgresql://me@db1:5432,db2:5433/x", True),
        ("postgresql:///x?host=/run/a,/run/b", True),
        ("postgresql:///x?host=/run/a", False),
    ],
)
def test_an_address_names_one_server_or_several(url: str, several: bool) -> None:
    assert names_several(url) is several
