//! Texts of the dashboard and of what supervisors do.

use chrono::NaiveDate;

use super::{Lang, texts};
use crate::domain::ageing::Band;
use crate::domain::status::Status;

texts! {
    place_dashboard => "看板", "dashboard";
    dashboard_counts => "总数", "totals";
    dashboard_bands => "待校对 已等工作日", "to proofread, by working days";
    dashboard_flow => "到达与决定", "arrivals and decisions";
    dashboard_oldest => "最早的待校对", "oldest to proofread";
    dashboard_held => "正在校对", "held now";
    dashboard_asked => "补充材料未答复", "supplement not answered";
    dashboard_people => "人员 近 7 天", "people, 7 days";
    dashboard_recent => "最近的决定", "newest decisions";
    tab_counts => "总数", "totals";
    tab_bands => "积压", "ageing";
    tab_flow => "到达决定", "flow";
    tab_oldest => "最早", "oldest";
    tab_held => "在手", "held";
    tab_asked => "未答复", "asked";
    tab_people => "人员", "people";
    tab_recent => "最近决定", "newest";
    dashboard_as_of(clock: &str) => "截至 {clock}", "as of {clock}";
    dashboard_summary(waiting: &str, over: &str, held: &str, asked: &str) => "待校对 {waiting}，其中超过 5 个工作日 {over}   正在校对 {held}   待补充 {asked}", "to proofread {waiting}, more than 5 working days {over}   held {held}   supplement {asked}";
    nothing_held => "现在没有人持有申请单。", "Nobody holds an order now.";
    nothing_asked => "没有等待补充材料的申请单。", "No order waits for a supplement.";
    nothing_decided => "近 7 天没有决定。", "Nothing was decided in 7 days.";
    nothing_recent => "还没有决定。", "Nothing was decided yet.";
    nothing_waits => "没有待校对的申请单。", "Nothing to proofread.";

    column_this_round => "本轮", "round";
    column_all_rounds => "累计", "in all";
    column_came => "初次提交", "came";
    column_since => "领取于", "since";
    column_until => "持有至", "until";
    column_asked_on => "要求日期", "asked on";
    column_days => "已过", "days";
    column_person => "姓名", "name";
    column_today => "今天", "today";
    column_yesterday => "昨天", "yest.";
    column_week => "7 天", "7 days";
    column_median => "用时中位", "median";
    column_skips => "跳过", "skips";
    column_when => "时间", "when";
    column_led_to => "结果", "result";
    column_institution => "机构", "centre";

    flow_day(day: &str, weekday: &str) => "{day} {weekday}", "{day} {weekday}";
    flow_in(n: u64, again: u64) => "到达 {n}（再次提交 {again}）", "arrived {n} (again {again})";
    flow_decided(n: u64) => "决定 {n}：", "decided {n}:";
    flow_accepted(n: u64) => "通过 {n}", "accepted {n}";
    flow_rejected(n: u64) => "不通过 {n}", "rejected {n}";
    flow_asked(n: u64) => "补充 {n} ", "asked {n} ";
    flow_cancelled(n: u64) => "取消 {n}", "cancelled {n}";
    flow_reopened(n: u64) => "重开 {n}", "reopened {n}";
    passing_arrived => "到达", "arrived";
    passing_decided => "决定", "decided";
    passing_cancelled => "取消", "cancelled";
    passing_reopened => "重新打开", "reopened";
    narrowed(what: &str, when: &str) => "{what} {when}", "{what} {when}";
    narrowed_to(what: &str, when: &str, name: &str) => "{name} {what} {when}", "{what} by {name} {when}";
    narrowed_count(n: &str) => "{n} 条", "{n}";
    narrowed_cut(n: &str) => "只列最新 {n} 条，其余见报表（X）", "the newest {n} only; a report (X) has all";
    nothing_happened => "没有记录。", "Nothing.";
    one_number => "这一栏每行只有一个数", "a row of this pane has one number";
    ended_by_submission => "按提交时间排列；按办结时间排列的在档案（4）", "by the time they were submitted; the archive (4) has them by the time they ended";
    skips_are_reported => "谁跳过了哪些申请单、为何跳过，在报表“跳过”里（X 导出）", "which orders were skipped, and why, is in the report of skips (X exports it)";
    chart_in(most: u64) => "到达 最多 {most}", "arrived, most {most}";
    chart_out(most: u64) => "决定 最多 {most}", "decided, most {most}";
    chart_hours_in(most: u64) => "当日各时到达 最多 {most}", "arrived by hour, most {most}";
    chart_hours_out(most: u64) => "当日各时决定 最多 {most}", "decided by hour, most {most}";
    working_days_short(days: &str) => "{days}天", "{days}d";
    minutes_short(minutes: i64) => "{minutes}分", "{minutes}m";
    may_reject => "可拒", "over";
    assigned_mark => "指派", "given";
    assigned_to(name: &str, reason: &str) => "指派给 {name}：{reason}", "given to {name}: {reason}";

    step_release_title => "结束领取", "end the claim";
    step_reassign_title => "指派", "give to somebody";
    step_reopen_title => "重新打开", "reopen";
    step_reject_title => "因未补充而不通过", "reject unanswered";
    step_order(order_no: &str, name: &str) => "申请单 {order_no}  {name}", "order {order_no}  {name}";
    step_held_by(name: &str) => "{name} 正在校对；其草稿保留", "{name} is proofreading it; their draft is kept";
    step_held_by_nobody => "现在没有人持有", "nobody holds it now";
    step_reopen_effect(status: &str) => "现为“{status}”，将回到待校对原来的位置，并通知申请人", "{status} now; it goes back to its place among those to proofread, and the applicant is told";
    step_reject_effect(asked: &str, days: u32) => "{asked} 要求补充，已过 {days} 个工作日；全部项目不通过，并通知申请人", "asked on {asked}, {days} working days ago; all items are rejected, and the applicant is told";
    step_reassign_effect => "对方按 n 先取到此单；一个工作日内别人的 n 不取它，但仍可在列表中领取", "n gives it to them first and, for a working day, to nobody else; from the list others can still claim it";
    step_to => "指派给", "to";
    step_hint => "Enter 继续   Esc 返回", "Enter goes on   Esc goes back";
    step_hint_list => "↑↓ 选人   Enter 继续   Esc 返回", "Up/Down chooses   Enter goes on   Esc goes back";
    step_sure(what: &str, order_no: &str) => "再按一次 Enter：{what} {order_no}", "Enter again: {what} {order_no}";
    step_sure_held(what: &str, order_no: &str, name: &str) => "再按一次 Enter：{what} {order_no}（{name} 持有）", "Enter again: {what} {order_no} (held by {name})";
    step_sure_to(order_no: &str, name: &str) => "再按一次 Enter：把 {order_no} 指派给 {name}", "Enter again: give {order_no} to {name}";

    step_released(order_no: &str) => "已结束 {order_no} 的领取", "the claim on {order_no} is ended";
    step_reassigned(order_no: &str, name: &str) => "已把 {order_no} 指派给 {name}", "{order_no} is given to {name}";
    step_reopened(order_no: &str) => "已重新打开 {order_no}，申请人会收到通知", "{order_no} is open again, and the applicant is told";
    step_rejected(order_no: &str) => "{order_no} 因未补充而不通过，申请人会收到通知", "{order_no} is rejected unanswered, and the applicant is told";
    step_free => "现在没有人持有此单，没有改动", "nobody holds it now; nothing was changed";
    step_settled(status: &str) => "此单现为“{status}”，没有改动", "it is {status} now; nothing was changed";
    step_decision_held(until: &str) => "原决定在 {until} 以前可由本人撤回，到时再重新打开", "its decision can be taken back until {until}; reopen it after that";
    step_proposed => "原决定提议列入失信名单，尚待复核；复核以后才能重新打开", "its decision proposes a listing that waits for a second look; reopen it after that";
    step_unfinished(order_no: &str) => "同一证书另有未办结的申请单 {order_no}，不能重新打开", "order {order_no} for the same certificate is under way; this one cannot be reopened";
    step_unfinished_elsewhere => "同一证书在其他受理机构另有未办结的申请单，不能重新打开", "another institution has an order for the same certificate under way; this one cannot be reopened";
    step_too_early(left: u32) => "要求补充后还不满规定的工作日，还差 {left} 个", "{left} more working days must pass since the applicant was asked";
    step_first_decider => "此单复议的正是该人员的决定，请指派给别人", "it contests a decision of theirs; give it to somebody else";
    step_no_colleague => "没有这样的校对人员", "there is no such colleague who decides orders";

    why_not_supervisor => "只有主管可以这样做", "only supervisors may do this";
    why_not_own_claim => "是您自己领取的：按 Esc 返回即放回", "it is your own claim: Esc goes back and releases it";
    why_not_held => "没有人持有所选的申请单", "nobody holds the selected order";
    why_not_waiting => "只有待校对的申请单可以指派", "only an order to proofread can be given to somebody";
    why_not_ended => "只有校对通过或不通过的申请单可以重新打开", "only an order that was accepted or rejected can be reopened";
    why_not_asked => "只有等待补充材料的申请单可以这样结束", "only an order that waits for a supplement ends so";
    why_not_selected => "请先选择一件申请单", "select an order first";

    given_to_you(by: &str, order_no: &str, reason: &str) => "{by} 把 {order_no} 指派给您：{reason}。按 n 领取", "{by} gave {order_no} to you: {reason}. n takes it";
    happened_because(what: &str, reason: &str) => "{what}（{reason}）", "{what} ({reason})";
}

