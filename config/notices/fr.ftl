# Les lettres en français. Les messages, leurs noms et leurs champs { $… } sont ceux de en.ftl.

## En-tête et destinataire

board = Organe international de contrôle des stupéfiants
board-address = Centre international de Vienne, B.P. 500, 1400 Vienne, Autriche
draft = Projet à examiner et à signer
invented = Données fictives : rien dans la présente lettre ne se rapporte à un commerce réel, et aucune suite n’est à y donner.
label-reference = Référence
label-date = Date
date-open = [date]
addressee = À l’autorité nationale compétente au titre de la Convention de 1971 sur les substances psychotropes
label-subject = Objet
subject-imports = Importations de substances psychotropes et évaluations des besoins annuels, { $years }
subject-exports = Exportations de substances psychotropes et évaluations des besoins annuels des pays importateurs, { $years }
salutation = Madame, Monsieur,

## Introduction et fondement juridique

opening-imports = { $count ->
    [one] J’ai l’honneur de me référer aux rapports sur le commerce international de substances psychotropes communiqués à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, d’appeler l’attention de votre Gouvernement sur la constatation ci-après, qui concerne des importations dans votre pays.
   *[other] J’ai l’honneur de me référer aux rapports sur le commerce international de substances psychotropes communiqués à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, d’appeler l’attention de votre Gouvernement sur les { $counted } constatations ci-après, qui concernent des importations dans votre pays.
}
opening-exports = { $count ->
    [one] J’ai l’honneur de me référer aux rapports sur le commerce international de substances psychotropes communiqués à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, d’appeler l’attention de votre Gouvernement sur la constatation ci-après, qui concerne des exportations déclarées par votre pays.
   *[other] J’ai l’honneur de me référer aux rapports sur le commerce international de substances psychotropes communiqués à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, d’appeler l’attention de votre Gouvernement sur les { $counted } constatations ci-après, qui concernent des exportations déclarées par votre pays.
}
findings-listed = Elles figurent dans la liste qui suit la présente lettre.
heading-list = Liste des constatations
heading-notes = Fondement juridique et lecture des chiffres
heading-legal = Fondement juridique
legal-estimates = En application de l’article 16 de la Convention de 1971 sur les substances psychotropes, les Parties communiquent à l’Organe des rapports sur leur commerce. Dans ses résolutions 1981/7, 1991/44, 1993/38 et 1996/30, le Conseil économique et social a demandé aux gouvernements de communiquer à l’Organe des évaluations de leurs besoins annuels médicaux et scientifiques en substances psychotropes. L’Organe communique ces évaluations à tous les gouvernements, pour les guider lorsqu’ils autorisent des exportations. Un gouvernement peut modifier son évaluation à tout moment en présentant un supplément.
legal-schedule-i = L’article 7 de la Convention réserve le commerce international des substances du Tableau I aux autorités ou organismes compétents, ou aux personnes ou entreprises qu’ils ont expressément autorisées. Il n’est pas communiqué d’évaluations pour ces substances ; tout mouvement signalé à l’Organe est énuméré.
legal-prohibited = En vertu de l’article 13 de la Convention, une Partie peut notifier qu’elle interdit l’importation d’une ou de plusieurs substances ; une fois la notification reçue, les autres Parties prennent des mesures pour qu’aucune de ces substances ne soit exportée vers elle, sauf permis spécial d’importation.
heading-method = Comment lire les chiffres
method-estimates = Dans la présente lettre, on entend par « évaluation » l’évaluation en vigueur un jour donné, compte tenu des suppléments. Toutes les quantités sont comparées en grammes de base anhydre pure. Les évaluations sont comptées en grammes entiers, toute valeur comprise entre 0 et 1 g comptant pour 1 g. Les quantités déclarées comme destinées à la réexportation ne sont pas comptées. Les totaux courent à partir du 1er janvier de l’année civile ; il y a dépassement un jour donné lorsque le total jusqu’à ce jour inclus est supérieur à l’évaluation en vigueur ce jour-là. Une déclaration qui est le total d’un mois, d’un trimestre ou d’une année compte au dernier jour de cette période, de sorte qu’un dépassement peut avoir commencé avant le premier jour de dépassement. Ce que déclarent les pays importateurs et ce que déclarent leurs partenaires sont deux séries de données sur un même commerce et ne sont jamais additionnées. Les chiffres en grammes sont exacts ; les pourcentages sont arrondis à une décimale.
method-lists = Les mouvements sont énumérés tels que signalés par l’une ou l’autre partie, de sorte qu’une même expédition peut figurer deux fois ; les totaux de ces listes ne constituent pas un volume d’échanges. Une déclaration qui est le total d’un mois, d’un trimestre ou d’une année porte la date du dernier jour de cette période. Les quantités sont exprimées en grammes de base anhydre pure ; les chiffres en grammes sont exacts.

