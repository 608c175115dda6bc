# 中文信函。各条信息的名称及其占位符 { $… } 与 en.ftl 相同。

## 信头与收件人

board = 国际麻醉品管制局
board-address = Vienna International Centre, P.O. Box 500, 1400 Vienna, Austria
draft = 草稿，供审阅和签署
invented = 虚构数据：本函内容与实际贸易无关，无需采取任何行动。
label-reference = 编号
label-date = 日期
date-open = [日期]
addressee = 致：《1971年精神药物公约》国家主管机关
label-subject = 事由
subject-imports = { $years }年精神药物进口和年度需求量评估
subject-exports = { $years }年精神药物出口和进口国年度需求量评估
salutation = 先生/女士：

## 引言与法律依据

opening-imports = { $count ->
   *[other] 谨提及向国际麻醉品管制局（麻管局）提交的精神药物国际贸易报告，并代表麻管局提请贵国政府注意下列{ $counted }项涉及贵国进口的调查结果。
}
opening-exports = { $count ->
   *[other] 谨提及向国际麻醉品管制局（麻管局）提交的精神药物国际贸易报告，并代表麻管局提请贵国政府注意下列{ $counted }项涉及贵国所报出口的调查结果。
}
findings-listed = 各项调查结果载于本函所附清单。
heading-list = 调查结果清单
heading-notes = 法律依据和数字说明
heading-legal = 法律依据
legal-estimates = 根据《1971年精神药物公约》第16条，各缔约国向麻管局提交贸易报告。经济及社会理事会在第1981/7号、第1991/44号、第1993/38号和第1996/30号决议中请各国政府向麻管局提供本国精神药物年度医疗和科学需求量评估。麻管局将这些评估通报所有国家政府，作为批准出口的参考。各国政府可随时提交补充评估，对其评估加以修改。
legal-schedule-i = 《公约》第7条规定，表一所列物质的国际贸易仅限于主管机关或机构，或经其特别授权的个人和企业。对这些物质不提交评估；凡向麻管局报告的进出口记录均予列出。
legal-prohibited = 根据《公约》第13条，缔约国可通知禁止进口一种或多种物质；其他缔约国接到通知后，应采取措施，确保不向该国出口其中任何物质，但持有特别进口许可证者除外。
heading-method = 数字说明
method-estimates = 本函中的“评估量”系指某一日有效的、经补充评估修改的评估数量。所有数量均以纯无水碱的克数进行比较。评估量按整克计，介于0克与1克之间的按1克计。申报供再出口的数量不计在内。累计量自日历年1月1日起算；截至某日（含当日）的累计量大于当日有效的评估量的，当日即为超出。凡为月度、季度或年度总量的报告，计入该期间的最后一日，因此超出的开始时间可能早于首个超出日。进口国所报与其贸易伙伴所报是对同一贸易的两套记录，绝不相加。以克计的数字为精确值；百分比四舍五入至一位小数。
method-lists = 各项进出口记录按任何一方所报列出，因此同一批货物可能出现两次；此类清单的合计数并非贸易量。凡为月度、季度或年度总量的报告，其日期为该期间的最后一日。数量以纯无水碱的克数计；以克计的数字为精确值。

## 调查结果

