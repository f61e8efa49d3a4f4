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
disclosed revealed confirmed confirms mentioned informed apprised apprized briefed echoed cited defended tweeted
posted wrote writes proclaimed proposed suggested suggests recommended advised believed believes believe desired
wished agreed concluded elaborated quipped complained testified predicted reported wants wanted sought offered
reminded termed described describes countered threatened threatens opposed opposes endorsed advocated questioned
appealed invited apologised apologized decried faulted chided rebuked felt feels grumbled charged retorted considers
cursed reproached credited repeated joked continued continues thinks finds supported supports backed backs boasted
boasts brags bragged touted touts mocked mocks railed encouraged encourages implored declined declines refused refuses
pleaded vows promises proposes disputes disputed attests portrayed likened worried feared suspects predicts estimated
learned blasts shouted chanted chants challenged chastised castigated rebutted contends contended posits recounted
speculated signaled signalled hinted implied implies swore swears ridiculed exhorted instructed requested complains
concedes cites confesses confessed recommends retweeted emailed answered advises defends suggest think acknowledge
predict contend applauds applaud laments
""".split()
SAYING = """
saying adding telling claiming arguing stating noting warning insisting stressing suggesting asking urging calling
demanding accusing blaming praising pressing promising pledging vowing criticizing criticising denouncing condemning
describing explaining questioning acknowledging announcing declaring predicting complaining citing writing tweeting
proposing defending mocking emphasizing emphasising alleging maintaining asserting recalling repeating replying
reiterating
""".split()
PHRASES = (
    r"point(?:ed|s) out",
    r"call(?:ed|s)(?! [A-Z‘“_])",
    r"called(?= [A-Z]\w+ (?:an?|the)\b)",
    r"paid (?:\w+ ){0,3}(?:tribute|homage|respects?)",
    r"extended (?:\w+ ){0,2}(?:condolences|gratitude|congratulations|greetings|thanks|felicitations|support)",
    r"lash(?:ed|es) out",
    r"shared (?:\w+ )?concerns?",
    r"(?:claims?|hopes?|fears?|doubts|demands|estimates|cautions|worries)(?= (?:that|he|she|it|they)\b)",
    r"(?:answered|projected|allowed|found|held|protested|ruled|counselled|learned) that",
    r"t(?:ook|akes) (?:issue|exception|aim)",
    r"read(?= (?:an?|the) )",
    r"reads(?=[.,:])",
    r"reports(?=(?:[:,]| that\b))",
    r"attack(?:ed|s)(?= [“\"])",
    r"call(?= (?:him|her|it|them)\b)",
    r"puts? it",
    r"(?:shows?|showed|states|notes|indicates?|indicated|reveals?)(?= that\b)",
    rf"(?:is|are|was|were|has been|have been|had been) (?:(?:also|now|still|again|\w+ly) )?(?:{'|'.join(SAYING)})",
)
INVERTIBLE = """
said says read added adds wrote writes explained noted observed replied remarked argued insisted complained recalled
grumbled joked quipped countered retorted warned declared continued asked asks insists admitted responded claimed
concluded reported acknowledged conceded lamented
""".split()
# Verbs whose subject speaks, whatever it is called; of the others only a person, an office or a role is the speaker.
TELLING = frozenset(
    """
said says say told tells added adds wrote writes argued argues insisted insists warned warns noted explained explains
continued continues replied responded urged urges urge believes believe thinks think announced asked asks reported
reports demanded shouted
""".split()
)
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
nurse cleric mayor relative narrator reporter host editor writer economist researcher scientist strategist pollster
surrogate attorney prosecutor voter candidate nominee congressman congresswoman veteran historian columnist
""".split()
_PAPERS = """
statement report release communique notification handout letter message document cable notice description memo readout
transcript survey study dossier summary declaration handbook email bulletin circular
agreement treaty accord deal constitution poll figure footage video analysis ruling lawsuit filing
""".split()
PAPERS = frozenset(
    (
        *_PAPERS,
        *(f"{paper}s" for paper in _PAPERS),
        *"communiqué studies surveys summaries notes data statistics estimates records analyses polling".split(),
    )
)
# Papers that are the very words of whoever speaks; a report may be about what others say.
SPOKEN_PAPERS = frozenset("statement release handout communique communiqué notification declaration".split())
_BODIES = "source office department government delegation side committee forum group court commission council".split()
_BODIES += "military embassy consulate".split()
_ORGANISATIONS = "campaign administration organisation organization association union institute company bank".split()
_ORGANISATIONS += "fund network charity coalition alliance regime team".split()
ROLES = frozenset(
    (
        *PERSONS,
        *_BODIES,
        *_ORGANISATIONS,
        *(f"{role}s" for role in (*PERSONS, *_BODIES, "campaign", "organisation", "organization", "union", "bank")),
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
) | {"group", "embassy", *_ORGANISATIONS}
# “An Afghan trader” is no office of Afghanistan.
PRIVATE = frozenset(
    """
media newspaper newspapers analyst analysts expert experts scholar scholars journalist journalists refugee refugees
patient patients businessman businessmen trader traders nationals citizens students women people residents author
observers
""".split()
)

WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
MONTHS = frozenset("january february march april may june july august september october november december".split())
# Words in -ly that stand within the name of a speaker.
NOUNS_IN_LY = frozenset("ally assembly daily early elderly family july weekly monthly only supply".split())
ADVERBS = frozenset(
    "strongly categorically separately meanwhile recently briefly clearly repeatedly again once often always still".split()
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