## Constatations

found-import-excess = { $substance }, { $schedule }, { $year } : les importations déclarées par votre pays du { $period } s’élèvent à { $quantity } g, { $compared } (annexe { $annex }).
found-partner-reported-excess = { $substance }, { $schedule }, { $year } : les exportations vers votre pays déclarées par ses partenaires commerciaux du { $period } s’élèvent à { $quantity } g, { $compared } (annexe { $annex }).
found-export-excess = { $substance }, { $schedule }, { $year } : à elles seules, les exportations déclarées par votre pays vers le pays importateur ({ $importer }) du { $period } s’élèvent à { $quantity } g, { $compared } (annexe { $annex }).
compared-in-force = alors que l’évaluation { $whose } en vigueur ce jour-là est de { $estimate } g ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g, soit { $percent } de l’évaluation
compared-stale = alors que l’évaluation { $whose } en vigueur ce jour-là, reçue au moins trois ans auparavant, est de { $estimate } g ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g, soit { $percent } de l’évaluation
compared-zero = alors que l’évaluation { $whose } en vigueur ce jour-là est de { $estimate } g ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
compared-expired = alors que l’évaluation { $whose }, reçue au moins trois ans auparavant, n’était plus en vigueur ce jour-là (niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
compared-none = alors qu’aucune évaluation { $whose }, communiquée par son gouvernement ou établie par l’Organe, n’était en vigueur ce jour-là (niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
compared-unusable = alors qu’aucune évaluation { $whose } pouvant être utilisée n’est enregistrée pour ce jour-là (niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
grown = Le plus grand dépassement de l’année, le { $peak }, est de { $greatest } g, soit { $percent } de l’évaluation en vigueur ce jour-là ({ $estimate } g).
grown-zero = Le plus grand dépassement de l’année, le { $peak }, est de { $greatest } g ; le niveau ce jour-là est de { $estimate } g.
excess-not-later = Certains relevés sont des totaux d’un mois, d’un trimestre ou d’une année, comptés au dernier jour de la période ; le dépassement a commencé au plus tard le { $date }.
whose-imports = de votre pays
whose-exports = du pays importateur
percent = { $value } %
percent-below = moins de { $value } %
found-schedule-i-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year } : une déclaration relative à un mouvement de cette substance vers votre pays a été reçue, en date du { $first } (annexe { $annex }).
   *[other] { $substance }, { $schedule }, { $year } : { $counted } déclarations relatives à des mouvements de cette substance vers votre pays ont été reçues, la première en date du { $first }, la dernière en date du { $last } (annexe { $annex }).
}
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year } : une déclaration relative à un mouvement vers votre pays de cette substance, dont votre Gouvernement a interdit l’importation en vertu de l’article 13, a été reçue sans mention d’un permis spécial d’importation, en date du { $first } (annexe { $annex }).
   *[other] { $substance }, { $schedule }, { $year } : { $counted } déclarations relatives à des mouvements vers votre pays de cette substance, dont votre Gouvernement a interdit l’importation en vertu de l’article 13, ont été reçues sans mention d’un permis spécial d’importation, la première en date du { $first }, la dernière en date du { $last } (annexe { $annex }).
}
found-before = Cette constatation actualise celle qui a été communiquée sous la référence { $reference }.
doubt-refused-filing = Une communication reçue au sujet du pays importateur n’a pas pu être utilisée ; elle peut avoir une incidence sur cette constatation.
doubt-refused-record = Un relevé d’importations dans le pays n’a pas pu être utilisé ; il peut avoir une incidence sur cette constatation.
doubt-id-shared = Le numéro d’un relevé ou d’une communication en désigne plusieurs ; chacun est traité séparément.
doubt-returns-disagree = Les totaux déclarés pour des mois, des trimestres ou l’année diffèrent de ce qui a été déclaré pour des périodes plus courtes de cette année ; seuls les relevés des périodes les plus courtes ont été comptés.
doubt-versions-unlike = Un relevé a des versions qui mentionnent des partenaires ou des autorisations différents ou que plus d’un mois sépare ; une seule a été comptée.
doubt-licence-word = { $count ->
    [0] Au moins un relevé d’importations de cette substance dans le pays, communiqué par d’autres, porte, à la place d’un permis spécial d’importation, un mot qui ne veut rien dire ; ce qu’il déclare a été considéré comme autorisé.
    [one] Un relevé d’importations de cette substance dans le pays, toutes années confondues, porte, à la place d’un permis spécial d’importation, un mot qui ne veut rien dire ; le mouvement a été considéré comme autorisé.
   *[other] { $counted } relevés d’importations de cette substance dans le pays, toutes années confondues, portent, à la place d’un permis spécial d’importation, un mot qui ne veut rien dire ; les mouvements ont été considérés comme autorisés.
}

