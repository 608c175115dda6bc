# 根据1988年《联合国公约》发出的关于前体的中文信函。各条信息的名称及其占位符 { $… } 与 en-1988.ftl 相同；另有 zh.ftl 中提及调查结果或评估的各条信息。

## 收件人与法律依据

addressee = 致：《1988年联合国禁止非法贩运麻醉药品和精神药物公约》第12条所涉国家主管机关
subject-imports = { $years }年前体进口和年度合法需求量
subject-exports = { $years }年前体出口和进口国年度合法需求量
opening-imports = { $count ->
   *[other] 谨提及向国际麻醉品管制局（麻管局）提供的前体国际贸易资料，并代表麻管局提请贵国政府注意下列{ $counted }项涉及贵国进口的观察结果，供贵国政府考虑。
}
opening-exports = { $count ->
   *[other] 谨提及向国际麻醉品管制局（麻管局）提供的前体国际贸易资料，并代表麻管局提请贵国政府注意下列{ $counted }项涉及贵国所报出口的观察结果，供贵国政府考虑。
}
opening-withdrawn = 谨提及此前向贵国政府通报的前体国际贸易观察结果，并代表国际麻醉品管制局（麻管局）告知贵国政府，下列各项不再成立。
findings-listed = 各项观察结果载于本函所附清单。
heading-list = 观察结果清单
legal-estimates = 根据《1988年联合国禁止非法贩运麻醉药品和精神药物公约》第12条，各缔约国采取其认为适当的措施，防止表一和表二所列物质被挪用，并为此目的相互合作。麻醉药品委员会在第49/3号决议中请各会员国向麻管局提供其某些前体年度合法需求量的估计数。这些需求量供出口国和进口国主管机关参考，并不设定限额：超过需求量的数量并不违反《公约》，也可能有合法的理由。
legal-prohibited = 根据《公约》第12条第1款，各缔约国采取其认为适当的措施，防止表一和表二所列物质被挪用，并为此目的相互合作。禁止进口清单列有贵国和该物质。
method-estimates = 本函中的“需求量”系指进口国政府提交的、某一日适用的年度合法需求量；该需求量在被另一需求量取代之前一直适用。各数量均以该物质的克数进行比较，按所列系数折算。申报供再出口的数量全额计入。累计量自日历年1月1日起算；截至某日（含当日）的累计量大于当日适用的需求量的，当日即为高于需求量。无适用需求量之日不作比较。凡为月度、季度或年度总量的报告，计入该期间的最后一日，因此数量可能在首日之前已高于需求量。进口国所报与其贸易伙伴所报是对同一贸易的两套记录，绝不相加。以克计的数字为精确值；百分比四舍五入至一位小数。
method-lists = 各项进出口记录按任何一方所报列出，因此同一批货物可能出现两次；此类清单的合计数并非贸易量。凡为月度、季度或年度总量的报告，其日期为该期间的最后一日。数量以该物质的克数计，按所列系数折算；以克计的数字为精确值。
schedule-ti = 表一
schedule-tii = 表二

## 观察结果

compared-in-force = 高于{ $whose }当日适用的需求量{ $estimate }克；当日系该年首次高于需求量，高出{ $excess }克，相当于需求量的{ $percent }
compared-stale = 高于{ $whose }当日适用的需求量{ $estimate }克（于三年或更早以前收到）；当日系该年首次高于需求量，高出{ $excess }克，相当于需求量的{ $percent }
compared-zero = 高于{ $whose }当日适用的需求量{ $estimate }克；当日系该年首次高于需求量，高出{ $excess }克
whose-imports = 贵国政府提交的
whose-exports = 进口国政府提交的
grown = 该年高出需求量最多之日为{ $peak }，高出{ $greatest }克，相当于当日适用的需求量（{ $estimate }克）的{ $percent }。
grown-zero = 该年高出需求量最多之日为{ $peak }，高出{ $greatest }克；当日适用的需求量为{ $estimate }克。
excess-not-later = 部分记录为月度、季度或年度总量，计入该期间最后一日；数量高于需求量的开始时间不迟于{ $date }。
found-prohibited-trade = { $count ->
    [1] { $substance }，{ $schedule }，{ $year }年：禁止进口清单载明贵国禁止进口该物质；收到一份关于该物质流向贵国的报告，其中未记录特别进口许可证，日期为{ $first }（附件{ $annex }）。
   *[other] { $substance }，{ $schedule }，{ $year }年：禁止进口清单载明贵国禁止进口该物质；收到{ $counted }份关于该物质流向贵国的报告，其中未记录特别进口许可证，首次日期为{ $first }，末次日期为{ $last }（附件{ $annex }）。
}
found-before = 本项更新编号{ $reference }信函所通报的观察结果。
doubt-refused-filing = 收到的一份涉及进口国的报送文件未能采用，可能影响本项观察结果。
doubt-refused-record = 一条关于该国进口的记录未能采用，可能影响本项观察结果。
doubt-id-shared = 某一编号对应多条记录或多份报送文件；每一项均单独处理。
heading-withdrawn = 不再成立的观察结果
withdrawn = { $substance }，{ $schedule }，{ $year }年。{ $finding }：编号{ $reference }信函所通报的观察结果不再成立，因为{ $because }。
because-new-estimate = 收到了另一需求量
because-corrected-filing = 某项需求量已经更正
because-level = 进口国适用另一需求量
because-policy = 需求量计算规则的适用方式已改变
because-refused = 所依据的记录或需求量经查有误
because-no-longer-refused = 此前视为有误的记录或需求量现已计入
because-removed = 所依据的记录或需求量已不在案
withdrawn-note = 对不再成立的观察结果无需答复。以相同编号通报的其他观察结果不受影响。

