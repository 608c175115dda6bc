# Les lettres en français au titre de la Convention des Nations Unies de 1988, sur les précurseurs. Les messages, leurs noms et leurs champs
# { $… } sont ceux de en-1988.ftl ; s’y ajoutent les messages de fr.ftl qui parlent de constatations ou d’évaluations.

## En-tête, destinataire et fondement juridique

addressee = À l’autorité nationale compétente au titre de l’article 12 de la Convention des Nations Unies contre le trafic illicite de stupéfiants et de substances psychotropes de 1988
subject-imports = Importations de précurseurs et besoins légitimes annuels, { $years }
subject-exports = Exportations de précurseurs et besoins légitimes annuels des pays importateurs, { $years }
opening-imports = { $count ->
    [one] J’ai l’honneur de me référer aux informations sur le commerce international de précurseurs communiquées à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, de porter à l’attention de votre Gouvernement, pour examen, l’observation ci-après, qui concerne des importations dans votre pays.
   *[other] J’ai l’honneur de me référer aux informations sur le commerce international de précurseurs communiquées à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, de porter à l’attention de votre Gouvernement, pour examen, les { $counted } observations ci-après, qui concernent des importations dans votre pays.
}
opening-exports = { $count ->
    [one] J’ai l’honneur de me référer aux informations sur le commerce international de précurseurs communiquées à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, de porter à l’attention de votre Gouvernement, pour examen, l’observation ci-après, qui concerne des exportations déclarées par votre pays.
   *[other] J’ai l’honneur de me référer aux informations sur le commerce international de précurseurs communiquées à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, de porter à l’attention de votre Gouvernement, pour examen, les { $counted } observations ci-après, qui concernent des exportations déclarées par votre pays.
}
opening-withdrawn = J’ai l’honneur de me référer aux observations relatives au commerce international de précurseurs communiquées antérieurement à votre Gouvernement et, au nom de l’Organe international de contrôle des stupéfiants, de faire savoir à votre Gouvernement que celles énumérées ci-après ne sont plus valables.
heading-list = Liste des observations
legal-estimates = En application de l’article 12 de la Convention des Nations Unies contre le trafic illicite de stupéfiants et de substances psychotropes de 1988, les Parties adoptent les mesures qu’elles jugent appropriées pour empêcher le détournement des substances inscrites aux Tableaux I et II, et coopèrent entre elles à cette fin. Dans sa résolution 49/3, la Commission des stupéfiants a prié les États Membres de communiquer à l’Organe des estimations annuelles de leurs besoins légitimes en certains précurseurs. Ces besoins servent d’indication aux autorités des pays exportateurs et importateurs. Ils ne fixent aucune limite : des quantités supérieures à un besoin ne constituent pas un manquement à la Convention et peuvent avoir une explication légitime.
legal-prohibited = En application de l’article 12, paragraphe 1, de la Convention, les Parties adoptent les mesures qu’elles jugent appropriées pour empêcher le détournement des substances inscrites aux Tableaux I et II, et coopèrent entre elles à cette fin. La liste des interdictions d’importation mentionne votre pays et cette substance.
method-estimates = Dans la présente lettre, on entend par « besoin » le besoin légitime annuel que le gouvernement du pays importateur a communiqué et qui est applicable un jour donné ; il reste applicable jusqu’à ce qu’un autre le remplace. Les quantités sont comparées en grammes de substance, converties au moyen des facteurs indiqués. Les quantités déclarées comme destinées à la réexportation sont comptées intégralement. Les totaux courent à partir du 1er janvier de l’année civile ; un jour est au-dessus du besoin lorsque le total jusqu’à ce jour inclus est supérieur au besoin applicable ce jour-là. Les jours où aucun besoin n’était applicable ne sont pas comparés. Une déclaration qui est le total d’un mois, d’un trimestre ou d’une année compte au dernier jour de cette période, de sorte que le besoin peut avoir été dépassé avant le premier jour indiqué. Ce que déclarent les pays importateurs et ce que déclarent leurs partenaires sont deux séries de données sur un même commerce et ne sont jamais additionnées. Les chiffres en grammes sont exacts ; les pourcentages sont arrondis à une décimale.
method-lists = Les mouvements sont énumérés tels que signalés par l’une ou l’autre partie, de sorte qu’une même expédition peut figurer deux fois ; les totaux de ces listes ne constituent pas un volume d’échanges. Une déclaration qui est le total d’un mois, d’un trimestre ou d’une année porte la date du dernier jour de cette période. Les quantités sont exprimées en grammes de substance, converties au moyen des facteurs indiqués ; les chiffres en grammes sont exacts.
schedule-ti = Tableau I
schedule-tii = Tableau II

