# Las cartas en español. Los mensajes, sus nombres y sus campos { $… } son los de en.ftl.

## Membrete y destinatario

board = Junta Internacional de Fiscalización de Estupefacientes
board-address = Centro Internacional de Viena, P.O. Box 500, 1400 Viena, Austria
draft = Proyecto para examen y firma
label-reference = Referencia
label-date = Fecha
date-open = [fecha]
addressee = A la autoridad nacional competente en virtud del Convenio sobre Sustancias Sicotrópicas de 1971
label-subject = Asunto
subject-imports = Importaciones de sustancias sicotrópicas y previsiones de las necesidades anuales, { $years }
subject-exports = Exportaciones de sustancias sicotrópicas y previsiones de las necesidades anuales de los países importadores, { $years }
salutation = De mi consideración:

## Introducción y fundamento jurídico

opening-imports = { $count ->
    [one] Tengo el honor de referirme a los informes sobre el comercio internacional de sustancias sicotrópicas presentados a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno la siguiente constatación, relativa a importaciones efectuadas por su país.
   *[other] Tengo el honor de referirme a los informes sobre el comercio internacional de sustancias sicotrópicas presentados a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno las siguientes { $counted } constataciones, relativas a importaciones efectuadas por su país.
}
opening-exports = { $count ->
    [one] Tengo el honor de referirme a los informes sobre el comercio internacional de sustancias sicotrópicas presentados a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno la siguiente constatación, relativa a exportaciones comunicadas por su país.
   *[other] Tengo el honor de referirme a los informes sobre el comercio internacional de sustancias sicotrópicas presentados a la Junta Internacional de Fiscalización de Estupefacientes y, en nombre de esta, de señalar a la atención de su Gobierno las siguientes { $counted } constataciones, relativas a exportaciones comunicadas por su país.
}
heading-legal = Fundamento jurídico
legal-estimates = De conformidad con el artículo 16 del Convenio sobre Sustancias Sicotrópicas de 1971, las Partes presentan a la Junta informes sobre su comercio. En sus resoluciones 1981/7, 1991/44, 1993/38 y 1996/30, el Consejo Económico y Social pidió a los Gobiernos que presentaran a la Junta previsiones de sus necesidades anuales de sustancias sicotrópicas para fines médicos y científicos. La Junta comunica esas previsiones a todos los Gobiernos, como orientación para la autorización de exportaciones. Un Gobierno puede modificar su previsión en cualquier momento mediante la presentación de un suplemento.
legal-schedule-i = El artículo 7 del Convenio reserva el comercio internacional de las sustancias de la Lista I a las autoridades u organismos competentes, o a las personas o empresas que estos hayan autorizado expresamente. Respecto de esas sustancias no se presentan previsiones; se enumera todo movimiento comunicado a la Junta.
legal-prohibited = En virtud del artículo 13 del Convenio, una Parte puede notificar que prohíbe la importación de una o más sustancias; recibida la notificación, las demás Partes adoptan medidas para que ninguna de esas sustancias sea exportada a su territorio, salvo permiso especial de importación.
heading-method = Cómo deben leerse las cifras
method-estimates = En la presente carta, por “previsión” se entiende la previsión vigente en un día determinado, con las modificaciones introducidas por los suplementos. Todas las cantidades se comparan en gramos de base anhidra pura. Las previsiones se cuentan en gramos enteros; todo valor entre 0 y 1 g cuenta como 1 g. No se cuentan las cantidades declaradas para reexportación. Los totales se calculan a partir del 1 de enero del año civil; hay exceso en un día determinado cuando el total hasta ese día inclusive es superior a la previsión vigente ese día. Lo que comunican los países importadores y lo que comunican sus interlocutores comerciales son dos relaciones del mismo comercio y nunca se suman. Las cifras en gramos son exactas; los porcentajes están redondeados a un decimal.
method-lists = Los movimientos se enumeran tal como los comunicó una u otra parte, por lo que una misma remesa puede figurar dos veces; los totales de esas listas no representan un volumen de comercio. Las cantidades se expresan en gramos de base anhidra pura; las cifras en gramos son exactas.

## Constataciones

