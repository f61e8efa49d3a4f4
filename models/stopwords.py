"""Words that carry no theme in news prose: function words, reporting verbs, ranks, days, months and numbers."""

from __future__ import annotations

STOPWORDS = frozenset(
    """
    a about above across after again against ago all almost along already also although always am amid among an and
    another any anyone anything are around as aside ask asked at away back based be became because become been
    before behind being below besides best better between beyond big both bring brought but by call called calling
    came can cannot come comes coming could couple day days despite did do does doing done down due during each
    earlier early either else end ensure even ever every everyone everything far few first five following for former
    four from full further gave get gets getting give given gives giving go goes going gone good got had half has
    have having he held help her here hers herself him himself his hold how however i if in include including indeed
    inside instead into is it its itself just keep kept kind know known large last late later latest least left less
    let like likely little long longer look looked made main make makes making man many may me mean means meant men
    might mine more most mostly move moved much must my myself name near nearly need needed never new next nine no
    none nor not nothing noted now number of off office official officials often old on once one only onto or other
    others our ours out over own part parts past people per percent perhaps place point put put quite rather read
    really recent recently remain remained remains right said same saw say saying says second see seeing seem seemed
    seen sent set seven several shall she should show showed shown side since six small so some someone something
    soon spoke spokesman spokesperson spokeswoman statement still stop stressed such take taken takes taking tell
    ten than that the their theirs them themselves then there these they thing things third this those though three
    through throughout thus time times to today together told too took toward towards turn twice two under until up
    upon us use used using very via want wanted was way ways we week weeks well went were what whatever when where
    whether which while who whole whom whose why will with within without woman women work would year years yes
    yesterday yet you your yours added adding according accused acknowledged adviser agreed ambassador analyst
    announced argued brig briefing chief col correspondent declined described deputy director emphasised emphasized
    expressed foreign gen general governor head insisted journalists leader leaders lt maj minister ministry mr mrs
    ms news newspaper president prime professor reporters report reported reports retired secretary senior source
    sources warned welcomed write writes wrote underlined urged monday tuesday wednesday thursday friday saturday
    sunday january february march april june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec month months morning afternoon evening night hour hours minute minutes hundred hundreds
    thousand thousands million millions billion dozen dozens eight
    """.split()
)
