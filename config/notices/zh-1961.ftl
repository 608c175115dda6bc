# 根据《1961年麻醉品单一公约》发出的中文信函。各条信息的名称及其占位符 { $… } 与 en-1961.ftl 相同；另有 zh.ftl 中用词须为“估计数”的各条信息。

## 收件人与法律依据

addressee = 致：经《1972年议定书》修正的《1961年麻醉品单一公约》国家主管机关
subject-imports = { $years }年麻醉品进口和年度需求量估计数
subject-exports = { $years }年麻醉品出口和进口国年度需求量估计数
opening-imports = { $count ->
   *[other] 谨提及向国际麻醉品管制局（麻管局）提交的麻醉品国际贸易统计资料，并代表麻管局提请贵国政府注意下列{ $counted }项涉及贵国进口的调查结果。
}
opening-exports = { $count ->
   *[other] 谨提及向国际麻醉品管制局（麻管局）提交的麻醉品国际贸易统计资料，并代表麻管局提请贵国政府注意下列{ $counted }项涉及贵国所报出口的调查结果。
}
opening-withdrawn = 谨提及此前向贵国政府通报的麻醉品国际贸易调查结果，并代表国际麻醉品管制局（麻管局）告知贵国政府，下列各项不再成立。
legal-estimates = { $role ->
    [exports] 根据经《1972年议定书》修正的《1961年麻醉品单一公约》第19条和第20条，各缔约国向麻管局提交其每种麻醉品年度需求量的估计数以及统计资料。根据第31条第1款(b)项，各缔约国不得故意准许向任何国家出口某种麻醉品，除非出口量在该国估计数总额加上拟再出口数量的限度之内。如果向某国出口的数量超过该国估计数总额加上所示已出口数量并扣除根据第21条第3款确定的任何超额之后的数量，麻管局可根据第21条第4款将此事实通知各国，各缔约国此后在该年度内即不得再准许向该国出口该麻醉品，但该款所述情形除外。
   *[imports] 根据经《1972年议定书》修正的《1961年麻醉品单一公约》第19条和第20条，各缔约国向麻管局提交其每种麻醉品年度需求量的估计数以及统计资料。估计数具有约束力：第21条规定，一国在一年内制造和进口某种麻醉品的数量以其估计数加上其出口量为限；根据第31条第1款(b)项，准许在一国估计数总额的限度内向该国出口。根据第21条第3款，经麻管局确定且年终仍存在的超额，应在下一年度扣除。根据第19条第3款，任何国家可在年度内提交补充估计数，并说明需要补充的情况。
}
legal-prohibited = 根据《公约》第31条第1款(a)项，各缔约国不得故意准许向任何国家出口麻醉品，但符合该国法律和条例者除外。禁止进口清单列有贵国和该物质。
legal-after-notice = 根据《公约》第21条第4款(b)项，各缔约国接到麻管局的通知后，在该年度内不得再准许向所通知的国家出口有关麻醉品，除非已就超额进口的数量和所需的追加数量为该国提交补充估计数，或者在例外情况下，出口国政府认为出口对治疗病人必不可少。
method-estimates = { $role ->
    [exports] 本函中的“限量”系指截至某一日麻管局已确认或确定的进口国该日历年估计数总额（包括补充估计数和扣除额），加上该国自1月1日至当日本国所报的出口量。估计数仅适用于其所属日历年。各数量均以麻醉品的克数进行比较，按所列系数折算；凡有盐类的麻醉品，均为纯无水碱。申报供再出口的数量全额计入。累计量自日历年1月1日起算；截至某日（含当日）的累计量大于当日限量的，当日即为超出。凡为月度、季度或年度总量的报告，计入该期间的最后一日，因此超出的开始时间可能早于首个超出日。进口国所报与其贸易伙伴所报是对同一贸易的两套记录，绝不相加。以克计的数字为精确值；百分比四舍五入至一位小数。
   *[imports] 本函中的“估计数”系指截至某一日麻管局已确认或确定的贵国该日历年估计数总额，包括补充估计数，并减去第21条第3款所述扣除额；“限量”系指估计数加上贵国自1月1日至当日本国所报的出口量。估计数仅适用于其所属日历年。各数量均以麻醉品的克数进行比较，按所列系数折算；凡有盐类的麻醉品，均为纯无水碱。申报供再出口的数量全额计入。累计量自日历年1月1日起算；截至某日（含当日）的累计量大于当日限量的，当日即为超出。凡为月度、季度或年度总量的报告，计入该期间的最后一日，因此超出的开始时间可能早于首个超出日。进口国所报与其贸易伙伴所报是对同一贸易的两套记录，绝不相加。以克计的数字为精确值；百分比四舍五入至一位小数。
}
method-lists = { $role ->
    [exports] 仅予列出而未作比较的出口系贵国所报。凡为月度、季度或年度总量的报告，其日期为该期间的最后一日。数量以麻醉品的克数计，按所列系数折算；以克计的数字为精确值。
   *[imports] 各项进出口记录按任何一方所报列出，因此同一批货物可能出现两次；此类清单的合计数并非贸易量。凡为月度、季度或年度总量的报告，其日期为该期间的最后一日。数量以麻醉品的克数计，按所列系数折算；以克计的数字为精确值。
}