found-import-excess = { $substance }，{ $schedule }，{ $year }年：贵国所报自{ $period }的进口量为{ $quantity }克，{ $compared }（附件{ $annex }）。
found-partner-reported-excess = { $substance }，{ $schedule }，{ $year }年：贵国贸易伙伴所报自{ $period }对贵国的出口量为{ $quantity }克，{ $compared }（附件{ $annex }）。
found-export-excess = { $substance }，{ $schedule }，{ $year }年：仅贵国所报自{ $period }对进口国（{ $importer }）的出口量即为{ $quantity }克，{ $compared }（附件{ $annex }）。
compared-in-force = 而{ $whose }当日有效的评估量为{ $estimate }克；当日系该年首次超出，超出{ $excess }克，相当于评估量的{ $percent }
compared-stale = 而{ $whose }当日有效的评估量（于三年或更早以前收到）为{ $estimate }克；当日系该年首次超出，超出{ $excess }克，相当于评估量的{ $percent }
compared-zero = 而{ $whose }当日有效的评估量为{ $estimate }克；当日系该年首次超出，超出{ $excess }克
compared-expired = 而{ $whose }的评估量于三年或更早以前收到，当日已失效（水平为{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
compared-none = 而当日没有由{ $whose }政府提交或由麻管局确定的有效评估量（水平为{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
compared-unusable = 而当日没有可供采用的{ $whose }评估量（水平为{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
grown = 该年最大超出量出现于{ $peak }，为{ $greatest }克，相当于当日有效评估量（{ $estimate }克）的{ $percent }。
grown-zero = 该年最大超出量出现于{ $peak }，为{ $greatest }克；当日水平为{ $estimate }克。
excess-not-later = 部分记录为月度、季度或年度总量，计入该期间最后一日；超出开始的时间不迟于{ $date }。
whose-imports = 贵国
whose-exports = 进口国
percent = { $value }%
percent-below = { $value }%以下
found-schedule-i-trade = { $count ->
    [1] { $substance }，{ $schedule }，{ $year }年：收到一份关于该物质流向贵国的报告，日期为{ $first }（附件{ $annex }）。
   *[other] { $substance }，{ $schedule }，{ $year }年：收到{ $counted }份关于该物质流向贵国的报告，首次日期为{ $first }，末次日期为{ $last }（附件{ $annex }）。
}
found-prohibited-trade = { $count ->
    [1] { $substance }，{ $schedule }，{ $year }年：贵国政府已根据第13条禁止进口该物质；收到一份关于该物质流向贵国的报告，其中未记录特别进口许可证，日期为{ $first }（附件{ $annex }）。
   *[other] { $substance }，{ $schedule }，{ $year }年：贵国政府已根据第13条禁止进口该物质；收到{ $counted }份关于该物质流向贵国的报告，其中未记录特别进口许可证，首次日期为{ $first }，末次日期为{ $last }（附件{ $annex }）。
}
found-before = 本项更新编号{ $reference }信函所通报的调查结果。
doubt-refused-filing = 收到的一份涉及进口国的评估文件未能采用，可能影响本项调查结果。
doubt-refused-record = 一条关于该国进口的记录未能采用，可能影响本项调查结果。
doubt-id-shared = 某一编号对应多条记录或多份评估文件；每一项均单独处理。
doubt-returns-disagree = 按月、按季或按年所报总量与该年较短期间所报数量不符；仅计入期间最短的记录。
doubt-versions-unlike = 某条记录的不同版本所列贸易伙伴或授权不同，或相隔一个月以上；仅计入其中一个版本。
doubt-licence-word = { $count ->
    [0] 他方提交的至少一条关于该国进口该物质的记录在特别进口许可证一栏填写了没有意义的字样；所报进出口视为已获许可。
   *[other] { $counted }条关于该国进口该物质的记录（不限年份）在特别进口许可证一栏填写了没有意义的字样；所报进出口视为已获许可。
}

## 不再成立的调查结果

opening-withdrawn = 谨提及此前向贵国政府通报的精神药物国际贸易调查结果，并代表国际麻醉品管制局（麻管局）告知贵国政府，下列各项不再成立。
heading-withdrawn = 不再成立的调查结果
withdrawn = { $substance }，{ $schedule }，{ $year }年。{ $finding }：编号{ $reference }信函所通报的调查结果不再成立，因为{ $because }。
because-late-record = 收到了更多记录
because-correction = 记录已经更正
because-withdrawal = 报告方撤回了记录
because-supplement = 收到了补充评估
because-new-estimate = 收到了另一项评估，或麻管局确定了另一数值
because-corrected-filing = 某项评估或补充评估已经更正
because-level = 进口国适用另一评估量
because-factor = 某一形式的系数已经修订
because-schedule = 该物质在表中的列入情况已经修订
because-prohibition = 禁止进口清单已经修订
because-configuration = 据以读取记录的代码表已经修订
because-policy = 评估量计算规则的适用方式已改变
because-known-at = 数据截止日期不同
because-program = 计算数字的程序已经修订
because-refused = 所依据的记录或评估经查有误
because-no-longer-refused = 此前视为有误的记录或评估现已计入
because-removed = 所依据的记录或评估已不在案
because-set-aside = 所依据的期间总量已由较短期间的记录取代
because-own-exports = 贵国报告的出口量有变，其限量随之改变
because-confirmation = 记录了麻管局的一项确认
because-deduction = 扣除了以往年度的超额
because-exempt = 豁免制剂清单已经修订
because-notice = 麻管局通知清单已经修订
because-unknown = 现有数据不再显示该结果
withdrawn-note = 对不再成立的调查结果无需答复。以相同编号通报的其他调查结果不受影响。
schedule-i = 表一
schedule-ii = 表二
schedule-iii = 表三
schedule-iv = 表四

## 请求、结语、数字来源

request-by = 请贵国政府审查各附件，并于{ $date }前逐一答复各附件末尾列出的各项问题。
request-within = { $count ->
   *[other] 请贵国政府审查各附件，并自本函日期起{ $counted }日内逐一答复各附件末尾列出的各项问题。
}
request-note = 上述调查结果系根据向麻管局报告的内容；记录可能不完整或需要更正，麻管局将考虑任何更正。
request-none = 各附件未向贵国政府提出问题；如有意见，欢迎告知。
closing = 顺致最崇高的敬意。
signature = [姓名和职务]
enclosures = 附：各附件；工作簿{ $file }，载有调查结果所依据的全部进出口记录和全部评估文件。
considered-all = 所考虑的数据：计算数字时已收到的全部数据。
considered-until = 所考虑的数据：{ $date }以前（含当日）收到的全部数据。
delivered-by = 数据提供方：{ $name }。
as-of = 数据截至{ $date }。
page = 第{ $page }页，共{ $pages }页

## 附件

annex-heading = 附件{ $annex }：{ $substance }，{ $schedule }，{ $year }年
annex-exports = 贵国所报对进口国（{ $importer }）的出口
heading-figures = 有关数字
label-finding-import-excess = 根据贵国进口报告
label-finding-partner-reported-excess = 根据贸易伙伴出口报告
label-finding-export-excess = 根据贵国出口报告
label-finding-schedule-i-trade = 表一所列物质的贸易
label-finding-prohibited-trade = 禁止进口物质的贸易
label-first = 首个超出日
label-total = 当日累计量
label-estimate = 当日有效的评估量
label-excess = 当日超出量
label-peak = 最大超出量
label-last = 最后一个超出日
label-days = 超出天数
label-cured = 恢复到评估量以内的日期
cured-never = 该年最后一个超出日之后未恢复
label-within-exports = 其后首份在评估量以内的报告
within-never-exports = 该年内无
label-year-total = 全年合计
label-reports = 报告
label-prohibited = 禁止进口的起始日期
prohibited-since = { $date }（《公约》第13条；{ $source }；prohibitions.csv，第{ $line }行）
prohibitions-builtin = 麻管局《绿单》，第36版（2025年），第三部分
prohibitions-own = 所用配置中的禁止进口清单
reports-by-account = 贵国{ $importers }份，贵国贸易伙伴{ $exporters }份
label-first-movement = 所报最早日期
label-last-movement = 所报最晚日期
day-not-later = { $date }（超出可能开始得更早）
grams = { $value }克
grams-percent = { $value }克（评估量的{ $percent }）
grams-day = { $value }克，{ $date }

heading-estimates = 已登记的评估和补充评估
estimates-nothing = 未提交也未确定任何评估。
filings-unusable = { $count ->
   *[other] 收到{ $counted }份涉及该国和该物质的评估文件，因下列原因未能采用：
}
filings-unread = { $count ->
   *[other] 在收到的{ $counted }份评估文件中，国家或物质无法辨认；其中可能有对该物质的评估。
}
filings-left-out = 至少有一个评估文件未能读取，其中可能有对该物质的评估。
filings-more = { $count ->
   *[other] 另有{ $counted }份评估文件载于所附工作簿，该年的评估量均不以其为依据。
}
rows-more = { $count ->
   *[other] ……另有{ $counted }行，见所附工作簿
}
numbers-more = { $count ->
   *[other] ……另有{ $counted }份……
}
column-received = 收到日期
column-first-received = 首次收到日期
column-filing = 编号
column-kind = 种类
column-effective = 生效日期
column-filed = 提交数量（克）
column-counted = 计入数量（整克）
column-effect = 是否及如何计入
column-note = 附注
kind-assessment = 评估
kind-established = 由麻管局确定
kind-supplement = 补充评估
kind-filing = 评估文件
kind-record = 记录
effect-governs = 计入：自{ $from }至{ $to }确定评估量。
effect-governs-open = 计入：自{ $from }起确定评估量。
effect-governs-expired = 计入：自{ $from }至{ $to }确定评估量；此后因收到已满三年而失效。
effect-expired = 未计入：在可确定评估量之前，因收到已满三年而失效。
effect-outranked = 未计入：以同日（{ $start }）生效的{ $by }为准。
effect-changes = 计入：自{ $from }至{ $to }修改{ $filing }。
effect-changes-open = 计入：自{ $from }起修改{ $filing }。
effect-changes-expired = 计入：自{ $from }至{ $to }修改{ $filing }；此后{ $filing }失效。
effect-changes-after-expiry = 未计入：收到时，其所属的{ $filing }已失效。
effect-changes-nothing = 未计入：自收到之日起，其所属的{ $filing }在任何一日均不确定评估量。
effect-alone = 因无评估可供修改，自{ $from }至{ $to }单独计入。
effect-alone-open = 因无评估可供修改，自{ $from }起单独计入。
effect-alone-nothing = 未计入：自收到之日起即适用在其后获知的一项评估。
effect-superseded = 未计入：已由同一文件的另一版本取代。
effect-not-yet-known = 未计入：在数据截止日期之后收到。
first-received = 首次于{ $day }收到；是否计入以及自何日起计入，以该日为准。
heading-levels = { $year }年有效的评估量
levels-nothing = 该年任何一日均无有效评估；水平为0克。
levels-unusable = 该年任何一日均无可供采用的有效评估；水平为0克。
column-from = 自
column-to = 至（含）
column-level = 评估量（克）
column-status = 状态
column-behind = 依据
status-in-force = 有效
status-stale = 有效；于三年或更早以前收到
status-expired = 已失效；于三年或更早以前收到
status-none = 无
status-unusable = 无可供采用者

heading-movements-import-excess = 贵国所报进出口记录（进口）
heading-movements-partner-reported-excess = 贸易伙伴所报进出口记录（对贵国出口）
heading-movements-export-excess = 贵国所报进出口记录（出口）
heading-movements-schedule-i-trade = 任何一方所报进出口记录
heading-movements-prohibited-trade = 任何一方所报、未记录特别进口许可证的进出口记录
heading-each = 逐项报告
heading-each-excess = 日期为超出日的报告
column-date = 日期
column-period = 期间
period-day = 日
period-month = 月
period-quarter = 季度
period-year = 年
column-record = 记录
column-authorisation = 进口授权
column-licence = 特别进口许可证
column-reporter = 报告方
column-flow = 性质
column-exporting = 出口国
column-importing = 进口国
column-partner = 贸易伙伴
not-stated = 未注明
column-quarter = 第{ $quarter }季度（克）
column-undivided = 年度总量（克）
column-year = 全年（克）
column-form = 形式
column-quantity = 数量（克）
column-reexport = 供再出口（克）
column-factor = 系数
column-base = 碱（克）
column-running = 累计量（克）
column-excess = 是否超出
flow-import = 进口
flow-export = 出口
mark-first = 是（首日）
mark-excess = 是
year-total = { $count ->
   *[other] 全年合计：{ $counted }份报告
}
reports-totals = { $count ->
   *[other] 上述报告中有{ $counted }项为月度、季度或年度总量，其日期为该期间的最后一日。
}
heading-forms = 所用形式和系数
column-code = 代码
column-name = 名称（《绿单》，英文）

heading-accounts = 关于该贸易的两套记录（碱，克）
account-own = 贵国所报
account-partners = 贵国贸易伙伴所报
account-difference = 差额
accounts-set-aside = { $count ->
   *[other] 有{ $counted }项较长期间的总量未计入本表，因报告国还报告了该年较短的期间。
}
accounts-by-partner = 按出口国，两者差异如下（全年）：

heading-allowances = 已考虑的因素
allowance-reexport = 申报为全部或部分供再出口的报告：{ $reports }。该部分未计入。
allowance-simplified-procedure = 按照用于紧急医疗的简化程序运送货物的报告：{ $reports }。此类货物视为在出口国消费，因此未计入。
allowance-in-force = 首个超出日（{ $day }）评估有效，且收到时间不足三年。
allowance-later = 按其生效日期，首个超出日（{ $day }）评估有效，尽管收到日期较晚（{ $received }）。
allowance-alone = 首个超出日（{ $day }）的评估量仅由补充评估构成，因无评估可供其修改。
allowance-counted = 首个超出日（{ $day }）进口国有效的评估量已全额计入。
allowance-counted-later = 按其生效日期，首个超出日（{ $day }）进口国有效的评估量已全额计入，尽管所计入的版本在该日之后才收到。
allowance-stale = 首个超出日（{ $day }）评估有效，尽管于三年或更早以前收到；已全额计入。
allowance-expired = 评估于三年或更早以前收到，在首个超出日（{ $day }）已失效。
allowance-none = 首个超出日（{ $day }）没有有效评估；这不等于评估量为0克。
allowance-unusable = 首个超出日（{ $day }）没有可供采用的有效评估；这不等于评估量为0克。
allowance-licence = 就禁止进口所列的进出口记录，仅限于未记录特别进口许可证者。

heading-certainty = 确定程度
certainty-both = 两套记录，即贵国的记录和贵国贸易伙伴的记录，均显示该年超出。
certainty-only-import-excess = 仅贵国的记录显示该年超出；贵国贸易伙伴的记录未显示超出。
certainty-only-partner-reported-excess = 仅贸易伙伴的记录显示该年超出；贵国的记录未显示超出。
certainty-export = 数字仅以贵国的报告为依据，不包括其他国家的货运。
certainty-lists = 各项报告仅予列出，未作相互比较。
certainty-superseded = { $count ->
   *[other] 该年记录的{ $counted }个版本已被另一版本取代，未计入。
}
certainty-refused = { $count ->
   *[other] { $counted }条提及该国和该物质的有误记录无法审查，未计入：
}
certainty-refused-exports = { $count ->
   *[other] { $counted }条提及贵国、进口国和该物质的有误记录无法审查，未计入：
}
certainty-unread = { $count ->
   *[other] 另有{ $counted }条有误记录的进口国或物质无法辨认，可能涉及这些进出口，未计入。
}
column-file = 文件
column-row = 行
column-id = 记录或评估文件
column-reason = 原因
reason-bad-line = 该行不完整
reason-missing-field = 缺少必填项
reason-unknown-kind = 评估文件种类不明
reason-bad-date = 日期无效
reason-unknown-unit = 单位不明
reason-unknown-period = 期间不明
reason-bad-number = 数字无效
reason-date-out-of-range = 日期超出范围
reason-dated-after-receipt = 日期晚于收到日期
reason-not-end-of-period = 日期不是期间的最后一日
reason-unknown-country = 国家不明
reason-ambiguous-name = 名称指多个国家或物质
reason-self-trade = 报告方与贸易伙伴相同
reason-unknown-flow = 既非进口也非出口
reason-unknown-form = 形式不明
reason-no-factor = 该形式没有系数
reason-unknown-substance = 物质不明
reason-missing-year = 缺少所属年度
reason-bad-year = 年度无效
reason-missing-effective = 缺少生效日期
reason-wrong-kind = 属于另一公约的文件种类
reason-confirmed-before-received = 确认日期早于收到日期
reason-unknown-procedure = 程序不明
reason-schedule-i = 表一物质不提交评估
reason-negative-quantity = 数量为负
reason-quantity-too-large = 数量过大
reason-reexport-exceeds-quantity = 供再出口数量大于运送数量

## 答复表

heading-reply = 关于附件{ $annex }的答复
question-differences = 关于该贸易的两套记录有上述差异。哪些数字是正确的？
answer-own = 我国所报数字。
answer-partners = 贸易伙伴所报数字。
answer-corrected = 均不正确；更正后的记录附后。
question-partners = { $count ->
   *[other] 有{ $counted }项进口未注明出口国。出口国是哪个国家？
}
question-authorisations = { $count ->
   *[other] 有{ $counted }项出口未记录进口授权。这些出口以何项进口授权为依据？
}
question-alike = 下列各行中的进口授权编号仅有形近字符不同。两个编号是否均正确？
answer-both = 均正确
answer-first = 仅第一个
answer-second = 仅第二个
question-supplement = 贵国政府是否希望就该物质提交补充评估或新的评估？
answer-supplement-attached = 是；附后。
answer-supplement-none = 否。
question-explain-lists = 这些进出口是为何目的、依据何项授权进行的？
answer-explain-attached = 说明附后。
answer-explain-below = 说明如下：
reply-name = 姓名和职务
reply-date = 日期
reply-signature = 签字和盖章
sheet-about = 数据说明
sheet-movements = 进出口记录
sheet-filings = 评估文件
sheet-refused = 未采用
column-annex = 附件
column-finding = 调查结果
