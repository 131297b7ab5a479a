//! Commands: everything a user can tell the desk to do, with a name, a word for the footer and a sentence for `?`.

use crate::desk::app::model::Screen;
use crate::domain::verdict::Verdict;
use crate::text::Lang;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $zh:literal, $en:literal, $zh_help:literal, $en_help:literal;)+) => {
        /// A command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command { $($(#[$doc])* #[doc = $en_help] $name),+ }

        impl Command {
            /// All of them, in the order in which lists show them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its stable name, for the configuration and the documentation.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// The word in the footer.
            #[must_use]
            pub const fn label(self, lang: Lang) -> &'static str {
                match (lang, self) {
                    $((Lang::Zh, Self::$name) => $zh, (Lang::En, Self::$name) => $en),+
                }
            }

            /// The sentence in `?`.
            #[must_use]
            pub const fn help(self, lang: Lang) -> &'static str {
                match (lang, self) {
                    $((Lang::Zh, Self::$name) => $zh_help, (Lang::En, Self::$name) => $en_help),+
                }
            }
        }
    };
}

commands! {
    Down = "down", "下移", "down", "移到下一行", "Move one row down";
    Up = "up", "上移", "up", "移到上一行", "Move one row up";
    PageDown = "page_down", "下页", "page down", "下翻一页", "Move one page down";
    PageUp = "page_up", "上页", "page up", "上翻一页", "Move one page up";
    First = "first", "首行", "first", "移到第一行", "Go to the first row";
    Last = "last", "末行", "last", "移到最后一行", "Go to the last row";
    GoOn = "go_on", "下一步", "next", "用所选理由，转到决定", "Take the chosen reasons and go on to the decision";
    Open = "open", "打开", "open", "打开所选，或确认", "Open what is selected, or confirm";
    Back = "back", "返回", "back", "返回上一层；保存草稿，盲复核不保存、会先问", "Go back; a draft stays, a second look asks";
    NextPane = "next_pane", "下一栏", "next pane", "转到下一栏", "Go to the next pane";
    PreviousPane = "previous_pane", "上一栏", "previous pane", "转到上一栏", "Go to the previous pane";
    NextColumn = "next_column", "右一数", "next number", "转到同一行右边的数，Enter 列出它所计的", "Go to the number on the right in the row; Enter lists what it counted";
    PreviousColumn = "previous_column", "左一数", "previous number", "转到同一行左边的数", "Go to the number on the left in the row";
    Find = "find", "查找", "find", "按申请单编号、姓名、院校、拼音首字母或号码末几位查找", "Find by order number, name, school, pinyin initials or the tail of a number";
    Help = "help", "帮助", "help", "显示当前可用的按键", "Show the keys that work here";
    Palette = "palette", "命令", "commands", "按名称查找命令", "Find a command by name";
    Suspend = "suspend", "挂起", "suspend", "暂时回到命令行（fg 返回）", "Go to the shell for a while (fg comes back)";
    Redraw = "redraw", "重画", "redraw", "重画整个屏幕", "Paint the whole screen again";
    Graphics = "graphics", "图像方式", "pictures by", "换一种图像显示方式，并显示终端能力", "Draw scans in another way, and say what the terminal can";
    Language = "language", "语言", "language", "界面在中文与英文之间切换", "Switch the screen between Chinese and English";
    LockScreen = "lock_screen", "锁定", "lock", "立即锁定屏幕；输入密码回到原处", "Lock the screen at once; the password leads back to where it was";
    ChangePassword = "change_password", "改密码", "password", "修改自己的密码", "Change your own password";
    Theme = "theme", "配色", "theme", "换一种配色：终端自带、深色、浅色、高对比度", "Another theme: the terminal's own, dark, light, high contrast";
    Mouse = "mouse", "鼠标", "mouse", "使用鼠标，或把鼠标留给终端（选取文字）", "Use the mouse, or leave it to the terminal, for selecting text";
    Bell = "bell", "响铃", "bell", "新申请单到达空队列、持有结束时响铃，或不响", "Ring the bell when orders reach an empty queue or a claim ends, or keep still";
    Quit = "quit", "退出", "quit", "退出校对台；领取的申请单会放回", "Leave the desk; a claimed order is released";

    GoToQueue = "go_to_queue", "队列", "queue", "转到待校对队列", "Go to the queue";
    GoToArchive = "go_to_archive", "档案", "archive", "转到档案：任何状态的申请单及其历史", "Go to the archive: orders in any state, and their histories";
    ReadOrder = "read_order", "看原单", "read", "打开申请单本身，只看不改", "Open the order itself, to read";
    ExportDossier = "export_dossier", "导出档案", "dossier", "导出此申请单的档案（主管、管理员），记入审计记录", "Take the dossier of this order out (supervisors, administrators); the audit trail tells of it";
    GoToDashboard = "go_to_dashboard", "看板", "dashboard", "转到看板：积压、到达与决定、在手、人员", "Go to the dashboard: what waits, came and went, is held, by whom";
    GoToEnquiries = "go_to_enquiries", "咨询", "enquiries", "转到申请人的咨询", "Go to the applicants' enquiries";

    TakeNext = "take_next", "取下一件", "take next", "领取最早的一件待校对申请单", "Claim the oldest order that waits";
    Skip = "skip", "跳过", "skip", "跳过此单并说明理由；没有领取时取下一件", "Leave this order to others and say why; take the next one if it is not claimed";
    Postpone = "postpone", "暂缓", "postpone", "暂缓到某一天并说明理由；已暂缓的提前恢复", "Put the order off until a day and say why; end that early";
    NextAfterDecision = "next_after_decision", "自动接续", "go on", "切换：决定之后自动取下一件", "Switch: the next order by itself after a decision";
    ListPostponed = "list_postponed", "暂缓的", "postponed", "显示暂缓的申请单", "Show the postponed orders";
    Listings = "listings", "失信名单", "dishonesty", "显示失信行为名单", "Show the dishonesty list";
    SecondLook = "second_look", "复核结论", "conclude", "盲复核：作出结论（失信提议：是否列入；质量抽样：通过与否）", "Conclude a second look: at a proposed listing, or at an order of a sample";
    Sampling = "sampling", "质量抽样", "sampling", "显示质量抽样：样本、复看进度与一致性", "Show the quality samples: progress and agreement";
    DrawSample = "draw_sample", "抽取", "draw", "从一段时间的决定中抽取样本（主管）", "Draw a sample of what was decided in a period (supervisors)";
    WithdrawListing = "withdraw_listing", "撤销列入", "withdraw", "申诉成立时撤销列入并说明理由（主管）", "Withdraw a listing on appeal and say why (supervisors)";
    ForceRelease = "force_release", "结束领取", "end claim", "结束别人对所选申请单的领取并说明理由（主管）", "End somebody's claim on the order and say why (supervisors)";
    Reassign = "reassign", "指派", "give to", "把申请单指派给某人并说明理由（主管）", "Give the order to somebody and say why (supervisors)";
    Reopen = "reopen", "重新打开", "reopen", "重新打开已有结果的申请单并说明理由（主管）", "Open a decided order again and say why (supervisors)";
    RejectUnanswered = "reject_unanswered", "未补不通过", "reject unanswered", "久未补充材料的申请单作不通过并说明理由（主管）", "Reject an order whose supplement never came and say why (supervisors)";
    Export = "export", "导出", "export", "导出列表或报表：CSV、XLSX；再按显示进度（主管、管理员）", "Export a list or a report as CSV or XLSX; pressed again, how far it is (supervisors, admins)";
    Refresh = "refresh", "刷新", "refresh", "把有更新的行排到正确的位置", "Bring changed rows into their places";
    ListWaiting = "list_waiting", "待校对", "to proofread", "显示待校对的申请单", "Show the orders to proofread";
    ListSupplement = "list_supplement", "待补充", "supplement", "显示等待申请人补充材料的申请单", "Show the orders that wait for the applicant";
    Filter = "filter", "筛选", "filter", "按状态、院校、等待时间、提示、持有人等筛选队列", "Filter the queue by status, school, waiting time, findings, holder and more";
    ClearFilter = "clear_filter", "清除筛选", "clear filter", "清除筛选，回到待校对", "Drop the filter and go back to the orders to proofread";
    ApplyFilter = "apply_filter", "应用", "apply", "应用筛选", "Apply the filter";
    Sort = "sort", "排序", "sort", "换一种排序：最早、最新、提示最多在前", "Sort otherwise: oldest, newest, most findings first";
    Columns = "columns", "列", "columns", "选择显示哪些列及其顺序", "Choose the columns and their order";
    Views = "views", "视图", "views", "列出视图及件数；打开、保存、改名、删除、排列", "List the views with their counts; open, keep, rename, remove, arrange them";
    View1 = "view_1", "第1视图", "view 1", "打开第 1 个视图", "Open the 1st view";
    View2 = "view_2", "第2视图", "view 2", "打开第 2 个视图", "Open the 2nd view";
    View3 = "view_3", "第3视图", "view 3", "打开第 3 个视图", "Open the 3rd view";
    View4 = "view_4", "第4视图", "view 4", "打开第 4 个视图", "Open the 4th view";
    View5 = "view_5", "第5视图", "view 5", "打开第 5 个视图", "Open the 5th view";
    View6 = "view_6", "第6视图", "view 6", "打开第 6 个视图", "Open the 6th view";
    View7 = "view_7", "第7视图", "view 7", "打开第 7 个视图", "Open the 7th view";
    View8 = "view_8", "第8视图", "view 8", "打开第 8 个视图", "Open the 8th view";
    View9 = "view_9", "第9视图", "view 9", "打开第 9 个视图", "Open the 9th view";
    SaveView = "save_view", "保存当前", "keep this", "把当前的筛选、排序和列保存为视图", "Keep the filter, sort and columns in front as a view";
    RenameView = "rename_view", "改名", "rename", "给所选视图改名", "Rename the selected view";
    DeleteView = "delete_view", "删除", "remove", "删除所选视图（按两次）", "Remove the selected view (press it twice)";
    MoveUp = "move_up", "前移", "move up", "把所选一行前移", "Move the selected row up";
    MoveDown = "move_down", "后移", "move down", "把所选一行后移", "Move the selected row down";
    Institution = "institution", "换机构", "institution", "换一个受理机构（适用于管理全部机构的人员）", "Change the institution (for staff of all of them)";
    TakeBack = "take_back", "撤回", "take back", "撤回自己刚作的决定（消息发出以前）", "Take one's last decision back, until its message goes out";

    Reply = "reply", "回复", "reply", "写回复；草稿自动保存", "Write a reply; it is kept as a draft";
    SendReply = "send_reply", "发送", "send", "发送回复", "Send the reply";
    CannedText = "canned_text", "常用语", "canned text", "选一条常用语插入回复", "Put a canned text into the reply";
    HandOver = "hand_over", "转交", "hand over", "附上备注，把咨询转交给校对员、主管或同事", "Hand the enquiry over to a colleague with a note";
    CloseEnquiry = "close_enquiry", "关闭/打开", "close/open", "关闭咨询，或重新打开已关闭的", "Close the enquiry, or open a closed one again";
    TakeReplyBack = "take_reply_back", "撤回", "take back", "撤回自己刚发的回复（发出以前）", "Take one's last reply back, until it goes out";
    OpenOrder = "open_order", "看申请单", "order", "打开所咨询的申请单；待校对的会领取", "Open the order it is about, claimed where one may proofread it";
    EnquiriesOfOrder = "enquiries_of_order", "此单咨询", "enquiries", "查看申请人对此单的咨询和答复", "Read what was asked and answered about this order";

    JudgeMatch = "judge_match", "一致", "match", "判定：与材料一致", "Verdict: it matches the scan";
    JudgeMismatch = "judge_mismatch", "不符", "differs", "判定：与材料不符", "Verdict: it differs from the scan";
    JudgeIllegible = "judge_illegible", "看不清", "unclear", "判定：材料看不清", "Verdict: the scan cannot be read";
    JudgeMissing = "judge_missing", "缺材料", "missing", "判定：缺少材料", "Verdict: the material is missing";
    JudgeNotApplicable = "judge_not_applicable", "不适用", "n/a", "判定：此项不适用", "Verdict: it does not apply";
    MatchAndDown = "match_and_down", "一致下移", "match, down", "判定一致，并移到下一个字段", "Verdict “match”, then the next field";
    Unjudge = "unjudge", "清除判定", "clear", "清除此字段的判定", "Clear the verdict on this field";
    NextItem = "next_item", "下一项目", "next item", "转到下一个申请项目", "Go to the next item of the order";
    PreviousItem = "previous_item", "上一项目", "previous item", "转到上一个申请项目", "Go to the previous item of the order";
    Approve = "approve", "通过", "approve", "此项目校对通过", "Approve this item";
    Reject = "reject", "不通过", "reject", "此项目校对不通过", "Reject this item";
    Supplement = "supplement", "补充材料", "supplement", "要求补充材料", "Ask for supplementary materials";
    Reveal = "reveal", "显示号码", "reveal", "显示完整证件号码，30 秒后重新遮盖", "Show the whole ID number for 30 seconds";
    EditNote = "edit_note", "备注", "note", "编辑内部备注（申请人看不到）", "Edit the internal note, which the applicant never sees";
    EditFieldNote = "edit_field_note", "字段备注", "field note", "给此字段写内部备注（申请人看不到）", "Note something on this field, which the applicant never sees";
    Explain = "explain", "依据", "rule", "说明提示的规则、来源和可信度，以及所比较的内容", "Tell the rule, source and confidence of a hint, and what it compared";
    Evidence = "evidence", "文件证据", "evidence", "说明此附件如何制作、是否像编辑过或截图", "Tell how this file was made, and whether it looks edited or like a screenshot";
    Materials = "materials", "应有材料", "materials", "列出此证书应有的材料和所缺的", "List the materials this certificate needs, and what is missing";

    NextAttachment = "next_attachment", "下一附件", "next scan", "显示下一个附件", "Show the next attachment";
    PreviousAttachment = "previous_attachment", "上一附件", "previous scan", "显示上一个附件", "Show the previous attachment";
    Enlarge = "enlarge", "放大看", "enlarge", "用设定的外部程序打开附件；没有设定则全屏", "Open the scan in the program that is set; full screen where none is";
    ZoomIn = "zoom_in", "放大", "zoom in", "放大附件", "Zoom in";
    ZoomOut = "zoom_out", "缩小", "zoom out", "缩小附件", "Zoom out";
    ZoomFit = "zoom_fit", "全图", "fit", "显示整个附件", "Show the whole scan";
    FitWidth = "fit_width", "满宽", "fit width", "按宽度显示附件", "Fit the scan to the pane's width";
    NextCrop = "next_crop", "局部", "crop", "依次放大编号、姓名、照片、印章等处；移到字段时随之放大，按 0 停止", "Show number, name, photo, seal in turn; moving to a field then shows its place, until 0";
    SwitchRound = "switch_round", "新旧对照", "old/new", "在附件与它替换的旧附件之间切换，位置和大小不变", "Turn between a file and the one it replaced, at the same place";
    Beside = "beside", "并排", "side by side", "手持证件照与身份证并排，或单独显示", "Show the holder's photo beside the card, or alone";
    FullScreen = "full_screen", "全屏", "full screen", "附件全屏显示", "Show the scan on the whole screen";
    RotateLeft = "rotate_left", "左转", "turn left", "附件逆时针转 90°", "Turn the scan counter-clockwise";
    RotateRight = "rotate_right", "右转", "turn right", "附件顺时针转 90°", "Turn the scan clockwise";
    PanLeft = "pan_left", "左移", "left", "看附件左侧", "Look further left";
    PanRight = "pan_right", "右移", "right", "看附件右侧", "Look further right";
    PanUp = "pan_up", "上移", "up", "看附件上方", "Look further up";
    PanDown = "pan_down", "下移", "down", "看附件下方", "Look further down";

    Toggle = "toggle", "选择", "choose", "选择或取消此理由", "Choose this reason, or drop it";
    EditLetter = "edit_letter", "改通知", "edit letter", "编辑给申请人的通知", "Edit the letter to the applicant";
    ResetLetter = "reset_letter", "恢复通知", "reset letter", "恢复自动生成的通知", "Bring the generated letter back";
    Save = "save", "完成", "done", "结束编辑；内容已保存", "Leave the editor; what was typed is kept";
    Send = "send", "提交", "send", "提交决定", "Send the decision";
}

