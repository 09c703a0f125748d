import pytest

from bot.daily.zones import ALSO, find_zone, match_zones, near_zones, zone_choices, zone_names


def test_something_useful_is_offered_before_anything_is_typed():
    names = [choice.value for choice in zone_choices("")]
    assert names[0] == "UTC"
    assert len(names) >= 8
    assert set(names) <= set(zone_names())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("newyork", "America/New_York"),
        ("New_Y", "America/New_York"),
        ("europe/ber", "Europe/Berlin"),
        ("são paulo", "America/Sao_Paulo"),
        ("kolk", "Asia/Kolkata"),
        ("utc", "UTC"),
    ],
)
def test_zones_are_offered_however_they_are_typed(typed, first):
    assert match_zones(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "a", "america", "/", "🦊", "x" * 200])
def test_never_more_than_discord_takes(typed):
    assert len(zone_choices(typed)) <= 25


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("utc", "UTC"),
        ("US/Eastern", "US/Eastern"),
    ],
)
def test_a_typed_zone_is_found(typed, name):
    assert find_zone(typed) == name


@pytest.mark.parametrize("typed", ["", "localtime", "Factory", "nowhere", "../etc/passwd", "a"])
def test_what_is_no_zone_is_none(typed):
    assert find_zone(typed) is None


@pytest.mark.parametrize(
    ("typed", "near"), [("berln", "Europe/Berlin"), ("Europe/Parris", "Europe/Paris")]
)
def test_the_nearest_are_named(typed, near):
    assert near in near_zones(typed)
    assert len(near_zones(typed)) <= 3


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("mumbai", "Asia/Kolkata"),
        ("San Francisco", "America/Los_Angeles"),
        ("PST", "America/Los_Angeles"),
        ("CET", "Europe/Berlin"),
        ("germany", "Europe/Berlin"),
        ("GMT+2", "Etc/GMT-2"),
        ("utc -5", "Etc/GMT+5"),
        ("UTC+15", None),
    ],
)
def test_zones_are_known_by_what_people_call_them(typed: str, zone: str | None) -> None:
    assert find_zone(typed) == zone


def test_a_slip_and_a_beginning_are_offered_what_they_mean() -> None:
    assert match_zones("berln")[0] == "Europe/Berlin"
    assert match_zones("beij") == ["Asia/Shanghai"]
    assert match_zones("xyzzy") == []
    assert len(set(match_zones("utc+15"))) == len(match_zones("utc+15"))


def test_all_names_beside_the_zones_lead_to_one() -> None:
    assert all(find_zone(zone) for zone in ALSO)
    names = [name for each in ALSO.values() for name in each]
    assert len(set(names)) == len(names)