## Ce qui n’est plus valable

opening-withdrawn = J’ai l’honneur de me référer aux constatations relatives au commerce international de substances psychotropes communiquées antérieurement à votre Gouvernement et, au nom de l’Organe international de contrôle des stupéfiants, de faire savoir à votre Gouvernement que celles énumérées ci-après ne sont plus valables.
heading-withdrawn = Constatations qui ne sont plus valables
withdrawn = { $substance }, { $schedule }, { $year }. { $finding } : ce qui a été communiqué sous la référence { $reference } n’est plus valable, car { $because }.
because-late-record = d’autres relevés ont été reçus
because-correction = des relevés ont été corrigés
because-withdrawal = des relevés ont été retirés par ceux qui les avaient communiqués
because-supplement = un supplément a été reçu
because-new-estimate = une autre évaluation a été reçue, ou une autre valeur établie par l’Organe
because-corrected-filing = une évaluation ou un supplément a été corrigé
because-level = une autre évaluation du pays importateur s’applique
because-factor = le facteur d’une forme a été révisé
because-schedule = l’inscription de la substance aux tableaux a été révisée
because-prohibition = la liste des interdictions d’importation a été révisée
because-configuration = les listes de codes servant à lire les relevés ont été révisées
because-policy = les règles de prise en compte des évaluations sont appliquées autrement
because-known-at = les données sont considérées comme connues à une autre date
because-program = le programme de calcul des chiffres a été révisé
because-refused = des relevés ou des évaluations sur lesquels elle reposait se sont révélés défectueux
because-no-longer-refused = des relevés ou des évaluations qui s’étaient révélés défectueux sont désormais pris en compte
because-removed = des relevés ou des évaluations sur lesquels elle reposait ne figurent plus au dossier
because-set-aside = des totaux de période sur lesquels elle reposait ont été remplacés par des relevés de périodes plus courtes
because-own-exports = les exportations que votre pays communique ont changé et, avec elles, son niveau
because-confirmation = une confirmation de l’Organe a été enregistrée
because-deduction = un excédent d’une année antérieure a été déduit
because-exempt = la liste des préparations exemptées a été révisée
because-notice = la liste des notifications de l’Organe a été révisée
because-unknown = les données actuellement au dossier ne la font plus apparaître
withdrawn-note = Aucune réponse n’est nécessaire au sujet de ce qui n’est plus valable. Les autres constatations communiquées sous les mêmes références n’en sont pas affectées.
schedule-i = Tableau I
schedule-ii = Tableau II
schedule-iii = Tableau III
schedule-iv = Tableau IV

## Demande, formule finale, origine des chiffres