## 建议、数字来源

request-by = { $role ->
    [exports] 在进一步发运之前，贵国主管机关不妨向进口国主管机关核实合法需求。如能就各附件末尾列出的问题提供任何资料，至为欢迎，如有可能请于{ $date }前提供。
   *[imports] 麻管局邀请贵国政府审查有关需求量，如其不再反映合法需求，则提交订正需求量。如能就各附件末尾列出的问题提供任何资料，至为欢迎，如有可能请于{ $date }前提供。
}
request-within = { $role ->
    [exports] 在进一步发运之前，贵国主管机关不妨向进口国主管机关核实合法需求。如能就各附件末尾列出的问题提供任何资料，至为欢迎，如有可能请自本函日期起{ $count ->
       *[other] { $counted }日内
    }提供。
   *[imports] 麻管局邀请贵国政府审查有关需求量，如其不再反映合法需求，则提交订正需求量。如能就各附件末尾列出的问题提供任何资料，至为欢迎，如有可能请自本函日期起{ $count ->
       *[other] { $counted }日内
    }提供。
}
request-note = 上述观察结果系根据向麻管局报告的内容；记录可能不完整或需要更正，麻管局将考虑任何更正。
enclosures = 附：各附件；工作簿{ $file }，载有观察结果所依据的全部进出口记录和全部报送文件。

## 附件

label-finding-import-excess = 根据贵国进口报告
label-finding-partner-reported-excess = 根据贸易伙伴出口报告
label-finding-export-excess = 根据贵国出口报告
heading-figures = 有关数字
label-first = 首个高于需求量之日
label-estimate = 当日适用的需求量
label-excess = 当日高出需求量的数量
label-peak = 高出需求量的最大数量
label-last = 最后一个高于需求量之日
label-days = 高于需求量的天数
label-cured = 恢复到需求量以内的日期
cured-never = 该年最后一个高于需求量之日之后未恢复
label-within-exports = 其后首份在需求量以内的报告
prohibited-since = { $date }（{ $source }；prohibitions.csv，第{ $line }行）
day-not-later = { $date }（可能更早已高于需求量）
grams-percent = { $value }克（需求量的{ $percent }）
heading-estimates = 已登记的年度合法需求量
filings-unusable = { $count ->
   *[other] 收到{ $counted }份涉及该国和该物质的报送文件，因下列原因未能采用：
}
filings-unread = { $count ->
   *[other] 在收到的{ $counted }份报送文件中，国家或物质无法辨认；其中可能有该物质的需求量。
}
filings-left-out = 至少有一个需求量文件未能读取，其中可能有该物质的需求量。
filings-more = { $count ->
   *[other] 另有{ $counted }份报送文件载于所附工作簿，该年的需求量均不以其为依据。
}
kind-requirement = 年度合法需求量
kind-filing = 报送文件
column-effective = 适用起始日期
effect-governs = 计入：自{ $from }至{ $to }的需求量。
effect-governs-open = 计入：自{ $from }起的需求量。
first-received = 首次于{ $day }收到。
heading-levels = { $year }年适用的需求量
column-level = 需求量（克）
status-in-force = 适用
status-stale = 适用；于三年或更早以前收到
status-unknown = 无适用；不作比较
heading-each-excess = 日期为高于需求量之日的报告
column-name = 名称（《红单》，英文）
column-base = 物质（克）
column-excess = 是否高于需求量
heading-accounts = 关于该贸易的两套记录（物质，克）
allowance-reexport = 申报为全部或部分供再出口的报告：{ $reports }。已全额计入。
allowance-in-force = 首个高于需求量之日（{ $day }）该需求量适用，且收到时间不足三年。
allowance-later = 按其生效日期，首个高于需求量之日（{ $day }）该需求量适用，尽管收到日期较晚（{ $received }）。
allowance-counted = 首个高于需求量之日（{ $day }）进口国适用的需求量已全额计入。
allowance-counted-later = 按其生效日期，首个高于需求量之日（{ $day }）进口国适用的需求量已全额计入，尽管所计入的版本在该日之后才收到。
allowance-stale = 首个高于需求量之日（{ $day }）该需求量适用，尽管于三年或更早以前收到；已全额计入。
certainty-both = 两套记录，即贵国的记录和贵国贸易伙伴的记录，均显示该年数量高于需求量。
certainty-only-import-excess = 仅贵国的记录显示该年数量高于需求量；贵国贸易伙伴的记录未显示。
certainty-only-partner-reported-excess = 仅贸易伙伴的记录显示该年数量高于需求量；贵国的记录未显示。
column-id = 记录或报送文件
reason-unknown-kind = 报送文件种类不明
question-authorisations = { $count ->
   *[other] 有{ $counted }项出口未记录进口授权。如需授权，这些出口以何项进口授权为依据？
}
question-supplement = 贵国政府是否愿意就该物质提交订正的年度合法需求量？
sheet-filings = 报送文件
column-finding = 观察结果
