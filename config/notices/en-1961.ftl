# The letters in English under the Single Convention on Narcotic Drugs of 1961. Each message takes the place of that of en.ftl, or
# is one that only these letters have. { $role } is imports or exports, by what the letter is about.

## Letterhead, address and legal basis

addressee = To the competent national authority under the Single Convention on Narcotic Drugs of 1961 as amended by the 1972 Protocol
subject-imports = Imports of narcotic drugs and estimates of annual requirements, { $years }
subject-exports = Exports of narcotic drugs and the importing countries’ estimates of annual requirements, { $years }
opening-imports = { $count ->
    [one] I have the honour to refer to the statistics on international trade in narcotic drugs furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government the following finding, which concerns imports into your country.
   *[other] I have the honour to refer to the statistics on international trade in narcotic drugs furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government the following { $counted } findings, which concern imports into your country.
}
opening-exports = { $count ->
    [one] I have the honour to refer to the statistics on international trade in narcotic drugs furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government the following finding, which concerns exports reported by your country.
   *[other] I have the honour to refer to the statistics on international trade in narcotic drugs furnished to the International Narcotics Control Board and, on its behalf, to bring to the attention of your Government the following { $counted } findings, which concern exports reported by your country.
}
opening-withdrawn = I have the honour to refer to the findings on international trade in narcotic drugs communicated earlier to your Government and, on behalf of the International Narcotics Control Board, to inform your Government that those listed below no longer stand.
legal-estimates = { $role ->
    [exports] Under articles 19 and 20 of the Single Convention on Narcotic Drugs of 1961 as amended by the 1972 Protocol, Parties furnish to the Board estimates of their annual requirements for each drug, and statistics. Under article 31, paragraph 1 (b), Parties shall not knowingly permit the export of a drug to any country except within the limits of the total of the estimates for that country, with the addition of the amounts intended to be re-exported. If the quantity exported to a country exceeds the total of its estimates, with the addition of the amounts shown to have been exported and after deduction of any excess established under article 21, paragraph 3, the Board may, under article 21, paragraph 4, notify States of that fact, and Parties shall then not authorize further exports of the drug to that country during the year in question, except in the cases named there.
   *[imports] Under articles 19 and 20 of the Single Convention on Narcotic Drugs of 1961 as amended by the 1972 Protocol, Parties furnish to the Board estimates of their annual requirements for each drug, and statistics. The estimates are binding: article 21 limits the quantities of a drug that a country manufactures and imports in a year by its estimates, with the addition of what it exports, and under article 31, paragraph 1 (b), exports to a country are permitted within the limits of the total of its estimates. Under article 21, paragraph 3, an excess that the Board has established and that remains at the end of the year is deducted in the following year. Under article 19, paragraph 3, a State may during the year furnish supplementary estimates, with an explanation of the circumstances that make them necessary.
}
legal-prohibited = Under article 31, paragraph 1 (a), of the Convention, Parties shall not knowingly permit the export of drugs to any country except in accordance with the laws and regulations of that country. The list of import prohibitions names your country and this substance.
legal-after-notice = Under article 21, paragraph 4 (b), of the Convention, on receipt of a notification by the Board, Parties shall not during the year in question authorize any further exports of the drug concerned to the country notified, except in the event of a supplementary estimate being furnished for that country in respect both of any quantity over-imported and of the additional quantity required, or in exceptional cases where the export, in the opinion of the Government of the exporting country, is essential for the treatment of the sick.
method-estimates = { $role ->
    [exports] In this letter, “level” means the total of the estimates of the importing country for the calendar year that the Board has confirmed or established by a given day, supplementary estimates and deductions included, with the addition of what that country itself has reported as exported from 1 January to that day. An estimate holds for its calendar year alone. Quantities are compared in grams of the drug, converted with the factors shown; of a drug with salts, that is the pure anhydrous base. Quantities declared for re-export are counted in full. Totals run from 1 January of the calendar year; a day is in excess when the total up to and including that day is greater than the level of that day. A report that is the total of a month, a quarter or a year counts on the last day of that period, so that an excess may have begun before the first day in excess. What importing countries report and what their partners report are two accounts of the same trade and are never added together. Figures in grams are exact; percentages are rounded to one decimal place.
   *[imports] In this letter, “estimates” means the total of the estimates of your country for the calendar year that the Board has confirmed or established by a given day, supplementary estimates included, less deductions under article 21, paragraph 3; “level” means the estimates with the addition of what your country itself has reported as exported from 1 January to that day. An estimate holds for its calendar year alone. Quantities are compared in grams of the drug, converted with the factors shown; of a drug with salts, that is the pure anhydrous base. Quantities declared for re-export are counted in full. Totals run from 1 January of the calendar year; a day is in excess when the total up to and including that day is greater than the level of that day. A report that is the total of a month, a quarter or a year counts on the last day of that period, so that an excess may have begun before the first day in excess. What importing countries report and what their partners report are two accounts of the same trade and are never added together. Figures in grams are exact; percentages are rounded to one decimal place.
}
method-lists = { $role ->
    [exports] Exports that are listed without being compared are those that your country has reported. A report that is the total of a month, a quarter or a year is dated the last day of that period. Quantities are in grams of the drug, converted with the factors shown; figures in grams are exact.
   *[imports] Movements are listed as reported by either side, so that one shipment may appear twice; the totals of such lists do not represent a volume of trade. A report that is the total of a month, a quarter or a year is dated the last day of that period. Quantities are in grams of the drug, converted with the factors shown; figures in grams are exact.
}

