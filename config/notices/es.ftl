# Las cartas en español. Los mensajes, sus nombres y sus campos { $… } son los de en.ftl.

## Membrete y destinatario

board = Junta Internacional de Fiscalización de Estupefacientes
board-address = Centro Internacional de Viena, P.O. Box 500, 1400 Viena, Austria
draft = Proyecto para examen y firma
invented = Datos ficticios: nada de lo que figura en la presente carta se refiere a comercio real, y no requiere ninguna medida.
label-reference = Referencia
label-date = Fecha
date-open = [fecha]
addressee = A la autoridad nacional competente en virtud del Convenio sobre Sustancias Sicotrópicas de 1971
label-subject = Asunto
subject-imports = Importaciones de sustancias sicotrópicas y previsiones de las necesidades anuales, { $years }
subject-exports = Exportaciones de sustancias sicotrópicas y previsiones de las necesidades anuales de los países importadores, { $years }
salutation = Señora/Señor:

## Introducción y fundamento jurídico

opening-imports = { $count ->
    [one] Tengo el honor de referirme a los informes sobre el comercio internacional de sustancias sicotrópicas presentados a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno la siguiente constatación, relativa a importaciones efectuadas por su país.
   *[other] Tengo el honor de referirme a los informes sobre el comercio internacional de sustancias sicotrópicas presentados a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno las { $counted } constataciones siguientes, relativas a importaciones efectuadas por su país.
}
opening-exports = { $count ->
    [one] Tengo el honor de referirme a los informes sobre el comercio internacional de sustancias sicotrópicas presentados a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno la siguiente constatación, relativa a exportaciones comunicadas por su país.
   *[other] Tengo el honor de referirme a los informes sobre el comercio internacional de sustancias sicotrópicas presentados a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno las { $counted } constataciones siguientes, relativas a exportaciones comunicadas por su país.
}
findings-listed = Figuran en la lista que sigue a la presente carta.
heading-list = Lista de constataciones
heading-notes = Fundamento jurídico y lectura de las cifras
heading-legal = Fundamento jurídico
legal-estimates = De conformidad con el artículo 16 del Convenio sobre Sustancias Sicotrópicas de 1971, las Partes presentan a la Junta informes sobre su comercio. En sus resoluciones 1981/7, 1991/44, 1993/38 y 1996/30, el Consejo Económico y Social pidió a los Gobiernos que presentaran a la Junta previsiones de sus necesidades anuales de sustancias sicotrópicas para fines médicos y científicos. La Junta comunica esas previsiones a todos los Gobiernos, como orientación para la autorización de exportaciones. Un Gobierno puede modificar su previsión en cualquier momento mediante la presentación de un suplemento.
legal-schedule-i = El artículo 7 del Convenio reserva el comercio internacional de las sustancias de la Lista I a las autoridades u organismos competentes, o a las personas o empresas que estos hayan autorizado expresamente. Respecto de esas sustancias no se presentan previsiones; se enumera todo movimiento comunicado a la Junta.
legal-prohibited = En virtud del artículo 13 del Convenio, una Parte puede notificar que prohíbe la importación de una o más sustancias; recibida la notificación, las demás Partes adoptan medidas para que ninguna de esas sustancias sea exportada a su territorio, salvo permiso especial de importación.
heading-method = Cómo deben leerse las cifras
method-estimates = En la presente carta, por “previsión” se entiende la previsión vigente en un día determinado, con las modificaciones introducidas por los suplementos. Todas las cantidades se comparan en gramos de base anhidra pura. Las previsiones se computan en gramos enteros; todo valor entre 0 y 1 g se computa como 1 g. No se computan las cantidades declaradas para reexportación. Los totales se calculan a partir del 1 de enero del año civil; hay exceso en un día determinado cuando el total hasta ese día inclusive es superior a la previsión vigente ese día. Una comunicación que es el total de un mes, un trimestre o un año se computa el último día de ese período, por lo que un exceso puede haber comenzado antes del primer día de exceso. Lo que comunican los países importadores y lo que comunican sus interlocutores comerciales son dos relaciones del mismo comercio y nunca se suman. Las cifras en gramos son exactas; los porcentajes están redondeados a un decimal.
method-lists = Los movimientos se enumeran tal como los comunicó una u otra parte, por lo que una misma remesa puede figurar dos veces; los totales de esas listas no representan un volumen de comercio. Una comunicación que es el total de un mes, un trimestre o un año lleva la fecha del último día de ese período. Las cantidades se expresan en gramos de base anhidra pura; las cifras en gramos son exactas.