impl Lang {
    /// A band of waiting time in whole working days.
    #[must_use]
    pub const fn band(self, band: Band) -> &'static str {
        match (self, band) {
            (Self::Zh, Band::Fresh) => "不足 1 天",
            (Self::Zh, Band::OneToTwo) => "1–2 天",
            (Self::Zh, Band::ThreeToFive) => "3–5 天",
            (Self::Zh, Band::SixToTen) => "6–10 天",
            (Self::Zh, Band::Older) => "10 天以上",
            (Self::En, Band::Fresh) => "under 1",
            (Self::En, Band::OneToTwo) => "1-2",
            (Self::En, Band::ThreeToFive) => "3-5",
            (Self::En, Band::SixToTen) => "6-10",
            (Self::En, Band::Older) => "over 10",
        }
    }

    /// Title of the message about an order that was reopened. Applicants read Chinese, whatever the desk's language.
    #[must_use]
    pub const fn reopened_title() -> &'static str {
        "申请单重新校对通知"
    }

    /// Its text.
    #[must_use]
    pub fn reopened_letter(institution: &str, order_no: &str, status: Status) -> String {
        format!(
            "您的申请单 {order_no} 此前的校对结果为“{}”。经复查，该申请单需要重新校对，原结果不再作为最终结果。您无需重新提交，校对完成后将另行通知。\n\n{institution}",
            Self::Zh.status(status)
        )
    }

    /// Title of the message about an order that was rejected because no supplement came.
    #[must_use]
    pub const fn unanswered_title() -> &'static str {
        "申请单校对不通过通知"
    }

    /// Its text.
    #[must_use]
    pub fn unanswered_letter(institution: &str, order_no: &str, asked_on: NaiveDate) -> String {
        let asked_on = asked_on.format("%Y年%-m月%-d日");
        format!(
            "您的申请单 {order_no} 于 {asked_on} 被要求补充材料。因至今未收到补充材料，该申请单全部申请项目校对不通过。如仍需办理，请备齐材料后重新申请。\n\n{institution}"
        )
    }
}
