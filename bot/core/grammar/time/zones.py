"""Time zones as people name them: cities, abbreviations, IANA names, offsets."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.core.catalogue.words import Phrases

_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_MORE = {
    "America/New_York": """
        nyc, ny, boston, washington, washington dc, miami, atlanta, philadelphia, east coast, eastern, est, edt, et
        """,
    "America/Chicago": "dallas, houston, austin, texas, central, cst, cdt, ct",
    "America/Denver": "mountain, mst, mdt, mt",
    "America/Los_Angeles": (
        """
    la, sf, san francisco, seattle, california, silicon valley, portland, san diego, west coast, pacific, pst, pdt, pt,
    pt, bay area
    """
    ),
    "Europe/London": "uk, britain, england, bst, manchester, edinburgh, london",
    "Europe/Berlin": "germany, munich, hamburg, frankfurt, cologne, cet, cest, berlin",
    "Europe/Paris": "france, paris, lyon",
    "Europe/Madrid": "spain, barcelona",
    "Europe/Rome": "italy, milan",
    "Europe/Lisbon": "portugal, wet, west",
    "Europe/Zurich": "switzerland, geneva, zürich",
    "Europe/Athens": "greece, eet, eest",
    "Europe/Kyiv": "kiev, ukraine",
    "Europe/Moscow": "msk",
    "Asia/Kolkata": """
        india, ist, mumbai, delhi, new delhi, bangalore, bengaluru, chennai, hyderabad, pune, calcutta
        """,
    "Asia/Tokyo": "japan, jst, osaka",
    "Asia/Shanghai": "china, beijing, shenzhen, guangzhou",
    "Asia/Singapore": "sgt",
    "Asia/Hong_Kong": "hkt",
    "Asia/Seoul": "korea, kst",
    "Asia/Jerusalem": "israel, tel aviv, idt",
    "Asia/Kathmandu": "nepal",
    "Australia/Sydney": "aest, aedt, canberra",
    "Australia/Perth": "awst",
    "Pacific/Auckland": "new zealand, nzst, nzdt, wellington",
    "America/Sao_Paulo": "brazil, brt, rio, são paulo",
    "America/Toronto": "canada, ottawa",
    "UTC": "utc, gmt, zulu, z, universal",
}
_NOT_ALONE = ("est", "et", "ct", "mt", "pt", "z", "west", "la", "ny", "uk")
_KNOWN = """
    tokyo berlin london paris madrid amsterdam stockholm oslo copenhagen helsinki vienna zurich dublin lisbon warsaw
    prague budapest istanbul dubai singapore sydney melbourne toronto vancouver chicago denver shanghai seoul taipei
    bangkok jakarta manila kolkata nairobi lagos cairo johannesburg auckland bogota seattle mumbai bangalore munich
    hamburg barcelona milan beijing japan india germany
    """
# Those that need no `in`, unless a name has the word. There is a city called Christmas.
CITIES = Phrases(
    (
        *_KNOWN.split(),
        "new york",
        "los angeles",
        "san francisco",
        "hong kong",
        "sao paulo",
        "tel aviv",
        "eastern",
        "pacific",
    )
)
_OFFSET = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::?(\d\d))?")


@cache  # made at the first question: it reads a folder of hundreds of files
def zone_names() -> dict[str, str]:
    """IANA's names, by their small letters."""
    return {name.casefold(): name for name in available_timezones() if not name.startswith(("posix/", "right/"))}


@cache
def _places() -> dict[str, str]:
    cities = {
        name.rpartition("/")[2].replace("_", " ").casefold(): name
        for name in sorted(zone_names().values(), reverse=True)
        if name.startswith(_REGIONS)
    }
    return cities | {" ".join(word.split()): zone for zone, spelt in _MORE.items() for word in spelt.split(",")}


@cache
def _short() -> dict[str, str]:
    return {
        word: zone
        for word, zone in _places().items()
        if word in ("utc", "gmt") or re.fullmatch(r"[a-z]{1,2}[sd]?t|cest|eest|aest|aedt|nzst|nzdt|msk", word)
    }


@lru_cache(maxsize=1024)  # asked at every word of every question
def place_zone(text: str) -> ZoneInfo | None:
    """A city, country or abbreviation after `in` or before `time`."""
    name = _places().get(text) or zone_names().get(text)
    return ZoneInfo(name) if name else bare_zone(text)


@lru_cache(maxsize=1024)
def bare_zone(text: str) -> ZoneInfo | None:
    """A zone without a word around it: `utc`, `cet`, `europe/berlin`, `utc+2`."""
    if text in _short() and text not in _NOT_ALONE:
        return ZoneInfo(_short()[text])
    if "/" in text and text in zone_names():
        return ZoneInfo(zone_names()[text])
    match = _OFFSET.fullmatch(text)
    if match and int(match[2]) <= 12 and not int(match[3] or 0):
        sign = "-" if match[1] == "+" else "+"  # Etc/GMT-2 is two hours east of Greenwich
        return ZoneInfo(f"Etc/GMT{sign}{int(match[2])}") if int(match[2]) else ZoneInfo("UTC")
    return None


_NORTH = re.compile(
    r"Europe/|Asia/(?!Jakarta|Makassar|Jayapura|Dili|Singapore|Kuala)|US/|Canada/|Atlantic/(?!Stanley|St_Helena|South)"
    r"|Africa/(?:Algiers|Cairo|Casablanca|Tripoli|Tunis)|America/(?:New_York|Chicago|Denver|Boise|Phoenix|Los_Angeles"
    r"|Anchorage|Detroit|Toronto|Montreal|Vancouver|Winnipeg|Edmonton|Regina|Calgary|Halifax|St_Johns|Mexico_City"
    r"|Monterrey|Tijuana|Indiana/|Kentucky/|Havana)"
)
_SOUTH = re.compile(
    r"Australia/|Antarctica/|NZ$|Pacific/(?:Auckland|Chatham|Norfolk|Easter)|Africa/(?:Johannesburg|Maseru|Mbabane"
    r"|Gaborone|Harare|Maputo|Windhoek)|America/(?:Argentina/|Buenos_Aires|Sao_Paulo|Santiago|Punta_Arenas|Montevideo"
    r"|Asuncion)|Indian/(?:Mauritius|Reunion|Antananarivo)|Atlantic/(?:Stanley|South)"
)


def is_southern(zone: str) -> bool | None:
    """Whether the seasons there are those of the south; None where a zone does not tell, as UTC or in the tropics."""
    return bool(_SOUTH.match(zone)) if _SOUTH.match(zone) or _NORTH.match(zone) else None


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in (*_places(), *zone_names()))


def begins_zone(text: str) -> bool:
    """Whether a zone may begin with this word."""
    return text[:3] in ("utc", "gmt") or text in _first_words()


def nearest_zone(text: str) -> str:
    """The IANA name that is probably meant by a city, an abbreviation or a name with a typo; '' if there is none."""
    typed = " ".join(text.split()).casefold()
    if zone := place_zone(typed):
        return zone.key
    near = get_close_matches(typed.replace(" ", "_"), zone_names(), n=1, cutoff=0.8)
    return zone_names()[near[0]] if near else ""
