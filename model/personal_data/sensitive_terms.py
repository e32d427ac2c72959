"""Words that say something sensitive of a person: GDPR art. 9 and 10, and social services.

A * at the edge of a word stands for any letters there. Sources: dataskyddsförordningen art. 9.1 and 10; OSL 26 kap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from model.personal_data.names_words import LONGEST_WORD

PROTECTED, HEALTH, SOCIAL, CRIME, RELIGION, POLITICS, UNION, SEX = (
    "skyddad identitet",
    "hälsa",
    "socialtjänst",
    "brott",
    "religion",
    "politisk åsikt",
    "fackligt medlemskap",
    "sexualliv eller sexuell läggning",
)
_TERMS: dict[str, str] = {
    PROTECTED: "skyddad identitet|skyddade personuppgifter|skyddade uppgifter|sekretessmarker*"
    "|sekretessbelagda uppgifter|skyddat boende|skyddad adress|skyddade boendet|lever gömd"
    "|gömmer sig|kvinnojour*|skyddad folkbokföring|lever under hot|lever under skydd*"
    "|bytt identitet|hemlig adress|hemligt boende|skyddat nummer|kvinnohus*|gömd adress"
    "|fingerade personuppgifter",
    HEALTH: "cancer*|leukemi*|cellgift*|diabetes|diabetiker|dement*|demens*|alzheimer*|parkinson*"
    "|hjärnblödning*|fått slag|autist*|add|asperger*|schizofren*|psykiskt sjuk*|psykisk ohälsa"
    "|på psyk|psyket|bup|deprimerad|antidepp*|tvångsvård*|sjukskriv*|hiv|hivpositiv|hiv-positiv"
    "|anorexi*|bulimi*|epilepsi*|epileptik*|alkoholist*|alkoholproblem*|antabus|nykter alkoholist"
    "|knark*|narkoman*|pundare|beroende av|avgiftning*|behandlingshem*|abort*|missfall*|diagnos*"
    "|ms-diagnos*|als|koma|dyslexi*|dyslektiker|utmattning*|nervsammanbrott|skär sig|självmord*"
    "|tog livet av sig|livet av sig|klamydia|döv|blind|funktionsnedsätt*|utvecklingsstör*"
    "|särskola*|rullstol*|lpt|lvm|lvm-hem*|rättspsyk*|sinnessjuk*|sjuk i huvudet|sjuk i huvud"
    "|allergisk|njure|manisk|maniska|handikapp*|medicin|mediciner|medicinlista*|vårdas för"
    "|opererad för|super|supit|spriten|dricker|full jämt|antidepressiv*|insulin*|fotdefekt"
    "|*cancer|*cancern|*tumör*|har ms|fått ms|med ms|har als|fått als|har hiv|bär på hiv|reumat*"
    "|dialys*|njursvikt|hjärtsvikt|hjärtfel|hjärtsjuk*|hepatit*|tuberkulos*|tourette*|ocd|ptsd"
    "|borderline|emotionellt instabil|downs|downs syndrom|cp-skad*|hjärnskad*|ryggmärgsskad*"
    "|förlamad*|amputer*|stomi*|kateter*|blöjor|inkontinen*|palliativ*|hospice*|självskad*"
    "|suicid*|överdos*|metadon*|heroin*|amfetamin*|kokain*|spelberoende*|på torken"
    "|suttit på torken|sjukersättning*|förtidspension*|utmattad|utbränd*|strålas|strålbehandl*"
    "|bruten fot|bruten höft|brutit höften|brutit benet|höftoperation*|hör röster|ser syner"
    "|lugnande|sömntabletter|nydiagnos*|utreds för|utredd för|utredning för|könsdysfori|*psykos*"
    "|svårt sjuk|dödssjuk|obotligt sjuk|kroniskt sjuk|psyksjuk*|mentalsjuk*|psykvård*|psykakut*"
    "|psykmottag*|kissar på sig|körförbud|fetma|gastric*|ivf|provrör*|förlossningsdep*"
    "|väntar barn|celiaki|crohns*|migrän*|senil*|stammar|hörselskad*|synskad*|vårdad för"
    "|på avgiftning|full till jobbet|full på jobbet|kommer full|kom full|är full|var full"
    "|luktar sprit|stinker sprit|luktade sprit|luktar alkohol|dricker på jobbet|sondmat*|sonden"
    "|inlagd*|sjukhem*|stroke*|transplant*|pacemaker|kramper|krampanfall|ätit piller|tabletter"
    "|adhd-medicin*|ritalin|concerta|lustgas|fick missfall|steriliser*|viagra|covid*"
    "|lunginflammation|blodpropp*|magsår|leversjuk*|skrumplever|njurarna|sjuk hustru|kräfta"
    "|kräftan|intensiven|magsäcksblödning|hjärtop*|barnpsyk*|psykjournal*|löss|alkis"
    "|full som vanligt|packad|undernärd*|blåmärken|blånader|långvården|tappar minnet|medicinerar"
    "|sjuklig|sjuk sedan|hjärnskakning|vårdats för|vårdad på|läggs in|lades in|lagts in"
    "|äter medicin*|går i terapi|psykiatri*|psykiater|svårt deprimerad|mår psykiskt dåligt"
    "|svimmar|krampar|hemodialys|blödarsjuka|blodsmitta|magsjuk*|vinterkräksjuka|hjärtsvag"
    "|ms-sjuk*|als-sjuk*|afasi|stelkramp|lymfom*|melanom|prostata*|klimakter*|gravid*|höggravid"
    "|barnlös*|infertil*|narkolepsi|insomni*|*autism|*autistisk|särskole*|specialskol*"
    "|utvecklingsförsen*|intellektuell funktionsned*|läs- och skrivsvårigheter|dyskalkyli|talfel"
    "|hörapparat|cochlea*|ledarhund|vit käpp|protes*|syrgas*|sängliggande|döende|dödsbädd"
    "|livstidssjuk|skallfraktur|går hos psykolog|går till psykolog|hos psykologen|litium"
    "|sertralin|zoloft|oxycontin|oxynorm|tramadol|morfin*|subutex|benzo*|ska opereras|bröt höften"
    "|bröt benet|bröt lårbenet|lårbenshals*|benbrott|rullator*|permobil*|på kryckor"
    "|högt blodtryck|bensår|liggsår|grå starr|ser dåligt|hör dåligt|nästan blind|förvirrad"
    "|går vilse|pissar ner sig|kissar ner sig|bajsar på sig|blöja|orkar inte leva"
    "|försökte ta sitt liv|försökt ta sitt liv|ta sitt liv|tog sitt liv|tagit sitt liv"
    "|ta livet av sig|skurit sig|skar sig|svälter sig|överviktig|tics|bokstavsdiagnos"
    "|bokstavsbarn|neuropsyk*|npf|selektiv mutism|återfall*|trillat dit|trillade dit|föll dit"
    "|avgiftad|anonyma alkoholister|tolvsteg*|dricker för mycket|problem med spriten"
    "|problem med alkohol*|spritproblem*|full igen|berusad|drogtest|testade positivt|drogad"
    "|påtänd|hög på|tjack*|injicer*|herpes|kondylom|gonorré|syfilis|dödfödd*|förlorade barnet"
    "|förlorat barnet|kejsarsnitt|metastas*|kort tid kvar|cytostatika|gick in i väggen"
    "|gått in i väggen|in i väggen|sjukpension*|sjukpenning*|arbetsskada*|långtidssjuk*"
    "|sjukanmäl*|sjuk länge|svårt handikappad|i rullstol|cp|tvångsmatas|elchocker|elbehandling"
    "|ect|nervproblem*|sömnlös*|social fobi|fobi*|traumatiser*|bältad|bältades|lpt-vård*"
    "|hallucinerar|paranoid*|manodepressiv*|bipol*|ätit upp sina tabletter|självmedicin*|astma*"
    "|kol-sjuk*|psoriasis*|hudsjuk*|impoten*|hemorrojder|tarmsjuk*|ulcerös*|ibs|laktosintol*"
    "|glutenintol*|nötallergi*|allergichock*|epipen|*sjukdom*|*syndrom*|*störning*|*missbruk*"
    "|*infarkt*|*skadad|*opererad*|*opererats|*opereras|*smittad*|lider av *|led av *"
    "|drabbats av *|drabbades av *|behandlas för *|behandlas mot *|behandling för *|medicin för *"
    "|medicin mot *|insjukn*|hemsjukvård*|*rehabilit*|*ångest*|*depression*|*autism*|*adhd"
    "|*beroende|kronisk*|obotlig*|sjukhusvård*|intensivvård*|på psykiatri*|akutpsyk*|slutenvård*"
    "|i koma|magsond*|cellförändring*|stråln*|utredning hos|hypokond*|hetsäter|supande*|vodka*"
    "|bläckfull|stupfull|redlös*|dyngrak|aspackad|bakfull*|*kemoterap*|synfel|glaukom"
    "|funktionsvari*",
    SOCIAL: "soc|socialen|socialtjänst*|socialbidrag*|socbidrag*|försörjningsstöd*|ekonomiskt bistånd|lvu"
    "|lvu-*|fosterfamilj*|omhändertag*|placerad|tvångsplacer*|kontaktfamilj*|orosanmäl*|hvb"
    "|hvb-hem*|bostadsanpassning*|vräkt|vräkta|går på bidrag|lever på bidrag|bistånd|gruppbostad*"
    "|gruppboende*|särskilt boende|boendestöd*|personlig assistans|assistansersättning*|lss"
    "|har god man|fått god man|har förvaltare|har hemtjänst|färdtjänst*|stödboende*|jourhem*"
    "|placerade|omhändertogs|tvångsomhänder*|skuldsaner*|kronofogden|utmätning|vräkning*|vräks"
    "|vräktes|avhyst|hemlös*|bostadslös*|lever på soc|går på soc|får soc|bidragstagare"
    "|har kontaktperson|fått kontaktperson|soctant*|barnen togs|togs ifrån|bostadsbidrag"
    "|tagna av soc|tagen av soc|tog barnen|togs barnen|betalningsanmärk*|skulder hos|skuldsatt*"
    "|arbetslös*|a-kassa|fosterföräldr*|skolvägr*|hemmasittare|försummar*|far illa"
    "|anpassad grundskola|bidragsberoende|utförsäkrad*|barnavårds*|boende med stöd|stödfamilj*"
    "|utreds av soc*|hemmet granskas|polis och soc*|socialsekreterare har|barnen är placerade"
    "|papperslös*|uppehållstillstånd|gömmer flykt*|tiggare|uteliggare|biståndsbeslut*"
    "|demensboende*|korttidsboende*|växelvård*|soc kom|soc har|soc tog|soc var|från soc|hos soc"
    "|på soc|av soc|förlorat vårdnaden|förlorade vårdnaden|delad vårdnad|familjerätten|placerats"
    "|sis-hem*|paragraf 12|härbärge*|sover i trapphus*|sover i bilen|bor i bilen|spelskuld*"
    "|inkasso*|existensminimum|matkassar|stadsmissionen|hyresskuld*|uppsagd från lägenheten"
    "|uppsagda från|boende för missbrukare|träningslägenhet*|stödlägenhet*|kvinnojouren|mansjour*"
    "|skyddsboende*|barnen hämtas|inte får träffa sina barn|adopter*|biologiska mamma"
    "|biologiska föräldrar|utredning om barnen|lever på existens*|bidragsfusk*|fusk med bidrag"
    "|garantipension|pensionstillskott|personligt ombud|ledsagar*|hjälp med hygienen|duschhjälp"
    "|trygghetslarm*|daglig verksamhet|har hemtjänst*|bor på äldreboende*|bor på demens*"
    "|flyttat till äldreboende*|mobb*|får stryk|blir slagen|slagen hemma|slås hemma|vanvård*"
    "|lever på *bidrag|skuldfälla*|utmätt*|exekutiv auktion"
    "|*familjehem*|*fosterhem*|*ungdomshem*|barnhem*|*vårdnad*|*umgänge*|*utvis*",
    CRIME: "dömd|dömda|dömdes|dömts|misstänkt|misstänks|misstänkte|häktad|häktade|häktades|anhållen"
    "|gripen|greps|åtalad|åtalas|åtalats|straffad|fängelse*|på kåken|kåken|sitter inne"
    "|suttit inne|fotboja*|kontaktförbud*|besöksförbud*|våldtog|våldtagit|pedofil*|misshandl*"
    "|slår sin*|slår sambon|slog sin*|slagit sin*|slår barn*|slår hen*|blir slagen|slog ner|rån"
    "|rånade|rånat|mördare*|mördade|mördat|bedragare*|narkotikabrott*|langar|langare|langade"
    "|säljer knark|sålde cannabis|hasch|cannabis|rattfull*|körde full|kör full|kört full"
    "|rattonykter|stal|stjäl|snodde|snott|snattade|snattar|snatteri|tjuv|tjuvar|tafsa*|ofredade"
    "|ofredat|hemfridsbrott*|urkund*|penningtvätt*|pengatvätt*|skattebrott*|skattefusk*"
    "|jobbar svart|svartjobb*|dagsböter|brottsling*|kriminell*|belastningsregist*|stalkade"
    "|anlade brand*|anlade bränder*|mordbrand*|övergrepp*|sexköp*|köpte sex|mutor|muta|mutbrott*"
    "|förgiftat|förgiftade|vanvård*|bidragsfusk*|fejkade sitt läkarintyg|gjorde inbrott"
    "|gjort inbrott|begått inbrott|bröt sig in|döms|friad|frikänd|fälld för|fälldes|åtalet"
    "|misstankar om|polisen hämtade|åkte dit|åkt dit|torskade|torskat|barnporr*|koppleri"
    "|djurplågeri|djurplågare|slår ungarna|slår barnen|slår sina|slagit sina|mordförsök*|dråp*"
    "|knivskar|knivhögg|olaga hot|häleri|hälare|säljer gräs|säljer droger|*smuggl*|*fylleri*"
    "|utan körkort|indraget körkort|blivit av med körkortet|blev av med körkortet|smitning"
    "|smet från|vandaliser*|skadegörelse|eldade upp|tände på|satte eld|bokföringsbrott*|momsfusk*"
    "|svarta pengar|tog mutor|tagit mutor|bestick*|ocker*|människohandel|antasta*|blottar sig"
    "|blottare|blottade sig|smygfilma*|smygfotograf*|förföljer|på permission|villkorlig*"
    "|skyddstillsyn*|samhällstjänst|kriminellt gäng|gängmedlem|sitter på anstalt|bötfäll*"
    "|hämtades av polis*|greps av polis*|anmäld för|anmälts för|anmäld till polisen"
    "|under utredning|förundersökning*|lurade till sig|lurat till sig|lurar gamla|blåst på pengar"
    "|tömt kontot|tömde kontot|söp bort|snor|knycker|lurat|bluffar|narkotika|svindlat|svindlar"
    "|fuskar med|fuskat med|fifflar|fifflat|åkte fast|åkt fast|hotat|hotade|förgrep sig"
    "|förgripit sig|förgriper|utnyttjat|filmat i smyg|grovt brott|brottslig*|avtjänar|avtjänat"
    "|dömd i|dömdes i|dom för|rättegång|i häktet|kåkfarare|muckade|slår sönder|bråk med lagen"
    "|knarkhandel|knarklangare|droghandel|säljer sprit|hembränt|svartarbet*|svart arbetskraft"
    "|jobba svart|svartfirma|skattesmit*|smiter från skatt|smitit från skatt|fejkat|fejkade"
    "|förfalsk*|tjänstefel|djurförbud|vanvårdar djur|tjuvjakt|tjuvjag*|tjuvfisk*|jaktbrott"
    "|vapenbrott|olagligt vapen|illegalt vapen|hets mot folkgrupp|sexualbrott|sextrakass*|kladdar"
    "|kladdat|gruppvåldt*|grooming|groomat|på anstalt|jävig|i jävs|tagit emot mutor|tagit pengar"
    "|tog pengar|plockat ur kassan|tog ur kassan|ur kassan|falska fakturor|skojare|bedrog"
    "|bedragit|åkte in|satt inne|suttit av|fick fängelse|år i fängelse|ungdomstjänst|ungdomsvård"
    "|strafföreläggande*|delgiven|polisutred*|hämtad av polisen|tappade körkortet"
    "|förlorade körkortet|slog henne|slog honom|slår henne|slår honom|slagit henne|slagit honom"
    "|knivhot*|rånförsök*|skottlossning*|gängkoppl*|säljer till ungdomar*|langar sprit"
    "|svartklubb*|häktning*|frikändes|rymde från|rymt från|övervakare|frivården|knyckt|tjuvkoppl*"
    "|stjäl el|brottas med rättvisan|kastat sten|kastade sten|krossat rutor|krossade rutan"
    "|slog sönder|slagit sönder|tuttat på|tände eld|anlagt bränder|mordbrännare*|pyroman*"
    "|våldtagen|sexbrott*|barnpornografi*|nätvandel|näthat|hatbrott*|förtalsdöm*|stalkar*"
    "|smygfotade|dumpar sopor|miljöbrott*|svartbygge*|grävt ner|grävde ner|tömmer olja|oljetunn*"
    "|bidragsbrott*|assistansfusk*|id-kapning*|bluffat*|lurade av|lurat av|penningmålvakt"
    "|ekobrott*|skalbolag|konkursbrott*|mutad*|*bedrägeri*|*langning*|*stöld*|*fusk|*fuskar"
    "|*fuskat|*smuggling*|*misshandel*|*våldtäkt*|*förskingr*|*brottsling|dömd för *"
    "|misstänkt för *|anmäld för *|åtalad för *|gripen för *|häktad för *|fälld för *|dömts för *"
    "|friad från *|anklagad för *|anklagas för *|sitter för *|*lurendrej*|*utpress*|*hotelser*"
    "|*anstalten|*häktet|*fängelset|*brottsregist*|*stulit|*snattat|kriminalvård*|polisanmäl*"
    "|lagförd*|rättsfall|gängkrim*",
    RELIGION: "muslim|muslimer|muslimsk*|islamist*|salafist*|jude|judinna|jehovas vittne*|katolik|katolsk"
    "|frikyrklig*|sekt|sekten|satanist*|ortodox|hindu|buddhist|koptisk*|kopter|syrisk-ortodox*"
    "|mormon*|scientolog*|sunni*|shiamuslim*|shiit*|livets ord|svenska kyrkan|gick ur kyrkan"
    "|gått ur kyrkan|konverter*|bahai|sikh|sikher|hinduer|buddhister|läser koranen|går i moskén"
    "|bär slöja|religiös*|djupt troende|pingst*|baptist*|missionskyrk*|plymouthbröd*|judar"
    "|kyrkligt aktiv|ber fem gånger|fastar|konvertit*|hemmakyrka|jehovas|troende muslim*|frälst"
    "|går i moské*|går i kyrkan|bekännande kristen|lämnat islam|lämnade islam|mosaisk*|hijab*"
    "|niqab*|slöja|bär sjal|hare krishna|tror på gud|starkt troende|gudfruktig*|laestadian*"
    "|läseriet|schartauan*|missionsförbund*|frälsningsarm*|adventist*|sjundedagsadventist*|amish"
    "|ortodoxa|judinnan|alevit*|jesid*|yezid*|yazid*|druser|mandé*|kristna|kristen*|ateist*"
    "|hednisk|asatro*|schaman*|ockult*|tungotal|döptes om|konverterat till|*kyrklig|*troende"
    "|*kristen|*judisk*|*kyrkomedlem*|tillhör *kyrkan|med i *kyrkan|med i sekten"
    "|medlem i *församling*|tungomål",
    POLITICS: "sverigedemokrat|sd-are|vänsterextrem*|högerextrem*|röstar på|röstade på|röstat på|nmr"
    "|ung vänster|ssu|ssu:are|muf|luf|kdu|grön ungdom|sd-medlem*|medlem i sd"
    "|medlem i sverigedemokrat*|sympatiserar|alternativ för sverige|nordiska motstånds*|afa"
    "|partibok|är sosse|är moderat|är centerpartist|är vänsterpartist|är miljöpartist"
    "|är kommunist|är rasist|är nazist|är sverigedemokrat|sverigedemokrater|röstar|med i sd"
    "|med i moderaterna|nazism*|ungdomsförbund*|politiskt aktiv|medlem i partiet"
    "|medlem i ett parti|kampanjar*|valarbetare|skänker pengar till|skänkte pengar till"
    "|kommunistiska partiet|politiska åsikter|partiaktiv*|rasistparti*|extremhöger*"
    "|marscherade med|marscherat med|demonstrerade med|feministiskt initiativ|piratpartiet"
    "|medborgerlig samling|kd-are|s-märkt|m-märkt|sdare*|sverigevän*|islamistparti*|grå vargarna"
    "|röstar sd|röstade sd|röstar moderat*|röstar sosse*|*extremist*"
    "|*sympatisör*|*anhängare|*nazist*|*kommunist*|*fascist*|*rasist|stöder sd|stödjer sd"
    "|s-medlem|m-medlem|*partimedlem*|partiets ungdoms*",
    UNION: "med i facket|fackansluten|gick ur facket|gått ur facket|strejkbryt*|medlem i kommunal"
    "|fackklubb*|fackligt aktiv*|fackligt ombud|fackombud|strejkade|strejkar|medlem i unionen"
    "|medlem i if metall|syndikalist*|med i sac|ur facket|fackförening*|strejkvakt*"
    "|medlem i byggnads|medlem i metall|medlem i transport|medlem i seko|medlem i vision"
    "|medlem i lo|medlem i st|med i kommunal|med i byggnads|gick med i facket|gått med i facket"
    "|oorganiserad|fackligt organiserad|uteslöts ur facket|utesluten ur facket|medlem i facket"
    "|fackmöte*|med i unionen|*fackmedlem*|fackligt *",
    SEX: "flata|transsexuell*|könskorriger*|könsbyt*|vänsterprassl*|älskarinna*|älskare|ligger med"
    "|låg med|legat med|bedrog sin*|bedrar sin*|säljer sex|porrfilm*|onlyfans|hora|horar"
    "|transkvinna*|transman*|queer|icke-binär|gay|klamydia|porrberoende|sexmissbruk*|vänstrar"
    "|vänstrat|tinder|grindr|bordell*|eskort*|nakenbild*|lever med en kvinna"
    "|bor ihop med en kvinna|bor ihop med en man|gillar killar|gillar tjejer|kom ut som|är bi"
    "|swinger*|ligger runt|har ett förhållande|hade ett förhållande|förhållande med|affär med"
    "|lesbisk*|bög*|heteroflexibel|polyamorös*|dejtingsida*|sexsajt*|porrskåd*|köper sex"
    "|har ihop det|haft ihop det|vänsterprassel*|snedsteg|har legat med|transkille|transtjej"
    "|lever med en man|gift med en man|två pappor|två mammor|regnbågsfamilj*|sexliv*"
    "|sexuella läggning|sexleksak*|strippa|strippar|strippklubb*|sexvideo*|sexfilm*|gruppsex"
    "|kommit ut|garderoben|byter kön|bytt kön|byta kön|testosteron|östrogen|tar hormoner"
    "|transition*|kön*utred*|könsident*|dragqueen|asexuell*|pansexuell*|homofil*|fikus"
    "|ligger med alla|fru och älskarinna|med grannens fru|med grannfrun|haft en affär"
    "|har en affär|bastuklubb*|kontaktannons*|telefonsex|knullkompis*|hånglade med|p-piller"
    "|dagen-efter-piller*|bdsm|fetisch*|kommit ut som|*transperson*|sexköp*|*otrogen|*otrohet*"
    "|prostitu*|*homosex*|*bisex*",
}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that tell something sensitive: where they stand and the category that they belong to."""

    start: int
    end: int
    category: str


