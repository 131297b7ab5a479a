//! Texts of an open order: proofreading and deciding it.

use super::{Lang, texts};
use crate::domain::finding::{Confidence, Says};
use crate::domain::order::Service;
use crate::domain::requirement::{State, Wording};

texts! {
    list_comma => "、", ", ";
    list_semicolon => "；", "; ";

    item_of(item: usize, of: usize) => "项目 {item}/{of}", "item {item}/{of}";
    held_until(until: &str) => "持有至 {until}", "held until {until}";
    draft_saved => "草稿已保存", "draft saved";
    draft_saving => "草稿保存中", "saving draft";
    draft_failed => "草稿未能保存", "draft not saved";
    draft_restored(at: &str) => "已恢复 {at} 的草稿", "draft of {at} restored";
    draft_not_saved_by(code: &str) => "草稿未能保存（{code}）；内容还在屏幕上，下次改动时再试", "the draft could not be saved ({code}); it is still on the screen and is tried again with the next change";
    draft_outlived(round: &str) => "草稿作于上一轮：现为{round}，判定已按新材料重置，备注与改过的通知保留", "the draft is of an earlier round: it is {round} now; verdicts follow the new files, note and edited letter are kept";

    pane_fields => "证书信息", "certificate";
    pane_attachments => "附件", "files";
    pane_scan => "扫描件", "scan";
    pane_order => "申请单", "order";
    pane_changes => "上轮以来", "since last round";
    pane_findings => "提示", "hints";
    pane_field_note(field: &str) => "{field}：内部备注（申请人看不到）", "{field}: note (the applicant never sees it)";
    pane_note => "内部备注（申请人看不到）", "note (the applicant never sees it)";
    note_hint => "Ctrl-S 或 Esc 关闭，自动保存", "Ctrl-S or Esc closes; saved by itself";
    column_verdict => "判定", "verdict";
    column_field => "字段", "field";
    column_checks => "核对", "checks";
    column_typed => "申请人填写", "typed by the applicant";
    not_given => "（未填）", "(empty)";
    not_judged => "未判", "open";
    last_time => "上轮", "last rd";
    last_time_was(verdict: &str) => "上轮{verdict}", "was {verdict}";
    judged_of(judged: usize, of: usize) => "已判 {judged}/{of}", "{judged}/{of} judged";

    file_new => "本轮", "new";
    file_of_contested => "原申请", "contest.";
    file_replaced => "已撤换", "old";
    file_of_round(round: u32) => "第{round}轮", "rd {round}";
    turned(degrees: u16) => "右转{degrees}度", "turned {degrees}";
    picture_loading => "正在读取图像…", "reading the picture…";
    picture_unreadable => "图像无法显示：文件缺失、损坏或超出限制。按 0 再试", "the picture cannot be shown: missing, damaged or beyond the limits. 0 tries again";
    picture_small => "窗格太小，按 o 全屏显示", "the pane is too small; o shows it on the whole screen";
    no_attachments => "没有附件", "no files";

    look_only => "只能查看", "look only";
    look_only_free => "只能查看；按 Enter 领取", "look only; Enter claims it";
    look_only_held(name: &str, until: &str) => "{name} 正在校对（至 {until}），只能查看", "{name} is proofreading it (until {until}); look only";
    look_only_lost => "领取已失效，只能查看；按 Enter 重新领取", "your claim no longer stands; Enter claims it again";
    look_only_first_decider => "您是原决定人，不能校对此复议（G1.6），只能查看", "you decided the contested order and may not decide this one (G1.6); look only";
    look_only_postponed(day: &str, name: &str) => "{name} 暂缓至 {day}，只能查看；按 p 提前恢复", "{name} put it off until {day}; look only, p ends that";
    look_only_cancelled => "申请人已取消，只能查看", "cancelled by the applicant; look only";
    look_only_status(status: &str) => "{status}，只能查看", "{status}; look only";
    only_one_item => "只有一个申请项目", "there is only one item";
    no_attachment => "没有附件可看", "there is no file to look at";
    pictures_off => "没有图像显示", "pictures are off";
    nothing_to_reveal => "没有遮盖的号码", "no number is masked here";

    claim_ends_soon => "领取即将到期，按任意键续领", "your claim ends soon; any key renews it";
    claim_over => "领取已到期，他人可以领取；按任意键续领", "your claim is over and others may take it; any key renews it";
    claim_lost => "领取已失效：已到期，或已在别处领取。内容保留为草稿", "your claim no longer stands: it ran out, or the order was claimed elsewhere. Your draft is kept";
    claimed_again => "已重新领取", "claimed again";
    cancelled_meanwhile(at: &str) => "申请人已于 {at} 取消此申请单。您的内容已保留为草稿，不再需要处理", "The applicant cancelled this order at {at}. Your draft is kept; nothing is left to do";
    lost_meanwhile(what: &str) => "{what}：此申请单已不由您持有，内容保留为草稿", "{what}: the order is no longer yours; your draft is kept";

    not_yet_concluded(why: &str) => "还不能作结论：{why}", "cannot be concluded yet: {why}";
    not_yet_possible(why: &str) => "还不能通过：{why}", "cannot be approved yet: {why}";
    obstacle_unjudged(fields: &str) => "未判定 {fields}", "not judged: {fields}";
    obstacle_adverse(fields: &str) => "判定不利 {fields}", "adverse: {fields}";
    obstacle_no_reason => "没有选择理由", "no reason is chosen";
    item_done(item: u32, outcome: &str, open: u32) => "项目 {item}：{outcome}。接着校对项目 {open}", "item {item}: {outcome}. Now item {open}";
    item_open(item: u32) => "项目 {item} 还没有决定", "item {item} has no outcome yet";

    skip_title => "跳过此单", "skip this order";
    postpone_title => "暂缓此单", "put this order off";
    resume_title => "提前恢复此单", "end the postponement";
    aside_reason => "理由", "why";
    aside_when => "到", "until";
    aside_when_hint => "天数 3，或日期 11-30、2026-11-30；最多 180 天", "days 3, or a date 11-30, 2026-11-30; 180 days at most";
    aside_comes_back(day: &str, weekday: &str) => "{day}（{weekday}）回到您这里", "it comes back to you on {day} ({weekday})";
    aside_bad_day => "这不是今后 180 天内的日期", "that is no day within the next 180 days";
    aside_reason_missing => "请写明理由", "say why";
    aside_hint => "Enter 确定   ↑↓ 选常用理由   Esc 取消", "Enter confirms   ↑↓ a usual reason   Esc cancels";
    aside_hint_day => "Enter 确定   Tab 换行   ↑↓ 选常用理由   Esc 取消", "Enter confirms   Tab next line   ↑↓ a usual reason   Esc cancels";
    aside_doing => "正在保存…", "saving…";
    skipped(order_no: &str) => "{order_no} 已跳过", "{order_no} is skipped";
    postponed_to(order_no: &str, day: &str) => "{order_no} 已暂缓至 {day}，草稿保留", "{order_no} is put off until {day}; your draft is kept";
    label_postponed => "暂缓", "put off";
    label_notes => "同事备注", "notes";
    label_letter_edits => "通知改动", "letter edited";
    reasons_title(item: u32, outcome: &str, chosen: usize) => "项目 {item} {outcome}：选择理由（已选 {chosen}）", "item {item}, {outcome}: reasons ({chosen} chosen)";
    reason_fits => "符合判定", "fits";
    reasons_keys => "空格 选择   Enter 下一步   Esc 返回", "Space chooses   Enter goes on   Esc goes back";
    reason_wording => "申请人读到", "the applicant reads";
    reason_send => "请提交", "asked to send";
    choose_a_reason => "请至少选择一条理由（空格选择）", "choose a reason first (Space)";
    letter_comes_later => "选好理由后，在复核页编辑通知", "the letter comes after the reasons";
    not_in_review => "在理由列表中选择", "choose in the list of reasons";

    review_title => "复核", "review";
    review_leads_to(status: &str) => "提交后：{status}", "then: {status}";
    review_undecided => "未决定", "open";
    letter_title => "给申请人的通知", "letter to the applicant";
    letter_generated => "自动生成", "generated";
    letter_edited => "已编辑", "edited";
    letter_unsaid(fields: &str) => "通知没有提到：{fields}（所选理由都不针对它；补选理由，或 e 写明）", "the letter passes over {fields}: no chosen reason is made for it; choose one, or e writes it";
    unsaid(field: &str, verdict: &str) => "{field}（{verdict}）", "{field} ({verdict})";
    letter_stale => "决定或理由改过，通知仍是旧稿：E 恢复生成的，或 e 再改", "the decision has changed since this letter was edited: E brings the generated one back, e edits it";
    letter_restored => "已恢复自动生成的通知", "the generated letter is back";
    letter_not_edited => "通知没有改动过", "the letter was not edited";
    letter_empty => "通知不能为空", "the letter is empty";
    letter_more(lines: usize) => "还有 {lines} 行", "{lines} more lines";
    confirm_button => "确认提交", "Confirm";
    confirm_hint => "Ctrl-S 提交   Tab 换栏   e 改通知   Esc 返回校对", "Ctrl-S confirms   Tab next pane   e edits the letter   Esc goes back";
    editing_hint => "正在编辑：Ctrl-S 或 Esc 结束编辑", "editing: Ctrl-S or Esc ends it";
    sending => "正在提交…", "sending…";
    message_held(seconds: i64) => "通知保留 {seconds} 秒后才发出，其间可按 u 撤回", "the letter is held for {seconds} s; until then u takes it back";

    findings_legend => "! 不符  ? 留意  i 供参考  * 所在字段", "! does not fit  ? look twice  i to know  * this field";
    lacks(what: &str) => "缺：{what}", "missing: {what}";
    lacks_by(what: &str, rule: &str) => "{what}（{rule}）", "{what} ({rule})";
    lacks_more => "m 详情", "m tells more";
    no_materials => "没有适用的材料规则", "no rule on materials applies";
    material_helpful => "可附，能加快办理", "speeds things up";
    finding_new => "本轮新增", "new";
    more_findings(count: usize) => "另有 {count}", "+{count}";
    no_findings => "没有需要留意的提示", "nothing to look at twice";
    nothing_to_explain => "没有检查涉及此字段", "no check concerns this field";
    sheet_findings => "提示的依据", "the grounds";
    sheet_materials(item: u32) => "项目 {item} 应有的材料", "materials of item {item}";
    sheet_hint => "Esc 关闭。提示只供参考，由校对员判定", "Esc closes. A hint decides nothing; the proofreader does";
    sheet_more(lines: usize) => "j 下移，还有 {lines} 行   Esc 关闭", "j goes down, {lines} more lines   Esc closes";
    label_says => "结果", "it says";
    label_rule => "规则", "rule";
    label_source => "来源", "source";
    label_confidence => "可信度", "confidence";
    label_compared => "申请人填写", "typed";

    stale(what: &str) => "未提交，没有改动任何内容：{what}", "refused, nothing was changed: {what}";
    stale_claim_again => "领取已失效；Enter 重新领取后再提交，内容都在", "your claim no longer stands; Enter claims it again, nothing is lost";
    outcome_unknown => "连接中断，不知道决定是否已生效；正在查询，不会重复提交", "the connection was lost and the outcome is unknown; asking, nothing is sent twice";
    still_unknown(code: &str) => "仍不知道决定是否已生效（{code}）；按 Ctrl-S 再查询", "still unknown whether it was made ({code}); Ctrl-S asks again";
    not_decided => "决定没有生效，可以再次提交", "the decision was not made; it may be sent again";
    decision_failed_by(code: &str) => "未提交（{code}），没有改动任何内容；可以再次提交", "not sent ({code}), nothing was changed; it may be sent again";

    label_applicant => "申请人", "applicant";
    label_mobile => "手机号", "mobile";
    label_purpose => "申请目的", "purpose";
    label_remark => "备注", "remark";
    label_identity => "实人验证", "identity";
    label_id_type => "证件类型", "document";
    label_copies => "份数", "copies";
    label_reconsiders => "复议", "contests";
    label_submitted => "提交时间", "submitted";
    label_note => "内部备注", "note";
    label_field_note(field: &str) => "{field}：", "{field}: ";
    label_letter => "上次通知", "letter";
    label_removed => "撤下附件", "taken out";
    label_item => "项目", "item";
    carried_over(count: usize) => "{count} 项判定未变", "{count} verdicts";
    label_carried => "沿用上轮", "carried over";
    label_decision => "上次决定", "decided";
    label_new_files => "本轮附件", "new files";
    label_open_again => "重新判定", "open again";
    copies_short(zh: u32, en: u32) => "中{zh}英{en}", "zh{zh} en{en}";
    copies(zh: u32, en: u32) => "中文 {zh}  英文 {en}", "Chinese {zh}  English {en}";
    no_new_files => "没有新的附件", "none";
    replaces(name: &str) => "替换 {name}", "replaces {name}";
}