request-by = Je vous saurais gré de bien vouloir faire examiner les annexes et répondre aux questions qui figurent à la fin de celles-ci, au plus tard le { $date }.
request-within = { $count ->
    [one] Je vous saurais gré de bien vouloir faire examiner les annexes et répondre aux questions qui figurent à la fin de celles-ci, dans un délai d’un jour à compter de la date de la présente lettre.
   *[other] Je vous saurais gré de bien vouloir faire examiner les annexes et répondre aux questions qui figurent à la fin de celles-ci, dans un délai de { $counted } jours à compter de la date de la présente lettre.
}
request-note = Les constatations rendent compte de ce qui a été signalé à l’Organe ; les relevés peuvent être incomplets ou appeler des corrections, et l’Organe tiendra compte de toute rectification.
request-none = Les annexes ne posent aucune question à votre Gouvernement ; toute observation de sa part serait la bienvenue.
closing = Veuillez agréer, Madame, Monsieur, les assurances de ma très haute considération.
signature = [Nom et titre]
enclosures = Pièces jointes : annexes ; classeur { $file } contenant tous les mouvements et toutes les communications sur lesquels reposent les constatations.
considered-all = Données prises en considération : tout ce qui avait été reçu au moment du calcul.
considered-until = Données prises en considération : tout ce qui avait été reçu au { $date }.
delivered-by = Données communiquées par { $name }.
as-of = Situation au { $date }.
page = Page { $page } sur { $pages }

## Annexes

annex-heading = Annexe { $annex } : { $substance }, { $schedule }, { $year }
annex-exports = Exportations déclarées par votre pays vers le pays importateur ({ $importer })
heading-figures = Les constatations en chiffres
label-finding-import-excess = Constatation d’après les importations déclarées par votre pays
label-finding-partner-reported-excess = Constatation d’après les exportations déclarées par les partenaires
label-finding-export-excess = Constatation d’après les exportations déclarées par votre pays
label-finding-schedule-i-trade = Commerce d’une substance du Tableau I
label-finding-prohibited-trade = Commerce d’une substance dont l’importation est interdite
label-first = Premier jour de dépassement
label-total = Total ce jour-là
label-estimate = Évaluation en vigueur ce jour-là
label-excess = Dépassement ce jour-là
label-peak = Dépassement maximal
label-last = Dernier jour de dépassement
label-days = Jours de dépassement
label-cured = Retour en deçà de l’évaluation le
cured-never = pas au cours de cette année après le dernier jour de dépassement
label-within-exports = Première déclaration ultérieure en deçà de l’évaluation
within-never-exports = aucune au cours de cette année
label-year-total = Total de l’année entière
label-reports = Déclarations
label-prohibited = Importation interdite depuis le
prohibited-since = { $date } (article 13 de la Convention ; { $source } ; prohibitions.csv, ligne { $line })
prohibitions-builtin = Liste verte de l’Organe, 36e édition (2025), troisième partie
prohibitions-own = liste d’interdictions de la configuration utilisée
reports-by-account = votre pays { $importers }, ses partenaires commerciaux { $exporters }
label-first-movement = Première date déclarée
label-last-movement = Dernière date déclarée
day-not-later = { $date } (le dépassement peut avoir commencé plus tôt)
grams = { $value } g
grams-percent = { $value } g ({ $percent } de l’évaluation)
grams-day = { $value } g, le { $date }

