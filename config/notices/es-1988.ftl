# Las cartas en español en virtud de la Convención de las Naciones Unidas de 1988, sobre precursores. Los mensajes, sus nombres y sus campos
# { $… } son los de en-1988.ftl; se añaden los mensajes de es.ftl que hablan de constataciones o de previsiones.

## Membrete, destinatario y fundamento jurídico

addressee = A la autoridad nacional competente en virtud del artículo 12 de la Convención de las Naciones Unidas contra el Tráfico Ilícito de Estupefacientes y Sustancias Sicotrópicas de 1988
subject-imports = Importaciones de precursores y necesidades legítimas anuales, { $years }
subject-exports = Exportaciones de precursores y necesidades legítimas anuales de los países importadores, { $years }
opening-imports = { $count ->
    [one] Tengo el honor de referirme a la información sobre el comercio internacional de precursores presentada a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno, para su consideración, la siguiente observación, relativa a importaciones efectuadas por su país.
   *[other] Tengo el honor de referirme a la información sobre el comercio internacional de precursores presentada a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno, para su consideración, las { $counted } observaciones siguientes, relativas a importaciones efectuadas por su país.
}
opening-exports = { $count ->
    [one] Tengo el honor de referirme a la información sobre el comercio internacional de precursores presentada a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno, para su consideración, la siguiente observación, relativa a exportaciones comunicadas por su país.
   *[other] Tengo el honor de referirme a la información sobre el comercio internacional de precursores presentada a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno, para su consideración, las { $counted } observaciones siguientes, relativas a exportaciones comunicadas por su país.
}
opening-withdrawn = Tengo el honor de referirme a las observaciones relativas al comercio internacional de precursores comunicadas anteriormente a su Gobierno y, en nombre de la Junta Internacional de Fiscalización de Estupefacientes, de informar a su Gobierno de que las que se enumeran a continuación han dejado de ser válidas.
heading-list = Lista de observaciones
legal-estimates = De conformidad con el artículo 12 de la Convención de las Naciones Unidas contra el Tráfico Ilícito de Estupefacientes y Sustancias Sicotrópicas de 1988, las Partes adoptan las medidas que estimen adecuadas para evitar la desviación de las sustancias que figuran en los Cuadros I y II, y cooperan entre ellas con este fin. En su resolución 49/3, la Comisión de Estupefacientes pidió a los Estados Miembros que proporcionaran a la Junta estimaciones anuales de sus necesidades legítimas de determinados precursores. Esas necesidades sirven de orientación a las autoridades de los países exportadores e importadores. No fijan ningún límite: las cantidades superiores a una necesidad no constituyen un incumplimiento de la Convención y pueden tener una explicación legítima.
legal-prohibited = De conformidad con el artículo 12, párrafo 1, de la Convención, las Partes adoptan las medidas que estimen adecuadas para evitar la desviación de las sustancias que figuran en los Cuadros I y II, y cooperan entre ellas con este fin. En la lista de prohibiciones de importación figuran su país y esta sustancia.
method-estimates = En la presente carta, por “necesidad” se entiende la necesidad legítima anual que ha comunicado el Gobierno del país importador y que es aplicable en un día determinado; es aplicable hasta que otra la sustituye. Las cantidades se comparan en gramos de la sustancia, convertidas con los factores indicados. Las cantidades declaradas para reexportación se computan íntegramente. Los totales se calculan a partir del 1 de enero del año civil; un día está por encima de la necesidad cuando el total hasta ese día inclusive es superior a la necesidad aplicable ese día. No se comparan los días en que no era aplicable ninguna necesidad. Una comunicación que es el total de un mes, un trimestre o un año se computa el último día de ese período, por lo que la necesidad puede haberse superado antes del primer día indicado. Lo que comunican los países importadores y lo que comunican sus interlocutores comerciales son dos relaciones del mismo comercio y nunca se suman. Las cifras en gramos son exactas; los porcentajes están redondeados a un decimal.
method-lists = Los movimientos se enumeran tal como los comunicó una u otra parte, por lo que una misma remesa puede figurar dos veces; los totales de esas listas no representan un volumen de comercio. Una comunicación que es el total de un mes, un trimestre o un año lleva la fecha del último día de ese período. Las cantidades se expresan en gramos de la sustancia, convertidas con los factores indicados; las cifras en gramos son exactas.
schedule-ti = Cuadro I
schedule-tii = Cuadro II