def term_at(text: str, start: int, end: int) -> Term | None:
    """The longest term that begins with the word from `start` to `end`, None for none.

    Phrases are looked up by their first word and single words once each, so that most words of a
    comment cost a look-up instead of a search.
    """
    word = text[start : min(end, start + LONGEST_WORD)].lower()
    phrases = _PHRASES.get(word)
    match = phrases.match(text, start) if phrases else None
    if match:
        return Term(start, match.end(), CATEGORIES[int(str(match.lastgroup)[1:])])
    category = _category_of(word)
    return Term(start, end, category) if category else None


CATEGORIES = tuple(_TERMS)


def _pattern(term: str) -> str:
    return re.escape(term).replace(r"\*", r"\w{0,20}")


def _longest_first(terms: Iterable[str]) -> list[str]:
    return sorted(map(_pattern, terms), key=len, reverse=True)


def _phrases() -> dict[str, re.Pattern[str]]:
    """The terms of several words, by their first: one group a category, in the order of CATEGORIES."""
    found: dict[str, dict[int, list[str]]] = {}
    for number, terms in enumerate(_TERMS.values()):
        for term in terms.split("|"):
            if " " in term:
                found.setdefault(term.split()[0], {}).setdefault(number, []).append(term)
    return {
        word: re.compile(
            "(?:"
            + "|".join(f"(?P<c{at}>{'|'.join(_longest_first(terms))})" for at, terms in by.items())
            + r")(?![\w-])",
            re.IGNORECASE,
        )
        for word, by in found.items()
    }


_PHRASES = _phrases()
_SINGLE = re.compile(
    "|".join(
        f"(?P<c{number}>{'|'.join(_longest_first(t for t in terms.split('|') if ' ' not in t))})"
        for number, terms in enumerate(_TERMS.values())
    )
)


@lru_cache(maxsize=50_000)
def _category_of(word: str) -> str | None:
    match = _SINGLE.fullmatch(word)
    return CATEGORIES[int(str(match.lastgroup)[1:])] if match else None