## Observations

compared-in-force = ce qui dépasse le besoin de { $estimate } g { $whose } et applicable ce jour-là, le premier de l’année où il en est ainsi, de { $excess } g, soit { $percent } du besoin
compared-stale = ce qui dépasse le besoin de { $estimate } g { $whose } et applicable ce jour-là, reçu au moins trois ans auparavant, le premier jour de l’année où il en est ainsi, de { $excess } g, soit { $percent } du besoin
compared-zero = ce qui dépasse le besoin de { $estimate } g { $whose } et applicable ce jour-là, le premier de l’année où il en est ainsi, de { $excess } g
whose-imports = communiqué par votre Gouvernement
whose-exports = communiqué par le gouvernement du pays importateur
grown = La plus grande quantité au-dessus du besoin cette année-là, le { $peak }, est de { $greatest } g, soit { $percent } du besoin applicable ce jour-là ({ $estimate } g).
grown-zero = La plus grande quantité au-dessus du besoin cette année-là, le { $peak }, est de { $greatest } g ; le besoin applicable ce jour-là est de { $estimate } g.
excess-not-later = Certains relevés sont des totaux d’un mois, d’un trimestre ou d’une année, comptés au dernier jour de la période ; le besoin a été dépassé au plus tard le { $date }.
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year } : une déclaration relative à un mouvement vers votre pays de cette substance, dont la liste des interdictions indique que votre pays interdit l’importation, a été reçue sans mention d’un permis spécial d’importation, en date du { $first } (annexe { $annex }).
   *[other] { $substance }, { $schedule }, { $year } : { $counted } déclarations relatives à des mouvements vers votre pays de cette substance, dont la liste des interdictions indique que votre pays interdit l’importation, ont été reçues sans mention d’un permis spécial d’importation, la première en date du { $first }, la dernière en date du { $last } (annexe { $annex }).
}
found-before = Cette observation actualise celle qui a été communiquée sous la référence { $reference }.
doubt-refused-filing = Une communication reçue au sujet du pays importateur n’a pas pu être utilisée ; elle peut avoir une incidence sur cette observation.
doubt-refused-record = Un relevé d’importations dans le pays n’a pas pu être utilisé ; il peut avoir une incidence sur cette observation.
heading-withdrawn = Observations qui ne sont plus valables
because-new-estimate = un autre besoin a été communiqué
because-corrected-filing = un besoin a été corrigé
because-level = un autre besoin du pays importateur s’applique
because-policy = les règles de prise en compte des besoins sont appliquées autrement
because-refused = des relevés ou des besoins sur lesquels elle reposait se sont révélés défectueux
because-no-longer-refused = des relevés ou des besoins qui s’étaient révélés défectueux sont désormais pris en compte
because-removed = des relevés ou des besoins sur lesquels elle reposait ne figurent plus au dossier
withdrawn-note = Aucune réponse n’est nécessaire au sujet de ce qui n’est plus valable. Les autres observations communiquées sous les mêmes références n’en sont pas affectées.

## Conseil, origine des chiffres

request-by = { $role ->
    [exports] Avant toute nouvelle expédition, les autorités de votre pays souhaiteront peut-être vérifier le besoin légitime auprès de celles du pays importateur. Toute information en réponse aux questions qui figurent à la fin des annexes serait la bienvenue, si possible d’ici au { $date }.
   *[imports] L’Organe invite votre Gouvernement à revoir les besoins dont il s’agit et, s’ils ne correspondent plus aux besoins légitimes, à en communiquer de nouveaux. Toute information en réponse aux questions qui figurent à la fin des annexes serait la bienvenue, si possible d’ici au { $date }.
}
request-within = { $role ->
    [exports] Avant toute nouvelle expédition, les autorités de votre pays souhaiteront peut-être vérifier le besoin légitime auprès de celles du pays importateur. Toute information en réponse aux questions qui figurent à la fin des annexes serait la bienvenue, si possible dans un délai de { $count ->
        [one] { $counted } jour
       *[other] { $counted } jours
    } à compter de la date de la présente lettre.
   *[imports] L’Organe invite votre Gouvernement à revoir les besoins dont il s’agit et, s’ils ne correspondent plus aux besoins légitimes, à en communiquer de nouveaux. Toute information en réponse aux questions qui figurent à la fin des annexes serait la bienvenue, si possible dans un délai de { $count ->
        [one] { $counted } jour
       *[other] { $counted } jours
    } à compter de la date de la présente lettre.
}
request-note = Les observations rendent compte de ce qui a été signalé à l’Organe ; les relevés peuvent être incomplets ou appeler des corrections, et l’Organe tiendra compte de toute rectification.
enclosures = Pièces jointes : annexes ; classeur { $file } contenant tous les mouvements et toutes les communications sur lesquels reposent les observations.