heading-estimates = Évaluations et suppléments enregistrés
estimates-nothing = Aucune évaluation n’a été communiquée ni établie.
filings-unusable = { $count ->
    [one] Une communication relative à ce pays et à cette substance a été reçue et n’a pas pu être utilisée, pour le motif indiqué :
   *[other] { $counted } communications relatives à ce pays et à cette substance ont été reçues et n’ont pas pu être utilisées, pour les motifs indiqués :
}
filings-unread = { $count ->
    [one] Dans une communication reçue, le pays ou la substance n’ont pas pu être lus ; il peut s’agir d’une évaluation pour cette substance.
   *[other] Dans { $counted } communications reçues, le pays ou la substance n’ont pas pu être lus ; il peut s’agir d’évaluations pour cette substance.
}
filings-left-out = Au moins un fichier d’évaluations n’a pas pu être lu ; il peut contenir une évaluation pour cette substance.
filings-more = { $count ->
    [one] Une autre communication, sur laquelle ne repose aucun niveau de cette année, figure dans le classeur joint.
   *[other] { $counted } autres communications, sur lesquelles ne repose aucun niveau de cette année, figurent dans le classeur joint.
}
rows-more = { $count ->
    [one] … { $counted } autre ligne : voir le classeur joint
   *[other] … { $counted } autres lignes : voir le classeur joint
}
numbers-more = { $count ->
    [one] … { $counted } autre …
   *[other] … { $counted } autres …
}
column-received = Reçu le
column-first-received = Reçu pour la première fois le
column-filing = Numéro
column-kind = Nature
column-effective = En vigueur à partir du
column-filed = Communiqué (g)
column-counted = Compté, en g entiers
column-effect = Prise en compte
column-note = Note
kind-assessment = évaluation
kind-established = établie par l’Organe
kind-supplement = supplément
kind-filing = communication
kind-record = relevé
effect-governs = Prise en compte : niveau du { $from } au { $to }.
effect-governs-open = Prise en compte : fixe le niveau à partir du { $from }.
effect-governs-expired = Prise en compte : niveau du { $from } au { $to }, dernier jour avant son expiration, trois ans après sa réception.
effect-expired = Non prise en compte : son expiration, trois ans après sa réception, précède le premier jour où elle fixerait le niveau.
effect-outranked = Non prise en compte : { $by }, qui prend effet le même jour, le { $start }, l’emporte.
effect-changes = Pris en compte : modification de { $filing } du { $from } au { $to }.
effect-changes-open = Pris en compte : modifie { $filing } à partir du { $from }.
effect-changes-expired = Pris en compte : modification de { $filing } du { $from } au { $to }, dernier jour avant l’expiration de { $filing }.
effect-changes-after-expiry = Non pris en compte : { $filing }, à laquelle il se rapporte, avait expiré lorsqu’il a été reçu.
effect-changes-nothing = Non pris en compte : { $filing }, à laquelle il se rapporte, ne fixe le niveau aucun jour à compter de sa réception.
effect-alone = Pris en compte isolément du { $from } au { $to }, faute d’évaluation à modifier.
effect-alone-open = Pris en compte isolément à partir du { $from }, faute d’évaluation à modifier.
effect-alone-nothing = Non pris en compte : une évaluation connue après sa réception s’applique à partir de ce jour-là.
effect-superseded = Non pris en compte : remplacé par une autre version de la même communication.
effect-not-yet-known = Non pris en compte : reçu après la date à laquelle les données sont arrêtées.
first-received = Reçu pour la première fois le { $day } ; c’est ce jour qui détermine si et à partir de quand il est pris en compte.
heading-levels = Évaluation en vigueur en { $year }
levels-nothing = Aucune évaluation n’est en vigueur au cours de cette année ; le niveau est de 0 g.
levels-unusable = Aucune évaluation pouvant être utilisée n’est en vigueur au cours de cette année ; le niveau est de 0 g.
column-from = Du
column-to = Au (inclus)
column-level = Évaluation (g)
column-status = Situation
column-behind = En vertu de
status-in-force = en vigueur
status-stale = en vigueur ; reçue au moins trois ans auparavant
status-expired = expirée ; reçue au moins trois ans auparavant
status-none = aucune
status-unusable = aucune qui puisse être utilisée

heading-movements-import-excess = Mouvements déclarés par votre pays (importations)
heading-movements-partner-reported-excess = Mouvements déclarés par les partenaires commerciaux (exportations vers votre pays)
heading-movements-export-excess = Mouvements déclarés par votre pays (exportations)
heading-movements-schedule-i-trade = Mouvements déclarés par l’une ou l’autre partie
heading-movements-prohibited-trade = Mouvements déclarés par l’une ou l’autre partie, sans permis spécial d’importation
heading-each = Les déclarations une à une
heading-each-excess = Les déclarations datées des jours de dépassement
column-date = Date
column-period = Période
period-day = jour
period-month = mois
period-quarter = trimestre
period-year = année
column-record = Relevé
column-authorisation = Autorisation d’importation
column-licence = Permis spécial d’importation
column-reporter = Déclaré par
column-flow = Nature
column-exporting = Pays exportateur
column-importing = Pays importateur
column-partner = Partenaire
not-stated = non indiqué
column-quarter = Trimestre { $quarter } (g)
column-undivided = Totaux de l’année (g)
column-year = Année (g)
column-form = Forme
column-quantity = Quantité (g)
column-reexport = Pour réexportation (g)
column-factor = Facteur
column-base = Base (g)
column-running = Total cumulé (g)
column-excess = Dépassement
flow-import = importation
flow-export = exportation
mark-first = oui (premier jour)
mark-excess = oui
year-total = { $count ->
    [one] Total de l’année : { $counted } déclaration
   *[other] Total de l’année : { $counted } déclarations
}
reports-totals = { $count ->
    [one] Parmi ces déclarations, une est le total d’un mois, d’un trimestre ou d’une année ; sa date est le dernier jour de cette période.
   *[other] Parmi ces déclarations, { $counted } sont des totaux d’un mois, d’un trimestre ou d’une année ; leurs dates sont les derniers jours de ces périodes.
}
heading-forms = Formes et facteurs utilisés
column-code = Code
column-name = Nom (Liste verte, en anglais)