## 调查结果

compared-in-force = { $role ->
    [exports] 而进口国当日的限量为{ $estimate }克；当日系该年首次超出，超出{ $excess }克，相当于限量的{ $percent }
   *[imports] 而贵国当日的估计数为{ $estimate }克；当日系该年首次超出，超出{ $excess }克，相当于估计数的{ $percent }
}
compared-in-force-raised = 而贵国当日的估计数为{ $base }克，加上贵国所报出口量{ $own }克，限量为{ $estimate }克；当日系该年首次超出，超出{ $excess }克，相当于限量的{ $percent }
compared-zero = { $role ->
    [exports] 而进口国当日的限量为{ $estimate }克；当日系该年首次超出，超出{ $excess }克
   *[imports] 而贵国当日的估计数为{ $estimate }克；当日系该年首次超出，超出{ $excess }克
}
compared-none = { $role ->
    [exports] 而截至当日，麻管局未确认也未确定进口国该年的任何估计数（限量为{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
   *[imports] 而截至当日，麻管局未确认也未确定贵国该年的任何估计数（限量为{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
}
compared-none-raised = 而截至当日，麻管局未确认也未确定贵国该年的任何估计数，限量由贵国所报出口量{ $own }克构成（估计数{ $base }克，限量{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
compared-unusable = { $role ->
    [exports] 而当日没有可供采用的进口国估计数（限量为{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
   *[imports] 而当日没有可供采用的贵国估计数（限量为{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
}
compared-unusable-raised = 而当日没有可供采用的贵国估计数，限量由贵国所报出口量{ $own }克构成（估计数{ $base }克，限量{ $estimate }克）；当日系该年首次超出，超出{ $excess }克
grown = 该年最大超出量出现于{ $peak }，为{ $greatest }克，相当于当日限量（{ $estimate }克）的{ $percent }。
grown-zero = 该年最大超出量出现于{ $peak }，为{ $greatest }克；当日限量为{ $estimate }克。
found-prohibited-trade = { $count ->
    [1] { $substance }，{ $schedule }，{ $year }年：禁止进口清单载明贵国禁止进口该麻醉品；收到一份关于该麻醉品流向贵国的报告，其中未记录特别进口许可证，日期为{ $first }（附件{ $annex }）。
   *[other] { $substance }，{ $schedule }，{ $year }年：禁止进口清单载明贵国禁止进口该麻醉品；收到{ $counted }份关于该麻醉品流向贵国的报告，其中未记录特别进口许可证，首次日期为{ $first }，末次日期为{ $last }（附件{ $annex }）。
}
found-export-after-notice = { $count ->
    [1] { $substance }，{ $schedule }，{ $year }年：贵国报告了一项对进口国（{ $importer }）的出口，日期为{ $first }；麻管局根据第21条第4款就该国、该麻醉品和该年发出的通知（自{ $notice }起生效）适用于该项出口（附件{ $annex }）。
   *[other] { $substance }，{ $schedule }，{ $year }年：贵国报告了{ $counted }项对进口国（{ $importer }）的出口，首次日期为{ $first }，末次日期为{ $last }；麻管局根据第21条第4款就该国、该麻醉品和该年发出的通知（自{ $notice }起生效）适用于这些出口（附件{ $annex }）。
}
doubt-refused-filing = 收到的一份涉及进口国的报送文件未能采用，可能影响本项调查结果。
doubt-id-shared = 某一编号对应多条记录或多份报送文件；每一项均单独处理。
because-supplement = 收到或确认了补充估计数
because-new-estimate = 计入了另一估计数，或麻管局确定了另一数值，或扣除了以往年度的超额
because-corrected-filing = 某项估计数、补充估计数或扣除额已经更正
because-level = 进口国适用另一限量
because-policy = 估计数计算规则的适用方式已改变
because-refused = 所依据的记录或估计数经查有误
because-no-longer-refused = 此前视为有误的记录或估计数现已计入
because-removed = 所依据的记录或估计数已不在案
enclosures = 附：各附件；工作簿{ $file }，载有调查结果所依据的全部进出口记录和全部报送文件。

## 附件

label-finding-export-after-notice = 麻管局通知后的出口
label-base = 当日估计数
label-own-exports = 截至当日贵国出口量
label-estimate = 当日限量
label-cured = 恢复到限量以内的日期
label-within-exports = 其后首份在限量以内的报告
prohibited-since = { $date }（{ $source }；prohibitions.csv，第{ $line }行）
label-noticed = 麻管局通知的生效日期
label-total-after-notice = 这些出口的合计
total-after-notice = { $count ->
   *[other] 通知后合计：{ $counted }份报告
}
grams-percent = { $value }克（限量的{ $percent }）
heading-estimates = 已登记的估计数、补充估计数和扣除额
estimates-nothing = 未提交也未确定任何估计数。
filings-unusable = { $count ->
   *[other] 收到{ $counted }份涉及该国和该麻醉品的报送文件，因下列原因未能采用：
}
filings-unread = { $count ->
   *[other] 在收到的{ $counted }份报送文件中，国家或物质无法辨认；其中可能有该麻醉品的估计数。
}
filings-left-out = 至少有一个估计数文件未能读取，其中可能有该麻醉品的估计数。
filings-more = { $count ->
   *[other] 另有{ $counted }份报送文件载于所附工作簿，该年的限量均不以其为依据。
}
heading-levels = { $year }年的估计数和限量
levels-nothing = 该年任何一日均无有效估计数；限量为0克。
levels-unusable = 该年任何一日均无可供采用的有效估计数；限量为0克。
column-filed-for = 所属年度
column-confirmed = 确认日期
kind-estimate = 估计数
kind-deduction = 扣除超额（第21条第3款）
kind-supplement = 补充估计数
kind-filing = 报送文件
effect-governs = 计入：自{ $from }至{ $to }的估计数。
effect-of-year = 自{ $from }至{ $to }计入{ $year }年估计数。
effect-not-confirmed = 未计入：麻管局未予确认，或未在{ $year }年底前确认。
first-received = 首次于{ $day }收到。
column-base-level = 估计数（克）
column-own-exports = 本国出口量（克）
column-level = 限量（克）
heading-movements-export-after-notice = 贵国所报进出口记录（通知后的出口）
column-name = 名称（《黄单》，英文）
column-base = 麻醉品（克）
heading-accounts = 关于该贸易的两套记录（麻醉品，克）
allowance-reexport = 申报为全部或部分供再出口的报告：{ $reports }。已全额计入。
allowance-exempt-preparation = 关于《公约》表三所列制剂的报告：{ $reports }。根据第2条第4款，第31条第1款(b)项不适用于此类制剂，因此未计入。
allowance-confirmed = 首个超出日（{ $day }）所计入的估计数由麻管局于{ $confirmed }确认或确定。
allowance-alone = 首个超出日（{ $day }）的估计数仅由补充估计数减去任何扣除额构成。
allowance-own-exports = 截至首个超出日（{ $day }）贵国所报出口量{ $own }克已加入其估计数。
allowance-counted = 首个超出日（{ $day }）进口国的限量已全额计入。
allowance-none = 截至首个超出日（{ $day }），未确认也未确定该年的任何估计数；这不等于估计数为0克。
allowance-unusable = 截至首个超出日（{ $day }），未确认也未确定该年可供采用的任何估计数；这不等于估计数为0克。
allowance-notice = 通知发出后如已确认该国该年的补充估计数，则自确认之日起的出口未列入。
column-id = 记录或报送文件
reason-unknown-kind = 报送文件种类不明
question-supplement = 贵国政府是否希望就该年提交补充估计数，并说明需要补充的情况（第19条第3款）？
question-explain-lists = { $role ->
    [exports] 在通知之后准许这些出口的理由是什么（第21条第4款(b)项）？
   *[imports] 这些进出口是为何目的、依据何项授权进行的？
}
sheet-filings = 报送文件