heading-findings = Constataciones
found-import-excess = { $substance }, { $schedule }, { $year }: las importaciones comunicadas por su país del 1 de enero al { $first } ascienden a { $quantity } g, { $compared } (anexo { $annex }).
found-partner-reported-excess = { $substance }, { $schedule }, { $year }: las exportaciones a su país comunicadas por sus interlocutores comerciales del 1 de enero al { $first } ascienden a { $quantity } g, { $compared } (anexo { $annex }).
found-export-excess = { $substance }, { $schedule }, { $year }: tan solo las exportaciones al país importador ({ $importer }) comunicadas por su país del 1 de enero al { $first } ascienden a { $quantity } g, { $compared } (anexo { $annex }).
compared-in-force = mientras que la previsión { $whose } vigente ese día es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g, es decir, { $percent } de la previsión
compared-stale = mientras que la previsión { $whose } vigente ese día, recibida al menos tres años antes, es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g, es decir, { $percent } de la previsión
compared-zero = mientras que la previsión { $whose } vigente ese día es de { $estimate } g; el exceso registrado ese día, por primera vez en el año, es de { $excess } g
compared-expired = mientras que la previsión { $whose }, recibida al menos tres años antes, ya no estaba vigente ese día (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
compared-none = mientras que ese día no estaba vigente ninguna previsión { $whose }, presentada por su Gobierno o establecida por la Junta (nivel: { $estimate } g); el exceso registrado ese día, por primera vez en el año, es de { $excess } g
grown = El mayor exceso del año, el { $peak }, es de { $greatest } g, es decir, { $percent } de la previsión vigente ese día ({ $estimate } g).
grown-zero = El mayor exceso del año, el { $peak }, es de { $greatest } g; el nivel ese día es de { $estimate } g.
whose-imports = de su país
whose-exports = del país importador
percent = el { $value } %
percent-below = menos del { $value } %
found-schedule-i-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: se ha comunicado { $counted } movimiento de esta sustancia a su país, de fecha { $first } (anexo { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: se han recibido { $counted } comunicaciones de movimientos de esta sustancia a su país, la primera de fecha { $first } y la última de fecha { $last } (anexo { $annex }).
}
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: se ha comunicado, sin que conste un permiso especial de importación, { $counted } movimiento a su país de esta sustancia, cuya importación ha prohibido su Gobierno en virtud del artículo 13, de fecha { $first } (anexo { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: se han recibido, sin que conste un permiso especial de importación, { $counted } comunicaciones de movimientos a su país de esta sustancia, cuya importación ha prohibido su Gobierno en virtud del artículo 13, la primera de fecha { $first } y la última de fecha { $last } (anexo { $annex }).
}
found-before = La presente actualiza la constatación comunicada con la referencia { $reference }.

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
because-policy = las reglas para contar las previsiones se aplican de otro modo
because-known-at = los datos se consideran conocidos en otra fecha
because-program = se ha revisado el programa con que se calculan las cifras
because-refused = resultaron defectuosos registros o previsiones en que se basaba
because-no-longer-refused = ahora se cuentan registros o previsiones que habían resultado defectuosos
because-removed = ya no constan registros o previsiones en que se basaba
because-unknown = los datos que ahora constan no la muestran
withdrawn-note = No es necesario responder a lo que ha dejado de ser válido. Las demás constataciones comunicadas con las mismas referencias no se ven afectadas.
schedule-i = Lista I
schedule-ii = Lista II
schedule-iii = Lista III
schedule-iv = Lista IV

## Solicitud, despedida, procedencia de las cifras

heading-request = Respuesta solicitada
request-by = Agradecería que su Gobierno tuviera a bien examinar los registros que figuran en los anexos y responder a las preguntas numeradas al final de cada anexo a más tardar el { $date }.
request-within = { $count ->
    [one] Agradecería que su Gobierno tuviera a bien examinar los registros que figuran en los anexos y responder a las preguntas numeradas al final de cada anexo en el plazo de { $counted } día a partir de la fecha de la presente carta.
   *[other] Agradecería que su Gobierno tuviera a bien examinar los registros que figuran en los anexos y responder a las preguntas numeradas al final de cada anexo en el plazo de { $counted } días a partir de la fecha de la presente carta.
}
request-note = Las constataciones reflejan lo que se ha comunicado a la Junta; los registros pueden estar incompletos o requerir correcciones, y la Junta tendrá en cuenta toda rectificación.
closing = Aprovecho la oportunidad para reiterarle las seguridades de mi consideración más distinguida.
signature = [Nombre y cargo]
heading-provenance = Procedencia de las cifras
label-run = Cálculo núm.
label-program = Programa
label-manifest = Resumen criptográfico del manifiesto (BLAKE3)
label-configuration = Resumen criptográfico de la configuración (BLAKE3)
label-known = Datos conocidos al
known-at = { $date }
known-all = todo lo recibido en el momento del cálculo
label-alert = Alerta
label-withdrawn = Alerta retirada
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
cured-never = no en ese año
label-within-exports = Primera remesa posterior dentro de la previsión
within-never-exports = ninguna en ese año
label-year-total = Total de todo el año
label-records = Movimientos
label-reports = Comunicaciones
reports-by-account = su país { $importers }, sus interlocutores comerciales { $exporters }
label-first-movement = Primer movimiento
label-last-movement = Último movimiento
grams = { $value } g
grams-percent = { $value } g ({ $percent } de la previsión)
grams-day = { $value } g, el { $date }

heading-estimates = Previsiones y suplementos registrados
estimates-nothing = No se ha presentado ni establecido ninguna previsión.
column-received = Recibido el
column-filing = Número
column-kind = Tipo
column-effective = Vigente desde el
column-filed = Presentado (g)
column-counted = Contado, en g enteros
column-effect = Si se contó y cómo
kind-assessment = previsión
kind-established = establecida por la Junta
kind-supplement = suplemento
effect-governs = Se contó: fijó el nivel del { $from } al { $to } (regla 3.2).
effect-governs-open = Se cuenta: fija el nivel a partir del { $from } (regla 3.2).
effect-outranked = No se contó: { $by }, que surte efecto el mismo día, el { $start }, fija el nivel (regla 3.2).
effect-changes = Se contó: modificó { $filing } del { $from } al { $to } (regla 3.4).
effect-changes-open = Se cuenta: modifica { $filing } a partir del { $from } (regla 3.4).
effect-changes-nothing = No se contó: { $filing }, a la que pertenece, no fijó el nivel en ningún día posterior (regla 3.4).
effect-alone = Se contó por sí solo del { $from } al { $to }, al no haber ninguna previsión vigente (regla 3.5).
effect-alone-open = Se cuenta por sí solo a partir del { $from }, al no haber ninguna previsión vigente (regla 3.5).
effect-alone-nothing = No se contó: una previsión fija el nivel desde su primer día (regla 3.5).
effect-superseded = No se contó: sustituido por otra versión de la misma comunicación (regla 4.2).
effect-not-yet-known = No se contó: recibido después del día al que se refieren los datos.
heading-levels = Previsión vigente en { $year }
levels-nothing = Ningún día de ese año hubo una previsión vigente; el nivel es de 0 g.
column-from = Del
column-to = Al (inclusive)
column-level = Previsión (g)
column-status = Situación
column-behind = En virtud de
status-in-force = vigente
status-stale = vigente; recibida al menos tres años antes
status-expired = vencida; recibida al menos tres años antes
status-none = ninguna

heading-movements-import-excess = Movimientos comunicados por su país (importaciones)
heading-movements-partner-reported-excess = Movimientos comunicados por los interlocutores comerciales (exportaciones a su país)
heading-movements-export-excess = Movimientos comunicados por su país (exportaciones)
heading-movements-schedule-i-trade = Movimientos comunicados por una u otra parte
heading-movements-prohibited-trade = Movimientos comunicados por una u otra parte, sin permiso especial de importación
column-date = Fecha
column-record = Registro
column-authorisation = Autorización de importación
column-reporter = Comunicado por
column-flow = Como
column-exporting = País exportador
column-importing = País importador
column-partner = Interlocutor
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
    [one] Total del año: { $counted } movimiento
   *[other] Total del año: { $counted } movimientos
}
year-total-lists = { $count ->
    [one] Total del año: { $counted } comunicación
   *[other] Total del año: { $counted } comunicaciones
}
heading-forms = Formas y factores utilizados
column-code = Código
column-name = Nombre (Lista Verde, en inglés)

heading-accounts = La relación de los interlocutores comerciales
accounts-import-excess = Las comunicaciones de su país muestran { $own } g en todo el año, y las de sus interlocutores comerciales { $other } g.
accounts-partner-reported-excess = Las comunicaciones de los interlocutores comerciales muestran { $own } g en todo el año, y las de su país { $other } g.
accounts-other-days = Por días, la otra relación muestra lo siguiente:
column-movements = Movimientos
column-reports-importer = Comunicaciones del país importador
column-reports-exporter = Comunicaciones del país exportador

heading-allowances = Circunstancias tenidas en cuenta
allowance-reexport-none = Ninguno de los movimientos está declarado, en todo o en parte, para reexportación.
allowance-reexport = Comunicaciones en las que un movimiento se declara, en todo o en parte, para reexportación: { $reports }. Esas partes no se han contado.
allowance-in-force = La previsión estaba vigente el primer día de exceso ({ $day }) y se había recibido menos de tres años antes.
allowance-stale = La previsión estaba vigente el primer día de exceso ({ $day }) aunque se había recibido al menos tres años antes; se ha contado íntegramente.
allowance-expired = La previsión, recibida al menos tres años antes, había vencido el primer día de exceso ({ $day }).
allowance-none = El primer día de exceso ({ $day }) no había ninguna previsión vigente, lo que no equivale a una previsión de 0 g.
allowance-supplements = Todo suplemento se ha contado desde el día en que se recibió.
allowance-licence = Los movimientos enumerados con respecto a la prohibición son aquellos para los que no consta ningún permiso especial de importación.

heading-certainty = Grado de certeza
certainty-both = Las dos relaciones, la de su país y la de sus interlocutores comerciales, muestran un exceso en ese año.
certainty-only-import-excess = Solo la relación de su país muestra un exceso en ese año; la de sus interlocutores comerciales no lo muestra.
certainty-only-partner-reported-excess = Solo la relación de los interlocutores comerciales muestra un exceso en ese año; la de su país no lo muestra.
certainty-export = Las cifras se basan únicamente en las comunicaciones de su país; no incluyen remesas de otros países.
certainty-lists = Las comunicaciones se enumeran sin haberlas comparado entre sí.
certainty-superseded = { $count ->
    [0] Ningún registro de estos movimientos ha sido sustituido por una versión posterior.
    [one] { $counted } versión de un registro ha sido sustituida por otra posterior y no se ha contado.
   *[other] { $counted } versiones de registros han sido sustituidas por otras posteriores y no se han contado.
}
certainty-refused = { $count ->
    [0] No se ha encontrado ningún registro defectuoso que mencione este país y esta sustancia.
    [one] { $counted } registro defectuoso que menciona este país y esta sustancia no pudo examinarse y no se ha contado:
   *[other] { $counted } registros defectuosos que mencionan este país y esta sustancia no pudieron examinarse y no se han contado:
}
certainty-unread = { $count ->
    [0] Ningún registro defectuoso cuyo país importador o cuya sustancia no pudieron leerse puede referirse a estos movimientos.
    [one] En { $counted } registro defectuoso más no pudo leerse el país importador o la sustancia; puede referirse a estos movimientos y no se ha contado.
   *[other] En { $counted } registros defectuosos más no pudo leerse el país importador o la sustancia; pueden referirse a estos movimientos y no se han contado.
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
reason-bad-number = número no válido
reason-date-out-of-range = fecha fuera de los límites admitidos
reason-dated-after-receipt = fecha posterior a la recepción
reason-unknown-country = país desconocido
reason-self-trade = el país informante y el interlocutor son el mismo
reason-unknown-flow = ni importación ni exportación
reason-unknown-form = forma desconocida
reason-no-factor = no hay factor para la forma
reason-unknown-substance = sustancia desconocida
reason-schedule-i = no hay previsiones para la Lista I
reason-negative-quantity = cantidad negativa
reason-quantity-too-large = cantidad demasiado grande
reason-reexport-exceeds-quantity = reexportación superior a la cantidad expedida

## Formulario de respuesta

heading-reply = Respuesta relativa al anexo { $annex }
question-confirm = ¿Están completos y son correctos los movimientos enumerados en este anexo?
answer-confirm-yes = Sí, se confirman.
answer-confirm-no = No; véase la pregunta siguiente.
question-correct = ¿Hay registros que deban corregirse, añadirse o retirarse?
answer-correct-none = No.
answer-correct-attached = Sí; se adjuntan los registros corregidos.
question-supplement = ¿Desea su Gobierno presentar un suplemento o una nueva previsión para esta sustancia?
answer-supplement-attached = Sí; se adjunta.
answer-supplement-none = No.
question-explain-imports = ¿A qué se debe la diferencia entre los movimientos y la previsión?
question-explain-exports = ¿En qué autorizaciones de importación y en qué previsión del país importador se basaron las exportaciones?
question-explain-lists = ¿Con qué fines y en virtud de qué autorización se efectuaron los movimientos?
answer-explain-attached = Se adjunta una explicación.
answer-explain-below = La siguiente:
question-authenticate = ¿Fueron expedidas por su autoridad competente las siguientes autorizaciones de importación?
question-authenticate-exports = ¿Obran en sus archivos las siguientes autorizaciones de importación, recibidas del país importador?
answer-issued = expedida
answer-not-issued = no expedida
answer-in-files = obra en los archivos
answer-not-in-files = no obra en los archivos
reply-name = Nombre y cargo
reply-date = Fecha
reply-signature = Firma y sello