heading-accounts = Les deux séries de données sur le commerce (g de base)
account-own = Déclaré par votre pays
account-partners = Déclaré par ses partenaires
account-difference = Écart
accounts-set-aside = { $count ->
    [one] Un total d’une période plus longue n’est pas compté dans ce tableau, car le pays qui l’a déclaré a aussi déclaré des périodes plus courtes de cette année.
   *[other] { $counted } totaux de périodes plus longues ne sont pas comptés dans ce tableau, car les pays qui les ont déclarés ont aussi déclaré des périodes plus courtes de cette année.
}
accounts-by-partner = Par pays exportateur, elles diffèrent comme suit (année entière) :

heading-allowances = Éléments pris en considération
allowance-reexport = Déclarations dans lesquelles un mouvement est indiqué, en tout ou en partie, comme destiné à la réexportation : { $reports }. Ces parties n’ont pas été comptées.
allowance-simplified-procedure = Déclarations d’expéditions effectuées selon la procédure simplifiée pour les soins médicaux d’urgence : { $reports }. Elles n’ont pas été comptées, car ces expéditions sont considérées comme consommées dans le pays exportateur.
allowance-in-force = L’évaluation était en vigueur le premier jour de dépassement ({ $day }) et avait été reçue moins de trois ans auparavant.
allowance-later = L’évaluation était en vigueur le premier jour de dépassement ({ $day }) d’après sa date d’effet, bien que reçue plus tard, le { $received }.
allowance-alone = Le premier jour de dépassement ({ $day }), l’évaluation se composait uniquement de suppléments, faute d’évaluation à modifier.
allowance-counted = L’évaluation du pays importateur en vigueur le premier jour de dépassement ({ $day }) a été comptée intégralement.
allowance-counted-later = L’évaluation du pays importateur en vigueur le premier jour de dépassement ({ $day }) d’après sa date d’effet a été comptée intégralement, bien qu’elle n’ait été reçue, sous la forme prise en compte, qu’après ce jour.
allowance-stale = L’évaluation était en vigueur le premier jour de dépassement ({ $day }), bien que reçue au moins trois ans auparavant ; elle a été comptée intégralement.
allowance-expired = L’évaluation, reçue au moins trois ans auparavant, avait expiré le premier jour de dépassement ({ $day }).
allowance-none = Aucune évaluation n’était en vigueur le premier jour de dépassement ({ $day }), ce qui n’équivaut pas à une évaluation de 0 g.
allowance-unusable = Aucune évaluation pouvant être utilisée n’était en vigueur le premier jour de dépassement ({ $day }), ce qui n’équivaut pas à une évaluation de 0 g.
allowance-licence = Les mouvements énumérés au titre de l’interdiction sont ceux pour lesquels aucun permis spécial d’importation n’est mentionné.