## Constataciones

found-import-excess = { $substance }, { $schedule }, { $year }: las importaciones comunicadas por su país del { $period } ascienden a { $quantity } g, { $compared } (anexo { $annex }).
found-partner-reported-excess = { $substance }, { $schedule }, { $year }: las exportaciones a su país comunicadas por sus interlocutores comerciales del { $period } ascienden a { $quantity } g, { $compared } (anexo { $annex }).
found-export-excess = { $substance }, { $schedule }, { $year }: tan solo las exportaciones al país importador ({ $importer }) comunicadas por su país del { $period } ascienden a { $quantity } g, { $compared } (anexo { $annex }).
compared-in-force = mientras que la previsión { $whose } vigente ese día es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g, es decir, { $percent } de la previsión
compared-stale = mientras que la previsión { $whose } vigente ese día, recibida al menos tres años antes, es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g, es decir, { $percent } de la previsión
compared-zero = mientras que la previsión { $whose } vigente ese día es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g
compared-expired = mientras que la previsión { $whose }, recibida al menos tres años antes, ya no estaba vigente ese día (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
compared-none = mientras que ese día no estaba vigente ninguna previsión { $whose }, presentada por su Gobierno o establecida por la Junta (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
compared-unusable = mientras que para ese día no consta ninguna previsión { $whose } que pueda utilizarse (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
grown = El mayor exceso del año, el { $peak }, es de { $greatest } g, es decir, { $percent } de la previsión vigente ese día ({ $estimate } g).
grown-zero = El mayor exceso del año, el { $peak }, es de { $greatest } g; el nivel ese día es de { $estimate } g.
excess-not-later = Algunos registros son totales de un mes, un trimestre o un año, que se computan el último día del período; el exceso comenzó a más tardar el { $date }.
whose-imports = de su país
whose-exports = del país importador
percent = el { $value } %
percent-below = menos del { $value } %
found-schedule-i-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: se ha recibido una comunicación de un movimiento de esta sustancia a su país, de fecha { $first } (anexo { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: se han recibido { $counted } comunicaciones de movimientos de esta sustancia a su país, la primera de fecha { $first } y la última de fecha { $last } (anexo { $annex }).
}
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: se ha recibido, sin que conste un permiso especial de importación, una comunicación de un movimiento a su país de esta sustancia, cuya importación ha prohibido su Gobierno en virtud del artículo 13, de fecha { $first } (anexo { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: se han recibido, sin que conste un permiso especial de importación, { $counted } comunicaciones de movimientos a su país de esta sustancia, cuya importación ha prohibido su Gobierno en virtud del artículo 13, la primera de fecha { $first } y la última de fecha { $last } (anexo { $annex }).
}
found-before = La presente actualiza la constatación comunicada con la referencia { $reference }.
doubt-refused-filing = Una comunicación recibida respecto del país importador no pudo utilizarse; puede afectar a esta constatación.
doubt-refused-record = Un registro de importaciones en el país no pudo utilizarse; puede afectar a esta constatación.
doubt-id-shared = El número de un registro o de una comunicación designa a varios; cada uno se trata por separado.
doubt-returns-disagree = Los totales comunicados por meses, trimestres o por el año difieren de lo comunicado por períodos más cortos de ese año; solo se han computado los registros de los períodos más cortos.
doubt-versions-unlike = Un registro tiene versiones que indican interlocutores o autorizaciones diferentes o entre las que media más de un mes; solo se ha computado una de ellas.
doubt-licence-word = { $count ->
    [0] Al menos un registro de importaciones de esta sustancia en el país, facilitado por otros, lleva, en lugar de un permiso especial de importación, una palabra que no dice nada; lo que declara se ha considerado autorizado.
    [one] Un registro de importaciones de esta sustancia en el país, de cualquier año, lleva, en lugar de un permiso especial de importación, una palabra que no dice nada; el movimiento se ha considerado autorizado.
   *[other] { $counted } registros de importaciones de esta sustancia en el país, de cualquier año, llevan, en lugar de un permiso especial de importación, una palabra que no dice nada; los movimientos se han considerado autorizados.
}

## Lo que ha dejado de ser válido

opening-withdrawn = Tengo el honor de referirme a las constataciones relativas al comercio internacional de sustancias sicotrópicas comunicadas anteriormente a su Gobierno y, en nombre de la Junta Internacional de Fiscalización de Estupefacientes, de informar a su Gobierno de que las que se enumeran a continuación han dejado de ser válidas.
heading-withdrawn = Constataciones que han dejado de ser válidas
withdrawn = { $substance }, { $schedule }, { $year }. { $finding }: lo comunicado con la referencia { $reference } ha dejado de ser válido, porque { $because }.
because-late-record = se han recibido otros registros
because-correction = se han corregido registros
because-withdrawal = han retirado registros quienes los habían comunicado
because-supplement = se ha recibido un suplemento
because-new-estimate = se ha recibido otra previsión, o la Junta ha establecido otro valor
because-corrected-filing = se ha corregido una previsión o un suplemento
because-level = se aplica otra previsión del país importador
because-factor = se ha revisado el factor de una forma
because-schedule = se ha revisado la inscripción de la sustancia en las listas
because-prohibition = se ha revisado la lista de prohibiciones de importación
because-configuration = se han revisado las listas de códigos con que se leen los registros
because-policy = las reglas para computar las previsiones se aplican de otro modo
because-known-at = los datos se consideran conocidos en otra fecha
because-program = se ha revisado el programa con que se calculan las cifras
because-refused = resultaron defectuosos registros o previsiones en que se basaba
because-no-longer-refused = ahora se computan registros o previsiones que habían resultado defectuosos
because-removed = ya no constan registros o previsiones en que se basaba
because-set-aside = los totales de un período en que se basaba han sido sustituidos por registros de períodos más cortos
because-own-exports = han cambiado las exportaciones que comunica su país y, con ellas, su nivel
because-confirmation = se ha registrado una confirmación de la Junta
because-deduction = se ha deducido un exceso de un año anterior
because-exempt = se ha revisado la lista de preparados exentos
because-notice = se ha revisado la lista de notificaciones de la Junta
because-unknown = los datos que ahora constan no la muestran
withdrawn-note = No es necesario responder a lo que ha dejado de ser válido. Las demás constataciones comunicadas con las mismas referencias no se ven afectadas.
schedule-i = Lista I
schedule-ii = Lista II
schedule-iii = Lista III
schedule-iv = Lista IV

## Solicitud, despedida, procedencia de las cifras

request-by = Agradecería que su Gobierno tuviera a bien examinar los anexos y responder a las preguntas que figuran al final de estos a más tardar el { $date }.
request-within = { $count ->
    [one] Agradecería que su Gobierno tuviera a bien examinar los anexos y responder a las preguntas que figuran al final de estos en el plazo de un día a partir de la fecha de la presente carta.
   *[other] Agradecería que su Gobierno tuviera a bien examinar los anexos y responder a las preguntas que figuran al final de estos en el plazo de { $counted } días a partir de la fecha de la presente carta.
}
request-note = Las constataciones reflejan lo que se ha comunicado a la Junta; los registros pueden estar incompletos o requerir correcciones, y la Junta tendrá en cuenta toda rectificación.
request-none = En los anexos no se formula ninguna pregunta a su Gobierno; se agradecería toda observación que deseara hacer.
closing = Aprovecho la oportunidad para reiterarle las seguridades de mi consideración más distinguida.
signature = [Nombre y cargo]
enclosures = Se adjuntan: anexos; libro de cálculo { $file } con todos los movimientos y todas las comunicaciones en que se basan las constataciones.
considered-all = Datos considerados: todo lo recibido en el momento del cálculo.
considered-until = Datos considerados: todo lo recibido hasta el { $date }.
delivered-by = Datos suministrados por { $name }.
as-of = Situación al { $date }.
page = Página { $page } de { $pages }

## Anexos

annex-heading = Anexo { $annex }: { $substance }, { $schedule }, { $year }
annex-exports = Exportaciones comunicadas por su país al país importador ({ $importer })
heading-figures = Las constataciones en cifras
label-finding-import-excess = Constatación según las importaciones comunicadas por su país
label-finding-partner-reported-excess = Constatación según las exportaciones comunicadas por los interlocutores comerciales
label-finding-export-excess = Constatación según las exportaciones comunicadas por su país
label-finding-schedule-i-trade = Comercio de una sustancia de la Lista I
label-finding-prohibited-trade = Comercio de una sustancia cuya importación está prohibida
label-first = Primer día de exceso
label-total = Total ese día
label-estimate = Previsión vigente ese día
label-excess = Exceso ese día
label-peak = Exceso máximo
label-last = Último día de exceso
label-days = Días de exceso
label-cured = De nuevo dentro de la previsión el
cured-never = no en ese año después del último día de exceso
label-within-exports = Primera comunicación posterior dentro de la previsión
within-never-exports = ninguna en ese año
label-year-total = Total de todo el año
label-reports = Comunicaciones
label-prohibited = Importación prohibida desde el
prohibited-since = { $date } (artículo 13 del Convenio; { $source }; prohibitions.csv, línea { $line })
prohibitions-builtin = Lista Verde de la Junta, 36ª edición (2025), tercera parte
prohibitions-own = lista de prohibiciones de la configuración utilizada
reports-by-account = su país { $importers }, sus interlocutores comerciales { $exporters }
label-first-movement = Primera fecha comunicada
label-last-movement = Última fecha comunicada
day-not-later = { $date } (el exceso puede haber comenzado antes)
grams = { $value } g
grams-percent = { $value } g ({ $percent } de la previsión)
grams-day = { $value } g, el { $date }

heading-estimates = Previsiones y suplementos registrados
estimates-nothing = No se ha presentado ni establecido ninguna previsión.
filings-unusable = { $count ->
    [one] Se recibió una comunicación relativa a este país y esta sustancia que no pudo utilizarse, por el motivo indicado:
   *[other] Se recibieron { $counted } comunicaciones relativas a este país y esta sustancia que no pudieron utilizarse, por los motivos indicados:
}
filings-unread = { $count ->
    [one] En una comunicación recibida no pudo leerse el país o la sustancia; puede ser una previsión para esta sustancia.
   *[other] En { $counted } comunicaciones recibidas no pudo leerse el país o la sustancia; pueden ser previsiones para esta sustancia.
}
filings-left-out = Al menos un archivo de previsiones no pudo leerse; puede contener una previsión para esta sustancia.
filings-more = { $count ->
    [one] Otra comunicación, en la que no se basa ningún nivel de ese año, figura en el libro de cálculo adjunto.
   *[other] Otras { $counted } comunicaciones, en las que no se basa ningún nivel de ese año, figuran en el libro de cálculo adjunto.
}
rows-more = { $count ->
    [one] … { $counted } fila más: véase el libro de cálculo adjunto
   *[other] … { $counted } filas más: véase el libro de cálculo adjunto
}
numbers-more = { $count ->
    [one] … { $counted } más …
   *[other] … { $counted } más …
}
column-received = Recibido el
column-first-received = Recibido por primera vez el
column-filing = Número
column-kind = Tipo
column-effective = Vigente desde el
column-filed = Presentado (g)
column-counted = Computado, en g enteros
column-effect = Si se computa y cómo
column-note = Nota
kind-assessment = previsión
kind-established = establecida por la Junta
kind-supplement = suplemento
kind-filing = comunicación
kind-record = registro
effect-governs = Se computa: nivel del { $from } al { $to }.
effect-governs-open = Se computa: fija el nivel a partir del { $from }.
effect-governs-expired = Se computa: nivel del { $from } al { $to }, último día antes de su vencimiento, tres años después de su recepción.
effect-expired = No se computa: su vencimiento, tres años después de su recepción, precede al primer día en que fijaría el nivel.
effect-outranked = No se computó: prevalece { $by }, que surte efecto el mismo día, el { $start }.
effect-changes = Se computa: modificación de { $filing } del { $from } al { $to }.
effect-changes-open = Se computa: modifica { $filing } a partir del { $from }.
effect-changes-expired = Se computa: modificación de { $filing } del { $from } al { $to }, último día antes del vencimiento de { $filing }.
effect-changes-after-expiry = No se computó: { $filing }, a la que pertenece, había vencido cuando se recibió.
effect-changes-nothing = No se computa: { $filing }, a la que pertenece, no fija el nivel ningún día a partir de su recepción.
effect-alone = Se computa por sí solo del { $from } al { $to }, al no haber ninguna previsión que modificar.
effect-alone-open = Se computa por sí solo a partir del { $from }, al no haber ninguna previsión que modificar.
effect-alone-nothing = No se computó: una previsión que se conoció después de su recepción se aplica a partir de ese día.
effect-superseded = No se computó: sustituido por otra versión de la misma comunicación.
effect-not-yet-known = No se computó: recibido después del día al que se refieren los datos.
first-received = Recibido por primera vez el { $day }; de ese día depende si se computa y desde cuándo.
heading-levels = Previsión vigente en { $year }
levels-nothing = Ningún día de ese año hay una previsión vigente; el nivel es de 0 g.
levels-unusable = Ningún día de ese año hay una previsión vigente que pudiera utilizarse; el nivel es de 0 g.
column-from = Del
column-to = Al (inclusive)
column-level = Previsión (g)
column-status = Situación
column-behind = En virtud de
status-in-force = vigente
status-stale = vigente; recibida al menos tres años antes
status-expired = vencida; recibida al menos tres años antes
status-none = ninguna
status-unusable = ninguna que pueda utilizarse

heading-movements-import-excess = Movimientos comunicados por su país (importaciones)
heading-movements-partner-reported-excess = Movimientos comunicados por los interlocutores comerciales (exportaciones a su país)
heading-movements-export-excess = Movimientos comunicados por su país (exportaciones)
heading-movements-schedule-i-trade = Movimientos comunicados por una u otra parte
heading-movements-prohibited-trade = Movimientos comunicados por una u otra parte, sin permiso especial de importación
heading-each = Las comunicaciones una por una
heading-each-excess = Las comunicaciones fechadas en días de exceso
column-date = Fecha
column-period = Período
period-day = día
period-month = mes
period-quarter = trimestre
period-year = año
column-record = Registro
column-authorisation = Autorización de importación
column-licence = Permiso especial de importación
column-reporter = Comunicado por
column-flow = Como
column-exporting = País exportador
column-importing = País importador
column-partner = Interlocutor
not-stated = no indicado
column-quarter = Trimestre { $quarter } (g)
column-undivided = Totales del año (g)
column-year = Año (g)
column-form = Forma
column-quantity = Cantidad (g)
column-reexport = Para reexportación (g)
column-factor = Factor
column-base = Base (g)
column-running = Total acumulado (g)
column-excess = Exceso
flow-import = importación
flow-export = exportación
mark-first = sí (primer día)
mark-excess = sí
year-total = { $count ->
    [one] Total del año: { $counted } comunicación
   *[other] Total del año: { $counted } comunicaciones
}
reports-totals = { $count ->
    [one] Una de estas comunicaciones es el total de un mes, un trimestre o un año; su fecha es el último día de ese período.
   *[other] { $counted } de estas comunicaciones son totales de un mes, un trimestre o un año; sus fechas son los últimos días de esos períodos.
}
heading-forms = Formas y factores utilizados
column-code = Código
column-name = Nombre (Lista Verde, en inglés)

heading-accounts = Las dos relaciones del comercio (g de base)
account-own = Comunicado por su país
account-partners = Comunicado por sus interlocutores
account-difference = Diferencia
accounts-set-aside = { $count ->
    [one] Un total de un período más largo no se computa en este cuadro, porque el país que lo comunicó también comunicó períodos más cortos de ese año.
   *[other] { $counted } totales de períodos más largos no se computan en este cuadro, porque los países que los comunicaron también comunicaron períodos más cortos de ese año.
}
accounts-by-partner = Por país exportador difieren como sigue (todo el año):

heading-allowances = Circunstancias tenidas en cuenta
allowance-reexport = Comunicaciones en las que un movimiento se declara, en todo o en parte, para reexportación: { $reports }. Esas partes no se han computado.
allowance-simplified-procedure = Comunicaciones de remesas efectuadas con arreglo al procedimiento simplificado para la atención médica de emergencia: { $reports }. No se han computado, porque esas remesas se consideran consumidas en el país exportador.
allowance-in-force = La previsión estaba vigente el primer día de exceso ({ $day }) y se había recibido menos de tres años antes.
allowance-later = La previsión estaba vigente el primer día de exceso ({ $day }) según su fecha de efecto, aunque se recibió después, el { $received }.
allowance-alone = El primer día de exceso ({ $day }) la previsión consistía únicamente en suplementos, al no haber ninguna previsión que modificar.
allowance-counted = La previsión del país importador vigente el primer día de exceso ({ $day }) se ha computado íntegramente.
allowance-counted-later = La previsión del país importador vigente el primer día de exceso ({ $day }) según su fecha de efecto se ha computado íntegramente, aunque no se recibió, en la forma computada, hasta después de ese día.
allowance-stale = La previsión estaba vigente el primer día de exceso ({ $day }) aunque se había recibido al menos tres años antes; se ha computado íntegramente.
allowance-expired = La previsión, recibida al menos tres años antes, había vencido el primer día de exceso ({ $day }).
allowance-none = El primer día de exceso ({ $day }) no había ninguna previsión vigente, lo que no equivale a una previsión de 0 g.
allowance-unusable = El primer día de exceso ({ $day }) no había ninguna previsión vigente que pudiera utilizarse, lo que no equivale a una previsión de 0 g.
allowance-licence = Los movimientos enumerados con respecto a la prohibición son aquellos para los que no consta ningún permiso especial de importación.

heading-certainty = Grado de certeza
certainty-both = Las dos relaciones, la de su país y la de sus interlocutores comerciales, muestran un exceso en ese año.
certainty-only-import-excess = Solo la relación de su país muestra un exceso en ese año; la de sus interlocutores comerciales no lo muestra.
certainty-only-partner-reported-excess = Solo la relación de los interlocutores comerciales muestra un exceso en ese año; la de su país no lo muestra.
certainty-export = Las cifras se basan únicamente en las comunicaciones de su país; no incluyen remesas de otros países.
certainty-lists = Las comunicaciones se enumeran sin haberlas comparado entre sí.
certainty-superseded = { $count ->
    [one] Una versión de un registro de ese año ha sido sustituida por otra y no se ha computado.
   *[other] { $counted } versiones de registros de ese año han sido sustituidas por otras y no se han computado.
}
certainty-refused = { $count ->
    [one] Un registro defectuoso que menciona este país y esta sustancia no pudo examinarse y no se ha computado:
   *[other] { $counted } registros defectuosos que mencionan este país y esta sustancia no pudieron examinarse y no se han computado:
}
certainty-refused-exports = { $count ->
    [one] Un registro defectuoso que menciona su país, el país importador y esta sustancia no pudo examinarse y no se ha computado:
   *[other] { $counted } registros defectuosos que mencionan su país, el país importador y esta sustancia no pudieron examinarse y no se han computado:
}
certainty-unread = { $count ->
    [one] En un registro defectuoso más no pudo leerse el país importador o la sustancia; puede referirse a estos movimientos y no se ha computado.
   *[other] En { $counted } registros defectuosos más no pudo leerse el país importador o la sustancia; pueden referirse a estos movimientos y no se han computado.
}
column-file = Archivo
column-row = Fila
column-id = Registro o comunicación
column-reason = Motivo
reason-bad-line = la línea no es una fila completa
reason-missing-field = falta un dato obligatorio
reason-unknown-kind = tipo de comunicación desconocido
reason-bad-date = fecha no válida
reason-unknown-unit = unidad desconocida
reason-unknown-period = período desconocido
reason-bad-number = número no válido
reason-date-out-of-range = fecha fuera de los límites admitidos
reason-dated-after-receipt = fecha posterior a la recepción
reason-not-end-of-period = la fecha no es el último día del período
reason-unknown-country = país desconocido
reason-ambiguous-name = nombre de varios países o sustancias
reason-self-trade = el país informante y el interlocutor son el mismo
reason-unknown-flow = ni importación ni exportación
reason-unknown-form = forma desconocida
reason-no-factor = no hay factor para la forma
reason-unknown-substance = sustancia desconocida
reason-missing-year = falta el año a que se refiere
reason-bad-year = año no válido
reason-missing-effective = falta la fecha de efecto
reason-wrong-kind = tipo de comunicación de otra convención
reason-confirmed-before-received = fecha de confirmación anterior a la recepción
reason-unknown-procedure = procedimiento desconocido
reason-schedule-i = no hay previsiones para la Lista I
reason-negative-quantity = cantidad negativa
reason-quantity-too-large = cantidad demasiado grande
reason-reexport-exceeds-quantity = reexportación superior a la cantidad expedida

## Formulario de respuesta

heading-reply = Respuesta relativa al anexo { $annex }
question-differences = Las dos relaciones del comercio difieren según se indica más arriba. ¿Qué cifras son correctas?
answer-own = Las comunicadas por nuestro país.
answer-partners = Las comunicadas por los interlocutores comerciales.
answer-corrected = Ni unas ni otras; se adjuntan los registros corregidos.
question-partners = { $count ->
    [one] Respecto de una importación no se indica el país exportador. ¿Cuál era?
   *[other] Respecto de { $counted } importaciones no se indican los países exportadores. ¿Cuáles eran?
}
question-authorisations = { $count ->
    [one] Respecto de una exportación no consta ninguna autorización de importación. ¿En qué autorización se basó?
   *[other] Respecto de { $counted } exportaciones no consta ninguna autorización de importación. ¿En qué autorizaciones se basaron?
}
question-alike = Los números de autorizaciones de importación que figuran en cada una de estas filas difieren únicamente en caracteres que se parecen. ¿Son correctos ambos?
answer-both = ambos
answer-first = solo el primero
answer-second = solo el segundo
question-supplement = ¿Desea su Gobierno presentar un suplemento o una nueva previsión para esta sustancia?
answer-supplement-attached = Sí; se adjunta.
answer-supplement-none = No.
question-explain-lists = ¿Con qué fines y en virtud de qué autorización se efectuaron los movimientos?
answer-explain-attached = Se adjunta una explicación.
answer-explain-below = La siguiente:
reply-name = Nombre y cargo
reply-date = Fecha
reply-signature = Firma y sello
sheet-about = Acerca de los datos
sheet-movements = Movimientos
sheet-filings = Comunicaciones
sheet-refused = No utilizado
column-annex = Anexo
column-finding = Constatación
