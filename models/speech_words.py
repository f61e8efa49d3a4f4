"""The words by which news copy shows that somebody speaks: cues, titles, roles. Data only; the rules are elsewhere."""

from __future__ import annotations

import re

VERBS = """
said says say told tells added adds stressed stresses stated noted maintained maintains remarked observed opined
explained explains replied responded commented reiterated reiterates reaffirmed reaffirms affirmed underlined
underlines underscored underscores emphasised emphasized emphasises emphasizes highlighted highlights asserted asserts
insisted insists insist argued argues argue claimed alleged alleges allege acknowledged acknowledges admitted admits
conceded denied denies deny rejected rejects dismissed dismisses refuted warned warns warn cautioned urged urges urge
demanded asked asks vowed pledged promised assured assures hoped expressed expresses express voiced conveyed praised
lauded lauds hailed hails commended commends appreciated appreciates welcomed welcomes thanked congratulated applauded
saluted condemned condemns denounced denounces deplored criticised criticized criticises criticizes slammed blasted
blamed blames accused accuses accuse lamented regretted recalled recalls announced announces declared declares
disclosed revealed confirmed confirms mentioned informed apprised apprized briefed echoed cited defended tweeted posted
wrote writes proclaimed proposed suggested suggests recommended advised believed believes believe desired wished agreed
concluded elaborated quipped complained testified predicted reported wants wanted sought offered reminded termed
described describes countered threatened threatens opposed opposes endorsed advocated questioned appealed invited
apologised apologized decried faulted chided rebuked felt feels grumbled charged retorted considers cursed reproached
credited repeated joked
""".split()
PHRASES = (
    r"point(?:ed|s) out",
    r"call(?:ed|s)(?! [A-Z‘“_])",
    r"called(?= [A-Z]\w+ (?:an?|the)\b)",
    r"paid (?:\w+ ){0,3}(?:tribute|homage|respects?)",
    r"extended (?:\w+ ){0,2}(?:condolences|gratitude|congratulations|greetings|thanks|felicitations|support)",
    r"lash(?:ed|es) out",
    r"shared (?:\w+ )?concerns?",
    r"(?:answered|allowed|found|held|protested|ruled|counselled|learned) that",
    r"t(?:ook|akes) (?:issue|exception|aim)",
    r"read(?= (?:an?|the) )",
    r"(?:shows?|showed|states|indicates?|indicated|reveals?)(?= that\b)",
    r"(?:is|are|was|were|has been|have been) (?:also )?"
    r"(?:urging|calling|warning|demanding|accusing|blaming|praising|asking|insisting|saying|pressing)",
)
INVERTIBLE = """
said says read added adds wrote writes explained noted observed replied remarked argued insisted complained recalled
grumbled joked quipped
""".split()
PARTICIPLES_OF_CUES = """
promised pledged proposed announced offered declared reported suggested predicted accused wanted sought
""".split()

PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i"})
NAME_PARTICLES = frozenset({"bin", "al", "ul", "ur", "de", "van", "von", "ibn", "el", "der"})
TITLES = frozenset(
    """
Prime Minister Ministers President Vice Deputy Acting Interim Caretaker Foreign Secretary General Gen Lt Lieutenant Maj
Major Brig Brigadier Col Colonel Capt Captain Adm Admiral Chief Army Staff Air Naval Navy Force Forces Marshal Field
Ambassador Envoy Spokesperson Spokesman Spokeswoman Spokespersons Senator Senators Sen Sens Rep Reps Representative Mr
Mrs Ms Dr Prof Professor Sir Federal Interior Defence Defense Information Broadcasting Adviser Advisor Assistant
National Security Special Director Chairman Chairperson Chair Speaker Governor Commander Chancellor King Crown Prince
Maulana Hafiz Mufti Mullah Maulvi Mawlawi Allama Haji Pir Engr Engineer Justice Barrister Senior Junior Former
Congressman Congresswoman Republican Democrat Democratic PM FM SAPM DPM COAS CJCSC DG NSA FO CM MNA MPA Inspector IG
IGP DIG SSP DPO Commissioner Rear State Home Press Finance Planning Railways Law Affairs Climate Change Human Rights
Religious Harmony Parliamentary Office Ministry Department Committee Assembly Council Commerce Trade Investment
Industries Production Political Public Relations Energy Power Petroleum Water Resources Development Education Health
Kashmir Poverty Alleviation States Frontier Regions Provincial Opposition Leader House Senate Court Counsellor Consul
Charge Mission High Permanent Resident Coordinator Country Party Member Members Board Executive Managing Officer
Official Officials Excellency Lord Lady Counterterrorism Counter Terrorism Police Military Government Govt Advocate
Commodore Sergeant Sister Qari Authorities Union Central Regional Joint Chiefs Session Economic Retired Retd Commission
Refugees Institute External Internal Communications Science Technology Culture Heritage Tourism Sports Narcotics
Control Maritime Aviation Overseas Division Bureau Agency Agencies Administration Analyst Analysts Aide Monday Tuesday
Wednesday Thursday Friday Saturday Sunday January February March April June July August September October November
December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec
""".split()
)
DETERMINERS = frozenset(
    """
The A An This His Her Their Our Its Both Two Three Several Some Many All Other Another Under No Few Most Neither Either
None Such One Fewer More Less Half About Around Roughly Nearly Hundreds Thousands Nobody Everybody Everyone Somebody
Someone
""".split()
)
PERSONS = """
minister spokesperson spokesman spokeswoman official president premier envoy ambassador chief secretary adviser advisor
senator lawmaker analyst expert general commander officer diplomat director chairman leader speaker author politician
delegate scholar journalist activist critic observer governor prince king refugee businessman trader dignitary visitor
guest doctor lawyer judge captain aide member republican democrat resident participant witness militant negotiator
monitor colonel head representative advocate elder organiser organizer campaigner owner farmer soldier fighter teacher
nurse cleric mayor relative
""".split()
_PAPERS = """
statement report release communique notification handout letter message document cable notice description memo readout
transcript survey study dossier summary declaration handbook email bulletin circular
""".split()
PAPERS = frozenset(
    (*_PAPERS, *(f"{paper}s" for paper in _PAPERS), "communiqué", "studies", "surveys", "summaries", "notes")
)
# Papers that are the very words of whoever speaks; a report may be about what others say.
SPOKEN_PAPERS = frozenset("statement release handout communique communiqué notification declaration".split())
_BODIES = "source office department government delegation side committee forum group court commission council".split()
_BODIES += "military embassy consulate".split()
ROLES = frozenset(
    (
        *PERSONS,
        *_BODIES,
        *(f"{role}s" for role in (*PERSONS, *_BODIES)),
        *PAPERS,
        *"authorities ministry agency police party parties army press witnesses pm fm coas nsa dpm sapm dg cm".split(),
    )
)
# Speakers that a later “he” does not mean: many people, and papers and bodies.
CROWDS = frozenset((*(f"{person}s" for person in PERSONS), *"sources witnesses police authorities".split()))
CROWD_ENDING = re.compile(r"(?:[a-z]ers|[a-z]ors|ies|ents|ists|ians|ees)$")
THINGS = frozenset("it they press committee sides".split())
INSTITUTIONS = frozenset(
    "army military ministry office department government commission council court committee agency".split()
) | {"group", "embassy"}
# “An Afghan trader” is no office of Afghanistan.
PRIVATE = frozenset(
    """
media newspaper newspapers analyst analysts expert experts scholar scholars journalist journalists refugee refugees
patient patients businessman businessmen trader traders nationals citizens students women people residents author
observers
""".split()
)

WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
ADVERBS = frozenset(
    "strongly categorically separately meanwhile recently briefly clearly repeatedly again once".split()
)
STOPS = (
    ADVERBS
    | WEEKDAYS
    | frozenset(
        """
on in at while during after before who which whom where has have had also further is was were are as with when here
today yesterday earlier later then by from through via over under since because if than into about against amid upon
would could should will may might must can did does do be been being not never said told that both put held made took
gave spent went came saw met kept left led set won lost sent spoke used show shows showed indicates indicated reveals
reads contains includes
""".split()
    )
)
# Words in -ing and -ed that stand within the name of a speaker and do not end it.
ADJECTIVES = frozenset(
    "visiting outgoing incoming ruling retired unnamed unidentified concerned banned proscribed leading wing".split()
)
OPENINGS = """
on in at during while after before following meanwhile earlier later however separately moreover furthermore amid
despite although though as since when for from by with about regarding according if under over upon besides apart
through similarly likewise still instead now today yesterday then thus therefore to last this even
""".split()
PREPOSITIONS = frozenset(
    "of in on at by for from to with about against after before during under over into upon between among amid".split()
) | frozenset("through via since until towards toward without within as than that and or but".split())