heading-certainty = Degré de certitude
certainty-both = Les deux séries de données, celle de votre pays et celle de ses partenaires commerciaux, font apparaître un dépassement au cours de l’année.
certainty-only-import-excess = Seules les données de votre pays font apparaître un dépassement au cours de l’année ; celles de ses partenaires commerciaux n’en font pas apparaître.
certainty-only-partner-reported-excess = Seules les données des partenaires commerciaux font apparaître un dépassement au cours de l’année ; celles de votre pays n’en font pas apparaître.
certainty-export = Les chiffres reposent sur les seules déclarations de votre pays ; les expéditions d’autres pays n’y sont pas comprises.
certainty-lists = Les déclarations sont énumérées sans avoir été comparées entre elles.
certainty-superseded = { $count ->
    [one] Une version d’un relevé de cette année a été remplacée par une autre et n’a pas été comptée.
   *[other] { $counted } versions de relevés de cette année ont été remplacées par d’autres et n’ont pas été comptées.
}
certainty-refused = { $count ->
    [one] Un relevé défectueux mentionnant ce pays et cette substance n’a pas pu être examiné et n’a pas été compté :
   *[other] { $counted } relevés défectueux mentionnant ce pays et cette substance n’ont pas pu être examinés et n’ont pas été comptés :
}
certainty-refused-exports = { $count ->
    [one] Un relevé défectueux mentionnant votre pays, le pays importateur et cette substance n’a pas pu être examiné et n’a pas été compté :
   *[other] { $counted } relevés défectueux mentionnant votre pays, le pays importateur et cette substance n’ont pas pu être examinés et n’ont pas été comptés :
}
certainty-unread = { $count ->
    [one] Dans un autre relevé défectueux, le pays importateur ou la substance n’ont pas pu être lus ; ce relevé peut concerner ces mouvements et n’a pas été compté.
   *[other] Dans { $counted } autres relevés défectueux, le pays importateur ou la substance n’ont pas pu être lus ; ces relevés peuvent concerner ces mouvements et n’ont pas été comptés.
}
column-file = Fichier
column-row = Ligne
column-id = Relevé ou communication
column-reason = Motif
reason-bad-line = la ligne n’est pas complète
reason-missing-field = une indication obligatoire manque
reason-unknown-kind = nature de la communication inconnue
reason-bad-date = date non valable
reason-unknown-unit = unité inconnue
reason-unknown-period = période inconnue
reason-bad-number = nombre non valable
reason-date-out-of-range = date hors des limites admises
reason-dated-after-receipt = date postérieure à la réception
reason-not-end-of-period = date qui n'est pas la fin de la période
reason-unknown-country = pays inconnu
reason-ambiguous-name = nom de plusieurs pays ou substances
reason-self-trade = déclarant et partenaire identiques
reason-unknown-flow = ni importation ni exportation
reason-unknown-form = forme inconnue
reason-no-factor = aucun facteur pour cette forme
reason-unknown-substance = substance inconnue
reason-missing-year = l’année visée manque
reason-bad-year = année non valable
reason-missing-effective = la date d’effet manque
reason-wrong-kind = nature de communication relevant d’une autre convention
reason-confirmed-before-received = date de confirmation antérieure à la réception
reason-unknown-procedure = procédure inconnue
reason-schedule-i = pas d’évaluation pour le Tableau I
reason-negative-quantity = quantité négative
reason-quantity-too-large = quantité trop élevée
reason-reexport-exceeds-quantity = réexportation supérieure à la quantité expédiée

## Formulaire de réponse

heading-reply = Réponse concernant l’annexe { $annex }
question-differences = Les deux séries de données sur le commerce diffèrent comme indiqué ci-dessus. Quels sont les chiffres exacts ?
answer-own = Ceux que notre pays a déclarés.
answer-partners = Ceux que les partenaires commerciaux ont déclarés.
answer-corrected = Ni les uns ni les autres ; les relevés rectifiés sont joints.
question-partners = { $count ->
    [one] Pour une importation, le pays exportateur n’est pas indiqué. Quel était-il ?
   *[other] Pour { $counted } importations, les pays exportateurs ne sont pas indiqués. Quels étaient-ils ?
}
question-authorisations = { $count ->
    [one] Pour une exportation, aucune autorisation d’importation n’est enregistrée. Sur quelle autorisation était-elle fondée ?
   *[other] Pour { $counted } exportations, aucune autorisation d’importation n’est enregistrée. Sur quelles autorisations étaient-elles fondées ?
}
question-alike = Les numéros d’autorisations d’importation figurant sur chacune de ces lignes ne diffèrent que par des caractères qui se ressemblent. Sont-ils exacts l’un et l’autre ?
answer-both = les deux
answer-first = seulement le premier
answer-second = seulement le second
question-supplement = Votre Gouvernement souhaite-t-il communiquer un supplément ou une nouvelle évaluation pour cette substance ?
answer-supplement-attached = Oui ; la communication est jointe.
answer-supplement-none = Non.
question-explain-lists = À quelles fins et en vertu de quelle autorisation les mouvements ont-ils eu lieu ?
answer-explain-attached = Une explication est jointe.
answer-explain-below = Comme suit :
reply-name = Nom et titre
reply-date = Date
reply-signature = Signature et cachet
sheet-about = À propos
sheet-movements = Mouvements
sheet-filings = Communications
sheet-refused = Non utilisé
column-annex = Annexe
column-finding = Constatation
