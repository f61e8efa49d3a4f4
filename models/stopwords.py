"""Words that make no noun phrase, or name nothing, in news prose. Data only; the rules are elsewhere."""

from __future__ import annotations

from .speech_words import VERBS, WEEKDAYS

DETERMINERS = frozenset(
    "a an the this that these those its his her their our my your whose every each another any some no".split()
)
CONNECTORS = frozenset("of to for on in at against".split())
PREPOSITIONS = CONNECTORS - {"to"} | frozenset(
    """
    with between from over by about after before during under into onto upon among amid amidst through throughout
    via since without within towards toward across despite including around behind beyond near off along alongside
    above below inside outside
    """.split()
)
# Only a verb stands right after one of these, only a verb before one of the others.
BEFORE_VERBS = frozenset(
    "will would can could may might must shall should cannot he she they we i you who did does do not never".split()
)
AFTER_VERBS = frozenset("the a an his her its their our my him them us it himself themselves itself".split())

_FUNCTION_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | BEFORE_VERBS
    | AFTER_VERBS
    | frozenset(
        """
    to and or but nor if as than then so yet because while when where which what why how whom whether though
    although unless until till once per versus vs me hers theirs ours yours mine yourself myself herself ourselves
    one ones someone anyone everyone somebody anybody everybody nobody none something anything everything nothing
    both either neither others all half few fewer many much more most less least several enough plenty lots lot such
    own same other am is are was were be been being has have had having doing done get gets got getting gotten let
    lets like unlike also too even only just still already again ever always often usually sometimes soon later
    earlier now here there thus hence however meanwhile moreover instead otherwise rather quite very almost nearly
    perhaps maybe therefore else away back down out up forward ahead apart aside together abroad twice indeed
    nonetheless nevertheless well elsewhere anyway yes okay oh please far long ago due via etc ie eg de facto vice
    versa et al ought amp quot
    """.split()
    )
)
_CALENDAR = WEEKDAYS | frozenset(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun gmt est edt pst bst
    """.split()
)
NUMBERS = frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
    million millions billion billions trillion trillions dozen dozens score scores couple pair first third fourth
    fifth sixth seventh eighth ninth tenth firstly secondly
    """.split()
)
_TIMES_AND_NUMBERS = NUMBERS | frozenset(
    """
    today yesterday tomorrow tonight day days week weeks weekend weekends month months year years decade decades
    century centuries hour hours minute minutes second seconds morning mornings afternoon afternoons evening
    evenings night nights midnight noon moment moments daily weekly monthly yearly annual annually quarterly
    fortnight era time times date dates percent percentage pc pct bn mn m km kilometres kilometers miles mile metres
    meters cm kg tonnes tons cents dollars pounds euros rupees usd rs double triple twofold
    """.split()
)
_WEAK_MODIFIERS = frozenset(
    """
    new newer newest old older oldest former recent latest last late next previous prior big bigger biggest large
    larger largest small smaller smallest great greater greatest good better best bad worse worst main major minor
    key top high higher highest low lower lowest longer longest short shorter strong stronger strongest weak weaker
    full early earliest likely unlikely possible impossible potential available able unable ready various certain
    different similar further additional extra entire whole total actual real true false sure wrong right left
    important significant serious severe current future present past young younger youngest huge massive vast tiny
    wide wider close closer nearby open hard easy difficult clear unclear fresh ongoing upcoming forthcoming
    so-called alleged own very overall particular specific rare common normal usual regular single multiple numerous
    senior junior chief acting deputy assistant vice interim outgoing incoming lead leading well-known respective
    subsequent final initial original successful popular famous favourite favorite happy sad sorry glad proud keen
    nice fine perfect beautiful wonderful exciting amazing incredible fantastic brilliant tough rough quick slow
    fast steady sharp heavy light deep expensive cheap rich free busy quiet worth apparent obvious necessary
    essential crucial vital critical immediate urgent lasting long-term short-term increased increasing growing
    rising falling record-breaking unprecedented troubled straight conservative-led enormous responsible capable
    grand strife-torn war-torn remaining
    """.split()
)
# Verb forms that are seldom nouns; of the others the corpus tells.
_VERBS = frozenset(VERBS) | frozenset(
    """
    go goes went gone going come comes came coming take takes took taken taking make makes made making give gives
    gave given giving keep keeps kept keeping put puts putting see sees saw seen know knows knew known think thinks
    thought become becomes became becoming living begin begins began begun bring brings brought bringing held
    holding find finds found finding lose loses lost losing won led leave leaves leaving meet meets met send sends
    sent sending setting showed showing stood speak speaks spoke spoken tell telling pays paid paying buy buys
    bought sell sells sold ran rose risen fell fallen grow grows grew grown hits beaten caught drew drawn drove
    driven eat ate fought flee fled fleeing fly flew flown forget forgot hear heard hide hid laid mean means meant
    rode seek seeks sought seeking shoot sat sitting slept spend spent steal stole stolen stuck struck swear swore
    sworn teach taught threw thrown understand understood wake wear wore write writes wrote written writing used
    using try tries tried trying want wanting needed helped called ask asking looked looking seem seems seemed
    seeming turned turning started starting stopped happen happens happened remain remains remained remaining
    continue continues continued continuing allow allows allowed allowing include includes included expect expects
    expected consider considered provide provides provided providing receive receives received receiving follow
    follows followed following require requires required requiring believe face faces faced facing serve serves
    served serving die dies died dying kill kills killed lived moved played add adding say saying create creates
    created creating cause caused causing decide decided join joins joined joining enter entered entering reached
    reaching carry carried carrying raise raised raising cuts cutting build built ended ending forced accused
    accusing based hoping planned prepare prepared preparing agree agrees agreed announced announcing warned warning
    urged urging according regarding concerning involving involved surrounding containing ensure ensuring prevent
    preventing protect avoid tend fail fails failed failing manage managed closed closes open opened opens arrive
    arrived returned returning visited shot dead
    """.split()
)
# No phrase holds one of these, unless with a capital inside a sentence: “Open University”, “Old Trafford”.
BREAKING = _FUNCTION_WORDS | _CALENDAR | _TIMES_AND_NUMBERS | _WEAK_MODIFIERS | _VERBS
# Not even then.
ALWAYS_BREAKING = _FUNCTION_WORDS | _CALENDAR | frozenset(VERBS)
NAME_JOINTS = frozenset("and of for &".split())
PLURAL_OWNERS = frozenset("women's men's children's people's workers' teachers' girls' boys' players'".split())
# Nouns that name nothing by themselves; a phrase of two words may end in them: "peace process", "security situation".
WEAK_NOUNS = frozenset(
    """
    people person persons thing things way ways part parts place places point points side sides case cases fact
    facts number numbers amount level levels rate kind kinds sort type types form forms group groups team member
    members man men woman women child children boy girl guy country countries nation nations world area areas region
    regions state states city cities town towns province district village capital home house street room head heads
    hand hands soil face eye eyes body name names word words term terms line lines list lists end start beginning
    middle result results reason reasons cause effect effects impact problem problems issue issues question
    questions answer answers matter matters situation condition conditions position process system systems plan
    plans move moves step steps action actions effort efforts measure measures decision decisions work works job
    task role use need needs chance chances hope hopes idea ideas view views opinion support interest interests
    concern concerns fear fears change changes increase rise fall loss gain stop return visit meeting meetings talk
    event events incident incidents report reports statement statements comment comments remark remarks announcement
    letter message messages interview speech source sources news story stories article page book paper papers press
    media website site information detail details figure figures data study survey research example piece set sets
    series season game games match thanks life lives death deaths family families friend friends power force forces
    control order orders law rule rules right rights government governments authority authorities office official
    officials company companies firm firms business market service services product products money cost costs price
    prices value sale sales deal deals agreement offer bid share shares half quarter lack lot bit ability attempt
    response reaction circumstance moment basis range variety majority minority rest total average record history
    background experience success failure victory defeat win winner loser champion finish lead ground grounds field
    table minister ministers president presidents prime spokesman spokeswoman spokesperson leader leaders secretary
    chief director officer officers commander commanders general colonel captain envoy ambassador diplomat diplomats
    senator lawmaker lawmakers analyst analysts expert experts reporter reporters journalist journalists editor
    writer author boss manager coach player players star stars actor actress owner owners resident residents witness
    witnesses participant participants delegate delegates delegation counterpart aide adviser founder
    """.split()
)
# A phrase that is about one of these says who spoke or how much there was, not what it is about.
NEVER_HEADS = frozenset(
    """
    spokesman spokesmen spokeswoman spokesperson official officials minister ministers secretary president chief
    head director chairman chairwoman ambassador envoy adviser commander general colonel captain officer leader
    leaders counterpart analyst analysts expert experts reporter reporters correspondent journalist writer editor
    author source sources boss manager coach actor actress star singer founder owner senator lawmaker aide number
    part rest remainder representative representatives location locations ministry ministries embassy embassies
    department conversation lot lots member members range variety series majority handful kind sort type bit amount
    side sides end start beginning middle website site page news press agency statement report remarks comment
    people person man woman guy thing way place name executive striker midfielder defender champion winner deputy
    premier chancellor governor mayor king queen prince sir lord lady mr mrs ms dr prof
    """.split()
)
# What a name ends in that is an outlet's: "Sports Network", "City Post".
OUTLET_HEADS = frozenset(
    "news network times post journal herald tribune press service online sport sports radio television tv website".split()
)
