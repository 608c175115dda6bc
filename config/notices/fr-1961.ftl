# Les lettres en français au titre de la Convention unique sur les stupéfiants de 1961. Les messages, leurs noms et leurs champs { $… } sont
# ceux de en-1961.ftl.

## En-tête, destinataire et fondement juridique

addressee = À l’autorité nationale compétente au titre de la Convention unique sur les stupéfiants de 1961 telle que modifiée par le Protocole de 1972
subject-imports = Importations de stupéfiants et évaluations des besoins annuels, { $years }
subject-exports = Exportations de stupéfiants et évaluations des besoins annuels des pays importateurs, { $years }
opening-imports = { $count ->
    [one] J’ai l’honneur de me référer aux statistiques du commerce international de stupéfiants communiquées à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, d’appeler l’attention de votre Gouvernement sur la constatation ci-après, qui concerne des importations dans votre pays.
   *[other] J’ai l’honneur de me référer aux statistiques du commerce international de stupéfiants communiquées à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, d’appeler l’attention de votre Gouvernement sur les { $counted } constatations ci-après, qui concernent des importations dans votre pays.
}
opening-exports = { $count ->
    [one] J’ai l’honneur de me référer aux statistiques du commerce international de stupéfiants communiquées à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, d’appeler l’attention de votre Gouvernement sur la constatation ci-après, qui concerne des exportations déclarées par votre pays.
   *[other] J’ai l’honneur de me référer aux statistiques du commerce international de stupéfiants communiquées à l’Organe international de contrôle des stupéfiants et, au nom de celui-ci, d’appeler l’attention de votre Gouvernement sur les { $counted } constatations ci-après, qui concernent des exportations déclarées par votre pays.
}
opening-withdrawn = J’ai l’honneur de me référer aux constatations relatives au commerce international de stupéfiants communiquées antérieurement à votre Gouvernement et, au nom de l’Organe international de contrôle des stupéfiants, de faire savoir à votre Gouvernement que celles énumérées ci-après ne sont plus valables.
legal-estimates = { $role ->
    [exports] En application des articles 19 et 20 de la Convention unique sur les stupéfiants de 1961 telle que modifiée par le Protocole de 1972, les Parties adressent à l’Organe des évaluations de leurs besoins annuels pour chaque stupéfiant, ainsi que des statistiques. Aux termes de l’article 31, paragraphe 1, alinéa b), les Parties ne permettent pas sciemment l’exportation d’un stupéfiant vers un pays, si ce n’est dans les limites du total des évaluations de ce pays, augmenté des quantités qui doivent être réexportées. Si la quantité exportée vers un pays excède le total de ses évaluations, augmenté des quantités déclarées comme ayant été exportées et déduction faite de tout excédent constaté en application de l’article 21, paragraphe 3, l’Organe peut, en vertu de l’article 21, paragraphe 4, en aviser des États, et les Parties n’autorisent plus alors, pendant l’année en question, aucune exportation nouvelle du stupéfiant vers ce pays, sauf dans les cas qui y sont prévus.
   *[imports] En application des articles 19 et 20 de la Convention unique sur les stupéfiants de 1961 telle que modifiée par le Protocole de 1972, les Parties adressent à l’Organe des évaluations de leurs besoins annuels pour chaque stupéfiant, ainsi que des statistiques. Les évaluations ont force obligatoire : l’article 21 limite les quantités d’un stupéfiant qu’un pays fabrique et importe au cours d’une année à ses évaluations, augmentées de ce qu’il exporte, et, aux termes de l’article 31, paragraphe 1, alinéa b), les exportations vers un pays sont permises dans les limites du total de ses évaluations. En vertu de l’article 21, paragraphe 3, un excédent constaté par l’Organe et qui subsiste à la fin de l’année est déduit l’année suivante. En vertu de l’article 19, paragraphe 3, un État peut en cours d’année présenter des évaluations supplémentaires, en exposant les circonstances qui les rendent nécessaires.
}
legal-prohibited = Aux termes de l’article 31, paragraphe 1, alinéa a), de la Convention, les Parties ne permettent pas sciemment l’exportation de stupéfiants vers un pays, si ce n’est conformément aux lois et règlements de ce pays. La liste des interdictions d’importation mentionne votre pays et cette substance.
legal-after-notice = Aux termes de l’article 21, paragraphe 4, alinéa b), de la Convention, dès réception d’une notification de l’Organe, les Parties n’autorisent plus, pendant l’année en question, aucune exportation nouvelle du stupéfiant dont il s’agit vers le pays visé, sauf si une évaluation supplémentaire est fournie pour ce pays à la fois en ce qui concerne toute quantité importée en excédent et la quantité supplémentaire requise, ou dans les cas exceptionnels où l’exportation est, de l’avis du gouvernement du pays exportateur, indispensable au traitement des malades.
method-estimates = { $role ->
    [exports] Dans la présente lettre, on entend par « niveau » le total des évaluations du pays importateur pour l’année civile que l’Organe a confirmées ou établies à un jour donné, compte tenu des évaluations supplémentaires et des déductions, augmenté de ce que ce pays a lui-même déclaré avoir exporté du 1er janvier à ce jour. Une évaluation ne vaut que pour son année civile. Les quantités sont comparées en grammes de stupéfiant, converties au moyen des facteurs indiqués ; pour un stupéfiant dont il existe des sels, il s’agit de la base anhydre pure. Les quantités déclarées comme destinées à la réexportation sont comptées intégralement. Les totaux courent à partir du 1er janvier de l’année civile ; il y a dépassement un jour donné lorsque le total jusqu’à ce jour inclus est supérieur au niveau de ce jour. Une déclaration qui est le total d’un mois, d’un trimestre ou d’une année compte au dernier jour de cette période, de sorte qu’un dépassement peut avoir commencé avant le premier jour de dépassement. Ce que déclarent les pays importateurs et ce que déclarent leurs partenaires sont deux séries de données sur un même commerce et ne sont jamais additionnées. Les chiffres en grammes sont exacts ; les pourcentages sont arrondis à une décimale.
   *[imports] Dans la présente lettre, on entend par « évaluations » le total des évaluations de votre pays pour l’année civile que l’Organe a confirmées ou établies à un jour donné, compte tenu des évaluations supplémentaires et déduction faite des excédents visés à l’article 21, paragraphe 3 ; on entend par « niveau » ces évaluations augmentées de ce que votre pays a lui-même déclaré avoir exporté du 1er janvier à ce jour. Une évaluation ne vaut que pour son année civile. Les quantités sont comparées en grammes de stupéfiant, converties au moyen des facteurs indiqués ; pour un stupéfiant dont il existe des sels, il s’agit de la base anhydre pure. Les quantités déclarées comme destinées à la réexportation sont comptées intégralement. Les totaux courent à partir du 1er janvier de l’année civile ; il y a dépassement un jour donné lorsque le total jusqu’à ce jour inclus est supérieur au niveau de ce jour. Une déclaration qui est le total d’un mois, d’un trimestre ou d’une année compte au dernier jour de cette période, de sorte qu’un dépassement peut avoir commencé avant le premier jour de dépassement. Ce que déclarent les pays importateurs et ce que déclarent leurs partenaires sont deux séries de données sur un même commerce et ne sont jamais additionnées. Les chiffres en grammes sont exacts ; les pourcentages sont arrondis à une décimale.
}
method-lists = { $role ->
    [exports] Les exportations énumérées sans être comparées sont celles que votre pays a déclarées. Une déclaration qui est le total d’un mois, d’un trimestre ou d’une année porte la date du dernier jour de cette période. Les quantités sont exprimées en grammes de stupéfiant, converties au moyen des facteurs indiqués ; les chiffres en grammes sont exacts.
   *[imports] Les mouvements sont énumérés tels que signalés par l’une ou l’autre partie, de sorte qu’une même expédition peut figurer deux fois ; les totaux de ces listes ne constituent pas un volume d’échanges. Une déclaration qui est le total d’un mois, d’un trimestre ou d’une année porte la date du dernier jour de cette période. Les quantités sont exprimées en grammes de stupéfiant, converties au moyen des facteurs indiqués ; les chiffres en grammes sont exacts.
}

