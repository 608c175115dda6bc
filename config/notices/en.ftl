# The letters in English. Fluent syntax: a message has a name, and { $placeables } for what the program fills in.
# Every language has the same messages with the same placeables; their order within a message is free.

## Letterhead and address

board = International Narcotics Control Board
board-address = Vienna International Centre, P.O. Box 500, 1400 Vienna, Austria
draft = Draft for review and signature
invented = Invented data: nothing in this letter is about real trade, and it calls for no action.
label-reference = Reference
label-date = Date
date-open = [date]
addressee = To the competent national authority under the Convention on Psychotropic Substances of 1971
label-subject = Subject
subject-imports = Imports of psychotropic substances and assessed annual requirements, { $years }
subject-exports = Exports of psychotropic substances and the importing countries’ assessed annual requirements, { $years }
salutation = Sir/Madam,

## Opening and legal basis

opening-imports = { $count ->
    [one] I have the honour to refer to the reports on international trade in psychotropic substances furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government the following finding, which concerns imports into your country.
   *[other] I have the honour to refer to the reports on international trade in psychotropic substances furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government the following { $counted } findings, which concern imports into your country.
}
opening-exports = { $count ->
    [one] I have the honour to refer to the reports on international trade in psychotropic substances furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government the following finding, which concerns exports reported by your country.
   *[other] I have the honour to refer to the reports on international trade in psychotropic substances furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government the following { $counted } findings, which concern exports reported by your country.
}
findings-listed = They are set out in the list that follows this letter.
heading-list = List of findings
heading-notes = Legal basis, and how the figures are to be read
heading-legal = Legal basis
legal-estimates = Parties to the Convention on Psychotropic Substances of 1971 furnish reports on their trade to the Board under article 16 of the Convention. In its resolutions 1981/7, 1991/44, 1993/38 and 1996/30, the Economic and Social Council asked Governments to furnish to the Board assessments of their annual medical and scientific requirements for psychotropic substances. The Board communicates these assessments to all Governments, as guidance for the approval of exports. A Government may modify its assessment at any time by furnishing a supplement.
legal-schedule-i = Article 7 of the Convention restricts international trade in substances in Schedule I to competent authorities or agencies, or persons and enterprises specifically authorized by them. No assessments are furnished for those substances; every movement reported to the Board is listed.
legal-prohibited = Under article 13 of the Convention, a Party may notify that it prohibits the import of one or more substances; once so notified, other Parties take measures to ensure that none of them is exported to it, except under a special import licence.
heading-method = How the figures are to be read
method-estimates = In this letter, “estimate” means the assessment in force on a given day, as changed by supplements. All quantities are compared in grams of pure anhydrous base. Estimates are counted in whole grams, anything between 0 and 1 g as 1 g. Quantities declared for re-export are not counted. Totals run from 1 January of the calendar year; a day is in excess when the total up to and including that day is greater than the estimate in force on that day. A report that is the total of a month, a quarter or a year counts on the last day of that period, so that an excess may have begun before the first day in excess. What importing countries report and what their partners report are two accounts of the same trade and are never added together. Figures in grams are exact; percentages are rounded to one decimal place.
method-lists = Movements are listed as reported by either side, so that one shipment may appear twice; the totals of such lists do not represent a volume of trade. A report that is the total of a month, a quarter or a year is dated the last day of that period. Quantities are in grams of pure anhydrous base; figures in grams are exact.

## What was found