impl Command {
    /// The screen this command goes to, if it goes to one.
    #[must_use]
    pub const fn goes_to(self) -> Option<Screen> {
        match self {
            Self::GoToQueue => Some(Screen::Queue),
            Self::GoToDashboard => Some(Screen::Dashboard),
            Self::GoToEnquiries => Some(Screen::Enquiries),
            Self::Listings => Some(Screen::Listings),
            Self::GoToArchive => Some(Screen::Archive),
            Self::Sampling => Some(Screen::Sampling),
            _ => None,
        }
    }

    /// Whether it concerns the desk as a whole and no screen, so that it can be run from anywhere, an editor among them.
    #[must_use]
    pub const fn is_of_the_desk(self) -> bool {
        matches!(
            self,
            Self::Redraw
                | Self::Suspend
                | Self::Graphics
                | Self::Language
                | Self::NextAfterDecision
                | Self::LockScreen
                | Self::ChangePassword
                | Self::Theme
                | Self::Mouse
                | Self::Bell
                | Self::Quit
                | Self::Palette
        )
    }

    /// The verdict this command gives, if it gives one.
    #[must_use]
    pub const fn verdict(self) -> Option<Verdict> {
        match self {
            Self::JudgeMatch => Some(Verdict::Match),
            Self::JudgeMismatch => Some(Verdict::Mismatch),
            Self::JudgeIllegible => Some(Verdict::Illegible),
            Self::JudgeMissing => Some(Verdict::Missing),
            Self::JudgeNotApplicable => Some(Verdict::NotApplicable),
            _ => None,
        }
    }
}
