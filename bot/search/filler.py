"""Words that people wrap around what they look for: they tell little, however rare a text has them.

Only English is known; in other languages the rarity of words does all of this.
"""

_WRAPPING = """
a an the of to in on at for with by from about and or but if so as into than then
is are was were be been being am do does did done doing have has had having
can could will would shall should may might must
i you he she it we they me him her us them my your his its our their u ur im
this that these those there here what which who whom whose when where why how
dont doesnt didnt cant couldnt wont wouldnt isnt arent wasnt whats thats theres
not no just really actually basically literally kinda sorta maybe only even ever still too
very much many more most any all some something someone somebody anyone everyone
like abt bc cuz because n tho also lol lmao haha pls plz please
bro dude guy guys man bloke lady person people ppl folks
vid video videos clip episode podcast note stream yt youtube
talk talks talking talked say says said saying tell tells told explain explains explained
mention mentions mentioned discuss discusses discussed going on
thing things stuff bit part one ones way ways get gets got getting go goes went
find show looking want need know tips advice best good
"""
FILLER = frozenset(_WRAPPING.split())
TELLS = 0.25
"""What a wrapping word is worth beside another of its rarity."""


def tells(word: str) -> float:
    """How much a typed word counts, 0 to 1."""
    return 1.0 if is_telling(word) else TELLS


def is_telling(word: str) -> bool:
    """Whether a typed word is more than filler."""
    return word not in FILLER
