# Las cartas en español en virtud de la Convención Única de 1961 sobre Estupefacientes. Los mensajes, sus nombres y sus campos { $… } son
# los de en-1961.ftl.

## Membrete, destinatario y fundamento jurídico

addressee = A la autoridad nacional competente en virtud de la Convención Única de 1961 sobre Estupefacientes enmendada por el Protocolo de 1972
subject-imports = Importaciones de estupefacientes y previsiones de las necesidades anuales, { $years }
subject-exports = Exportaciones de estupefacientes y previsiones de las necesidades anuales de los países importadores, { $years }
opening-imports = { $count ->
    [one] Tengo el honor de referirme a las estadísticas del comercio internacional de estupefacientes presentadas a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno la siguiente constatación, relativa a importaciones efectuadas por su país.
   *[other] Tengo el honor de referirme a las estadísticas del comercio internacional de estupefacientes presentadas a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno las { $counted } constataciones siguientes, relativas a importaciones efectuadas por su país.
}
opening-exports = { $count ->
    [one] Tengo el honor de referirme a las estadísticas del comercio internacional de estupefacientes presentadas a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno la siguiente constatación, relativa a exportaciones comunicadas por su país.
   *[other] Tengo el honor de referirme a las estadísticas del comercio internacional de estupefacientes presentadas a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno las { $counted } constataciones siguientes, relativas a exportaciones comunicadas por su país.
}
opening-withdrawn = Tengo el honor de referirme a las constataciones relativas al comercio internacional de estupefacientes comunicadas anteriormente a su Gobierno y, en nombre de la Junta Internacional de Fiscalización de Estupefacientes, de informar a su Gobierno de que las que se enumeran a continuación han dejado de ser válidas.
legal-estimates = { $role ->
    [exports] De conformidad con los artículos 19 y 20 de la Convención Única de 1961 sobre Estupefacientes enmendada por el Protocolo de 1972, las Partes presentan a la Junta previsiones de sus necesidades anuales de cada estupefaciente, así como datos estadísticos. En virtud del artículo 31, párrafo 1, apartado b), las Partes no permitirán a sabiendas la exportación de un estupefaciente a ningún país, salvo dentro de los límites del total de las previsiones de ese país, más las cantidades destinadas a la reexportación. Si la cantidad exportada a un país excede del total de sus previsiones, más las cantidades que según consta se han exportado y previa deducción de todo exceso establecido con arreglo al artículo 21, párrafo 3, la Junta puede, en virtud del artículo 21, párrafo 4, notificarlo a los Estados, y las Partes no autorizarán entonces nuevas exportaciones del estupefaciente a ese país durante el año de que se trate, salvo en los casos allí previstos.
   *[imports] De conformidad con los artículos 19 y 20 de la Convención Única de 1961 sobre Estupefacientes enmendada por el Protocolo de 1972, las Partes presentan a la Junta previsiones de sus necesidades anuales de cada estupefaciente, así como datos estadísticos. Las previsiones son obligatorias: el artículo 21 limita las cantidades de un estupefaciente que un país fabrica e importa en un año a sus previsiones, más lo que exporta, y, en virtud del artículo 31, párrafo 1, apartado b), las exportaciones a un país se permiten dentro de los límites del total de sus previsiones. En virtud del artículo 21, párrafo 3, todo exceso establecido por la Junta que subsista al final del año se deduce en el año siguiente. En virtud del artículo 19, párrafo 3, todo Estado puede presentar durante el año previsiones suplementarias, con una exposición de las circunstancias que las hacen necesarias.
}
legal-prohibited = En virtud del artículo 31, párrafo 1, apartado a), de la Convención, las Partes no permitirán a sabiendas la exportación de estupefacientes a ningún país, salvo de conformidad con las leyes y reglamentos de ese país. En la lista de prohibiciones de importación figuran su país y esta sustancia.
legal-after-notice = En virtud del artículo 21, párrafo 4, apartado b), de la Convención, al recibir una notificación de la Junta, las Partes no autorizarán durante el año de que se trate ninguna nueva exportación del estupefaciente a que se refiera al país notificado, salvo que se haya presentado una previsión suplementaria para ese país respecto de la cantidad importada en exceso y de la cantidad adicional necesaria, o en casos excepcionales en que la exportación, a juicio del Gobierno del país exportador, sea indispensable para el tratamiento de los enfermos.
method-estimates = { $role ->
    [exports] En la presente carta, por “nivel” se entiende el total de las previsiones del país importador para el año civil que la Junta ha confirmado o establecido hasta un día determinado, incluidas las previsiones suplementarias y las deducciones, más lo que ese mismo país ha comunicado haber exportado desde el 1 de enero hasta ese día. Una previsión vale únicamente para su año civil. Las cantidades se comparan en gramos de estupefaciente, convertidas con los factores indicados; si el estupefaciente tiene sales, se trata de la base anhidra pura. Las cantidades declaradas para reexportación se computan íntegramente. Los totales se calculan a partir del 1 de enero del año civil; hay exceso en un día determinado cuando el total hasta ese día inclusive es superior al nivel de ese día. Una comunicación que es el total de un mes, un trimestre o un año se computa el último día de ese período, por lo que un exceso puede haber comenzado antes del primer día de exceso. Lo que comunican los países importadores y lo que comunican sus interlocutores comerciales son dos relaciones del mismo comercio y nunca se suman. Las cifras en gramos son exactas; los porcentajes están redondeados a un decimal.
   *[imports] En la presente carta, por “previsiones” se entiende el total de las previsiones de su país para el año civil que la Junta ha confirmado o establecido hasta un día determinado, incluidas las previsiones suplementarias y menos las deducciones con arreglo al artículo 21, párrafo 3; por “nivel” se entienden esas previsiones más lo que su propio país ha comunicado haber exportado desde el 1 de enero hasta ese día. Una previsión vale únicamente para su año civil. Las cantidades se comparan en gramos de estupefaciente, convertidas con los factores indicados; si el estupefaciente tiene sales, se trata de la base anhidra pura. Las cantidades declaradas para reexportación se computan íntegramente. Los totales se calculan a partir del 1 de enero del año civil; hay exceso en un día determinado cuando el total hasta ese día inclusive es superior al nivel de ese día. Una comunicación que es el total de un mes, un trimestre o un año se computa el último día de ese período, por lo que un exceso puede haber comenzado antes del primer día de exceso. Lo que comunican los países importadores y lo que comunican sus interlocutores comerciales son dos relaciones del mismo comercio y nunca se suman. Las cifras en gramos son exactas; los porcentajes están redondeados a un decimal.
}
method-lists = { $role ->
    [exports] Las exportaciones que se enumeran sin compararse son las comunicadas por su país. Una comunicación que es el total de un mes, un trimestre o un año lleva la fecha del último día de ese período. Las cantidades se expresan en gramos de estupefaciente, convertidas con los factores indicados; las cifras en gramos son exactas.
   *[imports] Los movimientos se enumeran tal como los comunicó una u otra parte, por lo que una misma remesa puede figurar dos veces; los totales de esas listas no representan un volumen de comercio. Una comunicación que es el total de un mes, un trimestre o un año lleva la fecha del último día de ese período. Las cantidades se expresan en gramos de estupefaciente, convertidas con los factores indicados; las cifras en gramos son exactas.
}