## What was found

compared-in-force = { $role ->
    [exports] while the level of the importing country on that day is { $estimate } g; the excess on that day, the first of the year in excess, is { $excess } g, or { $percent } of the level
   *[imports] while the estimates of your country on that day are { $estimate } g; the excess on that day, the first of the year in excess, is { $excess } g, or { $percent } of the estimates
}
compared-in-force-raised = while the estimates of your country on that day are { $base } g and, with the addition of the { $own } g that your country has reported as exported, the level is { $estimate } g; the excess on that day, the first of the year in excess, is { $excess } g, or { $percent } of the level
compared-zero = { $role ->
    [exports] while the level of the importing country on that day is { $estimate } g; the excess on that day, the first of the year in excess, is { $excess } g
   *[imports] while the estimates of your country on that day are { $estimate } g; the excess on that day, the first of the year in excess, is { $excess } g
}
compared-none = { $role ->
    [exports] while no estimate of the importing country for that year had been confirmed or established by the Board by that day (level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
   *[imports] while no estimate of your country for that year had been confirmed or established by the Board by that day (level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
}
compared-none-raised = while no estimate of your country for that year had been confirmed or established by the Board by that day, so that the level consists of the { $own } g that your country has reported as exported (estimates { $base } g, level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
compared-unusable = { $role ->
    [exports] while no estimate of the importing country that could be used is on record for that day (level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
   *[imports] while no estimate of your country that could be used is on record for that day (level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
}
compared-unusable-raised = while no estimate of your country that could be used is on record for that day, so that the level consists of the { $own } g that your country has reported as exported (estimates { $base } g, level { $estimate } g); the excess on that day, the first of the year in excess, is { $excess } g
grown = The greatest excess of the year, on { $peak }, is { $greatest } g, or { $percent } of the level on that day ({ $estimate } g).
found-prohibited-trade = { $count ->
    [one] { $substance }, { $schedule }, { $year }: { $counted } report of a movement to your country of this drug, whose import the list of prohibitions names as prohibited by your country, has been received without a special import licence on record, dated { $first } (annex { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: { $counted } reports of movements to your country of this drug, whose import the list of prohibitions names as prohibited by your country, have been received without a special import licence on record, the first dated { $first }, the last { $last } (annex { $annex }).
}
found-export-after-notice = { $count ->
    [one] { $substance }, { $schedule }, { $year }: your country has reported { $counted } export to { $importer }, dated { $first }, for which the notification of the Board under article 21, paragraph 4, concerning that country, drug and year applied (in effect from { $notice }) (annex { $annex }).
   *[other] { $substance }, { $schedule }, { $year }: your country has reported { $counted } exports to { $importer }, the first dated { $first }, the last { $last }, to which the notification of the Board under article 21, paragraph 4, concerning that country, drug and year applied (in effect from { $notice }) (annex { $annex }).
}
because-supplement = a supplementary estimate has been received or confirmed
because-new-estimate = another estimate counts, another value has been established by the Board, or an excess of an earlier year has been deducted
because-corrected-filing = an estimate, a supplementary estimate or a deduction has been corrected
because-level = another level of the importing country applies

## Annexes

label-finding-export-after-notice = Exports after a notification of the Board
label-base = Estimates on that day
label-own-exports = Own exports up to that day
label-estimate = Level on that day
label-cured = Within the level again on
label-within-exports = First later report within the level
prohibited-since = { $date } ({ $source }; prohibitions.csv, line { $line })
label-noticed = Notification of the Board in effect from
label-total-after-notice = Total of these exports
total-after-notice = { $count ->
    [one] Total after the notification: { $counted } report
   *[other] Total after the notification: { $counted } reports
}
grams-percent = { $value } g ({ $percent } of the level)
heading-estimates = Estimates, supplementary estimates and deductions on record
heading-levels = Estimates and level in { $year }
column-filed-for = For the year
column-confirmed = Confirmed
kind-estimate = estimate
kind-deduction = deduction of an excess (article 21, paragraph 3)
kind-supplement = supplementary estimate
effect-governs = Counted: the estimate from { $from } to { $to }.
effect-of-year = Counted in the estimates for { $year } from { $from } to { $to }.
effect-not-confirmed = Not counted: the Board has not confirmed it, or not by the end of { $year }.
first-received = First received on { $day }.
column-base-level = Estimates (g)
column-own-exports = Own exports (g)
column-level = Level (g)
heading-movements-export-after-notice = Movements reported by your country (exports after the notification)
column-name = Name (Yellow List)
column-base = Drug (g)
heading-accounts = Both accounts of the trade (g of the drug)
allowance-reexport = Reports in which a movement is declared, in whole or in part, for re-export: { $reports }. They have been counted in full.
allowance-exempt-preparation = Reports of preparations in Schedule III of the Convention: { $reports }. They have not been counted, because article 2, paragraph 4, exempts such preparations from article 31, paragraph 1 (b).
allowance-confirmed = The estimate that counts on the first day in excess ({ $day }) was confirmed or established by the Board on { $confirmed }.
allowance-alone = On the first day in excess ({ $day }) the estimates consisted of supplementary estimates alone, less any deductions.
allowance-own-exports = What your country has reported as exported up to the first day in excess ({ $day }), { $own } g, has been added to its estimates.
allowance-counted = The level of the importing country on the first day in excess ({ $day }) has been counted in full.
allowance-none = No estimate for that year had been confirmed or established by the first day in excess ({ $day }); this is not the same as an estimate of 0 g.
allowance-unusable = No estimate for that year that could be used had been confirmed or established by the first day in excess ({ $day }); this is not the same as an estimate of 0 g.
allowance-notice = Exports from the day on which a supplementary estimate for that country and year was confirmed, if there is one since the notification, are not listed.
question-supplement = Does your Government wish to furnish a supplementary estimate for that year, with an explanation of the circumstances that make it necessary (article 19, paragraph 3)?
question-explain-lists = { $role ->
    [exports] For which reason were these exports authorized after the notification (article 21, paragraph 4 (b))?
   *[imports] For which purpose, and under which authorization, did the movements take place?
}