## Constatations

compared-in-force = { $role ->
    [exports] alors que le niveau du pays importateur est ce jour-là de { $estimate } g ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g, soit { $percent } du niveau
   *[imports] alors que les évaluations de votre pays sont ce jour-là de { $estimate } g ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g, soit { $percent } des évaluations
}
compared-in-force-raised = alors que les évaluations de votre pays sont ce jour-là de { $base } g et que, avec l’addition des { $own } g que votre pays a déclaré avoir exportés, le niveau est de { $estimate } g ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g, soit { $percent } du niveau
compared-zero = { $role ->
    [exports] alors que le niveau du pays importateur est ce jour-là de { $estimate } g ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
   *[imports] alors que les évaluations de votre pays sont ce jour-là de { $estimate } g ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
}
compared-none = { $role ->
    [exports] alors que, ce jour-là, l’Organe n’avait encore confirmé ni établi aucune évaluation du pays importateur pour l’année (niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
   *[imports] alors que, ce jour-là, l’Organe n’avait encore confirmé ni établi aucune évaluation de votre pays pour l’année (niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
}
compared-none-raised = alors que, ce jour-là, l’Organe n’avait encore confirmé ni établi aucune évaluation de votre pays pour l’année, de sorte que le niveau se compose des { $own } g que votre pays a déclaré avoir exportés (évaluations : { $base } g, niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
compared-unusable = { $role ->
    [exports] alors qu’aucune évaluation du pays importateur pouvant être utilisée n’est enregistrée pour ce jour-là (niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
   *[imports] alors qu’aucune évaluation de votre pays pouvant être utilisée n’est enregistrée pour ce jour-là (niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
}
compared-unusable-raised = alors qu’aucune évaluation de votre pays pouvant être utilisée n’est enregistrée pour ce jour-là, de sorte que le niveau se compose des { $own } g que votre pays a déclaré avoir exportés (évaluations : { $base } g, niveau : { $estimate } g) ; le dépassement constaté ce jour-là, pour la première fois de l’année, est de { $excess } g
grown = Le plus grand dépassement de l’année, le { $peak }, est de { $greatest } g, soit { $percent } du niveau de ce jour-là ({ $estimate } g).
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year } : une déclaration relative à un mouvement vers votre pays de ce stupéfiant, dont la liste des interdictions indique que votre pays interdit l’importation, a été reçue sans mention d’un permis spécial d’importation, en date du { $first } (annexe { $annex }).
   *[other] { $substance }, { $schedule }, { $year } : { $counted } déclarations relatives à des mouvements vers votre pays de ce stupéfiant, dont la liste des interdictions indique que votre pays interdit l’importation, ont été reçues sans mention d’un permis spécial d’importation, la première en date du { $first }, la dernière en date du { $last } (annexe { $annex }).
}
found-export-after-notice = { $count ->
    [one] { $substance }, { $schedule }, { $year } : votre pays a déclaré une exportation vers le pays importateur ({ $importer }), en date du { $first }, à laquelle s’appliquait la notification de l’Organe prévue à l’article 21, paragraphe 4, concernant ce pays, ce stupéfiant et cette année (en vigueur à compter du { $notice }) (annexe { $annex }).
   *[other] { $substance }, { $schedule }, { $year } : votre pays a déclaré { $counted } exportations vers le pays importateur ({ $importer }), la première en date du { $first }, la dernière en date du { $last }, auxquelles s’appliquait la notification de l’Organe prévue à l’article 21, paragraphe 4, concernant ce pays, ce stupéfiant et cette année (en vigueur à compter du { $notice }) (annexe { $annex }).
}
because-supplement = une évaluation supplémentaire a été reçue ou confirmée
because-new-estimate = une autre évaluation est prise en compte, une autre valeur a été établie par l’Organe ou un excédent d’une année antérieure a été déduit
because-corrected-filing = une évaluation, une évaluation supplémentaire ou une déduction a été corrigée
because-level = un autre niveau du pays importateur s’applique

## Annexes

label-finding-export-after-notice = Exportations postérieures à une notification de l’Organe
label-base = Évaluations ce jour-là
label-own-exports = Exportations de votre pays jusqu’à ce jour
label-estimate = Niveau ce jour-là
label-cured = Retour en deçà du niveau le
label-within-exports = Première déclaration ultérieure en deçà du niveau
prohibited-since = { $date } ({ $source } ; prohibitions.csv, ligne { $line })
label-noticed = Notification de l’Organe en vigueur à compter du
label-total-after-notice = Total de ces exportations
total-after-notice = { $count ->
    [one] Total après la notification : { $counted } déclaration
   *[other] Total après la notification : { $counted } déclarations
}
grams-percent = { $value } g ({ $percent } du niveau)
heading-estimates = Évaluations, évaluations supplémentaires et déductions enregistrées
heading-levels = Évaluations et niveau en { $year }
column-filed-for = Pour l’année
column-confirmed = Confirmée le
kind-estimate = évaluation
kind-deduction = déduction d’un excédent (article 21, paragraphe 3)
kind-supplement = évaluation supplémentaire
effect-governs = Prise en compte : évaluation du { $from } au { $to }.
effect-of-year = Prise en compte dans les évaluations de { $year } du { $from } au { $to }.
effect-not-confirmed = Non prise en compte : l’Organe ne l’a pas confirmée, ou pas avant la fin de { $year }.
first-received = Reçue pour la première fois le { $day }.
column-base-level = Évaluations (g)
column-own-exports = Exportations du pays (g)
column-level = Niveau (g)
heading-movements-export-after-notice = Mouvements déclarés par votre pays (exportations postérieures à la notification)
column-name = Nom (Liste jaune, en anglais)
column-base = Stupéfiant (g)
heading-accounts = Les deux séries de données sur le commerce (g de stupéfiant)
allowance-reexport = Déclarations dans lesquelles un mouvement est indiqué, en tout ou en partie, comme destiné à la réexportation : { $reports }. Elles ont été comptées intégralement.
allowance-exempt-preparation = Déclarations de préparations du Tableau III de la Convention : { $reports }. Elles n’ont pas été comptées, car l’article 2, paragraphe 4, exempte ces préparations de l’application de l’article 31, paragraphe 1, alinéa b).
allowance-confirmed = L’évaluation prise en compte le premier jour de dépassement ({ $day }) a été confirmée ou établie par l’Organe le { $confirmed }.
allowance-alone = Le premier jour de dépassement ({ $day }), les évaluations se composaient uniquement d’évaluations supplémentaires, déduction faite de tout excédent.
allowance-own-exports = Ce que votre pays a déclaré avoir exporté jusqu’au premier jour de dépassement ({ $day }), soit { $own } g, a été ajouté à ses évaluations.
allowance-counted = Le niveau du pays importateur le premier jour de dépassement ({ $day }) a été compté intégralement.
allowance-none = Aucune évaluation pour l’année n’avait été confirmée ni établie au premier jour de dépassement ({ $day }), ce qui n’équivaut pas à une évaluation de 0 g.
allowance-unusable = Aucune évaluation pour l’année pouvant être utilisée n’avait été confirmée ni établie au premier jour de dépassement ({ $day }), ce qui n’équivaut pas à une évaluation de 0 g.
allowance-notice = Si une évaluation supplémentaire pour ce pays et cette année a été confirmée depuis la notification, les exportations effectuées à compter du jour de sa confirmation ne sont pas énumérées.
question-supplement = Votre Gouvernement souhaite-t-il présenter pour cette année une évaluation supplémentaire, en exposant les circonstances qui la rendent nécessaire (article 19, paragraphe 3) ?
question-explain-lists = { $role ->
    [exports] Pour quelle raison ces exportations ont-elles été autorisées après la notification (article 21, paragraphe 4, alinéa b)) ?
   *[imports] À quelles fins et en vertu de quelle autorisation les mouvements ont-ils eu lieu ?
}