## Constataciones

compared-in-force = { $role ->
    [exports] mientras que el nivel del país importador ese día es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g, es decir, { $percent } del nivel
   *[imports] mientras que las previsiones de su país ese día son de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g, es decir, { $percent } de las previsiones
}
compared-in-force-raised = mientras que las previsiones de su país ese día son de { $base } g y, con la adición de los { $own } g que su país ha comunicado haber exportado, el nivel es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g, es decir, { $percent } del nivel
compared-zero = { $role ->
    [exports] mientras que el nivel del país importador ese día es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g
   *[imports] mientras que las previsiones de su país ese día son de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g
}
compared-none = { $role ->
    [exports] mientras que ese día la Junta aún no había confirmado ni establecido ninguna previsión del país importador para el año (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
   *[imports] mientras que ese día la Junta aún no había confirmado ni establecido ninguna previsión de su país para el año (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
}
compared-none-raised = mientras que ese día la Junta aún no había confirmado ni establecido ninguna previsión de su país para el año, por lo que el nivel consiste en los { $own } g que su país ha comunicado haber exportado (previsiones: { $base } g, nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
compared-unusable = { $role ->
    [exports] mientras que para ese día no consta ninguna previsión del país importador que pueda utilizarse (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
   *[imports] mientras que para ese día no consta ninguna previsión de su país que pueda utilizarse (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
}
compared-unusable-raised = mientras que para ese día no consta ninguna previsión de su país que pueda utilizarse, por lo que el nivel consiste en los { $own } g que su país ha comunicado haber exportado (previsiones: { $base } g, nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
grown = El mayor exceso del año, el { $peak }, es de { $greatest } g, es decir, { $percent } del nivel de ese día ({ $estimate } g).
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: se ha recibido, sin que conste un permiso especial de importación, una comunicación de un movimiento a su país de este estupefaciente, cuya importación figura en la lista de prohibiciones como prohibida por su país, de fecha { $first } (anexo { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: se han recibido, sin que conste un permiso especial de importación, { $counted } comunicaciones de movimientos a su país de este estupefaciente, cuya importación figura en la lista de prohibiciones como prohibida por su país, la primera de fecha { $first } y la última de fecha { $last } (anexo { $annex }).
}
found-export-after-notice = { $count ->
    [one] { $substance }, { $schedule }, { $year }: su país ha comunicado una exportación al país importador ({ $importer }), de fecha { $first }, a la que se aplicaba la notificación de la Junta prevista en el artículo 21, párrafo 4, relativa a ese país, ese estupefaciente y ese año (vigente desde el { $notice }) (anexo { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: su país ha comunicado { $counted } exportaciones al país importador ({ $importer }), la primera de fecha { $first } y la última de fecha { $last }, a las que se aplicaba la notificación de la Junta prevista en el artículo 21, párrafo 4, relativa a ese país, ese estupefaciente y ese año (vigente desde el { $notice }) (anexo { $annex }).
}
because-supplement = se ha recibido o confirmado una previsión suplementaria
because-new-estimate = se computa otra previsión, la Junta ha establecido otro valor o se ha deducido un exceso de un año anterior
because-corrected-filing = se ha corregido una previsión, una previsión suplementaria o una deducción
because-level = se aplica otro nivel del país importador

## Anexos

label-finding-export-after-notice = Exportaciones posteriores a una notificación de la Junta
label-base = Previsiones ese día
label-own-exports = Exportaciones de su país hasta ese día
label-estimate = Nivel ese día
label-cured = De nuevo dentro del nivel el
label-within-exports = Primera comunicación posterior dentro del nivel
prohibited-since = { $date } ({ $source }; prohibitions.csv, línea { $line })
label-noticed = Notificación de la Junta vigente desde el
label-total-after-notice = Total de esas exportaciones
total-after-notice = { $count ->
    [one] Total después de la notificación: { $counted } comunicación
   *[other] Total después de la notificación: { $counted } comunicaciones
}
grams-percent = { $value } g ({ $percent } del nivel)
heading-estimates = Previsiones, previsiones suplementarias y deducciones registradas
heading-levels = Previsiones y nivel en { $year }
column-filed-for = Para el año
column-confirmed = Confirmada el
kind-estimate = previsión
kind-deduction = deducción de un exceso (artículo 21, párrafo 3)
kind-supplement = previsión suplementaria
effect-governs = Se computa: previsión del { $from } al { $to }.
effect-of-year = Se computa en las previsiones de { $year } del { $from } al { $to }.
effect-not-confirmed = No se computa: la Junta no la ha confirmado, o no antes del fin de { $year }.
first-received = Recibida por primera vez el { $day }.
column-base-level = Previsiones (g)
column-own-exports = Exportaciones del país (g)
column-level = Nivel (g)
heading-movements-export-after-notice = Movimientos comunicados por su país (exportaciones posteriores a la notificación)
column-name = Nombre (Lista Amarilla, en inglés)
column-base = Estupefaciente (g)
heading-accounts = Las dos relaciones del comercio (g de estupefaciente)
allowance-reexport = Comunicaciones en las que un movimiento se declara, en todo o en parte, para reexportación: { $reports }. Se han computado íntegramente.
allowance-exempt-preparation = Comunicaciones de preparados de la Lista III de la Convención: { $reports }. No se han computado, porque el artículo 2, párrafo 4, exime a esos preparados de la aplicación del artículo 31, párrafo 1, apartado b).
allowance-confirmed = La previsión que se computa el primer día de exceso ({ $day }) fue confirmada o establecida por la Junta el { $confirmed }.
allowance-alone = El primer día de exceso ({ $day }) las previsiones consistían únicamente en previsiones suplementarias, menos toda deducción.
allowance-own-exports = Lo que su país ha comunicado haber exportado hasta el primer día de exceso ({ $day }), { $own } g, se ha añadido a sus previsiones.
allowance-counted = El nivel del país importador el primer día de exceso ({ $day }) se ha computado íntegramente.
allowance-none = Hasta el primer día de exceso ({ $day }) no se había confirmado ni establecido ninguna previsión para el año, lo que no equivale a una previsión de 0 g.
allowance-unusable = Hasta el primer día de exceso ({ $day }) no se había confirmado ni establecido ninguna previsión para el año que pudiera utilizarse, lo que no equivale a una previsión de 0 g.
allowance-notice = Si desde la notificación se ha confirmado una previsión suplementaria para ese país y ese año, no se enumeran las exportaciones efectuadas a partir del día de su confirmación.
question-supplement = ¿Desea su Gobierno presentar una previsión suplementaria para ese año, con una exposición de las circunstancias que la hacen necesaria (artículo 19, párrafo 3)?
question-explain-lists = { $role ->
    [exports] ¿Por qué motivo se autorizaron esas exportaciones después de la notificación (artículo 21, párrafo 4, apartado b))?
   *[imports] ¿Con qué fines y en virtud de qué autorización se efectuaron los movimientos?
}
