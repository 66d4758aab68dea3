"""Words that are written like one of the grammar's and are no typo of it: English, and the commonest of neighbours."""

from __future__ import annotations

# `product` is not `produce`, and `heute` is not `hate`. tests/core/grammar/test_every_word.py finds what is missing.
_WORDS = """
abandonee abandoner abode ache aching adays adding afternote aland alter alto amove ampliation angelet angelus angles
angolese animally anno ano anomaliped anomalism anormal apace apaid apis appealer appearer appeaser applicative
aprication apus aril ascending asomatous aster atter audit avec aws ayer ball balled barn bath bei bell belled belling
bellow benutzer berain bern bigg bile bilk billet billhead billy birdling birl bitch blotched boll bolling born botch
bourn branched brill brills brisling brunt buck budge budger budlet building bull bullying bunt burg burgrave buried
burin burl burled burner burnet burp burr burst burt bury butch butt butyrate cachet cada calf calk calla callus calm
calx can capital capuched car carl cart cast casting castling cat catching caul cell cest chab chad cham chant chaos
chap chaps char chara characterism charactery charales chard chare charger chark charm charr charter chartered chartism
chartist chary chati chaus chaw cheat chert chit cist cisted clart clave coaching coast coasting coat coated coating
coll collared collogue colt commuter compacted compaction compages comparate comparer compart compilation completive
complexion composed compute computer contempt content contents contest continual continued continuer continuous
contributor contributory coot cornuted cosh cosily coss costa costar costated coste coster costes cosy couching cout
coût coûts cracking cresting crofting crossing cull currant currency cut cyst cysted dail dairy dais daisy dale dalles
dally damages dans das day deaf deal dean dear debarment decad deceiver decemvir decession decillion decisive decurion
decursion dedition deed del delusion demission departmental deportment der derision des desition dess detail detailed
detailer deva dia did die dig division dog doily dormancy drab drag dram drawl drawn dray dread drew drow duad ducks
dyad el ember employer engender enginery entre ese esta este evensong excerpt excessive exclamation exhort exhorter
expanse expansile expansive expective expel expenditor expert explainer explanative explication exploration explosive
exporter expressive expulsive exserted extense extensile extensive extort extorter fact fash faust fear feast fee fenny
fest few finding finny fish fist flax flea fled flee flet flew flix flux footlight forecaster forecastle forecited
foremast foremost forenight forepart forepast foreright foresight forested foretaste foretaster form forth forthright
franciscan fridays frim frist froe frog frow funky fust gasto geet gegen gestern grape graphics graphy grapy haaf hale
hall halo hals halt hamleted hammerer hammerhead hamper hamstring heady heal heald heap hear heat hectogram heed hemmer
her herd hers heute hexad hier hierogram him his hiss hist historic historify hit hoar hot houri house hoy hug hummer
hurly hut idler idly ieri imager imago inaction inactivate inactive indictive inductive infective innative invective
invocation irregulate isle iter its jane janizary jour jube juke junk juno jupe jury jute kosten la lading laid lane
lank lant lard lash lask lass laud laund le lend les lest lineated lost lust maceration mad mains marc marsh match math
may membered men mes mese mias mina mind mine mink minos mint minuet minutary minx miny mislight miss mit mod modal
modele modell modelo moderatism moderato moderator modulation moil mois mold moll monat mondays mone moner monkey mont
monte moon moration morel mortling mosey moss moth mounting mourning mouth move mower myth nach nonmember nook norn
noun oder oggi ohne outcrier outlie outlinear outliver outrider outsider overbend overspan overspeak overspin
overspread overstand overveil owler owser paca paced pacer pack paco pact page pail pain pair pairs pais pale paling
pane pant pape par pard pare pari paries paring parish parsi parson part parus parvis pash pass paste pasty pate pave
pavid paving pavis peace peer peopler per perdition periople perron persona pervious pest pica pice pici pick pictural
picture pictured picturer picus pilot piss pist place plaid plat plod plop plotter plow ploy pluvious poet polt por
porrection port pose posit poss posy pott pour pout praying preaction precinct precious predation predicant predicate
predication predictive predictor predilect predilection prelection premious priced prick pricking prickling pride prime
priming prince princess printing priorate prize pro proa prod prodition product production profection prog projectile
projector projekt projet prompter promptly prop props proreption prosecution prospect prospection protect protection
provect provection prow proyecto prying pubic publican publicity puce putt quarrier quartered quarterly quartern
quartet quirites reactive reap redcap reis rejected requester responsal runagate sale sans saunders scala scald scaled
scaler scall scalp scaly scape scare scent schluessel scission score scourage seared seat secale secession seck
seconder secondly sect secund seep seize semaine semana send sender sending sends sent septemvir septi servile servite
sess sessional sett sext shade shake shale shame shape shard sharded sharer shark sharp shave sheading shedding shend
shire shore shortage shred sice side sike sile sine singe sipe sire sise site sized sizer sizy sledding slender slent
slept smore snare snore sora sore sounding sourness spale spaniard spanking spare sparkling sparling sparteine speaking
sped speechless speed speeder spelding spelling spelt spencer sperling spet spindling spinning splendor sponging spore
spreader sprent squab squam squat squaw squid stable stade stage staggard stake stalk stall standage standing stane
stannary staple stare state statue stave steading steerage stele stent stere sternage stiff stile stinkard stirrage
stoke stole stone stope stoppage storer storge stork storm story stove stowage straggle strang stranger strangle
strangler strangles stratus stre stringed stringer stuff style submarine suer summarily summarist summery sundry sunn
sunrising supprise surpassing surprisal surprise surpriser suspicion swale sware swept swore syne tabes tabler tablet
tabula tabulata tabulate tage tailing taken tale tales tapeline taur tead teak teal tear teat teem tegulated tend term
thar thee thin thio thirl thorough thud thug thurl thus tiar tiger tiler timaline timeling timer tire tiver toady toddy
togs tokay took toss tour training tram tramming transcriber transcript transcriptive tread tribular trier trifling
trilling trough tubular tubulate tubulated tumpline turkey udder ultraist un unamused unbacked unbathed unbilled
unbusied uncabled uncached uncalled uncapped uncaused uncoacted uncursed und undashed unde undern undoer une unelected
unexacted unexecuted unexerted unfetched unfused unhacked unhatched unhoused unhushed unhusked unlashed unmatched
unnotched uno unoil unpacked unparched unpathed unpursed unracked unreached unrespected unsacked unscathed unsued untie
untile unwashed usher usuario visualizer vitalize von weak weaker weakly weed weel ween weep weet weir welk wels
whimper whipper whipster whisker whistler whitster woche won wordy wormy yark yean yeara yearn yerk yolk yore
"""
REAL_WORDS = frozenset(_WORDS.split())
