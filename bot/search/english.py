"""Which words are forms of one word: English endings by Snowball's rules, and what no rule tells.

Words of other languages and scripts are left as they are by the rules, for nearly all of them.
"""

from collections.abc import Iterator, Sequence

from Stemmer import Stemmer

_IRREGULAR = """
arise arose arisen · awake awoke awoken · be am is are was were been being · bear bore borne ·
beat beaten · become became · begin began begun · bend bent · bind bound · bite bit bitten ·
bleed bled · blow blew blown · break broke broken · breed bred · bring brought · build built ·
burn burnt · buy bought · catch caught · choose chose chosen · cling clung · come came ·
creep crept · deal dealt · dig dug · do did done does doing · draw drew drawn · dream dreamt ·
drink drank drunk · drive drove driven · dwell dwelt · eat ate eaten · fall fell fallen ·
feed fed · feel felt · fight fought · find found · flee fled · fling flung · fly flew flown flies ·
forbid forbade forbidden · forget forgot forgotten · forgive forgave forgiven ·
freeze froze frozen · get got gotten · give gave given · go went gone goes going · grind ground ·
grow grew grown · hang hung · have had has having · hear heard · hide hid hidden · hold held ·
keep kept · kneel knelt · know knew known · lay laid · lead led · lean leant · leap leapt ·
learn learnt · leave left · lend lent · lie lain · light lit · lose lost · make made · mean meant ·
meet met · mislead misled · mistake mistook mistaken · outgrow outgrew outgrown ·
overcome overcame · oversee oversaw overseen · overtake overtook overtaken ·
overthrow overthrew overthrown · pay paid · prove proven · rebuild rebuilt · ride rode ridden ·
ring rang rung · rise rose risen · run ran · say said · see saw seen · seek sought · sell sold ·
send sent · sew sewn · shake shook shaken · shine shone · shoot shot · show shown ·
shrink shrank shrunk · sing sang sung · sink sank sunk · sit sat · sleep slept · slide slid ·
sow sown · speak spoke spoken · spell spelt · spend spent · spill spilt · spin spun · spit spat ·
spring sprang sprung · stand stood · steal stole stolen · stick stuck · sting stung ·
stink stank stunk · strike struck stricken · strive strove striven · swear swore sworn ·
sweep swept · swell swollen · swim swam swum · swing swung · take took taken · teach taught ·
tear tore torn · tell told · think thought · throw threw thrown · undergo underwent undergone ·
understand understood · undertake undertook undertaken · undo undid undone · uphold upheld ·
wake woke woken · wear wore worn · weave wove woven · weep wept · win won · wind wound ·
withdraw withdrew withdrawn · withstand withstood · write wrote written ·
man men · woman women · child children · person people · foot feet · tooth teeth · mouse mice ·
goose geese · life lives · wife wives · knife knives · half halves · leaf leaves · shelf shelves ·
self selves · thief thieves · wolf wolves · loaf loaves · analysis analyses · crisis crises ·
thesis theses · hypothesis hypotheses · basis bases · diagnosis diagnoses · axis axes ·
phenomenon phenomena · criterion criteria · datum data · medium media · bacterium bacteria ·
nucleus nuclei · stimulus stimuli · fungus fungi · radius radii · index indices ·
appendix appendices · matrix matrices · vertex vertices · formula formulae ·
good better best · bad worse worst · far further farther furthest
"""

AT_ONCE = 200
"""Words of one call, which holds the interpreter's lock from those who answer."""
_SHORT_PLURALS = range(3, 6)
_STEMMER = Stemmer("english")
"""One for all threads: it holds the interpreter's lock for as long as a word takes."""
_HEADS = {
    form: forms[0]
    for forms in (group.split() for group in _IRREGULAR.replace("\n", " ").split("·"))
    for form in forms
}


def families_of(word: str) -> set[str]:
    """What a word has in common with its other forms: `brought` → `brought`, `bring`.

    More than one, where a form is of two words (found) or the rules part what belongs together.
    """
    stem: str = _STEMMER.stemWord(word)
    return {stem, *_more_families(word, stem)}


def families_of_each(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The same of many words, in their order: a call each would take three times as long."""
    for first in range(0, len(words), AT_ONCE):
        some = words[first : first + AT_ONCE]
        for word, stem in zip(some, _STEMMER.stemWords(some), strict=True):
            yield (stem, *_more_families(word, stem))


def _more_families(word: str, stem: str) -> Iterator[str]:
    """Those beside the stem; it may come again."""
    if head := _HEADS.get(word):
        yield _STEMMER.stemWord(head)
    if stem.endswith(("enc", "anc")):
        # experience → experi, but experienced → experienc
        yield _STEMMER.stemWord(stem + "e")
    if stem == word and len(word) in _SHORT_PLURALS and word.endswith("s"):
        # ctos, rnas: too short for the rules
        yield word[:-1]