## Observaciones

compared-in-force = lo que supera la necesidad de { $estimate } g { $whose } y aplicable ese día, el primero del año en que esto ocurre, en { $excess } g, es decir, { $percent } de la necesidad
compared-stale = lo que supera la necesidad de { $estimate } g { $whose } y aplicable ese día, recibida al menos tres años antes, el primer día del año en que esto ocurre, en { $excess } g, es decir, { $percent } de la necesidad
compared-zero = lo que supera la necesidad de { $estimate } g { $whose } y aplicable ese día, el primero del año en que esto ocurre, en { $excess } g
whose-imports = comunicada por su Gobierno
whose-exports = comunicada por el Gobierno del país importador
grown = La mayor cantidad por encima de la necesidad en ese año, el { $peak }, es de { $greatest } g, es decir, { $percent } de la necesidad aplicable ese día ({ $estimate } g).
grown-zero = La mayor cantidad por encima de la necesidad en ese año, el { $peak }, es de { $greatest } g; la necesidad aplicable ese día es de { $estimate } g.
excess-not-later = Algunos registros son totales de un mes, un trimestre o un año, que se computan el último día del período; la necesidad se superó a más tardar el { $date }.
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: se ha recibido, sin que conste un permiso especial de importación, una comunicación de un movimiento a su país de esta sustancia, cuya importación figura en la lista de prohibiciones como prohibida por su país, de fecha { $first } (anexo { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: se han recibido, sin que conste un permiso especial de importación, { $counted } comunicaciones de movimientos a su país de esta sustancia, cuya importación figura en la lista de prohibiciones como prohibida por su país, la primera de fecha { $first } y la última de fecha { $last } (anexo { $annex }).
}
found-before = La presente actualiza la observación comunicada con la referencia { $reference }.
doubt-refused-filing = Una comunicación recibida respecto del país importador no pudo utilizarse; puede afectar a esta observación.
doubt-refused-record = Un registro de importaciones en el país no pudo utilizarse; puede afectar a esta observación.
heading-withdrawn = Observaciones que han dejado de ser válidas
because-new-estimate = se ha recibido otra necesidad
because-corrected-filing = se ha corregido una necesidad
because-level = se aplica otra necesidad del país importador
because-policy = las reglas para computar las necesidades se aplican de otro modo
because-refused = resultaron defectuosos registros o necesidades en que se basaba
because-no-longer-refused = ahora se computan registros o necesidades que habían resultado defectuosos
because-removed = ya no constan registros o necesidades en que se basaba
withdrawn-note = No es necesario responder a lo que ha dejado de ser válido. Las demás observaciones comunicadas con las mismas referencias no se ven afectadas.

## Consejo, procedencia de las cifras

request-by = { $role ->
    [exports] Antes de nuevas remesas, las autoridades de su país tal vez deseen verificar la necesidad legítima con las del país importador. Se agradecería toda información en respuesta a las preguntas que figuran al final de los anexos, de ser posible a más tardar el { $date }.
   *[imports] La Junta invita a su Gobierno a examinar las necesidades de que se trata y, si ya no corresponden a las necesidades legítimas, a comunicar otras revisadas. Se agradecería toda información en respuesta a las preguntas que figuran al final de los anexos, de ser posible a más tardar el { $date }.
}
request-within = { $role ->
    [exports] Antes de nuevas remesas, las autoridades de su país tal vez deseen verificar la necesidad legítima con las del país importador. Se agradecería toda información en respuesta a las preguntas que figuran al final de los anexos, de ser posible en el plazo de { $count ->
        [one] { $counted } día
       *[other] { $counted } días
    } a partir de la fecha de la presente carta.
   *[imports] La Junta invita a su Gobierno a examinar las necesidades de que se trata y, si ya no corresponden a las necesidades legítimas, a comunicar otras revisadas. Se agradecería toda información en respuesta a las preguntas que figuran al final de los anexos, de ser posible en el plazo de { $count ->
        [one] { $counted } día
       *[other] { $counted } días
    } a partir de la fecha de la presente carta.
}
request-note = Las observaciones reflejan lo que se ha comunicado a la Junta; los registros pueden estar incompletos o requerir correcciones, y la Junta tendrá en cuenta toda rectificación.
enclosures = Se adjuntan: anexos; libro de cálculo { $file } con todos los movimientos y todas las comunicaciones en que se basan las observaciones.

## Anexos

heading-figures = Las observaciones en cifras
label-finding-import-excess = Observación según las importaciones comunicadas por su país
label-finding-partner-reported-excess = Observación según las exportaciones comunicadas por los interlocutores comerciales
label-finding-export-excess = Observación según las exportaciones comunicadas por su país
label-first = Primer día por encima de la necesidad
label-estimate = Necesidad aplicable ese día
label-excess = Por encima de la necesidad ese día
label-peak = Mayor cantidad por encima de la necesidad
label-last = Último día por encima de la necesidad
label-days = Días por encima de la necesidad
label-cured = De nuevo dentro de la necesidad el
cured-never = no en ese año después del último día por encima de la necesidad
label-within-exports = Primera comunicación posterior dentro de la necesidad
prohibited-since = { $date } ({ $source }; prohibitions.csv, línea { $line })
day-not-later = { $date } (la necesidad puede haberse superado antes)
grams-percent = { $value } g ({ $percent } de la necesidad)
heading-estimates = Necesidades legítimas anuales registradas
filings-unread = { $count ->
    [one] En una comunicación recibida no pudo leerse el país o la sustancia; puede ser una necesidad para esta sustancia.
   *[other] En { $counted } comunicaciones recibidas no pudo leerse el país o la sustancia; pueden ser necesidades para esta sustancia.
}
filings-left-out = Al menos un archivo de necesidades no pudo leerse; puede contener una necesidad para esta sustancia.
kind-requirement = necesidad legítima anual
column-effective = Aplicable desde el
effect-governs = Se computa: necesidad del { $from } al { $to }.
effect-governs-open = Se computa: necesidad a partir del { $from }.
first-received = Recibida por primera vez el { $day }.
heading-levels = Necesidad aplicable en { $year }
column-level = Necesidad (g)
status-in-force = aplicable
status-stale = aplicable; recibida al menos tres años antes
status-unknown = ninguna aplicable; no se compara
heading-each-excess = Las comunicaciones fechadas en días por encima de la necesidad
column-name = Nombre (Lista Roja, en inglés)
column-base = Sustancia (g)
column-excess = Por encima de la necesidad
heading-accounts = Las dos relaciones del comercio (g de la sustancia)
allowance-reexport = Comunicaciones en las que un movimiento se declara, en todo o en parte, para reexportación: { $reports }. Se han computado íntegramente.
allowance-in-force = La necesidad era aplicable el primer día en que se superó ({ $day }) y se había recibido menos de tres años antes.
allowance-later = La necesidad era aplicable el primer día en que se superó ({ $day }) según su fecha de efecto, aunque se recibió después, el { $received }.
allowance-counted = La necesidad del país importador aplicable el primer día en que se superó ({ $day }) se ha computado íntegramente.
allowance-counted-later = La necesidad del país importador aplicable el primer día en que se superó ({ $day }) según su fecha de efecto se ha computado íntegramente, aunque no se recibió, en la forma computada, hasta después de ese día.
allowance-stale = La necesidad era aplicable el primer día en que se superó ({ $day }) aunque se había recibido al menos tres años antes; se ha computado íntegramente.
certainty-both = Las dos relaciones, la de su país y la de sus interlocutores comerciales, muestran cantidades superiores a la necesidad en ese año.
certainty-only-import-excess = Solo la relación de su país muestra cantidades superiores a la necesidad en ese año; la de sus interlocutores comerciales no las muestra.
certainty-only-partner-reported-excess = Solo la relación de los interlocutores comerciales muestra cantidades superiores a la necesidad en ese año; la de su país no las muestra.
question-authorisations = { $count ->
    [one] Respecto de una exportación no consta ninguna autorización de importación. Si se requiere, ¿en qué autorización se basó?
   *[other] Respecto de { $counted } exportaciones no consta ninguna autorización de importación. Si se requieren, ¿en qué autorizaciones se basaron?
}
question-supplement = ¿Desearía su Gobierno comunicar una necesidad legítima anual revisada para esta sustancia?
column-finding = Observación
