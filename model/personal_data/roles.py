"""Words that say in what role a person is named: holder of office, employee, kin or neighbour."""

from __future__ import annotations

from functools import lru_cache

OFFICE, MANAGER, FIGURE, OFFICIAL, RELATION, CHILD, TITLE = (
    "office",
    "manager",
    "figure",
    "staff",
    "relation",
    "child",
    "title",
)
PUBLIC = frozenset({OFFICE, MANAGER, FIGURE})
"""Roles in which a person is named as a public person."""

_WORDS: dict[str, str] = {
    OFFICE: "kommunalråd oppositionsråd regionråd borgarråd statsråd ordförande ordföranden"
    " viceordförande ledamot ledamoten ersättare minister ministern statsminister statsministern"
    " riksdagsledamot riksdagsledamoten riksdagsman politiker politikern lokalpolitiker"
    " partiledare partiledaren gruppledare gruppledaren borgmästare borgmästaren landshövding"
    " landshövdingen talman talmannen president presidenten premiärminister kansler kung kungen"
    " drottning drottningen kronprinsessan prins prinsen prinsessan statssekreterare"
    " nämndordförande nämndsordförande ambassadör eu-parlamentariker europaparlamentariker"
    " kommunalrådet oppositionsrådet regionrådet kommunpolitiker moderatledare senator"
    " biskop biskopen ärkebiskop ärkebiskopen påve påven språkrör fullmäktigeledamot kd:s s-politikern"
    " m-politikern sd-politikern utrikesminister finansminister",
    MANAGER: "rektor rektorn biträdande direktör direktören vd vd:n chef chefen generaldirektör"
    " kommundirektör förvaltningsdirektör ordf talesperson talespersonen presstalesperson"
    " pressekreterare presstalesman talesman talesmannen kommunikatör kommunikationsansvarig"
    " förbundskapten sportchef chefredaktör ägare grundare chefsåklagare överläkare professor",
    FIGURE: "författare författaren författarinnan skådespelare skådespelaren artist artisten"
    " sångare sångaren sångerskan konstnär konstnären journalist journalisten programledare"
    " programledaren komiker komikern regissör regissören nobelpristagare nobelpristagaren"
    " fotbollsspelare landslagsspelare kändis kändisen poeten tonsättaren kompositören ekonomen"
    " debattören influencern forskaren youtubern rapparen krönikören skidåkaren"
    " världsmästaren statsvetaren åklagaren åklagare advokat advokaten",
    OFFICIAL: "handläggare handläggaren lärare läraren lärarn fröken magistern magister mentor"
    " mentorn vikarie vikarien kurator kuratorn undersköterska undersköterskan usk"
    " socialsekreterare socialsekreteraren socionom socionomen soctanten vaktmästare vaktmästaren"
    " busschaufför busschauffören chaufför chauffören tandläkare tandläkaren läkare läkaren doktor"
    " doktorn sekreterare sekreteraren inspektör inspektören ingenjör ingenjören bibliotekarie"
    " bibliotekarien assistent assistenten tolk tolken kantor kantorn präst prästen pastor pastorn"
    " skolsköterska skolsköterskan sjuksköterska sjuksköterskan barnmorska barnmorskan"
    " psykolog psykologen fritidsledare fritidsledaren fältare fältarn fältaren förskollärare"
    " förskolläraren barnskötare barnskötaren specialpedagog pedagog pedagogen fritidspedagogen"
    " fritidspedagog lokalvårdare städare städaren tjänsteman tjänstemannen kock kocken"
    " registrator registratorn receptionist receptionisten väktare väktaren vakt vakten polis"
    " polisen polisman konstapel parkeringsvakt p-vakten lapplisa ledare ledaren lektor adjunkt"
    " arkitekt arkitekten boendestödjare kontaktperson kontaktpersonen personal expediten"
    " brandman brandmannen språkstödjare hemtjänst elevassistent elevassistenten resursen tränare tränaren",
    RELATION: "granne grannen grannar grannarna grannes grannens make maken maka makan man mannen"
    " fru frun hustru hustrun sambo sambon särbo särbon ex exet exman exmannen exfru exfrun"
    " exsambo pojkvän pojkvännen flickvän flickvännen kille killen tjej tjejen mamma mamman mammas"
    " pappa pappan pappas mor far moder fader modern fadern morsa morsan farsa farsan syster bror"
    " brorsan syrran brodern systern kusin kusinen moster faster farbror morbror mormor morfar"
    " farmor farfar svärmor svärfar svåger svågern svägerska kompis kompisen kompisar vän vännen"
    " polare polaren väninna kollega kollegan arbetskamrat hyresgäst hyresgästen inneboende"
    " svärson svärdotter styvfar styvpappa bonuspappa bonusmamma änkan änka änkefru fästmö fästman"
    " familjen fam förälder föräldern föräldrarna syskon tvillingarna paret",
    CHILD: "son sonen sonens dotter dottern dotterns barn barnet barnets grabb grabben pojke pojken"
    " pojk flicka flickan tös tösen unge ungen bebis bebisen elev eleven elevens lillebror"
    " lillasyster storebror storasyster barnbarn barnbarnet systerson brorson systerdotter"
    " brorsdotter bonusson bonusdotter minstingen tonåringen klasskompis klasskompisen",
    TITLE: "herr hr fru fröken doktor dr professor prof docent doc kapten kaptenen major överste"
    " general broder sir madame mr mrs miss monsieur sankt sankta herrn fruarna don dona"
    " inspektor kommissarie kommissarien kriminalkommissarie",
}
_ENDINGS: tuple[tuple[str, str], ...] = (
    ("kommunalråd", OFFICE),
    ("ordförande", OFFICE),
    ("ordföranden", OFFICE),
    ("minister", OFFICE),
    ("ministern", OFFICE),
    ("politiker", OFFICE),
    ("politikern", OFFICE),
    ("ledamot", OFFICE),
    ("ledamoten", OFFICE),
    ("chef", MANAGER),
    ("chefen", MANAGER),
    ("direktör", MANAGER),
    ("direktören", MANAGER),
    ("rektor", MANAGER),
    ("rektorn", MANAGER),
    ("författare", FIGURE),
    ("författaren", FIGURE),
    ("tränare", OFFICIAL),
    ("tränaren", OFFICIAL),
    ("spelaren", FIGURE),
    ("spelare", FIGURE),
    ("handläggare", OFFICIAL),
    ("handläggaren", OFFICIAL),
    ("lärare", OFFICIAL),
    ("läraren", OFFICIAL),
    ("lärarn", OFFICIAL),
    ("lärarinna", OFFICIAL),
    ("lärarinnan", OFFICIAL),
    ("vikarie", OFFICIAL),
    ("vikarien", OFFICIAL),
    ("sekreterare", OFFICIAL),
    ("sekreteraren", OFFICIAL),
    ("sköterska", OFFICIAL),
    ("sköterskan", OFFICIAL),
    ("pedagog", OFFICIAL),
    ("pedagogen", OFFICIAL),
    ("inspektör", OFFICIAL),
    ("inspektören", OFFICIAL),
    ("ingenjör", OFFICIAL),
    ("ingenjören", OFFICIAL),
    ("chaufför", OFFICIAL),
    ("chauffören", OFFICIAL),
    ("assistent", OFFICIAL),
    ("assistenten", OFFICIAL),
    ("mästare", OFFICIAL),
    ("mästaren", OFFICIAL),
    ("terapeut", OFFICIAL),
    ("terapeuten", OFFICIAL),
    ("grannen", RELATION),
    ("granne", RELATION),
    ("pappa", RELATION),
    ("mamma", RELATION),
    ("eleven", CHILD),
    ("åringen", CHILD),
    ("åring", CHILD),
)
_SHORTEST = 5
_REMEMBERED = 20_000
_ROLE = {word: role for role, words in reversed(_WORDS.items()) for word in words.split()}
_BY_ENDING = dict(reversed(_ENDINGS))
_LENGTHS = sorted({len(ending) for ending in _BY_ENDING}, reverse=True)


@lru_cache(maxsize=_REMEMBERED)
def role_of(word: str) -> str | None:
    """The role that a word in lower case names ("skolchefen": manager), or None."""
    known = _ROLE.get(word)
    if known is not None or len(word) < _SHORTEST:
        return known
    return next((_BY_ENDING[word[-n:]] for n in _LENGTHS if word[-n:] in _BY_ENDING), None)
