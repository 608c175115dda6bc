# The letters in English under the United Nations Convention of 1988, on precursors. Each message takes the place of that of en.ftl, or
# is one that only these letters have. { $role } is imports or exports, by what the letter is about. Annual legitimate requirements are
# guidance: these letters speak of observations, and find no excess.

## Letterhead, address and legal basis

addressee = To the competent national authority under article 12 of the United Nations Convention against Illicit Traffic in Narcotic Drugs and Psychotropic Substances of 1988
subject-imports = Imports of precursors and annual legitimate requirements, { $years }
subject-exports = Exports of precursors and the importing countries’ annual legitimate requirements, { $years }
opening-imports = { $count ->
    [one] I have the honour to refer to the information on international trade in precursors furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government, for its consideration, the following observation, which concerns imports into your country.
   *[other] I have the honour to refer to the information on international trade in precursors furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government, for its consideration, the following { $counted } observations, which concern imports into your country.
}
opening-exports = { $count ->
    [one] I have the honour to refer to the information on international trade in precursors furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government, for its consideration, the following observation, which concerns exports reported by your country.
   *[other] I have the honour to refer to the information on international trade in precursors furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government, for its consideration, the following { $counted } observations, which concern exports reported by your country.
}
opening-withdrawn = I have the honour to refer to the observations on international trade in precursors communicated earlier to your Government and, on behalf of the International Narcotics Control Board, to inform your Government that those listed below no longer stand.
heading-list = List of observations
legal-estimates = Under article 12 of the United Nations Convention against Illicit Traffic in Narcotic Drugs and Psychotropic Substances of 1988, Parties take the measures they deem appropriate to prevent diversion of the substances in Table I and Table II, and cooperate with one another to this end. In its resolution 49/3, the Commission on Narcotic Drugs requested Member States to provide to the Board annual estimates of their legitimate requirements for certain precursors. These requirements are guidance for the authorities of exporting and importing countries. They set no limit: quantities above a requirement are no breach of the Convention, and may have a legitimate explanation.
legal-prohibited = Under article 12, paragraph 1, of the Convention, Parties take the measures they deem appropriate to prevent diversion of the substances in Table I and Table II, and cooperate with one another to this end. The list of import prohibitions names your country and this substance.
method-estimates = In this letter, “requirement” means the annual legitimate requirement that the Government of the importing country has furnished and that is in use on a given day; it is in use until another replaces it. Quantities are compared in grams of the substance, converted with the factors shown. Quantities declared for re-export are counted in full. Totals run from 1 January of the calendar year; a day is above the requirement when the total up to and including that day is greater than the requirement in use on that day. Days on which no requirement was in use are not compared. A report that is the total of a month, a quarter or a year counts on the last day of that period, so that the requirement may have been exceeded before the first day above it. What importing countries report and what their partners report are two accounts of the same trade and are never added together. Figures in grams are exact; percentages are rounded to one decimal place.
method-lists = Movements are listed as reported by either side, so that one shipment may appear twice; the totals of such lists do not represent a volume of trade. A report that is the total of a month, a quarter or a year is dated the last day of that period. Quantities are in grams of the substance, converted with the factors shown; figures in grams are exact.
schedule-ti = Table I
schedule-tii = Table II

## What was observed

