//! Texts of what makes the desk comfortable: the palette, the language, themes, the mouse, the bell.

use super::texts;

texts! {
    palette_title => "命令", "Commands";
    palette_hint => "输入名称、拼音或按键   Enter 执行   Esc 关闭", "type a name, pinyin or a key   Enter runs   Esc closes";
    works_in(places: &str) => "在{places}可用", "works in: {places}";

    place_everywhere => "各处（编辑器除外）", "everywhere but in an editor";
    place_queue => "队列", "the queue";
    place_proofread => "校对", "an open order";
    place_scan => "附件栏", "the scan's pane";
    place_reasons => "理由", "the reasons";
    place_decide => "决定", "a decision";
    place_line => "输入一行", "a line to type";
    place_editor => "编辑器", "an editor";
    place_sheet => "说明", "a text to read";
    place_listing => "失信名单", "the dishonesty list";
    place_archive => "档案", "the archive";
    place_history => "申请单历史", "an order's history";
    place_choice => "列表", "a list to choose from";

    ends_the_editor_first => "先结束编辑（Esc）", "leave the editor first (Esc)";
    language_now => "界面语言：中文", "The screen is in English now";

    theme_now(theme: &str) => "配色：{theme}", "theme: {theme}";
    theme_terminal => "终端自带", "the terminal's own";
    theme_dark => "深色", "dark";
    theme_light => "浅色", "light";
    theme_high_contrast => "高对比度", "high contrast";
    no_colour => "已设置 NO_COLOR，不使用颜色", "NO_COLOR is set: no colours are used";

    mouse_on => "使用鼠标：单击选中，双击打开，滚轮翻动；选取文字请按住 Shift", "the mouse is used: click selects, double click opens, the wheel moves; hold Shift to select text";
    mouse_off => "鼠标留给终端", "the mouse is left to the terminal";
    bell_on => "响铃：新申请单到达空队列、持有结束时", "the bell rings when orders reach an empty queue and when a claim ends";
    bell_off => "不响铃", "the bell keeps still";

    linear_welcome => "校对台，逐行方式。输入按键、命令名或编号后按回车；? 列出可用的命令，“重画”从头再读一遍。", "Jiaodui, line by line. Type a key, the word of a command or a number, then Enter; ? lists the commands, “redraw” reads everything again.";
    linear_here(text: &str) => "当前：{text}", "here: {text}";
    linear_good(text: &str) => "完成：{text}", "done: {text}";
    linear_warn(text: &str) => "注意：{text}", "note: {text}";
    linear_bad(text: &str) => "出错：{text}", "failed: {text}";
    linear_comma => "，", ", ";
    linear_rows(total: u64) => "共 {total} 件", "{total} in all";
    linear_findings(count: u32) => "提示 {count} 条", "{count} hints";
    linear_fact(label: &str, text: &str) => "{label}：{text}", "{label}: {text}";
    linear_file(number: usize, kind: &str, name: &str) => "附件 {number}：{kind}，{name}", "scan {number}: {kind}, {name}";
    linear_field(number: usize, of: usize, name: &str, value: &str, verdict: &str) => "{number}/{of} {name}：{value}；{verdict}", "{number}/{of} {name}: {value}; {verdict}";
    linear_unknown(word: &str) => "不认识“{word}”；? 列出可用的命令", "“{word}” is nothing here; ? lists the commands";
    linear_which(commands: &str) => "是哪一个？{commands}", "which one? {commands}";
    linear_queue_hint => "可输入：编号打开，n 取下一件，/ 查找，? 命令，q 退出", "type: a number opens, n takes the next one, / finds, ? commands, q leaves";
    linear_order_hint => "可输入：1 一致，2 不符，3 看不清，4 缺材料，5 不适用，space 一致并下移，j 下移，k 上移，#编号 到某字段，a 通过，r 不通过，s 补充材料，esc 返回，? 命令", "type: 1 match, 2 differs, 3 unclear, 4 missing, 5 n/a, space match and down, j down, k up, #number goes to a field, a approve, r reject, s supplement, esc back, ? commands";
    linear_decide_hint => "可输入：理由代码选择或取消，回车确认，ctrl-s 提交，e 改通知，esc 返回，? 命令", "type: the code of a reason chooses or drops it, Enter goes on, ctrl-s sends, e edits the letter, esc back, ? commands";
    linear_editor_hint => "请输入文字；单独一行 . 结束；其他按键前加冒号，如 :esc", "type the text; a line with only . ends it; other keys after a colon, as :esc";
    linear_choice_hint => "可输入：编号选择，文字筛选，esc 关闭", "type: a number chooses, text filters, esc closes";
    linear_other_hint => "可输入：j 下移，k 上移，回车打开，esc 返回，? 命令", "type: j down, k up, Enter opens, esc back, ? commands";

    keys_no_command(command: &str) => "没有“{command}”这个命令", "there is no command “{command}”";
    keys_no_command_there(command: &str, place: &str) => "{place}没有“{command}”这个命令", "there is no command “{command}” in: {place}";
    keys_no_place(place: &str, places: &str) => "没有“{place}”这个位置（有 {places}）", "there is no place “{place}” (there are {places})";
    keys_no_key(command: &str, key: &str) => "{command} 的“{key}”不是按键", "“{key}” of {command} is no key";
    keys_twice(key: &str, place: &str, one: &str, one_label: &str, other: &str, other_label: &str) => "{place}的按键 {key} 同时用于 {one}（{one_label}）和 {other}（{other_label}）", "the key {key} does two things in {place}: {one} ({one_label}) and {other} ({other_label})";
    keys_shadow(key: &str, place: &str, command: &str, hidden: &str, hidden_label: &str) => "{place}的按键 {key} 用于 {command}，在那里不再是 {hidden}（{hidden_label}）", "in {place} the key {key} is {command} now and no longer {hidden} ({hidden_label})";
    config_fine(path: &str) => "{path} 没有问题", "{path} is fine";
    config_at(path: &str, line: usize, said: &str) => "{path} 第 {line} 行：{said}", "{path}, line {line}: {said}";
    config_in(path: &str, said: &str) => "{path}：{said}", "{path}: {said}";
    config_note(text: &str) => "提示：{text}", "note: {text}";
}