found-import-excess = { $substance }, { $schedule }, { $year }: the imports reported by your country from { $period } amount to { $quantity } g, { $compared } (annex { $annex }).
found-partner-reported-excess = { $substance }, { $schedule }, { $year }: the exports to your country reported by its trading partners from { $period } amount to { $quantity } g, { $compared } (annex { $annex }).
found-export-excess = { $substance }, { $schedule }, { $year }: the exports to { $importer } reported by your country from { $period } alone amount to { $quantity } g, { $compared } (annex { $annex }).
compared-in-force = while the estimate { $whose } in force on that day is { $estimate } g; the excess on that day, the first of the year in excess, is { $excess } g, or { $percent } of the estimate
compared-stale = while the estimate { $whose } in force on that day, received three years before or earlier, is { $estimate } g; the excess on that day, the first of the year in excess, is { $excess } g, or { $percent } of the estimate
compared-zero = while the estimate { $whose } in force on that day is { $estimate } g; the excess on that day, the first of the year in excess, is { $excess } g
compared-expired = while the estimate { $whose }, received three years before or earlier, was no longer in force on that day (level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
compared-none = while no estimate { $whose }, furnished by its Government or established by the Board, was in force on that day (level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
compared-unusable = while no estimate { $whose } that could be used is on record for that day (level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
grown = The greatest excess of the year, on { $peak }, is { $greatest } g, or { $percent } of the estimate in force on that day ({ $estimate } g).
grown-zero = The greatest excess of the year, on { $peak }, is { $greatest } g; the level on that day is { $estimate } g.
excess-not-later = Some of the reports are totals of a month, a quarter or a year, which count on its last day; the excess began not later than { $date }.
whose-imports = of your country
whose-exports = of the importing country
percent = { $value } per cent
percent-below = less than { $value } per cent
found-schedule-i-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: { $counted } report of a movement of this substance to your country has been received, dated { $first } (annex { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: { $counted } reports of movements of this substance to your country have been received, the first dated { $first }, the last { $last } (annex { $annex }).
}
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: { $counted } report of a movement to your country of this substance, whose import your Government has prohibited under article 13, has been received without a special import licence on record, dated { $first } (annex { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: { $counted } reports of movements to your country of this substance, whose import your Government has prohibited under article 13, have been received without a special import licence on record, the first dated { $first }, the last { $last } (annex { $annex }).
}
found-before = This updates the finding communicated under reference { $reference }.
doubt-refused-filing = A filing received for the importing country could not be used; it may bear on this finding.
doubt-refused-record = A record of imports into the country could not be used; it may bear on this finding.
doubt-id-shared = The number of a record or of a filing stands for several of them; each is treated as a record or filing of its own.
doubt-returns-disagree = Totals reported for months, quarters or the year differ from what was reported for shorter periods of that year; only the reports for the shortest periods have been counted.
doubt-versions-unlike = A record has versions that name different partners or authorizations or are more than a month apart; only one of them has been counted.
doubt-licence-word = { $count ->
    [0] At least one record of imports of this substance into the country that others have furnished gives, in place of a special import licence, a word that says nothing; what it reports has been taken as licensed.
    [one] { $counted } record of imports of this substance into the country, of any year, gives, in place of a special import licence, a word that says nothing; the movement has been taken as licensed.
   *[other] { $counted } records of imports of this substance into the country, of any year, give, in place of a special import licence, a word that says nothing; the movements have been taken as licensed.
}

## What no longer stands

opening-withdrawn = I have the honour to refer to the findings on international trade in psychotropic substances communicated earlier to your Government and, on behalf of the International Narcotics Control Board, to inform your Government that those listed below no longer stand.
heading-withdrawn = Findings that no longer stand
withdrawn = { $substance }, { $schedule }, { $year }. { $finding }: what was communicated under reference { $reference } no longer stands, because { $because }.
because-late-record = further records have been received
because-correction = records have been corrected
because-withdrawal = records have been withdrawn by those who reported them
because-supplement = a supplement has been received
because-new-estimate = another assessment has been received, or another value established by the Board
because-corrected-filing = an assessment or a supplement has been corrected
because-level = another estimate of the importing country applies
because-factor = the factor of a form has been revised
because-schedule = the entry of the substance in the lists has been revised
because-prohibition = the list of import prohibitions has been revised
because-configuration = the lists of codes by which records are read have been revised
because-policy = the rules by which estimates are counted are applied otherwise
because-known-at = the data are taken as known on another day
because-program = the program that works out the figures has been revised
because-refused = records or estimates on which it rested have been found faulty
because-no-longer-refused = records or estimates that had been found faulty are counted now
because-removed = records or estimates on which it rested are no longer on file
because-set-aside = totals of a period on which it rested have been replaced by reports for shorter periods
because-own-exports = exports that your country reports have changed, and its level with them
because-confirmation = a confirmation by the Board has been recorded
because-deduction = an excess of an earlier year has been deducted
because-exempt = the list of exempt preparations has been revised
because-notice = the list of notifications of the Board has been revised
because-unknown = the data now on file do not show it
withdrawn-note = No reply to what no longer stands is needed. Other findings communicated under the same references are not affected by this.

schedule-i = Schedule I
schedule-ii = Schedule II
schedule-iii = Schedule III
schedule-iv = Schedule IV

## Request, closing, provenance

request-by = I should be grateful if your Government would examine the annexes and reply to the questions at the end of the annexes by { $date }.
request-within = { $count ->
    [one] I should be grateful if your Government would examine the annexes and reply to the questions at the end of the annexes within { $counted } day of the date of this letter.
   *[other] I should be grateful if your Government would examine the annexes and reply to the questions at the end of the annexes within { $counted } days of the date of this letter.
}
request-note = The findings describe what has been reported to the Board; records may be incomplete or need correction, and the Board will take any correction into account.
request-none = The annexes put no question to your Government; any observations it may wish to make would be welcome.
closing = Accept, Sir/Madam, the assurances of my highest consideration.
signature = [Name and title]
enclosures = Enclosed: annexes; workbook { $file } with all movements and filings on which the findings rest.
considered-all = Data considered: everything received by the time the figures were worked out.
considered-until = Data considered: everything received by { $date }.
delivered-by = Delivered by { $name }.
as-of = As of { $date }.
page = Page { $page } of { $pages }

## Annexes

annex-heading = Annex { $annex }: { $substance }, { $schedule }, { $year }
annex-exports = Exports reported by your country to { $importer }
heading-figures = The findings in figures
label-finding-import-excess = Finding by your country’s import reports
label-finding-partner-reported-excess = Finding by the partners’ export reports
label-finding-export-excess = Finding by your country’s export reports
label-finding-schedule-i-trade = Trade in a substance in Schedule I
label-finding-prohibited-trade = Trade in a substance whose import is prohibited
label-first = First day in excess
label-total = Total on that day
label-estimate = Estimate in force on that day
label-excess = Excess on that day
label-peak = Greatest excess
label-last = Last day in excess
label-days = Days in excess
label-cured = Within the estimate again on
cured-never = not in that year after the last day in excess
label-within-exports = First later report within the estimate
within-never-exports = none in that year
label-year-total = Total of the whole year
label-reports = Reports
label-prohibited = Import prohibited since
prohibited-since = { $date } (article 13 of the Convention; { $source }; prohibitions.csv, line { $line })
prohibitions-builtin = Green List of the Board, 36th edition (2025), part three
prohibitions-own = list of prohibitions of the configuration used
reports-by-account = your country { $importers }, its trading partners { $exporters }
label-first-movement = Earliest date reported
label-last-movement = Latest date reported
day-not-later = { $date } (the excess may have begun earlier)
grams = { $value } g
grams-percent = { $value } g ({ $percent } of the estimate)
grams-day = { $value } g on { $date }

heading-estimates = Estimates and supplements on record
estimates-nothing = None has been furnished or established.
filings-unusable = { $count ->
    [one] { $counted } filing for this country and substance was received and could not be used, for the reason given:
   *[other] { $counted } filings for this country and substance were received and could not be used, for the reasons given:
}
filings-unread = { $count ->
    [one] In { $counted } filing that was received the country or the substance could not be read; it may be an estimate for this substance.
   *[other] In { $counted } filings that were received the country or the substance could not be read; they may be estimates for this substance.
}
filings-left-out = At least one file of estimates could not be read; it may hold an estimate for this substance.
filings-more = { $count ->
    [one] { $counted } further filing, on which no level of that year rests, is in the workbook enclosed.
   *[other] { $counted } further filings, on which no level of that year rests, are in the workbook enclosed.
}
rows-more = { $count ->
    [one] … { $counted } further row: see the workbook enclosed
   *[other] … { $counted } further rows: see the workbook enclosed
}
numbers-more = { $count ->
    [one] … { $counted } more …
   *[other] … { $counted } more …
}
column-received = Received
column-first-received = First received
column-filing = Number
column-kind = Kind
column-effective = Effective from
column-filed = Filed (g)
column-counted = Counted, whole g
column-effect = Whether and how it counts
column-note = Note
kind-assessment = assessment
kind-established = established by the Board
kind-supplement = supplement
kind-filing = filing
kind-record = record
effect-governs = Counted: the estimate from { $from } to { $to }.
effect-governs-open = Counted: sets the estimate from { $from } on.
effect-governs-expired = Counted: the estimate from { $from } to { $to }, the last day before its expiry three years after its receipt.
effect-expired = Not counted: its expiry, three years after its receipt, precedes the first day on which it would set the estimate.
effect-outranked = Not counted: { $by }, which starts on the same day, { $start }, takes precedence.
effect-changes = Counted: a change to { $filing } from { $from } to { $to }.
effect-changes-open = Counted: changes { $filing } from { $from } on.
effect-changes-expired = Counted: a change to { $filing } from { $from } to { $to }, the last day before the expiry of { $filing }.
effect-changes-after-expiry = Not counted: { $filing }, to which it belongs, had expired when it was received.
effect-changes-nothing = Not counted: { $filing }, to which it belongs, sets the estimate on no day from its receipt on.
effect-alone = Counted on its own from { $from } to { $to }, in the absence of an estimate for it to change.
effect-alone-open = Counted on its own from { $from } on, as there is no estimate for it to change.
effect-alone-nothing = Not counted: an estimate that became known after its receipt applies from that day on.
effect-superseded = Not counted: replaced by another version of the same filing.
effect-not-yet-known = Not counted: received after the day on which the data are taken as known.
first-received = First received on { $day }; whether and from when it counts goes by that day.
heading-levels = Estimate in force in { $year }
levels-nothing = There is no estimate in force on any day of that year; the level is 0 g.
levels-unusable = On no day of that year is there an estimate in force that could be used; the level is 0 g.
column-from = From
column-to = To (inclusive)
column-level = Estimate (g)
column-status = Status
column-behind = By
status-in-force = in force
status-stale = in force; received three years before or earlier
status-expired = expired; received three years before or earlier
status-none = none
status-unusable = none that could be used

heading-movements-import-excess = Movements reported by your country (imports)
heading-movements-partner-reported-excess = Movements reported by the trading partners (exports to your country)
heading-movements-export-excess = Movements reported by your country (exports)
heading-movements-schedule-i-trade = Movements reported by either side
heading-movements-prohibited-trade = Movements reported by either side, without a special import licence
heading-each = The reports one by one
heading-each-excess = The reports dated on days in excess
column-date = Date
column-period = Period
period-day = day
period-month = month
period-quarter = quarter
period-year = year
column-record = Record
column-authorisation = Import authorization
column-licence = Special import licence
column-reporter = Reported by
column-flow = As
column-exporting = Exporting country
column-importing = Importing country
column-partner = Partner
not-stated = not stated
column-quarter = Quarter { $quarter } (g)
column-undivided = In totals of the year (g)
column-year = Year (g)
column-form = Form
column-quantity = Quantity (g)
column-reexport = For re-export (g)
column-factor = Factor
column-base = Base (g)
column-running = Running total (g)
column-excess = In excess
flow-import = import
flow-export = export
mark-first = yes (first day)
mark-excess = yes
year-total = { $count ->
    [one] Total of the year: { $counted } report
   *[other] Total of the year: { $counted } reports
}
reports-totals = { $count ->
    [one] { $counted } of these reports is the total of a month, a quarter or a year; its date is the last day of that period.
   *[other] { $counted } of these reports are totals of a month, a quarter or a year; their dates are the last days of these periods.
}
heading-forms = Forms and factors used
column-code = Code
column-name = Name (Green List)

heading-accounts = Both accounts of the trade (g of base)
account-own = Reported by your country
account-partners = Reported by its partners
account-difference = Difference
accounts-set-aside = { $count ->
    [one] { $counted } total of a longer period is not counted in this table, because the country that reported it also reported shorter periods of that year.
   *[other] { $counted } totals of longer periods are not counted in this table, because the countries that reported them also reported shorter periods of that year.
}
accounts-by-partner = By exporting country they differ as follows (whole year):

heading-allowances = Allowances considered
allowance-reexport = Reports in which a movement is declared, in whole or in part, for re-export: { $reports }. Those parts have not been counted.
allowance-simplified-procedure = Reports of shipments under the simplified procedure for emergency medical care: { $reports }. They have not been counted, because such shipments are treated as consumed in the exporting country.
allowance-in-force = The estimate was in force on the first day in excess ({ $day }), and received less than three years before.
allowance-later = The estimate was in force on the first day in excess ({ $day }) by its effective date, although it was received later, on { $received }.
allowance-alone = On the first day in excess ({ $day }) the estimate consisted of supplements alone, as there was no assessment for them to change.
allowance-counted = The estimate of the importing country in force on the first day in excess ({ $day }) has been counted in full.
allowance-counted-later = The estimate of the importing country in force on the first day in excess ({ $day }) by its effective date has been counted in full, although it was received, in the form that counts, only after that day.
allowance-stale = The estimate was in force on the first day in excess ({ $day }) although received three years before or earlier; it has been counted in full.
allowance-expired = The estimate had expired on the first day in excess ({ $day }), having been received three years before or earlier.
allowance-none = No estimate was in force on the first day in excess ({ $day }); this is not the same as an estimate of 0 g.
allowance-unusable = No estimate that could be used was in force on the first day in excess ({ $day }); this is not the same as an estimate of 0 g.
allowance-licence = The movements listed under the prohibition are those for which no special import licence is recorded.

heading-certainty = Certainty
certainty-both = Both accounts, that of your country and that of its trading partners, show an excess in that year.
certainty-only-import-excess = Only the account of your country shows an excess in that year; that of its trading partners does not.
certainty-only-partner-reported-excess = Only the account of the trading partners shows an excess in that year; that of your country does not.
certainty-export = The figures rest on the reports of your country alone; shipments by other countries are not included in them.
certainty-lists = The reports have been listed without comparing them with each other.
certainty-superseded = { $count ->
    [one] { $counted } version of a record of that year has been replaced by another and has not been counted.
   *[other] { $counted } versions of records of that year have been replaced by others and have not been counted.
}
certainty-refused = { $count ->
    [one] { $counted } faulty record that names country and substance could not be judged and has not been counted:
   *[other] { $counted } faulty records that name country and substance could not be judged and have not been counted:
}
certainty-refused-exports = { $count ->
    [one] { $counted } faulty record that names your country, the importing country and the substance could not be judged and has not been counted:
   *[other] { $counted } faulty records that name your country, the importing country and the substance could not be judged and have not been counted:
}
certainty-unread = { $count ->
    [one] In { $counted } further faulty record the importing country or the substance could not be read; it may concern these movements and has not been counted.
   *[other] In { $counted } further faulty records the importing country or the substance could not be read; they may concern these movements and have not been counted.
}
column-file = File
column-row = Row
column-id = Record or filing
column-reason = Reason
reason-bad-line = the line is not a whole row
reason-missing-field = a required entry is missing
reason-unknown-kind = unknown kind of filing
reason-bad-date = not a valid date
reason-unknown-unit = unknown unit
reason-unknown-period = unknown period
reason-bad-number = not a valid number
reason-date-out-of-range = date out of range
reason-dated-after-receipt = dated after its receipt
reason-not-end-of-period = date is not the end of the period
reason-unknown-country = unknown country
reason-ambiguous-name = name of several countries or substances
reason-self-trade = reporter and partner are the same
reason-unknown-flow = neither import nor export
reason-unknown-form = unknown form
reason-no-factor = no factor for the form
reason-unknown-substance = unknown substance
reason-missing-year = the year that it is for is missing
reason-bad-year = not a valid year
reason-missing-effective = the effective date is missing
reason-wrong-kind = a kind of filing of another Convention
reason-confirmed-before-received = confirmed before its receipt
reason-unknown-procedure = unknown procedure
reason-schedule-i = no estimates for Schedule I
reason-negative-quantity = negative quantity
reason-quantity-too-large = quantity too large
reason-reexport-exceeds-quantity = more for re-export than shipped

## Reply form

heading-reply = Reply concerning annex { $annex }
question-differences = The two accounts of the trade differ as shown above. Which of the figures are correct?
answer-own = Those reported by our country.
answer-partners = Those reported by the trading partners.
answer-corrected = Neither; corrected records are attached.
question-partners = { $count ->
    [one] For { $counted } import the exporting country is not stated. Which was it?
   *[other] For { $counted } imports the exporting countries are not stated. Which were they?
}
question-authorisations = { $count ->
    [one] For { $counted } export no import authorization is on record. On which authorization was it based?
   *[other] For { $counted } exports no import authorizations are on record. On which authorizations were they based?
}
question-alike = The numbers of import authorizations in each of these rows differ only in characters that look alike. Are both of them correct?
answer-both = both
answer-first = only the first
answer-second = only the second
question-supplement = Does your Government wish to furnish a supplement or a new assessment for this substance?
answer-supplement-attached = Yes; it is attached.
answer-supplement-none = No.
question-explain-lists = For which purpose, and under which authorization, did the movements take place?
answer-explain-attached = An explanation is attached.
answer-explain-below = As follows:
reply-name = Name and title
reply-date = Date
reply-signature = Signature and stamp
sheet-about = About
sheet-movements = Movements
sheet-filings = Filings
sheet-refused = Not used
column-annex = Annex
column-finding = Finding