impl Lang {
    /// An act of the audit trail, as said of someone.
    #[must_use]
    pub fn happened(self, action: &str) -> &str {
        match (self, action) {
            (Self::Zh, "submit") => "提交",
            (Self::Zh, "claim") => "领取",
            (Self::Zh, "release") => "放回",
            (Self::Zh, "force_release") => "结束了领取",
            (Self::Zh, "reassign") => "改派",
            (Self::Zh, "skip") => "跳过",
            (Self::Zh, "postpone") => "暂缓",
            (Self::Zh, "resume") => "提前恢复",
            (Self::Zh, "note") => "留备注",
            (Self::Zh, "decide") => "作出决定",
            (Self::Zh, "take_back") => "撤回决定",
            (Self::Zh, "resubmit") => "再次提交",
            (Self::Zh, "cancel") => "取消申请",
            (Self::Zh, "reopen") => "重新打开",
            (Self::Zh, "reject_unanswered") => "因未补充而不通过",
            (Self::En, "submit") => "submitted it",
            (Self::En, "claim") => "claimed it",
            (Self::En, "release") => "released it",
            (Self::En, "force_release") => "ended the claim",
            (Self::En, "reassign") => "reassigned it",
            (Self::En, "skip") => "skipped it",
            (Self::En, "postpone") => "put it off",
            (Self::En, "resume") => "ended the postponement",
            (Self::En, "note") => "left a note",
            (Self::En, "decide") => "decided it",
            (Self::En, "take_back") => "took a decision back",
            (Self::En, "resubmit") => "resubmitted it",
            (Self::En, "cancel") => "cancelled it",
            (Self::En, "reopen") => "reopened it",
            (Self::En, "reject_unanswered") => "rejected it unanswered",
            (_, other) => other,
        }
    }