## Annexes

heading-figures = Les observations en chiffres
label-finding-import-excess = Observation d’après les importations déclarées par votre pays
label-finding-partner-reported-excess = Observation d’après les exportations déclarées par les partenaires
label-finding-export-excess = Observation d’après les exportations déclarées par votre pays
label-first = Premier jour au-dessus du besoin
label-estimate = Besoin applicable ce jour-là
label-excess = Quantité au-dessus du besoin ce jour-là
label-peak = Plus grande quantité au-dessus du besoin
label-last = Dernier jour au-dessus du besoin
label-days = Jours au-dessus du besoin
label-cured = Retour en deçà du besoin le
cured-never = pas au cours de cette année après le dernier jour au-dessus du besoin
label-within-exports = Première déclaration ultérieure en deçà du besoin
prohibited-since = { $date } ({ $source } ; prohibitions.csv, ligne { $line })
day-not-later = { $date } (le besoin peut avoir été dépassé plus tôt)
grams-percent = { $value } g ({ $percent } du besoin)
heading-estimates = Besoins légitimes annuels enregistrés
filings-unread = { $count ->
    [one] Dans une communication reçue, le pays ou la substance n’ont pas pu être lus ; il peut s’agir d’un besoin pour cette substance.
   *[other] Dans { $counted } communications reçues, le pays ou la substance n’ont pas pu être lus ; il peut s’agir de besoins pour cette substance.
}
filings-left-out = Au moins un fichier de besoins n’a pas pu être lu ; il peut contenir un besoin pour cette substance.
kind-requirement = besoin légitime annuel
column-effective = Applicable à partir du
effect-governs = Pris en compte : besoin du { $from } au { $to }.
effect-governs-open = Pris en compte : besoin à partir du { $from }.
effect-outranked = Non pris en compte : { $by }, qui prend effet le même jour, le { $start }, l’emporte.
first-received = Reçu pour la première fois le { $day }.
heading-levels = Besoin applicable en { $year }
column-level = Besoin (g)
status-in-force = applicable
status-stale = applicable ; reçu au moins trois ans auparavant
status-unknown = aucun applicable ; non comparé
heading-each-excess = Les déclarations datées des jours au-dessus du besoin
column-name = Nom (Liste rouge, en anglais)
column-base = Substance (g)
column-excess = Au-dessus du besoin
heading-accounts = Les deux séries de données sur le commerce (g de substance)
allowance-reexport = Déclarations dans lesquelles un mouvement est indiqué, en tout ou en partie, comme destiné à la réexportation : { $reports }. Elles ont été comptées intégralement.
allowance-in-force = Le besoin était applicable le premier jour où il a été dépassé ({ $day }) et avait été reçu moins de trois ans auparavant.
allowance-later = Le besoin était applicable le premier jour où il a été dépassé ({ $day }) d’après sa date d’effet, bien que reçu plus tard, le { $received }.
allowance-counted = Le besoin du pays importateur applicable le premier jour où il a été dépassé ({ $day }) a été compté intégralement.
allowance-counted-later = Le besoin du pays importateur applicable le premier jour où il a été dépassé ({ $day }) d’après sa date d’effet a été compté intégralement, bien qu’il n’ait été reçu, sous la forme prise en compte, qu’après ce jour.
allowance-stale = Le besoin était applicable le premier jour où il a été dépassé ({ $day }), bien que reçu au moins trois ans auparavant ; il a été compté intégralement.
certainty-both = Les deux séries de données, celle de votre pays et celle de ses partenaires commerciaux, font apparaître des quantités supérieures au besoin au cours de l’année.
certainty-only-import-excess = Seules les données de votre pays font apparaître des quantités supérieures au besoin au cours de l’année ; celles de ses partenaires commerciaux n’en font pas apparaître.
certainty-only-partner-reported-excess = Seules les données des partenaires commerciaux font apparaître des quantités supérieures au besoin au cours de l’année ; celles de votre pays n’en font pas apparaître.
question-authorisations = { $count ->
    [one] Pour une exportation, aucune autorisation d’importation n’est enregistrée. Si une telle autorisation est requise, sur laquelle cette exportation était-elle fondée ?
   *[other] Pour { $counted } exportations, aucune autorisation d’importation n’est enregistrée. Si de telles autorisations sont requises, sur lesquelles ces exportations étaient-elles fondées ?
}
question-supplement = Votre Gouvernement souhaiterait-il communiquer un besoin légitime annuel révisé pour cette substance ?
answer-supplement-attached = Oui ; il est joint.
column-finding = Observation
