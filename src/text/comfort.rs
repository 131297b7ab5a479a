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
    place_decide => "决定", "a decision";
    place_editor => "编辑器", "an editor";
    place_sheet => "说明", "a text to read";
    place_listing => "失信名单", "the dishonesty list";
    place_archive => "档案", "the archive";
    place_history => "申请单历史", "an order's history";
    place_choice => "列表", "a list to choose from";

    ends_the_editor_first => "先结束编辑（Esc）", "leave the editor first (Esc)";
    language_now => "界面语言：中文", "The screen is in English now";
}
