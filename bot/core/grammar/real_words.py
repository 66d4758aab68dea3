"""Words that look like one of the grammar's and are no typo of it: English, and common words of other languages."""

from __future__ import annotations

# `product` is not `produce`, and `heute` is not `hate`. tests/core/grammar/test_every_word.py finds what is missing.
_WORDS = """
abandonee abandoner abode ache aching actually adays adding afternote aland aleut alter alto amove ampliation angelet
angelus angles angolese animally anno annulary ano anomaliped anomalism anormal apace apaid apert apis appealer appearer
appeaser applicative aprication apus aril ascending asomatous aster atter audit avec avert aws ayer ball balled barn
bath bei bell belled belling bellow benutzer berain bern bigg bile bilk billet billhead billy birdling birl bitch
blotched boll bolling born botch bourn branched brill brills brisling brunt buck budge budger budlet building bull
bullying bunt burg burgrave buried burin burl burled burner burnet burp burr burst burt bury butch butt butyrate
caballer cachet cada calf calipers calk calker calla callet callus calm calmer calver calx can capital capuched car carl
cart cast casting castling cat catching caul cell censurer cest chab chad cham chant chaos chap chaps char chara
characterism charactery charales chard chare charger chark charm charr charter chartered chartism chartist chary chati
chaus chaw cheat chert chit cist cisted clart clave coaching coast coasting coat coated coating coll collared collogue
colt commuter compacted compaction compages comparate comparer compart compilation completive complexion composed
compute computer confuter conjurer consoler consular consulter consume contempt content contents contest continual
continued continuer continuous contributor contributory coot cornuted cosh cosily coss costa costar costated coste
coster costes costumer cosy couching cout coût coûts cracking cresting crofting crossing cull culler currant currency
cut cyst cysted dail dairy dais daisy dale dalles dally damages dans das day deaf deal dean dear debarment decad
deceiver decemvir decession decillion decisive decurion decursion dedition deed del delusion demission departmental
deportment der derision des desition dess detail detailed detailer deva dia did die dig divers division dog doily
dormancy drab drag dram drawl drawn dray dread drew drow duad ducks dyad el ember employer engender enginery entre ese
esta este evensong excerpt excessive exclamation exhort exhorter expanse expansile expansive expective expel expenditor
expert explainer explanative explication exploration explosive exporter expressive expulsive exserted extense extensile
extensive extort extorter fact fash faust fear feast fee fenny fest few finding finny firer fish fist flax flea fled
flee flet flew flix flux footlight forecaster forecastle forecited foremast foremost forenight forepart forepast
foreright foresight forested foretaste foretaster form forth forthright franciscan fred fridays fried frim frist froe
frog frow funky fust gasto geet gegen gestern grape graphics graphy grapy haaf hale hall halo hals halt hamleted
hammerer hammerhead hamper hamstring heady heal heald heap hear heat hectogram heed hemmer her herd hers heute hexad
hier hierogram him his hiss hist historic historify hit hoar hot houri house hoy hug hummer hurly hut idler idly ieri
imager imago inaction inactivate inactive indictive inductive infective innative invective invocation irregulate isle
iter its jane janizary jour jube juke junk juno jupe jury jute kosten la lading laid lane lank lant lard lash lask lass
laud laund le lend les lest lineated lost lust maceration mad mains marc marsh match math may membered men mes mese mias
mina mind mine mink minos mint minuet minutary minx miny mislight miss mit mod modal modele modell modelo moderatism
moderato moderator modulation moil mois mold moll monat mondays mone moner monkey mont monte moon moration morel
mortling mosey moss moth mounting mourning mouth move mower myth nach nonmember nook norn noun oder oggi ohne orphan
orphancy orphanism outcrier outlie outlinear outliver outrider outsider overbend overrent overspan overspeak overspin
overspread overstand overveil owler owser paca paced pacer pack paco pact page pail pain pair pairs pais pale paling
pane pant pape par pard pare pari paries paring parish parsi parson part parus parvis pash pass paste pasty pate pave
pavid paving pavis peace peer peopler per perdition periople perron persona pervious pest pica pice pici pick pictural
picture pictured picturer picus pilot piss pist place plaid plat plod plop plotter plow ploy pluvious poet polt por
porrection port pose posit poss posy pott pour pout praying preaction precinct precious predation predicant predicate
predication predictive predictor predilect predilection prelection premious priced prick pricking prickling pride prime
priming prince princess printing priorate prize pro proa prod prodition product production profection prog projectile
projector projekt projet prompter promptly prop props proreption prosecution prospect prospection protect protection
provect provection prow proyecto prying pubic publican publicity puce putt quakerly quarrier quartered quarterly
quartern quartet quirites reactive reap redcap reis rejected requester responsal runagate sale sans saunders scala scald
scaled scaler scall scalp scaly scape scare scent schluessel scission scope scopiped score scourage seared seat secale
secession seck seconder secondly sect secund seep seize semaine semana send sender sending sends sent septemvir septi
servile servite sess sessional sett sext shade shake shale shame shape shard sharded sharer shark sharp shave sheading
shedding shend shire shore shortage shred sice side sike sile sine singe sipe sire sise site sized sizer sizy slape
sledding slender slent slept sloe sloke slop slopy slype smore snare snore sope sora sore sounding sourness spale
spaniard spanking spare sparkling sparling sparteine speaking sped speechless speed speeder spelding spelling spelt
spencer sperling spet spindling spinning splendor sponging spore spreader sprent squab squam squat squaw squid stable
stade stage staggard stake stalk stall standage standing stane stannary staple stare state statue stave steading
steerage stele stent stepped stere sternage stiff stile stinkard stirrage stoke stole stone stope stoppage stopper
storer storge stork storm story stove stowage straggle strang stranger strangle strangler strangles stratus stre
stringed stringer stuff style submarine suer summarily summarist summery sundry sunn sunrising supprise surpassing
surprisal surprise surpriser suspicion swale sware swept swore syne tabes tabler tablet tabula tabulata tabulate tage
tailing taken tale tales tapeline taur tead teak teal tear teat teem tegulated tend term thar thee thin thio thirl
thorough thud thug thurl thus tiar tiger tiler timaline timeling timer tire tiver toady toddy togs tokay took toss tour
tractory training tram tramming transcriber transcript transcriptive tread tribular trier trifling trilling trough
tubular tubulate tubulated tumpline turkey udder ultraist un unamused unassisted unbacked unbathed unbilled unbusied
uncabled uncached uncalled uncapped uncaused uncoacted uncursed und undashed unde undern undesigned undoer une unelected
unexacted unexecuted unexerted unfetched unfused unhacked unhatched unhoused unhushed unhusked unlashed unlocated
unmatched unnotched uno unoil unpacked unparched unpassioned unpathed unpursed unracked unreached unrespected unsacked
unscathed unsued untie untile unwashed usher usuario visualizer vitalize von weak weaker weakly weed weel ween weep weet
weir welk wels whimper whipper whipster whisker whistler whitster woche won wordy wormy yark yean yeara yearn yerk yolk
yore
"""
# Common English words are no typos of names: `alive` is not Alice, `bought` is not a bot.
_COMMON = """
set sit fix met net bad bit fit buy dad pay say tea ten try war way web win yes yet fun lot
ability able absolute absolutely abuse academic academy accept accepted access accident according accounts accurate
achieve achieved acting action actions activities actor acts addition additional address administration admit admitted
adopted adult adults advance advanced advantage advertising advice affairs affect affected afford afraid africa
african aged agencies agency agent agents ages agree agreed agreement ahead aircraft airport album alcohol alive allow
allowed allowing allows almost along alternative although always amazing amazon america american americans among
analysis ancient angry animal animals anniversary announced annual another answer answers anti anymore anyway anywhere
apartment apparently appeal appear appearance appears apple applied apply appointed appointment appreciate approach
appropriate approval approved areas argument armed arms army around arrest arrested arrived article articles artist
artists arts asia asian asked aspects assembly assets assistance assistant associated association assume attached
attack attacked attacks attempt attempts attend attention attitude attorney attractive audience australia australian
author authorities authority authors automatically available average avoid award awards aware away awesome baby back
background balance balls band bank banks barely base baseball based basic basically basis basketball bathroom battery
battle beach bear beautiful beauty became because become becomes becoming beer began begin begins behavior believe
believed benefit benefits best bible bike billion bird birds birth birthday black blame blind block blog blood blue
board boat bodies body bomb bond book books border boss boston bottle bottom bought bowl boyfriend boys brain branch
brazil bread breakfast breaking breath bridge brief bright brilliant bring bringing brings britain british broad broke
brother brothers brought brown build buildings built bunch bush business businesses busy button buying cabinet cable
cake california called camera camp campaign campus canada canadian cancer candidate candidates cannot capable capacity
captain carbon card cards care career careful carolina carried carry carrying cars case cases cash catch category
catholic caught causing celebrate cells cent central century certain certainly chain chair chairman challenge
challenges champion champions championship chance chances chapter checked cheese chemical chest chicago chicken chief
child childhood children china chinese chocolate choice choose chose chosen christ christian christmas church circle
circumstances cities citizens city civil claim claimed claims class classes classic clean clear clearly click client
climate clinical closed closely closer clothes club clubs coach coffee cold collected collection college color combat
comedy comes comfortable command commander comment comments commercial commission committed committee common
communication communications communities community companies competition competitive completed complex concept concern
concerned concerns concert condition conditions conduct conducted conference confidence confirmed conflict congress
connected connection conservative consider considered considering constant constantly constitution construction
allwhere deft dent depot highlight somewhen somewhile
consumer contact contain contains contract control controlled convention conversation cook copy core corner corporate
corporation council counter countries country county couple court cover coverage covered covers crash cream creating
creation creative credit crew crime criminal crisis critical crowd crown crying cultural culture customer customers
cute cutting cycle damn dance dancing danger dangerous dark dating daughter dealing deals death deaths debate debt
debut decade decades decide decided declared dedicated deep defeat defence defense defined definitely definition
degree degrees deliver delivered delivery demand democracy democratic democrats depending depends depression depth
deputy describe described description deserve design designed desire despite destroy destroyed determine determined
develop developed developing development device devices dick died diet differences different difficult digital dinner
direct directed direction directly director dirty discovered discuss discussion disease distance district doctor
doctors document documents dogs domestic door doors double doubt draft drama drawing dream dreams dress drink drinking
drive driven drug drugs drunk dude dumb duty dying earlier early earned earth easier easily east eastern easy economic
economy edge edition editor education educational edward effect effects effort efforts eggs eight either elected
election elections electric electronic elements else email emergency emotional empire employee employees employment
empty ends enemy energy engaged engine engineering england english enjoy enjoyed enough ensure enter entered
entertainment entirely entitled entry environment environmental episode equal equipment equivalent error escape
especially essential established estate estimated europe european even event events eventually ever everybody
everywhere evidence evil exact exactly example examples excellent exchange excited exciting excuse executive exercise
exist existence existing expansion expect experience experienced experiences experts exposed express expressed
expression extended external extra extreme extremely eyes face facebook faces facilities facility facing factor
factors factory facts fail failed failure fair fairly faith fake false familiar families family famous fans fantastic
fantasy farm fashion faster father fault favor favorite favourite feature features federal feed feel feeling feelings
feels fees feet fellow felt female festival field fields fifth fight fighting figure fill filled film films final
finally finance financial finds fine fingers finish finished fire fired firm five fixed flag flat flight floor florida
flow flowers flying focus focused follow followed following follows food foot football force forced forces ford
foreign forest forever forget forgot formed former forms forward found foundation founded four frame france free
freedom french frequently friendly friends front fruit fuck fucked fucking fuel fully function functions fund funding
funds further future gain game games gang garden gave gender general generally german germany gets getting giant gift
girl girlfriend girls given gives giving glad glass global goal goals gold golden golf good goods google gotta
government governor grab grace grade graduate grand grant granted greatest greek green ground groups guard guest guide
guilty guns hair hand hands hang hanging happens happy hard harder hardly hate headed heads health healthy heard
hearing heart heaven heavily heavy height held hell help helped helping helps hero herself hidden highly hill himself
historical hold holding holds hole holiday hollywood holy home homes honest honestly hong honor hope hopefully hoping
horse hospital host hotel houses housing however http huge human humans hundred hundreds hurt husband idea ideas
identified identify identity illegal imagine immediate immediately impact importance important impossible improve
improved incident include included includes income incredible indeed independence independent index india indian
individual individuals industrial industry influence information initial injured injury inner inside inspired instance
instead institute institutions insurance intelligence intended interest interested interesting interests interior
internal international internet interview into introduced introduction investigation investment invited involved iran
ireland irish iron island islands israel issue issued issues italian italy itself jail japan japanese jersey jesus
jewish join joined joint joke journal journey judge justice keeping keeps kept kick kids kill killed killing kind
kinda kinds king kingdom kiss kitchen knew know knowing knowledge known knows korea labor labour lack ladies lady lake
language large largely late later latest latter laugh laughing launch launched laws lawyer lead leader leaders
leadership leads league learn learned learning leaves legal legislation legs length lets letter letters letting
liberal library license lies life lift light lights liked likely likes limited lines link linked links listed listen
listening literally literature little live lived lives living load loan loans local located location lock looked lord
lose losing loss lots loud love loved lovely loves luck lucky lunch lying machine magazine magic mail main mainly
maintain maintenance major majority male manage managed management manager manchester manner manufacturing marine
marked market marketing markets marriage married mass massive master matches material materials matter matters maybe
mayor mean meaning means meant measure measures meat media medical medicine medium meet meeting memories memory mental
mention mentioned mess message messages metal method methods mexico michigan middle mile miles military milk miller
million millions mining minister ministry minor missed missing mission mistake mixed mobile modern moment moments
mostly mother motion motor mountain mountains movement moves movie movies moving multi multiple murder museum music
musical muslim must myself name named names nation national nations native natural nature navy nearby nearly necessary
neck needed needs negative neighborhood network news newspaper next night nine noise none normal normally northern
nose note noted notes notice noticed novel nuclear numerous object objects obvious obviously occurred ocean offer
offered offering offers office officer officers official officially officials often ohio once ones online onto open
opened opening operate operating operation operations opinion opportunities opportunity opposed opposite opposition
option options orange orders organizations organized origin original originally others otherwise ourselves outstanding
owned owner owners pacific pages paint painting pakistan panel paper papers parent parents park parliament particular
particularly parties partner partners parts party passing path patient patients pattern payment peak perfectly perform
performance performed performing perhaps permanent permission personal personality personally personnel perspective
phase phone photo photos physical picked piece pieces pink placed places plan plane planet planned planning plans
plant plants plastic plate platform play played player players playing plays pleasure plenty point points police
policies policy political politicians politics pool poor population porn portion position positions positive
possibility possible possibly posted posts potential pounds power powerful powers practice practices prefer pregnant
premier prepare prepared presence present presented president presidential press pressure pretty prevent previously
prices primary princess principal prior prison probably problem problems produce produced products professional
professor profile profit program programme programs progress promise promote proof proper properly properties property
proposed protected protein proud prove provided provides providing published pulled purchase pure purpose purposes
push puts putting quality queen questions quiet quit quote race racing radio rain raise raised random range rare rates
rather reaction reading ready reality realize realized reasonable receive received receiving recent recently recognize
recognized recommend recommended record recorded recording records recovery reduce reduced reference referred reform
refused regarding regional regions register registered regular regularly regulations related relations relationship
relationships relatively release released relevant relief religion religious remain remained remains remember remove
removed rent replace replaced reply reported reporting represent representative representatives represented republic
republican republicans require required requirements requires research reserve residents resistance resolution
resources respect respond responsibility responsible restaurant retail retirement returned returns revealed revenue
review reviews revolution rice rich ride rights ring risk river road roads rock role roll roman roof room rooms round
route royal rule rules runs rural russia russian safe safety said sales salt same sample save saved saving saying says
scared scene scenes schedule scheme school schools science scientific scientists scored scotland scottish screen
season seasons seats secondary secret secretary section sector secure security seeing seek seeking seem seemed sees
selected selection self sell selling semi senate senator senior sense sentence separate series serious seriously sets
setting seven several severe sexual shares sharing shift ship shipping ships shirt shit shoes shoot shooting shop
shopping shot shots shoulder showed shower showing shown shows shut sick sides sight sign signal signed significant
significantly signs silver similar simple simply sing singer singing sister sites situation skills skin sleep sleeping
slightly slow slowly small smart smile smoke smoking snow social society soft software solar sold soldiers solid solo
solution solutions some somehow sometimes somewhat somewhere song songs sons soon soul sound sounds south southern
soviet space spain spanish speak special species specific spirit spoke sport sports spot spread spring square stadium
staff stand standards stands star stars starts stated statement statements states station stations stayed staying
steam steel step steps stick stock stood stop stopped stories straight strategy stream street streets strength stress
strike strong stronger structure struggle stuck student students studies studio study stupid subject success
successful such suffered suffering sugar suggest suggested suicide suit summer super supply support supported
supporting suppose supposed supreme sure surely surface surgery surprised survey survive suspect swear sweet switch
system systems takes taking talent talk talked talking talks tall tank target task taste taught taxes teach teacher
teachers teaching tech technical techniques technology teeth television telling tells temperature terms terrible
territory test testing tests texas theatre them theme themselves theory therapy therefore think thinking thinks
thought thoughts thousand thousands threat three throughout throw ticket tickets tight till times tiny tips tired
title told tonight tool tools totally touch tough tournament toward towards tower town trade trading tradition
traditional train trained transfer transport transportation travel treat treated treatment tree trees trial tried
tries trip troops trouble truck truly trust truth trying turn turned turning turns twenty twice twitter type types
typical typically ultimate ultimately unable understand understanding understood unfortunately union unique united
units universe university unknown unless unlike update updated upon upper upset urban useful usual usually valley
valuable variety various vehicle vehicles version very vice victim victims victory video videos views village violence
virginia vision visit visited visual voice vote voted votes voting wait waiting wake wales walk walked walking wall
walls wanna wanted wants warm warning wars washington waste watch watched watching water wave ways wealth weapon
weapons wear wearing weather website wedding weight welcome well west western whatever wheel whenever whether while
white whom whose wide widely wife wild williams willing wind window windows wine wing winner winning wins winter wish
witness woman women wonder wonderful wondering wood word words worked workers working works world worldwide worth
writer writers writing wrote yard yards yeah yellow young younger yours yourself youth youtube zealand zone
"""
REAL_WORDS = frozenset((*_WORDS.split(), *_COMMON.split()))