compared-in-force = and so exceed the requirement of { $estimate } g that was { $whose } and in use on that day, the first of the year on which they do, by { $excess } g, or { $percent } of the requirement
compared-stale = and so exceed the requirement of { $estimate } g that was { $whose }, received three years before or earlier and in use on that day, the first of the year on which they do, by { $excess } g, or { $percent } of the requirement
compared-zero = and so exceed the requirement of { $estimate } g that was { $whose } and in use on that day, the first of the year on which they do, by { $excess } g
whose-imports = furnished by your Government
whose-exports = furnished by the Government of the importing country
grown = The greatest quantity above the requirement in that year, on { $peak }, is { $greatest } g, or { $percent } of the requirement in use on that day ({ $estimate } g).
grown-zero = The greatest quantity above the requirement in that year, on { $peak }, is { $greatest } g; the requirement in use on that day is { $estimate } g.
excess-not-later = Some of the reports are totals of a month, a quarter or a year, which count on its last day; the requirement was exceeded not later than { $date }.
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: { $counted } report of a movement to your country of this substance, whose import the list of prohibitions names as prohibited by your country, has been received without a special import licence on record, dated { $first } (annex { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: { $counted } reports of movements to your country of this substance, whose import the list of prohibitions names as prohibited by your country, have been received without a special import licence on record, the first dated { $first }, the last { $last } (annex { $annex }).
}
found-before = This updates the observation communicated under reference { $reference }.
doubt-refused-filing = A filing received for the importing country could not be used; it may bear on this observation.
doubt-refused-record = A record of imports into the country could not be used; it may bear on this observation.
heading-withdrawn = Observations that no longer stand
because-new-estimate = another requirement has been received
because-corrected-filing = a requirement has been corrected
because-level = another requirement of the importing country applies
because-policy = the rules by which requirements are counted are applied otherwise
because-refused = records or requirements on which it rested have been found faulty
because-no-longer-refused = records or requirements that had been found faulty are counted now
because-removed = records or requirements on which it rested are no longer on file
withdrawn-note = No reply to what no longer stands is needed. Other observations communicated under the same references are not affected by this.

## Advice, provenance

request-by = { $role ->
    [exports] Before further shipments, the authorities of your Government may wish to verify the legitimate need with those of the importing country. Any information in reply to the questions at the end of the annexes would be welcome, if possible by { $date }.
   *[imports] The Board invites your Government to review the requirements concerned and, where they no longer reflect legitimate needs, to furnish revised ones. Any information in reply to the questions at the end of the annexes would be welcome, if possible by { $date }.
}
request-within = { $role ->
    [exports] Before further shipments, the authorities of your Government may wish to verify the legitimate need with those of the importing country. Any information in reply to the questions at the end of the annexes would be welcome, if possible within { $count ->
        [one] { $counted } day
       *[other] { $counted } days
    } of the date of this letter.
   *[imports] The Board invites your Government to review the requirements concerned and, where they no longer reflect legitimate needs, to furnish revised ones. Any information in reply to the questions at the end of the annexes would be welcome, if possible within { $count ->
        [one] { $counted } day
       *[other] { $counted } days
    } of the date of this letter.
}
request-note = The observations describe what has been reported to the Board; records may be incomplete or need correction, and the Board will take any correction into account.
enclosures = Enclosed: annexes; workbook { $file } with all movements and filings on which the observations rest.

## Annexes

heading-figures = The observations in figures
label-finding-import-excess = Observation by your country’s import reports
label-finding-partner-reported-excess = Observation by the partners’ export reports
label-finding-export-excess = Observation by your country’s export reports
label-first = First day above the requirement
label-estimate = Requirement in use on that day
label-excess = Above the requirement on that day
label-peak = Greatest quantity above the requirement
label-last = Last day above the requirement
label-days = Days above the requirement
label-cured = Within the requirement again on
cured-never = not in that year after the last day above the requirement
label-within-exports = First later report within the requirement
prohibited-since = { $date } ({ $source }; prohibitions.csv, line { $line })
day-not-later = { $date } (the requirement may have been exceeded earlier)
grams-percent = { $value } g ({ $percent } of the requirement)
heading-estimates = Annual legitimate requirements on record
filings-unread = { $count ->
    [one] In { $counted } filing that was received the country or the substance could not be read; it may be a requirement for this substance.
   *[other] In { $counted } filings that were received the country or the substance could not be read; they may be requirements for this substance.
}
filings-left-out = At least one file of requirements could not be read; it may hold a requirement for this substance.
kind-requirement = annual legitimate requirement
column-effective = In use from
effect-governs = Counted: the requirement from { $from } to { $to }.
effect-governs-open = Counted: the requirement from { $from } on.
first-received = First received on { $day }.
heading-levels = Requirement in use in { $year }
column-level = Requirement (g)
status-in-force = in use
status-stale = in use; received three years before or earlier
status-unknown = none in use; not compared
heading-each-excess = The reports dated on days above the requirement
column-name = Name (Red List)
column-base = Substance (g)
column-excess = Above the requirement
heading-accounts = Both accounts of the trade (g of the substance)
allowance-reexport = Reports in which a movement is declared, in whole or in part, for re-export: { $reports }. They have been counted in full.
allowance-in-force = The requirement was in use on the first day above it ({ $day }), and received less than three years before.
allowance-later = The requirement was in use on the first day above it ({ $day }) by its effective date, although it was received later, on { $received }.
allowance-counted = The requirement of the importing country in use on the first day above it ({ $day }) has been counted in full.
allowance-counted-later = The requirement of the importing country in use on the first day above it ({ $day }) by its effective date has been counted in full, although it was received, in the form that counts, only after that day.
allowance-stale = The requirement was in use on the first day above it ({ $day }) although received three years before or earlier; it has been counted in full.
certainty-both = Both accounts, that of your country and that of its trading partners, show quantities above the requirement in that year.
certainty-only-import-excess = Only the account of your country shows quantities above the requirement in that year; that of its trading partners does not.
certainty-only-partner-reported-excess = Only the account of the trading partners shows quantities above the requirement in that year; that of your country does not.
question-authorisations = { $count ->
    [one] For { $counted } export no import authorization is on record. If one is required, on which authorization was it based?
   *[other] For { $counted } exports no import authorizations are on record. If they are required, on which authorizations were they based?
}
question-supplement = Would your Government wish to furnish a revised annual legitimate requirement for this substance?
column-finding = Observation