    /// How a line of the materials stands.
    #[must_use]
    pub const fn material_state(self, state: State) -> &'static str {
        match (self, state) {
            (Self::Zh, State::Present) => "已有",
            (Self::Zh, State::Missing) => "缺",
            (Self::Zh, State::Unclear) => "请查看",
            (Self::En, State::Present) => "there",
            (Self::En, State::Missing) => "missing",
            (Self::En, State::Unclear) => "look for it",
        }
    }

    /// A text of the rules in this language.
    #[must_use]
    pub fn wording(self, wording: &Wording) -> &str {
        match self {
            Self::Zh => &wording.zh,
            Self::En => &wording.en,
        }
    }

    /// What a check says.
    #[must_use]
    pub const fn says(self, says: Says) -> &'static str {
        match (self, says) {
            (Self::Zh, Says::Agrees) => "相符",
            (Self::Zh, Says::Disagrees) => "不相符",
            (Self::Zh, Says::NotApplicable) => "不适用",
            (Self::Zh, Says::Unknown) => "无从核对",
            (Self::En, Says::Agrees) => "agrees",
            (Self::En, Says::Disagrees) => "disagrees",
            (Self::En, Says::NotApplicable) => "not applicable",
            (Self::En, Says::Unknown) => "not known",
        }
    }

    /// How sure a rule is.
    #[must_use]
    pub const fn confidence(self, confidence: Confidence) -> &'static str {
        match (self, confidence) {
            (Self::Zh, Confidence::High) => "高：原文，或多个一致的来源",
            (Self::Zh, Confidence::Medium) => "中：一个可靠来源，或明确的推断",
            (Self::Zh, Confidence::Low) => "低：来源薄弱，或仅为常识",
            (Self::En, Confidence::High) => "high: a primary text, or several sources that agree",
            (Self::En, Confidence::Medium) => "medium: one decent source, or a clear inference",
            (Self::En, Confidence::Low) => "low: a weak source, or common knowledge",
        }
    }

    /// A service (G1.2) in four cells.
    #[must_use]
    pub const fn service_short(self, service: Service) -> &'static str {
        match (self, service) {
            (Self::Zh, Service::Degree) => "学历",
            (Self::Zh, Service::Transcript) => "成绩",
            (Self::Zh, Service::Gaokao) => "高考",
            (Self::Zh, Service::Huikao) => "会考",
            (Self::En, Service::Degree) => "degree",
            (Self::En, Service::Transcript) => "transcr.",
            (Self::En, Service::Gaokao) => "gaokao",
            (Self::En, Service::Huikao) => "huikao",
        }
    }

    /// A day of the week.
    #[must_use]
    pub const fn weekday(self, day: chrono::Weekday) -> &'static str {
        use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
        match (self, day) {
            (Self::Zh, Mon) => "周一",
            (Self::Zh, Tue) => "周二",
            (Self::Zh, Wed) => "周三",
            (Self::Zh, Thu) => "周四",
            (Self::Zh, Fri) => "周五",
            (Self::Zh, Sat) => "周六",
            (Self::Zh, Sun) => "周日",
            (Self::En, Mon) => "Mon",
            (Self::En, Tue) => "Tue",
            (Self::En, Wed) => "Wed",
            (Self::En, Thu) => "Thu",
            (Self::En, Fri) => "Fri",
            (Self::En, Sat) => "Sat",
            (Self::En, Sun) => "Sun",
        }
    }

    /// 个人 or 单位 (G5.1).
    #[must_use]
    pub const fn nature(self, nature: crate::domain::order::Nature) -> &'static str {
        use crate::domain::order::Nature;
        match (self, nature) {
            (Self::Zh, Nature::Individual) => "个人",
            (Self::Zh, Nature::Unit) => "单位",
            (Self::En, Nature::Individual) => "person",
            (Self::En, Nature::Unit) => "unit",
        }
    }
}
